"""What a rule is, and how rules are applied at random places of a tree.

A rule takes one node and returns what may be written for it, or None where it does not apply. ``change`` says what
happens to the value and to where it is defined:

* ``exact``: nothing changes at any point;
* ``almost``: nothing changes but at single points, such as a pole that is cancelled;
* ``wider``: the new form has the same value wherever the old one has one, and may have values elsewhere;
* ``narrower``: the other way round.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from tests.adversary.tree import Node, list_places, node_count, replace_at

__all__ = ["EXACT", "KEEPING", "Facts", "Rule", "rewrite", "rule"]

EXACT = ("exact",)
KEEPING = ("exact", "almost")
MAX_NODES = 90  # a pair that has grown beyond what a person would write
ATTEMPTS = 40


@dataclass(frozen=True)
class Facts:
    """What is known of the symbols: their declared domains."""

    symbols: Mapping[str, str]

    def is_positive(self, node: Node) -> bool:
        """Whether a tree is certainly positive wherever it has a value."""
        match node.op:
            case "num":
                return node.value > 0  # type: ignore[operator]
            case "const":
                return node.value in ("e", "pi")
            case "sym":
                return self.symbols.get(str(node.value), "real") == "positive"
            case "add":
                return all(map(self.is_nonnegative, node.args)) and any(map(self.is_positive, node.args))
            case "mul" | "div":
                return all(map(self.is_positive, node.args))
            case "pow":
                return self.is_positive(node.args[0])
            case "call":
                return node.value in ("exp", "cosh", "sigmoid", "softplus") or (
                    node.value in ("sqrt", "abs", "root") and self.is_positive(node.args[0])
                )
        return False

    def is_nonnegative(self, node: Node) -> bool:
        """Whether a tree is certainly not negative wherever it has a value."""
        if self.is_positive(node) or (node.op == "num" and node.value == 0):
            return True
        if node.op == "sym":
            return self.symbols.get(str(node.value)) in ("nonnegative", "natural")
        if node.op == "pow":
            return (
                node.args[1].op == "num"
                and node.args[1].value.denominator % 2 == 1
                and (  # type: ignore[union-attr]
                    node.args[1].value.numerator % 2 == 0  # type: ignore[union-attr]
                )
            )
        if node.op in ("add", "mul"):
            return all(map(self.is_nonnegative, node.args))
        return node.op == "ind" or (node.op == "call" and node.value in ("sqrt", "abs", "relu", "acos"))


Apply = Callable[[Node, Random, Facts], Node | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """One way to write a node in another form."""

    name: str
    change: str
    apply: Apply


def rule(table: list[Rule], change: str) -> Callable[[Apply], Apply]:
    """Add the decorated function to a table of rules."""

    def keep(apply: Apply) -> Apply:
        table.append(Rule(apply.__name__, change, apply))
        return apply

    return keep


def rewrite(
    tree: Node, rng: Random, rules: Sequence[Rule], facts: Facts, count: int, changes: Sequence[str] = KEEPING
) -> tuple[Node, tuple[str, ...]]:
    """Apply rules of the allowed kinds at random places; return the new tree and the names of the steps."""
    usable = [each for each in rules if each.change in changes]
    steps: list[str] = []
    for _ in range(count * ATTEMPTS):
        if len(steps) == count or node_count(tree) > MAX_NODES:
            break
        path, node = rng.choice(list_places(tree))
        chosen = rng.choice(usable)
        new = chosen.apply(node, rng, facts)
        if new is not None and new != node:
            tree = replace_at(tree, path, new)
            steps.append(chosen.name)
    return tree, tuple(steps)

"""What names mean while trees are lowered into one graph.

A ``Scope`` knows the notation, the graph and the sizes chosen for symbolic axes. It unrolls index families, sums and
matrix algebra, and replaces an intermediate quantity by its definition, once for each index, so that everything stays
connected with the forward pass and only free symbols are left. The files of this folder register a rule for each kind
of tree.

>>> from grader.expr.nodes import Add, Number, Symbol
>>> from grader.expr.notation import Entry, Notation
>>> scope = Scope(Graph(), Notation(entries={"x": Entry(name="x")}))
>>> x = Symbol("x")
>>> scope.lower(Add((x, x))) == scope.graph.scale(scope.lower(x), 2)
True
"""

from collections.abc import Callable, Mapping
from typing import Any

from grader.equivalence.graph.graph import Graph
from grader.equivalence.lowering import arrays
from grader.equivalence.lowering.arrays import Array, Value, complaint
from grader.expr.nodes import Node
from grader.expr.notation import Notation

__all__ = ["Env", "Scope", "lowers"]

Env = Mapping[str, Value]  # the values of index letters and parameters
Rule = Callable[["Scope", Any, Env], Value]
RULES: dict[type[Node], Rule] = {}  # filled once, while the files of this folder are imported


def lowers(*kinds: type[Node]) -> Callable[[Rule], Rule]:
    """Register a function as the rule for lowering some kinds of tree."""

    def register(rule: Rule) -> Rule:
        RULES.update(dict.fromkeys(kinds, rule))
        return rule

    return register


class Scope:
    """What names mean while trees are lowered into one graph."""

    def __init__(
        self,
        graph: Graph,
        notation: Notation,
        sizes: Mapping[str, int] | None = None,
        overrides: Mapping[str, str] | None = None,
    ) -> None:
        self.graph = graph
        self.notation = notation
        self.sizes = dict(sizes or {})
        # Quantities that are independent variables here: their names, with the prefix of their atoms.
        self.overrides = dict(overrides or {})
        self.memo: dict[Any, Value] = {}
        self.children: dict[frozenset[str], Scope] = {}
        # The tests that the conditions of an answer mean, by identity, with the tree and bindings they are of.
        self.conditions: dict[int, tuple[Node, Env, Any]] = {}
        self.depth = 0

    def override(self, names: frozenset[str]) -> "Scope":
        """Return the scope in which given quantities are independent variables, and what follows depends on them."""
        # Kept, because a formula names many derivatives by the same quantities; each such scope lowers the forward pass
        # anew.
        if names not in self.children:
            self.children[names] = Scope(
                self.graph, self.notation, self.sizes, {**self.overrides, **dict.fromkeys(names, "′")}
            )
        child = self.children[names]
        # What is lowered there is as deep as what asks for it.
        child.depth = self.depth
        return child

    def copy(self) -> "Scope":
        """Return a scope with a graph of its own, in which the same quantities are lowered already."""
        copy = Scope(self.graph.copy(), self.notation, self.sizes, self.overrides)
        copy.memo = dict(self.memo)
        return copy

    def branch(self) -> "Scope":
        """Return a scope over the same graph that starts with what this one remembers; what it adds stays its own."""
        branch = Scope(self.graph, self.notation, self.sizes, self.overrides)
        # Not shared: what an answer adds names nodes that are removed with it (``Graph.rewind``).
        branch.memo = dict(self.memo)
        branch.children = {names: child.branch() for names, child in self.children.items()}
        return branch

    def lower(self, node: Node, env: Env = {}) -> Value:  # noqa: B006 (never changed)
        """Return the value of a tree; ``env`` holds the index letters and parameters that are bound."""
        return RULES[type(node)](self, node, env)

    def lower_scalar(self, node: Node, env: Env) -> int:
        """Return the value of a tree that must be a number."""
        value = self.lower(node, env)
        if isinstance(value, Array):
            raise complaint(
                "number-expected",
                f"A number is expected here, but this is {arrays.describe_shape(value.shape)}.",
                help="name the component that you mean.",
            )
        return value

    def lower_whole(self, node: Node, env: Env) -> int | None:
        """Return the value of a tree that is a whole number, else None."""
        data = self.graph.data[self.lower_scalar(node, env)]
        return data if type(data) is int else None

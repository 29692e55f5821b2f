"""Rounded numbers in sets and conditions, as the expected ones that they stand for.

Where an item accepts rounding or a tolerance, a member of a set, an end of an interval and a number that is a whole
side of a comparison count as the nearest expected one that they are accepted for; so ``{0.33, 0.67}`` is ``{1/3, 2/3}``
with two digits, and ``x = 0.33`` is ``x = 1/3``. Other numbers stay as they are, and so does the rest of a formula.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from flint import arb

from grader.equivalence.lowering.scope import Env, Scope
from grader.equivalence.rungs.ladder import Ladder
from grader.equivalence.rungs.tolerance import accepted, is_constant
from grader.equivalence.values.enclosure import Sample
from grader.equivalence.values.precision import WORKING, precision
from grader.expr.nodes import Constant, Interval, Junction, Neg, Node, Relation, SetOf, Symbol, Union
from grader.records import Equality

__all__ = ["with_expected_ends"]


def with_expected_ends(scope: Scope, ladder: Ladder, student: Node, expected: Node, env: Env) -> tuple[Node, str]:
    """Return an answer with the expected numbers in place of those accepted for them, and the rung that accepted."""
    if ladder.policy.is_exact:
        return student, ""
    wanted = [(tree, node) for tree, node in ((tree, constant(scope, ladder, tree, env)) for tree in ends_of(expected))
              if node is not None]  # fmt: skip
    rungs: list[str] = []

    def stands_for(tree: Node) -> Node:
        node = constant(scope, ladder, tree, env)
        if node is None or any(node == other for _, other in wanted):
            return tree
        found = [(other, target, decision) for target, other in wanted
                 if (decision := accepted(ladder, tree, node, other)).result is Equality.EQUAL]  # fmt: skip
        if not found:
            return tree
        _, target, decision = min(found, key=lambda held: distance(ladder, node, held[0]))
        rungs.append(decision.by)
        return target

    changed = with_ends(student, stands_for)
    return changed, next((rung for rung in ("tolerance", "rounding") if rung in rungs), "")


def constant(scope: Scope, ladder: Ladder, tree: Node, env: Env) -> int | None:
    """Return an end as a node, None where it is infinite, an array, or holds a symbol."""
    inner = tree.operand if isinstance(tree, Neg) else tree
    if isinstance(inner, Symbol) or (isinstance(inner, Constant) and inner.name == "oo"):
        return None
    value = scope.lower(tree, env)
    return value if isinstance(value, int) and is_constant(ladder.graph, value) else None


def distance(ladder: Ladder, left: int, right: int) -> float:
    """Return how far apart two constants are, nearly: it chooses between numbers that are all accepted."""
    values = Sample(ladder.graph, 0, 0, 64).evaluate()
    with precision(WORKING):
        gap = arb(values[left]) - arb(values[right])
        return float(abs(gap).mid())


def ends_of(tree: Node) -> Iterator[Node]:
    """Yield the members and ends of a set, and the sides of comparisons."""
    found: list[Node] = []
    with_ends(tree, lambda end: found.append(end) or end)  # type: ignore[func-returns-value]
    yield from found


def with_ends(tree: Node, new: Callable[[Node], Node]) -> Node:
    """Return a set or condition with every member, end and side replaced."""
    if isinstance(tree, SetOf):
        return replace(tree, items=tuple(map(new, tree.items)))
    if isinstance(tree, Interval):
        return replace(tree, lower=new(tree.lower), upper=new(tree.upper))
    if isinstance(tree, Relation):
        return replace(tree, operands=tuple(map(new, tree.operands)))
    if isinstance(tree, Union | Junction):
        return replace(tree, parts=tuple(with_ends(part, new) for part in tree.parts))
    return tree

"""Rounded numbers in sets and conditions, treated as the expected ones that they round.

Where an item accepts rounding or a tolerance, a member of a set, an end of an interval and a number that is a whole
side of a comparison count as the nearest expected one that they are accepted for; so ``{0.33, 0.67}`` is ``{1/3, 2/3}``
with two digits, and ``x = 0.33`` is ``x = 1/3``. Other numbers stay as they are, and so does the rest of a formula.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from grader.equivalence.lowering.scope import Env, Scope
from grader.equivalence.rungs.ladder import Ladder
from grader.equivalence.rungs.tolerance import decide_with_tolerance, is_constant, measure_distance
from grader.expr.nodes import Constant, Interval, Junction, Neg, Node, Relation, SetOf, Symbol, Union
from grader.records import Equality

__all__ = ["put_expected_ends", "put_expected_entries"]


def put_expected_ends(scope: Scope, ladder: Ladder, student: Node, expected: Node, env: Env) -> tuple[Node, str]:
    """Return an answer with the expected numbers in place of those accepted for them, and the rung that accepted."""
    # Without a tolerance only equality counts, and the ladder decides that.
    if ladder.policy.is_exact:
        return student, ""
    ends = [(tree, lower_constant_end(scope, ladder, tree, env)) for tree in list_ends(expected)]
    wanted = [(tree, node) for tree, node in ends if node is not None]
    rungs: list[str] = []

    def find_expected(tree: Node) -> Node:
        node = lower_constant_end(scope, ladder, tree, env)
        # An end that is exactly an expected one stays what it is, even if another one is near enough.
        if node is None or any(node == other for _, other in wanted):
            return tree
        decisions = [(o, target, decide_with_tolerance(ladder, tree, node, o)) for target, o in wanted]
        found = [held for held in decisions if held[2].result is Equality.EQUAL]
        if not found:
            return tree
        # One number may round two expected ends; the nearest is meant.
        _, target, decision = min(found, key=lambda held: measure_distance(ladder.graph, node, held[0]))
        rungs.append(decision.by)
        return target

    changed = replace_ends(student, find_expected)
    return changed, next((rung for rung in ("tolerance", "rounding") if rung in rungs), "")


def put_expected_entries(
    ladder: Ladder, trees: Sequence[Node], values: Sequence[int], references: Sequence[int]
) -> list[int]:
    """Return the entries of a list without order, with the nearest expected one in place of each it is accepted for."""
    if ladder.policy.is_exact:
        return list(values)
    # Each expected entry is taken once; what is exactly an expected one stays what it is.
    open_places = [reference for reference in references if reference not in values]
    result = []
    for tree, value in zip(trees, values, strict=True):
        accepted = [] if value in references else [
            place for place in open_places
            if is_constant(ladder.graph, value, place)
            and decide_with_tolerance(ladder, tree, value, place).result is Equality.EQUAL
        ]  # fmt: skip
        if accepted:
            nearest = min(accepted, key=lambda place: measure_distance(ladder.graph, value, place))
            open_places.remove(nearest)
            value = nearest
        result.append(value)
    return result


def lower_constant_end(scope: Scope, ladder: Ladder, tree: Node, env: Env) -> int | None:
    """Return an end as a node, None where it is infinite, an array, or holds a symbol."""
    inner = tree.operand if isinstance(tree, Neg) else tree
    # Infinite ends and names are compared as they are.
    if isinstance(inner, Symbol) or (isinstance(inner, Constant) and inner.name == "oo"):
        return None
    value = scope.lower(tree, env)
    return value if isinstance(value, int) and is_constant(ladder.graph, value) else None


def list_ends(tree: Node) -> Iterator[Node]:
    """Yield the members and ends of a set, and the sides of comparisons."""
    found: list[Node] = []
    replace_ends(tree, lambda end: found.append(end) or end)  # type: ignore[func-returns-value]
    yield from found


def replace_ends(tree: Node, new: Callable[[Node], Node]) -> Node:
    """Return a set or condition with every member, end and side replaced."""
    if isinstance(tree, SetOf):
        return replace(tree, items=tuple(map(new, tree.items)))
    if isinstance(tree, Interval):
        return replace(tree, lower=new(tree.lower), upper=new(tree.upper))
    if isinstance(tree, Relation):
        return replace(tree, operands=tuple(map(new, tree.operands)))
    if isinstance(tree, Union | Junction):
        return replace(tree, parts=tuple(replace_ends(part, new) for part in tree.parts))
    return tree

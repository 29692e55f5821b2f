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
from grader.equivalence.rungs.tolerance import decide_with_tolerance, describe_count, is_constant, measure_distance
from grader.equivalence.witness import refute_by_structure
from grader.expr.nodes import Constant, Interval, Junction, Neg, Node, Relation, SetOf, Symbol, Union
from grader.records import Decision, Equality

__all__ = ["leave_border_open", "put_expected_ends", "put_expected_entries", "refute_unrounded_ends"]


def put_expected_ends(scope: Scope, ladder: Ladder, student: Node, expected: Node, env: Env) -> tuple[Node, str, bool]:
    """Return an answer with the expected numbers in place of those accepted for them, and the rung that accepted.

    The last value says whether one of them could not be decided.
    """
    # Without a tolerance only equality counts, and the ladder decides that.
    if ladder.policy.is_exact:
        return student, "", False
    ends = [(tree, lower_constant_end(scope, ladder, tree, env)) for tree in list_ends(expected)]
    wanted = [(tree, node) for tree, node in ends if node is not None]
    rungs: list[str] = []
    undecided: list[object] = []

    def find_expected(tree: Node) -> Node:
        node = lower_constant_end(scope, ladder, tree, env)
        # An end that is exactly an expected one stays what it is, even if another one is near enough.
        if node is None or any(node == other for _, other in wanted):
            return tree
        decisions = [(o, target, decide_with_tolerance(ladder, tree, node, o, target)) for target, o in wanted]
        found = [held for held in decisions if held[2].result is Equality.EQUAL]
        if not found:
            undecided.extend(held for held in decisions if is_on_border(held[2]))
            return tree
        # One number may round two expected ends; the nearest is meant.
        _, target, decision = min(found, key=lambda held: measure_distance(ladder.graph, node, held[0]))
        rungs.append(decision.by)
        return target

    changed = replace_ends(student, find_expected)
    return changed, next((rung for rung in ("tolerance", "rounding") if rung in rungs), ""), bool(undecided)


def put_expected_entries(
    ladder: Ladder, trees: Sequence[Node], values: Sequence[int], references: Sequence[int], keys: Sequence[Node]
) -> tuple[list[int], bool]:
    """Return the entries of a list without order, with the nearest expected one in place of each it is accepted for.

    ``keys`` are the trees of the expected ones. The last value says whether one entry could not be decided.
    """
    if ladder.policy.is_exact:
        return list(values), False
    # Each expected entry is taken once; what is exactly an expected one stays what it is.
    open_places = [reference for reference in references if reference not in values]
    tree_of = dict(zip(references, keys, strict=True))
    result, is_open = [], False
    for tree, value in zip(trees, values, strict=True):
        decisions = [] if value in references else [
            (place, decide_with_tolerance(ladder, tree, value, place, tree_of[place]))
            for place in open_places
            if is_constant(ladder.graph, value, place)
        ]  # fmt: skip
        accepted = [place for place, decision in decisions if decision.result is Equality.EQUAL]
        is_open = is_open or (not accepted and any(is_on_border(decision) for _, decision in decisions))
        if accepted:
            nearest = min(accepted, key=lambda place: measure_distance(ladder.graph, value, place))
            open_places.remove(nearest)
            value = nearest
        result.append(value)
    return result, is_open


def is_on_border(decision: Decision) -> bool:
    """Whether a value is just halfway between two roundings, so that a person decides."""
    return decision.result is Equality.UNKNOWN and decision.by == "rounding"


def leave_border_open(decision: Decision, is_open: bool) -> Decision:
    """Return a decision that is not *different* where one of the values is on the border of being right."""
    is_wrong = is_open and decision.result is Equality.DIFFERENT
    return replace(decision, result=Equality.UNKNOWN, by="rounding") if is_wrong else decision


def refute_unrounded_ends(scope: Scope, ladder: Ladder, student: Node, env: Env) -> Decision | None:
    """Return why an answer is wrong whose numbers are not written with just as many digits as are asked for."""
    for tree in list_ends(student) if ladder.policy.exactly else ():
        node = lower_constant_end(scope, ladder, tree, env)
        if node is not None and (fault := describe_count(tree, node, ladder)):
            return refute_by_structure(fault)
    return None


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

"""Conditions made of others, that a value belongs to a set, and sets that are cut out of others.

>>> from fractions import Fraction
>>> from grader.expr.nodes import Number
>>> three = SetOf((Number(Fraction(3)),))
>>> [(piece.lower_closed, piece.upper_closed) for piece in list_intervals(subtract(REALS, three))]
[(False, False), (False, False)]
>>> intersect(REALS, three) == three, subtract(three, REALS)
(True, SetOf(items=()))
"""

import math
from collections.abc import Iterable, Sequence
from functools import cmp_to_key
from typing import Final, Literal

from grader.expr.calculation.floats import float_function
from grader.expr.nodes import Constant, Interval, Junction, Neg, Node, Number, Relation, SetOf, Union

__all__ = [
    "REALS", "build_set", "compare_ends", "compare_with_infinity", "intersect", "is_empty", "join_conditions",
    "list_intervals", "list_memberships", "merge_intervals", "say_exclusion", "say_membership", "subtract", "unite",
]  # fmt: skip

_INFINITE: Final = Constant("oo")
REALS: Final = Interval(Neg(_INFINITE), _INFINITE, False, False)
_APART: Final = 1e-9  # numbers that are nearer, for their size, are not put in order by their floating-point values
_MAX_PAIRS: Final = 1_000  # of intervals that are intersected; nobody writes sets with more than 30 pieces each


def join_conditions(parts: Sequence[Node], kind: Literal["and", "or"]) -> Node:
    """Join conditions, those of a part that is joined in the same way one by one; a single one is itself."""
    flat: list[Node] = []
    for part in parts:
        flat += part.parts if isinstance(part, Junction) and part.kind == kind else (part,)
    return flat[0] if len(flat) == 1 else Junction(kind, tuple(flat))


def list_memberships(member: Node, within: Node) -> list[Node] | None:
    """Return the conditions of which one holds for a member of a set; None where all numbers are members."""
    found: list[Node] = []
    for part in within.parts if isinstance(within, Union) else (within,):
        if isinstance(part, SetOf):
            found.extend(Relation((member, item), ("=",)) for item in part.items)
        elif isinstance(part, Interval):
            inside = compare_with_ends(member, part)
            if inside is None:
                return None
            found.append(inside)
    return found


def say_membership(member: Node, within: Node) -> Node:
    """Return the condition that a value belongs to a set: ``x != x`` for no number, ``-oo < x < oo`` for all."""
    found = list_memberships(member, within)
    if found is None:
        return compare_with_infinity(member)
    return join_conditions(found, "or") if found else Relation((member, member), ("!=",))


def say_exclusion(member: Node, within: Node) -> Node | None:
    """Return the condition that a real number is not in a set; None where the order of its ends is not known."""
    if isinstance(within, SetOf) and within.items:
        return join_conditions([Relation((member, item), ("!=",)) for item in within.items], "and")
    left = subtract(REALS, within)
    return None if left is None else say_membership(member, left)


def compare_with_ends(member: Node, interval: Interval) -> Node | None:
    """Return the comparison that a value is in an interval, ``0 < x <= 1``; infinite ends add nothing."""
    operands: list[Node] = [member]
    operators: list[str] = []
    if interval.lower != Neg(_INFINITE):
        operands.insert(0, interval.lower)
        operators.append("<=" if interval.lower_closed else "<")
    if interval.upper != _INFINITE:
        operands.append(interval.upper)
        operators.append("<=" if interval.upper_closed else "<")
    return Relation(tuple(operands), tuple(operators)) if operators else None  # type: ignore[arg-type]


def compare_with_infinity(member: Node) -> Node:
    """Return ``-oo < x < oo``, which says that a value is a real number and no more."""
    return Relation((REALS.lower, member, REALS.upper), ("<", "<"))


# Sets as lists of intervals. An end may hold a name; then only what needs no order of such ends is worked out.


def list_intervals(tree: Node) -> list[Interval]:
    """Return a set as intervals; a member is the closed interval from itself to itself."""
    if isinstance(tree, Union):
        return [piece for part in tree.parts for piece in list_intervals(part)]
    if isinstance(tree, SetOf):
        return [Interval(item, item, True, True) for item in tree.items]
    assert isinstance(tree, Interval)
    return [tree]


def build_set(pieces: Iterable[Interval]) -> Node:
    """Return intervals as one set; neighbours that are single numbers are listed together."""
    parts: list[Node] = []
    for piece in pieces:
        is_point = piece.lower == piece.upper and piece.lower_closed and piece.upper_closed
        if is_point and parts and isinstance(parts[-1], SetOf):
            parts[-1] = SetOf((*parts[-1].items, piece.lower))
        else:
            parts.append(SetOf((piece.lower,)) if is_point else piece)
    return parts[0] if len(parts) == 1 else Union(tuple(parts)) if parts else SetOf(())


def unite(sets: Sequence[Node]) -> Node:
    """Return the union of sets."""
    return build_set([piece for part in sets for piece in list_intervals(part)])


def merge_intervals(tree: Node) -> list[Interval] | None:
    """Return a set as intervals in order that neither overlap nor touch; None where the order of ends is not known.

    >>> from grader.expr.nodes import Number as N
    >>> pieces = [Interval(N(a), N(b), False, False) for a, b in ((1, 2), (0, 1), (0, 2), (3, 3), (5, 6))]
    >>> [(piece.lower.value, piece.upper.value) for piece in merge_intervals(Union(tuple(pieces)))]
    [(0, 2), (5, 6)]
    """
    left = [piece for piece in list_intervals(tree) if not is_empty(piece)]
    found: list[Interval] = []
    if len(left) ** 2 > _MAX_PAIRS:
        return None
    for piece in left:
        apart: list[Interval] = []
        for other in found:
            joined = join_intervals(piece, other)
            if joined is None:
                return None
            piece, *rest = joined
            apart += rest
        found = [*apart, piece]
    return sorted(found, key=cmp_to_key(compare_begin))


def compare_begin(one: Interval, other: Interval) -> int:
    return compare_ends(one.lower, other.lower) or 0


def join_intervals(one: Interval, other: Interval) -> list[Interval] | None:
    """Return two intervals as one where no gap is between them; None where the order of their ends is not known."""
    low, high = compare_ends(one.lower, other.lower), compare_ends(one.upper, other.upper)
    before, after = compare_ends(one.upper, other.lower), compare_ends(other.upper, one.lower)
    if low is None or high is None or before is None or after is None:
        return None
    if before < 0 or after < 0:
        return [one, other]
    is_gap = (not before and not one.upper_closed and not other.lower_closed) or (
        not after and not other.upper_closed and not one.lower_closed
    )
    if is_gap and low and high:
        return [one, other]
    return [
        Interval(
            one.lower if low <= 0 else other.lower,
            one.upper if high >= 0 else other.upper,
            (low <= 0 and one.lower_closed) or (low >= 0 and other.lower_closed),
            (high >= 0 and one.upper_closed) or (high <= 0 and other.upper_closed),
        )
    ]


def intersect(first: Node, second: Node) -> Node | None:
    """Return what two sets have in common; None where the order of their ends is not known."""
    left, right = list_intervals(first), list_intervals(second)
    if len(left) * len(right) > _MAX_PAIRS:
        return None
    found: list[Interval] = []
    for one in left:
        for other in right:
            common = intersect_intervals(one, other)
            if common is None:
                return None
            found += () if is_empty(common) else (common,)
    return build_set(found)


def subtract(whole: Node, removed: Node) -> Node | None:
    """Return a set without another one; None where the order of their ends is not known."""
    left: Node | None = whole
    for piece in list_intervals(removed):
        left = None if left is None else intersect(left, build_complement(piece))
    return left


def build_complement(interval: Interval) -> Node:
    below = Interval(REALS.lower, interval.lower, False, not interval.lower_closed)
    above = Interval(interval.upper, REALS.upper, not interval.upper_closed, False)
    return build_set([piece for piece in (below, above) if piece.lower != piece.upper])


def intersect_intervals(one: Interval, other: Interval) -> Interval | None:
    low, high = compare_ends(one.lower, other.lower), compare_ends(one.upper, other.upper)
    if low is None or high is None:
        return None
    return Interval(
        other.lower if low < 0 else one.lower,
        other.upper if high > 0 else one.upper,
        other.lower_closed if low < 0 else one.lower_closed and (low > 0 or other.lower_closed),
        other.upper_closed if high > 0 else one.upper_closed and (high < 0 or other.upper_closed),
    )


def is_empty(tree: Node) -> bool:
    """Whether a set is known to have no members."""
    if not isinstance(tree, Interval):
        return all(map(is_empty, list_intervals(tree)))
    order = compare_ends(tree.lower, tree.upper)
    return order == 1 or (order == 0 and not (tree.lower_closed and tree.upper_closed))


def compare_ends(left: Node, right: Node) -> int | None:
    """Return -1, 0 or 1 as one end is left of, at, or right of another; None where that is not certain."""
    if left == right:
        return 0
    if REALS.lower in (left, right) or REALS.upper in (left, right):
        return -1 if left == REALS.lower or right == REALS.upper else 1
    if isinstance(left, Number) and isinstance(right, Number):
        return (left.value > right.value) - (left.value < right.value)
    a, b = find_float(left), find_float(right)
    # A comparison with "not a number" is false, so an end without a value is in no order.
    if abs(a - b) > _APART * max(1, abs(a), abs(b)):
        return -1 if a < b else 1
    return None


def find_float(constant: Node) -> float:
    """Return a constant as a floating-point number, ``nan`` where it has no value."""
    function = float_function(constant, ())
    return function() if function else math.nan

"""Conditions made of others, that a value belongs to a set, and sets without some of their points."""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, Literal

from grader.expr.calculation.floats import float_function
from grader.expr.nodes import Constant, Interval, Junction, Neg, Node, Relation, SetOf, Union

__all__ = ["REALS", "compare_with_infinity", "join_conditions", "list_memberships", "remove_points"]

_INFINITE: Final = Constant("oo")
REALS: Final = Interval(Neg(_INFINITE), _INFINITE, False, False)
_APART: Final = 1e-9  # numbers that are nearer are not put in order by their floating-point values


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


def remove_points(interval: Interval, points: Sequence[Node]) -> tuple[Interval, ...] | None:
    """Return the pieces of an interval between some numbers inside it; None where a number may not be inside.

    >>> from fractions import Fraction
    >>> from grader.expr.nodes import Number
    >>> [piece.lower_closed for piece in remove_points(REALS, [Number(Fraction(3))]) or ()]
    [False, False]
    """
    ends = [-math.inf if interval.lower == REALS.lower else find_float(interval.lower)]
    inside = sorted(((find_float(point), point) for point in points), key=lambda pair: pair[0])
    ends += [value for value, _ in inside]
    ends.append(math.inf if interval.upper == REALS.upper else find_float(interval.upper))
    # A comparison with "not a number" is false, so a point without a value is not taken as inside.
    if not all(after - before > _APART for before, after in pairwise(ends)):
        return None
    bounds = [interval.lower, *(point for _, point in inside), interval.upper]
    closed = [interval.lower_closed, *(False for _ in inside), interval.upper_closed]
    return tuple(
        Interval(lower, upper, closed[place] and place == 0, closed[place + 1] and place + 1 == len(bounds) - 1)
        for place, (lower, upper) in enumerate(pairwise(bounds))
    )


def find_float(constant: Node) -> float:
    """Return a constant as a floating-point number, ``nan`` where it has no value."""
    function = float_function(constant, ())
    return function() if function else math.nan

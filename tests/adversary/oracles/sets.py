"""Sets: membership at every end and between any two, and the values of members at many points."""

from fractions import Fraction
from itertools import pairwise
from random import Random
from typing import Any

from tests.adversary.oracles.evaluation import EXACT, UndefinedError, UnsureError, evaluate
from tests.adversary.oracles.judgement import Judgement, Truth
from tests.adversary.oracles.sampling import draw_points
from tests.adversary.oracles.values import convert, symbols_of
from tests.adversary.pairs import Pair
from tests.adversary.tree import Node, subtrees

__all__ = ["judge_intervals", "judge_members"]

POINTS = 16
LEAST = 3


def intervals_in(tree: Node) -> list[Node]:
    return [part for _, part in subtrees(tree) if part.op == "interval"]


def ends_of(interval: Node) -> tuple[Any, Any]:
    lower, upper = (None if end.op == "infinity" else evaluate(end, {}, EXACT) for end in interval.args)
    return lower, upper


def contains(tree: Node, value: Any) -> bool:
    for interval in intervals_in(tree):
        lower, upper = ends_of(interval)
        left, right = str(interval.value)
        above = lower is None or value > lower or (left == "[" and value == lower)
        if above and (upper is None or value < upper or (right == "]" and value == upper)):
            return True
    return False


def judge_intervals(pair: Pair, rng: Random) -> Judgement:
    """Judge two unions of intervals, exactly."""
    sides = (pair.student, pair.expected)
    if any(part.op != "interval" for side in sides for part in (side.args if side.op == "union" else (side,))):
        return Judgement(Truth.UNSURE)
    ends = sorted({end for side in sides for each in intervals_in(side) for end in ends_of(each) if end is not None})
    places = [ends[0] - 1, *ends, *((a + b) / 2 for a, b in pairwise(ends)), ends[-1] + 1]
    for place in places:
        student, expected = (contains(side, place) for side in sides)
        if student != expected:
            where = EXACT.library.nstr(place, 12)
            return Judgement(
                Truth.DIFFERENT, f"{where} is only in what {'was answered' if student else 'is expected'}."
            )
    is_empty = not any(contains(pair.expected, place) for place in places)
    return Judgement(Truth.UNSURE if is_empty or is_reversed(sides) else Truth.EQUAL)


def is_reversed(sides: tuple[Node, Node]) -> bool:
    """Whether an interval has its ends in the wrong order, or is a single point that it does not hold."""
    return any(
        lower is not None and upper is not None and lower >= upper
        for side in sides for each in intervals_in(side) for lower, upper in [ends_of(each)]
    )  # fmt: skip


def values_at(tree: Node, point: dict[str, Any]) -> list[Any]:
    return [evaluate(member, point, EXACT) for member in tree.args]


def covers(values: list[Any], others: list[Any]) -> bool:
    return all(any(abs(value - other) <= EXACT.tiny * 10**6 for other in others) for value in values)


def judge_members(pair: Pair, rng: Random) -> Judgement:
    """Judge two finite sets: at points of the domain, each value of one must be a value of the other."""
    symbols, seen = symbols_of(pair), 0
    for point in draw_points(symbols, rng, POINTS if symbols else 1):
        try:
            student, expected = (values_at(side, convert(point, EXACT)) for side in (pair.student, pair.expected))
        except (UndefinedError, UnsureError):
            continue
        seen += 1
        if not (covers(student, expected) and covers(expected, student)):
            where = ", ".join(f"{name} = {Fraction(value)}" for name, value in point.items())
            return Judgement(Truth.DIFFERENT, f"The members differ{f' at {where}' if where else ''}.")
    return Judgement(Truth.EQUAL if pair.is_equal and seen >= min(LEAST, POINTS if symbols else 1) else Truth.UNSURE)

"""Exact fractions as the decimals or whole numbers that other systems take, so that what is shown adds up.

Figures that are shown together are rounded together (largest remainder): each goes down to the unit below it, and the
units that are then missing from the rounded total go to those that lost most. So every figure is less than one unit
from the exact value, and their sum is the total rounded half to even.

>>> in_units([Fraction(1, 3)] * 3, 100), in_units([Fraction(7, 3), Fraction(1)], 100)
([34, 33, 33], [233, 100])
>>> final_score_text(None), two_decimals(Fraction(71, 3))
('', '23.67')
"""

from collections.abc import Sequence
from fractions import Fraction
from math import ceil, floor
from typing import NamedTuple

from grader.grading.result import GradedSubmission, ItemResult

__all__ = ["HUNDREDTHS", "Share", "final", "final_score_text", "in_units", "number", "shares", "two_decimals"]

HUNDREDTHS = 100


def final(graded: GradedSubmission) -> Fraction | None:
    """Return the score for a gradebook; None while there is an answer without a score, or nothing could be read."""
    if not graded.is_readable or any(item.score is None for item in graded.items):
        return None
    return graded.final_score


def in_units(values: Sequence[Fraction], units: int) -> list[int]:
    """Return each value as a whole number of ``1/units``; together they are the sum, rounded half to even."""
    scaled = [value * units for value in values]
    whole = [floor(value) for value in scaled]
    missing = round(sum(scaled, Fraction(0))) - sum(whole)
    by_loss = sorted(range(len(values)), key=lambda place: (whole[place] - scaled[place], place))
    for place in by_loss[:missing]:
        whole[place] += 1
    return whole


class Share(NamedTuple):
    """What an item earned, and what it is worth, in whole units; nothing earned is told where it has no score."""

    item: ItemResult
    earned: int | None
    worth: int


def shares(graded: GradedSubmission, units: int) -> list[Share]:
    """Return what every item earned, so that these add up to the rounded score; its worth is never rounded down."""
    scores = {item.id: item.score for item in graded.items if item.score is not None}
    whole = dict(zip(scores, in_units(list(scores.values()), units), strict=True))
    return [Share(item, whole.get(item.id), ceil(item.points * units)) for item in graded.items]


def number(count: int, units: int) -> int | float:
    """Return ``count/units`` as a number for JSON; ``units`` is a power of ten, so its shortest decimal is exact."""
    whole, rest = divmod(count, units)
    return whole if not rest else count / units


def two_decimals(value: Fraction) -> str:
    """Return a score with two decimals, rounded half to even, with a point whatever the locale."""
    hundredths = round(value * HUNDREDTHS)
    sign = "-" if hundredths < 0 else ""
    whole, rest = divmod(abs(hundredths), HUNDREDTHS)
    return f"{sign}{whole}.{rest:02}"


def final_score_text(score: Fraction | None) -> str:
    """Return a final score as a cell: blank where there is none, which is not the same as 0."""
    return "" if score is None else two_decimals(score)

"""Exact fractions as the decimals or whole numbers that other systems accept, so that the figures add up.

Figures that are shown together are rounded together, by the largest remainder: each is rounded down, and the units that
are then missing from the rounded total go to the figures that lost most. So every figure is less than one unit away
from its exact value, and their sum is the total rounded half to even.

>>> round_together([Fraction(1, 3)] * 3, 100), round_together([Fraction(7, 3), Fraction(1)], 100)
([34, 33, 33], [233, 100])
>>> format_final_score(None), format_two_decimals(Fraction(71, 3))
('', '23.67')
"""

from collections.abc import Sequence
from fractions import Fraction
from math import ceil, floor
from typing import NamedTuple

from grader.grading.result import GradedSubmission, ItemResult

__all__ = [
    "HUNDREDTHS",
    "Share",
    "get_final_score",
    "format_final_score",
    "round_together",
    "divide_for_json",
    "compute_shares",
    "format_two_decimals",
]

HUNDREDTHS = 100


def get_final_score(graded: GradedSubmission) -> Fraction | None:
    """Return the score for a gradebook; None if an answer has no score yet, or the file could not be read."""
    if not graded.is_readable or any(item.score is None and item.points for item in graded.items):
        return None
    return graded.final_score


def round_together(values: Sequence[Fraction], units: int) -> list[int]:
    """Return each value as a whole number of ``1/units``. Together they are the sum, rounded half to even."""
    scaled = [value * units for value in values]
    whole = [floor(value) for value in scaled]
    missing = round(sum(scaled, Fraction(0))) - sum(whole)
    by_loss = sorted(range(len(values)), key=lambda place: (whole[place] - scaled[place], place))
    for place in by_loss[:missing]:
        whole[place] += 1
    return whole


class Share(NamedTuple):
    """What an item earned and what it is worth, in whole units; ``earned`` is None if it has no score."""

    item: ItemResult
    earned: int | None
    worth: int


def compute_shares(graded: GradedSubmission, units: int) -> list[Share]:
    """Return what each item earned, so that they add up to the rounded score. What it is worth is rounded up.

    A bonus item is worth nothing of the points of the exercise.
    """
    scores = {item.id: item.score for item in graded.items if item.score is not None}
    whole = dict(zip(scores, round_together(list(scores.values()), units), strict=True))
    return [Share(item, whole.get(item.id), 0 if item.is_bonus else ceil(item.points * units)) for item in graded.items]


def divide_for_json(count: int, units: int) -> int | float:
    """Return ``count/units`` as a number for JSON. ``units`` is a power of ten, so the shortest decimal is exact."""
    whole, rest = divmod(count, units)
    return whole if not rest else count / units


def format_two_decimals(value: Fraction) -> str:
    """Return a score with two decimals, rounded half to even, with a point in every locale."""
    hundredths = round(value * HUNDREDTHS)
    sign = "-" if hundredths < 0 else ""
    whole, rest = divmod(abs(hundredths), HUNDREDTHS)
    return f"{sign}{whole}.{rest:02}"


def format_final_score(score: Fraction | None) -> str:
    """Return a final score as a cell, blank if there is none. Blank is not the same as 0."""
    return "" if score is None else format_two_decimals(score)

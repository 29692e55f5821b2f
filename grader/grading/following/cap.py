"""The cap on a chain: everything that depends on one wrong answer may earn only a share of its total worth.

Otherwise a student could give away a first answer that is worth little, and solve an easier problem in everything built
on it. The chain of a wrong answer is that answer and everything that earned credit by following it. If follow-through
earned more than the cap, all of it is scaled down by the same factor.
"""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from grader.answers.judging import outcome_of
from grader.grading.marked import Marked, Place
from grader.records import Remark

__all__ = ["apply_caps"]


def apply_caps(marked: Mapping[str, Marked]) -> dict[str, Marked]:
    """Scale down what follow-through earned where it is above the cap."""
    result = dict(marked)
    for first in dict.fromkeys(place for one in marked.values() for place in one.gained):
        factor = factor_of(first, marked)
        if factor < 1:
            result.update({name: scale_gain(one, first, factor) for name, one in result.items() if first in one.gained})
    return result


def factor_of(first: Place, marked: Mapping[str, Marked]) -> Fraction:
    """The share of its credit that a chain may keep."""
    root = marked[first.item]
    earned = sum((one.gained[first] * one.item.points for one in marked.values() if first in one.gained), Fraction(0))
    allowed = root.item.follow_through.cap * (earned + count_lost_points(first, root))
    return min(Fraction(1), allowed / earned) if earned else Fraction(1)


def count_lost_points(first: Place, root: Marked) -> Fraction:
    """The points that the first wrong answer costs."""
    parts = root.result.components
    if first.entry and first.entry[0] <= len(parts):
        weight = sum((part.weight for part in parts), Fraction(0))
        part = parts[first.entry[0] - 1]
        return root.item.points * part.weight / weight * (1 - (part.credit or 0))
    return root.item.points * (1 - (root.result.credit or 0))


def scale_gain(one: Marked, first: Place, factor: Fraction) -> Marked:
    """Reduce what an item earned by following one answer."""
    less = one.gained[first] * (1 - factor)
    credit = (one.result.credit or Fraction(0)) - less
    remark = Remark(
        id="follow-through-cap",
        text=f"What follows from your {first.name} earns only part of its points, because so much depends on it.",
        parameters=(*first.parameters, ("factor", str(factor))),
    )
    result = replace(one.result, credit=credit, outcome=outcome_of(credit), remarks=(*one.result.remarks, remark))
    return replace(one, result=result, gained={**one.gained, first: one.gained[first] * factor})

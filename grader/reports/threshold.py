"""Who is below the share of the points that a course asks for.

Points that a person has still to judge are not lost: a submission is below only where it would be even with all of
them. One that cannot be read has no score, and is told apart from those below.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from grader.grading.result import GradedSubmission
from grader.reports.wording import amount, counted

__all__ = ["below", "told_below"]


def below(graded: Sequence[GradedSubmission], share: Fraction | None) -> list[GradedSubmission]:
    """Return the submissions that are below a share of their points, whatever a person will decide."""
    if share is None:
        return []
    return [each for each in graded if each.is_readable and each.within_reach < share * each.points]


def told_below(graded: Sequence[GradedSubmission], share: Fraction | None) -> Iterator[str]:
    """Yield a line for each submission that is below, then the rule."""
    named = below(graded, share)
    for each in named:
        pending = f", {counted(each.pending, 'point')} pending" if each.pending else ""
        yield f"below {percent(share)}: {each.student} ({amount(each.final_score)} of {amount(each.points)}{pending})"
    if any(each.pending for each in named):
        yield "Pending points are not lost: who is named here is below even with all of them."


def percent(share: Fraction | None) -> str:
    """Return a share in percent."""
    return f"{amount((share or Fraction(0)) * 100)} %"

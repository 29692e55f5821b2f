"""Who is below the share of the points that a course asks for.

Points that a person has still to judge are not lost: a submission is below only where it would be even with all of
them. One that cannot be read has no score, and is told apart from those below.
"""

from collections.abc import Iterator
from fractions import Fraction

from grader.grading.course.line import Line
from grader.grading.result import GradedSubmission
from grader.reports.wording import amount, counted

__all__ = ["below", "rule", "told_below"]


def below(graded: GradedSubmission | Line, share: Fraction | None) -> bool:
    """Tell whether a submission is below a share of its points, whatever a person will decide."""
    return share is not None and graded.is_readable and graded.within_reach < share * graded.points


def told_below(graded: GradedSubmission | Line, share: Fraction | None) -> str:
    """Return the line that tells of a submission that is below."""
    pending = f", {counted(graded.pending, 'point')} pending" if graded.pending else ""
    score = f"{amount(graded.final_score)} of {amount(graded.points)}{pending}"
    return f"below {percent(share)}: {graded.student} ({score})"


def rule(graded: GradedSubmission | Line) -> Iterator[str]:
    """Yield the rule that needs saying where somebody below has points that are pending."""
    if graded.pending:
        yield "Pending points are not lost: who is named here is below even with all of them."


def percent(share: Fraction | None) -> str:
    """Return a share in percent."""
    return f"{amount((share or Fraction(0)) * 100)} %"

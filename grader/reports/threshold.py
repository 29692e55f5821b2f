"""Who is below the share of the points that a course asks for.

Points that a person still has to judge are not lost. A submission is below only if it would be so even with all of
them, but for the answers that cannot be read: otherwise gibberish would pass every threshold. A submission that cannot
be read has no score, and is not counted as below.
"""

from collections.abc import Iterator
from fractions import Fraction

from grader.grading.course.line import Line
from grader.grading.result import GradedSubmission
from grader.reports.wording import format_amount, format_count

__all__ = ["is_below", "explain_pending", "format_below"]


def is_below(graded: GradedSubmission | Line, share: Fraction | None) -> bool:
    """Whether a submission is below a share of its points, as long as nobody gives points for what cannot be read."""
    return share is not None and graded.is_readable and graded.within_reach < share * graded.points


def format_below(graded: GradedSubmission | Line, share: Fraction | None) -> str:
    pending = f", {format_count(graded.pending, 'point')} pending" if graded.pending else ""
    score = f"{format_amount(graded.final_score)} of {format_amount(graded.points)}{pending}"
    return f"below {format_percent(share)}: {graded.student} ({score})"


def explain_pending(graded: GradedSubmission | Line) -> Iterator[str]:
    """Yield the sentence that is needed if somebody below still has pending points."""
    if graded.pending:
        yield (
            "Pending points are not lost: the students named here are below even with all of them. Only an answer that "
            "cannot be read counts as 0 here."
        )


def format_percent(share: Fraction | None) -> str:
    return f"{format_amount((share or Fraction(0)) * 100)} %"

"""Why a score is 0: a wrong answer, a blank one and one that nobody could read look the same as a number."""

from enum import StrEnum

from grader.grading.people.overrides import is_outdated
from grader.grading.result import GradedSubmission
from grader.records import Outcome

__all__ = ["NOT_HANDED_IN", "Zero", "count_waiting", "explain_zero"]

NOT_HANDED_IN = "Nothing was handed in."


class Zero(StrEnum):
    """Why a score is 0."""

    WRONG = "wrong"
    BLANK = "blank"
    UNREADABLE = "unreadable"
    LATE = "late"

    @property
    def sentence(self) -> str:
        """The reason as a sentence."""
        return SENTENCES[self]


SENTENCES = {
    Zero.WRONG: "No answer is right.",
    Zero.BLANK: "Every answer is blank.",
    Zero.UNREADABLE: "What was handed in cannot be read.",
    Zero.LATE: "It was handed in so late that nothing counts.",
}


def explain_zero(graded: GradedSubmission) -> Zero | None:
    """Say why a record has no points; None if it has some, or may still get some."""
    if not graded.is_readable:
        return Zero.UNREADABLE
    if graded.final_score != 0 or graded.pending or graded.withheld or graded.uncounted:
        return None
    if graded.score > 0:
        return Zero.LATE
    outcomes = {item.outcome for item in graded.items if not item.is_unread or item.credit}
    if outcomes <= {Outcome.BLANK}:
        is_blank = all(item.outcome is Outcome.BLANK for item in graded.items)
        return Zero.BLANK if is_blank else Zero.UNREADABLE
    return Zero.WRONG


def count_waiting(graded: GradedSubmission) -> int:
    """Count what a person has to look at: answers without a score, outdated decisions, a file that cannot be read."""
    return sum(item.is_pending or is_outdated(item) for item in graded.items) + (not graded.is_readable)

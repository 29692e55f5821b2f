"""What a student should know before something is handed in: whose file it is, and what it would replace.

The last submission in time counts, so a file that was sent by mistake takes the place of a good one. Nothing is refused
here: whoever was asked may hand in anyway.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from grader.documents import Scalar
from grader.errors import Diagnostic, DocumentError, put_in_quotes
from grader.grading.lateness.lateness import lateness_of
from grader.reports.handing_in import format_cost, format_late_time
from grader.rubric.late.policy import Cost, LatePolicy, fold_id
from grader.service.exercises.counting import find_end
from grader.service.exercises.opened import Opened
from grader.service.exercises.readback import ReadFile, is_document, read_file_back
from grader.service.store.submissions import Submission, choose_counting
from grader.service.typed.documents import count_confirmed
from grader.submission.schema import is_student_id

__all__ = ["Replaced", "count_answers", "describe_lateness", "find_replaced", "list_warnings", "warn_of_other_student"]


@dataclass(frozen=True, kw_only=True)
class Replaced:
    """A submission that counts until the next one is handed in. ``answered`` is None if its file cannot be read."""

    number: int
    received: datetime
    answered: int | None

    def is_larger_than(self, answered: int | None) -> bool:
        """Whether it has more answers than one that would replace it; one that cannot be read has none."""
        return (self.answered or 0) > (answered or 0)


def find_replaced(
    opened: Opened, submissions: Sequence[Submission], due: datetime | None, received: datetime
) -> Replaced | None:
    """Find what counts now and would not any more after another submission; None if there is no such thing."""
    counting = choose_counting(submissions, due)
    if counting is None or (due is not None and counting.received <= due < received):
        return None
    return Replaced(
        number=counting.number,
        received=counting.received,
        answered=count_answers_of(opened, counting),
    )


def count_answers_of(opened: Opened, submission: Submission) -> int | None:
    """Count the items that a submission answers; of a worked document, those that its student confirmed.

    It was read when it was handed in, and is not read again for a number.
    """
    if is_document(submission.name):
        return count_confirmed(submission.confirmed)
    return count_answers(opened, submission.name, submission.data)


def count_answers(opened: Opened, name: str, data: bytes) -> int | None:
    """Count the items that a file answers; None if it cannot be read."""
    try:
        return read_file_back(opened, name, data).answered
    except DocumentError:
        return None


def describe_lateness(
    opened: Opened,
    late: LatePolicy | None,
    student: str,
    earlier: Sequence[Submission],
    received: datetime,
) -> str:
    """Say what it means that something is handed in at an instant; empty if that is in time.

    ``late`` has the extension of the student, and ``earlier`` is what they handed in before.
    """
    end = find_end(opened, late, student)
    if end is None or received <= end:
        return ""
    counting = choose_counting(earlier, end)
    if counting is not None and counting.received <= end:
        return f"The time to hand in is over. Submission {counting.number} was in time, and counts."
    if late is None:
        return "The time to hand in is over. It is kept, and marked as late by its instant."
    found = lateness_of(received, late, student)
    time = format_late_time(found)
    if found.share >= 1:
        return f"The time to hand in is over: {time} late, nothing counts any more."
    if not found.share and not found.points:
        return f"The time to hand in is over: {time} late, nothing is taken off."
    cost = format_cost(Cost(share=found.share, points=found.points))
    return f"The time to hand in is over: {time} late, {cost}{' of the score' if found.share else ''} is taken off."


def list_warnings(
    read: ReadFile, names: Sequence[str], replaced: Replaced | None, late: str = ""
) -> Iterator[Diagnostic]:
    """Warn a program of what a page asks about, or says, before anything is handed in.

    ``late`` is what ``describe_lateness`` says.
    """
    if late:
        yield Diagnostic(
            slug="late",
            what=late,
            why="What counts is the instant at which the request began to arrive.",
            help="If there is a reason, ask the staff for an extension.",
            severity="warning",
        )
    yield from warn_of_other_student(read.named, names)
    if replaced and replaced.is_larger_than(read.answered):
        yield Diagnostic(
            slug="fewer-answers",
            what=f"This submission has fewer answers than the one that it replaces: {read.answered}, not "
            f"{replaced.answered}.",
            why=f"Submission {replaced.number} counted until now.",
            help="If this was a mistake, hand in the earlier file again.",
            severity="warning",
        )


def warn_of_other_student(named: Scalar | None, names: Sequence[str]) -> Iterator[Diagnostic]:
    """Warn of a file that has ``named`` somebody else.

    ``names`` are those of whoever hands it in, the one in reports first.
    """
    if named is None or not is_student_id(named.text) or fold_id(named.text) in map(fold_id, names):
        return
    yield Diagnostic(
        slug="other-student",
        what=f"This file names {put_in_quotes(named.text)}, but you are {put_in_quotes(names[0])} here.",
        why="The answers count for whoever hands them in, whatever name is in the file.",
        help="Make sure that these are your own answers, and write your own name into the file.",
        span=named.span,
        severity="warning",
    )

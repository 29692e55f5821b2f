"""What comes back to a student: the record of the submission that counts, with what handing in late cost."""

from collections.abc import Iterable

from sqlalchemy import Connection

from grader.grading.result import GradedSubmission
from grader.service.exercises.opened import Opened
from grader.service.exercises.records import read_record, with_lateness
from grader.service.store.exercises import Extension
from grader.service.store.gradings import find_grading, get_grading, list_entries
from grader.service.store.submissions import Submission, get_submission
from grader.version import __version__

__all__ = ["find_counting_record", "find_record"]


def find_counting_record(
    connection: Connection, exercise_id: int, account_id: int, opened: Opened, extensions: Iterable[Extension]
) -> tuple[Submission, GradedSubmission] | None:
    """Return the submission that counts with its whole record; None before anything is graded.

    Nobody but staff may see the whole record: ``records`` says what is shown of it.
    """
    entries = list_entries(connection, exercise_id, account_id)
    if not entries:
        return None
    grading = get_grading(connection, entries[-1].grading_id)
    submission = get_submission(connection, grading.submission_id)
    return submission, with_lateness(read_record(grading.record), opened, extensions, submission.received)


def find_record(
    connection: Connection, submission: Submission, revision_id: int, opened: Opened, extensions: Iterable[Extension]
) -> GradedSubmission | None:
    """Return the whole record of a submission under a revision; None before it is graded."""
    grading = find_grading(connection, submission.id, revision_id, __version__)
    return with_lateness(read_record(grading.record), opened, extensions, submission.received) if grading else None

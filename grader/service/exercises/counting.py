"""What counts for a student: which of their submissions, under which grading, with which score.

The ledger gets a row whenever that changes, and never loses one.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection

from grader.service.exercises.opened import Opened, open_revision
from grader.service.exercises.records import read_record, with_lateness
from grader.service.store.courses import get_student_name
from grader.service.store.exercises import Extension, find_release, get_revision, list_extensions
from grader.service.store.gradings import enter, find_grading
from grader.service.store.submissions import choose_counting, list_submissions_of, lock_student
from grader.version import __version__

__all__ = ["count_for_student", "find_counted", "find_due"]


def find_due(opened: Opened, extensions: Iterable[Extension], student: str) -> datetime | None:
    """Find until when a student is in time, with grace and extension; None if nothing is ever late."""
    late = opened.make_late_policy(extensions)
    return late.due_for(student) + late.grace if late else opened.rubric.visibility.deadline


def find_counted(connection: Connection, exercise_id: int, account_id: int) -> tuple[int, str, str] | None:
    """Find what should count for a student now: a grading, its score, and what is pending of it.

    None while the submission that counts is not graded.
    """
    release = find_release(connection, exercise_id)
    assert release is not None
    revision = get_revision(connection, release.revision_id)
    opened, extensions = open_revision(revision), list_extensions(connection, exercise_id)
    due = find_due(opened, extensions, get_student_name(connection, exercise_id, account_id))
    counting = choose_counting(list_submissions_of(connection, exercise_id, account_id), due)
    grading = find_grading(connection, counting.id, revision.id, __version__) if counting else None
    if counting is None or grading is None:
        return None
    graded = with_lateness(read_record(grading.record), opened, extensions, counting.received)
    return grading.id, str(graded.final_score), str(graded.pending)


def count_for_student(connection: Connection, exercise_id: int, account_id: int, because: str, now: datetime) -> None:
    """Write into the ledger what counts for a student now; nothing while the submission that counts is not graded."""
    lock_student(connection, exercise_id, account_id)
    counted = find_counted(connection, exercise_id, account_id)
    if counted is not None:
        key, score, pending = counted
        enter(connection, exercise_id, account_id, key, score=score, pending=pending, because=because, now=now)

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

__all__ = ["count_for_student", "find_due"]


def find_due(opened: Opened, extensions: Iterable[Extension], student: str) -> datetime | None:
    """Find until when a student is in time, with grace and extension; None if nothing is ever late."""
    late = opened.make_late_policy(extensions)
    return late.due_for(student) + late.grace if late else opened.rubric.visibility.deadline


def count_for_student(connection: Connection, exercise_id: int, account_id: int, because: str, now: datetime) -> None:
    """Write into the ledger what counts for a student now; nothing while the submission that counts is not graded."""
    lock_student(connection, exercise_id, account_id)
    release = find_release(connection, exercise_id)
    assert release is not None
    revision = get_revision(connection, release.revision_id)
    opened, extensions = open_revision(revision), list_extensions(connection, exercise_id)
    due = find_due(opened, extensions, get_student_name(connection, exercise_id, account_id))
    counting = choose_counting(list_submissions_of(connection, exercise_id, account_id), due)
    grading = find_grading(connection, counting.id, revision.id, __version__) if counting else None
    if counting is None or grading is None:
        return
    graded = with_lateness(read_record(grading.record), opened, extensions, counting.received)
    enter(
        connection,
        exercise_id,
        account_id,
        grading.id,
        score=str(graded.final_score),
        pending=str(graded.pending),
        because=because,
        now=now,
    )

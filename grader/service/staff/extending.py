"""Letting a student hand in later."""

from datetime import datetime

from sqlalchemy import Connection

from grader.service.exercises.counting import count_for_student
from grader.service.exercises.opened import open_revision
from grader.service.identity.accounts import Account
from grader.service.instants import format_instant
from grader.service.refusals import NotFoundError, RefusedError
from grader.service.store.audit import note
from grader.service.store.courses import Course
from grader.service.store.exercises import Exercise, add_extension, find_release, get_revision
from grader.service.store.members import find_person

__all__ = ["MAX_REASON", "give_extension"]

MAX_REASON = 500  # characters
NO_LATE = (
    "The rubric has no 'late', so handing in late costs nobody anything, and there is nothing to extend. "
    "Add 'late' to the rubric first, and upload it as a new revision."
)


def give_extension(
    connection: Connection,
    course: Course,
    exercise: Exercise,
    by: Account,
    account: int,
    until: datetime,
    reason: str,
    now: datetime,
) -> None:
    """Let somebody hand in later, and count anew what they have handed in."""
    person = find_person(connection, course, account)
    release = find_release(connection, exercise.id)
    if person is None or release is None:
        raise NotFoundError
    late = open_revision(get_revision(connection, release.revision_id)).rubric.late
    if late is None:
        raise RefusedError(NO_LATE)
    if until < late.deadline:
        raise RefusedError(f"Everybody has until {format_instant(late.deadline, course.zone)}. Choose a later instant.")
    add_extension(connection, exercise, person.account_id, until, reason, now)
    count_for_student(connection, exercise.id, person.account_id, "extension", now)
    detail = {"student": person.student, "until": until.isoformat(), "reason": reason}
    note(connection, by.id, "extension", f"exercise {exercise.id}", now, **detail)

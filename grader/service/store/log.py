"""The log of who did what in a course, for its instructors to read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from grader.service.store import tables
from grader.service.store.courses import Course
from grader.service.store.rows import fetch_all

__all__ = ["Logged", "list_log"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Logged:
    """A row of the log. ``detail`` is JSON; ``who`` is empty if nobody was signed in."""

    id: int
    at: datetime
    who: str | None
    action: str
    target: str
    detail: str


def list_log(connection: Connection, course: Course, before: int, count: int) -> Sequence[Logged]:
    """List what was done in a course and its exercises, the latest first; ``before`` is an id to go on from."""
    account, audit, exercise = tables.account, tables.audit, tables.exercise
    own = select(exercise.c.id).where(exercise.c.course_id == course.id)
    targets = [f"course {course.id}", *(f"exercise {key}" for key in connection.scalars(own))]
    query = (
        select(audit.c.id, audit.c.at, account.c.display.label("who"), audit.c.action, audit.c.target, audit.c.detail)
        .outerjoin(account, account.c.id == audit.c.account_id)
        .where(audit.c.target.in_(targets), audit.c.id < before)
        .order_by(audit.c.id.desc())
        .limit(count)
    )
    return fetch_all(connection, query, Logged)

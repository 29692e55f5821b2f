"""Who asks, and for what: a session and what a path names, found with one query, because every request begins so."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Integer, Select, String, and_, bindparam, func, literal, select

from grader.service.identity.accounts import Account
from grader.service.identity.secrets import hash_secret
from grader.service.store import tables
from grader.service.store.courses import Course, Member
from grader.service.store.exercises import Exercise, Release

__all__ = ["Found", "find_asked"]


@dataclass(frozen=True, slots=True)
class Found:
    """What there is of what a request asks for. ``release`` is what counts for the exercise now."""

    account: Account | None
    course: Course | None
    member: Member | None
    exercise: Exercise | None
    release: Release | None


def find_asked(
    connection: Connection, now: datetime, *, secret: str = "", known: int | None = None, course: str, exercise: str
) -> Found:
    """Find whose session a secret belongs to, unless the id of the account is ``known``, and what two slugs name.

    An account is not found if its session has ended or if it is closed.
    """
    token = hash_secret(secret) if secret else None
    asked = {"token": token, "now": now, "known": known, "course_slug": course, "exercise_slug": exercise}
    row, begin = connection.execute(QUERY, asked).one(), 0
    found: list[Any] = []
    for table, record in RECORDS:
        values = dict(zip(table.c.keys(), row[begin:], strict=False))
        begin += len(values)
        found.append(None if values["id"] is None else record(**values))
    return Found(*found)


def make_query() -> Select[Any]:
    """Return the query: one row, with nothing in the columns of what there is not."""
    one, account, session = select(literal(1).label("one")).subquery("asked"), tables.account, tables.session
    course, member, exercise, release = tables.course, tables.member, tables.exercise, tables.release
    is_session = and_(
        session.c.token == bindparam("token", type_=String), session.c.expires > bindparam("now", type_=tables.Instant)
    )
    is_account = account.c.id == func.coalesce(bindparam("known", type_=Integer), session.c.account_id)
    newest = select(func.max(release.c.id)).where(release.c.exercise_id == exercise.c.id)
    return select(*(column for table, _ in RECORDS for column in table.c)).select_from(
        one.outerjoin(session, is_session)
        .outerjoin(account, and_(is_account, account.c.is_closed.is_(False)))
        .outerjoin(course, course.c.slug == bindparam("course_slug", type_=String))
        .outerjoin(member, and_(member.c.course_id == course.c.id, member.c.account_id == account.c.id))
        .outerjoin(
            exercise,
            and_(exercise.c.course_id == course.c.id, exercise.c.slug == bindparam("exercise_slug", type_=String)),
        )
        .outerjoin(release, release.c.id == newest.correlate(exercise).scalar_subquery())
    )


RECORDS: Final = (
    (tables.account, Account),
    (tables.course, Course),
    (tables.member, Member),
    (tables.exercise, Exercise),
    (tables.release, Release),
)
QUERY: Final = make_query()

"""The people in a course: who they are, what they are there, and where else their account is used."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, delete, func, select, update

from grader.service.refusals import AccessError, NotFoundError
from grader.service.store import tables
from grader.service.store.courses import Course, Role
from grader.service.store.rows import fetch_all, fetch_one, sort_key

__all__ = [
    "Person", "count_instructors", "find_person", "get_person", "list_courses_led_by", "list_courses_with",
    "list_open_links", "list_people", "refuse_if_closed", "remove_member", "set_role", "set_section",
]  # fmt: skip

CLOSED = "This account is closed: nothing of it can be saved or handed in any more."


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """A member with their account. ``student`` is the name in submissions, ``name`` what one signs in with."""

    account_id: int
    name: str
    display: str
    student: str
    role: str
    section: str
    is_admin: bool
    is_closed: bool
    has_password: bool

    @property
    def is_staff(self) -> bool:
        """Whether this person sees the work of others, and the key."""
        return Role(self.role).is_staff


def list_people(connection: Connection, course: Course) -> Sequence[Person]:
    """List the members of a course by the name that is shown."""
    found = fetch_all(connection, select_people(course), Person)
    return sorted(found, key=lambda one: (sort_key(one.display), one.name))


def find_person(connection: Connection, course: Course, account_id: int) -> Person | None:
    """Find somebody among the members of a course."""
    return fetch_one(connection, select_people(course).where(tables.account.c.id == account_id), Person)


def get_person(connection: Connection, course: Course, account_id: int) -> Person:
    """Return somebody in a course; NotFoundError if they are not in it."""
    found = find_person(connection, course, account_id)
    if found is None:
        raise NotFoundError
    return found


def select_people(course: Course) -> Select[Any]:
    account, member = tables.account, tables.member
    columns = (account.c.id.label("account_id"), account.c.name, account.c.display, member.c.student, member.c.role)
    more = (
        member.c.section,
        account.c.is_admin,
        account.c.is_closed,
        account.c.password.is_not(None).label("has_password"),
    )
    joined = select(*columns, *more).join(member, member.c.account_id == account.c.id)
    return joined.where(member.c.course_id == course.id)


def list_open_links(connection: Connection, course: Course) -> Mapping[int, datetime]:
    """Return until when the link works that each member got last and has not used, by account."""
    link, member = tables.link, tables.member
    query = (
        select(link.c.account_id, func.max(link.c.expires))
        .join(member, member.c.account_id == link.c.account_id)
        .where(member.c.course_id == course.id, link.c.used.is_(None))
        .group_by(link.c.account_id)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def set_role(connection: Connection, course: Course, account_id: int, role: Role) -> None:
    """Change what somebody is in a course."""
    connection.execute(update(tables.member).where(is_member(course, account_id)).values(role=role.value))


def set_section(connection: Connection, course: Course, account_id: int, section: str) -> None:
    """Change the section that somebody is in."""
    connection.execute(update(tables.member).where(is_member(course, account_id)).values(section=section))


def remove_member(connection: Connection, course: Course, account_id: int) -> None:
    """Take somebody out of a course. Their work stays, and is there again if they come back."""
    connection.execute(delete(tables.member).where(is_member(course, account_id)))


def is_member(course: Course, account_id: int) -> ColumnElement[bool]:
    return (tables.member.c.course_id == course.id) & (tables.member.c.account_id == account_id)


def count_instructors(connection: Connection, course: Course) -> int:
    """Count those who may change a course."""
    member = tables.member
    rows = select(func.count()).where(member.c.course_id == course.id, member.c.role == Role.INSTRUCTOR.value)
    return connection.scalar(rows) or 0


def list_courses_with(connection: Connection, account_id: int) -> frozenset[int]:
    """Return the ids of the courses that somebody is in, or has handed something in to."""
    member, submission, exercise = tables.member, tables.submission, tables.exercise
    now = select(member.c.course_id).where(member.c.account_id == account_id)
    ever = select(exercise.c.course_id).join(submission, submission.c.exercise_id == exercise.c.id)
    then = ever.where(submission.c.account_id == account_id)
    return frozenset(connection.scalars(now.union(then)))


def list_courses_led_by(connection: Connection, account_id: int) -> frozenset[int]:
    """Return the ids of the courses that somebody is an instructor of."""
    member = tables.member
    query = select(member.c.course_id).where(member.c.account_id == account_id, member.c.role == Role.INSTRUCTOR.value)
    return frozenset(connection.scalars(query))


def refuse_if_closed(connection: Connection, account_id: int) -> None:
    """Raise AccessError if an account is closed; otherwise nobody can delete it until this transaction ends.

    On PostgreSQL this waits for a deletion that is under way. Call it first: everybody locks an account before the log.
    """
    account = tables.account
    query = select(account.c.is_closed).where(account.c.id == account_id)
    # The lock of a foreign key, which holds up nothing but a deletion.
    if connection.scalar(query.with_for_update(read=True, key_share=True)):
        raise AccessError(CLOSED)

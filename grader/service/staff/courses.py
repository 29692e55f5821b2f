"""Making courses, which administrators do."""

import re
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import Connection

from grader.service.identity.accounts import Account, make_account, make_link
from grader.service.refusals import ConflictError, RefusedError
from grader.service.store.audit import note
from grader.service.store.courses import Course, Role, add_member, add_new_course
from grader.submission.schema import ID_IN_WORDS, is_student_id

__all__ = ["SLUG", "NewCourse", "check_course", "make_course", "must_be_new"]

SLUG = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
MAX_TITLE = 200  # characters, as the column of the table has


@dataclass(frozen=True, kw_only=True)
class NewCourse:
    """A course that was made. ``secret`` is that of a link for its instructor; empty if they can sign in already."""

    course: Course
    instructor: Account | None
    secret: str


def make_course(
    connection: Connection, by: Account, title: str, slug: str, zone: str, instructor: str, now: datetime
) -> NewCourse:
    """Make a course with its first instructor; with none if ``instructor`` is empty."""
    check_course(title, slug, zone, instructor)
    course = must_be_new(add_new_course(connection, slug, title, zone, now), slug)
    account = make_account(connection, instructor, now) if instructor else None
    secret = ""
    if account:
        add_member(connection, course, account.id, Role.INSTRUCTOR, instructor)
        secret = "" if account.password or account.is_closed else make_link(connection, account, now)
    note(connection, by.id, "course-made", f"course {course.id}", now, slug=slug, instructor=instructor)
    return NewCourse(course=course, instructor=account, secret=secret)


def check_course(title: str, slug: str, zone: str, instructor: str = "") -> None:
    """Raise RefusedError for what no course can be called, or no instructor of one."""
    if fault := find_fault(title, slug, zone, instructor):
        raise RefusedError(fault)


def must_be_new(course: Course | None, slug: str) -> Course:
    """Return a course that was made; ConflictError if another one has its slug."""
    if course is None:
        raise ConflictError(f"There is a course called '{slug}' already. Choose another name in addresses.")
    return course


def find_fault(title: str, slug: str, zone: str, instructor: str) -> str:
    """Return what is wrong with a new course; empty if nothing is."""
    if not title or len(title) > MAX_TITLE:
        return f"A course has a title of at most {MAX_TITLE} characters."
    if not SLUG.fullmatch(slug):
        return (
            "The name in addresses has small letters, digits, '-' and '_', at most 60, and does not begin with a sign."
        )
    if instructor and not is_student_id(instructor):
        return f"'{instructor}' cannot be the name of an account. {ID_IN_WORDS}"
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return f"'{zone}' is not a time zone. Write one such as 'Europe/Berlin' or 'UTC'."
    return ""

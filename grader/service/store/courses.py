"""Courses, their members, and how a course exports."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, func, select, update

from grader.errors import Diagnostic, UsageError, put_in_quotes
from grader.rubric.late.policy import fold_id
from grader.service.store import tables
from grader.service.store.rows import add_row, add_row_once, fetch_all, fetch_one, sort_key
from grader.submission.schema import ID_IN_WORDS, is_student_id

__all__ = [
    "Course", "Member", "Role", "add_course", "add_member", "add_new_course", "find_course", "find_member",
    "get_course", "get_student_name", "keep_choice", "list_choices", "list_courses", "list_courses_of", "list_members",
    "lock_course",
]  # fmt: skip


class Role(StrEnum):
    """What somebody is in a course."""

    STUDENT = "student"
    ASSISTANT = "assistant"
    INSTRUCTOR = "instructor"

    @property
    def is_staff(self) -> bool:
        """Whether this role sees the work of others, and the key."""
        return self is not Role.STUDENT


@dataclass(frozen=True, kw_only=True, slots=True)
class Course:
    """A course. ``slug`` is its name in addresses, ``zone`` the time zone in which instants are shown."""

    id: int
    slug: str
    title: str
    zone: str
    created: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Member:
    """A person in a course. ``student`` is their name in submissions and reports."""

    id: int
    course_id: int
    account_id: int
    role: str
    section: str
    student: str

    @property
    def is_staff(self) -> bool:
        """Whether this member sees the work of others, and the key."""
        return Role(self.role).is_staff


def add_course(connection: Connection, slug: str, title: str, zone: str, now: datetime) -> Course:
    """Add a course, or return the one that has this slug already."""
    made = add_new_course(connection, slug, title, zone, now) or find_course(connection, slug)
    assert made is not None
    return made


def add_new_course(connection: Connection, slug: str, title: str, zone: str, now: datetime) -> Course | None:
    """Add a course; None if another one has this slug, even if somebody else is adding that at this moment."""
    is_new = add_row_once(connection, tables.course, slug=slug, title=title, zone=zone, created=now)
    return find_course(connection, slug) if is_new else None


def lock_course(connection: Connection, course: Course) -> None:
    """Let nobody else change who leads a course until this transaction ends; SQLite has one writer anyway."""
    mine = select(tables.course.c.id).where(tables.course.c.id == course.id)
    connection.execute(mine.with_for_update(key_share=True))


def find_course(connection: Connection, slug: str) -> Course | None:
    """Find a course by its slug."""
    return fetch_one(connection, select(tables.course).where(tables.course.c.slug == slug), Course)


def get_course(connection: Connection, slug: str) -> Course:
    """Return the course with a slug that somebody typed; UsageError if there is none."""
    found = find_course(connection, slug)
    if found is None:
        known = [one.slug for one in list_courses(connection)]
        raise UsageError(
            Diagnostic(
                slug="no-such-course",
                what=f"There is no course '{slug}'.",
                why=f"The courses are: {', '.join(known)}." if known else "There is no course at all.",
                help="Write the name of the course as it is in the addresses of its pages.",
                audience="author",
            )
        )
    return found


def list_courses(connection: Connection) -> Sequence[Course]:
    """List all courses by title."""
    return sort_courses(fetch_all(connection, select(tables.course), Course))


def sort_courses(courses: Iterable[Course]) -> Sequence[Course]:
    return sorted(courses, key=lambda one: (sort_key(one.title), one.slug))


def list_courses_of(connection: Connection, account_id: int) -> Sequence[Course]:
    """List the courses that somebody is a member of, by title."""
    member = tables.member
    query = (
        select(tables.course)
        .join(member, member.c.course_id == tables.course.c.id)
        .where(member.c.account_id == account_id)
    )
    return sort_courses(fetch_all(connection, query, Course))


def keep_choice(connection: Connection, course: Course, format: str, options: str) -> None:
    """Keep what was chosen for an export, as JSON, for the next time."""
    choice = tables.choice
    mine = (choice.c.course_id == course.id) & (choice.c.format == format)
    if not add_row_once(connection, choice, course_id=course.id, format=format, options=options):
        connection.execute(update(choice).where(mine).values(options=options))


def list_choices(connection: Connection, course: Course) -> Mapping[str, str]:
    """Return what was chosen for exports last, as JSON, by format."""
    choice = tables.choice
    query = select(choice.c.format, choice.c.options).where(choice.c.course_id == course.id)
    return {row[0]: row[1] for row in connection.execute(query)}


def add_member(
    connection: Connection,
    course: Course,
    account_id: int,
    role: Role,
    student: str,
    section: str = "",
    *,
    is_free: bool = False,
) -> Member:
    """Add a member, or return the one who is there already, as they are; UsageError if the name cannot be used.

    ``is_free`` says that nobody in the course has the name, where the caller has looked through all of them.
    """
    found = find_member(connection, course, account_id)
    if found is not None:
        return found
    check_student(student, "" if is_free else find_taken(connection, course, student))
    add_row(
        connection,
        tables.member,
        course_id=course.id,
        account_id=account_id,
        role=role.value,
        section=section,
        student=student,
    )
    made = find_member(connection, course, account_id)
    assert made is not None
    return made


def find_taken(connection: Connection, course: Course, student: str) -> str:
    """Find the name in a course that would be read as another one; empty if there is none."""
    names = connection.scalars(select(tables.member.c.student).where(tables.member.c.course_id == course.id))
    return next((name for name in names if fold_id(name) == fold_id(student)), "")


def check_student(student: str, taken: str) -> None:
    """Check a name for submissions and reports: ``grader grade`` must know two students apart, as it does here."""
    if not is_student_id(student):
        raise UsageError(
            Diagnostic(
                slug="unusable-student-name",
                what=f"{put_in_quotes(student)} cannot be the name of a student.",
                why=ID_IN_WORDS,
                help="Give another name, such as the student's number.",
                audience="author",
            )
        )
    if taken:
        raise UsageError(
            Diagnostic(
                slug="taken-student-name",
                what=f"In this course, somebody else is {put_in_quotes(taken)} already.",
                why="Two names that differ in capitals, or in how an accent is typed, would be read as one.",
                help="Give another name, such as the student's number.",
                audience="author",
            )
        )


def find_member(connection: Connection, course: Course, account_id: int) -> Member | None:
    """Find somebody among the members of a course."""
    member = tables.member
    query = select(member).where(member.c.course_id == course.id, member.c.account_id == account_id)
    return fetch_one(connection, query, Member)


def list_members(connection: Connection, course: Course) -> Sequence[Member]:
    """List the members of a course by the name in their submissions."""
    member = tables.member
    found = fetch_all(connection, select(member).where(member.c.course_id == course.id), Member)
    return sorted(found, key=lambda one: sort_key(one.student))


def get_student_name(connection: Connection, exercise_id: int, account_id: int) -> str:
    """Return the name of somebody in submissions to an exercise; that of their account if they have left the course."""
    account, exercise, member = tables.account, tables.exercise, tables.member
    query = (
        select(func.coalesce(member.c.student, account.c.name))
        .select_from(account)
        .join(exercise, exercise.c.id == exercise_id)
        .outerjoin(member, (member.c.account_id == account.c.id) & (member.c.course_id == exercise.c.course_id))
        .where(account.c.id == account_id)
    )
    return str(connection.scalar(query))

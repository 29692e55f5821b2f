"""Exercises, the revisions of their rubrics, which of them counts, and who may hand in later.

A revision is never changed. Students see the one that was released last, and are graded by it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import Connection, func, select

from grader.service.store import tables
from grader.service.store.courses import Course
from grader.service.store.rows import add_row, add_row_once, fetch_all, fetch_one, sort_key

__all__ = [
    "Exercise", "Extension", "Release", "Revision", "add_exercise", "add_extension", "add_new_exercise", "add_revision",
    "find_exercise", "find_release", "find_revision", "get_revision", "list_exercises", "list_extensions",
    "find_last_open_release", "list_revisions", "release_revision",
]  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Exercise:
    """An exercise of a course. ``slug`` is its name in addresses."""

    id: int
    course_id: int
    slug: str
    title: str
    created: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Revision:
    """A rubric as it was uploaded, with the files beside it that hold what was proved of its key."""

    id: int
    exercise_id: int
    number: int
    sha256: str
    rubric: bytes
    proved: bytes
    wrong: bytes
    account_id: int
    created: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Release:
    """Since when a revision counts. ``is_open`` says whether students see the exercise."""

    id: int
    exercise_id: int
    revision_id: int
    account_id: int
    is_open: bool
    created: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Extension:
    """Until when one student may hand in. ``student`` is their name in submissions."""

    student: str
    until: datetime
    reason: str
    created: datetime


def add_exercise(connection: Connection, course: Course, slug: str, title: str, now: datetime) -> Exercise:
    """Add an exercise, or return the one that has this slug already."""
    made = add_new_exercise(connection, course, slug, title, now) or find_exercise(connection, course, slug)
    assert made is not None
    return made


def add_new_exercise(connection: Connection, course: Course, slug: str, title: str, now: datetime) -> Exercise | None:
    """Add an exercise; None if another one has this slug, even if somebody else is adding that at this moment."""
    is_new = add_row_once(connection, tables.exercise, course_id=course.id, slug=slug, title=title, created=now)
    return find_exercise(connection, course, slug) if is_new else None


def find_exercise(connection: Connection, course: Course, slug: str) -> Exercise | None:
    """Find an exercise of a course by its slug."""
    exercise = tables.exercise
    query = select(exercise).where(exercise.c.course_id == course.id, exercise.c.slug == slug)
    return fetch_one(connection, query, Exercise)


def list_exercises(connection: Connection, course: Course) -> Sequence[Exercise]:
    """List the exercises of a course in the order in which they were added."""
    exercise = tables.exercise
    query = select(exercise).where(exercise.c.course_id == course.id).order_by(exercise.c.id)
    return fetch_all(connection, query, Exercise)


def add_revision(
    connection: Connection,
    exercise: Exercise,
    rubric: bytes,
    account_id: int,
    now: datetime,
    *,
    proved: bytes = b"",
    wrong: bytes = b"",
) -> Revision:
    """Add a revision of the rubric. Nothing changes for students until it is released."""
    revision = tables.revision
    connection.execute(select(tables.exercise.c.id).where(tables.exercise.c.id == exercise.id).with_for_update())
    newest = select(func.max(revision.c.number)).where(revision.c.exercise_id == exercise.id)
    key = add_row(
        connection,
        revision,
        exercise_id=exercise.id,
        number=(connection.scalar(newest) or 0) + 1,
        sha256=sha256(rubric).hexdigest(),
        rubric=rubric,
        proved=proved,
        wrong=wrong,
        account_id=account_id,
        created=now,
    )
    return get_revision(connection, key)


def get_revision(connection: Connection, key: int) -> Revision:
    """Return the revision with an id that is in the database."""
    found = fetch_one(connection, select(tables.revision).where(tables.revision.c.id == key), Revision)
    assert found is not None
    return found


def find_revision(connection: Connection, exercise: Exercise, number: int) -> Revision | None:
    """Find a revision by its number, from 1."""
    revision = tables.revision
    query = select(revision).where(revision.c.exercise_id == exercise.id, revision.c.number == number)
    return fetch_one(connection, query, Revision)


def list_revisions(connection: Connection, exercise: Exercise) -> Sequence[Revision]:
    """List the revisions of an exercise, the newest first."""
    revision = tables.revision
    query = select(revision).where(revision.c.exercise_id == exercise.id).order_by(revision.c.number.desc())
    return fetch_all(connection, query, Revision)


def release_revision(
    connection: Connection, revision: Revision, account_id: int, now: datetime, *, is_open: bool = True
) -> None:
    """Make a revision the one that counts."""
    add_row(
        connection,
        tables.release,
        exercise_id=revision.exercise_id,
        revision_id=revision.id,
        account_id=account_id,
        is_open=is_open,
        created=now,
    )


def find_release(connection: Connection, exercise_id: int) -> Release | None:
    """Find what counts for an exercise now; None if nothing was ever released."""
    release = tables.release
    query = select(release).where(release.c.exercise_id == exercise_id).order_by(release.c.id.desc())
    return fetch_one(connection, query.limit(1), Release)


def find_last_open_release(connection: Connection, exercise_id: int) -> Release | None:
    """Find the release that students saw last; None if an exercise was never open to them."""
    row = tables.release
    query = select(row).where(row.c.exercise_id == exercise_id, row.c.is_open).order_by(row.c.id.desc()).limit(1)
    return fetch_one(connection, query, Release)


def add_extension(
    connection: Connection,
    exercise: Exercise,
    account_id: int,
    until: datetime,
    reason: str,
    now: datetime,
    *,
    is_withdrawn: bool = False,
) -> None:
    """Let one student hand in later, or not any more. A later row replaces an earlier one."""
    add_row(
        connection,
        tables.extension,
        exercise_id=exercise.id,
        account_id=account_id,
        until=until,
        reason=reason,
        created=now,
        is_withdrawn=is_withdrawn,
    )


def list_extensions(connection: Connection, exercise_id: int) -> Sequence[Extension]:
    """List the extension that counts for each student who has one, by student."""
    exercise, extension, member = tables.exercise, tables.extension, tables.member
    newest = (
        select(func.max(extension.c.id)).where(extension.c.exercise_id == exercise_id).group_by(extension.c.account_id)
    )
    query = (
        select(member.c.student, extension.c.until, extension.c.reason, extension.c.created)
        .select_from(extension)
        .join(exercise, exercise.c.id == extension.c.exercise_id)
        .join(member, (member.c.account_id == extension.c.account_id) & (member.c.course_id == exercise.c.course_id))
        .where(extension.c.id.in_(newest), ~extension.c.is_withdrawn)
    )
    return sorted(fetch_all(connection, query, Extension), key=lambda one: sort_key(one.student))

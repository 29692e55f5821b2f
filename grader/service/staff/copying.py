"""Copying a course for the next term: its exercises with the rubrics that count, and its staff; nobody's work.

Copied exercises are closed, and nothing counts in them yet: the dates in their rubrics are those of the last term. The
page of a revision takes new ones (``dates``).
"""

from datetime import datetime

from sqlalchemy import Connection, select

from grader.service.identity.accounts import Account
from grader.service.staff.courses import check_course, must_be_new
from grader.service.store import tables
from grader.service.store.audit import note
from grader.service.store.courses import Course, Role, add_member, add_new_course, list_members
from grader.service.store.exercises import (
    Exercise,
    add_exercise,
    add_revision,
    find_release,
    get_revision,
    list_exercises,
    list_revisions,
)
from grader.service.store.revising import add_proof, find_proof
from grader.service.store.rows import add_row

__all__ = ["copy_course", "make_copy", "suggest_slug"]


def suggest_slug(slug: str) -> str:
    """Return a name for the next course.

    >>> suggest_slug("calculus-2026"), suggest_slug("calculus")
    ('calculus-2027', 'calculus-2')
    """
    head, dash, number = slug.rpartition("-")
    if dash and number.isascii() and number.isdigit() and len(number) <= 4:
        return f"{head}-{int(number) + 1}"
    return f"{slug[:58]}-2"


def make_copy(
    connection: Connection, course: Course, slug: str, title: str, by: Account, now: datetime, *, with_staff: bool
) -> Course:
    """Copy a course as somebody on its staff asks for it; RefusedError if there can be no such course."""
    check_course(title, slug, course.zone)
    return must_be_new(copy_course(connection, course, slug, title, by, now, with_staff=with_staff), slug)


def copy_course(
    connection: Connection, course: Course, slug: str, title: str, by: Account, now: datetime, *, with_staff: bool
) -> Course | None:
    """Copy a course; whoever copies it is an instructor of the new one. None if another course has this slug."""
    made = add_new_course(connection, slug, title, course.zone, now)
    if made is None:
        return None
    for exercise in list_exercises(connection, course):
        copy_exercise(connection, exercise, made, by, now)
    members = list_members(connection, course)
    own = next((one.student for one in members if one.account_id == by.id), by.name)
    add_member(connection, made, by.id, Role.INSTRUCTOR, own)
    for member in members:
        if with_staff and member.is_staff and member.account_id != by.id:
            add_member(connection, made, member.account_id, Role(member.role), member.student)
    choice = tables.choice
    for row in connection.execute(select(choice).where(choice.c.course_id == course.id)).mappings().all():
        add_row(connection, choice, course_id=made.id, format=row["format"], options=row["options"])
    note(connection, by.id, "course-made", f"course {made.id}", now, slug=slug, copied_from=course.slug)
    return made


def copy_exercise(connection: Connection, exercise: Exercise, course: Course, by: Account, now: datetime) -> None:
    """Copy an exercise with the revision that counts, or the newest one, and the files beside it."""
    release, revisions = find_release(connection, exercise.id), list_revisions(connection, exercise)
    current = get_revision(connection, release.revision_id) if release else next(iter(revisions), None)
    made = add_exercise(connection, course, exercise.slug, exercise.title, now)
    if current is None:
        return
    proved, wrong = current.proved, current.wrong
    revision = add_revision(connection, made, current.rubric, by.id, now, proved=proved, wrong=wrong)
    if proof := find_proof(connection, current.id):
        add_proof(connection, revision.id, proof.is_ok, proof.text, now)

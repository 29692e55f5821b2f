"""The first page, and the page of a course: what there is to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter
from fastapi.responses import Response
from sqlalchemy import Connection

from grader.service.exercises.counting import find_due
from grader.service.exercises.students.announcing import Announcement, find_announcements
from grader.service.store.courses import list_courses, list_courses_of
from grader.service.store.exercises import Exercise, find_release, list_exercises, list_extensions
from grader.service.store.submissions import choose_counting, list_submissions_of
from grader.service.web.access import MemberVisit, SignedInVisit, Visit
from grader.service.web.rendering import render_page

__all__ = ["router"]

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, kw_only=True)
class Row:
    """An exercise in the list of a course."""

    exercise: Exercise
    is_open: bool
    deadline: datetime | None
    handed_in: datetime | None
    changes: Sequence[Announcement]


@router.get("/")
def show_home(visit: SignedInVisit) -> Response:
    """Show the courses of whoever is signed in; all of them to an administrator."""
    with visit.service.database.read() as connection:
        account = visit.person
        courses = list_courses(connection) if account.is_admin else list_courses_of(connection, account.id)
    return render_page(visit, "home", courses=courses)


@router.get("/courses/{course}")
def show_course(visit: MemberVisit) -> Response:
    """Show the exercises of a course; those that are not open yet only to staff."""
    with visit.service.database.read() as connection:
        rows = [make_row(connection, visit, exercise) for exercise in list_exercises(connection, visit.in_course)]
    shown: Sequence[Row] = [row for row in rows if row.is_open or row.handed_in or visit.is_staff]
    return render_page(visit, "course", rows=shown, now=visit.service.clock())


def make_row(connection: Connection, visit: Visit, exercise: Exercise) -> Row:
    release = find_release(connection, exercise.id)
    opened = visit.service.shelf.open(connection, release.revision_id)[1] if release else None
    account, now = visit.person.id, visit.service.clock()
    extensions = list_extensions(connection, exercise.id)
    mine = list_submissions_of(connection, exercise.id, account)
    student = visit.member.student if visit.member else ""
    counting = choose_counting(mine, find_due(opened, extensions, student) if opened else None)
    is_open = release is not None and release.is_open
    changes = find_announcements(connection, exercise.id, account, opened, now) if opened and is_open and mine else ()
    return Row(
        exercise=exercise,
        is_open=is_open,
        deadline=opened.find_deadline(extensions, student) if opened else None,
        handed_in=counting.received if counting else None,
        changes=[change for change in changes if not change.is_seen],
    )

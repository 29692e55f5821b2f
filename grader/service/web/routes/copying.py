"""Copying a course for the next term, and new dates for the rubrics that came with it."""

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import Connection

from grader.errors import GraderError
from grader.service.exercises.proving import prove_apart
from grader.service.instants import read_instant
from grader.service.staff.copying import copy_course, suggest_slug
from grader.service.staff.courses import find_fault
from grader.service.staff.dates import set_dates
from grader.service.staff.rubrics import Upload, keep_next
from grader.service.store.courses import Course
from grader.service.web.access import Form, InstructorVisit, Visit
from grader.service.web.keys import Key
from grader.service.web.rendering import render_page
from grader.service.web.routes.exercises import find_here, show_setup
from grader.service.web.routes.student import find_address

__all__ = ["router"]

router = APIRouter(prefix="/courses/{course}", include_in_schema=False)


@router.get("/-/copy")
def show_copy(visit: InstructorVisit) -> Response:
    """Show what a copy of the course will be called."""
    return show(visit, suggest_slug(visit.in_course.slug), visit.in_course.title)


def show(visit: Visit, slug: str, title: str, status: int = 200, *, notice: str = "") -> Response:
    return render_page(visit, "copy_course", status, slug=slug, title=title, notice=notice)


@router.post("/-/copy")
def copy(visit: InstructorVisit, form: Form) -> Response:
    """Copy the course, and lead to the new one."""
    words = {name: " ".join(str(form.get(name, "")).split()) for name in ("slug", "title")}
    slug, title, by, now = words["slug"], words["title"], visit.person, visit.service.clock()
    if fault := find_fault(title, slug, visit.in_course.zone, ""):
        return show(visit, slug, title, 422, notice=fault)

    def act(connection: Connection) -> Course | None:
        return copy_course(connection, visit.in_course, slug, title, by, now, with_staff=form.get("staff") == "yes")

    made = visit.service.database.write(act)
    if made is None:
        notice = f"There is a course called '{slug}' already. Choose another name in addresses."
        return show(visit, slug, title, 409, notice=notice)
    return RedirectResponse(f"/courses/{made.slug}", 303)


@router.post("/{exercise}/-/revisions/{number}/dates")
def choose_dates(visit: InstructorVisit, form: Form, number: Key) -> Response:
    """Keep a new revision, with other dates in the rubric and everything else as it is."""
    zone, revision = visit.in_course.zone, find_here(visit, number)
    deadline, release = (read_instant(str(form.get(name, "")), zone) for name in ("deadline", "release"))
    data = set_dates(revision.rubric, deadline, release)
    if data == revision.rubric:
        return show_setup(visit, 422, notice="Choose an instant. Nothing was changed.")
    try:
        proved = prove_apart("rubric.yaml", data)
    except GraderError as error:
        return show_setup(visit, 422, faults=error.diagnostics)
    exercise, by, now = visit.in_exercise, visit.person, visit.service.clock()
    upload = Upload(data=data, proved=proved)
    made = visit.service.database.write(lambda connection: keep_next(connection, exercise, by, upload, now))
    return RedirectResponse(f"{find_address(visit)}/-/revisions/{made.number}", 303)

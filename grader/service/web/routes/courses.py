"""Making courses, which administrators do."""

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from grader.service.refusals import RefusedError
from grader.service.staff.courses import make_course
from grader.service.store.courses import list_courses
from grader.service.web.access import AdminVisit, Form, Visit
from grader.service.web.problems import find_status
from grader.service.web.rendering import render_page

__all__ = ["router"]

router = APIRouter(include_in_schema=False)


@router.post("/courses")
def add_course(visit: AdminVisit, form: Form) -> Response:
    """Make a course, and lead to its members."""
    words = {name: " ".join(str(form.get(name, "")).split()) for name in ("title", "slug", "zone", "instructor")}
    title, slug, zone, instructor = words.values()
    by, now = visit.person, visit.service.clock()
    try:
        visit.service.database.write(lambda c: make_course(c, by, title, slug, zone, instructor, now))
    except RefusedError as error:
        return show_home(visit, find_status(error), error.why)
    return RedirectResponse(f"/courses/{slug}/-/members", 303)


def show_home(visit: Visit, status: int, notice: str) -> Response:
    with visit.service.database.read() as connection:
        courses = list_courses(connection)
    return render_page(visit, "home", status, courses=courses, notice=notice)

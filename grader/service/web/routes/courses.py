"""Making courses, which administrators do, and copying one for the next term."""

from collections.abc import Mapping
from dataclasses import replace

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from grader.service.refusals import RefusedError
from grader.service.staff.copying import make_copy, suggest_slug
from grader.service.staff.courses import make_course
from grader.service.store.courses import list_courses
from grader.service.web.access import AdminVisit, Form, InstructorVisit, Visit
from grader.service.web.problems import find_status
from grader.service.web.rendering import render_page
from grader.service.web.routes.members import show_page, write_address

__all__ = ["router"]

router = APIRouter(include_in_schema=False)


@router.post("/courses")
def add_course(visit: AdminVisit, form: Form) -> Response:
    """Make a course, and show its members, with a link for an instructor who has none yet."""
    words = {name: " ".join(str(form.get(name, "")).split()) for name in ("title", "slug", "zone", "instructor")}
    title, slug, zone, instructor = words.values()
    by, now = visit.person, visit.service.clock()
    try:
        made = visit.service.database.write(lambda c: make_course(c, by, title, slug, zone, instructor, now))
    except RefusedError as error:
        return show_home(visit, find_status(error), error.why, words)
    if not made.secret:
        return RedirectResponse(f"/courses/{slug}/-/members", 303)
    there = replace(visit, course=made.course)
    return show_page(there, 201, link=write_address(visit, made.secret), person=made.instructor)


def show_home(visit: Visit, status: int, notice: str, typed: Mapping[str, str]) -> Response:
    with visit.service.database.read() as connection:
        courses = list_courses(connection)
    return render_page(visit, "home", status, courses=courses, notice=notice, typed=typed)


@router.get("/courses/{course}/-/copy")
def show_copy(visit: InstructorVisit) -> Response:
    """Show what a copy of the course will be called."""
    return show_form(visit, suggest_slug(visit.in_course.slug), visit.in_course.title)


def show_form(visit: Visit, slug: str, title: str, status: int = 200, *, notice: str = "") -> Response:
    return render_page(visit, "copy_course", status, slug=slug, title=title, notice=notice)


@router.post("/courses/{course}/-/copy")
def copy(visit: InstructorVisit, form: Form) -> Response:
    """Copy the course, and lead to the new one."""
    words = {name: " ".join(str(form.get(name, "")).split()) for name in ("slug", "title")}
    slug, title, by, now = words["slug"], words["title"], visit.person, visit.service.clock()
    course, with_staff = visit.in_course, form.get("staff") == "yes"
    try:
        made = visit.service.database.write(lambda c: make_copy(c, course, slug, title, by, now, with_staff=with_staff))
    except RefusedError as error:
        return show_form(visit, slug, title, find_status(error), notice=error.why)
    return RedirectResponse(f"/courses/{made.slug}", 303)

"""Who may hand in later, and why."""

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from grader.service.instants import read_instant
from grader.service.refusals import RefusedError
from grader.service.staff.extending import MAX_REASON, give_extension
from grader.service.web.access import Form, InstructorVisit
from grader.service.web.keys import read_key
from grader.service.web.problems import find_status
from grader.service.web.routes.exercises import show_setup
from grader.service.web.routes.student import find_address

__all__ = ["router"]

router = APIRouter(prefix="/courses/{course}/{exercise}/-", include_in_schema=False)


@router.post("/extensions")
def extend(visit: InstructorVisit, form: Form) -> Response:
    """Let somebody hand in later, and count anew what they have handed in."""
    course, exercise, by, now = visit.in_course, visit.in_exercise, visit.person, visit.service.clock()
    key, reason = read_key(form, "account"), " ".join(str(form.get("reason", "")).split())[:MAX_REASON]
    until = read_instant(str(form.get("until", "")), course.zone)
    if until is None or not key or not reason:
        return show_setup(visit, 422, notice="An extension has a student, an instant and a reason.")

    try:
        visit.service.database.write(lambda c: give_extension(c, course, exercise, by, key, until, reason, now))
    except RefusedError as error:
        return show_setup(visit, find_status(error), notice=error.why)
    return RedirectResponse(f"{find_address(visit)}/-/setup#extensions", 303)

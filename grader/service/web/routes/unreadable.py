"""A file that cannot be read as a whole: asking its student for another one, or giving points for what is in it."""

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from grader.service.refusals import RefusedError
from grader.service.staff.unreadable import ask_again, put_blank_answers, read_choices
from grader.service.web.access import Form, NotFoundError, StaffVisit, Visit
from grader.service.web.desk import find_opened
from grader.service.web.keys import Key, read_key
from grader.service.web.problems import find_status
from grader.service.web.routes.class_page import show_one
from grader.service.web.routes.student import find_address

__all__ = ["router"]

router = APIRouter(prefix="/courses/{course}/{exercise}/-/work/{account}", include_in_schema=False)


@router.post("/ask")
def ask(visit: StaffVisit, form: Form, account: Key) -> Response:
    """Ask a student for another submission; they read it above the exercise."""
    exercise, by, now, text = visit.in_exercise, visit.person, visit.service.clock(), str(form.get("text", ""))
    number = read_key(form, "number")
    try:
        visit.service.database.write(lambda c: ask_again(c, exercise, account, number, text, by, now))
    except RefusedError as error:
        return show_one(visit, account, find_status(error), notice=error.why)
    return lead_back(visit, account)


@router.post("/blank-answers")
def give_points(visit: StaffVisit, form: Form, account: Key) -> Response:
    """Put blank answers in the place of a file that cannot be read, with the points for what a person reads in it."""
    opened, exercise, by, now = find_opened(visit), visit.in_exercise, visit.person, visit.service.clock()
    if opened is None:
        raise NotFoundError
    number, reason = read_key(form, "number"), str(form.get("reason", ""))
    points = {item: str(form.get(f"points.{item}", "")) for item in opened.rubric.by_id}
    try:
        choices = read_choices(opened, points, reason, by.id)
        visit.service.database.write(
            lambda c: put_blank_answers(c, exercise, opened, account, number, choices, by, now)
        )
    except RefusedError as error:
        typed = {**{f"points.{item}": text for item, text in points.items()}, "reason": reason}
        return show_one(visit, account, find_status(error), notice=error.why, typed=typed)
    visit.service.runner.wake()
    return lead_back(visit, account)


def lead_back(visit: Visit, account: int) -> Response:
    return RedirectResponse(f"{find_address(visit)}/-/work/{account}", 303)

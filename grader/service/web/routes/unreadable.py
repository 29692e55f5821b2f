"""A file that cannot be read as a whole: asking its student for another one, or giving points for what is in it."""

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import Connection

from grader.service.exercises.counting import Counting, find_counting
from grader.service.exercises.handing_in import stand_in
from grader.service.store.allowances.requests import add_request
from grader.service.store.audit import note
from grader.service.store.courses import get_student_name
from grader.service.web.access import Form, NotFoundError, StaffVisit, Visit
from grader.service.web.desk import find_opened
from grader.service.web.keys import Key
from grader.service.web.routes.class_page import show_one
from grader.service.web.routes.student import find_address

__all__ = ["router"]

router = APIRouter(prefix="/courses/{course}/{exercise}/-/work/{account}", include_in_schema=False)
MAX_TEXT = 2000
NOT_UNREADABLE = "What counts can be read by now. Nothing was changed."


@router.post("/ask")
def ask_again(visit: StaffVisit, form: Form, account: Key) -> Response:
    """Ask a student for another submission; they read it above the exercise."""
    text = " ".join(str(form.get("text", "")).split())[:MAX_TEXT]
    if not text:
        return show_one(visit, account, 422, notice="Say what the student should do: they read it above the exercise.")
    exercise, by, now = visit.in_exercise.id, visit.person, visit.service.clock()

    def ask(connection: Connection) -> bool:
        counting = find_unreadable(connection, visit, account)
        if counting:
            add_request(connection, counting.submission.id, text, by.id, now)
            student = get_student_name(connection, exercise, account)
            note(connection, by.id, "asked-again", f"exercise {exercise}", now, student=student, text=text)
        return counting is not None

    if not visit.service.database.write(ask):
        return show_one(visit, account, 409, notice=NOT_UNREADABLE)
    return lead_back(visit, account)


@router.post("/stand-in")
def put_blank_answers(visit: StaffVisit, form: Form, account: Key) -> Response:
    """Put blank answers in the place of a file that cannot be read, so that people can give points for them."""
    opened, by, now = find_opened(visit), visit.person, visit.service.clock()

    def act(connection: Connection) -> bool:
        counting = find_unreadable(connection, visit, account)
        if counting and opened:
            student = get_student_name(connection, visit.in_exercise.id, account)
            stand_in(connection, counting.submission, student, opened.rubric.id, by.id, now)
        return counting is not None

    if not visit.service.database.write(act):
        return show_one(visit, account, 409, notice=NOT_UNREADABLE)
    visit.service.runner.wake()
    return lead_back(visit, account)


def find_unreadable(connection: Connection, visit: Visit, account: int) -> Counting | None:
    """Find what counts of a student if it cannot be read."""
    counting = find_counting(connection, visit.in_exercise.id, account)
    if counting is None:
        raise NotFoundError
    return None if counting.graded.is_readable or counting.submission.erased else counting


def lead_back(visit: Visit, account: int) -> Response:
    return RedirectResponse(f"{find_address(visit)}/-/work/{account}", 303)

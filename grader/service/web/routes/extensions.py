"""Who may hand in later, and why."""

from datetime import datetime
from zoneinfo import ZoneInfo

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import Connection

from grader.service.exercises.counting import count_for_student
from grader.service.exercises.opened import open_revision
from grader.service.store.audit import note
from grader.service.store.exercises import add_extension, find_release, get_revision
from grader.service.store.members import find_person
from grader.service.web.access import Form, InstructorVisit, NotFoundError
from grader.service.web.keys import read_key
from grader.service.web.rendering import format_instant
from grader.service.web.routes.exercises import show_setup
from grader.service.web.routes.student import find_address

__all__ = ["router"]

router = APIRouter(prefix="/courses/{course}/{exercise}/-", include_in_schema=False)
NO_LATE = (
    "The rubric has no 'late', so handing in late costs nobody anything, and there is nothing to extend. "
    "Add 'late' to the rubric first, and upload it as a new revision."
)


@router.post("/extensions")
def give_extension(visit: InstructorVisit, form: Form) -> Response:
    """Let somebody hand in later, and count anew what they have handed in."""
    course, exercise, by, now = visit.in_course, visit.in_exercise, visit.person, visit.service.clock()
    key, reason = read_key(form, "account"), " ".join(str(form.get("reason", "")).split())[:500]
    until = read_instant(str(form.get("until", "")), course.zone)
    if until is None or not key or not reason:
        return show_setup(visit, 422, notice="An extension has a student, an instant and a reason.")

    def act(connection: Connection) -> str:
        person = find_person(connection, course, key)
        release = find_release(connection, exercise.id)
        if person is None or release is None:
            raise NotFoundError
        late = open_revision(get_revision(connection, release.revision_id)).rubric.late
        if late is None:
            return NO_LATE
        if until < late.deadline:
            return f"Everybody has until {format_instant(late.deadline, course.zone)}. Choose a later instant."
        add_extension(connection, exercise, person.account_id, until, reason, now)
        count_for_student(connection, exercise.id, person.account_id, "extension", now)
        detail = {"student": person.student, "until": until.isoformat(), "reason": reason}
        note(connection, by.id, "extension", f"exercise {exercise.id}", now, **detail)
        return ""

    refusal = visit.service.database.write(act)
    if refusal:
        return show_setup(visit, 422, notice=refusal)
    return RedirectResponse(f"{find_address(visit)}/-/setup#extensions", 303)


def read_instant(text: str, zone: str) -> datetime | None:
    """Return the instant that a clock in a course shows; None if the text is none."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found.replace(tzinfo=ZoneInfo(zone)) if found.tzinfo is None else found

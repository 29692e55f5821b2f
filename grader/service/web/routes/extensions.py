"""What single students are allowed: to hand in later, or more verdicts in checks; each with a reason and an end."""

from collections.abc import Sequence

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import UploadFile

from grader import limits
from grader.documents.decoding import decode
from grader.errors import DocumentError
from grader.service.instants import read_instant
from grader.service.refusals import RefusedError
from grader.service.staff.allowing import (
    MAX_REASON,
    Grant,
    grant,
    parse_grants,
    read_count,
    withdraw_extension,
    withdraw_verdicts,
)
from grader.service.store.members import list_people
from grader.service.web.access import Form, InstructorVisit, Visit
from grader.service.web.keys import Key, read_key
from grader.service.web.problems import find_status
from grader.service.web.routes.exercises import show_setup
from grader.service.web.routes.student import find_address

__all__ = ["router"]

router = APIRouter(prefix="/courses/{course}/{exercise}/-/extensions", include_in_schema=False)


@router.post("")
def give_extension(visit: InstructorVisit, form: Form) -> Response:
    """Let somebody hand in later, or see more verdicts, and count anew what they have handed in."""
    key, reason = read_key(form, "account"), " ".join(str(form.get("reason", "")).split())[:MAX_REASON]
    until = read_instant(str(form.get("until", "")), visit.in_course.zone)
    verdicts = read_count(str(form.get("verdicts", "")))
    is_about_checks = "verdicts" in form
    if until is None or not key or not reason or (is_about_checks and not verdicts):
        what = (
            "Extra checks have a student, a number from 1 to 1000,"
            if is_about_checks
            else "An extension has a student,"
        )
        return show_setup(visit, 422, notice=f"{what} an instant and a reason.")
    given = Grant(account_id=key, until=until, reason=reason, verdicts=verdicts)
    try:
        give(visit, [given])
    except RefusedError as error:
        return show_setup(visit, find_status(error), notice=error.why)
    return lead_back(visit)


def give(visit: Visit, grants: Sequence[Grant]) -> None:
    course, exercise, by, now = visit.in_course, visit.in_exercise, visit.person, visit.service.clock()
    visit.service.database.write(lambda c: grant(c, course, exercise, grants, by, now))


@router.post("/import")
def import_table(visit: InstructorVisit, form: Form) -> Response:
    """Give what a table says: a row for each student."""
    file, course = form.get("file"), visit.in_course
    if not isinstance(file, UploadFile) or not file.filename:
        return show_setup(visit, 422, notice="Choose a file first: a table with a row for each student.")
    with visit.service.database.read() as connection:
        people = list_people(connection, course)
    try:
        source = decode(file.file.read(), file.filename, at_most=limits.MAX_TABLE_BYTES)
        grants = parse_grants(source, people, course.zone)
        give(visit, grants)
    except DocumentError as error:
        return show_setup(visit, 422, faults=error.diagnostics, faulty="table")
    except RefusedError as error:
        return show_setup(visit, find_status(error), notice=f"Nothing was changed. {error.why}")
    later = sum(not one.verdicts for one in grants)
    notice = f"{later} may hand in later, and {len(grants) - later} may see more verdicts in checks."
    return show_setup(visit, notice=notice)


@router.post("/{account}/withdraw")
def withdraw(visit: InstructorVisit, form: Form, account: Key) -> Response:
    """Withdraw an extension, or extra checks, and count anew."""
    course, exercise, by, now = visit.in_course, visit.in_exercise, visit.person, visit.service.clock()
    act = withdraw_verdicts if form.get("what") == "checks" else withdraw_extension
    visit.service.database.write(lambda c: act(c, course, exercise, account, by, now))
    return lead_back(visit)


def lead_back(visit: Visit) -> Response:
    return RedirectResponse(f"{find_address(visit)}/-/setup#extensions", 303)

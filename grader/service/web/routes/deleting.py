"""Deleting a person, which administrators do, on a page that first says what goes and what stays."""

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from grader.service.identity.enrolling import get_account
from grader.service.store.members import find_person
from grader.service.upkeep.deletion.deleting import count_traces, delete_person
from grader.service.web.access import AccessError, AdminVisit, Form, NotFoundError, Visit
from grader.service.web.keys import Key
from grader.service.web.rendering import render_page

__all__ = ["router"]

router = APIRouter(prefix="/courses/{course}/-/members/{account}", include_in_schema=False)


@router.get("/delete")
def show_what_goes(visit: AdminVisit, account: Key) -> Response:
    """Say what goes if somebody is deleted, and what stays."""
    check_member(visit, account)
    with visit.service.database.read() as connection:
        found = get_account(connection, account)
        traces = count_traces(connection, found)
    return render_page(visit, "delete_person", account=found, traces=traces)


@router.post("/delete")
def delete(visit: AdminVisit, form: Form, account: Key) -> Response:
    """Delete somebody for good."""
    check_member(visit, account)
    service, now = visit.service, visit.service.clock()
    if account == visit.person.id:
        raise AccessError("Nobody can delete themselves. Another administrator can do it.")
    service.database.write(lambda c: delete_person(c, get_account(c, account), visit.person, now))
    service.forget()
    return RedirectResponse(f"/courses/{visit.in_course.slug}/-/members", 303)


def check_member(visit: Visit, account: int) -> None:
    with visit.service.database.read() as connection:
        if find_person(connection, visit.in_course, account) is None:
            raise NotFoundError

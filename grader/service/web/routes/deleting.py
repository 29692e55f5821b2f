"""Deleting a person, which administrators do, on a page that first says what goes and what stays."""

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from grader.service.upkeep.deletion.members import delete_member, find_traces
from grader.service.web.access import AdminVisit, Form
from grader.service.web.keys import Key
from grader.service.web.rendering import render_page

__all__ = ["router"]

router = APIRouter(prefix="/courses/{course}/-/members/{account}", include_in_schema=False)


@router.get("/delete")
def show_what_goes(visit: AdminVisit, account: Key) -> Response:
    """Say what goes if somebody is deleted, and what stays."""
    with visit.service.database.read() as connection:
        found = find_traces(connection, visit.in_course, account)
    return render_page(visit, "delete_person", account=found.account, traces=found.counts)


@router.post("/delete")
def delete(visit: AdminVisit, form: Form, account: Key) -> Response:
    """Delete somebody for good."""
    service, course, by, now = visit.service, visit.in_course, visit.person, visit.service.clock()
    service.database.write(lambda c: delete_member(c, course, account, by, now))
    service.forget()
    return RedirectResponse(f"/courses/{course.slug}/-/members", 303)

"""The people in a course: who is in it, as what, and the links that let them in."""

from collections.abc import Sequence

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData, UploadFile

from grader import limits
from grader.batch.discovery.roster import Enrolled, parse_roster
from grader.documents.decoding import decode
from grader.errors import Diagnostic, DocumentError
from grader.reports.wording import format_count
from grader.service.identity.accounts import Account
from grader.service.identity.enrolling import write_links
from grader.service.refusals import RefusedError
from grader.service.staff.members import (
    MAX_SECTION,
    add_person,
    change_role,
    remove_person,
    renew_all_links,
    renew_link,
    take_in_roster,
)
from grader.service.store.courses import Role
from grader.service.store.members import Person, list_open_links, list_people
from grader.service.web.access import Form, InstructorVisit, StaffVisit, Visit
from grader.service.web.downloads import send_file
from grader.service.web.keys import Key
from grader.service.web.problems import find_status
from grader.service.web.rendering import render_page
from grader.source import Source

__all__ = ["find_origin", "router", "show_page", "write_address"]

router = APIRouter(prefix="/courses/{course}/-/members", include_in_schema=False)


@router.get("")
def show_members(visit: StaffVisit) -> Response:
    """List who is in the course."""
    return show_page(visit)


def show_page(
    visit: Visit,
    status: int = 200,
    *,
    notice: str = "",
    faults: Sequence[Diagnostic] = (),
    link: str = "",
    person: Person | Account | None = None,
    table: str = "",
) -> Response:
    with visit.service.database.read() as connection:
        people = list_people(connection, visit.in_course)
        links = list_open_links(connection, visit.in_course)
    now = visit.service.clock()
    shut_out = (one for one in people if not one.has_password and not one.is_closed)
    return render_page(
        visit,
        "members",
        status,
        people=people,
        roles=list(Role),
        notice=notice,
        faults=faults,
        link=link,
        person=person,
        links=links,
        now=now,
        without=[one for one in shut_out if links.get(one.account_id, now) <= now],
        table=table,
    )


@router.post("")
def add_one(visit: InstructorVisit, form: Form) -> Response:
    """Add one person, and show the link that lets them in."""
    one, role = read_person(form), read_role(form)
    course, by, now = visit.in_course, visit.person, visit.service.clock()
    try:
        person, secret = visit.service.database.write(lambda c: add_person(c, course, by, one, role, now))
    except RefusedError as error:
        return show_page(visit, find_status(error), notice=error.why)
    if not secret:
        notice = f"{person.student} is in the course now, and signs in as before."
        return show_page(visit, notice=notice)
    return show_page(visit, link=write_address(visit, secret), person=person)


def read_person(form: FormData) -> Enrolled:
    words = {name: " ".join(str(form.get(name, "")).split()) for name in ("student", "name", "email", "section")}
    return Enrolled(
        id=words["student"] or words["email"],
        name=words["name"],
        email=words["email"],
        section=words["section"][:MAX_SECTION],
    )


def read_role(form: FormData) -> Role:
    text = str(form.get("role", ""))
    return Role(text) if text in set(Role) else Role.STUDENT


def write_address(visit: Visit, secret: str) -> str:
    """Return the whole address of a link, with the host at which this request came."""
    return f"{find_origin(visit)}/enter/{secret}"


def find_origin(visit: Visit) -> str:
    scheme = "https" if visit.service.settings.is_behind_proxy else visit.request.url.scheme
    return f"{scheme}://{visit.request.url.netloc}"


@router.post("/roster")
def import_roster(visit: InstructorVisit, form: Form) -> Response:
    """Take in everybody on a roster; say who that was, and show a table with the links of those who need one."""
    file = form.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        return show_page(visit, 422, notice="Choose a file first: a table with a row for each student.")
    try:
        source = read_source(file)
        roster = parse_roster(source)
    except DocumentError as error:
        return show_page(visit, 422, faults=error.diagnostics)
    course, by, now = visit.in_course, visit.person, visit.service.clock()

    made = visit.service.database.write(lambda c: take_in_roster(c, course, by, roster.students, now))
    lines = [find_line(source.text, one) for one in roster.students]
    skipped = [f"line {line}: {one.fault}" for line, one in zip(lines, made, strict=True) if one.fault]
    new = sum(one.is_new for one in made)
    known = len(made) - new - len(skipped)
    notice = f"{new} new, {known} already here, {len(skipped)} skipped{': ' if skipped else ''}{' '.join(skipped)}."
    return show_page(visit, notice=notice.replace("..", "."), table=write_links(made, find_origin(visit)))


def read_source(file: UploadFile) -> Source:
    return decode(file.file.read(), file.filename or "roster.csv", at_most=limits.MAX_TABLE_BYTES)


def find_line(text: str, one: Enrolled) -> int:
    """Find the line of a roster that somebody is in."""
    words = [word for word in (one.id, one.email, one.login, one.number) if word]
    lines = enumerate(text.splitlines(), start=1)
    return next((number for number, line in lines if number > 1 and all(word in line for word in words)), 0)


@router.post("/links")
def renew_all(visit: InstructorVisit, form: Form) -> Response:
    """Make new links for everybody who has no password, and no link that still works."""
    course, by, now = visit.in_course, visit.person, visit.service.clock()
    made = visit.service.database.write(lambda c: renew_all_links(c, course, by, now))
    count = format_count(len(made), "new link")
    return show_page(visit, notice=f"{count}.", table=write_links(made, find_origin(visit)) if made else "")


@router.post("/links.csv")
def send_links(visit: InstructorVisit, form: Form) -> Response:
    """Send back the table of links that a page has shown, as a file: links are kept nowhere."""
    table = "\r\n".join(str(form.get("table", "")).splitlines()) + "\r\n"
    return send_file(table.encode(), "text/csv; charset=utf-8", f"{visit.in_course.slug}-links.csv")


@router.post("/{account}/link")
def renew(visit: InstructorVisit, form: Form, account: Key) -> Response:
    """Make a new link for somebody, and show it once."""
    course, by, now = visit.in_course, visit.person, visit.service.clock()

    try:
        person, secret = visit.service.database.write(lambda c: renew_link(c, course, by, account, now))
    except RefusedError as error:
        return show_page(visit, find_status(error), notice=error.why)
    return show_page(visit, link=write_address(visit, secret), person=person)


@router.post("/{account}/role")
def change(visit: InstructorVisit, form: Form, account: Key) -> Response:
    """Change what somebody is in the course."""
    role, course, by, now = read_role(form), visit.in_course, visit.person, visit.service.clock()

    try:
        visit.service.database.write(lambda c: change_role(c, course, by, account, role, now))
    except RefusedError as error:
        return show_page(visit, find_status(error), notice=error.why)
    return lead_back(visit)


@router.post("/{account}/remove")
def remove(visit: InstructorVisit, form: Form, account: Key) -> Response:
    """Take somebody out of the course. Their work stays."""
    course, by, now = visit.in_course, visit.person, visit.service.clock()

    try:
        visit.service.database.write(lambda c: remove_person(c, course, by, account, now))
    except RefusedError as error:
        return show_page(visit, find_status(error), notice=error.why)
    return lead_back(visit)


def lead_back(visit: Visit) -> Response:
    return RedirectResponse(f"/courses/{visit.in_course.slug}/-/members", 303)

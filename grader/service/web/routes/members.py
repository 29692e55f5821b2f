"""The people in a course: who is in it, as what, and the links that let them in."""

from collections.abc import Sequence

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import Connection
from starlette.datastructures import FormData, UploadFile

from grader import limits
from grader.batch.discovery.roster import Enrolled, parse_roster
from grader.documents.decoding import decode
from grader.errors import Diagnostic, DocumentError
from grader.reports.wording import format_count
from grader.rubric.late import fold_id
from grader.service.identity.accounts import Account, make_link
from grader.service.identity.enrolling import (
    Enrolment,
    enrol,
    enrol_one,
    get_account,
    may_make_link,
    renew_links,
    write_links,
)
from grader.service.store.audit import note
from grader.service.store.courses import Role
from grader.service.store.members import (
    Person,
    count_instructors,
    find_person,
    list_open_links,
    list_people,
    remove_member,
    set_role,
)
from grader.service.web.access import Form, InstructorVisit, NotFoundError, StaffVisit, Visit
from grader.service.web.keys import Key
from grader.service.web.rendering import render_page
from grader.source import Source
from grader.submission.schema import ID_IN_WORDS, is_student_id

__all__ = ["router", "show_page", "write_address"]

router = APIRouter(prefix="/courses/{course}/-/members", include_in_schema=False)
MAX_SECTION = 60  # characters, as the column of the table has


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
    if not is_student_id(one.id):
        return show_page(visit, 422, notice=f"'{one.id}' cannot be the name in submissions. {ID_IN_WORDS}")
    course, by, now = visit.in_course, visit.person, visit.service.clock()

    def add(connection: Connection) -> tuple[Person, str, bool]:
        known = {fold_id(person.student): person for person in list_people(connection, course)}
        made = enrol_one(connection, course, by, one, role, now, known)
        if made.is_new:
            note(connection, by.id, "member-added", f"course {course.id}", now, student=one.id, role=role.value)
        assert made.person is not None
        return made.person, made.secret, made.is_new

    person, secret, is_new = visit.service.database.write(add)
    if not is_new:
        return show_page(visit, 409, notice=f"{person.student} is in the course already, as {person.role}.")
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

    def take_in(connection: Connection) -> Sequence[Enrolment]:
        made = enrol(connection, course, by, roster.students, now)
        new, skipped = sum(one.is_new for one in made), sum(bool(one.fault) for one in made)
        note(connection, by.id, "roster", f"course {course.id}", now, students=len(made), new=new, skipped=skipped)
        return made

    made = visit.service.database.write(take_in)
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

    def renew(connection: Connection) -> Sequence[Enrolment]:
        valid = {key for key, until in list_open_links(connection, course).items() if until > now}
        without = {one.account_id for one in list_people(connection, course)} - valid
        made = renew_links(connection, course, by, without, now)
        note(connection, by.id, "links", f"course {course.id}", now, count=len(made))
        return made

    made = visit.service.database.write(renew)
    count = format_count(len(made), "new link")
    return show_page(visit, notice=f"{count}.", table=write_links(made, find_origin(visit)) if made else "")


@router.post("/links.csv")
def send_links(visit: InstructorVisit, form: Form) -> Response:
    """Send back the table of links that a page has shown, as a file: links are kept nowhere."""
    table = "\r\n".join(str(form.get("table", "")).splitlines()) + "\r\n"
    headers = {"Content-Disposition": f'attachment; filename="{visit.in_course.slug}-links.csv"'}
    return Response(table.encode(), media_type="text/csv; charset=utf-8", headers=headers)


@router.post("/{account}/link")
def renew_link(visit: InstructorVisit, form: Form, account: Key) -> Response:
    """Make a new link for somebody, and show it once."""
    course, by, now = visit.in_course, visit.person, visit.service.clock()

    def renew(connection: Connection) -> tuple[Person, str]:
        person = find_here(connection, visit, account)
        found = get_account(connection, account)
        if not may_make_link(connection, by, found):
            return person, ""
        note(connection, by.id, "link", f"course {course.id}", now, student=person.student)
        return person, make_link(connection, found, now)

    person, secret = visit.service.database.write(renew)
    if not secret:
        why = "is in another course too, or runs this service. Only an administrator can make a link for them."
        return show_page(visit, 403, notice=f"{person.student} {why}")
    return show_page(visit, link=write_address(visit, secret), person=person)


@router.post("/{account}/role")
def change_role(visit: InstructorVisit, form: Form, account: Key) -> Response:
    """Change what somebody is in the course."""
    role, course, by, now = read_role(form), visit.in_course, visit.person, visit.service.clock()

    def change(connection: Connection) -> str:
        person = find_here(connection, visit, account)
        if is_last_instructor(connection, visit, person) and role is not Role.INSTRUCTOR:
            return f"{person.student} is the only instructor. Make somebody else an instructor first."
        set_role(connection, course, account, role)
        note(connection, by.id, "role", f"course {course.id}", now, student=person.student, role=role.value)
        return ""

    refusal = visit.service.database.write(change)
    return show_page(visit, 409, notice=refusal) if refusal else lead_back(visit)


@router.post("/{account}/remove")
def remove(visit: InstructorVisit, form: Form, account: Key) -> Response:
    """Take somebody out of the course. Their work stays."""
    course, by, now = visit.in_course, visit.person, visit.service.clock()

    def take_out(connection: Connection) -> str:
        person = find_here(connection, visit, account)
        if is_last_instructor(connection, visit, person):
            return f"{person.student} is the only instructor. Make somebody else an instructor first."
        remove_member(connection, course, account)
        note(connection, by.id, "member-removed", f"course {course.id}", now, student=person.student)
        return ""

    refusal = visit.service.database.write(take_out)
    return show_page(visit, 409, notice=refusal) if refusal else lead_back(visit)


def find_here(connection: Connection, visit: Visit, account: int) -> Person:
    person = find_person(connection, visit.in_course, account)
    if person is None:
        raise NotFoundError
    return person


def is_last_instructor(connection: Connection, visit: Visit, person: Person) -> bool:
    return person.role == Role.INSTRUCTOR and count_instructors(connection, visit.in_course) == 1


def lead_back(visit: Visit) -> Response:
    return RedirectResponse(f"/courses/{visit.in_course.slug}/-/members", 303)

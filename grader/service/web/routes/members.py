"""The people in a course: who is in it, as what, and the links that let them in."""

from collections.abc import Sequence

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import Connection
from starlette.datastructures import FormData, UploadFile

from grader import limits
from grader.batch.discovery.roster import Enrolled, Roster, parse_roster
from grader.documents.decoding import decode
from grader.errors import Diagnostic, DocumentError
from grader.rubric.late import fold_id
from grader.service.identity.accounts import make_link
from grader.service.identity.enrolling import enrol, enrol_one, get_account, may_make_link, write_links
from grader.service.store.audit import note
from grader.service.store.courses import Role
from grader.service.store.members import (
    Person,
    count_instructors,
    find_person,
    list_people,
    remove_member,
    set_role,
)
from grader.service.web.access import Form, InstructorVisit, NotFoundError, StaffVisit, Visit
from grader.service.web.keys import Key
from grader.service.web.rendering import render_page
from grader.submission.schema import ID_IN_WORDS, is_student_id

__all__ = ["router"]

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
    person: Person | None = None,
) -> Response:
    with visit.service.database.read() as connection:
        people = list_people(connection, visit.in_course)
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
    """Take in everybody on a roster, and send a table with the links of those who cannot sign in yet."""
    file = form.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        return show_page(visit, 422, notice="Choose a file first: a table with a row for each student.")
    try:
        roster = read_roster(file)
    except DocumentError as error:
        return show_page(visit, 422, faults=error.diagnostics)
    course, by, now = visit.in_course, visit.person, visit.service.clock()

    def take_in(connection: Connection) -> str:
        made = enrol(connection, course, by, roster.students, now)
        new = sum(one.is_new for one in made)
        note(connection, by.id, "roster", f"course {course.id}", now, students=len(made), new=new)
        return write_links(made, find_origin(visit))

    table = visit.service.database.write(take_in)
    name = f"{course.slug}-links.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(table.encode(), media_type="text/csv; charset=utf-8", headers=headers)


def read_roster(file: UploadFile) -> Roster:
    limit = limits.MAX_TABLE_BYTES
    name = file.filename or "roster.csv"
    return parse_roster(decode(file.file.read(), name, at_most=limit))


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

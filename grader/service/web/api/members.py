"""The people in a course, and who may hand in later."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from grader import limits
from grader.batch.discovery.roster import Enrolled, parse_roster
from grader.documents.decoding import decode
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
from grader.service.store.members import Person, list_people
from grader.service.web.access import ManageVisit, ReadClassVisit, Visit
from grader.service.web.keys import Key
from grader.service.web.programs import CHANGES, COURSE, READS, ROSTER, Body
from grader.service.web.routes.members import find_origin

__all__ = ["router"]

router = APIRouter(tags=["members"])
Name = Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")]


class MemberRow(BaseModel):
    """Somebody in a course. ``account`` is their number in addresses, ``student`` their name in submissions."""

    account: int
    name: str
    display: str
    student: str
    role: Role
    section: str


class Members(BaseModel):
    """The members of a course, by name."""

    members: list[MemberRow]


class NewMember(BaseModel):
    """Somebody to take into a course. They sign in with ``email``, or with ``student`` if that is empty."""

    model_config = {"json_schema_extra": {"example": {"student": "eve", "name": "Eve Example", "role": "student"}}}
    student: Name
    name: Name = ""
    email: Name = ""
    section: Annotated[str, Field(max_length=MAX_SECTION, pattern=r"^[^\x00]*$")] = ""
    role: Role = Role.STUDENT


class Added(BaseModel):
    """A member, and the link that lets them in, once; empty if they can sign in already."""

    member: MemberRow
    link: str = ""


class Skipped(BaseModel):
    """Somebody on a roster who was not taken in."""

    student: str
    why: str


class Taken(BaseModel):
    """Everybody on a roster, each with a link if they cannot sign in yet."""

    members: list[Added]
    skipped: list[Skipped] = []


class Renewed(BaseModel):
    """Those who got a new link, each with it."""

    members: list[Added]


class NewRole(BaseModel):
    """What somebody is from now on."""

    model_config = {"json_schema_extra": {"example": {"role": "assistant"}}}
    role: Role


def make_row(person: Person) -> MemberRow:
    return MemberRow(
        account=person.account_id,
        name=person.name,
        display=person.display,
        student=person.student,
        role=Role(person.role),
        section=person.section,
    )


def write_link(visit: Visit, secret: str) -> str:
    return f"{find_origin(visit)}/enter/{secret}" if secret else ""


@router.get(f"{COURSE}/members", responses=READS)
def list_members(visit: ReadClassVisit) -> Members:
    """List who is in the course."""
    with visit.service.database.read() as connection:
        return Members(members=[make_row(one) for one in list_people(connection, visit.in_course)])


@router.post(f"{COURSE}/members", status_code=201, responses=CHANGES)
def add_member(visit: ManageVisit, new: NewMember) -> Added:
    """Take one person into the course, and return the link that lets them in."""
    course, by, now = visit.in_course, visit.person, visit.service.clock()
    words = {name: " ".join(getattr(new, name).split()) for name in ("student", "name", "email", "section")}
    student = words.pop("student")
    one = Enrolled(id=student or words["email"], **words)
    person, secret = visit.service.database.write(lambda c: add_person(c, course, by, one, new.role, now))
    return Added(member=make_row(person), link=write_link(visit, secret))


@router.post(f"{COURSE}/members/roster", responses=CHANGES, openapi_extra=ROSTER)
def import_roster(visit: ManageVisit, body: Body) -> Taken:
    """Take in everybody on a roster. Whoever is there already stays as they are, but for the section."""
    course, by, now = visit.in_course, visit.person, visit.service.clock()
    students = parse_roster(decode(body, "roster.csv", at_most=limits.MAX_TABLE_BYTES)).students
    made = visit.service.database.write(lambda c: take_in_roster(c, course, by, students, now))
    pairs = list(zip(students, made, strict=True))
    return Taken(
        members=[Added(member=make_row(one.person), link=write_link(visit, one.secret)) for one in made if one.person],
        skipped=[Skipped(student=student.id, why=one.fault) for student, one in pairs if one.fault],
    )


@router.post(f"{COURSE}/members/links", status_code=201, responses=CHANGES)
def make_links(visit: ManageVisit) -> Renewed:
    """Make new links for everybody who has no password, and no link that still works."""
    course, by, now = visit.in_course, visit.person, visit.service.clock()
    made = visit.service.database.write(lambda c: renew_all_links(c, course, by, now))
    return Renewed(
        members=[Added(member=make_row(one.person), link=write_link(visit, one.secret)) for one in made if one.person]
    )


@router.patch(f"{COURSE}/members/{{account}}", status_code=204, responses=CHANGES)
def set_role(visit: ManageVisit, account: Key, new: NewRole) -> None:
    """Change what somebody is in the course."""
    course, by, now = visit.in_course, visit.person, visit.service.clock()
    visit.service.database.write(lambda c: change_role(c, course, by, account, new.role, now))


@router.delete(f"{COURSE}/members/{{account}}", status_code=204, responses=CHANGES)
def remove_member(visit: ManageVisit, account: Key) -> None:
    """Take somebody out of the course. Their work stays, and is there again if they come back."""
    course, by, now = visit.in_course, visit.person, visit.service.clock()
    visit.service.database.write(lambda c: remove_person(c, course, by, account, now))


@router.post(f"{COURSE}/members/{{account}}/link", status_code=201, responses=CHANGES)
def make_link(visit: ManageVisit, account: Key) -> Added:
    """Make a new link for somebody; the one before stops working."""
    course, by, now = visit.in_course, visit.person, visit.service.clock()
    person, secret = visit.service.database.write(lambda c: renew_link(c, course, by, account, now))
    return Added(member=make_row(person), link=write_link(visit, secret))

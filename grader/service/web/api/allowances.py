"""What single students are allowed: to hand in later, or more verdicts in checks; each with a reason and an end."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import AwareDatetime, BaseModel, Field

from grader import limits
from grader.documents.decoding import decode
from grader.service.staff.allowing import (
    MAX_REASON,
    MOST_VERDICTS,
    Grant,
    grant,
    parse_grants,
    withdraw_extension,
    withdraw_verdicts,
)
from grader.service.store.allowances.verdicts import list_allowances
from grader.service.store.exercises import list_extensions
from grader.service.store.members import find_person, list_people
from grader.service.web.access import ManageVisit, ReadClassVisit
from grader.service.web.keys import MAX_KEY, Key
from grader.service.web.programs import CHANGES, EXERCISE, GRANTS, READS, Body, Instant

__all__ = ["router"]

router = APIRouter(tags=["extensions"])
Reason = Annotated[str, Field(min_length=1, max_length=MAX_REASON, pattern=r"^[^\x00]*\S[^\x00]*$")]


class ExtensionRow(BaseModel):
    """Until when a student may hand in, and why."""

    student: str
    until: Instant
    reason: str


class ExtraChecksRow(BaseModel):
    """How many more verdicts a student may see in checks until when, and why."""

    student: str
    verdicts: int
    until: Instant
    reason: str


class Extensions(BaseModel):
    """The extension, and the extra checks, that count for each student who has some."""

    extensions: list[ExtensionRow]
    checks: list[ExtraChecksRow]


class Given(BaseModel):
    """How many extensions, and how many extra checks, a table gave."""

    extensions: int
    checks: int


class NewExtension(BaseModel):
    """An extension; with ``verdicts``, so many more verdicts in checks. It replaces an earlier one of the student."""

    model_config = {
        "json_schema_extra": {"example": {"account": 3, "until": "2026-12-05T12:00:00+01:00", "reason": "ill"}}
    }
    account: int = Field(ge=0, le=MAX_KEY)
    until: AwareDatetime
    reason: Reason
    verdicts: int = Field(default=0, ge=0, le=MOST_VERDICTS)


@router.get(f"{EXERCISE}/extensions", responses=READS)
def list_all_extensions(visit: ReadClassVisit) -> Extensions:
    """List who may hand in later, and who may see more verdicts in checks."""
    with visit.service.database.read() as connection:
        later = list_extensions(connection, visit.in_exercise.id)
        more = [
            (person, one)
            for one in list_allowances(connection, visit.in_exercise.id)
            if (person := find_person(connection, visit.in_course, one.account_id))
        ]
    return Extensions(
        extensions=[ExtensionRow(student=one.student, until=one.until, reason=one.reason) for one in later],
        checks=[
            ExtraChecksRow(student=person.student, verdicts=one.verdicts, until=one.until, reason=one.reason)
            for person, one in more
        ],
    )


@router.post(f"{EXERCISE}/extensions", status_code=204, responses=CHANGES)
def extend(visit: ManageVisit, new: NewExtension) -> None:
    """Let somebody hand in later, or see more verdicts, and count anew what they have handed in."""
    course, exercise, by, now = visit.in_course, visit.in_exercise, visit.person, visit.service.clock()
    reason = " ".join(new.reason.split())
    given = [Grant(account_id=new.account, until=new.until, reason=reason, verdicts=new.verdicts)]
    visit.service.database.write(lambda c: grant(c, course, exercise, given, by, now))


@router.post(f"{EXERCISE}/extensions/table", responses=CHANGES, openapi_extra=GRANTS)
def import_table(visit: ManageVisit, body: Body) -> Given:
    """Give what a table says, a row for each student: nothing of it if a row has a fault."""
    course, exercise, by, now = visit.in_course, visit.in_exercise, visit.person, visit.service.clock()
    with visit.service.database.read() as connection:
        people = list_people(connection, course)
    source = decode(body, "extensions.csv", at_most=limits.MAX_TABLE_BYTES)
    grants = parse_grants(source, people, course.zone)
    visit.service.database.write(lambda c: grant(c, course, exercise, grants, by, now))
    checks = sum(one.verdicts > 0 for one in grants)
    return Given(extensions=len(grants) - checks, checks=checks)


@router.delete(f"{EXERCISE}/extensions/{{account}}", status_code=204, responses=CHANGES)
def withdraw(visit: ManageVisit, account: Key) -> None:
    """Withdraw the extension of a student, and count anew."""
    course, exercise, by, now = visit.in_course, visit.in_exercise, visit.person, visit.service.clock()
    visit.service.database.write(lambda c: withdraw_extension(c, course, exercise, account, by, now))


@router.delete(f"{EXERCISE}/extensions/{{account}}/checks", status_code=204, responses=CHANGES)
def withdraw_checks(visit: ManageVisit, account: Key) -> None:
    """Withdraw the extra checks of a student."""
    course, exercise, by, now = visit.in_course, visit.in_exercise, visit.person, visit.service.clock()
    visit.service.database.write(lambda c: withdraw_verdicts(c, course, exercise, account, by, now))

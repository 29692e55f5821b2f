"""Deleting a person for good, which only programs of administrators do."""

from fastapi import APIRouter
from pydantic import BaseModel

from grader.service.upkeep.deletion.members import delete_member, find_traces
from grader.service.web.access import AdminManageVisit
from grader.service.web.keys import Key
from grader.service.web.programs import CHANGES, COURSE, READS

__all__ = ["router"]

router = APIRouter(tags=["members"])


class WhatGoes(BaseModel):
    """What would go: in how many courses somebody is, and how much they handed in or are typing in all of them."""

    account: int
    name: str
    display: str
    courses: int
    submissions: int
    drafts: int


class WhatStays(BaseModel):
    """The name under which the scores stay, and how many submissions lost what was handed in."""

    pseudonym: str
    submissions: int


@router.get(f"{COURSE}/members/{{account}}/person", responses=READS)
def find_what_goes(visit: AdminManageVisit, account: Key) -> WhatGoes:
    """Say what goes if somebody is deleted, in every course, and delete nothing."""
    with visit.service.database.read() as connection:
        found = find_traces(connection, visit.in_course, account)
    who, counts = found.account, found.counts
    return WhatGoes(
        account=who.id,
        name=who.name,
        display=who.display,
        courses=counts["course"],
        submissions=counts["submission"],
        drafts=counts["draft"],
    )


@router.delete(f"{COURSE}/members/{{account}}/person", responses=CHANGES)
def delete(visit: AdminManageVisit, account: Key) -> WhatStays:
    """Delete somebody for good, in every course. Only the scores stay, under a pseudonym. It cannot be undone."""
    service, course, by, now = visit.service, visit.in_course, visit.person, visit.service.clock()
    deleted = service.database.write(lambda c: delete_member(c, course, account, by, now))
    service.forget()
    return WhatStays(pseudonym=deleted.pseudonym, submissions=deleted.submissions)

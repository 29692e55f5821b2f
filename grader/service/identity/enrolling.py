"""Taking people into a course: one by one or from a roster, with the links that let them in.

A link is as good as a password. So staff get one only for people who are in no other course than theirs: otherwise the
instructor of one course could come in as somebody with more rights in another.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from grader.batch.discovery.roster import Enrolled
from grader.errors import UsageError
from grader.reports.formats.csv import format_text_cell
from grader.rubric.late.policy import fold_id
from grader.service.identity.accounts import Account, find_account, make_account, make_link
from grader.service.store.courses import Course, Role, add_member, find_member
from grader.service.store.members import (
    Person,
    find_person,
    list_courses_led_by,
    list_courses_with,
    list_people,
    set_section,
)
from grader.service.store.rows import fetch_one
from grader.service.store.tables import account as accounts

__all__ = ["Enrolment", "enrol", "enrol_one", "get_account", "may_make_link", "renew_links", "write_links"]


@dataclass(frozen=True, kw_only=True)
class Enrolment:
    """Somebody who was taken into a course, or a ``fault`` that says why not.

    ``secret`` is that of a new link; empty if they can sign in already.
    """

    person: Person | None
    email: str
    secret: str
    is_new: bool
    fault: str = ""


def enrol(
    connection: Connection, course: Course, by: Account, students: Iterable[Enrolled], now: datetime
) -> Sequence[Enrolment]:
    """Take the students on a roster into a course. Whoever is there already stays as they are, but for the section.

    Somebody who cannot be taken in is left out, and the others are not: ``fault`` says why.
    """
    known = {fold_id(person.student): person for person in list_people(connection, course)}
    return [enrol_or_skip(connection, course, by, one, now, known) for one in students]


def enrol_or_skip(
    connection: Connection, course: Course, by: Account, one: Enrolled, now: datetime, known: dict[str, Person]
) -> Enrolment:
    account = find_account(connection, one.email or one.login or one.id)
    member = find_member(connection, course, account.id) if account else None
    if account and account.is_closed:
        return Enrolment(person=None, email=one.email, secret="", is_new=False, fault="The account is closed.")
    if member and fold_id(member.student) != fold_id(one.id):
        fault = f"The same person is in the course as '{member.student}'."
        return Enrolment(person=None, email=one.email, secret="", is_new=False, fault=fault)
    try:
        return enrol_one(connection, course, by, one, Role.STUDENT, now, known)
    except UsageError as error:
        fault = error.diagnostics[0].what
        return Enrolment(person=None, email=one.email, secret="", is_new=False, fault=fault)


def enrol_one(
    connection: Connection,
    course: Course,
    by: Account,
    one: Enrolled,
    role: Role,
    now: datetime,
    known: dict[str, Person],
) -> Enrolment:
    """Take one person into a course. ``known`` are its members, by the name in submissions; whoever is new is added."""
    before = known.get(fold_id(one.id))
    if before is None:
        account = make_account(connection, one.email or one.login or one.id, now, display=one.name or one.id)
        is_new = find_member(connection, course, account.id) is None
        add_member(connection, course, account.id, role, one.id, one.section, is_free=True)
    else:
        account, is_new = get_account(connection, before.account_id), False
    if one.section:
        set_section(connection, course, account.id, one.section)
    needs_link = account.password is None and may_make_link(connection, by, account)
    person = find_person(connection, course, account.id)
    assert person is not None
    known[fold_id(person.student)] = person
    secret = make_link(connection, account, now) if needs_link else ""
    return Enrolment(person=person, email=one.email, secret=secret, is_new=is_new)


def get_account(connection: Connection, key: int) -> Account:
    """Return the account with an id that is in the database."""
    found = fetch_one(connection, accounts.select().where(accounts.c.id == key), Account)
    assert found is not None
    return found


def may_make_link(connection: Connection, by: Account, account: Account) -> bool:
    """Whether somebody may have a link that lets them in as somebody else."""
    if by.is_admin:
        return True
    ours = list_courses_led_by(connection, by.id)
    return not account.is_admin and list_courses_with(connection, account.id) <= ours


def renew_links(
    connection: Connection, course: Course, by: Account, accounts: Collection[int], now: datetime
) -> Sequence[Enrolment]:
    """Make new links for some members who have not chosen a password yet."""
    found = []
    for person in list_people(connection, course):
        account = get_account(connection, person.account_id)
        if person.account_id in accounts and not person.has_password and may_make_link(connection, by, account):
            email = account.name if "@" in account.name else ""
            secret = make_link(connection, account, now)
            found.append(Enrolment(person=person, email=email, secret=secret, is_new=False))
    return found


def write_links(made: Iterable[Enrolment], address: str) -> str:
    """Return a table of links, for a mail merge. Rows end with CR LF, as RFC 4180 says."""
    rows = [("student", "name", "email", "link")]
    for one in made:
        if one.person is not None:
            link = f"{address}/enter/{one.secret}" if one.secret else ""
            rows.append((one.person.student, one.person.display, one.email, link))
    return "".join(",".join(map(format_text_cell, row)) + "\r\n" for row in rows)

"""Taking people into a course and out of it, and what they are there."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection

from grader.batch.discovery.roster import Enrolled
from grader.rubric.late.policy import fold_id
from grader.service.identity.accounts import Account, make_link
from grader.service.identity.enrolling import (
    Enrolment,
    enrol,
    enrol_one,
    get_account,
    may_make_link,
    renew_links,
)
from grader.service.refusals import AccessError, ConflictError, RefusedError
from grader.service.store.audit import note
from grader.service.store.courses import Course, Role, lock_course
from grader.service.store.members import (
    Person,
    count_instructors,
    get_person,
    list_open_links,
    list_people,
    remove_member,
    set_role,
)
from grader.submission.schema import ID_IN_WORDS, is_student_id

__all__ = [
    "MAX_SECTION",
    "add_person",
    "change_role",
    "remove_person",
    "renew_all_links",
    "renew_link",
    "take_in_roster",
]

MAX_SECTION = 60  # characters, as the column of the table has


def add_person(
    connection: Connection, course: Course, by: Account, one: Enrolled, role: Role, now: datetime
) -> tuple[Person, str]:
    """Take one person into a course; return also the secret of their link, empty if they can sign in already."""
    if not is_student_id(one.id):
        raise RefusedError(f"'{one.id}' cannot be the name in submissions. {ID_IN_WORDS}")
    known = {fold_id(person.student): person for person in list_people(connection, course)}
    made = enrol_one(connection, course, by, one, role, now, known)
    assert made.person is not None
    if not made.is_new:
        raise ConflictError(f"{made.person.student} is in the course already, as {made.person.role}.")
    note(connection, by.id, "member-added", f"course {course.id}", now, student=one.id, role=role.value)
    return made.person, made.secret


def take_in_roster(
    connection: Connection, course: Course, by: Account, students: Iterable[Enrolled], now: datetime
) -> Sequence[Enrolment]:
    """Take everybody on a roster into a course."""
    made = enrol(connection, course, by, students, now)
    new, skipped = sum(one.is_new for one in made), sum(bool(one.fault) for one in made)
    note(connection, by.id, "roster", f"course {course.id}", now, students=len(made), new=new, skipped=skipped)
    return made


def renew_all_links(connection: Connection, course: Course, by: Account, now: datetime) -> Sequence[Enrolment]:
    """Make new links for everybody who has no password, and no link that still works."""
    valid = {key for key, until in list_open_links(connection, course).items() if until > now}
    without = {one.account_id for one in list_people(connection, course)} - valid
    made = renew_links(connection, course, by, without, now)
    note(connection, by.id, "links", f"course {course.id}", now, count=len(made))
    return made


def renew_link(connection: Connection, course: Course, by: Account, account: int, now: datetime) -> tuple[Person, str]:
    """Make a new link for somebody, and return its secret."""
    person = get_person(connection, course, account)
    found = get_account(connection, account)
    if not may_make_link(connection, by, found):
        why = "is in another course too, or runs this service. Only an administrator can make a link for them."
        raise AccessError(f"{person.student} {why}")
    note(connection, by.id, "link", f"course {course.id}", now, student=person.student)
    return person, make_link(connection, found, now)


def change_role(connection: Connection, course: Course, by: Account, account: int, role: Role, now: datetime) -> None:
    """Change what somebody is in the course."""
    lock_course(connection, course)  # or two instructors could each leave the course to the other
    person = get_person(connection, course, account)
    if role is not Role.INSTRUCTOR:
        keep_an_instructor(connection, course, person)
    set_role(connection, course, account, role)
    note(connection, by.id, "role", f"course {course.id}", now, student=person.student, role=role.value)


def remove_person(connection: Connection, course: Course, by: Account, account: int, now: datetime) -> None:
    """Take somebody out of the course. Their work stays."""
    lock_course(connection, course)
    person = get_person(connection, course, account)
    keep_an_instructor(connection, course, person)
    remove_member(connection, course, account)
    note(connection, by.id, "member-removed", f"course {course.id}", now, student=person.student)


def keep_an_instructor(connection: Connection, course: Course, person: Person) -> None:
    """Raise ConflictError if nobody but this person leads the course."""
    if person.role == Role.INSTRUCTOR and count_instructors(connection, course) == 1:
        raise ConflictError(f"{person.student} is the only instructor. Make somebody else an instructor first.")

"""Giving single students more time, or more verdicts in checks, one by one or from a table; and withdrawing it.

>>> read_count("12"), read_count("-1"), read_count("many")
(12, 0, 0)
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from grader.documents import Scalar
from grader.documents.table import read_rows
from grader.errors import Diagnostic, DocumentError
from grader.rubric.late.policy import fold_id
from grader.service.exercises.counting import count_for_student, load_rules
from grader.service.exercises.opened import open_revision
from grader.service.identity.accounts import Account
from grader.service.instants import format_instant, read_instant
from grader.service.refusals import NotFoundError, RefusedError
from grader.service.store.allowances.verdicts import add_allowance, list_allowances
from grader.service.store.audit import note
from grader.service.store.courses import Course
from grader.service.store.exercises import (
    Exercise,
    add_extension,
    find_release,
    get_revision,
    list_extensions,
)
from grader.service.store.members import Person, get_person, list_people
from grader.service.store.submissions import lock_student
from grader.source import Source, Span

__all__ = [
    "MAX_REASON", "Grant", "grant", "parse_grants", "read_count", "withdraw_extension", "withdraw_verdicts",
]  # fmt: skip

NO_LATE = (
    "The rubric has no 'late', so handing in late costs nobody anything, and there is nothing to extend. "
    "Add 'late' to the rubric first, and upload it as a new revision."
)
MOST_VERDICTS = 1000
MAX_REASON = 500  # characters
COLUMNS = ("student", "until", "verdicts", "reason")


@dataclass(frozen=True, kw_only=True)
class Grant:
    """What one student is allowed until an instant: ``verdicts`` more in checks; if that is 0, to hand in later."""

    account_id: int
    until: datetime
    reason: str
    verdicts: int = 0


def read_count(text: str) -> int:
    """Read a number of verdicts; 0 if it is none."""
    text = text.strip()
    return int(text) if re.fullmatch("[0-9]{1,4}", text) and int(text) <= MOST_VERDICTS else 0


def grant(
    connection: Connection,
    course: Course,
    exercise: Exercise,
    grants: Sequence[Grant],
    by: Account,
    now: datetime,
) -> None:
    """Give it all; nothing of it if a part is refused.

    All students are locked first, in the order of their accounts, and the log is written last, as whoever hands in does
    it: otherwise one of the two could wait for the student and the other for the log.
    """
    people = {one.account_id: one for one in list_people(connection, course)}
    if any(one.account_id not in people for one in grants):
        raise NotFoundError
    release = find_release(connection, exercise.id)
    late = open_revision(get_revision(connection, release.revision_id)).rubric.late if release else None
    later = [one for one in grants if not one.verdicts]
    if later and late is None:
        raise RefusedError(NO_LATE)
    if late and any(one.until < late.deadline for one in later):
        raise RefusedError(f"Everybody has until {format_instant(late.deadline, course.zone)}. Choose a later instant.")
    given = sorted(grants, key=lambda one: one.account_id)
    for one in given:
        lock_student(connection, exercise.id, one.account_id)
    for one in given:
        give_one(connection, exercise, one, now)
    rules = load_rules(connection, exercise.id) if later else None  # once: there is an extension for many of a class
    for account_id in sorted({one.account_id for one in later}):
        count_for_student(connection, exercise.id, account_id, "extension", now, rules)
    for one in given:
        note_given(connection, exercise, one, people[one.account_id], by, now)


def give_one(connection: Connection, exercise: Exercise, one: Grant, now: datetime) -> None:
    if one.verdicts:
        add_allowance(connection, exercise, one.account_id, one.verdicts, one.until, one.reason, now)
    else:
        add_extension(connection, exercise, one.account_id, one.until, one.reason, now)


def note_given(
    connection: Connection, exercise: Exercise, one: Grant, person: Person, by: Account, now: datetime
) -> None:
    detail: dict[str, object] = {"student": person.student, "until": one.until.isoformat(), "reason": one.reason}
    if one.verdicts:
        detail["verdicts"] = one.verdicts
    action = "extra-checks" if one.verdicts else "extension"
    note(connection, by.id, action, f"exercise {exercise.id}", now, **detail)


def withdraw_extension(
    connection: Connection, course: Course, exercise: Exercise, account: int, by: Account, now: datetime
) -> None:
    """Withdraw the extension of a student, and count anew what they have handed in."""
    person = get_person(connection, course, account)
    lock_student(connection, exercise.id, account)
    found = next((one for one in list_extensions(connection, exercise.id) if one.student == person.student), None)
    if found:
        add_extension(connection, exercise, account, found.until, found.reason, now, is_withdrawn=True)
        count_for_student(connection, exercise.id, account, "extension", now)
        note(connection, by.id, "extension-withdrawn", f"exercise {exercise.id}", now, student=person.student)


def withdraw_verdicts(
    connection: Connection, course: Course, exercise: Exercise, account: int, by: Account, now: datetime
) -> None:
    """Withdraw the extra checks of a student."""
    person = get_person(connection, course, account)
    known = list_allowances(connection, exercise.id)
    found = next((one for one in known if one.account_id == account), None)
    if found:
        add_allowance(connection, exercise, account, 0, found.until, found.reason, now)
        note(connection, by.id, "extra-checks-withdrawn", f"exercise {exercise.id}", now, student=person.student)


def parse_grants(source: Source, people: Sequence[Person], zone: str) -> Sequence[Grant]:
    """Return what a table says; DocumentError with every fault."""
    table = [row for row in read_rows(source) if any(cell.text.strip() for cell in row)]
    names = [cell.text.strip().casefold() for cell in table[0]] if table else []
    if not {"student", "until", "reason"} <= set(names) <= set(COLUMNS):
        raise DocumentError(describe_columns(source))
    students = {fold_id(one.student): one for one in people if not one.is_staff}
    students |= {fold_id(one.name): one for one in people if not one.is_staff}
    faults, found = list[Diagnostic](), list[Grant]()
    for row in table[1:]:
        cells = dict(zip(names, row, strict=False))
        person = students.get(fold_id(cells["student"].text)) if "student" in cells else None
        until = read_instant(cells["until"].text, zone) if "until" in cells else None
        reason = " ".join(cells["reason"].text.split()) if "reason" in cells else ""
        asked = cells["verdicts"].text.strip() if "verdicts" in cells else ""
        if person is None:
            faults.append(describe_cell(row[0], "This is no student of the course.", "Write the name in submissions."))
        elif until is None:
            faults.append(describe_cell(row[0], "There is no instant here.", "Write one like '2026-12-05 12:00'."))
        elif not reason:
            faults.append(describe_cell(row[0], "There is no reason here.", "Say why; no student sees it."))
        elif asked and not read_count(asked):
            what = f"'{asked}' is not a number of verdicts."
            faults.append(describe_cell(row[0], what, "Write one from 1 to 1000, or nothing for an extension."))
        else:
            verdicts = read_count(asked)
            found.append(Grant(account_id=person.account_id, until=until, reason=reason, verdicts=verdicts))
    if faults:
        raise DocumentError(faults)
    return found


def describe_cell(cell: Scalar, what: str, help: str) -> Diagnostic:
    return Diagnostic(
        slug="bad-row", what=what, why="So nothing was changed.", help=help, span=cell.span, audience="author"
    )


def describe_columns(source: Source) -> Diagnostic:
    return Diagnostic(
        slug="bad-columns",
        what="The columns are not those of a table of extensions.",
        why="They are 'student', 'until' and 'reason', and 'verdicts' for extra checks.",
        help="Write these names into the first row.",
        span=Span(source, 0, 0),
        audience="author",
    )

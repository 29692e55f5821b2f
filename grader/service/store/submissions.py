"""What was handed in: the very bytes, with their hash and the instant at which they began to arrive.

A form that is sent twice, because somebody clicked twice or the network lost the answer, is handed in once. A later
submission never replaces an earlier one; which one counts is decided by ``choose_counting``.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Protocol, TypeVar

from sqlalchemy import Connection, func, select, text

from grader.service.store import tables
from grader.service.store.rows import add_row, fetch_all, fetch_one

__all__ = [
    "Submission", "choose_counting", "clean_form", "find_sent", "find_submission", "get_submission", "hand_in",
    "hold_bytes", "list_submissions", "list_submissions_of", "lock_student", "lock_submissions",
]  # fmt: skip

LONGEST_FORM = 100  # characters of the name of a form
LOCK_SPACE = 5_276_019  # of advisory locks: those for handing in


@dataclass(frozen=True, kw_only=True, slots=True)
class Submission:
    """One submission of a student. ``number`` counts theirs to this exercise, from 1.

    ``confirmed`` is the map of a worked document: what its student confirmed; empty for other files.
    ``erased`` is since when the bytes are gone, because the student was deleted; None while they are there.
    """

    id: int
    exercise_id: int
    account_id: int
    number: int
    name: str
    data: bytes
    sha256: str
    form: str
    received: datetime
    confirmed: str = ""
    erased: datetime | None = None


def hand_in(
    connection: Connection,
    exercise_id: int,
    account_id: int,
    name: str,
    data: bytes,
    form: str,
    received: datetime,
    confirmed: str = "",
) -> tuple[Submission, bool]:
    """Keep a submission, and return it and whether it is new. ``form`` names the form that it was sent with."""
    lock_student(connection, exercise_id, account_id)
    found = find_sent(connection, exercise_id, account_id, form)
    if found is not None:
        return found, False
    submission = tables.submission
    mine = (submission.c.exercise_id == exercise_id) & (submission.c.account_id == account_id)
    newest = connection.scalar(select(func.max(submission.c.number)).where(mine))
    key = add_row(
        connection,
        submission,
        exercise_id=exercise_id,
        account_id=account_id,
        number=(newest or 0) + 1,
        name=name,
        data=data,
        sha256=sha256(data).hexdigest(),
        confirmed=confirmed,
        form=clean_form(form),
        received=received,
    )
    return get_submission(connection, key), True


def find_sent(connection: Connection, exercise_id: int, account_id: int, form: str) -> Submission | None:
    """Find the submission of a student that was sent with a form."""
    submission = tables.submission
    mine = (submission.c.exercise_id == exercise_id) & (submission.c.account_id == account_id)
    query = select(submission).where(mine, submission.c.form == clean_form(form))
    return fetch_one(connection, query, Submission)


def clean_form(form: str) -> str:
    """Return the name of a form as it is kept."""
    return form.replace("\0", "")[:LONGEST_FORM]


def lock_student(connection: Connection, exercise_id: int, account_id: int) -> None:
    """Let nobody else hand in for the same student until this transaction ends; SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        # Two students may share a lock by chance, which costs them a moment and nothing else.
        key = (exercise_id * 1_000_003 + account_id) % 2**31
        connection.execute(text("SELECT pg_advisory_xact_lock(:space, :key)"), {"space": LOCK_SPACE, "key": key})


def lock_submissions(connection: Connection, account_id: int) -> None:
    """Let nobody keep a grading of somebody's submissions until this transaction ends; SQLite has one writer anyway."""
    submission = tables.submission
    query = select(submission.c.id).where(submission.c.account_id == account_id).order_by(submission.c.id)
    connection.execute(query.with_for_update()).all()


def hold_bytes(connection: Connection, key: int) -> bool:
    """Let nobody erase a submission until this transaction ends; False if it is erased, or gone, already."""
    submission = tables.submission
    query = select(submission.c.erased).where(submission.c.id == key).with_for_update(read=True)
    return connection.execute(query).all() == [(None,)]


def get_submission(connection: Connection, key: int) -> Submission:
    """Return the submission with an id that is in the database."""
    found = fetch_one(connection, select(tables.submission).where(tables.submission.c.id == key), Submission)
    assert found is not None
    return found


def find_submission(connection: Connection, exercise_id: int, account_id: int, number: int) -> Submission | None:
    """Find a submission of a student by its number."""
    submission = tables.submission
    query = select(submission).where(
        submission.c.exercise_id == exercise_id,
        submission.c.account_id == account_id,
        submission.c.number == number,
    )
    return fetch_one(connection, query, Submission)


def list_submissions_of(connection: Connection, exercise_id: int, account_id: int) -> Sequence[Submission]:
    """List the submissions of one student, the earliest first."""
    submission = tables.submission
    query = select(submission).where(submission.c.exercise_id == exercise_id, submission.c.account_id == account_id)
    return fetch_all(connection, query.order_by(submission.c.number), Submission)


def list_submissions(connection: Connection, exercise_id: int) -> Sequence[Submission]:
    """List all submissions to an exercise, by student and number."""
    submission = tables.submission
    query = select(submission).where(submission.c.exercise_id == exercise_id)
    return fetch_all(connection, query.order_by(submission.c.account_id, submission.c.number), Submission)


class Numbered(Protocol):
    """What is needed of a submission to choose the one that counts."""

    @property
    def number(self) -> int:
        """Which of its author's submissions it is."""
        ...

    @property
    def received(self) -> datetime:
        """When it was handed in."""
        ...


Chosen = TypeVar("Chosen", bound=Numbered)


def choose_counting(submissions: Iterable[Chosen], due: datetime | None) -> Chosen | None:
    """Choose the submission of a student that counts: the last one in time, or else the last one of all.

    A late submission never replaces one in time, which would cost its author points for trying again. ``due`` includes
    grace and extension; None if nothing is ever late.
    """
    found = list(submissions)
    in_time = [one for one in found if due is None or one.received <= due]
    return max(in_time or found, key=lambda one: one.number, default=None)

"""What the engine said of submissions, and what counts for each student.

A grading belongs to one submission, one revision of the rubric and one version of the engine, and is never changed. The
ledger says which grading counts; its latest row for a student is the one that holds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from grader.service.store import tables
from grader.service.store.rows import add_row, add_row_once, fetch_all, fetch_one

__all__ = [
    "Entry", "Grading", "add_grading", "enter", "find_grading", "find_newest_entry", "find_newest_grading", "find_seen",
    "get_grading", "list_counting", "list_entries", "note_seen",
]  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Grading:
    """The full record of a graded submission, as JSON. What a student may see of it is decided when it is shown."""

    id: int
    submission_id: int
    revision_id: int
    engine: str
    record: str
    created: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """A row of the ledger. ``score`` and ``pending`` are exact, as fractions; ``because`` says why it was written.

    ``zero`` says why the score is 0, if it is. ``waiting`` counts the answers that a person has to look at.
    """

    id: int
    exercise_id: int
    account_id: int
    grading_id: int
    score: str
    pending: str
    because: str
    created: datetime
    zero: str = ""
    waiting: int = 0


def find_grading(connection: Connection, submission_id: int, revision_id: int, engine: str) -> Grading | None:
    """Find the grading of a submission under a revision by a version of the engine."""
    grading = tables.grading
    query = select(grading).where(
        grading.c.submission_id == submission_id, grading.c.revision_id == revision_id, grading.c.engine == engine
    )
    return fetch_one(connection, query, Grading)


def find_newest_grading(connection: Connection, submission_id: int, revision_id: int) -> Grading | None:
    """Find the latest grading of a submission under a revision, by any version of the engine."""
    grading = tables.grading
    query = select(grading).where(grading.c.submission_id == submission_id, grading.c.revision_id == revision_id)
    return fetch_one(connection, query.order_by(grading.c.id.desc()).limit(1), Grading)


def get_grading(connection: Connection, key: int) -> Grading:
    """Return the grading with an id that is in the database."""
    found = fetch_one(connection, select(tables.grading).where(tables.grading.c.id == key), Grading)
    assert found is not None
    return found


def add_grading(
    connection: Connection, submission_id: int, revision_id: int, engine: str, record: str, now: datetime
) -> Grading:
    """Keep a grading, or return the one that was kept before: the same input has the same record."""
    key = {"submission_id": submission_id, "revision_id": revision_id, "engine": engine}
    add_row_once(connection, tables.grading, **key, record=record, created=now)
    found = find_grading(connection, submission_id, revision_id, engine)
    assert found is not None
    return found


def enter(
    connection: Connection,
    exercise_id: int,
    account_id: int,
    grading_id: int,
    *,
    score: str,
    pending: str,
    because: str,
    now: datetime,
    zero: str = "",
    waiting: int = 0,
) -> None:
    """Write into the ledger what counts for a student from now on; nothing if it is what counts already."""
    latest = find_newest_entry(connection, exercise_id, account_id)
    new = (grading_id, score, pending, zero, waiting)
    if latest and (latest.grading_id, latest.score, latest.pending, latest.zero, latest.waiting) == new:
        return
    add_row(
        connection,
        tables.ledger,
        exercise_id=exercise_id,
        account_id=account_id,
        grading_id=grading_id,
        score=score,
        pending=pending,
        because=because,
        created=now,
        zero=zero,
        waiting=waiting,
    )


def find_newest_entry(connection: Connection, exercise_id: int, account_id: int) -> Entry | None:
    """Find what counts for a student now."""
    ledger = tables.ledger
    mine = (ledger.c.exercise_id == exercise_id) & (ledger.c.account_id == account_id)
    return fetch_one(connection, select(ledger).where(mine).order_by(ledger.c.id.desc()).limit(1), Entry)


def list_entries(connection: Connection, exercise_id: int, account_id: int) -> Sequence[Entry]:
    """List what has counted for a student, the earliest first."""
    ledger = tables.ledger
    query = select(ledger).where(ledger.c.exercise_id == exercise_id, ledger.c.account_id == account_id)
    return fetch_all(connection, query.order_by(ledger.c.id), Entry)


def list_counting(connection: Connection, exercise_id: int) -> Mapping[int, Entry]:
    """Return what counts now, by account."""
    ledger = tables.ledger
    newest = select(func.max(ledger.c.id)).where(ledger.c.exercise_id == exercise_id).group_by(ledger.c.account_id)
    query = select(ledger).where(ledger.c.id.in_(newest))
    return {entry.account_id: entry for entry in fetch_all(connection, query, Entry)}


def note_seen(connection: Connection, exercise_id: int, account_id: int, entry_id: int, now: datetime) -> None:
    """Note that a student has seen why their score changed, up to a row of their part of the ledger."""
    ledger = tables.ledger
    mine = (ledger.c.exercise_id == exercise_id) & (ledger.c.account_id == account_id)
    if connection.scalar(select(ledger.c.id).where(mine, ledger.c.id == entry_id)) is not None:
        key = {"exercise_id": exercise_id, "account_id": account_id, "ledger_id": entry_id}
        add_row_once(connection, tables.seen, **key, created=now)


def find_seen(connection: Connection, exercise_id: int, account_id: int) -> int:
    """Return the last row of the ledger that a student has seen the announcement of; 0 if there is none."""
    seen = tables.seen
    mine = (seen.c.exercise_id == exercise_id) & (seen.c.account_id == account_id)
    return connection.scalar(select(func.max(seen.c.ledger_id)).where(mine)) or 0

"""Looks at answers before they are handed in, and the verdicts that students have seen in them.

What counts against the number of looks that an opening allows is what was *told*: a verdict on another answer. Looking
again at the same answer is free, and so is an answer that could not be read.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import Connection, func, select, update

from grader.service.store import tables
from grader.service.store.rows import add_row, add_row_once, fetch_all, fetch_one

__all__ = [
    "Check", "add_check", "count_told", "fill_check", "find_check", "get_check", "hash_answer", "list_checks",
    "list_told", "tell",
]  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Check:
    """One look. ``record`` is empty until the work is done."""

    id: int
    exercise_id: int
    account_id: int
    revision_id: int
    data: bytes
    sha256: str
    record: str
    created: datetime


def add_check(
    connection: Connection, exercise_id: int, account_id: int, revision_id: int, data: bytes, now: datetime
) -> int:
    """Add a look at a submission, and return its id."""
    return add_row(
        connection,
        tables.check,
        exercise_id=exercise_id,
        account_id=account_id,
        revision_id=revision_id,
        data=data,
        sha256=sha256(data).hexdigest(),
        record="",
        created=now,
    )


def get_check(connection: Connection, key: int) -> Check:
    """Return the look with an id that is in the database."""
    found = fetch_one(connection, select(tables.check).where(tables.check.c.id == key), Check)
    assert found is not None
    return found


def find_check(connection: Connection, exercise_id: int, account_id: int, key: int) -> Check | None:
    """Find a look of one student at one exercise by its id."""
    check = tables.check
    mine = (check.c.exercise_id == exercise_id) & (check.c.account_id == account_id)
    return fetch_one(connection, select(check).where(mine, check.c.id == key), Check)


def list_checks(connection: Connection, exercise_id: int, account_id: int, most: int) -> Sequence[Check]:
    """List the latest looks of a student, the latest first."""
    check = tables.check
    mine = (check.c.exercise_id == exercise_id) & (check.c.account_id == account_id)
    return fetch_all(connection, select(check).where(mine).order_by(check.c.id.desc()).limit(most), Check)


def fill_check(connection: Connection, key: int, record: str) -> None:
    """Keep what the engine said."""
    connection.execute(update(tables.check).where(tables.check.c.id == key).values(record=record))


def tell(
    connection: Connection, exercise_id: int, account_id: int, answers: Iterable[tuple[str, str]], now: datetime
) -> None:
    """Note the verdicts that are shown to a student now: items, each with the answer as it was read."""
    mine = {"exercise_id": exercise_id, "account_id": account_id, "created": now}
    for item, text in answers:
        add_row_once(connection, tables.told, **mine, item=item, answer=hash_answer(text))


def list_told(connection: Connection, exercise_id: int, account_id: int) -> Collection[tuple[str, str]]:
    """Return the verdicts that a student has seen: items, each with the hash of an answer."""
    told = tables.told
    mine = (told.c.exercise_id == exercise_id) & (told.c.account_id == account_id)
    return {(row[0], row[1]) for row in connection.execute(select(told.c.item, told.c.answer).where(mine))}


def hash_answer(text: str) -> str:
    """Return what is kept of an answer on which a verdict was shown."""
    return sha256(text.encode("utf-8", "backslashreplace")).hexdigest()


def count_told(connection: Connection, exercise_id: int, account_id: int) -> Mapping[str, int]:
    """Count the different answers to each item on which a student has seen a verdict."""
    told = tables.told
    rows = connection.execute(
        select(told.c.item, func.count())
        .where(told.c.exercise_id == exercise_id, told.c.account_id == account_id)
        .group_by(told.c.item)
    )
    return Counter({row[0]: row[1] for row in rows})

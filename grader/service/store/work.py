"""What a class has handed in, counted without reading any of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, exists, func, select

from grader.service.store import tables
from grader.service.store.rows import fetch_all

__all__ = ["HandedIn", "has_submissions", "list_handed_in", "list_received", "list_ungraded"]


@dataclass(frozen=True, kw_only=True, slots=True)
class HandedIn:
    """How often somebody has handed in, and when last."""

    account_id: int
    count: int
    last: datetime


def has_submissions(connection: Connection, exercise_id: int) -> bool:
    """Whether anybody has handed in."""
    submission = tables.submission
    return bool(connection.scalar(select(exists().where(submission.c.exercise_id == exercise_id))))


def list_handed_in(connection: Connection, exercise_id: int) -> Mapping[int, HandedIn]:
    """Return who has handed in how often, by account."""
    submission = tables.submission
    columns = (func.count().label("count"), func.max(submission.c.received).label("last"))
    query = select(submission.c.account_id, *columns).where(submission.c.exercise_id == exercise_id)
    found = fetch_all(connection, query.group_by(submission.c.account_id), HandedIn)
    return {one.account_id: one for one in found}


def list_received(connection: Connection, exercise_id: int) -> Mapping[int, datetime]:
    """Return when each submission that counts now was handed in, by account."""
    ledger, grading, submission = tables.ledger, tables.grading, tables.submission
    newest = select(func.max(ledger.c.id)).where(ledger.c.exercise_id == exercise_id).group_by(ledger.c.account_id)
    query = (
        select(ledger.c.account_id, submission.c.received)
        .join(grading, grading.c.id == ledger.c.grading_id)
        .join(submission, submission.c.id == grading.c.submission_id)
        .where(ledger.c.id.in_(newest))
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def list_ungraded(connection: Connection, exercise_id: int) -> frozenset[int]:
    """Return the accounts with a submission that nobody has graded yet."""
    grading, submission = tables.grading, tables.submission
    is_graded = exists().where(grading.c.submission_id == submission.c.id)
    query = select(submission.c.account_id).where(submission.c.exercise_id == exercise_id, ~is_graded)
    return frozenset(connection.scalars(query))

"""What a class has handed in, counted without reading any of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Table, exists, func, select

from grader.service.store import tables
from grader.service.store.rows import fetch_all, sort_key

__all__ = [
    "Handed", "HandedIn", "Stamp", "get_stamp", "has_submissions", "list_graded", "list_handed", "list_handed_in",
    "list_received", "list_ungraded",
]  # fmt: skip

Stamp = tuple[int, int, int]
"""The latest submission, decision and extension: while they are the same, so is what counts."""


@dataclass(frozen=True, kw_only=True, slots=True)
class HandedIn:
    """How often somebody has handed in, and when last."""

    account_id: int
    count: int
    last: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Handed:
    """A submission without what was handed in."""

    id: int
    account_id: int
    student: str
    number: int
    received: datetime


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


def list_handed(connection: Connection, exercise_id: int) -> Sequence[Handed]:
    """List the submissions to an exercise by student and number, without what was handed in, if it is still there."""
    account, exercise, member, submission = tables.account, tables.exercise, tables.member, tables.submission
    in_course = (member.c.account_id == submission.c.account_id) & (member.c.course_id == exercise.c.course_id)
    student = func.coalesce(member.c.student, account.c.name)
    columns = (submission.c.id, submission.c.account_id, student.label("student"))
    query = (
        select(*columns, submission.c.number, submission.c.received)
        .join(account, account.c.id == submission.c.account_id)
        .join(exercise, exercise.c.id == submission.c.exercise_id)
        .outerjoin(member, in_course)
        .where(submission.c.exercise_id == exercise_id, submission.c.erased.is_(None))
    )
    found = fetch_all(connection, query, Handed)
    return sorted(found, key=lambda one: (sort_key(one.student), one.account_id, one.number))


def list_graded(connection: Connection, revision_id: int, engine: str) -> Mapping[int, int]:
    """Return the gradings under a revision by a version of the engine, by submission."""
    grading = tables.grading
    query = select(grading.c.submission_id, grading.c.id)
    mine = query.where(grading.c.revision_id == revision_id, grading.c.engine == engine)
    return {row[0]: row[1] for row in connection.execute(mine)}


def get_stamp(connection: Connection, exercise_id: int) -> Stamp:
    """Return what changes whenever somebody hands in, decides or gives an extension."""

    def find_newest(table: Table) -> int:
        return connection.scalar(select(func.max(table.c.id)).where(table.c.exercise_id == exercise_id)) or 0

    return find_newest(tables.submission), find_newest(tables.decision), find_newest(tables.extension)

"""The records that count for a class, one by one: there may be more than fit into memory."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from grader.service.store import tables
from grader.service.store.rows import fetch_all, sort_key

__all__ = ["Counted", "iterate_counted"]

AT_ONCE = 50  # records of some 50 kB


@dataclass(frozen=True, kw_only=True, slots=True)
class Counted:
    """What counts for a student: the row of the ledger, and the record that it names."""

    entry_id: int
    account_id: int
    submission_id: int
    grading_id: int
    revision_id: int
    received: datetime
    erased: datetime | None
    record: str


def iterate_counted(
    connection: Connection, exercise_id: int, *, only_waiting: bool = False, with_erased: bool = False
) -> Iterator[Counted]:
    """Go through what counts, by student; with ``only_waiting``, where a person has to look at something.

    Of students who were deleted, records hold no answers any more: they come only ``with_erased``.
    """
    keys = list_keys(connection, exercise_id, only_waiting=only_waiting, with_erased=with_erased)
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        found = {one.entry_id: one for one in fetch_entries(connection, some)}
        yield from (found[key] for key in some)


def list_keys(connection: Connection, exercise_id: int, *, only_waiting: bool, with_erased: bool) -> Sequence[int]:
    """List the ids of the rows of the ledger that count, by the name of the student."""
    ledger, grading, submission = tables.ledger, tables.grading, tables.submission
    exercise, member = tables.exercise, tables.member
    newest = select(func.max(ledger.c.id)).where(ledger.c.exercise_id == exercise_id).group_by(ledger.c.account_id)
    in_course = (member.c.account_id == ledger.c.account_id) & (member.c.course_id == exercise.c.course_id)
    query = (
        select(ledger.c.id, func.coalesce(member.c.student, ""), ledger.c.account_id)
        .join(exercise, exercise.c.id == ledger.c.exercise_id)
        .outerjoin(member, in_course)
        .where(ledger.c.id.in_(newest))
    )
    if only_waiting:
        query = query.where(ledger.c.waiting > 0)
    if not with_erased:
        query = (
            query.join(grading, grading.c.id == ledger.c.grading_id)
            .join(submission, submission.c.id == grading.c.submission_id)
            .where(submission.c.erased.is_(None))
        )
    rows = sorted(connection.execute(query).all(), key=lambda row: (sort_key(row[1]), row[2]))
    return [row[0] for row in rows]


def fetch_entries(connection: Connection, keys: Iterable[int]) -> Sequence[Counted]:
    ledger, grading, submission = tables.ledger, tables.grading, tables.submission
    query = (
        select(
            ledger.c.id.label("entry_id"),
            ledger.c.account_id,
            grading.c.submission_id,
            grading.c.id.label("grading_id"),
            grading.c.revision_id,
            submission.c.received,
            submission.c.erased,
            grading.c.record,
        )
        .join(grading, grading.c.id == ledger.c.grading_id)
        .join(submission, submission.c.id == grading.c.submission_id)
        .where(ledger.c.id.in_(keys))
    )
    return fetch_all(connection, query, Counted)

"""The records that count for a class, one by one: there may be more than fit into memory."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from grader.service.store import tables

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
    record: str


def iterate_counted(
    connection: Connection, exercise_id: int, *, only_waiting: bool = False, with_erased: bool = False
) -> Iterator[Counted]:
    """Go through what counts, by student; with ``only_waiting``, where a person has to look at something.

    Of students who were deleted, records hold no answers any more: they come only ``with_erased``.
    """
    ledger, grading, submission = tables.ledger, tables.grading, tables.submission
    exercise, member = tables.exercise, tables.member
    newest = select(func.max(ledger.c.id)).where(ledger.c.exercise_id == exercise_id).group_by(ledger.c.account_id)
    in_course = (member.c.account_id == ledger.c.account_id) & (member.c.course_id == exercise.c.course_id)
    query = (
        select(
            ledger.c.id.label("entry_id"),
            ledger.c.account_id,
            grading.c.submission_id,
            grading.c.id.label("grading_id"),
            grading.c.revision_id,
            submission.c.received,
            grading.c.record,
        )
        .join(grading, grading.c.id == ledger.c.grading_id)
        .join(submission, submission.c.id == grading.c.submission_id)
        .join(exercise, exercise.c.id == ledger.c.exercise_id)
        .outerjoin(member, in_course)
        .where(ledger.c.id.in_(newest))
        .order_by(member.c.student, ledger.c.account_id)
    )
    if only_waiting:
        query = query.where(ledger.c.waiting > 0)
    if not with_erased:
        query = query.where(submission.c.erased.is_(None))
    found = connection.execute(query.execution_options(yield_per=AT_ONCE))
    return (Counted(**row) for row in found.mappings())

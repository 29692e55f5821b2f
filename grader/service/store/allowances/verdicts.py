"""Verdicts that single students may see in checks beyond the usual number, why, and until when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from grader.service.store import tables
from grader.service.store.exercises import Exercise
from grader.service.store.rows import add_row, fetch_all, sort_key

__all__ = ["Allowance", "add_allowance", "count_allowed", "list_allowances"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Allowance:
    """How many more verdicts on each item a student may see until an instant. ``student`` is as in submissions."""

    account_id: int
    student: str
    verdicts: int
    until: datetime
    reason: str


def add_allowance(
    connection: Connection,
    exercise: Exercise,
    account_id: int,
    verdicts: int,
    until: datetime,
    reason: str,
    now: datetime,
) -> None:
    """Allow more verdicts to one student; 0 withdraws what was allowed. A later row replaces an earlier one."""
    mine = {"exercise_id": exercise.id, "account_id": account_id}
    add_row(connection, tables.allowance, **mine, verdicts=verdicts, until=until, reason=reason, created=now)


def list_allowances(connection: Connection, exercise_id: int) -> Sequence[Allowance]:
    """List what counts for each member who was allowed more, by student; also what has ended."""
    allowance, exercise, member = tables.allowance, tables.exercise, tables.member
    here = allowance.c.exercise_id == exercise_id
    newest = select(func.max(allowance.c.id)).where(here).group_by(allowance.c.account_id)
    columns = (allowance.c.account_id, member.c.student, allowance.c.verdicts, allowance.c.until, allowance.c.reason)
    query = (
        select(*columns)
        .join(exercise, exercise.c.id == allowance.c.exercise_id)
        .join(member, (member.c.account_id == allowance.c.account_id) & (member.c.course_id == exercise.c.course_id))
        .where(allowance.c.id.in_(newest), allowance.c.verdicts > 0)
    )
    return sorted(fetch_all(connection, query, Allowance), key=lambda one: sort_key(one.student))


def count_allowed(connection: Connection, exercise_id: int, account_id: int, now: datetime) -> int:
    """Count the verdicts that a student may see beyond the usual number at an instant."""
    allowance = tables.allowance
    mine = (allowance.c.exercise_id == exercise_id) & (allowance.c.account_id == account_id)
    query = select(allowance.c.verdicts, allowance.c.until).where(mine).order_by(allowance.c.id.desc()).limit(1)
    row = connection.execute(query).first()
    return row[0] if row and row[1] > now else 0

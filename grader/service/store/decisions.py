"""What people have decided on answers: a log that is only ever added to, in which the later decision counts.

A row without points withdraws the latest decision on the same answer of the same students.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from grader.service.store import tables
from grader.service.store.rows import add_row, fetch_all

__all__ = [
    "ALL_POINTS", "Decision", "add_decision", "find_exercise_of", "find_newest_decision", "list_decisions",
    "lock_exercise", "withdraw_decisions",
]  # fmt: skip

ALL_POINTS = "All points."  # the reason where nobody gave one
WITHDRAWN = ""  # in place of the points


@dataclass(frozen=True, kw_only=True, slots=True)
class Decision:
    """One decision. ``student`` is empty if it holds for everybody who gives this ``answer``.

    ``points`` are exact, as a fraction. ``automatic`` is what the machine had said, one verdict on each line, and
    ``grading_id`` the record that was looked at. Students see the name of ``author``.
    """

    id: int
    item: str
    student: str
    answer: str
    points: str
    reason: str
    automatic: str
    grading_id: int
    author: str
    zone: str
    created: datetime


def add_decision(
    connection: Connection,
    exercise_id: int,
    item: str,
    *,
    student_id: int | None,
    answer: str,
    points: str,
    reason: str,
    automatic: str,
    grading_id: int,
    account_id: int,
    now: datetime,
) -> int:
    """Add a decision, and return its id."""
    return add_row(
        connection,
        tables.decision,
        exercise_id=exercise_id,
        item=item,
        student_id=student_id,
        answer=answer,
        points=points,
        reason=reason,
        automatic=automatic,
        grading_id=grading_id,
        account_id=account_id,
        created=now,
    )


def list_decisions(connection: Connection, exercise_id: int, until: datetime | None = None) -> Sequence[Decision]:
    """List the decisions on an exercise that nobody has withdrawn, now or at an instant; the earliest first."""
    decision, exercise, course = tables.decision, tables.exercise, tables.course
    by, about, member = tables.account.alias("by"), tables.account.alias("about"), tables.member
    in_course = (member.c.account_id == decision.c.student_id) & (member.c.course_id == exercise.c.course_id)
    query = (
        select(
            decision.c.id,
            decision.c.item,
            func.coalesce(member.c.student, about.c.name, "").label("student"),
            decision.c.answer,
            decision.c.points,
            decision.c.reason,
            decision.c.automatic,
            decision.c.grading_id,
            by.c.display.label("author"),
            course.c.zone,
            decision.c.created,
        )
        .select_from(decision)
        .join(exercise, exercise.c.id == decision.c.exercise_id)
        .join(course, course.c.id == exercise.c.course_id)
        .join(by, by.c.id == decision.c.account_id)
        .outerjoin(about, about.c.id == decision.c.student_id)
        .outerjoin(member, in_course)
        .where(decision.c.exercise_id == exercise_id, *([] if until is None else [decision.c.created <= until]))
        .order_by(decision.c.id)
    )
    return leave_out_withdrawn(fetch_all(connection, query, Decision))


def leave_out_withdrawn(decisions: Iterable[Decision]) -> Sequence[Decision]:
    """Return the decisions without those that a later row withdraws."""
    found: dict[int, Decision] = {}
    on_same: dict[tuple[str, str, str], list[int]] = {}
    for one in decisions:
        before = on_same.setdefault((one.item, one.student, one.answer), [])
        if one.points != WITHDRAWN:
            found[one.id] = one
            before.append(one.id)
        elif before:
            del found[before.pop()]
    return list(found.values())


def withdraw_decisions(
    connection: Connection, exercise_id: int, first: int, last: int, account_id: int, now: datetime
) -> Sequence[Decision]:
    """Withdraw decisions that were made as one, and return them; none, and nothing is written, unless all still count.

    Whoever makes some as one locks the exercise, so no other decision on it has an id from ``first`` to ``last``.
    """
    decision = tables.decision
    is_within = (decision.c.exercise_id == exercise_id) & decision.c.id.between(first, last)
    rows = connection.execute(select(decision).where(is_within).order_by(decision.c.id)).mappings().all()
    latest = {(one.item, one.student, one.answer): one for one in list_decisions(connection, exercise_id)}
    found = {one.id: one for one in latest.values() if first <= one.id <= last}
    made_as_one = {(row["item"], row["account_id"], row["created"]) for row in rows}
    if len(made_as_one) != 1 or {row["id"] for row in rows} != set(found):
        return ()
    kept = ("exercise_id", "item", "student_id", "answer", "automatic", "grading_id")
    for row in rows:
        values = {name: row[name] for name in kept}
        add_row(connection, decision, **values, points=WITHDRAWN, reason="", account_id=account_id, created=now)
    return [found[row["id"]] for row in rows]


def find_newest_decision(connection: Connection, exercise_id: int) -> int:
    """Return the id of the latest decision on an exercise; 0 if there is none."""
    decision = tables.decision
    return connection.scalar(select(func.max(decision.c.id)).where(decision.c.exercise_id == exercise_id)) or 0


def lock_exercise(connection: Connection, exercise_id: int) -> None:
    """Let nobody else decide on an exercise until this transaction ends; SQLite has one writer anyway."""
    exercise = tables.exercise
    connection.execute(select(exercise.c.id).where(exercise.c.id == exercise_id).with_for_update())


def find_exercise_of(connection: Connection, key: int) -> int:
    """Return the exercise of a decision that is in the database."""
    decision = tables.decision
    return int(connection.execute(select(decision.c.exercise_id).where(decision.c.id == key)).scalar_one())

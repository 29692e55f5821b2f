"""Deciding on answers: on a group of equal ones, or on one answer of one student; and withdrawing that."""

from datetime import datetime
from fractions import Fraction

from sqlalchemy import Connection

from grader.grading.people.overrides import automatic_of, read_decision
from grader.grading.result import ItemResult
from grader.service.exercises.counting import find_counting
from grader.service.exercises.opened import Opened
from grader.service.exercises.review_queue import Choice, Decided, decide_case, queue_recount
from grader.service.refusals import ConflictError, NotFoundError, RefusedError
from grader.service.store.audit import note
from grader.service.store.database import Database
from grader.service.store.decisions import (
    ALL_POINTS,
    add_decision,
    find_newest_decision,
    list_decisions,
    lock_exercise,
    withdraw_decisions,
)

__all__ = ["add_own_decision", "decide_on_group", "decide_on_one", "read_choice", "undo_decisions"]

MAX_REASON = 2000  # characters, as in the file with the decisions
NO_REASON = "Say why: the students read it as the reason why they get less than full points."


def read_choice(opened: Opened | None, item: str, points: str, reason: str, account_id: int) -> Choice:
    """Return what somebody has chosen; RefusedError if that is no choice."""
    asked = opened.rubric.by_id.get(item) if opened else None
    if asked is None:
        raise NotFoundError
    found = read_points(points)
    if found is None or found > asked.points:
        raise RefusedError(f"Give a number of points from 0 to {asked.points}, such as 1, 1/2 or 0.5.")
    why = " ".join(reason.split())[:MAX_REASON]
    if not why and found < asked.points:
        raise RefusedError(NO_REASON)
    return Choice(points=found, reason=why or ALL_POINTS, account_id=account_id)


def read_points(text: str) -> Fraction | None:
    """Read a number of points: ``1``, ``1/2`` or ``0.5``."""
    text = text.strip().replace(",", ".")
    if len(text) > 12 or not text.isascii() or set(text) - set("0123456789./"):
        return None
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError):
        return None


def decide_on_group(
    database: Database, exercise_id: int, item: str, grading_id: int, choice: Choice, now: datetime
) -> Decided:
    """Decide on a group of equal answers; ConflictError if somebody else was faster."""
    decided = decide_case(database, exercise_id, item, grading_id, choice, now)
    if not decided.decisions:
        raise ConflictError(describe_earlier(decided.before))
    return decided


def describe_earlier(before: ItemResult | None) -> str:
    """Say what somebody else has decided in the meantime."""
    found = dict(read_decision(before)) if before else {}
    if not found:
        return "This answer does not wait any more: something else counts by now. Nothing was changed."
    points, author, reason = found["points"], found["author"], found["reason"]
    return f"{author} was faster, and gave {points} of {before.points if before else 0}: {reason} Nothing was changed."


def decide_on_one(
    connection: Connection, exercise_id: int, account: int, item: str, choice: Choice, seen: int, now: datetime
) -> None:
    """Decide on one answer of one student, whatever the machine says. ``seen`` is the latest decision they saw."""
    lock_exercise(connection, exercise_id)
    counting = find_counting(connection, exercise_id, account)
    result = next((one for one in counting.graded.items if one.id == item), None) if counting else None
    if counting is None or result is None:
        raise ConflictError("There is no such answer. Nothing was changed.")
    student = counting.graded.student
    newer = [one for one in list_decisions(connection, exercise_id) if one.id > seen and one.item == item]
    if any(one.student in ("", student) for one in newer):
        raise ConflictError(describe_earlier(result))
    grading = counting.grading.id
    newest = add_own_decision(
        connection, exercise_id, account, result, choice, now, student=student, grading_id=grading
    )
    queue_recount(connection, exercise_id, newest, now)


def add_own_decision(
    connection: Connection,
    exercise_id: int,
    account: int,
    result: ItemResult,
    choice: Choice,
    now: datetime,
    *,
    student: str,
    grading_id: int,
) -> int:
    """Add a decision on one answer of one student, and return its id. Nothing is counted anew.

    ``student`` is the name in submissions, and ``grading_id`` the record that was looked at.
    """
    added = add_decision(
        connection,
        exercise_id,
        result.id,
        student_id=account,
        answer=result.read.usual_text if result.read and result.type != "text" else result.given,
        points=str(choice.points),
        reason=choice.reason,
        automatic=str(automatic_of(result)),
        grading_id=grading_id,
        account_id=choice.account_id,
        now=now,
    )
    detail = {"item": result.id, "student": student, "points": str(choice.points), "reason": choice.reason}
    note(connection, choice.account_id, "decision", f"exercise {exercise_id}", now, **detail)
    return added


def undo_decisions(
    connection: Connection, exercise_id: int, first: int, last: int, account_id: int, now: datetime
) -> None:
    """Withdraw decisions that were made as one, from the first id to the last; ConflictError unless all still count."""
    lock_exercise(connection, exercise_id)
    found = withdraw_decisions(connection, exercise_id, first, last, account_id, now)
    if not found:
        raise ConflictError("Somebody has decided again since. Nothing was changed.")
    queue_recount(connection, exercise_id, find_newest_decision(connection, exercise_id), now)
    for one in found:
        detail = {"item": one.item, "points": one.points, **({"student": one.student} if one.student else {})}
        note(connection, account_id, "decision-withdrawn", f"exercise {exercise_id}", now, **detail)

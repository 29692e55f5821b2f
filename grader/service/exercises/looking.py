"""Looking before handing in: what a check shows, and how many verdicts somebody may see.

A check is an oracle for whoever tries often enough. So a student sees verdicts on a bounded number of different answers
to each item. What counts is what was told, not how often somebody clicked: the same answer again is free, and so is one
that could not be read. Staff can allow single students more.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from grader.grading.result import GradedSubmission, ItemResult
from grader.grading.visibility.visibility import View, find_phase, restrict_to_view
from grader.records import Outcome, Remark
from grader.service.exercises.opened import Opened
from grader.service.exercises.records import read_record
from grader.service.store.allowances.verdicts import count_allowed
from grader.service.store.checks import Check, add_check, count_told, hash_answer, list_told, tell
from grader.service.store.members import refuse_if_closed
from grader.service.store.queue import Priority, enqueue
from grader.service.store.submissions import lock_student

__all__ = ["MOST_VERDICTS", "Look", "look_at", "show_check"]

MOST_VERDICTS = 20  # on different answers to one item; who needs more of them guesses
VERDICTS = frozenset({Outcome.CORRECT, Outcome.PARTIAL, Outcome.INCORRECT})


@dataclass(frozen=True, kw_only=True)
class Look:
    """What a check shows; ``used`` counts the verdicts that were seen on each item, of at most ``most``."""

    graded: GradedSubmission
    used: Mapping[str, int]
    most: int


def look_at(
    connection: Connection, exercise_id: int, account_id: int, revision_id: int, data: bytes, now: datetime
) -> int:
    """Have answers looked at, and return the id of the check."""
    refuse_if_closed(connection, account_id)
    check = add_check(connection, exercise_id, account_id, revision_id, data, now)
    enqueue(connection, "check", f"check:{check}", check, Priority.CHECK, now)
    return check


def show_check(connection: Connection, check: Check, opened: Opened, due: datetime | None, now: datetime) -> Look:
    """Return what the author of some answers may see of them, and note which verdicts these are.

    ``due`` is until when the author can hand in on time, without the grace period.
    """
    exercise, account, graded = check.exercise_id, check.account_id, read_record(check.record)
    view = View(phase=find_phase(opened.rubric, now, due), is_check=True)
    shown = restrict_to_view(graded, opened.rubric, view)
    lock_student(connection, exercise, account)  # or two pages at once would each show the last verdict
    told, counts = list_told(connection, exercise, account), count_told(connection, exercise, account)
    most = MOST_VERDICTS + count_allowed(connection, exercise, account, now)
    items = tuple(withhold_if_used_up(item, told, counts, most) for item in shown.items)
    tell(connection, exercise, account, list_verdicts(items), now)
    return Look(graded=replace(shown, items=items), used=count_told(connection, exercise, account), most=most)


def withhold_if_used_up(
    item: ItemResult, told: Collection[tuple[str, str]], counts: Mapping[str, int], most: int
) -> ItemResult:
    """Take the verdict away where a student has seen as many as anybody may see."""
    is_known = (item.id, hash_answer(spell_answer(item))) in told
    if item.outcome not in VERDICTS or is_known or counts.get(item.id, 0) < most:
        return item
    text = f"You have seen the verdicts on {most} different answers here. The next one comes with the grading."
    remarks = (Remark(id="used-up", text=text),)
    return replace(
        item, outcome=Outcome.WITHHELD, credit=None, remarks=remarks, components=(), diagnostics=(), figure=None
    )


def list_verdicts(items: tuple[ItemResult, ...]) -> Iterator[tuple[str, str]]:
    return ((item.id, spell_answer(item)) for item in items if item.outcome in VERDICTS)


def spell_answer(item: ItemResult) -> str:
    """Return an answer as it was read, so that another spelling of it is the same answer."""
    return item.read.usual_text if item.read else item.given

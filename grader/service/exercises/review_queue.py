"""What waits for a person, each answer once, and what happens when somebody decides on it.

The groups are those of ``grader review``: one decision serves everybody who gave an equal answer. Of two people who
decide on the same group, the second is told what the first decided, and nothing is written over.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from functools import partial

from sqlalchemy import Connection

from grader.grading.people.overrides import read_decision
from grader.grading.people.review import Group, list_for_review
from grader.grading.result import GradedSubmission, ItemResult
from grader.service.exercises.counting import load_rules
from grader.service.exercises.equal_items import read_waiting
from grader.service.store.audit import note
from grader.service.store.counted import Counted, iterate_counted
from grader.service.store.database import Database
from grader.service.store.decisions import add_decision, find_newest_decision, lock_exercise
from grader.service.store.queue import Priority, enqueue

__all__ = ["Case", "Choice", "Decided", "Queue", "decide_case", "load_queue", "queue_recount"]

MOST_TRIES = 5  # when others decide at the same time
SHARES = tuple(Fraction(part, 4) for part in range(5))


@dataclass(frozen=True, kw_only=True)
class Case:
    """A group of equal answers. ``graded`` holds the first; ``accounts`` are its students, with their records."""

    group: Group
    graded: GradedSubmission
    accounts: Mapping[int, int]

    @property
    def grading_id(self) -> int:
        """The record that is looked at: that of the first student."""
        return next(iter(self.accounts.values()))

    @property
    def choices(self) -> Sequence[Fraction]:
        """The points to choose from: none, a quarter, a half, and so on, and what the parts of the answer suggest."""
        suggested = () if self.group.suggested is None else (self.group.suggested,)
        return sorted({*(share * self.group.points for share in SHARES), *suggested})


@dataclass(frozen=True, kw_only=True)
class Queue:
    """What waits. ``unreadable`` are the accounts whose file cannot be read; ``newest`` is the latest decision."""

    cases: Sequence[Case]
    unreadable: Mapping[int, str]
    newest: int

    def find(self, item: str, grading_id: int) -> Case | None:
        """Find the group that an answer is in; None if nobody has to look at it any more."""
        for case in self.cases:
            if case.group.item == item and grading_id in case.accounts.values():
                return case
        return None


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What somebody decides."""

    points: Fraction
    reason: str
    account_id: int


def load_queue(connection: Connection, exercise_id: int) -> Queue:
    """Return what waits for a person in what counts now."""
    rules, newest = load_rules(connection, exercise_id), find_newest_decision(connection, exercise_id)
    decided = frozenset(override.item for override in rules.overrides.entries)
    graded: dict[str, GradedSubmission] = {}
    origins: dict[str, Counted] = {}
    unreadable: dict[int, str] = {}
    for counted in iterate_counted(connection, exercise_id, only_waiting=True):
        waiting, is_readable = read_waiting(counted.record, decided)
        one = rules.decide(waiting)
        if not is_readable:
            unreadable[counted.account_id] = one.student
        graded[one.student], origins[one.student] = one, counted
    cases = [make_case(group, graded, origins) for group in list_for_review(graded.values(), rules.opened.rubric)]
    return Queue(cases=cases, unreadable=unreadable, newest=newest)


def make_case(group: Group, graded: Mapping[str, GradedSubmission], origins: Mapping[str, Counted]) -> Case:
    whole = graded[group.students[0]]
    first = replace(whole, items=tuple(item for item in whole.items if item.id == group.item))
    accounts = {origins[student].account_id: origins[student].grading_id for student in group.students}
    return Case(group=group, graded=first, accounts=accounts)


@dataclass(frozen=True, kw_only=True)
class Decided:
    """How deciding ended: the decisions that were written, on how many answers.

    If there are none, ``before`` is the answer as somebody else has decided it.
    """

    decisions: Sequence[int] = ()
    count: int = 0
    before: ItemResult | None = None


def decide_case(
    database: Database, exercise_id: int, item: str, grading_id: int, choice: Choice, now: datetime
) -> Decided:
    """Write a decision, unless nobody has to look at the answer any more."""
    for _ in range(MOST_TRIES):
        with database.read() as connection:
            queue = load_queue(connection, exercise_id)
            case = queue.find(item, grading_id)
            if case is None:
                return Decided(before=find_decided(connection, exercise_id, item, grading_id))
        made = database.write(
            partial(write, exercise_id=exercise_id, case=case, newest=queue.newest, choice=choice, now=now)
        )
        if made:
            return Decided(decisions=made, count=len(case.accounts))
    raise TimeoutError("others decide all the time")


def write(
    connection: Connection, exercise_id: int, case: Case, newest: int, choice: Choice, now: datetime
) -> Sequence[int]:
    """Write a decision on each student of a group, or on their common answer; none if there is a newer decision."""
    lock_exercise(connection, exercise_id)
    if find_newest_decision(connection, exercise_id) != newest:
        return ()
    group, made = case.group, list[int]()
    for student_id, grading_id in [(None, case.grading_id)] if group.is_shared else case.accounts.items():
        key = add_decision(
            connection,
            exercise_id,
            group.item,
            student_id=student_id,
            answer=group.answer,
            points=str(choice.points),
            reason=choice.reason,
            automatic="\n".join(map(str, group.automatic)),
            grading_id=grading_id,
            account_id=choice.account_id,
            now=now,
        )
        made.append(key)
    queue_recount(connection, exercise_id, made[-1], now)
    detail = {"item": group.item, "points": str(choice.points), "reason": choice.reason}
    note(connection, choice.account_id, "decision", f"exercise {exercise_id}", now, **detail)
    return made


def queue_recount(connection: Connection, exercise_id: int, decision_id: int, now: datetime) -> None:
    """Have the scores counted anew after a decision."""
    enqueue(connection, "recount", f"recount:{exercise_id}:{decision_id}", decision_id, Priority.EXPORT, now)


def find_decided(connection: Connection, exercise_id: int, item: str, grading_id: int) -> ItemResult | None:
    """Find an answer that somebody has decided on; None if it does not count any more."""
    rules = load_rules(connection, exercise_id)
    for counted in iterate_counted(connection, exercise_id):
        if counted.grading_id == grading_id:
            graded = rules.settle(counted.record, counted.received)
            return next((one for one in graded.items if one.id == item and read_decision(one)), None)
    return None

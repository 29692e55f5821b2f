"""The class at a glance: a row for each student, from columns of the database alone, so that it is fast."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction

from sqlalchemy import Connection

from grader.service.exercises.counting import find_due
from grader.service.exercises.opened import Opened
from grader.service.exercises.zeros import NOT_HANDED_IN, Zero
from grader.service.store.courses import Course
from grader.service.store.exercises import Extension, list_extensions
from grader.service.store.gradings import Entry, list_counting
from grader.service.store.members import Person, list_people
from grader.service.store.work import HandedIn, list_handed_in, list_received, list_ungraded

__all__ = ["Row", "State", "Totals", "add_up", "list_class"]


class State(StrEnum):
    """How far the work of a student is."""

    NOT_HANDED_IN = "not handed in"
    BEING_GRADED = "being graded"
    WAITING = "waits for a person"
    GRADED = "graded"

    def describe(self, count: int) -> str:
        """Say how far so many students are."""
        return "wait for a person" if self is State.WAITING and count > 1 else self.value


@dataclass(frozen=True, kw_only=True)
class Row:
    """A student. ``score`` and ``pending`` are points; ``score`` is None until something counts.

    ``received`` is when the submission that counts was handed in, ``zero`` a sentence that says why the score is 0.
    """

    person: Person
    state: State
    score: Fraction | None
    pending: Fraction
    waiting: int
    count: int
    received: datetime | None
    is_late: bool
    zero: str


@dataclass(frozen=True, kw_only=True)
class Totals:
    """How many students are how far, and the mean of the scores that are final."""

    counts: Sequence[tuple[str, int]]
    late: int
    mean: Fraction | None


def list_class(connection: Connection, course: Course, exercise_id: int, opened: Opened) -> Sequence[Row]:
    """List the students of a course by name, those too who have handed in nothing."""
    counting, handed_in = list_counting(connection, exercise_id), list_handed_in(connection, exercise_id)
    received, ungraded = list_received(connection, exercise_id), list_ungraded(connection, exercise_id)
    due = list_due(opened, list_extensions(connection, exercise_id))
    usual = find_due(opened, (), "")

    def make_row(person: Person) -> Row:
        key, mine = person.account_id, handed_in.get(person.account_id)
        entry, here, end = counting.get(key), received.get(key), due.get(person.student, usual)
        return Row(
            person=person,
            state=find_state(entry, mine, is_ungraded=key in ungraded),
            score=Fraction(entry.score) if entry else None,
            pending=Fraction(entry.pending) if entry else Fraction(0),
            waiting=entry.waiting if entry else 0,
            count=mine.count if mine else 0,
            received=here or (mine.last if mine else None),
            is_late=here is not None and end is not None and here > end,
            zero=describe_zero(entry, mine),
        )

    return [make_row(person) for person in list_people(connection, course) if not person.is_staff]


def list_due(opened: Opened, extensions: Sequence[Extension]) -> Mapping[str, datetime]:
    """Return until when those students are in time who may hand in later."""
    late = opened.make_late_policy(extensions)
    return {one.student: late.end_for(one.student) for one in extensions} if late else {}


def find_state(entry: Entry | None, mine: HandedIn | None, *, is_ungraded: bool) -> State:
    if mine is None:
        return State.NOT_HANDED_IN
    if entry is None or is_ungraded:
        return State.BEING_GRADED
    return State.WAITING if entry.waiting else State.GRADED


def describe_zero(entry: Entry | None, mine: HandedIn | None) -> str:
    if mine is None:
        return NOT_HANDED_IN
    return Zero(entry.zero).sentence if entry and entry.zero else ""


def add_up(rows: Sequence[Row]) -> Totals:
    """Count the rows of a class."""
    final = [row.score for row in rows if row.state is State.GRADED and row.score is not None]
    counts = Counter(row.state for row in rows)
    return Totals(
        counts=[(state.describe(counts[state]), counts[state]) for state in State if counts[state]],
        late=sum(row.is_late for row in rows),
        mean=sum(final, Fraction(0)) / len(final) if final else None,
    )

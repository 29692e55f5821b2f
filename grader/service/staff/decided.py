"""What people have decided before and still counts, so that it is found again and can be withdrawn."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from sqlalchemy import Connection

from grader.grading.people.overrides import find_decision, read_decision
from grader.grading.sameness import read_meaning
from grader.rubric import Rubric
from grader.service.exercises.counting import Counting, load_rules
from grader.service.exercises.deciding import pair_decisions
from grader.service.exercises.records import read_record
from grader.service.store.decisions import Decision, list_decisions
from grader.service.store.exercises import get_revision

__all__ = ["Made", "list_decided_on", "list_made"]


@dataclass(frozen=True, kw_only=True)
class Made:
    """Decisions that were made as one, from the id ``first`` to ``last``, which are withdrawn as one.

    ``most`` is what the item is worth; None if the rubric has no such item any more, and ``title`` is then its id.
    ``students`` is empty if the decision holds for everybody who gives this ``answer``.
    """

    first: int
    last: int
    title: str
    points: Fraction
    most: Fraction | None
    answer: str
    students: Sequence[str]
    author: str
    reason: str
    created: datetime

    @property
    def done(self) -> str:
        """The ids as they are written in the addresses and forms of pages."""
        return ".".join(map(str, sorted({self.first, self.last})))


def list_made(decisions: Sequence[Decision], rubric: Rubric) -> Sequence[Made]:
    """List the decisions that no later one on the same answer replaced, the newest first."""
    return [make_entry(run, rubric) for run in split_as_made(decisions)][::-1]


def split_as_made(decisions: Sequence[Decision]) -> Iterator[Sequence[Decision]]:
    """Yield those that count, as they were made as one: with ids that follow each other, at the same instant."""
    latest = {(one.item, one.student, one.answer): one.id for one in decisions}
    run: list[Decision] = []
    for one in decisions:
        if latest[one.item, one.student, one.answer] != one.id:
            continue
        if run and not follows(run[-1], one):
            yield run
            run = []
        run.append(one)
    if run:
        yield run


def follows(before: Decision, after: Decision) -> bool:
    # A gap may be a decision that does not count any more. With it, they could not be withdrawn as one.
    return before.id + 1 == after.id and name_act(before) == name_act(after)


def name_act(one: Decision) -> tuple[object, ...]:
    return one.item, one.answer, one.points, one.reason, one.author, one.created


def make_entry(run: Sequence[Decision], rubric: Rubric) -> Made:
    first, item = run[0], rubric.by_id.get(run[0].item)
    return Made(
        first=first.id,
        last=run[-1].id,
        title=item.title if item else first.item,
        points=Fraction(first.points),
        most=item.points if item else None,
        answer=first.answer,
        students=[one.student for one in run if one.student],
        author=first.author,
        reason=first.reason,
        created=first.created,
    )


def list_decided_on(connection: Connection, exercise_id: int, counting: Counting) -> Sequence[Made]:
    """List the decisions that count on the answers of one student, in the order of the items."""
    decided = {result.id for result in counting.graded.items if read_decision(result)}
    if not decided:
        return ()
    opened = load_rules(connection, exercise_id, get_revision(connection, counting.grading.revision_id)).opened
    pairs, found = pair_decisions(list_decisions(connection, exercise_id), opened), []
    for result in read_record(counting.grading.record).items:
        item = opened.rubric.by_id.get(result.id)
        if item is None or result.id not in decided:
            continue
        own = [override for _, override in pairs if override.item == result.id]
        override = find_decision(result, read_meaning(result, item), item, counting.graded.student, own)
        found += [make_entry([decision], opened.rubric) for decision, one in pairs if one is override]
    return found

"""What waits for a person: groups of equal answers, and deciding on them."""

from fastapi import APIRouter
from pydantic import BaseModel

from grader.service.exercises.review_queue import Case, load_queue
from grader.service.staff.deciding import decide_on_group, decide_on_one, read_choice, undo_decisions
from grader.service.store.decisions import Decision, list_decisions
from grader.service.web.access import DecideVisit, ReadClassVisit
from grader.service.web.api.class_rows import must_be_opened
from grader.service.web.keys import Key
from grader.service.web.programs import CHANGES, EXERCISE, READS, Id, Instant, Item, Points, Reason

__all__ = ["router"]

router = APIRouter(tags=["review"])


class GroupRow(BaseModel):
    """Equal answers to one item. ``grading`` is what a decision names; ``suggested`` are points that its parts suggest.

    A decision holds for everybody who gives this answer, or for ``students`` alone unless it ``is_shared``.
    """

    item: str
    title: str
    prompt: str
    points: str
    answer: str
    sample: str
    suggested: str | None
    remarks: list[str]
    students: list[str]
    is_shared: bool
    grading: int


class Groups(BaseModel):
    """What waits. ``unreadable`` are the students whose file cannot be read; ``newest`` is the latest decision."""

    groups: list[GroupRow]
    unreadable: list[str]
    newest: int


class DecisionRow(BaseModel):
    """A decision. ``student`` is empty if it holds for everybody who gives this answer."""

    number: int
    item: str
    student: str
    answer: str
    points: str
    reason: str
    author: str
    created: Instant


class Decisions(BaseModel):
    """All decisions on an exercise, the earliest first; the later one counts."""

    decisions: list[DecisionRow]


class NewDecision(BaseModel):
    """The points of a group. ``reason`` is what students read, and needed unless they get all points."""

    model_config = {
        "json_schema_extra": {
            "example": {"item": "why", "grading": 7, "points": "1/2", "reason": "The rule is missing."}
        }
    }
    item: Item
    grading: Id
    points: Points
    reason: Reason = ""


class NewOverride(BaseModel):
    """The points of one answer of one student. ``seen`` is the latest decision that its author knows of."""

    model_config = {"json_schema_extra": {"example": {"item": "slope", "points": "1", "reason": "A typo.", "seen": 0}}}
    item: Item
    points: Points
    reason: Reason = ""
    seen: Id = 0


def make_group(case: Case) -> GroupRow:
    group = case.group
    return GroupRow(
        item=group.item,
        title=group.title,
        prompt=group.prompt,
        points=str(group.points),
        answer=group.answer,
        sample=group.sample,
        suggested=None if group.suggested is None else str(group.suggested),
        remarks=list(group.remarks),
        students=list(group.students),
        is_shared=group.is_shared,
        grading=case.grading_id,
    )


def make_decision(one: Decision) -> DecisionRow:
    return DecisionRow(
        number=one.id,
        item=one.item,
        student=one.student,
        answer=one.answer,
        points=one.points,
        reason=one.reason,
        author=one.author,
        created=one.created,
    )


@router.get(f"{EXERCISE}/review", responses=READS)
def list_groups(visit: ReadClassVisit) -> Groups:
    """List what waits for a person, each answer once."""
    must_be_opened(visit)
    with visit.service.database.read() as connection:
        queue = load_queue(connection, visit.in_exercise.id)
    groups, unreadable = [make_group(case) for case in queue.cases], list(queue.unreadable.values())
    return Groups(groups=groups, unreadable=unreadable, newest=queue.newest)


@router.get(f"{EXERCISE}/decisions", responses=READS)
def list_all_decisions(visit: ReadClassVisit) -> Decisions:
    """List what people have decided."""
    with visit.service.database.read() as connection:
        found = list_decisions(connection, visit.in_exercise.id)
    return Decisions(decisions=[make_decision(one) for one in found])


@router.post(f"{EXERCISE}/decisions", status_code=204, responses=CHANGES)
def decide(visit: DecideVisit, new: NewDecision) -> None:
    """Decide on a group of equal answers; 409 with their decision if somebody else was faster."""
    choice = read_choice(must_be_opened(visit), new.item, new.points, new.reason, visit.person.id)
    service, exercise = visit.service, visit.in_exercise.id
    decide_on_group(service.database, exercise, new.item, new.grading, choice, service.clock())
    service.runner.wake()


@router.delete(f"{EXERCISE}/decisions/{{number}}", status_code=204, responses=CHANGES)
def undo(visit: DecideVisit, number: Key) -> None:
    """Withdraw a decision; 409 if it does not count any more, or there is a later one on the same answer."""
    service, exercise, by, now = visit.service, visit.in_exercise.id, visit.person.id, visit.service.clock()
    service.database.write(lambda c: undo_decisions(c, exercise, number, number, by, now))
    service.runner.wake()


@router.post(f"{EXERCISE}/class/{{account}}/decisions", status_code=204, responses=CHANGES)
def decide_alone(visit: DecideVisit, account: Key, new: NewOverride) -> None:
    """Decide on one answer of one student, whatever the machine says."""
    choice = read_choice(must_be_opened(visit), new.item, new.points, new.reason, visit.person.id)
    service, exercise, now = visit.service, visit.in_exercise.id, visit.service.clock()
    service.database.write(lambda c: decide_on_one(c, exercise, account, new.item, choice, new.seen, now))
    service.runner.wake()

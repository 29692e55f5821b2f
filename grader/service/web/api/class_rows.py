"""The class: the scores of all students, and what one of them has handed in."""

import json
from typing import Any

from fastapi import APIRouter, Response
from pydantic import BaseModel

from grader.reports.formats.json import to_json
from grader.service.exercises.class_rows import Row, list_class
from grader.service.exercises.counting import find_counting
from grader.service.exercises.opened import Opened
from grader.service.exercises.records import show_to_staff
from grader.service.refusals import NotFoundError
from grader.service.store.submissions import Submission, find_submission, list_submissions_of
from grader.service.web.access import ReadClassVisit, Visit
from grader.service.web.desk import find_opened
from grader.service.web.downloads import send_file
from grader.service.web.keys import Key
from grader.service.web.programs import (
    EXERCISE,
    MOST_ROWS,
    READS,
    UNCHANGED,
    After,
    IfNoneMatch,
    Instant,
    Limit,
    find_address,
    send_tagged,
)

__all__ = ["must_be_opened", "router"]

router = APIRouter(tags=["class"])


class ClassRow(BaseModel):
    """A student. Points are exact, as fractions; ``score`` is None until something counts.

    ``pending`` are the points that wait for a person, and ``zero`` says why the score is 0.
    """

    account: int
    student: str
    display: str
    section: str
    state: str
    score: str | None
    pending: str
    waiting: int
    submissions: int
    received: Instant | None
    is_late: bool
    zero: str


class ClassPage(BaseModel):
    """Some students by account, and where the next ones are; null at the end. ``points`` is what can be reached."""

    points: str
    rows: list[ClassRow]
    next: str | None = None


class HandedIn(BaseModel):
    """A submission without its bytes."""

    number: int
    name: str
    received: Instant
    bytes: int
    sha256: str
    counts: bool


class Work(BaseModel):
    """What a student has handed in, and the report on what counts of it, as the staff see it."""

    row: ClassRow
    submissions: list[HandedIn]
    report: dict[str, Any] | None = None


def must_be_opened(visit: Visit) -> Opened:
    opened = find_opened(visit)
    if opened is None:
        raise NotFoundError
    return opened


def make_row(row: Row) -> ClassRow:
    person = row.person
    return ClassRow(
        account=person.account_id,
        student=person.student,
        display=person.display,
        section=person.section,
        state=row.state.value,
        score=None if row.score is None else str(row.score),
        pending=str(row.pending),
        waiting=row.waiting,
        submissions=row.count,
        received=row.received,
        is_late=row.is_late,
        zero=row.zero,
    )


@router.get(f"{EXERCISE}/class", response_model=ClassPage, responses={**READS, **UNCHANGED})
def get_class(
    visit: ReadClassVisit, after: After = 0, limit: Limit = MOST_ROWS, if_none_match: IfNoneMatch = None
) -> Response:
    """List the students with their scores, those too who have handed in nothing."""
    opened = must_be_opened(visit)
    with visit.service.database.read() as connection:
        found = list_class(connection, visit.in_course, visit.in_exercise.id, opened)
    later = sorted((one for one in found if one.person.account_id > after), key=lambda one: one.person.account_id)
    rows = [make_row(one) for one in later[:limit]]
    is_more = len(later) > limit
    following = f"{find_address(visit)}/class?after={rows[-1].account}&limit={limit}" if is_more else None
    return send_tagged(ClassPage(points=str(opened.rubric.points), rows=rows, next=following), if_none_match)


@router.get(f"{EXERCISE}/class/{{account}}", response_model=Work, responses={**READS, **UNCHANGED})
def get_work(visit: ReadClassVisit, account: Key, if_none_match: IfNoneMatch = None) -> Response:
    """Return what a student has handed in, and the whole report on what counts of it."""
    opened, exercise = must_be_opened(visit), visit.in_exercise.id
    with visit.service.database.read() as connection:
        rows = list_class(connection, visit.in_course, exercise, opened)
        row = next((one for one in rows if one.person.account_id == account), None)
        if row is None:
            raise NotFoundError
        submissions = list_submissions_of(connection, exercise, account)
        counting = find_counting(connection, exercise, account)
    report = show_to_staff(counting.graded, opened, visit.service.clock()) if counting else None
    counts = counting.submission.number if counting else 0
    work = Work(
        row=make_row(row),
        submissions=[make_handed_in(one, counts) for one in submissions],
        report=json.loads(to_json(report)) if report else None,
    )
    return send_tagged(work, if_none_match)


def make_handed_in(one: Submission, counts: int) -> HandedIn:
    return HandedIn(
        number=one.number,
        name=one.name,
        received=one.received,
        bytes=len(one.data),
        sha256=one.sha256,
        counts=one.number == counts,
    )


@router.get(
    f"{EXERCISE}/class/{{account}}/submissions/{{number}}",
    response_class=Response,
    responses={**READS, 200: {"content": {"application/octet-stream": {}}}},
)
def get_submission(visit: ReadClassVisit, account: Key, number: Key) -> Response:
    """Return the very bytes that a student handed in."""
    with visit.service.database.read() as connection:
        found = find_submission(connection, visit.in_exercise.id, account, number)
    if found is None:
        raise NotFoundError
    return send_file(found.data, "application/octet-stream", f"{visit.in_exercise.slug}-{account}-{number}")

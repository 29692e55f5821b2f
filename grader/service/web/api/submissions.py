"""Handing in, checking and reading back, as the CI of a course does it.

Answers are sent as the bytes of a file, and read by the same code as any other file. What is wrong with them comes back
as the same messages that the command line shows.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Header, Request, Response
from pydantic import BaseModel, Field

from grader import limits
from grader.grading.result import GradedSubmission
from grader.reports.formats.json import to_json
from grader.service.exercises.feedback import find_record
from grader.service.exercises.handing_in import hand_in_answers
from grader.service.exercises.looking import look_at, show_check
from grader.service.exercises.readback import read_file_back
from grader.service.exercises.receipts import make_receipt
from grader.service.exercises.records import show_to_student
from grader.service.exercises.students.asking import list_warnings
from grader.service.identity.secrets import make_secret
from grader.service.store.keys import get_key
from grader.service.store.submissions import Submission
from grader.service.web.access import NotFoundError, ReadVisit, SubmitVisit, Visit
from grader.service.web.desk import Desk, find_check_of, load_desk, load_opened
from grader.service.web.keys import Key
from grader.service.web.problems import Message, make_message
from grader.service.web.programs import (
    ANSWERS,
    CHANGES,
    EXERCISE,
    MOST_ROWS,
    READS,
    UNCHANGED,
    After,
    Body,
    IfNoneMatch,
    Instant,
    Limit,
    find_address,
    find_type,
    send_tagged,
)
from grader.service.web.routes.handed_in import find_feedback, find_mine
from grader.service.web.routes.handing_in import list_names, load_earlier

__all__ = ["router"]

router = APIRouter(prefix=EXERCISE, tags=["students"])


class Receipt(BaseModel):
    """What was handed in and when, signed."""

    format: Literal["grader-receipt"]
    format_version: Literal["1"]
    course: str
    exercise: str
    student: str
    number: int
    received: Instant
    bytes: int
    sha256: str
    signature: str


class HandedIn(Receipt):
    """The receipt for a file that was just handed in, and what may be a mistake about it."""

    warnings: list[Message] = []


class Receipts(BaseModel):
    """Some receipts, and where the next ones are; null at the end."""

    receipts: list[Receipt]
    next: str | None = None


class Found(BaseModel):
    """What was found: nothing yet while it is waiting, and then a report as 'grader grade' writes it."""

    state: Literal["waiting", "done"]
    address: str
    report: dict[str, Any] | None = None
    warnings: list[Message] = []


class Typed(BaseModel):
    """One answer that somebody types, with quantities of their own."""

    model_config = {"json_schema_extra": {"example": {"item": "slope", "text": "2x"}}}
    item: str = Field(max_length=200)
    text: str = Field(max_length=limits.MAX_ANSWER_CHARACTERS)
    definitions: str = Field(default="", max_length=limits.MAX_ANSWER_CHARACTERS)


class Reading(BaseModel):
    """How an answer is read. It never says whether it is right."""

    outcome: Literal["blank", "read", "unreadable", "fault"]
    text: str | None = None
    latex: str | None = None
    mathml: str | None = None
    remarks: list[str] = []
    diagnostics: list[Message] = []


IdempotencyKey = Annotated[str | None, Header(max_length=80)]


@router.post("/preview", responses=CHANGES)
def read_answer(visit: SubmitVisit, typed: Typed) -> Reading:
    """Return how one answer is read."""
    visit.charge(visit.service.reading, len(typed.text) + len(typed.definitions))
    result = load_opened(visit).read_typed(visit.service.readers, typed.item, typed.text, typed.definitions)
    if result is None:
        raise NotFoundError
    read = result.read
    return Reading.model_validate(
        {
            "outcome": result.outcome.value,
            "text": read.text if read else None,
            "latex": read.latex if read else None,
            "mathml": read.mathml if read else None,
            "remarks": [remark.text for remark in result.remarks],
            "diagnostics": [make_message(one) for one in result.diagnostics],
        }
    )


@router.post("/submissions", status_code=201, responses=CHANGES, openapi_extra=ANSWERS)
def hand_in(visit: SubmitVisit, body: Body, request: Request, idempotency_key: IdempotencyKey = None) -> HandedIn:
    """Hand in. With the same 'Idempotency-Key', the same request is handed in once, however often it is sent."""
    desk = load_desk(visit)
    visit.charge(visit.service.sending, len(body))
    name = f"{desk.student}{find_type(request)}"
    read = read_file_back(desk.opened, name, body)
    exercise, account, now = visit.in_exercise.id, visit.person.id, visit.service.clock()
    received, form = request.state.received, f"api:{idempotency_key or make_secret()}"
    earlier = load_earlier(visit, desk, form)
    late, replaced = desk.describe_lateness(received), earlier.replaced
    warnings = list_warnings(read, list_names(visit, desk), *((None, "") if earlier.is_sent else (replaced, late)))
    submission = visit.service.database.write(
        lambda connection: hand_in_answers(connection, exercise, account, name, body, form, received, now)
    )
    visit.service.runner.wake()
    (receipt,) = write_receipts(visit, desk, [submission])
    return HandedIn(**receipt.model_dump(), warnings=[make_message(one) for one in warnings])


def write_receipts(visit: Visit, desk: Desk, submissions: Iterable[Submission]) -> Sequence[Receipt]:
    key = get_key(visit.service.database, "receipt")
    course, exercise = visit.in_course.slug, visit.in_exercise.slug
    made = (make_receipt(submission, course, exercise, desk.student, key) for submission in submissions)
    return [Receipt.model_validate(one) for one in made]


@router.get("/submissions", responses=READS)
def list_mine(visit: ReadVisit, after: After = 0, limit: Limit = MOST_ROWS) -> Receipts:
    """List the receipts of this student, from the one after ``after``."""
    desk = load_desk(visit, may_be_closed=True)
    later = [one for one in desk.submissions if one.number > after]
    receipts = write_receipts(visit, desk, later[:limit])
    is_more = len(later) > limit
    here = f"{find_address(visit)}/submissions?after={receipts[-1].number}&limit={limit}" if is_more else None
    return Receipts(receipts=[*receipts], next=here)


@router.get("/submissions/{number}", responses=READS)
def get_receipt(visit: ReadVisit, number: Key) -> Receipt:
    """Return one receipt."""
    (receipt,) = write_receipts(visit, load_desk(visit, may_be_closed=True), [find_mine(visit, number)])
    return receipt


@router.get("/submissions/{number}/feedback", responses=READS)
def get_feedback_on(visit: ReadVisit, number: Key) -> Found:
    """Return the feedback on one submission, whether it is the one that counts or not."""
    desk, service = load_desk(visit, may_be_closed=True), visit.service
    submission = find_mine(visit, number)
    with service.database.read() as connection:
        graded = find_record(connection, submission, desk.revision.id)
    shown = show_to_student(graded, desk.opened, service.clock()) if graded else None
    return make_found(f"{find_address(visit)}/submissions/{number}/feedback", shown)


@router.get("/feedback", response_model=Found, responses={**READS, **UNCHANGED})
def get_feedback(visit: ReadVisit, if_none_match: IfNoneMatch = None) -> Response:
    """Return the feedback on what counts, as much of it as this student may see now."""
    desk = load_desk(visit, may_be_closed=True)
    if not desk.submissions:
        raise NotFoundError
    found = find_feedback(visit)
    return send_tagged(make_found(f"{find_address(visit)}/feedback", found[1] if found else None), if_none_match)


@router.post("/checks", status_code=202, responses=CHANGES, openapi_extra=ANSWERS)
def check_answers(visit: SubmitVisit, body: Body, request: Request) -> Found:
    """Have answers looked at without handing them in. Ask the address that comes back for what is found."""
    desk = load_desk(visit)
    visit.charge(visit.service.sending, len(body))
    read = read_file_back(desk.opened, f"answers{find_type(request)}", body)
    exercise, account, now = visit.in_exercise.id, visit.person.id, visit.service.clock()
    check = visit.service.database.write(
        lambda connection: look_at(connection, exercise, account, desk.revision.id, body, now)
    )
    visit.service.runner.wake()
    warnings = [make_message(one) for one in list_warnings(read, list_names(visit, desk), None)]
    return Found(state="waiting", address=f"{find_address(visit)}/checks/{check}", warnings=warnings)


@router.get("/checks/{number}", responses=READS)
def get_check(visit: SubmitVisit, number: Key) -> Found:
    """Return what a check has found."""
    desk, check, service = load_desk(visit, may_be_closed=True), find_check_of(visit, number), visit.service
    address = f"{find_address(visit)}/checks/{number}"
    if not check.record:
        return make_found(address, None)
    look = service.database.write(
        lambda connection: show_check(connection, check, desk.opened, desk.due, service.clock())
    )
    return make_found(address, look.graded)


def make_found(address: str, graded: GradedSubmission | None) -> Found:
    report = json.loads(to_json(graded)) if graded else None
    return Found(state="done" if graded else "waiting", address=address, report=report)

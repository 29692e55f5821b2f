"""The routes for programs: handing in, checking and reading back, as the CI of a course does it.

Answers are sent as the bytes of a file, and read by the same code as any other file. What is wrong with them comes back
as the same messages that the command line shows.
"""

import json
from datetime import datetime
from hashlib import sha256
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Header, Query, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field

from grader import limits
from grader.grading.result import GradedSubmission
from grader.reports.formats.json import to_json
from grader.service.exercises.feedback import find_record
from grader.service.exercises.handing_in import hand_in_answers
from grader.service.exercises.looking import look_at, show_check
from grader.service.exercises.opened import open_revision
from grader.service.exercises.readback import read_file_back
from grader.service.exercises.receipts import make_receipt
from grader.service.exercises.records import show_to_student
from grader.service.exercises.students.asking import list_warnings
from grader.service.identity.secrets import make_secret
from grader.service.store.checks import find_check
from grader.service.store.courses import get_student_name
from grader.service.store.exercises import Exercise, find_release, get_revision, list_exercises, list_extensions
from grader.service.store.keys import get_key
from grader.service.store.submissions import Submission
from grader.service.web.access import NotFoundError, ReadVisit, SubmitVisit, Visit
from grader.service.web.desk import Desk, load_desk, load_opened
from grader.service.web.problems import Message, Problem, make_message
from grader.service.web.routes.handed_in import MOST_SUBMISSIONS, find_feedback, find_mine
from grader.service.web.routes.handing_in import list_names, load_earlier

__all__ = ["router"]

FAULTS: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem, "description": why, "content": {"application/problem+json": {}}}
    for status, why in {
        401: "There is no token, or it cannot be used.",
        403: "The token does not have the scope.",
        404: "There is no such thing, or it is not for this person.",
        422: "What was sent cannot be used; the messages say why.",
    }.items()
}
router = APIRouter(prefix="/api/v1/courses/{course}/exercises", tags=["students"], responses=FAULTS)
TYPES = {"application/yaml": ".yaml", "application/x-yaml": ".yaml", "text/yaml": ".yaml", "application/json": ".json"}
ANSWERS: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "The answers as a file, as 'grader template' writes it.",
        "content": {
            "application/yaml": {"schema": {"type": "string"}, "example": "answers:\n  slope: 2*x\n"},
            "application/json": {"schema": {"type": "object"}, "example": {"answers": {"slope": "2*x"}}},
        },
    }
}
MOST_ROWS = 100
INSTANT: dict[str, Any] = {"format": "date-time"}  # ISO 8601 with its offset, always spelt by ``isoformat``


class ExerciseRow(BaseModel):
    """An exercise of a course. ``slug`` is its name in addresses."""

    slug: str
    title: str
    deadline: str | None = Field(default=None, json_schema_extra=INSTANT)


class Receipt(BaseModel):
    """What was handed in and when, signed."""

    format: Literal["grader-receipt"]
    format_version: Literal["1"]
    course: str
    exercise: str
    student: str
    number: int
    received: str = Field(json_schema_extra=INSTANT)  # as it is signed
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


async def read_body(request: Request) -> bytes:
    """Read the bytes of a file."""
    return await request.body()


Body = Annotated[bytes, Depends(read_body)]
IdempotencyKey = Annotated[str | None, Header(max_length=80)]


@router.get("")
def list_open_exercises(visit: ReadVisit) -> list[ExerciseRow]:
    """List the exercises that are open."""
    found = []
    with visit.service.database.read() as connection:
        for exercise in list_exercises(connection, visit.in_course):
            release = find_release(connection, exercise.id)
            if release is not None and release.is_open:
                opened = open_revision(get_revision(connection, release.revision_id))
                student = get_student_name(connection, exercise.id, visit.person.id)
                due = opened.find_deadline(list_extensions(connection, exercise.id), student)
                found.append(make_row(exercise, due))
    return found


@router.get("/{exercise}")
def get_exercise(visit: ReadVisit) -> ExerciseRow:
    """Return an exercise with its deadline, which may be later for this student than for others."""
    desk = load_desk(visit)
    return make_row(visit.in_exercise, desk.due)


def make_row(exercise: Exercise, due: datetime | None) -> ExerciseRow:
    return ExerciseRow(slug=exercise.slug, title=exercise.title, deadline=due.isoformat() if due else None)


@router.post("/{exercise}/preview")
def read_answer(visit: SubmitVisit, typed: Typed) -> Reading:
    """Return how one answer is read."""
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


@router.post("/{exercise}/submissions", status_code=201, openapi_extra=ANSWERS)
def hand_in(visit: SubmitVisit, body: Body, request: Request, idempotency_key: IdempotencyKey = None) -> HandedIn:
    """Hand in. With the same 'Idempotency-Key', the same request is handed in once, however often it is sent."""
    desk = load_desk(visit)
    name = f"{desk.student}{find_type(request)}"
    read = read_file_back(desk.opened, name, body)
    exercise, account, now = visit.in_exercise.id, visit.person.id, visit.service.clock()
    received, form = request.state.received, f"api:{idempotency_key or make_secret()}"
    earlier = load_earlier(visit, desk, form)
    warnings = list_warnings(read, list_names(visit, desk), None if earlier.is_sent else earlier.replaced)
    submission = visit.service.database.write(
        lambda connection: hand_in_answers(connection, exercise, account, name, body, form, received, now)
    )
    visit.service.runner.wake()
    receipt = write_receipt(visit, desk, submission)
    return HandedIn(**receipt.model_dump(), warnings=[make_message(one) for one in warnings])


def find_type(request: Request) -> str:
    """Return the ending of a file of the type that a request says it has; YAML where it says nothing."""
    return TYPES.get(request.headers.get("content-type", "").partition(";")[0].strip().lower(), ".yaml")


def write_receipt(visit: Visit, desk: Desk, submission: Submission) -> Receipt:
    key = get_key(visit.service.database, "receipt")
    course, exercise = visit.in_course.slug, visit.in_exercise.slug
    return Receipt.model_validate(make_receipt(submission, course, exercise, desk.student, key))


@router.get("/{exercise}/submissions")
def list_mine(
    visit: ReadVisit,
    after: Annotated[int, Query(ge=0, le=10**9)] = 0,
    limit: Annotated[int, Query(ge=1, le=MOST_ROWS)] = MOST_ROWS,
) -> Receipts:
    """List the receipts of this student, from the one after ``after``."""
    desk = load_desk(visit)
    later = [one for one in desk.submissions if one.number > after]
    receipts = [write_receipt(visit, desk, one) for one in later[:limit]]
    is_more = len(later) > limit
    here = f"{find_api_address(visit)}/submissions?after={receipts[-1].number}&limit={limit}" if is_more else None
    return Receipts(receipts=receipts, next=here)


@router.get("/{exercise}/submissions/{number}")
def get_receipt(visit: ReadVisit, number: int) -> Receipt:
    """Return one receipt."""
    return write_receipt(visit, load_desk(visit), find_mine(visit, number))


@router.get("/{exercise}/submissions/{number}/feedback")
def get_feedback_on(visit: ReadVisit, number: int) -> Found:
    """Return the feedback on one submission, whether it is the one that counts or not."""
    desk, service = load_desk(visit), visit.service
    submission = find_mine(visit, number)
    with service.database.read() as connection:
        graded = find_record(connection, submission, desk.revision.id)
    shown = show_to_student(graded, desk.opened, service.clock(), is_check=False) if graded else None
    return make_found(f"{find_api_address(visit)}/submissions/{number}/feedback", shown)


@router.get("/{exercise}/feedback", response_model=Found)
def get_feedback(visit: ReadVisit, if_none_match: Annotated[str | None, Header()] = None) -> Response:
    """Return the feedback on what counts, as much of it as this student may see now."""
    desk = load_desk(visit)
    if not desk.submissions:
        raise NotFoundError
    found = find_feedback(visit)
    content = make_found(f"{find_api_address(visit)}/feedback", found[1] if found else None)
    response = JSONResponse(content.model_dump())
    tag = f'"{sha256(bytes(response.body)).hexdigest()[:32]}"'
    if if_none_match == tag:
        return Response(status_code=304, headers={"ETag": tag})
    response.headers["ETag"] = tag
    return response


@router.post("/{exercise}/checks", status_code=202, openapi_extra=ANSWERS)
def check_answers(visit: SubmitVisit, body: Body, request: Request) -> Found:
    """Have answers looked at without handing them in. Ask the address that comes back for what is found."""
    desk = load_desk(visit)
    read = read_file_back(desk.opened, f"answers{find_type(request)}", body)
    exercise, account, now = visit.in_exercise.id, visit.person.id, visit.service.clock()
    check = visit.service.database.write(
        lambda connection: look_at(connection, exercise, account, desk.revision.id, body, now)
    )
    visit.service.runner.wake()
    warnings = [make_message(one) for one in list_warnings(read, list_names(visit, desk), None)]
    return Found(state="waiting", address=f"{find_api_address(visit)}/checks/{check}", warnings=warnings)


@router.get("/{exercise}/checks/{number}")
def get_check(visit: SubmitVisit, number: int) -> Found:
    """Return what a check has found."""
    desk, service = load_desk(visit), visit.service
    exercise, account, now = visit.in_exercise.id, visit.person.id, service.clock()
    if not 0 < number <= MOST_SUBMISSIONS:
        raise NotFoundError
    with service.database.read() as connection:
        check = find_check(connection, exercise, account, number)
    if check is None:
        raise NotFoundError
    address = f"{find_api_address(visit)}/checks/{number}"
    if not check.record:
        return make_found(address, None)
    look = service.database.write(lambda connection: show_check(connection, check, desk.opened, now))
    return make_found(address, look.graded)


def make_found(address: str, graded: GradedSubmission | None) -> Found:
    report = json.loads(to_json(graded)) if graded else None
    return Found(state="done" if graded else "waiting", address=address, report=report)


def find_api_address(visit: Visit) -> str:
    return f"/api/v1/courses/{visit.in_course.slug}/exercises/{visit.in_exercise.slug}"

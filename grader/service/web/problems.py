"""What a program is told when something is wrong: problem details (RFC 9457) with our own messages."""

from collections.abc import Iterable

from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.types import Scope

from grader.errors import Diagnostic
from grader.reports.record.record import diagnostic_data
from grader.service.refusals import AccessError, ConflictError, RefusedError

__all__ = ["Message", "Problem", "find_status", "is_for_programs", "make_message", "make_problem"]

MEDIA_TYPE = "application/problem+json"


class Place(BaseModel):
    """Where something is: line and column count from 1."""

    source: str
    line: int
    column: int
    length: int
    excerpt: str
    excerpt_column: int


class Proposal(BaseModel):
    """A text to write instead: the whole answer, and what of it is new."""

    answer: str
    shown: str
    meaning: str


class Message(BaseModel):
    """What is wrong, where, why, and how to fix it."""

    slug: str
    severity: str
    audience: str
    what: str
    why: str
    help: str
    span: Place | None = None
    proposals: list[Proposal] = []


class Problem(BaseModel):
    """Why a request could not be served (RFC 9457)."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    diagnostics: list[Message] = []


def make_problem(status: int, title: str, detail: str, diagnostics: Iterable[Diagnostic] = ()) -> JSONResponse:
    """Return the response that says what is wrong."""
    messages = [make_message(one) for one in diagnostics]
    problem = Problem(title=title, status=status, detail=detail, diagnostics=messages)
    return JSONResponse(problem.model_dump(), status, media_type=MEDIA_TYPE)


def is_for_programs(scope: Scope) -> bool:
    """Whether a request is made by a program, which reads data and no pages."""
    return str(scope["path"]).startswith("/api/")


def find_status(error: RefusedError) -> int:
    """Return the status of the response to what cannot be done."""
    statuses = {AccessError: 403, ConflictError: 409}
    return statuses.get(type(error), 422)


def make_message(diagnostic: Diagnostic) -> Message:
    """Return a message as data."""
    return Message.model_validate(diagnostic_data(diagnostic))

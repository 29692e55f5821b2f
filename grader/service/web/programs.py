"""What the routes for programs share: bodies that are files, pages of a list, and answers with an ETag."""

from datetime import datetime
from hashlib import sha256
from typing import Annotated, Any, Final

from fastapi import Depends, Header, Query, Request, Response
from pydantic import BaseModel, Field, PlainSerializer

from grader.service.web.access import Visit
from grader.service.web.keys import MAX_KEY

__all__ = [
    "ANSWERS", "CHANGES", "COURSE", "EXERCISE", "GRANTS", "MOST_ROWS", "READS", "ROSTER", "RUBRIC", "UNCHANGED",
    "After", "Body", "Id", "IfNoneMatch", "Instant", "Item", "Limit", "Points", "Reason", "find_address", "find_type",
    "list_faults", "send_tagged",
]  # fmt: skip

Id = Annotated[int, Field(ge=0, le=MAX_KEY)]
Item = Annotated[str, Field(max_length=200)]
Points = Annotated[str, Field(max_length=20)]
Reason = Annotated[str, Field(max_length=2_000, pattern=r"^[^\x00]*$")]
COURSE: Final = "/api/v1/courses/{course}"
EXERCISE: Final = f"{COURSE}/exercises/{{exercise}}"
MOST_ROWS: Final = 100
WHY: Final = {
    400: "The request is not as HTTP asks for, or names another host.",
    401: "There is no token, or it cannot be used.",
    403: "The token does not have the scope, or the person not the role.",
    404: "There is no such thing, or it is not for this person.",
    409: "Something else is so meanwhile. Nothing was changed.",
    413: "The request is too large.",
    415: "The body is compressed, or not in UTF-8.",
    422: "What was sent cannot be used; the messages say why.",
    429: "Too much work in a short time. 'Retry-After' says when to send it again.",
    503: "The database cannot be reached. Nothing was changed; send it again after 'Retry-After' seconds.",
}


def list_faults(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the descriptions of the responses that say what is wrong; ``openapi.py`` adds that each is a problem."""
    return {status: {"description": WHY[status]} for status in statuses}


READS: Final = list_faults(400, 401, 403, 404, 422, 503)
CHANGES: Final = list_faults(400, 401, 403, 404, 409, 413, 415, 422, 429, 503)
UNCHANGED: Final[dict[int | str, dict[str, Any]]] = {304: {"description": "It is what 'If-None-Match' names."}}


def describe_body(description: str, **contents: Any) -> dict[str, Any]:
    """Describe a body that is a file: its types with an example of each."""
    content = {
        kind.replace("_", "/"): {
            "schema": {"type": "object" if isinstance(shown, dict) else "string"},
            "example": shown,
        }
        for kind, shown in contents.items()
    }
    return {"requestBody": {"required": True, "description": description, "content": content}}


ANSWERS: Final = describe_body(
    "The answers as a file, as 'grader template' writes it.",
    application_yaml="answers:\n  slope: 2*x\n",
    application_json={"answers": {"slope": "2*x"}},
)
RUBRIC: Final = describe_body(
    "The rubric as a file.",
    application_yaml="rubric: week4\ntitle: Week 4\nparts:\n  - id: one\n    title: Sums\n    items:\n      - id: sum\n"
    "        title: A sum\n        type: number\n        prompt: 3 + 4\n        points: 1\n        expected: 7\n",
)
ROSTER: Final = describe_body(
    "A table with a row for each student, as a platform exports it.", text_csv="id,name\neve,Eve Example\n"
)
GRANTS: Final = describe_body(
    "A table with a row for each student: one with a number of 'verdicts' gives extra checks, others an extension.",
    text_csv="student,until,verdicts,reason\nada,2026-12-05 12:00,,ill\n",
)
TYPES: Final = {
    "application/yaml": ".yaml", "application/x-yaml": ".yaml", "text/yaml": ".yaml", "application/json": ".json",
}  # fmt: skip


async def read_body(request: Request) -> bytes:
    """Read the bytes of a file."""
    return await request.body()


Body = Annotated[bytes, Depends(read_body)]
# Spelt as in a receipt, which is signed as it is spelt.
Instant = Annotated[datetime, PlainSerializer(datetime.isoformat, return_type=str)]
IfNoneMatch = Annotated[str | None, Header(max_length=2_000)]
After = Annotated[int, Query(ge=0, le=MAX_KEY, description="Where to go on: 'next' of the answer before has it.")]
Limit = Annotated[int, Query(ge=1, le=MOST_ROWS)]


def find_type(request: Request) -> str:
    """Return the ending of a file of the type that a request says it has; YAML where it says nothing."""
    return TYPES.get(request.headers.get("content-type", "").partition(";")[0].strip().lower(), ".yaml")


def find_address(visit: Visit) -> str:
    """Return where the routes about the exercise of a visit begin."""
    return f"/api/v1/courses/{visit.in_course.slug}/exercises/{visit.in_exercise.slug}"


def send_tagged(content: BaseModel, known: str | None) -> Response:
    """Send an answer with its ETag (RFC 9110); 304 without it to a program that ``known`` says has it."""
    data = content.model_dump_json().encode()
    tag = f'"{sha256(data).hexdigest()[:32]}"'
    tags = {one.strip().removeprefix("W/") for one in (known or "").split(",")}
    if tags & {tag, "*"}:
        return Response(status_code=304, headers={"ETag": tag})
    return Response(data, media_type="application/json", headers={"ETag": tag})

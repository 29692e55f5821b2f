"""The log of a course: who did what, and when."""

import json
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel

from grader.service.store.exercises import list_exercises
from grader.service.store.log import list_log
from grader.service.web.access import ReadLogVisit
from grader.service.web.keys import MAX_KEY
from grader.service.web.programs import COURSE, MOST_ROWS, READS, Instant, Limit

__all__ = ["router"]

router = APIRouter(tags=["log"])


class LogRow(BaseModel):
    """Something that was done. ``exercise`` is empty if it was about the whole course.

    If ``erased``, the details are gone, because a person was deleted.
    """

    number: int
    at: Instant
    who: str | None
    action: str
    exercise: str
    detail: dict[str, Any]
    erased: bool


class LogPage(BaseModel):
    """Some rows, the latest first, and where the earlier ones are; null at the end."""

    rows: list[LogRow]
    next: str | None = None


@router.get(f"{COURSE}/log", responses=READS)
def get_log(
    visit: ReadLogVisit, before: Annotated[int, Query(ge=0, le=MAX_KEY)] = MAX_KEY, limit: Limit = MOST_ROWS
) -> LogPage:
    """List what was done in the course, from the row before ``before``."""
    with visit.service.database.read() as connection:
        found = list_log(connection, visit.in_course, before, limit + 1)
        slugs = {f"exercise {one.id}": one.slug for one in list_exercises(connection, visit.in_course)}
    rows = [
        LogRow(
            number=one.id,
            at=one.at,
            who=one.who,
            action=one.action,
            exercise=slugs.get(one.target, ""),
            detail=json.loads(one.detail or "{}"),
            erased=not one.detail,
        )
        for one in found[:limit]
    ]
    here = f"/api/v1/courses/{visit.in_course.slug}/log"
    return LogPage(rows=rows, next=f"{here}?before={rows[-1].number}&limit={limit}" if len(found) > limit else None)

"""The log of a course: who did what, and when."""

import json
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from grader.service.store.exercises import list_exercises
from grader.service.store.log import Logged, list_log
from grader.service.web.access import InstructorVisit
from grader.service.web.keys import MAX_KEY
from grader.service.web.rendering import render_page

__all__ = ["router"]

router = APIRouter(prefix="/courses/{course}/-/log", include_in_schema=False)
AT_ONCE = 200
ACTIONS = {
    "asked-again": "asked for another hand-in",
    "course-made": "made the course",
    "decision": "decided on an answer",
    "decision-withdrawn": "withdrew a decision",
    "details-erased": "erased the details of some rows",
    "export": "exported the scores",
    "extension": "gave an extension",
    "extension-withdrawn": "withdrew an extension",
    "extra-checks": "gave extra checks",
    "extra-checks-withdrawn": "withdrew extra checks",
    "hand-in": "handed in",
    "link": "made a link to come in",
    "links": "made links for those who had none",
    "member-added": "added a member",
    "member-removed": "removed a member",
    "regrade": "let a new revision count",
    "release": "let a revision count, or opened or closed the exercise",
    "revision": "uploaded a rubric",
    "role": "changed a role",
    "roster": "imported a roster",
    "stand-in": "put blank answers in the place of a file",
    "token": "made a token",
    "token-revoked": "took a token back",
    "trial": "tried a revision",
    "trial-continued": "let a trial go on",
    "trial-stopped": "stopped a trial",
}


@router.get("")
def show_log(visit: InstructorVisit, before: Annotated[int, Query(ge=0, le=MAX_KEY)] = MAX_KEY) -> Response:
    """List what was done, the latest first."""
    with visit.service.database.read() as connection:
        rows = list_log(connection, visit.in_course, before, AT_ONCE)
        titles = {f"exercise {one.id}": one.title for one in list_exercises(connection, visit.in_course)}
    details = {row.id: describe_detail(row) for row in rows}
    older = rows[-1].id if len(rows) == AT_ONCE else None
    return render_page(visit, "log", rows=rows, titles=titles, details=details, actions=ACTIONS, older=older)


def describe_detail(row: Logged) -> str:
    """Return the details of a row as a list of names and values."""
    if not row.detail:
        return "erased: a person was deleted"
    found = json.loads(row.detail)
    return ", ".join(f"{name.replace('_', ' ')}: {shorten(value)}" for name, value in found.items())


def shorten(value: object) -> str:
    """Return a value for the log; a hash is known by its beginning."""
    text = ("yes" if value else "no") if isinstance(value, bool) else str(value)
    return text if len(text) <= 60 else f"{text[:12]}…"

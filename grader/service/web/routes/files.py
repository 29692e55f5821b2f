"""The files that pages load."""

from fastapi import APIRouter
from fastapi.responses import Response

from grader.service.web.access import AnybodyVisit, NotFoundError
from grader.service.web.static_files import list_static_files

__all__ = ["router"]

router = APIRouter(include_in_schema=False)


@router.get("/static/{name}")
def send_file(visit: AnybodyVisit, name: str) -> Response:
    """Send a file from the table."""
    found = list_static_files().get(name)
    if found is None:
        raise NotFoundError
    return Response(found.data, media_type=found.media_type)


@router.get("/favicon.ico")
def send_icon(visit: AnybodyVisit) -> Response:
    """Send the picture that browsers show in a tab."""
    return send_file(visit, "icon.svg")

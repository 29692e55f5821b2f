"""The files that pages load, and whether the service is well."""

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse, Response

from grader.service.store.migrating import is_up_to_date
from grader.service.store.queue import count_jobs
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


@router.get("/healthz")
def tell_health(visit: AnybodyVisit) -> Response:
    """Say that this process is alive."""
    return PlainTextResponse("ok\n")


@router.get("/readyz")
def tell_readiness(visit: AnybodyVisit) -> Response:
    """Say whether the database can be used."""
    is_ready = is_up_to_date(visit.service.database)
    return PlainTextResponse("ready\n" if is_ready else "the database is not up to date\n", 200 if is_ready else 503)


@router.get("/metrics")
def tell_metrics(visit: AnybodyVisit) -> Response:
    """Say how much waits, without names, in the text format of Prometheus."""
    with visit.service.database.read() as connection:
        counts = count_jobs(connection)
    lines = [f'grader_jobs{{state="{state}"}} {count}' for state, count in sorted(counts.items())]
    return PlainTextResponse("\n".join(("# TYPE grader_jobs gauge", *lines)) + "\n")

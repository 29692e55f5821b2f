"""Whether the service is alive and ready, and how much it does, for programs that watch it."""

from collections.abc import Iterator
from shutil import disk_usage

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse, Response

from grader.service.store.database import DATABASE_ERRORS
from grader.service.store.migrating import is_up_to_date
from grader.service.store.queue import count_jobs, find_oldest_waiting
from grader.service.web.access import AnybodyVisit
from grader.service.web.service import Service

__all__ = ["router"]

router = APIRouter(include_in_schema=False)
LEAST_FREE_BYTES = 200_000_000  # a term of a course of 300 takes about as much


@router.get("/healthz")
def tell_health(visit: AnybodyVisit) -> Response:
    """Say that this process is alive."""
    return PlainTextResponse("ok\n")


@router.get("/readyz")
def tell_readiness(visit: AnybodyVisit) -> Response:
    """Say whether people can work with the service."""
    why = find_fault(visit.service)
    return PlainTextResponse(f"{why or 'ready'}\n", 503 if why else 200)


def find_fault(service: Service) -> str:
    """Say why the service is not ready; empty if it is."""
    try:
        if not is_up_to_date(service.database):
            return "the database is not up to date"
    except DATABASE_ERRORS:
        return "the database cannot be reached"
    free = disk_usage(service.settings.data).free
    return "" if free >= LEAST_FREE_BYTES else f"the disk is full: {free // 1_000_000} MB are left"


@router.get("/metrics")
def tell_metrics(visit: AnybodyVisit) -> Response:
    """Say how much is done and how much waits, without names, in the text format of Prometheus."""
    service = visit.service
    lines = [*service.meter.list_lines(), *list_job_lines(service)]
    return PlainTextResponse("\n".join(lines) + "\n")


def list_job_lines(service: Service) -> Iterator[str]:
    with service.database.read() as connection:
        counts, oldest = count_jobs(connection), find_oldest_waiting(connection)
    yield "# TYPE grader_jobs gauge"
    yield from (f'grader_jobs{{state="{state}"}} {count}' for state, count in sorted(counts.items()))
    yield "# TYPE grader_oldest_job_seconds gauge"
    age = (service.clock() - oldest).total_seconds() if oldest else 0
    yield f"grader_oldest_job_seconds {max(0, age):.1f}"
    yield "# TYPE grader_workers gauge"
    yield f"grader_workers {sum(thread.is_alive() for thread in service.runner.threads)}"

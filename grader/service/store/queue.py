"""Work that is done outside the web process, as rows with leases.

A job is put into the queue in the transaction of what it is about, so neither exists without the other. Whoever takes a
job holds it for a while, and renews the lease while it works; if it dies, the lease runs out and somebody else takes
the job. A result is only written by whoever still holds the job, in the same transaction in which the job ends, so it
is written once. After three starts a job is a *fault*, which a person sees.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from sqlalchemy import ColumnElement, Connection, func, select, update

from grader.service.store import tables
from grader.service.store.rows import add_row_once, fetch_one
from grader.version import __version__

__all__ = [
    "DOING", "DONE", "FAULT", "LEASE", "MOST_TRIES", "WAITING", "Job", "Priority", "count_jobs", "drop_lease",
    "end_job", "enqueue", "enqueue_grading", "find_held_job", "find_job",
    "find_oldest_waiting", "renew_lease", "take_job",
]  # fmt: skip

WAITING, DOING, DONE, FAULT = "waiting", "doing", "done", "fault"
LEASE = timedelta(seconds=30)  # renewed every few seconds, so that only a dead owner loses a job
MOST_TRIES = 3


class Priority(IntEnum):
    """Who waits, and how impatiently; smaller is sooner."""

    CHECK = 1
    HAND_IN = 2
    EXPORT = 3
    REGRADE = 4


@dataclass(frozen=True, kw_only=True, slots=True)
class Job:
    """A piece of work of some kind, about the row with the id ``target``."""

    id: int
    kind: str
    name: str
    target: int
    priority: int
    state: str
    tries: int
    owner: str | None
    lease: datetime | None
    created: datetime
    finished: datetime | None


def enqueue(connection: Connection, kind: str, name: str, target: int, priority: Priority, now: datetime) -> None:
    """Add a job unless there is one of this name already."""
    waiting = {"priority": priority.value, "state": WAITING, "tries": 0, "created": now}
    add_row_once(connection, tables.job, kind=kind, name=name, target=target, **waiting)


def enqueue_grading(connection: Connection, submission_id: int, now: datetime) -> None:
    """Have a submission graded by this version of the engine, once."""
    enqueue(connection, "grade", f"grade:{submission_id}:{__version__}", submission_id, Priority.HAND_IN, now)


def find_job(connection: Connection, name: str) -> Job | None:
    """Find a job by its name."""
    return fetch_one(connection, select(tables.job).where(tables.job.c.name == name), Job)


def find_held_job(connection: Connection, owner: str) -> Job | None:
    """Find the job that a run of a worker has taken."""
    job = tables.job
    return fetch_one(connection, select(job).where(job.c.owner == owner, job.c.state == DOING), Job)


def take_job(connection: Connection, owner: str, now: datetime) -> Job | None:
    """Take the most urgent job that nobody holds. ``owner`` names this run of a worker, never used again."""
    job = tables.job
    is_free = (job.c.state == WAITING) | ((job.c.state == DOING) & (job.c.lease < now))
    query = select(job).where(is_free).order_by(job.c.priority, job.c.id).limit(1)
    found = fetch_one(connection, query.with_for_update(skip_locked=True), Job)
    if found is None:
        return None
    taken = {"state": DOING, "owner": owner, "lease": now + LEASE, "tries": found.tries + 1}
    connection.execute(update(job).where(job.c.id == found.id).values(**taken))
    return fetch_one(connection, select(job).where(job.c.id == found.id), Job)


def renew_lease(connection: Connection, job: Job, now: datetime) -> bool:
    """Hold a job for longer; False if somebody else has it."""
    row, mine = tables.job, held_by(job)
    return connection.execute(update(row).where(mine).values(lease=now + LEASE)).rowcount == 1


def end_job(connection: Connection, job: Job, now: datetime, state: str = DONE) -> bool:
    """End a job; False if somebody else has it by now, and then nothing may be written about it."""
    row, mine = tables.job, held_by(job)
    return connection.execute(update(row).where(mine).values(state=state, finished=now)).rowcount == 1


def drop_lease(connection: Connection, job: Job) -> None:
    """Give a job back, so that somebody takes it at once. The start does not count."""
    row, mine = tables.job, held_by(job)
    given_back = {"state": WAITING, "owner": None, "lease": None, "tries": job.tries - 1}
    connection.execute(update(row).where(mine).values(**given_back))


def held_by(job: Job) -> ColumnElement[bool]:
    """The condition that a job is still held by the owner who took it."""
    row = tables.job
    return (row.c.id == job.id) & (row.c.owner == job.owner) & (row.c.state == DOING)


def find_oldest_waiting(connection: Connection) -> datetime | None:
    """Find when the job was added that waits longest; None if none waits."""
    job = tables.job
    query = select(job.c.created).where(job.c.state == WAITING).order_by(job.c.created).limit(1)
    found: datetime | None = connection.scalar(query)
    return found


def count_jobs(connection: Connection) -> dict[str, int]:
    """Count the jobs in each state."""
    job = tables.job
    rows = connection.execute(select(job.c.state, func.count()).group_by(job.c.state))
    return {row[0]: row[1] for row in rows}

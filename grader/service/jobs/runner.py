"""Who does the jobs: threads that take one after another, each with processes of its own that can be killed.

``grader serve`` runs some of them beside the pages, and ``grader worker`` runs more of them anywhere. A thread that
works on a job renews its lease; if this process is killed, the lease runs out and another one takes the job.
"""

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from threading import Event, Thread

from sqlalchemy import Connection

from grader.service.identity.secrets import make_secret
from grader.service.jobs.bench import KillableBench
from grader.service.jobs.protocol import JOB_KINDS, Bench, JobKind, Write
from grader.service.store.database import DATABASE_ERRORS, Database
from grader.service.store.queue import (
    DONE,
    FAULT,
    LEASE,
    MOST_TRIES,
    Job,
    drop_lease,
    end_job,
    find_held_job,
    renew_lease,
    take_job,
)

__all__ = ["Runner", "do_job", "now_in_utc"]

IDLE_S = 0.5  # between two looks into an empty queue: another process may have put something there
RENEW_S = LEASE.total_seconds() / 6
CLOSE_S = 5.0  # a job that takes longer is given back when the process is told to stop
log = logging.getLogger(__name__)


def now_in_utc() -> datetime:
    return datetime.now(UTC)


class Runner:
    """``count`` threads that do the jobs in a database."""

    def __init__(self, database: Database, count: int = 1, clock: Callable[[], datetime] = now_in_utc) -> None:
        self.database, self.clock = database, clock
        self.has_work, self.is_closing = Event(), Event()
        self.held: set[Job] = set()
        self.threads = [Thread(target=self.work, name=f"worker-{number}", daemon=True) for number in range(count)]

    def start(self) -> None:
        for thread in self.threads:
            thread.start()

    def wake(self) -> None:
        """Say that there may be something to do."""
        self.has_work.set()

    def close(self) -> None:
        """Stop after the jobs that are being worked on; give back those that take long, for somebody else to take."""
        self.is_closing.set()
        self.wake()
        end = time.monotonic() + CLOSE_S
        for thread in self.threads:
            thread.join(max(0, end - time.monotonic()))
        for job in list(self.held):
            try:
                self.database.write(partial(drop_lease, job=job))
            except DATABASE_ERRORS:  # then its lease runs out
                log.exception("job %s could not be given back", job.name)

    def work(self) -> None:
        """Do jobs until the runner closes."""
        bench = KillableBench()
        try:
            while not self.is_closing.is_set():
                if not self.do_next(bench):
                    self.has_work.wait(IDLE_S)
                    self.has_work.clear()
        finally:
            bench.close()

    def do_next(self, bench: Bench) -> bool:
        """Do the most urgent job; False if there was none, or if the database could not be asked."""
        try:
            return do_job(self.database, bench, self.clock, self.held)
        except Exception:  # the boundary: whatever happens with one job, the next one is done
            log.exception("a job could not be done")
            self.is_closing.wait(IDLE_S)
            return False


def do_job(
    database: Database, bench: Bench, clock: Callable[[], datetime] = now_in_utc, held: set[Job] | None = None
) -> bool:
    """Take the most urgent job, do it, and write its result; False if there was none. ``held`` has it meanwhile."""
    job = take(database, clock)
    if job is None:
        return False
    held = set() if held is None else held
    held.add(job)
    try:
        return do_taken(database, bench, clock, job)
    finally:
        held.discard(job)


def take(database: Database, clock: Callable[[], datetime]) -> Job | None:
    owner = make_secret()

    def act(connection: Connection) -> Job | None:
        # It was taken already if the database went away before it could say so.
        return find_held_job(connection, owner) or take_job(connection, owner, clock())

    return database.write_patiently(act, LEASE.total_seconds() / 2)


def do_taken(database: Database, bench: Bench, clock: Callable[[], datetime], job: Job) -> bool:
    kind: JobKind = JOB_KINDS[job.kind]
    if job.tries > MOST_TRIES:  # it was started often enough, and never ended
        database.write(lambda connection: give_up(connection, kind, job, clock()))
        return True
    with Renewing(database, job, clock):
        try:
            write = kind.run(job, database, bench)
        except Exception:
            log.exception("job %s failed", job.name)
            if job.tries >= MOST_TRIES:
                database.write(lambda connection: give_up(connection, kind, job, clock()))
            return True  # otherwise its lease runs out, and it is tried again
    # Whoever holds the job no longer, or has written the result already, writes nothing: so it may be tried again.
    database.write_patiently(lambda connection: finish(connection, job, write, clock()), LEASE.total_seconds())
    return True


def finish(connection: Connection, job: Job, write: Write, now: datetime) -> None:
    if end_job(connection, job, now, DONE):
        write(connection, now)


def give_up(connection: Connection, kind: JobKind, job: Job, now: datetime) -> None:
    if end_job(connection, job, now, FAULT):
        kind.give_up(job, connection, now)


class Renewing:
    """Renews the lease of a job while a block runs."""

    def __init__(self, database: Database, job: Job, clock: Callable[[], datetime]) -> None:
        self.database, self.job, self.clock = database, job, clock
        self.is_over = Event()
        self.thread = Thread(target=self.renew, name=f"lease-{job.id}", daemon=True)

    def __enter__(self) -> None:
        self.thread.start()

    def __exit__(self, *error: object) -> None:
        self.is_over.set()
        self.thread.join()

    def renew(self) -> None:
        while not self.is_over.wait(RENEW_S):
            try:
                self.database.write(lambda connection: renew_lease(connection, self.job, self.clock()))
            except Exception:  # the database may be away for a moment; the lease lasts longer than that
                log.exception("the lease of job %s could not be renewed", self.job.name)

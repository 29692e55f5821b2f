"""Who does the jobs: threads that take one after another, each with processes of its own that can be killed.

``grader serve`` runs some of them beside the pages, and ``grader worker`` runs more of them anywhere. A thread that
works on a job renews its lease; if this process is killed, the lease runs out and another one takes the job.
"""

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from threading import Event, Thread

from sqlalchemy import Connection

from grader.service.identity.secrets import make_secret
from grader.service.jobs.bench import KillableBench
from grader.service.jobs.protocol import JOB_KINDS, Bench, JobKind, Write
from grader.service.store.database import Database
from grader.service.store.queue import DONE, FAULT, LEASE, MOST_TRIES, Job, end_job, renew_lease, take_job

__all__ = ["Runner", "do_job", "now_in_utc"]

IDLE_S = 0.5  # between two looks into an empty queue: another process may have put something there
RENEW_S = LEASE.total_seconds() / 6
log = logging.getLogger(__name__)


def now_in_utc() -> datetime:
    return datetime.now(UTC)


class Runner:
    """``count`` threads that do the jobs in a database."""

    def __init__(self, database: Database, count: int = 1, clock: Callable[[], datetime] = now_in_utc) -> None:
        self.database, self.clock = database, clock
        self.has_work, self.is_closing = Event(), Event()
        self.threads = [Thread(target=self.work, name=f"worker-{number}", daemon=True) for number in range(count)]

    def start(self) -> None:
        for thread in self.threads:
            thread.start()

    def wake(self) -> None:
        """Say that there may be something to do."""
        self.has_work.set()

    def close(self) -> None:
        """Stop after the jobs that are being worked on."""
        self.is_closing.set()
        self.wake()
        for thread in self.threads:
            thread.join()

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
            return do_job(self.database, bench, self.clock)
        except Exception:  # the boundary: whatever happens with one job, the next one is done
            log.exception("a job could not be done")
            self.is_closing.wait(IDLE_S)
            return False


def do_job(database: Database, bench: Bench, clock: Callable[[], datetime] = now_in_utc) -> bool:
    """Take the most urgent job, do it, and write its result; False if there was none."""
    owner = make_secret()
    job = database.write(lambda connection: take_job(connection, owner, clock()))
    if job is None:
        return False
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
    database.write(lambda connection: finish(connection, job, write, clock()))
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

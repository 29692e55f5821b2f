"""What a worker of a cluster does: it has a bench, a process of its own, grade each portion, and returns the result.

Other people use the cluster's worker too, so no submission may kill it or hold it up. A bench has bounded memory, and a
timer of the operating system kills it when its time is up, whatever code it runs. The same timer kills a bench that
nobody uses any more. A bench gets the job once; the verdicts it remembers help with later portions.

This file is also the program of the bench: ``python -m grader.batch.engines.bench``, with a socket as its standard
input.
"""

import os
import signal
import socket
import subprocess
import sys
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from threading import Lock

from grader import limits
from grader.batch.engines.pool import bound_memory
from grader.batch.job import Job
from grader.batch.work import Done, Task, Worker
from grader.errors import Diagnostic, GraderError, UsageError
from grader.version import __version__

__all__ = ["Bench", "Portion", "close_benches", "pass_job", "get_version", "grade_on_bench"]

IDLE_S = 60.0  # without work, after which a bench is killed
Result = tuple[Done, ...] | GraderError | None


@dataclass(frozen=True, kw_only=True)
class Portion:
    """Some tasks of a batch, with the contents of their files, and the seconds of wall-clock time that they may take.

    ``version`` is the engine version of the sender.
    """

    batch: str
    tasks: tuple[Task, ...]
    seconds: float
    version: str = __version__


class Bench:
    """A process that grades submissions of one job."""

    def __init__(self, job: Job) -> None:
        ours, its = socket.socketpair()
        with its:
            self.process = subprocess.Popen(
                [sys.executable, "-P", "-m", "grader.batch.engines.bench"],
                stdin=its.fileno(),
                stdout=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            )
        self.connection = Connection(ours.detach())
        with suppress(OSError):  # it is dead already; the first portion will notice
            self.connection.send(job)

    def is_alive(self) -> bool:
        return self.process.poll() is None

    def work(self, portion: Portion) -> Result:
        """Return the results of a portion, or why the job cannot be used here; None if the process died of it."""
        try:
            self.connection.send(portion)
            result: Result = self.connection.recv()
        except (EOFError, OSError):
            self.stop()
            return None
        return result

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()
        self.connection.close()


BENCHES: defaultdict[str, list[Bench]] = defaultdict(list)  # the free benches of this process, by batch
LOCK = Lock()


def get_version() -> str:
    return __version__


def pass_job(job: Job) -> Job:
    """Return the job. As a task of the cluster it is sent once to each worker, and again where it is lost."""
    return job


def grade_on_bench(job: Job, portion: Portion) -> Result:
    """Grade a portion in a process that nobody else uses meanwhile; None if the process died of it."""
    if portion.version != __version__:
        return other_version()
    bench = take_free_bench(job, portion.batch)
    result = bench.work(portion)
    if bench.is_alive():
        with LOCK:
            BENCHES[portion.batch].append(bench)
    return result


def other_version() -> GraderError:
    """Return the error of a worker that joined late with another engine version."""
    what = f"This worker has grader {__version__}."
    return UsageError(Diagnostic(slug="cluster-differs", what=what, audience="author"))


def take_free_bench(job: Job, batch: str) -> Bench:
    with LOCK:
        forget_dead_benches()
        bench = BENCHES[batch].pop() if BENCHES.get(batch) else None
    return bench or Bench(job)


def close_benches(batch: str) -> None:
    with LOCK:
        forget_dead_benches()
        benches = BENCHES.pop(batch, [])
    for bench in benches:
        bench.stop()


def forget_dead_benches() -> None:
    """Forget benches that were killed, of any batch."""
    for batch, benches in list(BENCHES.items()):
        for bench in benches:
            if not bench.is_alive():
                bench.stop()
        BENCHES[batch] = [bench for bench in benches if bench.is_alive()]
        if not BENCHES[batch]:
            del BENCHES[batch]


def serve_portions(connection: Connection) -> None:
    """Grade portions until the connection closes or the time is up."""
    kill_after(IDLE_S)
    worker = prepare_worker(connection.recv())
    while True:
        portion: Portion = connection.recv()
        if isinstance(worker, GraderError):
            return connection.send(worker)
        kill_after(portion.seconds)
        connection.send(tuple(worker.work(portion.tasks)))
        kill_after(IDLE_S)


def prepare_worker(job: Job) -> Worker | GraderError:
    """Return the worker of a job, or the reason why this installation cannot use it."""
    try:
        _ = job.rubric, job.overrides
        return Worker(job)
    except GraderError as error:
        return error


def kill_after(seconds: float) -> None:
    """Have the system kill this process after so many seconds of wall-clock time; an earlier timer is replaced.

    The signal is not handled, so no code can delay it.
    """
    signal.setitimer(signal.ITIMER_REAL, seconds)


def main() -> None:
    """Be a bench."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    bound_memory(limits.MAX_WORKER_BYTES)
    with suppress(EOFError, OSError):  # the cluster's worker is gone
        serve_portions(Connection(os.dup(0)))


if __name__ == "__main__":
    main()

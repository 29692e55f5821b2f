"""What a worker of a cluster does: a process of its own, a bench, grades each portion, and it hands back what came.

The cluster's worker belongs to others too, so nothing that a submission does may end it or hold it up: a bench has
bounded memory, and a timer of the system ends it when its time is up, whatever code it is in. The same timer ends one
that nobody uses any more. A bench is given the job once; what it has seen serves the portions that follow.

This file is also the program of the bench: ``python -m grader.batch.engines.bench``, with a socket for its standard
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

__all__ = ["Bench", "Portion", "close_benches", "given", "version_here", "work_on"]

IDLE_S = 60.0
Result = tuple[Done, ...] | GraderError | None


@dataclass(frozen=True, kw_only=True)
class Portion:
    """Some tasks of a batch, whose files were read already, and the seconds that they may take by the clock.

    ``version`` is that of the engine that sends it.
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
        with suppress(OSError):  # it died already, which the first portion will find out
            self.connection.send(job)

    def is_alive(self) -> bool:
        """Whether it can be used."""
        return self.process.poll() is None

    def work(self, portion: Portion) -> Result:
        """Return what came of a portion, or why the job cannot be used here; None where the process died of it."""
        try:
            self.connection.send(portion)
            result: Result = self.connection.recv()
        except (EOFError, OSError):
            self.stop()
            return None
        return result

    def stop(self) -> None:
        """End the process."""
        self.process.kill()
        self.process.wait()
        self.connection.close()


BENCHES: defaultdict[str, list[Bench]] = defaultdict(list)  # those of this process that are free, by batch
LOCK = Lock()


def version_here() -> str:
    """Return the version of the engine that is installed here."""
    return __version__


def given(job: Job) -> Job:
    """Return a job: as a task of the cluster it is sent once to each worker, and made again where it is lost."""
    return job


def work_on(job: Job, portion: Portion) -> Result:
    """Grade a portion, in a process that nobody else uses meanwhile; None where the process died of it."""
    if portion.version != __version__:
        return other_version()
    bench = free_bench(job, portion.batch)
    result = bench.work(portion)
    if bench.is_alive():
        with LOCK:
            BENCHES[portion.batch].append(bench)
    return result


def other_version() -> GraderError:
    """Return what a worker says that came later than the others and has another engine."""
    return UsageError(Diagnostic(slug="cluster-differs", what=f"Here is grader {__version__}.", audience="author"))


def free_bench(job: Job, batch: str) -> Bench:
    """Return a bench that has nothing to do."""
    with LOCK:
        forget_dead()
        bench = BENCHES[batch].pop() if BENCHES.get(batch) else None
    return bench or Bench(job)


def close_benches(batch: str) -> None:
    """End the benches of a batch that is done."""
    with LOCK:
        forget_dead()
        benches = BENCHES.pop(batch, [])
    for bench in benches:
        bench.stop()


def forget_dead() -> None:
    """Forget the benches that nobody used for too long, of whatever batch."""
    for batch, benches in list(BENCHES.items()):
        for bench in benches:
            if not bench.is_alive():
                bench.stop()
        BENCHES[batch] = [bench for bench in benches if bench.is_alive()]
        if not BENCHES[batch]:
            del BENCHES[batch]


def serve(connection: Connection) -> None:
    """Grade one portion after the other until nobody asks any more, or until the time is up."""
    end_in(IDLE_S)
    worker = ready(connection.recv())
    while True:
        portion: Portion = connection.recv()
        if isinstance(worker, GraderError):
            return connection.send(worker)
        end_in(portion.seconds)
        connection.send(tuple(worker.work(portion.tasks)))
        end_in(IDLE_S)


def ready(job: Job) -> Worker | GraderError:
    """Return the worker of a job, or why this installation cannot use it."""
    try:
        _ = job.rubric, job.overrides
        return Worker(job)
    except GraderError as error:
        return error


def end_in(seconds: float) -> None:
    """Have the system end this process when so many seconds have passed on the clock, instead of when it was to before.

    The signal is not handled, so that no code can keep it waiting.
    """
    signal.setitimer(signal.ITIMER_REAL, seconds)


def main() -> None:
    """Be a bench."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    bound_memory(limits.MAX_WORKER_BYTES)
    with suppress(EOFError, OSError):  # the worker of the cluster is gone
        serve(Connection(os.dup(0)))


if __name__ == "__main__":
    main()

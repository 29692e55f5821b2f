"""The processes of this machine: each worker is one, and lives for the whole batch unless a submission kills it.

The pool is pebble's: it kills a worker whose time is up, replaces one that died, and says of which task it died; the
pools of the standard library lose tasks or hang then. A portion that was not finished is taken apart: each of its
submissions is graded alone, and a process that dies again has left a trail that says which item it was at.
"""

import multiprocessing
import os
import signal
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import connection
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from threading import Thread

from pebble import ProcessPool

from grader import limits
from grader.batch.engine import Finished, Workshop, in_chunks, written
from grader.batch.trail import Trail
from grader.batch.work import Task, Worker, stopped
from grader.errors import GraderError
from grader.grading.isolation import Isolation

__all__ = ["LocalPool"]

PORTION = 40
WAITING_PER_WORKER = 3
MOST_CREWS = 5


@dataclass(frozen=True, kw_only=True)
class LocalPool:
    """``jobs`` processes that share the submissions."""

    jobs: int = 1
    portion: int = PORTION

    def run(self, workshop: Workshop, tasks: Iterable[Task]) -> Generator[Finished]:
        """Yield what came of each task, as it is ready."""
        with closing(Crew(self.jobs, workshop)) as crew:
            alone = list[Task]()
            yield from self._shared_out(crew, tasks, alone)
            for task in alone:
                yield from crew.graded_alone(task)

    def _shared_out(self, crew: "Crew", tasks: Iterable[Task], alone: list[Task]) -> Iterator[Finished]:
        """Keep the workers busy with portions, few of which wait; put ``alone`` what was not finished."""
        portions = in_chunks(tasks, self.portion)
        waiting: dict[Future[list[Finished]], tuple[Task, ...]] = {}
        while True:
            while len(waiting) < self.jobs * WAITING_PER_WORKER and (portion := next(portions, None)):
                waiting[crew.schedule(work, portion)] = portion
            if not waiting:
                return
            for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                portion = waiting.pop(future)
                finished = outcome(future)
                if finished is None:
                    alone += portion
                else:
                    yield from finished


class Crew:
    """The workers. Where all of them are gone, others are hired, but not for ever."""

    def __init__(self, jobs: int, workshop: Workshop) -> None:
        self.jobs, self.workshop, self.left = jobs, workshop, MOST_CREWS
        self.pool = self.hired()

    def hired(self) -> ProcessPool:
        """Return a new pool."""
        self.left -= 1
        return ProcessPool(max_workers=self.jobs, initializer=begin, initargs=(self.workshop,), context=context())

    def close(self) -> None:
        """Send the workers home, whatever they are at."""
        self.pool.stop()
        self.pool.join()

    def schedule(self, function: Callable[..., list[Finished]], *args: object) -> "Future[list[Finished]]":
        """Have a worker do something, in the time that one submission is given."""
        with deaf():
            if not self.pool.active and self.left:
                self.close()
                self.pool = self.hired()
            made: Future[list[Finished]] = self.pool.schedule(function, args=args, timeout=self.workshop.seconds)
            return made

    def graded_alone(self, task: Task) -> Sequence[Finished]:
        """Grade a submission by itself, each time without the items at which a process died."""
        lost, trail = frozenset[str](), Trail(self.workshop.scratch / "trail")
        while True:
            trail.clear()
            finished = outcome(self.schedule(work_alone, task, lost, trail))
            if finished is not None:
                return finished
            at = trail.last()
            if at is None or at in lost:  # it is not one of the answers
                return self.given_up(task)
            lost |= {at}

    def given_up(self, task: Task) -> Sequence[Finished]:
        """Return a submission that is the end of every worker, without reports if it is for these, too."""
        finished = outcome(self.schedule(give_up, task, True))
        return self.schedule(give_up, task, False).result() if finished is None else finished


def outcome(future: "Future[list[Finished]]") -> list[Finished] | None:
    """Return what a worker made of its task, and None where it died of it; a full disk is no fault of the task."""
    error = future.exception()
    if isinstance(error, GraderError):
        raise error
    return future.result() if error is None else None


@contextmanager
def deaf() -> Iterator[None]:
    """Put off Ctrl-C while processes are made: they inherit that they never hear it, from their first moment on."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def context() -> BaseContext:
    """Return how processes are made: from one that has the engine loaded already, where the system can do that."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    made = multiprocessing.get_context("forkserver")
    made.set_forkserver_preload(["grader.batch.pool"])
    return made


WORKERS: list[tuple[Worker, Workshop]] = []  # the one of this process


def begin(workshop: Workshop) -> None:
    """Make this process a worker: Ctrl-C is for the one that leads it, whom it does not outlive; memory is bounded.

    The rubric is read now, so that the time it takes is not that of the first submission.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=leave_with, args=(multiprocessing.parent_process(),), daemon=True).start()
    bound_memory(limits.MAX_WORKER_BYTES)
    worker = Worker(workshop.job)
    _ = workshop.job.rubric
    WORKERS[:] = [(worker, workshop)]


def leave_with(parent: BaseProcess | None) -> None:
    """End this process when the one that leads it has ended, however that was."""
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


def bound_memory(size: int) -> None:
    """Let an allocation beyond a size fail in this process, where the system can do that."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (size, resource.getrlimit(resource.RLIMIT_AS)[1]))


def work(tasks: tuple[Task, ...]) -> list[Finished]:
    """Grade a portion in a worker."""
    ((worker, workshop),) = WORKERS
    return written(worker.work(tasks), workshop)


def work_alone(task: Task, lost: frozenset[str], trail: Trail) -> list[Finished]:
    """Grade one submission without some of its items, leaving a trail."""
    ((worker, workshop),) = WORKERS
    return written([worker.done(task, Isolation(lost=lost, begins=trail.begins))], workshop)


def give_up(task: Task, with_reports: bool) -> list[Finished]:
    """Return a submission that cannot be graded at all: a fault of ours, told as one."""
    ((worker, workshop),) = WORKERS
    return written([worker.given_up(task, stopped(), with_reports=with_reports)], workshop)

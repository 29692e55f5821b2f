"""The processes of this machine: each worker is one, and lives for the whole batch unless a submission kills it.

The pool is pebble's: it kills a worker whose time is up, replaces one that died, and says of which task it died; the
pools of the standard library lose tasks or hang then. A portion that was not finished is taken apart: each of its
submissions is graded alone, and a process that dies again has left a trail that says which item it was at.
"""

import multiprocessing
import signal
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.context import BaseContext
from pathlib import Path
from tempfile import TemporaryDirectory

from pebble import ProcessExpired, ProcessPool

from grader import limits
from grader.batch.engine import Finished, Workshop, in_chunks, written
from grader.batch.trail import Trail
from grader.batch.work import Task, Worker, stopped
from grader.grading.isolation import Isolation

__all__ = ["LocalPool"]

PORTION = 40
WAITING_PER_WORKER = 3
Died = (ProcessExpired, TimeoutError)


@dataclass(frozen=True, kw_only=True)
class LocalPool:
    """``jobs`` processes that share the submissions."""

    jobs: int = 1
    portion: int = PORTION

    def run(self, workshop: Workshop, tasks: Iterable[Task]) -> Iterator[Finished]:
        """Yield what came of each task, as it is ready."""
        pool = ProcessPool(max_workers=self.jobs, initializer=begin, initargs=(workshop,), context=context())
        try:
            yield from self._shared_out(pool, workshop, tasks)
            pool.close()
        finally:
            pool.stop()
            pool.join()

    def _shared_out(self, pool: ProcessPool, workshop: Workshop, tasks: Iterable[Task]) -> Iterator[Finished]:
        """Keep the workers busy with portions, few of which wait; then work on what died, one by one."""
        portions, alone = in_chunks(tasks, self.portion), list[Task]()
        waiting: dict[Future[list[Finished]], tuple[Task, ...]] = {}
        while True:
            while len(waiting) < self.jobs * WAITING_PER_WORKER and (portion := next(portions, None)):
                waiting[pool.schedule(work, args=(portion,), timeout=workshop.seconds)] = portion
            if not waiting:
                break
            for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                portion = waiting.pop(future)
                try:
                    yield from future.result()
                except Died:
                    alone += portion
        with TemporaryDirectory() as folder:
            for task in alone:
                yield from graded_alone(pool, workshop, task, Trail(Path(folder, "trail")))


def graded_alone(pool: ProcessPool, workshop: Workshop, task: Task, trail: Trail) -> Iterator[Finished]:
    """Grade a submission by itself, each time without the items at which a process died."""
    lost: frozenset[str] = frozenset()
    while True:
        trail.clear()
        try:
            yield from pool.schedule(work_alone, args=(task, lost, trail), timeout=workshop.seconds).result()
            return
        except Died:
            at = trail.last()
        if at is None or at in lost:  # it is not one of the answers
            yield from pool.schedule(give_up, args=(task,), timeout=workshop.seconds).result()
            return
        lost |= {at}


def context() -> BaseContext:
    """Return how processes are made: from one that has the engine loaded already, where the system can do that."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    made = multiprocessing.get_context("forkserver")
    made.set_forkserver_preload(["grader.batch.pool"])
    return made


WORKERS: list[tuple[Worker, Workshop]] = []  # the one of this process


def begin(workshop: Workshop) -> None:
    """Make this process a worker: Ctrl-C is for the one that leads it, and memory is bounded."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    bound_memory(limits.MAX_WORKER_BYTES)
    WORKERS[:] = [(Worker(workshop.job), workshop)]


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


def give_up(task: Task) -> list[Finished]:
    """Return a submission that cannot be graded at all: a fault of ours, told as one."""
    ((worker, workshop),) = WORKERS
    return written([worker.given_up(task, stopped())], workshop)

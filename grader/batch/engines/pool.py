"""The processes of this machine: each worker is one, and lives for the whole batch unless a submission kills it.

A portion that was not finished is taken apart: each of its submissions is graded alone, and a process that dies again
has left a trail that says which item it was at.
"""

import gc
import multiprocessing
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from multiprocessing.context import BaseContext
from time import monotonic

from grader import limits
from grader.batch.engines.crew import START_S, Crew, Order
from grader.batch.engines.engine import Finished, Workshop, in_chunks, written
from grader.batch.engines.trail import Trail
from grader.batch.work import Done, Task, Worker, stopped
from grader.grading.isolation import Isolation

__all__ = ["LocalPool"]

PORTION = 40
SIGN_EVERY_S = 0.1
GARBAGE_EVERY = 20_000  # new objects; each tenth of the time went into looking for circles more often


@dataclass(frozen=True, kw_only=True)
class LocalPool:
    """``jobs`` processes that share the submissions."""

    jobs: int = 1
    portion: int = PORTION

    def run(self, workshop: Workshop, tasks: Iterable[Task]) -> Generator[Finished]:
        """Yield what came of each task, as it is ready."""
        with closing(Crew(self.jobs, context(), begin, (workshop,), workshop.seconds)) as crew:
            alone = list[Task]()
            portions = in_chunks(tasks, self.portion)
            for report in crew.reports(Order(function=work, arguments=(portion,)) for portion in portions):
                if report.result is None:
                    alone += report.order.arguments[0]
                else:
                    yield from report.result
            for task in alone:
                yield from graded_alone(crew, workshop, task)


def graded_alone(crew: Crew, workshop: Workshop, task: Task) -> Sequence[Finished]:
    """Grade a submission by itself, each time without the items at which a process died."""
    lost, trail = frozenset[str](), Trail(workshop.scratch / "trail")
    while True:
        trail.clear()
        finished = came_of(crew, work_alone, task, lost, trail)
        if finished is not None:
            return finished
        at = trail.last()
        if at is None or at in lost:  # it is not one of the answers
            return given_up(crew, task)
        lost |= {at}


def given_up(crew: Crew, task: Task) -> Sequence[Finished]:
    """Return a submission that is the end of every worker, without reports if it is for these, too."""
    for with_reports in (True, False, False):
        finished = came_of(crew, give_up, task, with_reports)
        if finished is not None:
            return finished
    raise RuntimeError("workers die whatever they do")


def came_of(crew: Crew, function: Callable[..., list[Finished]], *arguments: object) -> list[Finished] | None:
    """Return what came of a single order."""
    (report,) = crew.reports(iter((Order(function=function, arguments=arguments),)))
    return report.result


def context() -> BaseContext:
    """Return how processes are made: from one that has the engine loaded already, where the system can do that."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    made = multiprocessing.get_context("forkserver")
    made.set_forkserver_preload(["grader.batch.engines.pool"])
    return made


@dataclass(frozen=True)
class Place:
    """Where this process works: at what, and who takes a sign of life, which says how many seconds pass to the next."""

    worker: Worker
    workshop: Workshop
    sign: Callable[[float], None]

    def graded(self, tasks: Iterable[Task]) -> Iterator[Done]:
        """Grade submissions, with a sign of life now and then, so that each has its time."""
        signed = monotonic()
        for done in self.worker.work(tasks):
            yield done
            if monotonic() - signed > SIGN_EVERY_S:
                self.sign(float(self.workshop.seconds))
                signed = monotonic()

    def written(self, done: Iterable[Done]) -> list[Finished]:
        """Write reports: to wait for a disk that is slow is no fault of a submission."""
        done = list(done)
        self.sign(START_S)
        return written(done, self.workshop)


PLACE: list[Place] = []  # the one of this process


def begin(sign: Callable[[float], None], workshop: Workshop) -> None:
    """Make this process a worker, whose memory is bounded.

    The rubric is read now, so that the time it takes is not that of the first submission.
    """
    bound_memory(limits.MAX_WORKER_BYTES)
    worker = Worker(workshop.job)
    _ = workshop.job.rubric
    PLACE[:] = [Place(worker, workshop, sign)]
    gc.freeze()  # the rubric stays, and of what grading makes, little hangs together in circles
    gc.set_threshold(GARBAGE_EVERY)
    sign(float(workshop.seconds))


def bound_memory(size: int) -> None:
    """Let an allocation beyond a size fail in this process, where the system can do that."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (size, resource.getrlimit(resource.RLIMIT_AS)[1]))


def work(tasks: tuple[Task, ...]) -> list[Finished]:
    """Grade a portion in a worker."""
    (place,) = PLACE
    return place.written(place.graded(tasks))


def work_alone(task: Task, lost: frozenset[str], trail: Trail) -> list[Finished]:
    """Grade one submission without some of its items, leaving a trail."""
    (place,) = PLACE
    return place.written([place.worker.done(task, Isolation(lost=lost, begins=trail.begins))])


def give_up(task: Task, with_reports: bool) -> list[Finished]:
    """Return a submission that cannot be graded at all: a fault of ours, told as one."""
    (place,) = PLACE
    return place.written([place.worker.given_up(task, stopped(), with_reports=with_reports)])

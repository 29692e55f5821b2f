"""The processes of this machine: each worker is one, and lives for the whole batch unless a submission kills it.

If a worker dies, each submission of its portion is graded alone. A process that dies again has left a trail, which says
at which item it was.
"""

import gc
import multiprocessing
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from multiprocessing.context import BaseContext
from time import monotonic

from grader import limits
from grader.batch.engines.crew import START_S, Crew, Order, Report
from grader.batch.engines.engine import Finished, Workshop, split_into_chunks, write_reports
from grader.batch.engines.trail import Trail
from grader.batch.work import Done, Task, Worker, worker_stopped
from grader.grading.isolation import Isolation

__all__ = ["LocalPool", "begin_work", "choose_context", "grade_alone"]

PORTION = 40  # submissions that a worker gets at once; their reports are written and synced together
SIGN_EVERY_S = 0.1  # between two signs of life; more often would only cost messages
GARBAGE_EVERY = 20_000  # new objects; with a smaller number, a tenth of the time goes into looking for cycles


@dataclass(frozen=True, kw_only=True)
class LocalPool:
    """``jobs`` processes that share the submissions."""

    jobs: int = 1
    portion: int = PORTION

    def run(self, workshop: Workshop, tasks: Iterable[Task]) -> Generator[Finished]:
        """Yield the result of each task, as soon as it is ready."""
        with closing(Crew(self.jobs, choose_context(), begin_work, (workshop,), workshop.seconds)) as crew:
            alone = list[Task]()
            portions = split_into_chunks(tasks, self.portion)
            for report in crew.reports(Order(function=grade_portion, arguments=(portion,)) for portion in portions):
                if report.result is None:
                    alone += report.order.arguments[0]
                else:
                    yield from report.result
            for task in alone:
                yield from grade_alone(crew, workshop, task)


def grade_alone(crew: Crew, workshop: Workshop, task: Task) -> Sequence[Finished]:
    """Grade a submission by itself, each time without the items at which a process was too slow, or has died twice.

    A process that dies once may have been killed from outside.
    """
    lost, suspected, trail = frozenset[str](), set[str | None](), Trail(workshop.scratch / "trail")
    while True:
        trail.clear()
        report = run_order(crew, grade_task_alone, task, lost, trail)
        if report.result is not None:
            return report.result
        at = trail.read_last()
        if not report.is_late and at not in suspected:
            suspected.add(at)
            continue
        if at is None or at in lost:  # it is not one of the answers
            return give_up_on(crew, task)
        lost |= {at}


def give_up_on(crew: Crew, task: Task) -> Sequence[Finished]:
    """Give up on a submission that kills every worker; without reports if these kill it too."""
    for with_reports in (True, False, False):
        finished = run_order(crew, record_given_up, task, with_reports).result
        if finished is not None:
            return finished
    raise RuntimeError("workers die whatever they do")


def run_order(crew: Crew, function: Callable[..., list[Finished]], *arguments: object) -> Report[list[Finished]]:
    (report,) = crew.reports(iter((Order(function=function, arguments=arguments),)))
    return report


def choose_context() -> BaseContext:
    """Choose how to start processes: by forking one that has loaded the engine, where the system can do that."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    made = multiprocessing.get_context("forkserver")
    made.set_forkserver_preload(["grader.batch.engines.preload"])
    return made


@dataclass(frozen=True)
class Place:
    """What this process works on. ``sign`` sends a sign of life: the number of seconds until the next one."""

    worker: Worker
    workshop: Workshop
    sign: Callable[[float], None]

    def grade(self, tasks: Iterable[Task]) -> Iterator[Done]:
        """Grade submissions, with signs of life in between, so that each has its full time."""
        signed = monotonic()
        for done in self.worker.work(tasks):
            yield done
            if monotonic() - signed > SIGN_EVERY_S:
                self.sign(float(self.workshop.seconds))
                signed = monotonic()

    def write(self, done: Iterable[Done]) -> list[Finished]:
        """Write reports. Waiting for a slow disk is not the fault of a submission, so it gets extra time."""
        done = list(done)
        self.sign(START_S)
        return write_reports(done, self.workshop)


PLACE: list[Place] = []  # holds the one place of this process


def begin_work(sign: Callable[[float], None], workshop: Workshop) -> None:
    """Make this process a worker with bounded memory.

    The rubric is parsed now, so that its time does not count as that of the first submission.
    """
    bound_memory(limits.MAX_WORKER_BYTES)
    worker = Worker(workshop.job)
    _ = workshop.job.rubric
    PLACE[:] = [Place(worker, workshop, sign)]
    gc.freeze()  # the rubric stays, and grading makes few objects in reference cycles
    gc.set_threshold(GARBAGE_EVERY)
    sign(float(workshop.seconds))


def bound_memory(size: int) -> None:
    """Limit the memory of this process, in bytes: an allocation beyond that fails, where the system can do that."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (size, resource.getrlimit(resource.RLIMIT_AS)[1]))


def grade_portion(tasks: tuple[Task, ...]) -> list[Finished]:
    (place,) = PLACE
    return place.write(place.grade(tasks))


def grade_task_alone(task: Task, lost: frozenset[str], trail: Trail) -> list[Finished]:
    """Grade one submission without some of its items, and leave a trail."""
    (place,) = PLACE
    return place.write([place.worker.grade_task(task, Isolation(lost=lost, begins=trail.note_item))])


def record_given_up(task: Task, with_reports: bool) -> list[Finished]:
    """Return a submission that cannot be graded at all, reported as a fault of ours."""
    (place,) = PLACE
    return place.write([place.worker.give_up_on(task, worker_stopped(), with_reports=with_reports)])

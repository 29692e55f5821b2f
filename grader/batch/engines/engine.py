"""Where a batch is worked on: the processes of this machine, or a cluster; the bytes that come of it are the same.

An engine takes the job and the tasks, and yields what came of each as it is ready, in any order. It writes the reports
into the job's folder, or has its workers do so. A task that is the end of its worker, or of more time than it is given,
costs no other: it is graded again alone, and what cannot be judged ends in a fault (``isolation.py`` in ``grading``).
"""

from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Protocol, TypeVar

from grader import limits
from grader.batch.job import Job
from grader.batch.work import Done, Task
from grader.reports.write import write_all

__all__ = ["Engine", "Finished", "Workshop", "in_chunks", "written"]

Thing = TypeVar("Thing")


@dataclass(frozen=True, kw_only=True)
class Workshop:
    """What is to be worked on, and where its reports go. ``scratch`` is on the same disk as ``out``.

    ``seconds`` is how long one submission may take, by the clock.
    """

    job: Job
    out: Path
    scratch: Path
    seconds: float = limits.MAX_SUBMISSION_S


@dataclass(frozen=True, kw_only=True, slots=True)
class Finished:
    """A task that is done, and whose reports are written, with their sizes in bytes by file name."""

    done: Done
    reports: dict[str, int]


class Engine(Protocol):
    """Something that works on tasks."""

    def run(self, workshop: Workshop, tasks: Iterable[Task]) -> Generator[Finished]:
        """Yield what came of each task, in any order; when it is closed, nobody works on it any more."""
        ...


def in_chunks(things: Iterable[Thing], size: int) -> Iterator[tuple[Thing, ...]]:
    """Yield things in portions, the last of which may be smaller."""
    rest = iter(things)
    while portion := tuple(islice(rest, size)):
        yield portion


def written(done: Iterable[Done], workshop: Workshop) -> list[Finished]:
    """Write the reports on some submissions, all of them together, and return what the store has to know."""
    done = list(done)
    names = [name for one in done for name, _ in one.reports]
    texts = (report for one in done for report in one.reports)
    sizes = dict(zip(names, write_all(workshop.out, texts, workshop.scratch), strict=True))
    known: set[bytes] = set()
    return [Finished(done=slim(one, known), reports={name: sizes[name] for name, _ in one.reports}) for one in done]


def slim(done: Done, known: set[bytes]) -> Done:
    """Return what is done without its reports, which are written, and without records that went before."""
    records = {digest: text for digest, text in done.records.items() if digest not in known}
    known.update(records)
    return replace(done, reports=(), records=records)

"""Where a batch is graded: by processes of this machine or by a cluster. The reports are the same, byte for byte.

An engine takes the job and the tasks, and yields each result as soon as it is ready, in any order. It writes the
reports into the job's folder, or has its workers do so. A task that kills its worker, or takes too long, costs no other
task: it is graded again alone, and what cannot be judged ends in a fault (``isolation.py`` in ``grading``).
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

__all__ = ["Engine", "Finished", "Workshop", "split_into_chunks", "write_reports"]

Thing = TypeVar("Thing")


@dataclass(frozen=True, kw_only=True)
class Workshop:
    """What to grade, and where the reports go. ``scratch`` is on the same disk as ``out``.

    ``seconds`` is how long one submission may take, in wall-clock time.
    """

    job: Job
    out: Path
    scratch: Path
    seconds: float = limits.MAX_SUBMISSION_S


@dataclass(frozen=True, kw_only=True, slots=True)
class Finished:
    """A task that is done and whose reports are written, with their sizes in bytes by file name."""

    done: Done
    reports: dict[str, int]


class Engine(Protocol):
    """Something that grades tasks."""

    def run(self, workshop: Workshop, tasks: Iterable[Task]) -> Generator[Finished]:
        """Yield the result of each task, in any order; after it is closed, nobody works on the tasks any more."""
        ...


def split_into_chunks(things: Iterable[Thing], size: int) -> Iterator[tuple[Thing, ...]]:
    """Yield tuples of ``size`` things, the last of which may be shorter."""
    rest = iter(things)
    while portion := tuple(islice(rest, size)):
        yield portion


def write_reports(done: Iterable[Done], workshop: Workshop) -> list[Finished]:
    """Write the reports on several submissions together, and return what the store needs to know."""
    done = list(done)
    names = [name for one in done for name, _ in one.reports]
    texts = (report for one in done for report in one.reports)
    sizes = dict(zip(names, write_all(workshop.out, texts, workshop.scratch), strict=True))
    known: set[bytes] = set()
    return [
        Finished(done=drop_sent(one, known), reports={name: sizes[name] for name, _ in one.reports}) for one in done
    ]


def drop_sent(done: Done, known: set[bytes]) -> Done:
    """Drop the reports, which are written now, and the records that an earlier submission has sent already."""
    records = {digest: text for digest, text in done.records.items() if digest not in known}
    known.update(records)
    return replace(done, reports=(), records=records)

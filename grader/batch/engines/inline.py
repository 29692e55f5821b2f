"""Grading in this process, one submission after another: for a debugger, and where processes cannot be started.

Nothing is isolated here: one answer that hangs stops everything. The reports are the same.
"""

from collections.abc import Generator, Iterable
from dataclasses import dataclass

from grader.batch.engines.engine import Finished, Workshop, split_into_chunks, write_reports
from grader.batch.work import Task, Worker

__all__ = ["Inline"]

PORTION = 40  # submissions whose reports are written and synced together


@dataclass(frozen=True)
class Inline:
    """Grades without any other process."""

    def run(self, workshop: Workshop, tasks: Iterable[Task]) -> Generator[Finished]:
        """Yield the result of each task, in order."""
        worker = Worker(workshop.job)
        for portion in split_into_chunks(tasks, PORTION):
            yield from write_reports(worker.work(portion), workshop)

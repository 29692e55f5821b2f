"""This very process, one submission after the other: for a debugger, and where processes cannot be made.

Nothing is isolated here: an answer that hangs holds everybody up. The reports are the same.
"""

from collections.abc import Generator, Iterable
from dataclasses import dataclass

from grader.batch.engines.engine import Finished, Workshop, in_chunks, written
from grader.batch.work import Task, Worker

__all__ = ["Inline"]

PORTION = 40


@dataclass(frozen=True)
class Inline:
    """No other process."""

    def run(self, workshop: Workshop, tasks: Iterable[Task]) -> Generator[Finished]:
        """Yield what came of each task, in order."""
        worker = Worker(workshop.job)
        for portion in in_chunks(tasks, PORTION):
            yield from written(worker.work(portion), workshop)

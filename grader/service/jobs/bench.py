"""Grading in processes that can be killed: one for each rubric that is in use, kept until others need the room.

A hostile answer costs only itself: a process that dies or is too slow is replaced, and its submission is graded again
without the answer at which that happened (``grader.batch.engines.pool``).
"""

import json
import os
from collections import OrderedDict
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from grader import limits
from grader.batch.engines.crew import Crew
from grader.batch.engines.engine import Workshop
from grader.batch.engines.pool import begin_work, choose_context, grade_alone
from grader.batch.work import SHARED_NETWORKS, Done, Sent, Task
from grader.grading.result import GradedSubmission
from grader.reports.record.record import from_data
from grader.service.exercises.opened import make_job
from grader.service.store.exercises import Revision

__all__ = ["KillableBench"]

NICENESS = 10  # of 19
MOST_RUBRICS = 3  # at once; a process takes about 60 MB


class KillableBench:
    """Grades one submission at a time. Not for several threads: each has its own."""

    def __init__(self) -> None:
        self.folder = TemporaryDirectory(prefix="grader-")
        self.crews: OrderedDict[int, tuple[Crew, Workshop]] = OrderedDict()

    def grade(
        self, revision: Revision, name: str, data: bytes, student: str, confirmed: bytes = b""
    ) -> GradedSubmission:
        """Return the full record of a submission."""
        crew, workshop = self.get_crew(revision)
        task = Task(position=0, source=Sent(name=name, data=data, confirmed=confirmed), stem="report", student=student)
        (finished,) = grade_alone(crew, workshop, task)
        return restore(finished.done)

    def get_crew(self, revision: Revision) -> tuple[Crew, Workshop]:
        if revision.id not in self.crews:
            while len(self.crews) >= MOST_RUBRICS:
                self.crews.popitem(last=False)[1][0].close()
            folder = Path(self.folder.name)
            job = make_job(revision.rubric, revision.proved, revision.wrong)
            workshop = Workshop(job=job, out=folder, scratch=folder, seconds=limits.MAX_SUBMISSION_S)
            crew = Crew(1, choose_context(), begin_behind_pages, (workshop,), workshop.seconds)
            self.crews[revision.id] = (crew, workshop)
        self.crews.move_to_end(revision.id)
        return self.crews[revision.id]

    def close(self) -> None:
        """Kill every process."""
        while self.crews:
            self.crews.popitem()[1][0].close()
        self.folder.cleanup()


def begin_behind_pages(sign: Callable[[float], None], workshop: Workshop) -> None:
    """Make this process one that grades, and that waits where a page needs the processor at the same time."""
    if hasattr(os, "nice"):  # not on Windows
        os.nice(NICENESS)
    begin_work(sign, workshop)


def restore(done: Done) -> GradedSubmission:
    """Return the record of a submission that a worker has sent in parts."""
    head: Mapping[str, Any] = json.loads(done.head)
    networks = [bytes.fromhex(digest) for digest in head.get(SHARED_NETWORKS, ())]
    found = {"items": done.items, "networks": networks}
    parts = {name: [json.loads(done.records[digest][0]) for digest in digests] for name, digests in found.items()}
    return from_data({**head, **parts})

"""What a kind of job is, and how the kinds are found.

A job runs in two steps. The first reads what it needs and does the work, in killable processes where answers are
involved. The second writes the result, in the same transaction in which the job ends: so it is written once, by whoever
holds the job then.
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection

from grader.family import Family
from grader.grading.result import GradedSubmission
from grader.service.store.database import Database
from grader.service.store.exercises import Revision
from grader.service.store.queue import Job

__all__ = ["JOB_KINDS", "Bench", "JobKind", "Write"]

Write = Callable[[Connection, datetime], None]
"""What writes the result of a job."""


class Bench(Protocol):
    """Grades submissions in a process that may be killed."""

    def grade(
        self, revision: Revision, name: str, data: bytes, student: str, confirmed: bytes = b""
    ) -> GradedSubmission:
        """Return the full record of a submission; an answer that kills the process ends in a fault.

        ``confirmed`` is the map of a worked document.
        """
        ...


class JobKind(Protocol):
    """One kind of job; ``kind`` is also the name of its file."""

    kind: str

    def run(self, job: Job, database: Database, bench: Bench) -> Write:
        """Do the work, and return what writes the result."""
        ...

    def give_up(self, job: Job, connection: Connection, now: datetime) -> None:
        """Write that nobody could do the work, so that a person sees it."""
        ...


JOB_KINDS = Family(
    "grader.service.jobs.kinds", str(Path(__file__).parent / "kinds" / "__init__.py"), group="grader.jobs"
)

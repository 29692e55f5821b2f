"""A look at answers before they are handed in. The target is the check."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from grader.service.exercises.records import describe_stopped, write_record
from grader.service.jobs.protocol import Bench, Write
from grader.service.store.checks import fill_check, get_check
from grader.service.store.courses import get_student_name
from grader.service.store.database import Database
from grader.service.store.exercises import get_revision
from grader.service.store.queue import Job

__all__ = ["MEMBER"]

NAME = "answers.yaml"


@dataclass(frozen=True)
class Check:
    """Grades answers for their author alone."""

    kind: str = "check"

    def run(self, job: Job, database: Database, bench: Bench) -> Write:
        """Grade the answers."""
        with database.read() as connection:
            check = get_check(connection, job.target)
            revision = get_revision(connection, check.revision_id)
            student = get_student_name(connection, check.exercise_id, check.account_id)
        record = write_record(bench.grade(revision, NAME, check.data, student))
        return lambda connection, now: fill_check(connection, check.id, record)

    def give_up(self, job: Job, connection: Connection, now: datetime) -> None:
        """Keep a record that says that something went wrong on our side."""
        check = get_check(connection, job.target)
        revision = get_revision(connection, check.revision_id)
        student = get_student_name(connection, check.exercise_id, check.account_id)
        fill_check(connection, check.id, write_record(describe_stopped(revision, NAME, check.sha256, student)))


MEMBER = Check()

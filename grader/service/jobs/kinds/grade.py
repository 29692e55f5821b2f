"""Grading what was handed in. The target is the submission."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from grader.service.exercises.counting import count_for_student
from grader.service.exercises.records import describe_stopped, write_record
from grader.service.jobs.protocol import Bench, Write
from grader.service.store.courses import get_student_name
from grader.service.store.database import Database
from grader.service.store.exercises import Revision, find_release, get_revision
from grader.service.store.gradings import add_grading
from grader.service.store.queue import Job
from grader.service.store.submissions import Submission, get_submission
from grader.service.typed.answers_file import place_of_submission
from grader.version import __version__

__all__ = ["MEMBER"]


@dataclass(frozen=True)
class Grade:
    """Grades a submission under the revision that counts."""

    kind: str = "grade"

    def run(self, job: Job, database: Database, bench: Bench) -> Write:
        """Grade the submission."""
        with database.read() as connection:
            submission, revision, student = find_work(connection, job)
        place = place_of_submission(student, submission.name)
        graded = bench.grade(revision, place, submission.data, student, submission.confirmed.encode())
        record = write_record(graded)
        return lambda connection, now: keep(connection, submission, revision, record, now)

    def give_up(self, job: Job, connection: Connection, now: datetime) -> None:
        """Keep a record that says that the submission waits for a person."""
        submission, revision, student = find_work(connection, job)
        graded = describe_stopped(revision, submission.name, submission.sha256, student)
        keep(connection, submission, revision, write_record(graded), now)


def find_work(connection: Connection, job: Job) -> tuple[Submission, Revision, str]:
    submission = get_submission(connection, job.target)
    release = find_release(connection, submission.exercise_id)
    assert release is not None
    revision = get_revision(connection, release.revision_id)
    return submission, revision, get_student_name(connection, submission.exercise_id, submission.account_id)


def keep(connection: Connection, submission: Submission, revision: Revision, record: str, now: datetime) -> None:
    """Keep the grading, and write into the ledger what counts for the student now."""
    add_grading(connection, submission.id, revision.id, __version__, record, now)
    count_for_student(connection, submission.exercise_id, submission.account_id, "hand-in", now)


MEMBER = Grade()

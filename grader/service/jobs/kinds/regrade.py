"""Trying a new revision on everything that counts, some submissions at a time. The target is the trial.

Each grading is kept at once, so a trial that is stopped or killed goes on where it was. After each portion the job ends
and puts the next one into the queue, behind whatever students have handed in meanwhile.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from grader.service.exercises.records import write_record
from grader.service.exercises.regrading import count_progress, queue_trial
from grader.service.jobs.protocol import Bench, Write
from grader.service.store.courses import get_student_name
from grader.service.store.database import Database
from grader.service.store.exercises import Revision, get_revision
from grader.service.store.gradings import add_grading
from grader.service.store.queue import Job
from grader.service.store.revising import READY, RUNNING, STOPPED, Trial, find_trial, set_trial_state
from grader.service.store.submissions import get_submission, hold_bytes
from grader.service.typed.answers_file import place_of_submission
from grader.version import __version__

__all__ = ["MEMBER"]

PORTION = 20  # a second's work: what a student hands in must not wait longer


@dataclass(frozen=True)
class Regrade:
    """Grades a portion of what counts under a new revision."""

    kind: str = "regrade"

    def run(self, job: Job, database: Database, bench: Bench) -> Write:
        """Grade a portion, unless somebody has stopped the trial."""
        with database.read() as connection:
            trial = find_trial(connection, job.target)
            assert trial is not None
            revision = get_revision(connection, trial.revision_id)
            left = count_progress(connection, trial).left
        for one in left[:PORTION]:
            with database.read() as connection:
                now = find_trial(connection, job.target)
            if now is None or now.state != RUNNING:
                break
            self.grade_one(job, database, bench, revision, one.id)
        return lambda connection, now: go_on(connection, trial, job, now)

    def grade_one(self, job: Job, database: Database, bench: Bench, revision: Revision, key: int) -> None:
        with database.read() as connection:
            submission = get_submission(connection, key)
            student = get_student_name(connection, submission.exercise_id, submission.account_id)
        place = place_of_submission(student, submission.name)
        record = write_record(bench.grade(revision, place, submission.data, student, submission.confirmed.encode()))

        def keep(connection: Connection) -> None:
            if hold_bytes(connection, key):  # its author may have been deleted in the meantime
                add_grading(connection, key, revision.id, __version__, record, job.created)

        database.write(keep)

    def give_up(self, job: Job, connection: Connection, now: datetime) -> None:
        """Stop the trial; somebody may let it go on."""
        trial = find_trial(connection, job.target)
        assert trial is not None
        set_trial_state(connection, trial, (RUNNING,), STOPPED)


def go_on(connection: Connection, trial: Trial, job: Job, now: datetime) -> None:
    """Put the next portion into the queue; or say that there is none."""
    current = find_trial(connection, trial.id)
    if current is None or current.state != RUNNING:
        return
    if count_progress(connection, trial).left:
        queue_trial(connection, trial, job.id, now)
    else:
        set_trial_state(connection, trial, (RUNNING,), READY)


MEMBER = Regrade()

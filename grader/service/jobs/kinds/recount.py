"""Counting the scores of a class anew after a decision. The target is the decision."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from grader.grading.result import GradedSubmission
from grader.service.exercises.counting import count_for_student, enter_settled, load_rules
from grader.service.jobs.protocol import Bench, Write
from grader.service.store.counted import Counted, iterate_counted
from grader.service.store.database import Database
from grader.service.store.decisions import find_exercise_of, find_newest_decision
from grader.service.store.gradings import find_newest_entry
from grader.service.store.queue import Job
from grader.service.store.submissions import lock_student

__all__ = ["MEMBER"]


@dataclass(frozen=True)
class Recount:
    """Applies all decisions to what counts, and enters the scores that change."""

    kind: str = "recount"

    def run(self, job: Job, database: Database, bench: Bench) -> Write:
        """Work out the scores. A decision that is not the latest is left to the job of that one."""
        with database.read() as connection:
            exercise = find_exercise_of(connection, job.target)
            settled = list[tuple[Counted, GradedSubmission]]()
            if find_newest_decision(connection, exercise) == job.target:
                rules = load_rules(connection, exercise)
                for counted in iterate_counted(connection, exercise):
                    settled.append((counted, rules.settle(counted.record, counted.received)))
        return lambda connection, now: keep(connection, exercise, settled, now)

    def give_up(self, job: Job, connection: Connection, now: datetime) -> None:
        """Do nothing: the decision is kept, and pages that show an answer apply it."""


def keep(
    connection: Connection, exercise: int, settled: Sequence[tuple[Counted, GradedSubmission]], now: datetime
) -> None:
    """Enter the scores that changed; where something else has been entered for a student since, count that anew.

    A grading of the same student waits until this is over, or this waits for it: otherwise the later row of the two
    might be for the earlier submission. What was entered since may have been counted without the decision.
    """
    for counted, graded in sorted(settled, key=lambda one: one[0].account_id):
        lock_student(connection, exercise, counted.account_id)
        newest = find_newest_entry(connection, exercise, counted.account_id)
        if newest is not None and newest.id == counted.entry_id:
            enter_settled(connection, exercise, counted.account_id, counted.grading_id, graded, "decision", now)
        else:
            count_for_student(connection, exercise, counted.account_id, "decision", now)


MEMBER = Recount()

"""What counts for a student: which of their submissions, under which grading, with which score.

The ledger gets a row whenever that changes, and never loses one. Decisions and lateness are applied to a record
here and nowhere else, so that every page and every file shows the same.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sqlalchemy import Connection

from grader.grading.lateness.lateness import apply_late_policy
from grader.grading.people.overrides import Overrides
from grader.grading.result import GradedSubmission
from grader.rubric.late.policy import LatePolicy
from grader.service.exercises.deciding import Decider, load_decider
from grader.service.exercises.opened import Opened, open_revision
from grader.service.exercises.records import read_record
from grader.service.exercises.zeros import count_waiting, explain_zero
from grader.service.store.courses import get_student_name
from grader.service.store.exercises import Extension, Revision, find_release, get_revision, list_extensions
from grader.service.store.gradings import Entry, Grading, enter, find_newest_grading, get_grading, list_entries
from grader.service.store.submissions import (
    Chosen,
    Submission,
    choose_counting,
    get_submission,
    list_submissions_of,
    lock_student,
)

__all__ = [
    "Counting", "Rules", "count_for_student", "enter_settled", "find_counted", "find_counting", "find_due",
    "find_end", "load_rules",
]  # fmt: skip


def find_due(opened: Opened, extensions: Iterable[Extension], student: str) -> datetime | None:
    """Find until when a student is in time, with grace and extension; None if nothing is ever late."""
    return find_end(opened, opened.make_late_policy_of(extensions, student), student)


def find_end(opened: Opened, late: LatePolicy | None, student: str) -> datetime | None:
    """Do as ``find_due`` under a late policy that has the extension of the student already."""
    return late.end_for(student) if late else opened.rubric.visibility.deadline


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What decides on the score of everybody: a revision, the decisions of people, and who may hand in later."""

    revision: Revision
    opened: Opened
    decider: Decider
    extensions: tuple[Extension, ...]

    @property
    def overrides(self) -> Overrides:
        """The decisions of people that the rubric has a place for."""
        return self.decider.overrides

    @cached_property
    def late(self) -> LatePolicy | None:
        """What handing in late costs, with all extensions."""
        return self.opened.make_late_policy(self.extensions)

    def decide(self, graded: GradedSubmission) -> GradedSubmission:
        """Return a record with people's decisions."""
        return self.decider.decide(graded)

    def settle(self, record: str, received: datetime) -> GradedSubmission:
        """Return a record as it counts: with people's decisions, and then with what handing in late costs."""
        return apply_late_policy(self.decide(read_record(record)), self.late, received)

    def choose(self, submissions: Iterable[Chosen], student: str) -> Chosen | None:
        """Choose the submission of a student that counts."""
        return choose_counting(submissions, find_end(self.opened, self.late, student))


def load_rules(connection: Connection, exercise_id: int, revision: Revision | None = None) -> Rules:
    """Return the rules that hold for an exercise now, or those under another revision."""
    if revision is None:
        release = find_release(connection, exercise_id)
        assert release is not None
        revision = get_revision(connection, release.revision_id)
    opened = open_revision(revision)
    return Rules(
        revision=revision,
        opened=opened,
        decider=load_decider(connection, exercise_id, opened),
        extensions=tuple(list_extensions(connection, exercise_id)),
    )


def find_counted(
    connection: Connection, exercise_id: int, account_id: int, rules: Rules
) -> tuple[int, GradedSubmission] | None:
    """Find what should count for a student now: a grading, and its record as it counts.

    None while the submission that counts is not graded.
    """
    student = get_student_name(connection, exercise_id, account_id)
    counting = rules.choose(list_submissions_of(connection, exercise_id, account_id), student)
    grading = find_newest_grading(connection, counting.id, rules.revision.id) if counting else None
    if counting is None or grading is None:
        return None
    return grading.id, rules.settle(grading.record, counting.received)


def count_for_student(
    connection: Connection, exercise_id: int, account_id: int, because: str, now: datetime, rules: Rules | None = None
) -> None:
    """Write into the ledger what counts for a student now; nothing while the submission that counts is not graded.

    ``rules`` are those that hold now, where the caller has locked the student and loaded them since.
    """
    lock_student(connection, exercise_id, account_id)
    counted = find_counted(connection, exercise_id, account_id, rules or load_rules(connection, exercise_id))
    if counted is not None:
        enter_settled(connection, exercise_id, account_id, *counted, because, now)


def enter_settled(
    connection: Connection,
    exercise_id: int,
    account_id: int,
    grading_id: int,
    graded: GradedSubmission,
    because: str,
    now: datetime,
) -> None:
    """Write a record, as it counts, into the ledger."""
    enter(
        connection,
        exercise_id,
        account_id,
        grading_id,
        score=str(graded.final_score),
        pending=str(graded.pending),
        because=because,
        now=now,
        zero=explain_zero(graded) or "",
        waiting=count_waiting(graded),
    )


@dataclass(frozen=True, kw_only=True)
class Counting:
    """What counts for a student: a submission, and its record as it counts. ``history`` is their part of the ledger."""

    submission: Submission
    grading: Grading
    graded: GradedSubmission
    history: tuple[Entry, ...]


def find_counting(connection: Connection, exercise_id: int, account_id: int) -> Counting | None:
    """Find what counts for a student; None before it is graded."""
    history = list_entries(connection, exercise_id, account_id)
    if not history:
        return None
    grading = get_grading(connection, history[-1].grading_id)
    submission = get_submission(connection, grading.submission_id)
    rules = load_rules(connection, exercise_id, get_revision(connection, grading.revision_id))
    graded = rules.settle(grading.record, submission.received)
    return Counting(submission=submission, grading=grading, graded=graded, history=tuple(history))

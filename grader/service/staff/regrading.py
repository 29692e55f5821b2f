"""Trying a revision on what was handed in, stopping that, and making the revision count."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from grader.reports.author.changes import describe_changes, format_difference, format_score
from grader.service.exercises.regrading import Moved, accept_trial, queue_trial
from grader.service.identity.accounts import Account
from grader.service.refusals import ConflictError, NotFoundError
from grader.service.store.audit import note
from grader.service.store.database import Database
from grader.service.store.decisions import lock_exercise
from grader.service.store.exercises import Exercise, find_revision, get_revision
from grader.service.store.revising import (
    READY,
    RUNNING,
    STOPPED,
    Trial,
    add_trial,
    find_newest_trial,
    find_trial,
    set_trial_state,
)

__all__ = ["MovedRow", "accept", "begin_trial", "find_trial_of", "go_on", "list_moved_rows", "stop"]

NOT_READY = "Somebody else has stopped this trial, or made it count. Nothing was changed."


@dataclass(frozen=True, kw_only=True)
class MovedRow:
    """What a revision changes for a student, in words."""

    account: int
    student: str
    before: str
    after: str
    change: str
    why: Sequence[str]


def list_moved_rows(moved: Sequence[Moved]) -> Sequence[MovedRow]:
    """Return what changes for whom, as it is shown."""
    return [
        MovedRow(
            account=one.account_id,
            student=one.comparison.student,
            before=format_score(one.comparison.before),
            after=format_score(one.comparison.after),
            change=format_difference(one.comparison.gain),
            why=describe_changes(one.comparison),
        )
        for one in moved
    ]


def find_trial_of(connection: Connection, exercise: Exercise, key: int) -> Trial:
    """Return a trial of an exercise."""
    trial = find_trial(connection, key)
    if trial is None or trial.exercise_id != exercise.id:
        raise NotFoundError
    return trial


def begin_trial(connection: Connection, exercise: Exercise, by: Account, number: int, now: datetime) -> Trial:
    """Begin to grade what counts under another revision; return the trial that runs, if there is one."""
    revision = find_revision(connection, exercise, number)
    if revision is None:
        raise NotFoundError
    lock_exercise(connection, exercise.id)  # or two who begin at once would have two trials
    known = find_newest_trial(connection, exercise.id)
    if known and known.revision_id == revision.id and known.state in (RUNNING, READY):
        return known
    if known:
        set_trial_state(connection, known, (RUNNING, READY), STOPPED)
    trial = add_trial(connection, exercise.id, revision.id, by.id, now)
    queue_trial(connection, trial, 0, now)
    note(connection, by.id, "trial", f"exercise {exercise.id}", now, revision=number)
    return trial


def stop(connection: Connection, trial: Trial, by: Account, now: datetime) -> None:
    """Stop a trial. What was graded stays."""
    if set_trial_state(connection, trial, (RUNNING, READY), STOPPED):
        note_trial(connection, trial, by, "trial-stopped", now)


def go_on(connection: Connection, trial: Trial, by: Account, now: datetime) -> None:
    """Let a trial that was stopped go on where it was."""
    if set_trial_state(connection, trial, (STOPPED,), RUNNING):
        queue_trial(connection, trial, int(now.timestamp() * 1_000_000), now)
        note_trial(connection, trial, by, "trial-continued", now)


def note_trial(connection: Connection, trial: Trial, by: Account, action: str, now: datetime) -> None:
    number = get_revision(connection, trial.revision_id).number
    note(connection, by.id, action, f"exercise {trial.exercise_id}", now, revision=number)


def accept(database: Database, trial: Trial, by: Account, now: datetime) -> None:
    """Make the revision count, with all scores that follow from it."""
    if not accept_trial(database, trial, by.id, now):
        raise ConflictError(NOT_READY)

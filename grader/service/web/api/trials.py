"""Regrading: trying a revision on what was handed in, seeing whose score it changes, and making it count."""

from fastapi import APIRouter, Response
from pydantic import BaseModel

from grader.service.exercises.regrading import compare_trial, count_progress
from grader.service.staff.regrading import accept, begin_trial, find_trial_of, go_on, list_moved_rows, stop
from grader.service.store.exercises import get_revision
from grader.service.store.revising import READY
from grader.service.web.access import ManageVisit, ReadClassVisit, Visit
from grader.service.web.keys import Key
from grader.service.web.programs import CHANGES, EXERCISE, READS, UNCHANGED, IfNoneMatch, send_tagged

__all__ = ["router"]

router = APIRouter(tags=["regrading"])
TRIAL = f"{EXERCISE}/trials/{{key}}"


class ChangedRow(BaseModel):
    """What changes for a student, in words."""

    account: int
    student: str
    before: str
    after: str
    change: str
    why: list[str]


class TrialRow(BaseModel):
    """A trial. ``state`` is 'running', 'ready', 'stopped' or 'accepted'; ``changes`` is None unless it is ready."""

    number: int
    revision: int
    state: str
    done: int
    total: int
    changes: list[ChangedRow] | None = None


def describe(visit: Visit, key: int) -> TrialRow:
    with visit.service.database.read() as connection:
        trial = find_trial_of(connection, visit.in_exercise, key)
        progress, revision = count_progress(connection, trial), get_revision(connection, trial.revision_id)
        moved = compare_trial(connection, trial) if trial.state == READY else None
    changes = None if moved is None else [ChangedRow.model_validate(vars(one)) for one in list_moved_rows(moved)]
    return TrialRow(
        number=trial.id,
        revision=revision.number,
        state=trial.state,
        done=progress.done,
        total=progress.total,
        changes=changes,
    )


@router.post(f"{EXERCISE}/revisions/{{number}}/trials", status_code=201, responses=CHANGES)
def begin(visit: ManageVisit, number: Key) -> TrialRow:
    """Begin to grade what counts under another revision; the trial that runs already, if there is one."""
    exercise, by, now = visit.in_exercise, visit.person, visit.service.clock()
    trial = visit.service.database.write(lambda c: begin_trial(c, exercise, by, number, now))
    visit.service.runner.wake()
    return describe(visit, trial.id)


@router.get(TRIAL, response_model=TrialRow, responses={**READS, **UNCHANGED})
def get_trial(visit: ReadClassVisit, key: Key, if_none_match: IfNoneMatch = None) -> Response:
    """Return how far a trial is; at its end, whose score changes and why."""
    return send_tagged(describe(visit, key), if_none_match)


@router.post(f"{TRIAL}/stop", responses=CHANGES)
def stop_one(visit: ManageVisit, key: Key) -> TrialRow:
    """Stop a trial. What was graded stays."""
    exercise, by, now = visit.in_exercise, visit.person, visit.service.clock()
    visit.service.database.write(lambda c: stop(c, find_trial_of(c, exercise, key), by, now))
    return describe(visit, key)


@router.post(f"{TRIAL}/go-on", responses=CHANGES)
def let_go_on(visit: ManageVisit, key: Key) -> TrialRow:
    """Let a trial that was stopped go on where it was."""
    exercise, by, now = visit.in_exercise, visit.person, visit.service.clock()
    visit.service.database.write(lambda c: go_on(c, find_trial_of(c, exercise, key), by, now))
    visit.service.runner.wake()
    return describe(visit, key)


@router.post(f"{TRIAL}/accept", responses=CHANGES)
def accept_one(visit: ManageVisit, key: Key) -> TrialRow:
    """Make the revision count, with all scores that follow from it; 409 unless the trial is ready."""
    with visit.service.database.read() as connection:
        trial = find_trial_of(connection, visit.in_exercise, key)
    accept(visit.service.database, trial, visit.person, visit.service.clock())
    visit.service.runner.wake()
    return describe(visit, key)

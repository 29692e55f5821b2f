"""Trying a new revision of a rubric, seeing whose score it changes and why, and making it count."""

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import Connection

from grader.reports.author.changes import describe_changes, format_difference, format_score, list_item_rows
from grader.reports.author.changes_data import changes_as_csv
from grader.service.exercises.regrading import accept_trial, compare_trial, count_progress, queue_trial
from grader.service.store.audit import note
from grader.service.store.exercises import find_revision, get_revision
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
from grader.service.web.access import Form, InstructorVisit, NotFoundError, StaffVisit, Visit
from grader.service.web.keys import Key
from grader.service.web.rendering import render_page
from grader.service.web.routes.student import find_address

__all__ = ["router"]

router = APIRouter(prefix="/courses/{course}/{exercise}/-", include_in_schema=False)
NOT_READY = "Somebody else has stopped this trial, or made it count. Nothing was changed."


@router.post("/revisions/{number}/try")
def try_revision(visit: InstructorVisit, form: Form, number: Key) -> Response:
    """Begin to grade what counts under another revision; lead to the trial that runs, if there is one."""
    exercise, by, now = visit.in_exercise, visit.person, visit.service.clock()

    def begin(connection: Connection) -> Trial:
        revision = find_revision(connection, exercise, number)
        if revision is None:
            raise NotFoundError
        known = find_newest_trial(connection, exercise.id)
        if known and known.revision_id == revision.id and known.state in (RUNNING, READY):
            return known
        if known:
            set_trial_state(connection, known, (RUNNING, READY), STOPPED)
        trial = add_trial(connection, exercise.id, revision.id, by.id, now)
        queue_trial(connection, trial, 0, now)
        note(connection, by.id, "trial", f"exercise {exercise.id}", now, revision=number)
        return trial

    trial = visit.service.database.write(begin)
    visit.service.runner.wake()
    return lead_to(visit, trial.id)


def lead_to(visit: Visit, key: int) -> Response:
    return RedirectResponse(f"{find_address(visit)}/-/trials/{key}", 303)


@router.get("/trials/{key}")
def show_trial(visit: StaffVisit, key: Key) -> Response:
    """Show how far a trial is; at its end, whose score changes and why."""
    return show(visit, key)


def find_here(connection: Connection, visit: Visit, key: int) -> Trial:
    trial = find_trial(connection, key)
    if trial is None or trial.exercise_id != visit.in_exercise.id:
        raise NotFoundError
    return trial


def show(visit: Visit, key: int, status: int = 200, *, notice: str = "") -> Response:
    with visit.service.database.read() as connection:
        trial = find_here(connection, visit, key)
        moved = compare_trial(connection, trial) if trial.state == READY else ()
        progress, revision = count_progress(connection, trial), get_revision(connection, trial.revision_id)
    rows = [
        {
            "account": one.account_id,
            "student": one.comparison.student,
            "before": format_score(one.comparison.before),
            "after": format_score(one.comparison.after),
            "change": format_difference(one.comparison.gain),
            "why": describe_changes(one.comparison),
        }
        for one in moved
    ]
    items = list(list_item_rows([one.comparison for one in moved]))
    return render_page(
        visit,
        "trial",
        status,
        notice=notice,
        trial=trial,
        progress=progress,
        revision=revision,
        rows=rows,
        items=items,
    )


@router.get("/trials/{key}/changes.csv")
def send_changes(visit: StaffVisit, key: Key) -> Response:
    """Send all changes as a table."""
    with visit.service.database.read() as connection:
        moved = compare_trial(connection, find_here(connection, visit, key))
    name = f"{visit.in_exercise.slug}-changes.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    table = changes_as_csv([one.comparison for one in moved])
    return Response(table.encode(), media_type="text/csv; charset=utf-8", headers=headers)


@router.post("/trials/{key}/stop")
def stop(visit: InstructorVisit, form: Form, key: Key) -> Response:
    """Stop a trial. What was graded stays."""
    visit.service.database.write(lambda c: set_trial_state(c, find_here(c, visit, key), (RUNNING, READY), STOPPED))
    return lead_to(visit, key)


@router.post("/trials/{key}/go-on")
def go_on(visit: InstructorVisit, form: Form, key: Key) -> Response:
    """Let a trial that was stopped go on where it was."""
    now = visit.service.clock()

    def act(connection: Connection) -> None:
        trial = find_here(connection, visit, key)
        if set_trial_state(connection, trial, (STOPPED,), RUNNING):
            queue_trial(connection, trial, int(now.timestamp() * 1_000_000), now)

    visit.service.database.write(act)
    visit.service.runner.wake()
    return lead_to(visit, key)


@router.post("/trials/{key}/accept")
def accept(visit: InstructorVisit, form: Form, key: Key) -> Response:
    """Make the revision count, with all scores that follow from it."""
    service, by, now = visit.service, visit.person, visit.service.clock()
    with service.database.read() as connection:
        trial = find_here(connection, visit, key)
        revision = get_revision(connection, trial.revision_id)
    if not accept_trial(service.database, trial, by.id, now):
        return show(visit, key, 409, notice=NOT_READY)
    target = f"exercise {visit.in_exercise.id}"
    service.database.write(lambda c: note(c, by.id, "regrade", target, now, revision=revision.number))
    service.runner.wake()
    return RedirectResponse(f"{find_address(visit)}/-/class", 303)

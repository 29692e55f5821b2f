"""Trying a new revision of a rubric, seeing whose score it changes and why, and making it count."""

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from grader.reports.author.changes import list_item_rows
from grader.reports.author.changes_data import changes_as_csv
from grader.service.exercises.differences import find_differences
from grader.service.exercises.regrading import compare_trial, count_progress
from grader.service.refusals import RefusedError
from grader.service.staff.regrading import accept, begin_trial, find_trial_of, go_on, list_moved_rows, stop
from grader.service.store.exercises import get_revision
from grader.service.store.revising import READY
from grader.service.web.access import Form, InstructorVisit, StaffVisit, Visit
from grader.service.web.downloads import send_file
from grader.service.web.keys import Key
from grader.service.web.problems import find_status
from grader.service.web.rendering import render_page
from grader.service.web.routes.student import find_address

__all__ = ["router"]

router = APIRouter(prefix="/courses/{course}/{exercise}/-", include_in_schema=False)


@router.post("/revisions/{number}/try")
def try_revision(visit: InstructorVisit, form: Form, number: Key) -> Response:
    """Begin to grade what counts under another revision; lead to the trial that runs, if there is one."""
    exercise, by, now = visit.in_exercise, visit.person, visit.service.clock()

    trial = visit.service.database.write(lambda c: begin_trial(c, exercise, by, number, now))
    visit.service.runner.wake()
    return lead_to(visit, trial.id)


def lead_to(visit: Visit, key: int) -> Response:
    return RedirectResponse(f"{find_address(visit)}/-/trials/{key}", 303)


@router.get("/trials/{key}")
def show_trial(visit: StaffVisit, key: Key) -> Response:
    """Show how far a trial is; at its end, whose score changes and why."""
    return show(visit, key)


def show(visit: Visit, key: int, status: int = 200, *, notice: str = "") -> Response:
    with visit.service.database.read() as connection:
        trial = find_trial_of(connection, visit.in_exercise, key)
        moved = compare_trial(connection, trial) if trial.state == READY else ()
        progress, revision = count_progress(connection, trial), get_revision(connection, trial.revision_id)
        differences = find_differences(connection, revision, visit.in_course.zone)
    items = list(list_item_rows([one.comparison for one in moved]))
    return render_page(
        visit,
        "trial",
        status,
        notice=notice,
        trial=trial,
        progress=progress,
        revision=revision,
        differences=differences,
        rows=list_moved_rows(moved),
        items=items,
    )


@router.get("/trials/{key}/changes.csv")
def send_changes(visit: StaffVisit, key: Key) -> Response:
    """Send all changes as a table."""
    with visit.service.database.read() as connection:
        moved = compare_trial(connection, find_trial_of(connection, visit.in_exercise, key))
    table = changes_as_csv([one.comparison for one in moved])
    return send_file(table.encode(), "text/csv; charset=utf-8", f"{visit.in_exercise.slug}-changes.csv")


@router.post("/trials/{key}/stop")
def stop_one(visit: InstructorVisit, form: Form, key: Key) -> Response:
    """Stop a trial. What was graded stays."""
    exercise, by, now = visit.in_exercise, visit.person, visit.service.clock()
    visit.service.database.write(lambda c: stop(c, find_trial_of(c, exercise, key), by, now))
    return lead_to(visit, key)


@router.post("/trials/{key}/go-on")
def let_go_on(visit: InstructorVisit, form: Form, key: Key) -> Response:
    """Let a trial that was stopped go on where it was."""
    exercise, by, now = visit.in_exercise, visit.person, visit.service.clock()
    visit.service.database.write(lambda c: go_on(c, find_trial_of(c, exercise, key), by, now))
    visit.service.runner.wake()
    return lead_to(visit, key)


@router.post("/trials/{key}/accept")
def accept_one(visit: InstructorVisit, form: Form, key: Key) -> Response:
    """Make the revision count, with all scores that follow from it."""
    service, by, now = visit.service, visit.person, visit.service.clock()
    with service.database.read() as connection:
        trial = find_trial_of(connection, visit.in_exercise, key)
    try:
        accept(service.database, trial, by, now)
    except RefusedError as error:
        return show(visit, key, find_status(error), notice=error.why)
    service.runner.wake()
    return RedirectResponse(f"{find_address(visit)}/-/class", 303)

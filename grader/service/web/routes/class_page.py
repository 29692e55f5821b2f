"""The class at a glance, and the work of one student as the staff see it."""

from collections.abc import Mapping

from fastapi import APIRouter
from fastapi.responses import Response
from markupsafe import Markup

from grader.grading.visibility.visibility import View, find_phase_of_author, restrict_to_view
from grader.reports.formats.html import render_sections
from grader.rubric.visibility import Phase
from grader.service.exercises.class_rows import add_up, list_class
from grader.service.exercises.counting import find_counting
from grader.service.exercises.records import show_to_staff
from grader.service.exercises.zeros import explain_zero
from grader.service.identity.enrolling import get_account
from grader.service.staff.decided import list_decided_on
from grader.service.store.allowances.requests import find_request
from grader.service.store.courses import get_student_name
from grader.service.store.decisions import find_newest_decision
from grader.service.store.members import find_person
from grader.service.store.submissions import find_submission, list_submissions_of
from grader.service.web.access import NotFoundError, StaffVisit, Visit
from grader.service.web.desk import find_opened
from grader.service.web.downloads import send_file
from grader.service.web.keys import Key
from grader.service.web.rendering import render_page

__all__ = ["router", "show_one"]

NOTHING: Mapping[str, str] = {}
router = APIRouter(prefix="/courses/{course}/{exercise}/-", include_in_schema=False)


@router.get("/class")
def show_class(visit: StaffVisit) -> Response:
    """Show a row for each student."""
    opened = find_opened(visit)
    if opened is None:
        return render_page(visit, "nothing_released")
    with visit.service.database.read() as connection:
        rows = list_class(connection, visit.in_course, visit.in_exercise.id, opened)
    return render_page(visit, "class", rows=rows, totals=add_up(rows), points=opened.rubric.points)


@router.get("/work/{account}")
def show_work(visit: StaffVisit, account: Key) -> Response:
    """Show what a student has handed in, and what counts of it, as the staff see it."""
    return show_one(visit, account)


def show_one(
    visit: Visit, account: int, status: int = 200, *, notice: str = "", typed: Mapping[str, str] = NOTHING
) -> Response:
    """Show the work of one student. ``typed`` are points for a file that cannot be read, which were refused."""
    opened, exercise = find_opened(visit), visit.in_exercise.id
    with visit.service.database.read() as connection:
        submissions = list_submissions_of(connection, exercise, account)
        person = find_person(connection, visit.in_course, account)
        if opened is None or (person is None and not submissions):
            raise NotFoundError
        counting = find_counting(connection, exercise, account)
        student = get_student_name(connection, exercise, account)
        display = person.display if person else get_account(connection, account).display
        seen = find_newest_decision(connection, exercise)
        request = find_request(connection, exercise, account)
        decided = list_decided_on(connection, exercise, counting) if counting else ()
    graded = show_to_staff(counting.graded, opened, visit.service.clock()) if counting else None
    return render_page(
        visit,
        "work",
        status,
        notice=notice,
        typed=typed,
        account=account,
        student=student,
        display=display,
        is_member=person is not None,
        submissions=submissions,
        counting=counting,
        graded=graded,
        seen=seen,
        request=request,
        decided=decided,
        zero=explain_zero(graded) if graded else None,
        parts=opened.rubric.parts,
        body=Markup("".join(render_sections(graded))) if graded else "",
    )


@router.get("/work/{account}/as-student")
def show_as_student(visit: StaffVisit, account: Key, phase: str = "") -> Response:
    """Show what a student sees of their work now, or in another phase."""
    opened, exercise = find_opened(visit), visit.in_exercise.id
    with visit.service.database.read() as connection:
        counting = find_counting(connection, exercise, account)
    if opened is None or counting is None:
        raise NotFoundError
    graded, now = counting.graded, visit.service.clock()
    chosen = Phase(phase) if phase in set(Phase) else find_phase_of_author(graded, opened.rubric, now)
    shown = restrict_to_view(graded, opened.rubric, View(phase=chosen))
    body = Markup("".join(render_sections(shown)))
    return render_page(visit, "work_as_student", body=body, account=account, phase=chosen, phases=list(Phase))


@router.get("/work/{account}/submissions/{number}")
def send_submission(visit: StaffVisit, account: Key, number: Key) -> Response:
    """Send the very bytes that a student handed in."""
    with visit.service.database.read() as connection:
        found = find_submission(connection, visit.in_exercise.id, account, number)
    if found is None:
        raise NotFoundError
    suffix = found.name.rpartition(".")[2]
    name = f"{visit.in_exercise.slug}-{account}-{number}.{suffix if suffix in ('yaml', 'yml', 'json') else 'txt'}"
    return send_file(found.data, "application/octet-stream", name)

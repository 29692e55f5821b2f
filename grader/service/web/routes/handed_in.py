"""The receipt for what was handed in, and what comes back: feedback as the rubric's levels allow."""

from collections.abc import Iterator, Mapping

from fastapi import APIRouter
from fastapi.responses import JSONResponse, RedirectResponse, Response
from markupsafe import Markup

from grader.documents.writing import write_yaml
from grader.errors import Diagnostic, DocumentError
from grader.grading.result import GradedSubmission, ItemResult
from grader.reports.formats.html import render, render_sections
from grader.service.exercises.counting import find_counting
from grader.service.exercises.readback import ReadFile, is_document, read_file_back
from grader.service.exercises.receipts import make_receipt
from grader.service.exercises.records import show_to_student
from grader.service.exercises.students.announcing import find_announcements
from grader.service.exercises.students.filling import DEFINITIONS, read_fields
from grader.service.exercises.students.listing import list_standings
from grader.service.exercises.students.places import find_typed_texts, move_to_fields
from grader.service.exercises.students.removed import could_be_read_before
from grader.service.exercises.zeros import explain_zero
from grader.service.store.checks import list_checks
from grader.service.store.gradings import note_seen
from grader.service.store.keys import get_key
from grader.service.store.submissions import Submission, find_submission
from grader.service.web.access import Form, MemberVisit, NotFoundError, Visit
from grader.service.web.desk import Desk, load_desk
from grader.service.web.documents import read_handed_in
from grader.service.web.downloads import attach, send_file
from grader.service.web.keys import read_key
from grader.service.web.rendering import render_page
from grader.service.web.routes.handing_in import find_suffix
from grader.service.web.routes.student import find_address
from grader.submission import make_template

__all__ = ["MOST_SUBMISSIONS", "find_feedback", "find_mine", "router"]

router = APIRouter(prefix="/courses/{course}/{exercise}", include_in_schema=False)
MOST_CHECKS = 50  # that are listed
MOST_SUBMISSIONS = 1_000_000  # a larger number is none of ours, and may be too large for the database


def find_mine(visit: Visit, number: int) -> Submission:
    """Return a submission of whoever asks."""
    if not 0 < number <= MOST_SUBMISSIONS:
        raise NotFoundError
    with visit.service.database.read() as connection:
        found = find_submission(connection, visit.in_exercise.id, visit.person.id, number)
    if found is None:
        raise NotFoundError
    return found


@router.get("/template.yaml")
def send_template(visit: MemberVisit) -> Response:
    """Send a file to fill in."""
    desk = load_desk(visit)
    text = make_template(desk.opened.rubric).replace("\nstudent:\n", f"\nstudent: {quote_name(desk.student)}\n", 1)
    return send_file(text.encode(), "application/yaml", f"{visit.in_exercise.slug}.yaml")


def quote_name(student: str) -> str:
    return write_yaml({"student": student}).removeprefix("student: ").rstrip("\n")


@router.get("/submissions")
def show_submissions(visit: MemberVisit) -> Response:
    """List what was handed in and checked, with what counts, and why."""
    desk = load_desk(visit, may_be_closed=True)
    with visit.service.database.read() as connection:
        checks = list_checks(connection, visit.in_exercise.id, visit.person.id, MOST_CHECKS)
    standings = list_standings(desk.submissions, desk.end)
    return render_page(visit, "submissions", standings=standings, checks=checks, most=MOST_CHECKS)


@router.get("/submissions/{number}")
def show_receipt(visit: MemberVisit, number: int) -> Response:
    """Show that something was handed in, when, and how it is read."""
    desk, submission = load_desk(visit, may_be_closed=True), find_mine(visit, number)
    if is_document(submission.name):
        return show_document_receipt(visit, desk, submission)
    read, faults = None, list[Diagnostic]()
    try:
        read = read_file_back(desk.opened, submission.name, submission.data)
    except DocumentError as error:
        faults += error.diagnostics
    texts = find_typed_texts(desk.opened, read, submission.data) if read else {}
    filled = read_fields(desk.opened, read) if read and not texts else None
    results = {result.id: result for result in list_results(visit, desk, read, texts)}
    return render_page(
        visit,
        "receipt",
        desk=desk,
        submission=submission,
        read=read,
        results=results,
        faults=faults,
        filled=filled,
        reading="",
        is_changed="changed" in visit.request.query_params,
        is_outdated=bool(faults) and is_outdated(visit, submission),
    )


def show_document_receipt(visit: Visit, desk: Desk, submission: Submission) -> Response:
    """Show that a worked document was handed in, when, and how it is read."""
    found = read_handed_in(visit, desk, submission)
    return render_page(
        visit,
        "receipt",
        desk=desk,
        submission=submission,
        read=None,
        results={},
        faults=found.faults,
        filled=None,
        reading=Markup(found.markup),
        is_changed=False,
        is_outdated=False,
    )


def list_results(visit: Visit, desk: Desk, read: ReadFile | None, texts: Mapping[str, str]) -> Iterator[ItemResult]:
    """Yield how answers are read: as they were while they were typed, or as they are in an uploaded file."""
    if not texts:
        yield from (one.result for one in read.answers if one.result) if read else ()
        return
    for item, text in texts.items():
        result = desk.opened.read_typed(visit.service.readers, item, text, texts[DEFINITIONS])
        if result is not None:
            yield result


def is_outdated(visit: Visit, submission: Submission) -> bool:
    """Whether a file cannot be read only because the exercise was changed."""
    with visit.service.database.read() as connection:
        return could_be_read_before(connection, visit.in_exercise, submission)


@router.get("/submissions/{number}/file")
def send_submission(visit: MemberVisit, number: int) -> Response:
    """Send the very bytes that were handed in."""
    submission = find_mine(visit, number)
    return send_file(submission.data, "application/octet-stream", f"submission-{number}{find_suffix(submission.name)}")


@router.get("/submissions/{number}/receipt")
def send_receipt(visit: MemberVisit, number: int) -> Response:
    """Send the receipt as a file, signed."""
    submission, service = find_mine(visit, number), visit.service
    student = load_desk(visit, may_be_closed=True).student
    key = get_key(service.database, "receipt")
    receipt = make_receipt(submission, visit.in_course.slug, visit.in_exercise.slug, student, key)
    return JSONResponse(receipt, headers=attach(f"receipt-{number}.json"))


@router.get("/feedback")
def show_feedback(visit: MemberVisit) -> Response:
    """Show the feedback on what counts, and why the score has changed since it was graded, if it has."""
    found, desk, now = find_feedback(visit), load_desk(visit, may_be_closed=True), visit.service.clock()
    if found is None:
        return render_page(visit, "no_feedback", desk=desk)
    submission, graded = found
    shown = move_to_fields(desk.opened, submission.name, submission.data, graded)
    with visit.service.database.read() as connection:
        changes = find_announcements(connection, visit.in_exercise.id, visit.person.id, desk.opened, now)
    return render_page(
        visit,
        "feedback",
        body=Markup("".join(render_sections(shown))),
        submission=submission,
        zero=explain_zero(graded),
        is_readable=graded.is_readable,
        is_outdated=not graded.is_readable and is_outdated(visit, submission),
        changes=changes,
    )


@router.post("/feedback/seen")
def note_changes(visit: MemberVisit, form: Form) -> Response:
    """Note that somebody has seen why their score changed."""
    exercise, account, entry, now = (
        visit.in_exercise.id,
        visit.person.id,
        read_key(form, "entry"),
        visit.service.clock(),
    )
    visit.service.database.write(lambda connection: note_seen(connection, exercise, account, entry, now))
    return RedirectResponse(f"{find_address(visit)}/feedback", 303)


@router.get("/report.html")
def send_report(visit: MemberVisit) -> Response:
    """Send the feedback as a page of its own: the bytes that ``grader grade`` writes for the same submission."""
    found = find_feedback(visit)
    if found is None:
        raise NotFoundError
    return send_file(render(found[1]).encode(), "text/html; charset=utf-8", "report.html")


def find_feedback(visit: Visit) -> tuple[Submission, GradedSubmission] | None:
    """Return the submission that counts, with what its author may see now; None before it is graded."""
    desk, service = load_desk(visit, may_be_closed=True), visit.service
    with service.database.read() as connection:
        found = find_counting(connection, visit.in_exercise.id, visit.person.id)
    if found is None:
        return None
    return found.submission, show_to_student(found.graded, desk.opened, service.clock())

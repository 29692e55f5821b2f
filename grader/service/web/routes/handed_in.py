"""Handing in, the receipt for it, and what comes back: feedback as the rubric's levels allow."""

from dataclasses import replace

from fastapi import APIRouter
from fastapi.responses import JSONResponse, RedirectResponse, Response
from markupsafe import Markup
from sqlalchemy.exc import DBAPIError
from starlette.datastructures import FormData, UploadFile

from grader.documents.writing import write_yaml
from grader.errors import Diagnostic, DocumentError
from grader.grading.result import GradedSubmission
from grader.reports.formats.html import render, render_sections
from grader.service.exercises.counting import find_counting
from grader.service.exercises.handing_in import hand_in_answers
from grader.service.exercises.readback import read_file_back
from grader.service.exercises.receipts import make_receipt
from grader.service.exercises.records import show_to_student
from grader.service.exercises.zeros import explain_zero
from grader.service.identity.secrets import make_secret
from grader.service.store.database import Trouble, find_trouble
from grader.service.store.keys import get_key
from grader.service.store.submissions import Submission, find_submission
from grader.service.web.access import Form, MemberVisit, NotFoundError, Visit
from grader.service.web.desk import NOTHING, Desk, load_desk
from grader.service.web.reading import render_preview
from grader.service.web.rendering import render_page
from grader.service.web.routes.student import (
    CHANGED_ELSEWHERE,
    find_address,
    read_typed,
    save_all,
    show_desk,
    write_answers,
)
from grader.submission import make_template

__all__ = ["MOST_SUBMISSIONS", "find_feedback", "find_mine", "router"]

router = APIRouter(prefix="/courses/{course}/{exercise}", include_in_schema=False)
SUFFIXES = (".yaml", ".yml", ".json")
FULL_DISK = (
    "Not handed in: the disk of the server is full; what you typed is kept in this page. Leave the page open, tell "
    "whoever runs the service, and hand in again."
)
MOST_SUBMISSIONS = 1_000_000  # a larger number is none of ours, and may be too large for the database


@router.post("/hand-in")
def hand_in(visit: MemberVisit, form: Form) -> Response:
    """Hand in the answers of the page, and lead to the receipt."""
    desk = load_desk(visit)
    try:
        return keep_answers(visit, desk, form)
    except DBAPIError as error:
        if find_trouble(error) is not Trouble.FULL:
            raise
        return show_desk(visit, hold(desk, form), 503, note=FULL_DISK)


def hold(desk: Desk, form: FormData) -> Desk:
    """Return the exercise with what was typed in its fields, where nothing can be kept on the disk."""
    typed = {
        item: replace(desk.drafts.get(item, NOTHING), item=item, text=text)
        for item, text in read_typed(desk, form).items()
    }
    return replace(desk, drafts={**desk.drafts, **typed})


def keep_answers(visit: Visit, desk: Desk, form: FormData) -> Response:
    newer = save_all(visit, desk, form)
    if newer:
        note = f"Not handed in: {CHANGED_ELSEWHERE}"
        return show_desk(visit, load_desk(visit), 409, note=note, newer=newer, typed=read_typed(desk, form))
    data = write_answers(desk, form).encode()
    return keep(visit, f"{desk.student}.yaml", data, str(form.get("form", "")))


@router.post("/upload")
def upload(visit: MemberVisit, form: Form) -> Response:
    """Hand in a file. One that cannot be read at all is shown with its faults first."""
    desk, file = load_desk(visit), form.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        return show_desk(visit, desk, 422, note="Choose a file first: your answers as YAML or JSON.")
    data, suffix = file.file.read(), find_suffix(file.filename)
    name = f"{desk.student}{suffix or '.yaml'}"
    try:
        if suffix:
            read_file_back(desk.opened, name, data)
    except DocumentError as error:
        if not form.get("anyway"):
            faults, again = error.diagnostics, make_secret()
            return render_page(visit, "upload_fault", 422, faults=faults, name=file.filename, form=again)
    if not suffix:
        note = f"'{file.filename}' is neither YAML nor JSON. Save your answers as one of these, and name the file so."
        return show_desk(visit, desk, 422, note=note)
    return keep(visit, name, data, str(form.get("form", "")))


def find_suffix(filename: str) -> str:
    return next((suffix for suffix in SUFFIXES if filename.lower().endswith(suffix)), "")


def keep(visit: Visit, name: str, data: bytes, form: str) -> Response:
    """Keep a submission, and lead to its receipt."""
    visit.charge(visit.service.sending, len(data))
    exercise, account, now = visit.in_exercise.id, visit.person.id, visit.service.clock()
    received = visit.request.state.received
    submission = visit.service.database.write(
        lambda connection: hand_in_answers(connection, exercise, account, name, data, form, received, now)
    )
    visit.service.runner.wake()
    return RedirectResponse(f"{find_address(visit)}/submissions/{submission.number}", 303)


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
    return send(text.encode(), "application/yaml", f"{visit.in_exercise.slug}.yaml")


def quote_name(student: str) -> str:
    return write_yaml({"student": student}).removeprefix("student: ").rstrip("\n")


@router.get("/submissions/{number}")
def show_receipt(visit: MemberVisit, number: int) -> Response:
    """Show that something was handed in, when, and how it is read."""
    desk, submission = load_desk(visit), find_mine(visit, number)
    read, faults = None, list[Diagnostic]()
    try:
        read = read_file_back(desk.opened, submission.name, submission.data)
    except DocumentError as error:
        faults += error.diagnostics
    readings = {one.item.id: render_preview(one.result) for one in read.answers if one.result} if read else {}
    return render_page(visit, "receipt", desk=desk, submission=submission, read=read, readings=readings, faults=faults)


@router.get("/submissions/{number}/file")
def send_submission(visit: MemberVisit, number: int) -> Response:
    """Send the very bytes that were handed in."""
    submission = find_mine(visit, number)
    return send(submission.data, "application/octet-stream", f"submission-{number}{find_suffix(submission.name)}")


@router.get("/submissions/{number}/receipt")
def send_receipt(visit: MemberVisit, number: int) -> Response:
    """Send the receipt as a file, signed."""
    submission, service = find_mine(visit, number), visit.service
    student = load_desk(visit).student
    key = get_key(service.database, "receipt")
    receipt = make_receipt(submission, visit.in_course.slug, visit.in_exercise.slug, student, key)
    response = JSONResponse(receipt)
    response.headers["Content-Disposition"] = f'attachment; filename="receipt-{number}.json"'
    return response


def send(data: bytes, media_type: str, name: str) -> Response:
    """Send a file to be saved, never to be shown by the browser."""
    return Response(data, media_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@router.get("/feedback")
def show_feedback(visit: MemberVisit) -> Response:
    """Show the feedback on what counts."""
    found = find_feedback(visit)
    if found is None:
        return render_page(visit, "no_feedback", desk=load_desk(visit))
    submission, graded = found
    body, zero = Markup("".join(render_sections(graded))), explain_zero(graded)
    return render_page(visit, "feedback", body=body, submission=submission, desk=load_desk(visit), zero=zero)


@router.get("/report.html")
def send_report(visit: MemberVisit) -> Response:
    """Send the feedback as a page of its own: the bytes that ``grader grade`` writes for the same submission."""
    found = find_feedback(visit)
    if found is None:
        raise NotFoundError
    return send(render(found[1]).encode(), "text/html; charset=utf-8", "report.html")


def find_feedback(visit: Visit) -> tuple[Submission, GradedSubmission] | None:
    """Return the submission that counts, with what its author may see now; None before it is graded."""
    desk, service = load_desk(visit), visit.service
    with service.database.read() as connection:
        found = find_counting(connection, visit.in_exercise.id, visit.person.id)
    if found is None:
        return None
    return found.submission, show_to_student(found.graded, desk.opened, service.clock(), is_check=False)

"""Handing in, from the page or as a file. What would replace more than it brings is asked about first."""

from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError
from starlette.datastructures import FormData, UploadFile

from grader import limits
from grader.documents.prose import list_suffixes
from grader.errors import Diagnostic, DocumentError
from grader.service.exercises.handing_in import hand_in_answers
from grader.service.exercises.readback import ReadFile, is_document, read_file_back
from grader.service.exercises.students.asking import Replaced, count_answers, find_replaced, warn_of_other_student
from grader.service.exercises.students.filling import DEFINITIONS, Filled, fill_fields, list_lost, read_fields
from grader.service.store.database import Trouble, find_trouble
from grader.service.store.drafts import Draft
from grader.service.store.submissions import Submission, clean_form, find_sent
from grader.service.web.access import Form, MemberVisit, Visit
from grader.service.web.desk import NOTHING, Desk, load_desk
from grader.service.web.documents import TOO_LARGE, read_sent, show_document
from grader.service.web.rendering import render_page
from grader.service.web.routes.student import (
    ANSWER,
    VERSION,
    find_address,
    keep_drafts,
    keep_while_closed,
    list_typed,
    read_answers,
    read_typed,
    show_closed,
    show_conflict,
    show_desk,
    write_answers,
)

__all__ = ["Earlier", "find_suffix", "list_names", "load_earlier", "router"]

router = APIRouter(prefix="/courses/{course}/{exercise}", include_in_schema=False)
SUFFIXES = (".yaml", ".yml", ".json", *list_suffixes())
FROM_PAGE = "page:"  # before the name of a form, which the browser sends: it must be no name that we give ourselves
NOT_HANDED_IN = "Not handed in."
FULL_DISK = (
    "Not handed in: the disk of the server is full; what you typed is kept in this page. Leave the page open, tell "
    "whoever runs the service, and hand in again."
)


@router.post("/hand-in")
def hand_in(visit: MemberVisit, form: Form) -> Response:
    """Hand in the answers of the page, and lead to the receipt."""
    visit.charge(visit.service.sending, sum(len(value) for value in form.values() if isinstance(value, str)))
    desk = load_desk(visit, may_be_closed=True)
    if not desk.is_open:
        return keep_while_closed(visit, desk, form, wanted=NOT_HANDED_IN)
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
    """Keep the drafts and hand them in, together or not at all, unless there is something to ask about first."""
    name, data, sent = f"{desk.student}.yaml", write_answers(desk, form).encode(), str(form.get("form", ""))
    is_blank = not any(text.strip() for text in read_answers(desk, form).values())
    question = (
        None if form.get("anyway") else find_question(visit, desk, name, data, FROM_PAGE + sent, is_blank=is_blank)
    )
    typed = list_typed(visit, desk, form)

    def write(connection: Connection) -> tuple[Mapping[str, Draft], Submission | None]:
        newer = keep_drafts(connection, visit, typed)
        is_kept = not newer and question is None
        return newer, keep_submission(connection, visit, name, data, FROM_PAGE + sent) if is_kept else None

    newer, submission = visit.service.database.write(write)
    if newer:
        return show_conflict(visit, load_desk(visit), form, newer, "Not handed in")
    if submission is None:
        assert question is not None
        replaced, answered = question
        carried = carry_answers(visit, desk, form)
        return ask(visit, "hand-in", sent, carried, replaced=replaced, answered=answered)
    is_changed = form.get("revision", str(desk.revision.number)) != str(desk.revision.number)
    return lead_to_receipt(visit, submission, "?changed" if is_changed else "")


def find_question(
    visit: Visit, desk: Desk, name: str, data: bytes, sent: str, *, is_blank: bool
) -> tuple[Replaced | None, int | None] | None:
    """Return what answers would replace that has more of them, if anything, and how many these are.

    None if there is nothing to ask about: they replace no more than they bring, and not all of them are blank.
    """
    earlier = load_earlier(visit, desk, sent)
    if earlier.is_sent:
        return None
    if earlier.replaced is None:
        return (None, 0) if is_blank else None
    answered = count_answers(desk.opened, name, data)
    is_smaller = earlier.is_larger_than(answered)
    return (earlier.replaced if is_smaller else None, answered) if is_smaller or is_blank else None


def carry_answers(visit: Visit, desk: Desk, form: FormData) -> Mapping[str, str]:
    """Return the fields that send the same answers again, over the drafts that hold them by now."""
    typed, drafts = read_typed(desk, form), load_desk(visit).drafts
    answers = {f"{ANSWER}{item.id}": typed[item.id] for item in desk.opened.rubric.items}
    versions = {f"{VERSION}{item}": str(draft.version) for item, draft in drafts.items()}
    revision = str(form.get("revision", desk.revision.number))
    return {"revision": revision, DEFINITIONS: typed[DEFINITIONS], **answers, **versions}


@dataclass(frozen=True, kw_only=True)
class Earlier:
    """What was handed in before: whether by this very form, what it would replace, and the latest of all."""

    is_sent: bool
    replaced: Replaced | None
    latest: Submission | None

    def is_larger_than(self, answered: int | None) -> bool:
        """Whether what counts now has more answers."""
        return self.replaced is not None and self.replaced.is_larger_than(answered)


def load_earlier(visit: Visit, desk: Desk, sent: str) -> Earlier:
    """Return what was handed in before a form that is ``sent`` now."""
    return Earlier(
        is_sent=any(one.form == clean_form(sent) for one in desk.submissions),
        replaced=find_replaced(desk.opened, desk.submissions, desk.end, visit.request.state.received),
        latest=desk.submissions[-1] if desk.submissions else None,
    )


def ask(
    visit: Visit, action: str, sent: str, carried: Mapping[str, str], status: int = 409, **found: object
) -> Response:
    """Ask whether to hand in anyway. The page carries everything that was sent, so nothing is lost."""
    nothing: Mapping[str, object] = {
        "replaced": None,
        "answered": None,
        "filename": "",
        "faults": (),
        "warnings": (),
        "lost": (),
    }
    return render_page(visit, "ask", status, action=action, form=sent, carried=carried, **{**nothing, **found})


@dataclass(frozen=True, kw_only=True)
class Upload:
    """A file that somebody hands in. ``read`` is None if it cannot be read; ``faults`` say why."""

    filename: str
    name: str
    data: bytes
    read: ReadFile | None
    faults: Sequence[Diagnostic]


@router.post("/upload")
def upload(visit: MemberVisit, form: Form) -> Response:
    """Hand in a file, unless there is something to ask about first. Its answers become those of the page.

    A worked document is shown first as it is read; the fields of the page stay as they are.
    """
    desk, sent, file = load_desk(visit, may_be_closed=True), str(form.get("form", "")), read_file(form)
    if not desk.is_open:
        return show_closed(visit, desk, 409, note=NOT_HANDED_IN)
    if file is None:
        return show_desk(visit, desk, 422, note="Choose a file first: your answers, or your worked document.")
    filename, data = file
    visit.charge(visit.service.sending, len(data))
    if not find_suffix(filename):
        note = (
            f"'{filename}' is neither YAML nor JSON, nor a document in Markdown or LaTeX, nor a notebook. Save it as "
            "one of these, and name the file so."
        )
        return show_desk(visit, desk, 422, note=note)
    if is_document(filename):
        return hand_in_document(visit, desk, filename, data, form)
    upload = read_upload(desk, filename, data)
    filled = read_fields(desk.opened, upload.read) if upload.read else None
    question = None if form.get("anyway") else ask_about(visit, desk, upload, filled, sent)
    return question or keep(visit, upload.name, data, FROM_PAGE + sent, filled)


def hand_in_document(visit: Visit, desk: Desk, filename: str, data: bytes, form: FormData) -> Response:
    """Show how a document is read, or hand it in if that was shown."""
    if len(data) > limits.MAX_DOCUMENT_BYTES:
        return show_desk(visit, desk, 422, note=TOO_LARGE)
    name, sent = f"{desk.student}{find_suffix(filename)}", str(form.get("form", ""))
    document, earlier = read_sent(visit, desk, filename, data, form), load_earlier(visit, desk, FROM_PAGE + sent)
    if document.is_final or earlier.is_sent or form.get("anyway"):
        return keep(visit, name, data, FROM_PAGE + sent, None, document.read.confirmed)
    if document.read.faults:
        carried = {"filename": filename, "carried": b64encode(data).decode()}
        return ask(visit, "upload", sent, carried, 422, filename=filename, faults=document.read.faults)
    late = desk.describe_lateness(visit.request.state.received)
    return show_document(visit, document, sent, list_names(visit, desk), earlier.replaced, late)


def read_file(form: FormData) -> tuple[str, bytes] | None:
    """Return the name and the bytes of a file that is sent, or that the page with a question has carried."""
    file = form.get("file")
    if isinstance(file, UploadFile):
        return (file.filename, file.file.read()) if file.filename else None
    try:
        return str(form["filename"]), b64decode(str(form["carried"]), validate=True)
    except (KeyError, ValueError):
        return None


def find_suffix(filename: str) -> str:
    """Return the ending of a file that holds answers; empty if it has another one."""
    return next((suffix for suffix in SUFFIXES if filename.lower().endswith(suffix)), "")


def read_upload(desk: Desk, filename: str, data: bytes) -> Upload:
    name, read, faults = f"{desk.student}{find_suffix(filename)}", None, list[Diagnostic]()
    try:
        read = read_file_back(desk.opened, name, data)
    except DocumentError as error:
        faults += error.diagnostics
    return Upload(filename=filename, name=name, data=data, read=read, faults=faults)


def ask_about(visit: Visit, desk: Desk, file: Upload, filled: Filled | None, sent: str) -> Response | None:
    """Ask about a file before it is handed in; None if there is nothing to ask."""
    earlier, answered = load_earlier(visit, desk, FROM_PAGE + sent), file.read.answered if file.read else None
    warnings = list(warn_of_other_student(file.read.named, list_names(visit, desk))) if file.read else []
    lost = list_lost(desk.opened, desk.drafts, filled, find_handed_in(desk, earlier.latest)) if filled else ()
    is_smaller = earlier.is_larger_than(answered)
    if earlier.is_sent or not (file.faults or warnings or lost or is_smaller or answered == 0):
        return None
    is_carried = len(file.data) <= limits.MAX_DOCUMENT_BYTES
    return ask(
        visit,
        "upload",
        sent,
        {"filename": file.filename, "carried": b64encode(file.data).decode()} if is_carried else {},
        422 if file.faults else 409,
        replaced=earlier.replaced if is_smaller else None,
        answered=answered,
        filename=file.filename,
        faults=file.faults,
        warnings=[*warnings, *(file.read.diagnostics if file.read and answered == 0 else ())],
        lost=[(item, desk.drafts[item.id].text) for item in lost],
    )


def find_handed_in(desk: Desk, latest: Submission | None) -> Mapping[str, str]:
    """Return the texts of the fields as they were handed in last."""
    is_of_fields = latest is not None and not is_document(latest.name)
    read = read_upload(desk, latest.name, latest.data).read if latest and is_of_fields else None
    return read_fields(desk.opened, read).texts if read else {}


def list_names(visit: Visit, desk: Desk) -> Sequence[str]:
    """List what whoever asks may be called in a file."""
    return (desk.student, visit.person.name, visit.person.display)


def keep(visit: Visit, name: str, data: bytes, form: str, filled: Filled | None, confirmed: str = "") -> Response:
    """Keep a file with what it puts into the fields of the page, and lead to its receipt.

    ``confirmed`` is the map of a worked document.
    """
    exercise, account, now = visit.in_exercise.id, visit.person.id, visit.service.clock()

    def write(connection: Connection) -> Submission:
        if filled is not None and find_sent(connection, exercise, account, form) is None:
            fill_fields(connection, exercise, account, filled, now)
        return keep_submission(connection, visit, name, data, form, confirmed)

    return lead_to_receipt(visit, visit.service.database.write(write))


def keep_submission(
    connection: Connection, visit: Visit, name: str, data: bytes, form: str, confirmed: str = ""
) -> Submission:
    exercise, account, now = visit.in_exercise.id, visit.person.id, visit.service.clock()
    received = visit.request.state.received
    return hand_in_answers(connection, exercise, account, name, data, form, received, now, confirmed)


def lead_to_receipt(visit: Visit, submission: Submission, mark: str = "") -> Response:
    visit.service.runner.wake()
    return RedirectResponse(f"{find_address(visit)}/submissions/{submission.number}{mark}", 303)

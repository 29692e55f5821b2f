"""A worked document that somebody sends: how it is read, what its student settles, and when it may be handed in."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from fastapi.responses import Response
from markupsafe import Markup
from starlette.datastructures import FormData

from grader import limits
from grader.errors import Diagnostic
from grader.service.exercises.students.asking import Replaced, warn_of_other_student
from grader.service.store.submissions import Submission
from grader.service.typed.documents import NUMBER, USE, ReadDocument
from grader.service.web.access import Visit
from grader.service.web.desk import Desk
from grader.service.web.rendering import render_page

__all__ = ["TOO_LARGE", "SentDocument", "read_handed_in", "read_sent", "show_document"]

CHOSEN, ACT, HAND_IN = "chosen", "act", "hand-in"
UNREAD: Final = ReadDocument(
    notes=("How this document is read cannot be shown here. You can hand it in all the same; a person may look at it.",)
)
TOO_LARGE: Final = (
    f"Not handed in: a document may have at most {limits.MAX_DOCUMENT_BYTES // 1000:,} kB here. Delete pictures, and "
    "what programs printed, and send it again."
)


@dataclass(frozen=True, kw_only=True)
class SentDocument:
    """A document that was sent, as it is read; ``is_final`` if it is to be handed in as it is shown."""

    filename: str
    data: bytes
    read: ReadDocument
    is_final: bool


def read_sent(visit: Visit, desk: Desk, filename: str, data: bytes, form: FormData) -> SentDocument:
    """Read a document with what the form says about it."""
    fields = {name: str(value) for name, value in form.items() if name.startswith((USE, NUMBER))}
    readers, chosen = visit.service.readers, str(form.get(CHOSEN, ""))
    read = desk.opened.read_document(readers, filename, data, chosen, fields, has_fields=True) or UNREAD
    is_final = form.get(ACT) == HAND_IN and not read.faults and (read is UNREAD or not read.notes)
    return SentDocument(filename=filename, data=data, read=read, is_final=is_final)


def read_handed_in(visit: Visit, desk: Desk, submission: Submission) -> ReadDocument:
    """Read a document that was handed in, with what its student confirmed."""
    readers, confirmed = visit.service.readers, submission.confirmed
    found = desk.opened.read_document(readers, submission.name, submission.data, confirmed, {}, has_fields=False)
    return found or ReadDocument()


def show_document(
    visit: Visit, sent: SentDocument, form: str, names: Sequence[str], replaced: Replaced | None, late: str
) -> Response:
    """Show how a document is read, with everything that is needed to hand it in from there."""
    warnings: Sequence[Diagnostic] = list(warn_of_other_student(sent.read.named, names))
    carried: Mapping[str, str] = {
        "form": form,
        "filename": sent.filename,
        "carried": b64encode(sent.data).decode(),
        CHOSEN: sent.read.chosen,
    }
    return render_page(
        visit,
        "reading",
        carried=carried,
        filename=sent.filename,
        markup=Markup(sent.read.markup),
        notes=sent.read.notes,
        warnings=warnings,
        replaced=replaced if replaced and replaced.is_larger_than(sent.read.answered) else None,
        answered=sent.read.answered,
        late=late,
    )

"""Files for other systems, in every format of ``grader export``."""

from typing import Annotated, Literal

from fastapi import APIRouter
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from grader.reports import REPORT_FORMATS, ReportFormat
from grader.reports.options import File
from grader.service.refusals import NotFoundError
from grader.service.staff.exporting import Export, find_suffix, make_export
from grader.service.web.access import ExportVisit
from grader.service.web.api.class_rows import must_be_opened
from grader.service.web.downloads import send_in_pieces
from grader.service.web.programs import CHANGES, EXERCISE, READS

__all__ = ["router"]

router = APIRouter(tags=["exports"])
MAX_FILE = 2_000_000  # characters


class Sent(BaseModel):
    """A file that a format asks for, such as a gradebook: its name, and its text."""

    name: Annotated[str, Field(max_length=200)]
    text: Annotated[str, Field(max_length=MAX_FILE)]


class Wanted(BaseModel):
    """What goes into the file. ``pending`` says what becomes of answers that wait for a person.

    With ``anyway``, students who do not fit into the file are left out; otherwise they are named, and there is no file.
    """

    model_config = {"json_schema_extra": {"example": {"options": {}, "pending": "withhold"}}}
    options: dict[str, str | Sent] = {}
    pending: Literal["withhold", "zero"] = "withhold"
    anyway: bool = False


class Format(BaseModel):
    """A format with the options that it needs; ``suffix`` is that of the file."""

    kind: str
    suffix: str
    options: list[str]


class Formats(BaseModel):
    """All formats."""

    formats: list[Format]


@router.get(f"{EXERCISE}/exports", responses=READS)
def list_formats(visit: ExportVisit) -> Formats:
    """List the formats. 'grader export --help' says what their options mean."""
    forms: list[ReportFormat] = [REPORT_FORMATS[name] for name in REPORT_FORMATS]
    found = [Format(kind=form.kind, suffix=find_suffix(form), options=list(form.options)) for form in forms]
    return Formats(formats=found)


@router.post(
    f"{EXERCISE}/exports/{{kind}}",
    response_class=StreamingResponse,
    responses={**CHANGES, 200: {"content": {"application/octet-stream": {}}}},
)
def send_export(visit: ExportVisit, kind: str, wanted: Wanted) -> StreamingResponse:
    """Send a file about the class, or a ZIP with one for each student."""
    must_be_opened(visit)
    if kind not in REPORT_FORMATS:
        raise NotFoundError
    form: ReportFormat = REPORT_FORMATS[kind]
    options = {
        name: File(name=value.name, content=value.text.encode("utf-8", "replace")) if isinstance(value, Sent) else value
        for name, value in wanted.options.items()
    }
    export = Export(form=form, options=options, is_zero=wanted.pending == "zero", anyway=wanted.anyway)
    file = make_export(
        visit.service.database, visit.in_course, visit.in_exercise, visit.person, export, visit.service.clock()
    )
    return send_in_pieces(file, f"{visit.in_exercise.slug}-{kind}{find_suffix(form)}")

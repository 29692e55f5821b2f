"""Exports: every format that ``grader export`` knows, as a download."""

import json
from collections.abc import Mapping, Sequence

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.datastructures import FormData, UploadFile

from grader.errors import Diagnostic, GraderError
from grader.reports import REPORT_FORMATS, ReportFormat
from grader.reports.options import File
from grader.service.staff.exporting import Export, find_suffix, make_export
from grader.service.store.courses import keep_choice, list_choices
from grader.service.store.gradings import list_counting
from grader.service.store.members import list_people
from grader.service.web.access import Form, NotFoundError, StaffVisit, Visit
from grader.service.web.desk import find_opened
from grader.service.web.downloads import send_in_pieces
from grader.service.web.export_words import HINTS, OPTION_WORDS, TITLES, VALUE_WORDS, guess_options
from grader.service.web.rendering import render_page

__all__ = ["router"]

router = APIRouter(prefix="/courses/{course}/{exercise}/-/exports", include_in_schema=False)
OPTION = "option."


@router.get("")
def show_formats(visit: StaffVisit) -> Response:
    """List the formats, each with what it needs to know."""
    return show(visit)


def show(visit: Visit, status: int = 200, *, faults: Sequence[Diagnostic] = (), kind: str = "") -> Response:
    if find_opened(visit) is None:
        return render_page(visit, "nothing_released")
    forms: list[ReportFormat] = [REPORT_FORMATS[name] for name in REPORT_FORMATS]
    with visit.service.database.read() as connection:
        people = [one for one in list_people(connection, visit.in_course) if not one.is_staff and not one.is_closed]
        counting = list_counting(connection, visit.in_exercise.id)
        kept = list_choices(connection, visit.in_course)
    students = [one.student for one in people]
    entries = [counting[one.account_id] for one in people if one.account_id in counting]
    return render_page(
        visit,
        "exports",
        status,
        for_class=[form for form in forms if form.render_class],
        for_each=[form for form in forms if not form.render_class],
        faults=faults,
        kind=kind,
        chosen={form.kind: {**guess_options(form.kind, students), **read_kept(kept, form)} for form in forms},
        waiting=sum(entry.pending != "0" or entry.waiting > 0 for entry in entries),
        missing=len(people) - len(entries),
        titles=TITLES,
        words=OPTION_WORDS,
        values=VALUE_WORDS,
        hints=HINTS,
    )


def read_kept(kept: Mapping[str, str], form: ReportFormat) -> Mapping[str, str]:
    """Return what was chosen last for a format, as far as it still has these options."""
    found: Mapping[str, str] = json.loads(kept.get(form.kind, "{}"))
    return {name: value for name, value in found.items() if name in form.options or name in ("pending", "anyway")}


def remember(visit: Visit, chosen: ReportFormat, form: FormData) -> None:
    """Keep what was chosen, but for files, for whoever exports from this course next."""
    found = {name: value for name in chosen.options if isinstance(value := form.get(f"{OPTION}{name}"), str) and value}
    ticked = {name: str(form.get(name, "")) for name in ("pending", "anyway")}
    options = json.dumps({**found, **ticked}, sort_keys=True)
    visit.service.database.write(lambda c: keep_choice(c, visit.in_course, chosen.kind, options))


@router.post("/{kind}")
def send_export(visit: StaffVisit, form: Form, kind: str) -> Response:
    """Send a file, or say what cannot go into it."""
    if kind not in REPORT_FORMATS or find_opened(visit) is None:
        raise NotFoundError
    chosen: ReportFormat = REPORT_FORMATS[kind]
    options = read_options(chosen, form)
    remember(visit, chosen, form)  # also where something is missing: nobody types it twice
    export = Export(
        form=chosen, options=options, is_zero=form.get("pending") == "zero", anyway=bool(form.get("anyway"))
    )
    try:
        file = make_export(
            visit.service.database, visit.in_course, visit.in_exercise, visit.person, export, visit.service.clock()
        )
    except GraderError as error:
        return show(visit, 422, faults=error.diagnostics, kind=kind)
    return send_in_pieces(file, f"{visit.in_exercise.slug}-{kind}{find_suffix(chosen)}")


def read_options(chosen: ReportFormat, form: FormData) -> Mapping[str, str | File]:
    """Return the options in a form that are filled in."""
    found: dict[str, str | File] = {}
    for name in chosen.options:
        value = form.get(f"{OPTION}{name}")
        if isinstance(value, UploadFile):
            if value.filename:
                found[name] = File(name=value.filename, content=value.file.read())
        elif value:
            found[name] = value
    return found

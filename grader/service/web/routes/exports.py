"""Exports: every format that ``grader export`` knows, as a download."""

import json
from collections.abc import Iterator, Mapping, Sequence
from tempfile import TemporaryFile
from typing import IO, Any

from fastapi import APIRouter
from fastapi.responses import Response, StreamingResponse
from sqlalchemy import Connection
from starlette.datastructures import FormData, UploadFile

from grader.errors import Diagnostic, GraderError
from grader.grading.visibility.visibility import View
from grader.reports import REPORT_FORMATS, ReportFormat
from grader.reports.options import File, check_options
from grader.service.exercises.counting import load_rules
from grader.service.exercises.exporting import ClassRecords, find_misfits, write_class, write_each, write_missing
from grader.service.store.audit import note
from grader.service.store.courses import keep_choice, list_choices
from grader.service.store.gradings import list_counting
from grader.service.store.members import list_people
from grader.service.store.work import list_handed_in
from grader.service.web.access import Form, NotFoundError, StaffVisit, Visit
from grader.service.web.export_words import HINTS, OPTION_WORDS, TITLES, VALUE_WORDS, guess_options
from grader.service.web.rendering import render_page
from grader.service.web.routes.class_page import find_opened

__all__ = ["router"]

router = APIRouter(prefix="/courses/{course}/{exercise}/-/exports", include_in_schema=False)
OPTION = "option."
PIECE_BYTES = 65_536


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
    file = TemporaryFile()  # noqa: SIM115 - what sends it closes it
    try:
        faults = write_file(visit, chosen, form, file)
    except GraderError as error:
        faults = error.diagnostics
    if faults:
        file.close()
        return show(visit, 422, faults=faults, kind=kind)
    remember(visit, chosen, form)
    now, by = visit.service.clock(), visit.person.id
    visit.service.database.write(lambda c: note(c, by, "export", f"exercise {visit.in_exercise.id}", now, format=kind))
    suffix = chosen.suffix if chosen.render_class else ".zip"
    headers = {"Content-Disposition": f'attachment; filename="{visit.in_exercise.slug}-{kind}{suffix}"'}
    return StreamingResponse(send_pieces(file), media_type="application/octet-stream", headers=headers)


def write_file(visit: Visit, chosen: ReportFormat, form: FormData, file: IO[bytes]) -> Sequence[Diagnostic]:
    """Write what was asked for into a file, and return what cannot go into it, unless that is accepted."""
    is_zero = form.get("pending") == "zero"
    with visit.service.database.read() as connection:
        rules = load_rules(connection, visit.in_exercise.id)
        phase = rules.opened.rubric.visibility.phase_at(visit.service.clock())
        records = ClassRecords(
            connection=connection,
            exercise_id=visit.in_exercise.id,
            rules=rules,
            view=View(phase=phase) if chosen.render else None,
            settles=is_zero and not chosen.withholds_pending,
            with_erased=chosen.misfits is None and chosen.render_class is not None,  # no gradebook has a pseudonym
        )
        options = check_options(chosen.kind, chosen.options, read_options(chosen, form))
        if chosen.withholds_pending and is_zero:
            options = {**options, "pending": "zero"}
        if not chosen.render_class:
            write_each(chosen, records, options, file)
            return ()
        misfits = [] if form.get("anyway") else find_misfits(chosen, records, options)
        if not misfits:
            write_class(chosen, records, options, file)
            if chosen.kind == "csv":
                write_missing(list_missing(connection, visit), rules.opened.rubric, file)
        return misfits


def list_missing(connection: Connection, visit: Visit) -> Iterator[tuple[str, str]]:
    """Yield the students of whom nothing counts, each with the reason."""
    exercise = visit.in_exercise.id
    counting, handed_in = list_counting(connection, exercise), list_handed_in(connection, exercise)
    for one in list_people(connection, visit.in_course):
        if not one.is_staff and one.account_id not in counting:
            yield one.student, "being graded" if one.account_id in handed_in else "not handed in"


def read_options(chosen: ReportFormat, form: FormData) -> Mapping[str, Any]:
    """Return the options in a form that are filled in."""
    found: dict[str, Any] = {}
    for name in chosen.options:
        value = form.get(f"{OPTION}{name}")
        if isinstance(value, UploadFile):
            if value.filename:
                found[name] = File(name=value.filename, content=value.file.read())
        elif value:
            found[name] = value
    return found


def send_pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        file.seek(0)
        while piece := file.read(PIECE_BYTES):
            yield piece

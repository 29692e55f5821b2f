"""Files for other systems, made from what counts."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from tempfile import TemporaryFile
from typing import IO, Any

from sqlalchemy import Connection

from grader.errors import UsageError
from grader.grading.visibility.visibility import View
from grader.reports import ReportFormat
from grader.reports.options import File, check_options
from grader.service.exercises.counting import load_rules
from grader.service.exercises.exporting import ClassRecords, find_misfits, write_class, write_each, write_missing
from grader.service.identity.accounts import Account
from grader.service.store.audit import note
from grader.service.store.courses import Course
from grader.service.store.database import Database
from grader.service.store.exercises import Exercise
from grader.service.store.gradings import list_counting
from grader.service.store.members import list_people
from grader.service.store.work import list_handed_in

__all__ = ["Export", "find_suffix", "make_export"]


@dataclass(frozen=True, kw_only=True)
class Export:
    """What is asked for. ``is_zero`` counts what waits for a person as 0; ``anyway`` accepts what does not fit."""

    form: ReportFormat
    options: Mapping[str, str | File] = field(default_factory=dict)
    is_zero: bool = False
    anyway: bool = False


def make_export(
    database: Database, course: Course, exercise: Exercise, by: Account, export: Export, now: datetime
) -> IO[bytes]:
    """Return a file that was written; UsageError with everything that cannot go into it."""
    with ExitStack() as unless_sent:
        file = unless_sent.enter_context(TemporaryFile())
        write_file(database, course, exercise.id, export, file, now)
        unless_sent.pop_all()
    kind = export.form.kind
    database.write(lambda c: note(c, by.id, "export", f"exercise {exercise.id}", now, format=kind))
    return file


def write_file(
    database: Database, course: Course, exercise_id: int, export: Export, file: IO[bytes], now: datetime
) -> None:
    form = export.form
    with database.read() as connection:
        rules = load_rules(connection, exercise_id)
        phase = rules.opened.rubric.visibility.phase_at(now)
        records = ClassRecords(
            connection=connection,
            exercise_id=exercise_id,
            rules=rules,
            students={one.account_id for one in list_people(connection, course) if not one.is_staff},
            view=View(phase=phase, now=now) if form.render else None,
            settles=export.is_zero and not form.withholds_pending,
            with_erased=form.misfits is None and form.render_class is not None,  # no gradebook has a pseudonym
        )
        options: Mapping[str, Any] = check_options(form.kind, form.options, export.options)
        if form.withholds_pending and export.is_zero:
            options = {**options, "pending": "zero"}
        if not form.render_class:
            write_each(form, records, options, file)
            return
        misfits = [] if export.anyway else find_misfits(form, records, options)
        if misfits:
            raise UsageError(misfits)
        write_class(form, records, options, file)
        if form.kind == "csv":
            write_missing(list_missing(connection, course, exercise_id), rules.opened.rubric, file)


def list_missing(connection: Connection, course: Course, exercise_id: int) -> Iterator[tuple[str, str]]:
    """Yield the students of whom nothing counts, each with the reason."""
    counting, handed_in = list_counting(connection, exercise_id), list_handed_in(connection, exercise_id)
    for one in list_people(connection, course):
        if not one.is_staff and one.account_id not in counting:
            yield one.student, "being graded" if one.account_id in handed_in else "not handed in"


def find_suffix(form: ReportFormat) -> str:
    """Return the ending of a file: one file about the class, or a ZIP with a file for each student."""
    return form.suffix if form.render_class else ".zip"

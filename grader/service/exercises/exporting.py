"""Files for other systems from what counts, in every format of ``grader export`` and with the same bytes.

An answer that waits for a person is no number: a score with one is withheld, unless it is asked to count as 0.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from sqlalchemy import Connection

from grader.errors import Diagnostic, UsageError
from grader.grading.course.cohort import Cohort, Summed
from grader.grading.course.line import line_of
from grader.grading.course.summand import summand_of
from grader.grading.result import GradedSubmission
from grader.grading.visibility.visibility import View, restrict_to_view
from grader.reports import ReportFormat
from grader.reports.formats.csv import format_number_cell, format_text_cell
from grader.reports.gradebooks.placing import limit_diagnostics
from grader.reports.write import name_reports
from grader.rubric import Rubric
from grader.service.exercises.counting import Rules
from grader.service.store.counted import Counted, iterate_counted

__all__ = ["ClassRecords", "find_misfits", "write_class", "write_each", "write_missing"]

LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the earliest date that a ZIP can hold, so that equal records give equal bytes


@dataclass(frozen=True, kw_only=True)
class ClassRecords:
    """The records that count for a class, read one by one as often as needed.

    With a ``view``, each shows what its reader may see. With ``settles``, what waits for a person counts as 0. Those of
    people who were deleted have no answers any more; they come ``with_erased``, if the same revision counts. Of the
    others, only ``students`` come: whoever left the course is not on the page of the class either.
    """

    connection: Connection
    exercise_id: int
    rules: Rules
    students: Collection[int]
    view: View | None = None
    settles: bool = False
    with_erased: bool = False
    known: list[Summed] = field(default_factory=list, init=False)

    def __len__(self) -> int:
        return sum(1 for _ in self.list_counted())

    def __iter__(self) -> Iterator[GradedSubmission]:
        for counted in self.list_counted():
            graded = self.rules.settle(counted.record, counted.received)
            if self.view is not None:
                graded = restrict_to_view(graded, self.rules.opened.rubric, self.view)
            yield graded.with_pending_as_zero() if self.settles else graded

    def list_counted(self) -> Iterator[Counted]:
        """Go through what counts of the class."""
        for counted in iterate_counted(self.connection, self.exercise_id, with_erased=self.with_erased):
            is_here = counted.account_id in self.students
            if is_here and (counted.erased is None or counted.revision_id == self.rules.revision.id):
                yield counted

    def summed(self) -> Iterator[Summed]:
        """Go through what class reports need of each record. They ask several times, and reading takes long."""
        if not self.known:
            self.known.extend((line_of(graded), tuple(map(summand_of, graded.items))) for graded in self)
        return iter(self.known)


def find_misfits(form: ReportFormat, records: ClassRecords, options: Mapping[str, Any]) -> list[Diagnostic]:
    """Return what cannot go into a file about the class."""
    return list(limit_diagnostics(form.misfits(Cohort(submissions=records), **options))) if form.misfits else []


def write_class(form: ReportFormat, records: ClassRecords, options: Mapping[str, Any], file: IO[bytes]) -> None:
    """Write one file about the class, piece by piece."""
    assert form.render_class
    is_first = True
    for piece in form.render_class(Cohort(submissions=records), **options):
        data = piece.encode(form.encoding)
        # An encoding with a byte order mark writes one for each piece; a file has one, at its beginning.
        file.write(data if is_first or form.encoding != "utf-16" else data[2:])
        is_first = False


def write_missing(rows: Iterable[tuple[str, str]], rubric: Rubric, file: IO[bytes]) -> None:
    """Add a row without a score to a table of the class, for each student who has none, with the reason as status."""
    for student, status in rows:
        cells = (student, "", status, "", format_number_cell(rubric.points), *[""] * (4 + len(rubric.items)))
        file.write((",".join(map(format_text_cell, cells)) + "\r\n").encode())


def write_each(form: ReportFormat, records: ClassRecords, options: Mapping[str, Any], file: IO[bytes]) -> None:
    """Write a ZIP with a file for each student, and one that says why some have none."""
    assert form.render
    faults: list[Diagnostic] = []
    names = name_reports([(each.student, each.file) for each in records])
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, graded in zip(names, records, strict=True):
            try:
                if form.withholds_pending and options["pending"] == "withhold":
                    refuse_pending(graded)
                text = form.render(graded, **options)
            except UsageError as error:
                faults += error.diagnostics
                continue
            entry = ZipInfo(f"{name}{form.suffix}", LONG_AGO)
            archive.writestr(entry, text.encode(form.encoding), ZIP_DEFLATED)
        if faults:
            said = "\n\n".join(map(str, limit_diagnostics(faults)))
            archive.writestr(ZipInfo("left-out.txt", LONG_AGO), f"{said}\n".encode())


def refuse_pending(graded: GradedSubmission) -> None:
    """Raise UsageError if an answer waits for a person."""
    if waiting := [item.id for item in graded.items if item.is_pending]:
        raise UsageError(
            Diagnostic(
                slug="pending-answer",
                what=f"'{graded.student}' has no final score yet, so there is no file: {', '.join(waiting)}.",
                why="An answer waits for a person, and the score so far would be read as final.",
                help="Decide on it in the review, and export again.",
                audience="author",
            )
        )

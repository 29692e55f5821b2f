"""The offline grading worksheet of a Moodle assignment, filled in: the file that was downloaded, with grades in it.

Its headers are in the site's language and its identifiers are Moodle's own, so a worksheet is never made from nothing,
only edited. Everything but the grades stays as it was, byte for byte. A row that Moodle says cannot be changed is left
alone. The column ``key`` finds a student. Scores have two decimals, rounded half to even, with a decimal point, which
Moodle reads in every language.
"""

from collections.abc import Iterator

from grader.errors import Diagnostic
from grader.grading.course.cohort import Cohort
from grader.reports.format import Options, ReportFormat
from grader.reports.gradebooks.downloaded import Table, read_table
from grader.reports.gradebooks.placing import check_points, collect_finals, make_unplaced_error, place_scores
from grader.reports.gradebooks.rounding import format_two_decimals
from grader.reports.options import File

__all__ = ["MEMBER", "misfits", "render_class"]

CHANGEABLE = "Grade can be changed"
MAXIMUM = "Maximum Grade"
LOCKED = "no"
OPTIONS: Options = {
    "worksheet": {"description": "the worksheet downloaded from Moodle", "format": "file"},
    "key": {
        "description": "the header of the column with the identifier that students write",
        "default": "Email address",
    },
    "grade": {"description": "the header of the grade's column, in your site's language", "default": "Grade"},
}


def render_class(cohort: Cohort, *, worksheet: File, key: str = "Email address", grade: str = "Grade") -> Iterator[str]:
    """Yield the worksheet with its grades."""
    table = read_table(worksheet)
    target = table.column(grade)
    found = place_scores(collect_finals(cohort), table, table.column(key), target)
    cells = {
        (row, target): format_two_decimals(score) for row, score in found.scores.items() if not is_locked(table, row)
    }
    yield table.filled_in(cells)


def misfits(
    cohort: Cohort, *, worksheet: File, key: str = "Email address", grade: str = "Grade"
) -> Iterator[Diagnostic]:
    """Yield what cannot go into the worksheet."""
    table, found = read_table(worksheet), collect_finals(cohort)
    rows = place_scores(found, table, table.column(key), table.column(grade))
    yield from rows.diagnostics
    if MAXIMUM in table.heads and len(table.rows) > 1:
        yield from check_points(found, table.cell(1, table.heads.index(MAXIMUM)), "in Moodle")
    for row in rows.scores:
        if is_locked(table, row):
            who = table.cell(row, table.column(key))
            yield make_unplaced_error(
                "locked-grade", f"Moodle does not allow changes to the grade of '{who}'.", "Unlock it in Moodle."
            )


def is_locked(table: Table, row: int) -> bool:
    """Whether Moodle says that the grade in a row cannot be changed."""
    heads = table.heads
    return CHANGEABLE in heads and table.cell(row, heads.index(CHANGEABLE)).strip().lower() == LOCKED


MEMBER = ReportFormat(
    kind="moodle_worksheet",
    suffix=".csv",
    summary="The offline grading worksheet of a Moodle assignment, filled in.",
    render_class=render_class,
    stem="worksheet",
    on_request=True,
    options=OPTIONS,
    misfits=misfits,
)

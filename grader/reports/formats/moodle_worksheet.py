"""The offline grading worksheet of a Moodle assignment, filled in: the file that was downloaded, with grades in it.

Its headers are in the language of the site and its identifiers are Moodle's own, so it is never made, only edited; what
is not a grade stays as it came, byte for byte. A row that Moodle says cannot be changed is left alone. A student is
found by the column ``key``. Two decimals, rounded half to even, with a point, which Moodle reads in every language.
"""

from collections.abc import Iterator

from grader.errors import Diagnostic
from grader.grading.course.cohort import Cohort
from grader.reports.format import Options, ReportFormat
from grader.reports.gradebooks.downloaded import Table, read_table
from grader.reports.gradebooks.placing import finals, on_points, placed, unplaced
from grader.reports.gradebooks.rounding import two_decimals
from grader.reports.options import File

__all__ = ["MEMBER", "misfits", "render_class"]

CHANGEABLE = "Grade can be changed"
MAXIMUM = "Maximum Grade"
LOCKED = "no"
OPTIONS: Options = {
    "worksheet": {"description": "the worksheet as Moodle downloads it", "format": "file"},
    "key": {"description": "the header of the column that holds what the students write", "default": "Email address"},
    "grade": {"description": "the header of the column for the grade, as it is on your site", "default": "Grade"},
}


def render_class(cohort: Cohort, *, worksheet: File, key: str = "Email address", grade: str = "Grade") -> Iterator[str]:
    """Yield the worksheet with its grades."""
    table = read_table(worksheet)
    target = table.column(grade)
    found = placed(finals(cohort), table, table.column(key), target)
    cells = {(row, target): two_decimals(score) for row, score in found.scores.items() if not is_locked(table, row)}
    yield table.filled_in(cells)


def misfits(
    cohort: Cohort, *, worksheet: File, key: str = "Email address", grade: str = "Grade"
) -> Iterator[Diagnostic]:
    """Yield what cannot go into the worksheet."""
    table, found = read_table(worksheet), finals(cohort)
    rows = placed(found, table, table.column(key), table.column(grade))
    yield from rows.told
    if MAXIMUM in table.heads and len(table.rows) > 1:
        yield from on_points(found, table.cell(1, table.heads.index(MAXIMUM)), "in Moodle")
    for row in rows.scores:
        if is_locked(table, row):
            who = table.cell(row, table.column(key))
            yield unplaced(
                "locked-grade", f"Moodle does not let the grade of '{who}' be changed.", "unlock it in Moodle."
            )


def is_locked(table: Table, row: int) -> bool:
    """Whether Moodle says that the grade of a row cannot be changed."""
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

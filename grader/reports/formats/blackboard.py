"""A Blackboard gradebook with the scores in one column, made from the file that you download from Blackboard.

Blackboard knows a student by *Username* and a column by the number at the end of its header (``…|123456``). It turns a
column that it does not know into text worth 0, so this header is kept unchanged, and the other columns are left out.
Fields are quoted, with tabs between them, in UTF-16, as Blackboard recommends. Two decimals, rounded half to even.
"""

import re
from collections.abc import Iterator

from grader.errors import Diagnostic, UsageError
from grader.grading.course.cohort import Cohort
from grader.reports.format import Options, ReportFormat
from grader.reports.formats.csv import format_text_cell
from grader.reports.gradebooks.downloaded import Table, read_table
from grader.reports.gradebooks.placing import check_points, collect_finals, place_scores
from grader.reports.gradebooks.rounding import format_two_decimals
from grader.reports.options import File

__all__ = ["MEMBER", "misfits", "render_class"]

NAMES = ("Last Name", "First Name")
KEY = "Username"
OPTIONS: Options = {
    "gradebook": {"description": "the gradebook downloaded from Blackboard", "format": "file"},
    "column_id": {
        "description": "the number at the end of the column's header",
        "pattern": "[0-9]{1,20}",
        "title": "a whole number",
    },
}


def render_class(cohort: Cohort, *, gradebook: File, column_id: str) -> Iterator[str]:
    """Yield the table line by line. A cell that gets no score stays as it was."""
    table = read_table(gradebook)
    column = find_score_column(table, column_id)
    found = place_scores(collect_finals(cohort), table, table.column(KEY), column)
    kept = [place for place, head in enumerate(table.heads) if head in (*NAMES, KEY)]
    for number, row in enumerate(table.rows):
        if any(cell.text.strip() for cell in row):
            score = format_two_decimals(found.scores[number]) if number in found.scores else table.cell(number, column)
            yield (
                "\t".join(map(quote_field, (*(format_identity(table, number, place) for place in kept), score)))
                + "\r\n"
            )


def misfits(cohort: Cohort, *, gradebook: File, column_id: str) -> Iterator[Diagnostic]:
    """Yield what cannot go into the gradebook."""
    table, found = read_table(gradebook), collect_finals(cohort)
    column = find_score_column(table, column_id)
    yield from place_scores(found, table, table.column(KEY), column).diagnostics
    if worth := re.search(r"\[Total Pts: ([\d.,]+)", table.heads[column]):
        yield from check_points(found, worth[1], "in Blackboard")


def find_score_column(table: Table, column_id: str) -> int:
    """Return the column with this number; UsageError if there is none."""
    found = [place for place, head in enumerate(table.heads) if re.search(rf"\|\s*{column_id}$", head)]
    if len(found) != 1:
        raise UsageError(table.no_column(f"whose header ends with '|{column_id}'", len(found)))
    return found[0]


def format_identity(table: Table, row: int, place: int) -> str:
    """Return a cell that says whose row it is. Names are escaped so that no spreadsheet computes them."""
    text = table.cell(row, place)
    if table.heads[place] not in NAMES:
        return text
    neutral = format_text_cell(text)
    return neutral[1:-1].replace('""', '"') if neutral.startswith('"') else neutral


def quote_field(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


MEMBER = ReportFormat(
    kind="blackboard",
    suffix=".txt",
    summary="A Blackboard gradebook: fills in one column of the file that you download.",
    render_class=render_class,
    stem="blackboard",
    on_request=True,
    options=OPTIONS,
    misfits=misfits,
    encoding="utf-16",
)

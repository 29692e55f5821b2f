"""A gradebook of Blackboard, with the scores of one column, from the file that Blackboard downloads.

Blackboard knows a student by *Username* and a column by the number at the end of its header (``…|123456``); it turns a
column that it does not know into text worth 0, so the header is kept as it came and no other column is. Every field is
quoted, with tabs between them, in UTF-16, as Blackboard recommends. Two decimals, rounded half to even.
"""

import re
from collections.abc import Iterator

from grader.errors import Diagnostic, UsageError
from grader.grading.course.cohort import Cohort
from grader.reports.format import Options, ReportFormat
from grader.reports.formats.csv import text_cell
from grader.reports.gradebooks.downloaded import Table, read_table
from grader.reports.gradebooks.placing import finals, on_points, placed
from grader.reports.gradebooks.rounding import two_decimals
from grader.reports.options import File

__all__ = ["MEMBER", "misfits", "render_class"]

NAMES = ("Last Name", "First Name")
KEY = "Username"
OPTIONS: Options = {
    "gradebook": {"description": "the gradebook as Blackboard downloads it", "format": "file"},
    "column_id": {
        "description": "the number at the end of the column's header",
        "pattern": "[0-9]{1,20}",
        "title": "a whole number",
    },
}


def render_class(cohort: Cohort, *, gradebook: File, column_id: str) -> Iterator[str]:
    """Yield the table line by line; a cell that gets no score stays as it was."""
    table = read_table(gradebook)
    column = target(table, column_id)
    found = placed(finals(cohort), table, table.column(KEY), column)
    kept = [place for place, head in enumerate(table.heads) if head in (*NAMES, KEY)]
    for number, row in enumerate(table.rows):
        if any(cell.text.strip() for cell in row):
            score = two_decimals(found.scores[number]) if number in found.scores else table.cell(number, column)
            yield "\t".join(map(quoted, (*(shown(table, number, place) for place in kept), score))) + "\r\n"


def misfits(cohort: Cohort, *, gradebook: File, column_id: str) -> Iterator[Diagnostic]:
    """Yield what cannot go into the gradebook."""
    table, found = read_table(gradebook), finals(cohort)
    column = target(table, column_id)
    yield from placed(found, table, table.column(KEY), column).told
    if worth := re.search(r"\[Total Pts: ([\d.,]+)", table.heads[column]):
        yield from on_points(found, worth[1], "in Blackboard")


def target(table: Table, column_id: str) -> int:
    """Return the column of this number; UsageError where there is none."""
    found = [place for place, head in enumerate(table.heads) if re.search(rf"\|\s*{column_id}$", head)]
    if len(found) != 1:
        raise UsageError(table.no_column(f"whose header ends with '|{column_id}'", len(found)))
    return found[0]


def shown(table: Table, row: int, place: int) -> str:
    """Return a cell that says who a row is; a name so that no spreadsheet computes it."""
    text = table.cell(row, place)
    if table.heads[place] not in NAMES:
        return text
    neutral = text_cell(text)
    return neutral[1:-1].replace('""', '"') if neutral.startswith('"') else neutral


def quoted(text: str) -> str:
    """Return a field in quotation marks."""
    return '"' + text.replace('"', '""') + '"'


MEMBER = ReportFormat(
    kind="blackboard",
    suffix=".txt",
    summary="A gradebook of Blackboard: fills in one column of the file that it downloads.",
    render_class=render_class,
    stem="blackboard",
    on_request=True,
    options=OPTIONS,
    misfits=misfits,
    encoding="utf-16",
)

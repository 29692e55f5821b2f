"""The Canvas gradebook as CSV, with the scores of one assignment and nothing else that could be overwritten.

A downloaded gradebook (``gradebook``) gives the rows, the columns that say whose they are, and the assignment's column.
That column is found by the id in its header, because a header that Canvas does not know would create an assignment. The
other assignments are left out, so that an old download undoes nothing. A cell that gets no score stays as it was, and
so does an excused one (``EX``). Without a gradebook, one identifier says who a student is, and the cell is blank if
there is no final score. Scores have two decimals, rounded half to even; Canvas compares no more than these.
"""

from collections.abc import Iterator

from grader.errors import Diagnostic, UsageError
from grader.grading.course.cohort import Cohort
from grader.reports.format import Options, ReportFormat
from grader.reports.formats.csv import format_text_cell
from grader.reports.gradebooks.downloaded import Table, read_table
from grader.reports.gradebooks.identifiers import separate_plain_identifiers
from grader.reports.gradebooks.placing import (
    Finals,
    Placement,
    check_points,
    check_submissions,
    collect_finals,
    make_unplaced_error,
    place_scores,
)
from grader.reports.gradebooks.rounding import format_final_score, format_two_decimals
from grader.reports.options import File

__all__ = ["MEMBER", "misfits", "render_class"]

KEYS = ("SIS Login ID", "SIS User ID", "Integration ID", "ID")
IDENTITIES = ("Student", "ID", "SIS User ID", "SIS Login ID", "Integration ID", "Root Account", "Section")
NAMES = ("Student", "Section")  # text that people chose, which Canvas does not use to find a row
EXCUSED = "EX"
POSSIBLE = "Points Possible"  # in the first cell of the row that says what each assignment is worth
OPTIONS: Options = {
    "assignment_id": {
        "description": "the assignment's number, which is at the end of its web address",
        "pattern": "[0-9]{1,20}",
        "title": "a whole number",
    },
    "title": {"description": "the assignment's title, needed only without a gradebook", "default": ""},
    "gradebook": {"description": "the gradebook exported from Canvas", "format": "file", "default": ""},
    "key": {
        "description": "the identifier that students write in their submissions",
        "enum": list(KEYS),
        "default": KEYS[0],
    },
}


def render_class(
    cohort: Cohort, *, assignment_id: str, title: str = "", gradebook: File | str = "", key: str = KEYS[0]
) -> Iterator[str]:
    """Yield the table line by line."""
    if isinstance(gradebook, File):
        table = read_table(gradebook)
        column = find_score_column(table, assignment_id)
        yield from fill_in_rows(table, column, place_scores(collect_finals(cohort), table, table.column(key), column))
    elif title:
        yield from make_gradebook(collect_finals(cohort), f"{title} ({assignment_id})", key)
    else:
        raise UsageError(make_title_fault())


def misfits(
    cohort: Cohort, *, assignment_id: str, title: str = "", gradebook: File | str = "", key: str = KEYS[0]
) -> Iterator[Diagnostic]:
    """Yield what cannot go into the gradebook."""
    if not isinstance(gradebook, File):
        found = collect_finals(cohort)
        yield from check_submissions(found)
        yield from separate_plain_identifiers(found)[1]
        return
    table = read_table(gradebook)
    column, found = find_score_column(table, assignment_id), collect_finals(cohort)
    rows = place_scores(found, table, table.column(key), column)
    yield from rows.diagnostics
    for row in range(1, len(table.rows)):
        if POSSIBLE in table.cell(row, 0):
            yield from check_points(found, table.cell(row, column), "in Canvas")
    for row in rows.scores:
        if is_excused(table, row, column):
            who = table.cell(row, table.column(key))
            yield make_unplaced_error(
                "excused", f"'{who}' is excused in Canvas.", "If the score counts, remove the excuse there."
            )


def make_title_fault() -> Diagnostic:
    return Diagnostic(
        slug="missing-option",
        what="'canvas' needs the option 'gradebook' or the option 'title'.",
        why="Canvas creates a new assignment for a column whose header it does not know.",
        help="Add '--option gradebook=FILE' with the gradebook exported from Canvas, or '--option title=…'.",
        audience="author",
    )


def find_score_column(table: Table, assignment_id: str) -> int:
    """Return the assignment's column; UsageError if this is no gradebook, or the assignment is not in it."""
    heads = table.heads
    if len(heads) < 2 or "Student" not in heads[0] or "ID" not in heads[1] or "Section" not in heads:
        raise UsageError(table.no_column("called 'Student', 'ID' and 'Section', which every Canvas gradebook has"))
    found = [place for place, head in enumerate(heads) if head.endswith(f"({assignment_id})")]
    if len(found) != 1:
        raise UsageError(table.no_column(f"whose header ends with '({assignment_id})'", len(found)))
    return found[0]


def is_excused(table: Table, row: int, column: int) -> bool:
    """Whether a student need not hand in this assignment."""
    return table.cell(row, column).strip().upper() == EXCUSED


def fill_in_rows(table: Table, column: int, found: Placement) -> Iterator[str]:
    """Yield the rows of a downloaded gradebook: the columns that say who they are, and the assignment's."""
    kept = [place for place, head in enumerate(table.heads) if head in IDENTITIES]
    yield table.mark
    for number, row in enumerate(table.rows):
        if not any(cell.text.strip() for cell in row):
            continue
        cells = [format_identity(table, number, place) for place in kept]
        has_score = number in found.scores and not is_excused(table, number, column)
        cells.append(format_two_decimals(found.scores[number]) if has_score else table.raw(number, column))
        yield table.separator.join(cells) + "\r\n"


def format_identity(table: Table, row: int, place: int) -> str:
    """Return a cell that says whose row it is: identifiers unchanged, names so that no spreadsheet computes them."""
    is_name = table.heads[place] in NAMES
    return format_text_cell(table.cell(row, place)) if is_name else table.raw(row, place)


def make_gradebook(found: Finals, header: str, key: str) -> Iterator[str]:
    """Yield a gradebook that knows students by one identifier only, which also fills its Student column."""
    heads = list(dict.fromkeys(("Student", "ID", key, "Section")))
    yield ",".join(map(format_text_cell, (*heads, header))) + "\r\n"
    for who in separate_plain_identifiers(found)[0]:
        own = {"Student": who, key: who}
        yield (
            ",".join([*(format_text_cell(own.get(head, "")) for head in heads), format_final_score(found.scores[who])])
            + "\r\n"
        )


MEMBER = ReportFormat(
    kind="canvas",
    suffix=".csv",
    summary="The Canvas gradebook: fills in the column of one assignment.",
    render_class=render_class,
    stem="canvas",
    on_request=True,
    options=OPTIONS,
    misfits=misfits,
)

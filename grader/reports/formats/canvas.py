"""The gradebook of Canvas as CSV, with the scores of one assignment and nothing else that could be overwritten.

From a downloaded gradebook (``gradebook``) come its rows, the columns that say who they are, and the column of the
assignment, found by the id in its header: a header that Canvas does not know would create an assignment. The other
assignments are left out, so that an old download undoes nothing. A cell that gets no score stays as it was; an excused
one (``EX``) too. Without a gradebook a student is known by one identifier, and those without a final score are blank.
Scores have two decimals, rounded half to even, which is as exactly as Canvas compares them.
"""

from collections.abc import Iterator

from grader.errors import Diagnostic, UsageError
from grader.grading.course.cohort import Cohort
from grader.reports.format import Options, ReportFormat
from grader.reports.formats.csv import text_cell
from grader.reports.gradebooks.downloaded import Table, read_table
from grader.reports.gradebooks.identifiers import plain_only
from grader.reports.gradebooks.placing import Finals, Placement, finals, on_points, on_submissions, placed, unplaced
from grader.reports.gradebooks.rounding import final_score_text, two_decimals
from grader.reports.options import File

__all__ = ["MEMBER", "misfits", "render_class"]

KEYS = ("SIS Login ID", "SIS User ID", "Integration ID", "ID")
IDENTITIES = ("Student", "ID", "SIS User ID", "SIS Login ID", "Integration ID", "Root Account", "Section")
NAMES = ("Student", "Section")  # text that people chose; Canvas does not match by it
EXCUSED = "EX"
POSSIBLE = "Points Possible"  # in the first cell of the row with what each assignment is worth
OPTIONS: Options = {
    "assignment_id": {
        "description": "the number of the assignment, from its address",
        "pattern": "[0-9]{1,20}",
        "title": "a whole number",
    },
    "title": {"description": "the assignment's title, where there is no gradebook", "default": ""},
    "gradebook": {"description": "the gradebook as Canvas exports it", "format": "file", "default": ""},
    "key": {"description": "which identifier the students write", "enum": list(KEYS), "default": KEYS[0]},
}


def render_class(
    cohort: Cohort, *, assignment_id: str, title: str = "", gradebook: File | str = "", key: str = KEYS[0]
) -> Iterator[str]:
    """Yield the table line by line."""
    if isinstance(gradebook, File):
        table = read_table(gradebook)
        column = target(table, assignment_id)
        yield from filled_in(table, column, placed(finals(cohort), table, table.column(key), column))
    elif title:
        yield from from_scratch(finals(cohort), f"{title} ({assignment_id})", key)
    else:
        raise UsageError(no_title())


def misfits(
    cohort: Cohort, *, assignment_id: str, title: str = "", gradebook: File | str = "", key: str = KEYS[0]
) -> Iterator[Diagnostic]:
    """Yield what cannot go into the gradebook."""
    if not isinstance(gradebook, File):
        found = finals(cohort)
        yield from on_submissions(found)
        yield from plain_only(found)[1]
        return
    table = read_table(gradebook)
    column, found = target(table, assignment_id), finals(cohort)
    rows = placed(found, table, table.column(key), column)
    yield from rows.told
    for row in range(1, len(table.rows)):
        if POSSIBLE in table.cell(row, 0):
            yield from on_points(found, table.cell(row, column), "in Canvas")
    for row in rows.scores:
        if is_excused(table, row, column):
            who = table.cell(row, table.column(key))
            yield unplaced(
                "excused", f"'{who}' is excused in Canvas.", "take the excuse away there, if the score counts."
            )


def no_title() -> Diagnostic:
    """Return the complaint that nothing says what the column is called."""
    return Diagnostic(
        slug="missing-option",
        what="'canvas' needs the option 'gradebook' or the option 'title'.",
        why="Canvas makes a new assignment of a column whose header it does not know.",
        help="add '--option gradebook=FILE' with the gradebook that Canvas exports, or '--option title=…'.",
        audience="author",
    )


def target(table: Table, assignment_id: str) -> int:
    """Return the column of the assignment; UsageError where this is no gradebook, or the assignment is not in it."""
    heads = table.heads
    if len(heads) < 2 or "Student" not in heads[0] or "ID" not in heads[1] or "Section" not in heads:
        raise UsageError(table.no_column("called 'Student', 'ID' and 'Section', as a gradebook of Canvas has"))
    found = [place for place, head in enumerate(heads) if head.endswith(f"({assignment_id})")]
    if len(found) != 1:
        raise UsageError(table.no_column(f"whose header ends with '({assignment_id})'", len(found)))
    return found[0]


def is_excused(table: Table, row: int, column: int) -> bool:
    """Whether a student need not hand in this assignment."""
    return table.cell(row, column).strip().upper() == EXCUSED


def filled_in(table: Table, column: int, found: Placement) -> Iterator[str]:
    """Yield the rows of a downloaded gradebook, with the columns that say who they are and that of the assignment."""
    kept = [place for place, head in enumerate(table.heads) if head in IDENTITIES]
    yield table.mark
    for number, row in enumerate(table.rows):
        if not any(cell.text.strip() for cell in row):
            continue
        cells = [identity(table, number, place) for place in kept]
        has_score = number in found.scores and not is_excused(table, number, column)
        cells.append(two_decimals(found.scores[number]) if has_score else table.raw(number, column))
        yield table.separator.join(cells) + "\r\n"


def identity(table: Table, row: int, place: int) -> str:
    """Return a cell that says who a row is: an identifier as it stands, a name so that no spreadsheet computes it."""
    is_name = table.heads[place] in NAMES
    return text_cell(table.cell(row, place)) if is_name else table.raw(row, place)


def from_scratch(found: Finals, header: str, key: str) -> Iterator[str]:
    """Yield a gradebook that knows students by one identifier alone; its Student cell is that identifier too."""
    heads = list(dict.fromkeys(("Student", "ID", key, "Section")))
    yield ",".join(map(text_cell, (*heads, header))) + "\r\n"
    for who in plain_only(found)[0]:
        own = {"Student": who, key: who}
        yield (
            ",".join([*(text_cell(own.get(head, "")) for head in heads), final_score_text(found.scores[who])]) + "\r\n"
        )


MEMBER = ReportFormat(
    kind="canvas",
    suffix=".csv",
    summary="The gradebook of Canvas: fills in the column of one assignment.",
    render_class=render_class,
    stem="canvas",
    on_request=True,
    options=OPTIONS,
    misfits=misfits,
)

"""A table for Moodle's *Grades → Import → CSV file*: one identifier and one grade on each line.

Moodle stops the whole import at a user whom it does not know, and at a cell that is not a number. So the table has only
students with a final score and, if ``participants`` is given (the course's users, exported from Moodle), only students
in the course. There is no feedback, because feedback without a grade would erase the grade. Scores have two decimals,
rounded half to even.
"""

from collections.abc import Iterator, Mapping

from grader.errors import Diagnostic
from grader.grading.course.cohort import Cohort
from grader.reports.format import Options, ReportFormat
from grader.reports.formats.csv import format_text_cell
from grader.reports.gradebooks.downloaded import read_table
from grader.reports.gradebooks.identifiers import separate_plain_identifiers
from grader.reports.gradebooks.placing import check_submissions, collect_finals, place_scores
from grader.reports.gradebooks.rounding import format_two_decimals
from grader.reports.options import File

__all__ = ["MEMBER", "misfits", "render_class"]

HEADERS = {"username": "Username", "email": "Email address", "idnumber": "ID number", "id": "User ID"}
OPTIONS: Options = {
    "key": {
        "description": "the identifier that students write in their submissions",
        "enum": list(HEADERS),
        "default": "username",
    },
    "title": {"description": "the header of the column with the grades", "default": "Grade"},
    "participants": {
        "description": "a CSV file of the course's users, such as its exported grades",
        "format": "file",
        "default": "",
    },
    "column": {
        "description": "the header of the identifier's column in that file, if the site is not in English",
        "default": "",
    },
}


def render_class(
    cohort: Cohort, *, key: str = "username", title: str = "Grade", participants: File | str = "", column: str = ""
) -> Iterator[str]:
    """Yield the table line by line. There is no line without a grade."""
    known, _ = sort_out_grades(cohort, key, participants, column)
    yield f"{key},{format_text_cell(title)}\r\n"
    for who, score in known.items():
        yield f"{format_text_cell(who)},{score}\r\n"


def misfits(
    cohort: Cohort, *, key: str = "username", title: str = "Grade", participants: File | str = "", column: str = ""
) -> Iterator[Diagnostic]:
    """Yield what cannot be imported."""
    yield from sort_out_grades(cohort, key, participants, column)[1]


def sort_out_grades(
    cohort: Cohort, key: str, participants: File | str, column: str
) -> tuple[Mapping[str, str], list[Diagnostic]]:
    """Return the grades that can be imported, by student, and messages about the other students."""
    found = collect_finals(cohort)
    plain, diagnostics = separate_plain_identifiers(found)
    diagnostics = [*check_submissions(found), *diagnostics]
    placeable = found.placeable
    scores = {who: placeable[who] for who in plain if who in placeable}
    if isinstance(participants, File):
        table = read_table(participants)
        place = table.column(column or HEADERS[key])
        placement = place_scores(found, table, place, place)
        known = {table.cell(row, place).strip() for row in placement.scores}
        scores = {who: score for who, score in scores.items() if who in known}
        diagnostics = [*diagnostics, *(one for one in placement.diagnostics if one.slug.endswith("-in-gradebook"))]
    return {who: format_two_decimals(score) for who, score in scores.items()}, diagnostics


MEMBER = ReportFormat(
    kind="moodle",
    suffix=".csv",
    summary="A table for Moodle's grade import: one identifier and one grade on each line.",
    render_class=render_class,
    stem="moodle",
    on_request=True,
    options=OPTIONS,
    misfits=misfits,
)

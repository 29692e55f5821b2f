"""A table for Moodle's *Grades → Import → CSV file*: one identifier and one grade a line.

Moodle stops the whole import at one user whom it does not know, and at one cell that is no number. So only students
with a final score are in it; with ``participants`` (the users of the course as Moodle exports them) only those whom the
course knows. There is no feedback, because feedback without its grade would wipe grades. Two decimals, half to even.
"""

from collections.abc import Iterator, Mapping

from grader.errors import Diagnostic
from grader.grading.course.cohort import Cohort
from grader.reports.format import Options, ReportFormat
from grader.reports.formats.csv import text_cell
from grader.reports.gradebooks.downloaded import read_table
from grader.reports.gradebooks.identifiers import plain_only
from grader.reports.gradebooks.placing import finals, on_submissions, placed
from grader.reports.gradebooks.rounding import two_decimals
from grader.reports.options import File

__all__ = ["MEMBER", "misfits", "render_class"]

HEADERS = {"username": "Username", "email": "Email address", "idnumber": "ID number", "id": "User ID"}
OPTIONS: Options = {
    "key": {"description": "which identifier the students write", "enum": list(HEADERS), "default": "username"},
    "title": {"description": "the header of the grades", "default": "Grade"},
    "participants": {
        "description": "a CSV of the course's users, such as an export of its grades",
        "format": "file",
        "default": "",
    },
    "column": {"description": "the column of the identifier in it, where the site is not in English", "default": ""},
}


def render_class(
    cohort: Cohort, *, key: str = "username", title: str = "Grade", participants: File | str = "", column: str = ""
) -> Iterator[str]:
    """Yield the table line by line; there is no line without a grade."""
    known, _ = sorted_out(cohort, key, participants, column)
    yield f"{key},{text_cell(title)}\r\n"
    for who, score in known.items():
        yield f"{text_cell(who)},{score}\r\n"


def misfits(
    cohort: Cohort, *, key: str = "username", title: str = "Grade", participants: File | str = "", column: str = ""
) -> Iterator[Diagnostic]:
    """Yield what cannot be imported."""
    yield from sorted_out(cohort, key, participants, column)[1]


def sorted_out(
    cohort: Cohort, key: str, participants: File | str, column: str
) -> tuple[Mapping[str, str], list[Diagnostic]]:
    """Return the grade of each student who has one and can be imported, and what is to be told of the others."""
    found = finals(cohort)
    plain, told = plain_only(found)
    told = [*on_submissions(found), *told]
    placeable = found.placeable
    scores = {who: placeable[who] for who in plain if who in placeable}
    if isinstance(participants, File):
        table = read_table(participants)
        place = table.column(column or HEADERS[key])
        placement = placed(found, table, place, place)
        known = {table.cell(row, place).strip() for row in placement.scores}
        scores = {who: score for who, score in scores.items() if who in known}
        told = [*told, *(one for one in placement.told if one.slug.endswith("-in-gradebook"))]
    return {who: two_decimals(score) for who, score in scores.items()}, told


MEMBER = ReportFormat(
    kind="moodle",
    suffix=".csv",
    summary="A table for Moodle's import of grades: one identifier and one grade a line.",
    render_class=render_class,
    stem="moodle",
    on_request=True,
    options=OPTIONS,
    misfits=misfits,
)

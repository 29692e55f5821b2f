"""The class as CSV (RFC 4180), with a row for each submission and a column for each item, ready for a spreadsheet.

Scores are decimals, rounded half to even to four places. ``score`` is filled only if it is final. While a person still
has to judge something, it is blank, and ``score_so_far`` has the points so far, so that nobody imports a silent zero.
The ``deduction`` for being late is already subtracted from both; an item's column has what the answer earned. Text that
a spreadsheet would run as a formula gets a leading apostrophe; numbers are left alone.

>>> format_text_cell("=1+1"), format_text_cell('a"b'), format_number_cell(Fraction(7, 3)), format_number_cell(None)
("'=1+1", '"a""b"', '2.3333', '')
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache

from grader.errors import escape_unprintable
from grader.grading.course.cohort import Cohort
from grader.grading.course.line import Line
from grader.grading.course.summand import Summand
from grader.memory import by_identity
from grader.reports.format import ReportFormat
from grader.reports.formats.summary import describe_status
from grader.reports.plain import escape_log_commands

__all__ = ["MEMBER", "format_number_cell", "render_class", "format_text_cell"]

FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠﹢﹣﹫−")
IGNORED_BY_SPREADSHEETS = "\ufeff\u200b\u200c\u200d\u2060\x00 \u00a0\u3000"
QUOTED = re.compile(r'[",\r\n\t]|^\s*::')  # a quotation mark before '::' keeps a CI log from obeying the row
# Columns that are there only if a line has something in them; grade --late-days-used reads the first.
OPTIONAL: Mapping[str, Callable[[Line], bool]] = {
    "late_days_used": lambda line: line.late_days_used is not None,
    "attempt": lambda line: bool(line.attempt),
}
DECIMALS = 4  # as docs/reports.md says


def format_text_cell(text: str) -> str:
    """Return text as a cell: made harmless if a spreadsheet would compute it, quoted if it needs to be."""
    if text.isascii() and text.isalnum():  # nearly always true, and fast to test
        return text
    if text.startswith(FORMULA_STARTS) or text.lstrip(IGNORED_BY_SPREADSHEETS).startswith(FORMULA_STARTS):
        text = f"'{text}"
    if not (text.isascii() and text.isprintable()):
        text = "".join(character if character in "\r\n\t" else escape_unprintable(character) for character in text)
    return escape_log_commands(f'"{text.replace(chr(34), chr(34) * 2)}"' if QUOTED.search(text) else text)


@lru_cache(maxsize=4096)
def format_number_cell(value: Fraction | None) -> str:
    """Return a number as a cell, blank if there is none. Cached, because most numbers in a class repeat."""
    if value is None:
        return ""
    rounded = round(value, DECIMALS)
    if rounded.denominator == 1:
        return str(rounded.numerator)
    return f"{float(rounded):.{DECIMALS}f}".rstrip("0")


def render_class(cohort: Cohort) -> Iterator[str]:
    """Yield the table line by line. Rows end with CR LF, as RFC 4180 says."""
    ids = list(cohort.counts.items)
    heads = ["student", "file", "status", "score", "points", "score_so_far", "pending", "days_late", "deduction"]
    optional = [name for name, is_known in OPTIONAL.items() if any(map(is_known, cohort.counts.lines))]
    heads += optional
    yield ",".join(map(format_text_cell, (*heads, *ids))) + "\r\n"
    cells, shown = ScoreCells(), by_identity(format_number_cell)
    for line, answers in cohort.summed():
        own = (format_optional(getattr(line, name)) for name in optional)
        yield ",".join((*list_row_cells(line, shown), *own, *arrange_scores(answers, ids, cells))) + "\r\n"


class ScoreCells(dict[Summand, str]):
    """The score of each answer as a cell, made on first use."""

    def __missing__(self, answer: Summand) -> str:
        cell = self[answer] = format_number_cell(answer.score)
        return cell


def arrange_scores(answers: Sequence[Summand], ids: Sequence[str], cells: Mapping[Summand, str]) -> Iterable[str]:
    """Return a submission's scores as cells, blank for an item that it does not have."""
    if [answer.id for answer in answers] == ids:  # nearly always true
        return map(cells.__getitem__, answers)
    own = {answer.id: cells[answer] for answer in answers}
    return (own.get(identifier, "") for identifier in ids)


def list_row_cells(line: Line, shown: Callable[[Fraction], str]) -> Iterator[str]:
    """Yield the cells of one submission, without those of its items."""
    yield from map(format_text_cell, (line.student, line.file, describe_status(line)))
    if line.score is None:
        yield from ("", "", "", "")
    else:
        score = shown(line.score)
        yield from (score if line.is_final else "", shown(line.points), score, shown(line.pending))
    yield format_optional(line.days)
    yield "" if line.days is None or line.score is None else shown(line.deduction)


def format_optional(value: object) -> str:
    """Return what may not be known as a cell, blank if it is not."""
    return "" if value is None else str(value)


MEMBER = ReportFormat(
    kind="csv",
    suffix=".csv",
    summary="A row for each submission and a column for each item, for spreadsheets and gradebooks.",
    render_class=render_class,
)

"""The class as CSV (RFC 4180), one row a submission and one column an item, ready for a spreadsheet.

Scores are decimals rounded half to even to four places. ``score`` is filled only when it is final: while a person has
something to judge it is blank and ``score_so_far`` holds the rest, so that nobody imports a silent zero. Both are what
is left after the ``deduction`` for being late; an item's column holds what the answer earned. Text that a spreadsheet
would run as a formula gets a leading apostrophe; numbers are left alone.

>>> text_cell("=1+1"), text_cell('a"b'), number_cell(Fraction(7, 3)), number_cell(None)
("'=1+1", '"a""b"', '2.3333', '')
"""

from collections.abc import Iterator
from fractions import Fraction

from grader.errors import printable
from grader.grading.cohort import Cohort
from grader.grading.line import Line
from grader.grading.summand import Summand
from grader.memory import Memory
from grader.reports.format import ReportFormat
from grader.reports.summary import status

__all__ = ["MEMBER", "number_cell", "render_class", "text_cell"]

FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠﹢﹣﹫−")
IGNORED_BY_SPREADSHEETS = "\ufeff\u200b\u200c\u200d\u2060\x00 \u00a0\u3000"
DECIMALS = 4


def text_cell(text: str) -> str:
    """Return text as a cell: neutralised where a spreadsheet would compute it, quoted where it needs to be."""
    if text.startswith(FORMULA_STARTS) or text.lstrip(IGNORED_BY_SPREADSHEETS).startswith(FORMULA_STARTS):
        text = f"'{text}"
    shown = "".join(character if character in "\r\n\t" else printable(character) for character in text)
    return f'"{shown.replace(chr(34), chr(34) * 2)}"' if any(mark in shown for mark in '",\r\n\t') else shown


def number_cell(value: Fraction | None) -> str:
    """Return a number as a cell; blank where there is none."""
    if value is None:
        return ""
    rounded = round(value, DECIMALS)
    if rounded.denominator == 1:
        return str(rounded.numerator)
    return f"{float(rounded):.{DECIMALS}f}".rstrip("0")


def render_class(cohort: Cohort) -> Iterator[str]:
    """Yield the table line by line; records end with CR LF, as RFC 4180 has it."""
    ids = tuple(cohort.counts.items)
    heads = ["student", "file", "status", "score", "points", "score_so_far", "pending", "days_late", "deduction"]
    yield ",".join(map(text_cell, (*heads, *ids))) + "\r\n"
    memory = Memory()
    for line, answers in cohort.summed():
        cells = {answer.id: memory.of(score_cell, answer) for answer in answers}
        yield ",".join((*row(line, memory), *(cells.get(identifier, "") for identifier in ids))) + "\r\n"


def score_cell(answer: Summand) -> str:
    """Return the score of one answer."""
    return number_cell(answer.score)


def row(line: Line, memory: Memory) -> Iterator[str]:
    """Yield the cells of one submission but those of its items."""
    yield from (text_cell(text) for text in (line.student, line.file, status(line)))
    totals = (line.score if line.is_final else None, line.points, line.score, line.pending)
    yield from (memory.of(number_cell, value if line.is_readable else None) for value in totals)
    yield "" if line.days is None else str(line.days)
    yield "" if line.days is None or not line.is_readable else number_cell(line.deduction)


MEMBER = ReportFormat(
    kind="csv",
    suffix=".csv",
    summary="One row a submission and one column an item, for spreadsheets and gradebooks.",
    render_class=render_class,
)

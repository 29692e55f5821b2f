"""The class as CSV (RFC 4180), one row a submission and one column an item, ready for a spreadsheet.

Scores are decimals rounded half to even to four places. ``score`` is filled only when it is final: while a person has
something to judge it is blank and ``score_so_far`` holds the rest, so that nobody imports a silent zero. Both are what
is left after the ``deduction`` for being late; an item's column holds what the answer earned. Text that a spreadsheet
would run as a formula gets a leading apostrophe; numbers are left alone.

>>> text_cell("=1+1"), text_cell('a"b'), number_cell(Fraction(7, 3)), number_cell(None)
("'=1+1", '"a""b"', '2.3333', '')
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from grader.errors import printable
from grader.grading.course.cohort import Cohort
from grader.grading.course.line import Line
from grader.grading.course.summand import Summand
from grader.memory import by_identity
from grader.reports.format import ReportFormat
from grader.reports.formats.summary import status

__all__ = ["MEMBER", "number_cell", "render_class", "text_cell"]

FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠﹢﹣﹫−")
IGNORED_BY_SPREADSHEETS = "\ufeff\u200b\u200c\u200d\u2060\x00 \u00a0\u3000"
QUOTED = re.compile('[",\\r\\n\\t]')
DECIMALS = 4


def text_cell(text: str) -> str:
    """Return text as a cell: neutralised where a spreadsheet would compute it, quoted where it needs to be."""
    if text.isascii() and text.isalnum():  # nearly always so, and at once
        return text
    if text.startswith(FORMULA_STARTS) or text.lstrip(IGNORED_BY_SPREADSHEETS).startswith(FORMULA_STARTS):
        text = f"'{text}"
    if not (text.isascii() and text.isprintable()):
        text = "".join(character if character in "\r\n\t" else printable(character) for character in text)
    return f'"{text.replace(chr(34), chr(34) * 2)}"' if QUOTED.search(text) else text


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
    ids = list(cohort.counts.items)
    heads = ["student", "file", "status", "score", "points", "score_so_far", "pending", "days_late", "deduction"]
    yield ",".join(map(text_cell, (*heads, *ids))) + "\r\n"
    cells, shown = ScoreCells(), by_identity(number_cell)
    for line, answers in cohort.summed():
        yield ",".join((*row(line, shown), *in_order(answers, ids, cells))) + "\r\n"


class ScoreCells(dict[Summand, str]):
    """The score of each answer as a cell, made when it is asked for first."""

    def __missing__(self, answer: Summand) -> str:
        """Return the cell of an answer that is new."""
        cell = self[answer] = number_cell(answer.score)
        return cell


def in_order(answers: Sequence[Summand], ids: Sequence[str], cells: Mapping[Summand, str]) -> Iterable[str]:
    """Return the scores of a submission as cells, blank for an item that it does not have."""
    if [answer.id for answer in answers] == ids:  # nearly always so
        return map(cells.__getitem__, answers)
    own = {answer.id: cells[answer] for answer in answers}
    return (own.get(identifier, "") for identifier in ids)


def row(line: Line, shown: Callable[[Fraction], str]) -> Iterator[str]:
    """Yield the cells of one submission but those of its items."""
    yield from map(text_cell, (line.student, line.file, status(line)))
    if line.score is None:
        yield from ("", "", "", "")
    else:
        score = shown(line.score)
        yield from (score if line.is_final else "", shown(line.points), score, shown(line.pending))
    yield "" if line.days is None else str(line.days)
    yield "" if line.days is None or line.score is None else shown(line.deduction)


MEMBER = ReportFormat(
    kind="csv",
    suffix=".csv",
    summary="One row a submission and one column an item, for spreadsheets and gradebooks.",
    render_class=render_class,
)

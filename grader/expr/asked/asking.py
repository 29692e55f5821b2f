"""Asking back: a text that can be read has more than one meaning in the shape that is asked for.

The messages about what the grammar refuses are in ``complaints.py``. These know in addition what the item asks for.

>>> from grader.expr.advice.rules import replace_all
>>> error = ask_back("4\\n-7", 2, 3, AT_LINE_START, replace_all("4\\n-7", "4 - 7", "for a difference"))
>>> error.diagnostic.what, error.diagnostic.proposals[0].answer
("A line begins with '-'.", '4 - 7')
"""

from typing import Final, NamedTuple

from grader.errors import AnswerError, Diagnostic
from grader.expr.complaints import Change, apply_change, shorten_quote
from grader.source import Source, Span

__all__ = [
    "AT_LINE_START",
    "DASH",
    "DECIMAL_COMMAS",
    "ENDS",
    "QUESTIONS",
    "TWO_INTERVALS",
    "WHOLE_NUMBERS",
    "Question",
    "ask_back",
]


class Question(NamedTuple):
    """The name of a message and its sentences; ``{written}`` is the piece that it is about."""

    slug: str
    what: str
    why: str
    help: str


AT_LINE_START: Final = Question(
    "sign-at-line-start",
    "A line begins with '{written}'.",
    "It may go on from the line before, or be a value of its own.",
    "end the line before with the operator, or write one value alone.",
)
ENDS: Final = Question(
    "ends-of-interval",
    "'{written}' does not say whether its ends belong to the interval.",
    "A square bracket takes an end in, and a round one leaves it out.",
    "write the interval in brackets.",
)
DASH: Final = Question(
    "dash-for-interval",
    "'{written}' is read as a difference, and an interval is asked for.",
    "A dash between two numbers is a minus.",
    "write the interval in brackets.",
)
DECIMAL_COMMAS: Final = Question(
    "commas-in-interval",
    "It is not clear what the commas in '{written}' are.",
    "A decimal has a point here, and a semicolon in square brackets begins a row of a matrix.",
    "write decimals with a point, and a comma between the ends.",
)
TWO_INTERVALS: Final = Question(
    "two-intervals",
    "The two sides of '{written}' are different intervals.",
    "An equals sign says that both are the same.",
    "write one interval alone.",
)
WHOLE_NUMBERS: Final = Question(
    "range-for-set",
    "'{written}' does not say which of the numbers between its ends are meant.",
    "It may mean the whole numbers, or all of them.",
    "list the members in braces.",
)
QUESTIONS: Final = frozenset(
    question.slug for question in (AT_LINE_START, ENDS, DASH, DECIMAL_COMMAS, TWO_INTERVALS, WHOLE_NUMBERS)
)


def ask_back(text: str, start: int, end: int, question: Question, *changes: Change) -> AnswerError:
    """Build the error that asks what the characters ``start`` to ``end`` of a text mean; ``changes`` are answers."""
    what = question.what.format(written=shorten_quote(text[start:end]))
    span = Span(Source("answer", text), start, end)
    diagnostic = Diagnostic(slug=question.slug, what=what, why=question.why, help=question.help, span=span)
    return AnswerError(diagnostic.propose(apply_change(text, change) for change in changes))

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
    "BETWEEN",
    "DASH",
    "DECIMAL_COMMAS",
    "ENDS",
    "EVERYTHING",
    "NOTHING_AT_ONCE",
    "OTHER_HYPOTHESIS",
    "OTHER_LABEL",
    "QUESTIONS",
    "TWO_INTERVALS",
    "UNSOLVED_DERIVATIVE",
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
BETWEEN: Final = Question(
    "between-numbers",
    "'{written}' does not say whether the first and the last number belong to the set.",
    "Between two numbers may be with both of them, or without.",
    "list the members in braces.",
)
OTHER_LABEL: Final = Question(
    "other-label",
    "'{written}' may name something else than what is asked for.",
    "Words in front of an answer say what it is.",
    "write the answer without them, or with words of the question.",
)
OTHER_HYPOTHESIS: Final = Question(
    "other-hypothesis",
    "'{written}' names a hypothesis, and it is not clear that it is the one that is asked for.",
    "The question asks for one hypothesis.",
    "write that one alone.",
)
NOTHING_AT_ONCE: Final = Question(
    "nothing-at-once",
    "'{written}' holds for no number.",
    "'and' says that both conditions hold at once.",
    "join alternatives by 'or', or write ∅ for no number.",
)
EVERYTHING: Final = Question(
    "everything-allowed",
    "'{written}' holds for every number.",
    "'or' says that one of the conditions is enough.",
    "join conditions that all hold by 'and', or write ℝ for every number.",
)
UNSOLVED_DERIVATIVE: Final = Question(
    "unsolved-derivative",
    "'{written}' is an equation that is still to be solved.",
    "The places where it holds are asked for, and the zero in it is none of them.",
    "solve the equation and write its solutions.",
)
QUESTIONS: Final = frozenset(
    question.slug
    for question in (
        AT_LINE_START, ENDS, DASH, DECIMAL_COMMAS, TWO_INTERVALS, WHOLE_NUMBERS, BETWEEN, OTHER_LABEL, OTHER_HYPOTHESIS,
        NOTHING_AT_ONCE, EVERYTHING, UNSOLVED_DERIVATIVE,
    )
)  # fmt: skip


def ask_back(text: str, start: int, end: int, question: Question, *changes: Change) -> AnswerError:
    """Build the error that asks what the characters ``start`` to ``end`` of a text mean; ``changes`` are answers."""
    what = question.what.format(written=shorten_quote(text[start:end]))
    span = Span(Source("answer", text), start, end)
    diagnostic = Diagnostic(slug=question.slug, what=what, why=question.why, help=question.help, span=span)
    return AnswerError(diagnostic.propose(apply_change(text, change) for change in changes))

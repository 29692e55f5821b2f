"""Why a list of statements cannot be read: the faults of those that have one, and nothing about what is between them.

What is proposed repairs all of them at once, because with one of them alone the answer would be refused again.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from grader.errors import AnswerError, Diagnostic, Proposal
from grader.expr.asked.asked import Asked
from grader.expr.asked.reader import Reader
from grader.expr.complaints import propose_answer
from grader.expr.names import names_of
from grader.expr.notation import Notation
from grader.expr.shapes.splitting import Statement, split_statements
from grader.expr.words.remarks import drop_introduction, drop_remarks
from grader.patterns import regex
from grader.source import Source, Span

__all__ = ["explain_statements", "may_be_of_statements", "mention_kronecker"]

# The lack of brackets around a list is no fault where one may be written so; names may be unknown in all of them.
_OF_STATEMENTS: Final = frozenset({"listed-conditions", "loose-comma", "unknown-name"})
_KRONECKER: Final = regex(r"(?<![A-Za-z])delta_[a-z]{2}(?![A-Za-z])")
_TWO_INDICES: Final = regex(r"\\?[A-Za-z]+?_?\{?(?P<one>[a-z]),?(?P<two>[a-z])\}?")
_LISTS: Final = frozenset({"vector", "matrix", "list", "family"})


def explain_statements(
    text: str, reader: Reader, asked: Asked, explain: Callable[[Statement], AnswerError | None]
) -> AnswerError | None:
    """Return why each statement that cannot be read cannot, in the whole text; None where all can be read.

    ``explain`` says why one cannot be read; None if it can.
    """
    if asked.shape not in _LISTS:
        return None
    statements = split_statements(drop_remarks(drop_introduction(text), reader.notation), names_of(reader.notation))
    if len(statements) < 2:
        return None
    faults = [(statement, error) for statement in statements if (error := explain(statement)) is not None]
    found: dict[str, Diagnostic] = {}
    for _, error in faults:
        for each in error.diagnostics:
            found.setdefault(each.span.text if each.span else "", put_in_whole(each, text))
    ways = zip(*([(at, each) for each in error.diagnostic.proposals] for at, error in faults), strict=False)
    proposals = [repair_statements(text, way) for way in ways]
    return AnswerError(each.propose(proposals) for each in found.values()) if found else None


def repair_statements(text: str, way: Sequence[tuple[Statement, Proposal]]) -> Proposal:
    """Return a text with what is proposed for some of its statements in their places."""
    answer = text
    for statement, proposal in reversed(way):
        start, end = statement.start, statement.start + len(statement.text)
        lead = statement.text[: len(statement.text) - len(statement.text.lstrip())]
        answer = answer[:start] + lead + proposal.answer.strip() + answer[end:]
    return propose_answer(answer, way[0][1].shown if len(way) == 1 else "", way[0][1].meaning)


def mention_kronecker(error: AnswerError, notation: Notation, question: str) -> AnswerError:
    """Return an error that says how the Kronecker delta is written, where the question has it, and two indices fail."""
    mention = _KRONECKER.search(question)
    if mention is None:
        return error
    added = f"The Kronecker delta, 1 for equal indices and 0 for others, is written {mention.group()}."

    def add(diagnostic: Diagnostic) -> Diagnostic:
        indices = _TWO_INDICES.fullmatch(diagnostic.span.text) if diagnostic.span else None
        if diagnostic.slug != "unknown-name" or indices is None or diagnostic.proposals:
            return diagnostic
        if not all(letter in notation.ranges for letter in indices.group("one", "two")):
            return diagnostic
        return replace(diagnostic, help=f"{diagnostic.help.rstrip('.')}. {added}")

    return type(error)(map(add, error.diagnostics))


def may_be_of_statements(error: AnswerError) -> bool:
    """Whether an error of a whole text may be about some of its statements alone."""
    return error.diagnostic.slug in _OF_STATEMENTS


def put_in_whole(diagnostic: Diagnostic, text: str) -> Diagnostic:
    """Return a message about a statement, at its place in a text, as one about the text."""
    span = diagnostic.span
    return diagnostic.at(Span(Source("answer", text), span.start, span.end)) if span else diagnostic

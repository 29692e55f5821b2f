"""Why a text of several pieces cannot be read: the fault of the piece that has one, and of nothing that is fine.

A label that would be dropped is no fault, nor is a comma between two statements of which one cannot be read.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from grader.errors import AnswerError, Diagnostic, Proposal
from grader.expr.complaints import propose_answer
from grader.expr.notation import Notation
from grader.expr.reading import read_or_explain
from grader.expr.statements.asked import Asked
from grader.expr.statements.labels import split_other_label
from grader.expr.statements.reader import Reader
from grader.expr.statements.remarks import drop_introduction, drop_remarks
from grader.expr.statements.splitting import Statement
from grader.source import Source, Span

__all__ = ["explain_formula", "explain_statements", "may_be_of_statements", "mention_kronecker"]

# The lack of brackets around a list is no fault where one may be written so; names may be unknown in all of them.
_OF_STATEMENTS: Final = frozenset({"listed-conditions", "loose-comma", "unknown-name"})
_KRONECKER: Final = re.compile(r"(?<![A-Za-z])delta_[a-z]{2}(?![A-Za-z])")
_TWO_INDICES: Final = re.compile(r"\\?[A-Za-z]+?_?\{?(?P<one>[a-z]),?(?P<two>[a-z])\}?")
_LISTS: Final = frozenset({"vector", "matrix", "list", "family"})


def explain_formula(text: str, reader: Reader, asked: Asked) -> AnswerError | None:
    """Return why the formula in a text cannot be read, where around it are words or a label that say nothing."""
    bare = drop_remarks(drop_introduction(text), reader.notation)
    labelled = None if asked.shape in ("condition", "any") else split_other_label(bare, reader)
    if labelled is not None and explain(labelled[1], reader) is not None:
        bare = labelled[1]
    return None if bare == text else explain(bare, reader)


def explain_statements(
    text: str, statements: Sequence[Statement], reader: Reader, asked: Asked, is_read: Callable[[Statement], bool]
) -> AnswerError | None:
    """Return why each statement that cannot be read cannot, in the whole text; None where all can be read.

    What is proposed fixes all of them.
    """
    if asked.shape not in _LISTS or len(statements) < 2:
        return None
    faults: list[tuple[Statement, AnswerError]] = []
    for statement in statements:
        if is_read(statement):
            continue
        error = explain_formula(statement.padded, reader, asked) or explain(statement.padded, reader)
        if error is not None:
            faults.append((statement, error))
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


def explain(text: str, reader: Reader) -> AnswerError | None:
    """Return why a piece cannot be read, None if it can; it is counted as one reading."""
    reader.count.take()
    try:
        read_or_explain(text, reader.notation, reader.syntax)
    except AnswerError as error:
        return error
    return None


def put_in_whole(diagnostic: Diagnostic, text: str) -> Diagnostic:
    """Return a message about a statement, at its place in a text, as one about the text."""
    span = diagnostic.span
    return diagnostic.at(Span(Source("answer", text), span.start, span.end)) if span else diagnostic

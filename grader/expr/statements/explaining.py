"""Why a text of several pieces cannot be read: the fault of the piece that has one, and of nothing that is fine.

A label that would be dropped is no fault, nor is a comma between two statements of which one cannot be read.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from grader.errors import AnswerError, Diagnostic
from grader.expr.complaints import propose_answer
from grader.expr.notation import Notation
from grader.expr.reading import Syntax, read_or_explain
from grader.expr.statements.asked import Asked
from grader.expr.statements.labels import split_other_label
from grader.expr.statements.reader import Reader
from grader.expr.statements.remarks import drop_introduction, drop_remarks
from grader.expr.statements.splitting import Statement
from grader.source import Source, Span

__all__ = ["explain_formula", "explain_statement", "is_only_listed"]

# What is said of a list without brackets, which is no fault where a list may be written so.
_ONLY_LISTED: Final = frozenset({"listed-conditions", "loose-comma"})
_LISTS: Final = frozenset({"vector", "matrix", "list", "family"})


def explain_formula(text: str, reader: Reader, asked: Asked) -> AnswerError | None:
    """Return why the formula in a text cannot be read, where around it are words or a label that say nothing."""
    bare = drop_remarks(drop_introduction(text), reader.notation)
    labelled = None if asked.shape in ("condition", "any") else split_other_label(bare, reader)
    if labelled is not None and explain(labelled[1], reader.notation, reader.syntax) is not None:
        bare = labelled[1]
    return None if bare == text else explain(bare, reader.notation, reader.syntax)


def explain_statement(
    text: str, statements: Sequence[Statement], reader: Reader, asked: Asked, is_read: Callable[[Statement], bool]
) -> AnswerError | None:
    """Return why the first statement that cannot be read cannot, in the whole text; None where each can be read."""
    if asked.shape not in _LISTS or len(statements) < 2:
        return None
    wrong = next((statement for statement in statements if not is_read(statement)), None)
    if wrong is None:
        return None
    error = explain_formula(wrong.padded, reader, asked) or explain(wrong.padded, reader.notation, reader.syntax)
    return AnswerError(put_in_whole(each, wrong, text) for each in error.diagnostics) if error else None


def is_only_listed(error: AnswerError) -> bool:
    """Whether an error is about nothing but the lack of brackets around a list."""
    return error.diagnostic.slug in _ONLY_LISTED


def explain(text: str, notation: Notation, syntax: Syntax | None) -> AnswerError | None:
    try:
        read_or_explain(text, notation, syntax)
    except AnswerError as error:
        return error
    return None


def put_in_whole(diagnostic: Diagnostic, statement: Statement, text: str) -> Diagnostic:
    """Return a message about a statement as one about the text that it is in."""
    span = diagnostic.span
    before, after = text[: statement.start], text[statement.start + len(statement.text) :]
    proposals = [
        replace(
            propose_answer(before + each.answer.removeprefix(" " * statement.start) + after, each.shown),
            meaning=each.meaning,
        )
        for each in diagnostic.proposals
    ]
    placed = diagnostic.at(Span(Source("answer", text), span.start, span.end)) if span else diagnostic
    return placed.propose(proposals) if proposals else placed

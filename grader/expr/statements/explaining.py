"""Why an answer cannot be read that is read in pieces: the fault is in one of its lines, or after its label.

The parser complains about the first sign that does not fit in one formula. That may be where the second line begins, or
a label that would be dropped, and neither is what has to be fixed.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from grader.errors import AnswerError, Diagnostic, Proposal
from grader.expr.asked.asked import Asked
from grader.expr.asked.reader import OutOfReadingsError, Reader
from grader.expr.complaints import propose_answer
from grader.expr.doubts.other_units import explain_unit
from grader.expr.nodes import Assignment, Node
from grader.expr.reading import read_or_explain
from grader.expr.shapes.splitting import MAX_STATEMENTS, Statement, split_statements
from grader.expr.statements.labels import find_label, split_other_label
from grader.expr.statements.listed_faults import explain_statements, may_be_of_statements
from grader.expr.statements.rounding import explain_second_value
from grader.expr.words.remarks import drop_introduction, drop_remarks
from grader.source import Source, Span

__all__ = ["explain_refusal"]

# These faults are the same in every piece, and a proposal repairs all of them at once.
OF_CHARACTERS: Final = frozenset({"eaten-backslash", "foreign-digit", "hidden-character", "look-alike", "loose-accent"})
# These messages are about the lines together, and what they propose is the whole answer.
OF_LINES: Final = frozenset({"label-colon", "words-before"})

MOST_EXPLAINED: Final = 3  # lines; who fixes them sees the rest
ReadStatement = Callable[[Statement, Reader, Asked], Node | None]


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of an answer with its place. Its text is as it is read: without the signs that align lines."""

    whole: str
    start: int
    text: str


def explain_refusal(
    error: AnswerError, text: str, reader: Reader, asked: Asked, read_statement: ReadStatement
) -> AnswerError:
    """Return the error that helps most with a text which has no reading in pieces, and as a whole was refused."""
    if error.diagnostic.slug == "left-side" and asked.shape == "condition" and len(asked.unknowns) > 1:
        # The left side is a part of an equation: y^2 = 3 - 2x must not become y = 3 - 2x.
        error = AnswerError(replace(error.diagnostic, proposals=(), help="write it with names of the exercise."))
    if error.diagnostic.slug == "not-an-answer" and asked.is_of_numbers:  # an indicator would be no set
        error = AnswerError(replace(error.diagnostic, why="", help="write the values alone, as a set or a condition."))
    if (unit := explain_unit(error, text, asked)) is not None:
        return unit
    try:
        return explain_in_pieces(error, text, reader, asked, read_statement) or explain_formula(text, reader) or error
    except OutOfReadingsError:
        return error


def explain_in_pieces(
    error: AnswerError, text: str, reader: Reader, asked: Asked, read_statement: ReadStatement
) -> AnswerError | None:
    """Return why single lines of a text cannot be read, or what is after its label; None for any other fault."""
    if error.diagnostic.slug in OF_CHARACTERS | OF_LINES:
        return None

    def explain_unread(statement: Statement) -> AnswerError | None:
        if read_statement(statement, reader, asked) is not None:
            return None
        return explain_after_label(Piece(text, 0, statement.padded), reader, asked) or explain(statement.padded, reader)

    if may_be_of_statements(error) and (found := explain_statements(text, reader, asked, explain_unread)) is not None:
        return found
    lines = explain_lines(text, reader, asked, lambda line: read_statement(line, reader, asked) is not None)
    if lines is None and asked.shape == "value" and (twice := explain_second_value(text, reader)) is not None:
        return twice
    return lines or explain_after_label(Piece(text, 0, text), reader, asked)


def explain_formula(text: str, reader: Reader) -> AnswerError | None:
    """Return why the formula in a text cannot be read, where there are words around it that say nothing."""
    bare = drop_remarks(drop_introduction(text), reader.notation)
    return None if bare == text else explain(bare, reader)


def explain_lines(text: str, reader: Reader, asked: Asked, can_read: Callable[[Statement], bool]) -> AnswerError | None:
    """Return why some lines of an answer cannot be read, where each of the others can be read alone.

    None for one line, and where no line can be read: then the lines are no statements.
    """
    lines = list_lines(text)
    if not 1 < len(lines) <= MAX_STATEMENTS or any(line.joint not in ("", "\n") for line in lines):
        return None
    unread = [line for line in lines if not can_read(line)]
    if len(unread) == len(lines):
        return None
    found = [error for line in unread[:MOST_EXPLAINED] if (error := explain_line(line, text, reader, asked))]
    return type(found[0])(diagnostic for error in found for diagnostic in error.diagnostics) if found else None


@lru_cache(maxsize=128)  # one text is tried for each key that an item may have
def list_lines(text: str) -> tuple[Statement, ...]:
    return tuple(line for statement in split_statements(text) for line in split_unclosed(statement))


def split_unclosed(statement: Statement) -> Iterator[Statement]:
    """Yield the lines of a statement that goes on only because a bracket is never closed; any other as it is."""
    text, place = statement.text, statement.start
    is_unclosed = sum((sign in "([{") - (sign in ")]}") for sign in text) > 0
    if "\n" not in text or not is_unclosed or "\\begin" in text:
        yield statement
        return
    for line in text.split("\n"):
        if line.strip():
            yield Statement(line, place, statement.joint if place == statement.start else "\n")
        place += len(line) + 1


def explain_line(line: Statement, text: str, reader: Reader, asked: Asked) -> AnswerError | None:
    bare = line.text.lstrip()
    piece = Piece(text, line.start + len(line.text) - len(bare), bare.rstrip())
    return explain_after_label(piece, reader, asked) or explain_piece(piece, reader)


def explain_after_label(piece: Piece, reader: Reader, asked: Asked) -> AnswerError | None:
    # Before a condition, only a label is dropped that leaves a condition; before an update, it is what gets the value.
    is_left_side = asked.shape == "condition" or isinstance(asked.tree, Assignment)
    if is_left_side or split_other_label(piece.text, reader) is None:
        return None
    label = find_label(piece.text)
    assert label is not None
    return explain_piece(Piece(piece.whole, piece.start + label[1], piece.text[label[1] :]), reader)


def explain_piece(piece: Piece, reader: Reader) -> AnswerError | None:
    """Return why a piece cannot be read by itself, as a complaint about the whole; None if it can be read."""
    error = explain(piece.text, reader)
    return error and type(error)(move_to_whole(diagnostic, piece) for diagnostic in error.diagnostics)


def explain(text: str, reader: Reader) -> AnswerError | None:
    """Return why a text cannot be read as one formula; None if it can."""
    reader.count.take()
    try:
        read_or_explain(text, reader.notation, reader.syntax)
    except AnswerError as error:
        return error
    return None


def move_to_whole(diagnostic: Diagnostic, piece: Piece) -> Diagnostic:
    """Return a message about a piece as one about the whole, into which it proposes to write its texts."""
    if diagnostic.span is None:
        return diagnostic
    start, end = diagnostic.span.start, diagnostic.span.end
    written = list(list_written(diagnostic.proposals, piece.text, start, end))
    if len(written) < len(diagnostic.proposals):  # they change more than is marked, so all of the piece is marked
        start, end = 0, len(piece.text)
        written = [proposal.answer for proposal in diagnostic.proposals]
    moved = diagnostic.at(Span(Source("answer", piece.whole), piece.start + start, piece.start + end))
    if not written:
        return moved
    before, after = piece.whole[: piece.start], piece.whole[piece.start + len(piece.text) :]
    return moved.propose(
        propose_answer(before + proposal.answer + after, text, proposal.meaning)
        for proposal, text in zip(diagnostic.proposals, written, strict=True)
    )


def list_written(proposals: tuple[Proposal, ...], text: str, start: int, end: int) -> Iterator[str]:
    """Yield what proposals write in place of a piece of a text, for those that change nothing else."""
    before, after = text[:start], text[end:]
    for proposal in proposals:
        answer = proposal.answer
        if answer.startswith(before) and answer.endswith(after) and len(answer) > len(before) + len(after):
            yield answer[len(before) : len(answer) - len(after)]

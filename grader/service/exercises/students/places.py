"""Messages about answers that were typed into the page: at their places in the fields, not in the file made of them.

Nobody who fills in a page has seen that file. A message keeps its words; its place becomes one in the text of a field.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from grader.documents import Scalar
from grader.errors import Diagnostic, DocumentError
from grader.grading.result import GradedSubmission, ItemResult
from grader.patterns import regex
from grader.service.exercises.opened import Opened
from grader.service.exercises.readback import ReadFile, is_document, read_file_back
from grader.service.exercises.students.filling import DEFINITIONS, write_definitions
from grader.service.typed.answers_file import write_submission
from grader.source import Source, Span

__all__ = ["find_typed_texts", "move_to_fields"]

LINE: Final = regex(r"[^\n]+")


def find_typed_texts(opened: Opened, read: ReadFile, data: bytes) -> Mapping[str, str]:
    """Return the texts of the fields that a file was made of; empty if it was not made by the page."""
    answers = {item: node.lines for item, node in read.submission.typed_answers.items() if isinstance(node, Scalar)}
    definitions = write_definitions(read.submission.typed_definitions) or ""
    in_order = {item.id: answers.get(item.id, "") for item in opened.rubric.items}
    written = write_submission(read.submission.student, opened.rubric.id, in_order, definitions)
    return {**answers, DEFINITIONS: definitions} if written.encode() == data else {}


def move_to_fields(opened: Opened, name: str, data: bytes, graded: GradedSubmission) -> GradedSubmission:
    """Return the record of a file with its places in the fields of the page, if that is where it was typed."""
    if is_document(name):  # whose messages have their places in it
        return graded
    try:
        read = read_file_back(opened, name, data)
    except DocumentError:
        return graded
    texts = find_typed_texts(opened, read, data)
    if not texts:
        return graded
    return replace(
        graded,
        diagnostics=tuple(move(one, texts.get(DEFINITIONS, "")) for one in graded.diagnostics),
        items=tuple(move_item(item, texts) for item in graded.items),
    )


def move_item(item: ItemResult, texts: Mapping[str, str]) -> ItemResult:
    """Return the result of an item whose messages have their places in its field."""
    text = texts.get(item.id, "")
    return replace(item, diagnostics=tuple(move(one, text) for one in item.diagnostics)) if text else item


def move(diagnostic: Diagnostic, text: str) -> Diagnostic:
    """Return a message about a line of the file as one about a text; without a place if the line is not found there."""
    span = diagnostic.span
    if span is None or not text:
        return diagnostic
    number, column = span.source.position(span.start)
    found = find_start(span.source.line(number), column - 1, text)
    if found is None:
        return diagnostic.at(None)
    return diagnostic.at(Span(Source("", text), found, min(found + span.end - span.start, len(text))))


def find_start(line: str, column: int, text: str) -> int | None:
    """Find where in a text a column of a line of the file is. In the file, a quote may be written twice."""
    for start, piece in list_pieces(text):
        for written in (piece, piece.replace("'", "''")):
            at = line.rfind(written)
            if 0 <= at <= column <= at + len(written):
                before = line[at:column]
                return start + len(before if written == piece else before.replace("''", "'"))
    return None


def list_pieces(text: str) -> Iterator[tuple[int, str]]:
    """List what a text and the file have in common, with its places: lines, and the parts of a definition."""
    for match in LINE.finditer(text):
        line = match[0]
        yield match.start(), line
        name, sign, formula = line.partition(" = ")
        if sign:
            yield match.start() + len(name) + len(sign), formula
            yield match.start(), name

r"""Jupyter notebooks: the Markdown cells in order, each character with its place in the JSON file.

Code is never run. What programs printed, and pictures, are skipped while the file is read, however large they are; they
are no part of an answer, since nobody knows when they were made.

>>> text = '{"cells": [{"cell_type": "markdown", "source": ["so\\n", "$\\\\frac{x}{2}$"]}]}'
>>> (formula,) = read_notebook(Source("a.ipynb", text)).formulas
>>> formula.body.text, formula.body.span.place, formula.cell
('\\frac{x}{2}', 'a.ipynb:1:59', 1)
"""

from collections.abc import Iterator
from contextlib import suppress
from itertools import chain

from grader import limits
from grader.documents.json.reader import JsonReader, Token
from grader.documents.nodes import DocumentNode, Mapping, Scalar, Sequence, walk_scalars
from grader.documents.prose.markdown import MarkdownFormat, MarkdownReader
from grader.documents.prose.quotes import drop_quote_signs
from grader.documents.prose.records import Marker, Prose, describe_too_long
from grader.documents.traced import Traced
from grader.documents.tree import StopReadingError
from grader.errors import Diagnostic, DocumentError
from grader.source import Source, Span

__all__ = ["MEMBER", "read_notebook"]

SKIPPED = frozenset({"outputs", "attachments", "widgets"})
OPEN, CLOSE = "[{", "]}"


class NotebookReader(JsonReader):
    """Reads a notebook without the values that are no text of the student's."""

    is_skipping = False

    def key(self, token: Token) -> Token:
        name = token.group()[1:-1] if token.lastgroup == "string" else ""
        after = super().key(token)
        self.is_skipping = name in SKIPPED
        return after

    def value(self, token: Token) -> bool:
        """Read a value, or skip it token by token."""
        if not self.is_skipping:
            return super().value(token)
        self.is_skipping = False
        depth, start = int(token.group() in OPEN), token.start()
        last = token
        while depth:
            last = self.next("a value")
            depth += (last.group() in OPEN) - (last.group() in CLOSE)
        self.tree.scalar(Scalar("", self.source, start, last.end()))
        return False


def read_notebook(source: Source) -> Prose:
    """Read a notebook; raises ``DocumentError`` if it is none."""
    reader = NotebookReader(source)
    with suppress(StopReadingError):
        reader.read()
    cells = reader.tree.root.get("cells") if isinstance(reader.tree.root, Mapping) else None
    if not isinstance(cells, Sequence):
        raise DocumentError(reader.tree.faults or [describe_no_notebook(source)])
    read = [read_cell(cell, number, source) for number, cell in enumerate(cells.items, start=1)]
    found = [each for each, _ in read if each is not None]
    short = next((each for each in found if not each.is_whole), None)
    marks = chain((mark for _, marks in read for mark in marks), (mark for each in found for mark in each.markers))
    return Prose(
        source=source,
        blocks=tuple(block for each in found for block in each.blocks)[: limits.MAX_BLOCKS],
        formulas=tuple(formula for each in found for formula in each.formulas)[: limits.MAX_FORMULAS],
        markers=tuple(sorted(marks, key=lambda mark: mark.start)),
        remarks=(
            *[fault for each in found for fault in each.not_closed][: limits.MAX_REMARKS],
            *(() if short is None else (describe_too_long(source, short.whole.start),)),
        ),
    )


def read_cell(cell: DocumentNode, number: int, source: Source) -> tuple[MarkdownReader | None, list[Marker]]:
    """What is in a cell of Markdown, and the items that its tags name; None for a cell of another kind."""
    if not isinstance(cell, Mapping) or text_under(cell, "cell_type") != "markdown":
        return None, []
    whole = trace_source(cell.get("source"), source)
    reader = MarkdownReader(drop_quote_signs(whole), number)
    reader.read()
    return reader, list(list_tags(cell))


def trace_source(node: DocumentNode | None, source: Source) -> Traced:
    """The text of a cell, which is one string or a list of lines."""
    strings = node.items if isinstance(node, Sequence) else (node,)
    return Traced.of(source)[:0].join(trace_string(each) for each in strings if isinstance(each, Scalar))


def trace_string(string: Scalar) -> Traced:
    """The text of a JSON string with the place of each character, which an escape may take several of."""
    start, length = string.start + 1, len(string.text)
    if string.end - string.start == length + 2:
        return Traced(string.text, string.source, range(start, start + length), range(start + 1, start + length + 1))
    extents = [string.find_extent(place) for place in range(length)]
    return Traced(string.text, string.source, [each.start for each in extents], [each.end for each in extents])


def list_tags(cell: Mapping) -> Iterator[Marker]:
    """The tags of a cell, and its id: each of them may name an item."""
    metadata = cell.get("metadata")
    tags = metadata.get("tags") if isinstance(metadata, Mapping) else None
    for node in (tags, cell.get("id")):
        for tag in walk_scalars(node) if node is not None else ():
            yield Marker(name=tag.text, start=cell.start, end=cell.start + 1, until=cell.end)


def text_under(node: Mapping, key: str) -> str:
    value = node.get(key)
    return value.text if isinstance(value, Scalar) else ""


def describe_no_notebook(source: Source) -> Diagnostic:
    return Diagnostic(
        slug="not-a-notebook",
        what="This is not a Jupyter notebook.",
        why="A notebook is JSON with a list of 'cells'.",
        help="Save it again in Jupyter, as a notebook (.ipynb).",
        span=Span(source, 0, 0),
    )


def find_in_head(key: str, source: Source) -> str:
    """A notebook has no head; the name of the file says whose it is."""
    return ""


class NotebookFormat:
    """Jupyter notebooks."""

    kind = "notebook"
    summary = "Jupyter notebooks: their Markdown cells"
    suffixes = (".ipynb",)
    limit = limits.MAX_NOTEBOOK_BYTES
    mark = MarkdownFormat.mark
    read = staticmethod(read_notebook)
    find_in_head = staticmethod(find_in_head)


MEMBER = NotebookFormat()

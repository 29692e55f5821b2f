"""A document as somebody typed it: scalars as text, lists and mappings, each with its place in the file.

Nothing here is a number, a date or a truth value: ``1e-3``, ``010``, ``12:30`` and ``no`` are the characters that were
written, and the item's answer type decides later what they mean.

>>> node = Scalar.typed("x_1 + y", "answer")
>>> node.locate(0, 3).place
'answer:1:1'
"""

import re
from collections.abc import Iterator
from collections.abc import Mapping as PyMapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from grader.documents.offsets import Extent, Layout, find_layout, unfold_lines
from grader.errors import Diagnostic
from grader.memory import Memory
from grader.source import Source, Span

__all__ = ["Document", "DocumentNode", "Mapping", "Scalar", "Sequence", "Style", "find_typed", "walk_scalars"]

Style = Literal["plain", "single", "double", "literal", "folded", "json"]
"""How a scalar was written: the five styles of YAML, or a JSON string. A JSON number or word is plain."""

BLANK_WORDS = frozenset({"", "~", "null", "Null", "NULL"})
QUOTE_OR_COMMENT = re.compile(r"""["']|(?:^|\s)#""")
_layouts = Memory(capacity=16)  # messages come scalar by scalar, and a layout may be as large as its document


@dataclass(frozen=True, slots=True, eq=False)
class Scalar:
    """One piece of text. ``start`` and ``end`` are offsets in the source, quotes and block header included."""

    text: str
    source: Source
    start: int
    end: int
    style: Style = "plain"

    @classmethod
    def typed(cls, text: str, name: str = "answer") -> "Scalar":
        """Text that was typed by itself, outside any file."""
        return cls(text, Source(name, text), 0, len(text))

    @property
    def span(self) -> Span:
        """The place of the scalar, quotes included."""
        return Span(self.source, self.start, self.end)

    @property
    def is_blank(self) -> bool:
        """Whether nothing was answered: white space alone, or the unquoted word ``null`` or ``~``."""
        text = self.text.strip()
        return not text or (self.style == "plain" and text in BLANK_WORDS)

    @property
    def lines(self) -> str:
        """The text with the line breaks that were typed, which YAML reads as blanks outside literal blocks."""
        raw = self.source.text[self.start : self.end]
        return unfold_lines(raw, self.text, self.style) if "\n" in raw or "\r" in raw else self.text

    def locate(self, start: int, end: int) -> Span:
        """Find where the characters ``start`` to ``end`` of ``text`` are in the file.

        Quotes, escapes, folded lines and indentation are taken into account, so a caret is under the very characters.
        An empty range gives an empty span at its place.
        """
        if _layouts.of(is_verbatim, self):
            return Span(self.source, self.start + start, self.start + end)
        length = len(self.text)
        if start >= length:
            last = self.find_extent(length - 1).end if length else self.start
            return Span(self.source, last, last)
        first = self.find_extent(start).start
        return Span(self.source, first, self.find_extent(min(end, length) - 1).end if end > start else first)

    def find_extent(self, place: int) -> Extent:
        """Find the place of one character of ``text``; the whole scalar if it cannot be located more closely."""
        layout = _layouts.of(layout_of, self)
        if layout is None:
            return Extent(self.start, self.end)
        found = layout.find_extent(place)
        return Extent(self.start + found.start, self.start + found.end)

    def relocate(self, diagnostic: Diagnostic) -> Diagnostic:
        """Turn a message about ``text`` by itself into a message about the file."""
        span = diagnostic.span
        return diagnostic.at(self.span if span is None else self.locate(span.start, span.end))


def is_verbatim(scalar: Scalar) -> bool:
    """Whether the text of a scalar is in the file exactly as it is."""
    is_as_long = scalar.end - scalar.start == len(scalar.text)
    return is_as_long and scalar.source.text.startswith(scalar.text, scalar.start)


def layout_of(scalar: Scalar) -> Layout | None:
    return find_layout(scalar.source.text[scalar.start : scalar.end], scalar.text, scalar.style)


@dataclass(frozen=True, slots=True, eq=False)
class Sequence:
    """A list. ``is_flow`` says whether it was written in square brackets."""

    items: "tuple[DocumentNode, ...]"
    source: Source
    start: int
    end: int
    is_flow: bool = False

    @property
    def span(self) -> Span:
        return Span(self.source, self.start, self.end)

    @property
    def as_typed(self) -> Scalar | None:
        """The list as the text that was typed, when it was typed in brackets without quotes or comments.

        YAML splits ``[(9, 3), (8, 4)]`` at every comma, into ``(9``, ``3)`` and so on; as mathematics it has to be read
        from its text.
        """
        return scalar_as_typed(self)


@dataclass(frozen=True, slots=True, eq=False)
class Mapping:
    """Keys with their values, in the order written. ``is_flow`` says whether it was written in braces."""

    entries: "tuple[tuple[Scalar, DocumentNode], ...]"
    source: Source
    start: int
    end: int
    is_flow: bool = False

    @property
    def span(self) -> Span:
        return Span(self.source, self.start, self.end)

    @property
    def as_typed(self) -> Scalar | None:
        """The mapping as the text that was typed, when it was typed in braces without quotes: ``{1, 2}`` is a set."""
        return scalar_as_typed(self)

    def get(self, key: str) -> "DocumentNode | None":
        """The value of ``key``, or None if there is none."""
        return next((value for name, value in self.entries if name.text == key), None)

    def key(self, key: str) -> Scalar | None:
        """The key itself, to point at it."""
        return next((name for name, _ in self.entries if name.text == key), None)


DocumentNode: TypeAlias = Scalar | Sequence | Mapping


@dataclass(frozen=True, kw_only=True, eq=False)
class Document:
    """A file that was read: its text, its root node, and the SHA-256 of its bytes.

    ``set_aside`` holds, by name, the faults of those answers of a submission of which nobody can tell what is meant.
    """

    source: Source
    root: DocumentNode
    sha256: str
    warnings: tuple[Diagnostic, ...] = ()
    set_aside: PyMapping[str, tuple[Diagnostic, ...]] = field(default_factory=dict)


def scalar_as_typed(node: Sequence | Mapping) -> Scalar | None:
    """Read a bracketed node as a scalar over its own source text; see ``Sequence.as_typed``."""
    text = node.source.text[node.start : node.end]
    if not node.is_flow or QUOTE_OR_COMMENT.search(text):
        return None
    return Scalar(text, node.source, node.start, node.end)


def find_typed(node: "DocumentNode") -> Scalar | None:
    """Return a text, or a list as it was typed in brackets; None for keys with values, and for a list over lines."""
    if isinstance(node, Mapping):
        return None
    return node if isinstance(node, Scalar) else node.as_typed


def walk_scalars(node: DocumentNode) -> Iterator[Scalar]:
    """Yield every scalar below ``node``, keys included, in document order."""
    match node:
        case Scalar():
            yield node
        case Sequence(items):
            for item in items:
                yield from walk_scalars(item)
        case Mapping(entries):
            for key, value in entries:
                yield key
                yield from walk_scalars(value)

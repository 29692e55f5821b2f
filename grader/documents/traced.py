"""Text that was put together from a file, each of its characters with its place there.

A formula in a document is rarely an answer as it is: comments, alignment marks and quote signs are left out, and in a
notebook every backslash is written twice. What is left is still pointed at in the student's own file.

>>> source = Source("a.md", "x > y")
>>> whole = Traced.of(source)
>>> joined = whole[0:1] + whole[4:5]
>>> joined.text, joined.locate(1, 2).place
('xy', 'a.md:1:5')
"""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from grader.documents.nodes import DocumentNode, Mapping, Scalar
from grader.documents.nodes import Sequence as SequenceNode
from grader.documents.offsets import Extent
from grader.source import Source, Span

__all__ = [
    "QuotedSpan", "RewrittenMapping", "RewrittenSequence", "Traced", "TracedScalar", "TracedSequence", "make_list",
    "make_scalar",
]  # fmt: skip


@dataclass(frozen=True)
class QuotedSpan(Span):
    """A place in a file whose text is what was read there, without what was left out."""

    quoted: str = ""

    @property
    def text(self) -> str:
        return self.quoted


@dataclass(frozen=True, slots=True, eq=False)
class Traced:
    """Some text; character ``i`` of it is in the source from ``starts[i]`` to ``ends[i]``.

    A text that is in the source as it is has ranges there, so it costs nothing however long it is.
    """

    text: str
    source: Source
    starts: Sequence[int]
    ends: Sequence[int]

    @classmethod
    def of(cls, source: Source) -> "Traced":
        """The whole text of a source."""
        length = len(source.text)
        return cls(source.text, source, range(length), range(1, length + 1))

    def __len__(self) -> int:
        return len(self.text)

    def __getitem__(self, part: slice) -> "Traced":
        return Traced(self.text[part], self.source, self.starts[part], self.ends[part])

    def __add__(self, other: "Traced") -> "Traced":
        return self.join((self, other))

    def join(self, parts: Iterable["Traced"]) -> "Traced":
        """Several pieces, one after another, as one text of the same source."""
        kept = [part for part in parts if part.text]
        if len(kept) == 1:
            return kept[0]
        starts = [start for part in kept for start in part.starts]
        ends = [end for part in kept for end in part.ends]
        return Traced("".join(part.text for part in kept), self.source, starts, ends)

    def write(self, text: str, at: "Traced") -> "Traced":
        """Another text in the place of ``at``: each of its characters is where all of that is."""
        start, end = (at.starts[0], at.ends[-1]) if at.text else (0, 0)
        return Traced(text, self.source, [start] * len(text), [end] * len(text))

    def place_in(self, whole: "Traced") -> "Traced":
        """Move a text that was read by itself to its place in ``whole``, from whose text it was made."""
        if isinstance(self.starts, range):
            start, end = self.start, self.end
            return Traced(self.text, whole.source, whole.starts[start:end], whole.ends[start:end])
        starts, ends = [whole.starts[place] for place in self.starts], [whole.ends[place - 1] for place in self.ends]
        return Traced(self.text, whole.source, starts, ends)

    def compact(self) -> "Traced":
        """The same text, with its places in as little memory as they take."""
        if isinstance(self.starts, range):
            return self
        return Traced(self.text, self.source, array("Q", self.starts), array("Q", self.ends))

    def strip(self, characters: str | None = None) -> "Traced":
        """The text without such characters around it, or without white space."""
        left = len(self.text) - len(self.text.lstrip(characters))
        return self[left : max(left, len(self.text.rstrip(characters)))]

    @property
    def start(self) -> int:
        """Where it begins in the source."""
        return self.starts[0] if self.text else 0

    @property
    def end(self) -> int:
        """Where it ends in the source."""
        return self.ends[-1] if self.text else 0

    @property
    def span(self) -> Span:
        """Its place, from the first character to the last."""
        return QuotedSpan(self.source, self.start, self.end, self.text)

    def locate(self, start: int, end: int) -> Span:
        """The place of the characters ``start`` to ``end`` of the text."""
        if not self.text:
            return Span(self.source, 0, 0)
        first = self.starts[start] if start < len(self.text) else self.ends[-1]
        last = self.ends[min(end, len(self.text)) - 1] if end > start and start < len(self.text) else first
        return Span(self.source, first, max(first, last))


@dataclass(frozen=True, slots=True, eq=False)
class TracedScalar(Scalar):
    """An answer from a document: a message about it points at its characters there."""

    traced: Traced | None = None

    @property
    def span(self) -> Span:
        return QuotedSpan(self.source, self.start, self.end, self.text)

    def locate(self, start: int, end: int) -> Span:
        return super(TracedScalar, self).locate(start, end) if self.traced is None else self.traced.locate(start, end)

    def find_extent(self, place: int) -> Extent:
        if self.traced is None:
            return Extent(self.start, self.end)
        return Extent(self.traced.starts[place], self.traced.ends[place])


@dataclass(frozen=True, slots=True, eq=False)
class TracedSequence(SequenceNode):
    """An answer that was collected from several places, in the order of its entries."""

    @property
    def span(self) -> Span:
        return QuotedSpan(self.source, self.start, self.end, "\n".join(spell_node(item) for item in self.items))


@dataclass(frozen=True, slots=True, eq=False)
class RewrittenSequence(SequenceNode):
    """A list in brackets whose text was rewritten; it is read from that, and shown as it is in the file."""

    typed: TracedScalar | None = None

    @property
    def as_typed(self) -> Scalar | None:
        return self.typed

    @property
    def span(self) -> Span:
        return super(RewrittenSequence, self).span if self.typed is None else self.typed.span


@dataclass(frozen=True, slots=True, eq=False)
class RewrittenMapping(Mapping):
    """Something in braces whose text was rewritten, such as a set."""

    typed: TracedScalar | None = None

    @property
    def as_typed(self) -> Scalar | None:
        return self.typed

    @property
    def span(self) -> Span:
        return super(RewrittenMapping, self).span if self.typed is None else self.typed.span


def spell_node(node: DocumentNode) -> str:
    """The text of an entry as it is shown in a list."""
    match node:
        case Scalar():
            return node.text
        case SequenceNode(items):
            return "\n".join(map(spell_node, items))
        case Mapping():
            return node.span.text


def make_scalar(traced: Traced) -> TracedScalar:
    """An answer of a text; like the text after ``|`` in YAML, its line breaks mean what they are."""
    return TracedScalar(traced.text, traced.source, traced.start, traced.end, "literal", traced)


def make_list(parts: Sequence[Traced]) -> TracedSequence:
    """An answer of several texts."""
    items = tuple(map(make_scalar, parts))
    start, end = min(item.start for item in items), max(item.end for item in items)
    return TracedSequence(items, items[0].source, start, end)

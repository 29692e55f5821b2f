"""What a document is made of: blocks of text, formulas, and marks that say which item something answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from grader import limits
from grader.documents.nodes import Document
from grader.documents.traced import Traced
from grader.errors import Diagnostic
from grader.source import Source, Span

__all__ = [
    "Block", "Formula", "Marker", "Prose", "ProseDocument", "ProseFormat", "describe_not_closed",
    "describe_not_included", "describe_too_long",
]  # fmt: skip

BlockKind = Literal["heading", "paragraph"]


@dataclass(frozen=True, kw_only=True, eq=False)
class Formula:
    """One formula; ``body`` is what is between its marks, an environment included.

    ``cell`` is the number of the cell of a notebook, from 1; 0 in any other document. ``is_struck`` means that it was
    crossed out.
    """

    body: Traced
    start: int
    end: int
    is_display: bool = False
    is_struck: bool = False
    cell: int = 0

    @classmethod
    def alone(cls, body: Traced) -> "Formula":
        """A formula without anything around it."""
        return cls(body=body, start=body.start, end=body.end)


@dataclass(frozen=True, kw_only=True, eq=False)
class Block:
    """A paragraph or a heading, formulas included; ``level`` counts headings from 1, and is 0 for a paragraph."""

    kind: BlockKind
    text: Traced
    level: int = 0
    cell: int = 0

    @property
    def start(self) -> int:
        return self.text.start

    @property
    def end(self) -> int:
        return self.text.end


@dataclass(frozen=True, kw_only=True, slots=True)
class Marker:
    """A mark that names an item: a comment, an identifier or a tag. What follows it answers the item.

    ``until`` is where the cell ends whose tag it is; 0 for a mark that is not of a cell.
    """

    name: str
    start: int
    end: int
    until: int = 0


@dataclass(frozen=True, kw_only=True, eq=False)
class Prose:
    """A document in the order of its text. ``student`` is whom it names, if it names somebody."""

    source: Source
    blocks: tuple[Block, ...]
    formulas: tuple[Formula, ...]
    markers: tuple[Marker, ...] = ()
    student: Traced | None = None
    macros: Mapping[str, "Macro"] = field(default_factory=dict)
    remarks: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, kw_only=True, eq=False)
class ProseDocument(Document):
    """A worked document as a file that was handed in. Its root is empty until somebody has matched it with items.

    ``confirmed`` is the content of the map beside it, which says what the student confirmed; empty if there is none.
    """

    prose: Prose
    confirmed: bytes = b""


@dataclass(frozen=True, slots=True)
class Macro:
    """A command that the student defined: how many arguments it takes, and what it is replaced by."""

    argument_count: int
    body: str


class ProseFormat(Protocol):
    """One format of documents: the endings of its files, how one is read, and how a key in its head is found.

    ``mark`` is how an answer is marked with the id of its item, which stands for ``{}``.
    """

    kind: str
    summary: str
    suffixes: tuple[str, ...]
    limit: int
    mark: str
    read: Callable[[Source], Prose]
    find_in_head: Callable[[str, Source], str]


def describe_not_closed(opening: Span, closing: str) -> Diagnostic:
    """A formula that begins and does not end."""
    return Diagnostic(
        slug="formula-not-closed",
        what=f"The formula that begins with '{opening.text}' does not end.",
        why="It is not read, and neither is what belongs to it.",
        help=f"Write '{closing}' at its end.",
        span=opening,
        severity="warning",
    )


def describe_not_included(command: Span) -> Diagnostic:
    """A command that includes another file."""
    return Diagnostic(
        slug="file-not-included",
        what=f"The file in '{command.text}' is not read.",
        why="Only the file that you hand in is read, so your answers in other files would not count.",
        help="Copy the text of that file to this place.",
        span=command,
        severity="warning",
    )


def describe_too_long(source: Source, place: int) -> Diagnostic:
    """A document of which only the beginning is read."""
    return Diagnostic(
        slug="document-too-long",
        what="The document is not read any further than this.",
        why=f"At most {limits.MAX_FORMULAS:,} formulas (MAX_FORMULAS), {limits.MAX_BLOCKS:,} paragraphs (MAX_BLOCKS) "
        f"and {limits.MAX_SIGNS:,} lines and signs (MAX_SIGNS) are read.",
        help="Leave out what is not part of your answers.",
        span=Span(source, place, place),
        severity="warning",
    )

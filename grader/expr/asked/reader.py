"""Reading the pieces of one answer, at most a set number of times.

An answer that is no single formula is read in pieces and in several ways. What all ways together
take is counted here, so that no text can ask for minutes of work.

>>> from grader.expr.notation import Entry, Notation
>>> reader = Reader(Notation(entries={"x": Entry(name="x")}), None, Count(2))
>>> [reader.parse(text) for text in ("x", "x y")]
[Symbol(name='x', indices=(), iterate=None), None]
>>> reader.parse("x")
Traceback (most recent call last):
grader.expr.asked.reader.OutOfReadingsError
"""

from dataclasses import dataclass, field
from typing import Final

from grader.expr.nodes import Node
from grader.expr.notation import Notation
from grader.expr.reading import Reading, Syntax, parse_or_none, read_or_none

__all__ = ["MAX_READINGS", "Count", "OutOfReadingsError", "Reader"]

MAX_READINGS: Final = 1_000  # 40 statements are read in about 5 ways each with 3 sets of names


class OutOfReadingsError(Exception):
    """An answer was read in more pieces than any that a person writes; it is then not read."""


@dataclass(slots=True)
class Count:
    """How many readings are left."""

    left: int = MAX_READINGS

    def take(self) -> None:
        """Take one reading; ``OutOfReadingsError`` if none is left."""
        if self.left <= 0:
            raise OutOfReadingsError
        self.left -= 1


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads pieces of one answer with the names of a notation."""

    notation: Notation
    syntax: Syntax | None
    count: Count
    ignored: list[str] = field(default_factory=list)
    """Statements beside the one that was chosen as the result."""

    def parse(self, text: str) -> Node | None:
        """Return the tree of a piece; None if it cannot be read."""
        self.count.take()
        return parse_or_none(text, self.notation, self.syntax)

    def read(self, text: str) -> Reading | None:
        """Return a piece as it was read; None if it cannot be read."""
        self.count.take()
        return read_or_none(text, self.notation, self.syntax)

    def with_names(self, notation: Notation) -> "Reader":
        """Return a reader with other names, the same count, and the same statements to ignore."""
        return Reader(notation, self.syntax, self.count, self.ignored)

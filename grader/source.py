"""Text as somebody typed it, and places in it.

Every message points at the *original* text: a ``Span`` is a pair of character offsets into a ``Source``, and a
``Source`` turns offsets into the 1-based line and column that an editor shows.

>>> source = Source("week3.yaml", "a: 1\\nb: nubmer\\n")
>>> Span(source, 8, 14).place
'week3.yaml:2:4'
"""

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

__all__ = ["Source", "Span"]

LINE_BREAK = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, eq=False)
class Source:
    """A named text: a file's name and its decoded content."""

    name: str
    text: str

    def position(self, offset: int) -> tuple[int, int]:
        """The 1-based line and column of the character at ``offset``."""
        starts = self.starts
        line = bisect_right(starts, offset)
        return line, offset - starts[line - 1] + 1

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """The offset at which each line begins; computed when it is first needed."""
        return find_line_starts(self.text)

    def line(self, number: int) -> str:
        """The text of line ``number`` (1-based), without its line break."""
        starts = self.starts
        if number > len(starts):
            return ""
        end = starts[number] if number < len(starts) else len(self.text)
        return self.text[starts[number - 1] : end].rstrip("\r\n")


def find_line_starts(text: str) -> tuple[int, ...]:
    """Find the offset at which each line begins; LF, CR and CRLF all end a line."""
    return (0, *(match.end() for match in LINE_BREAK.finditer(text)))


@dataclass(frozen=True)
class Span:
    """The characters ``start`` to ``end`` (end exclusive) of a source."""

    source: Source
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.source.text[self.start : self.end]

    @property
    def place(self) -> str:
        """The place as ``name:line:column``."""
        return f"{self.source.name}:{self.line_and_column}"

    @property
    def line_and_column(self) -> str:
        """The place in its source as ``line:column``."""
        line, column = self.source.position(self.start)
        return f"{line}:{column}"

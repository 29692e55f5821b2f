"""A table downloaded from a course system: read cell by cell, and filled in without touching the rest.

Everything that is not filled in stays as it was, byte for byte: quotation marks, line ends, a mark at the beginning.
So a column that the system added, or a comment, is never lost.

>>> table = read_table(File(name="sheet.csv", content=b'Id,"Grade"\\r\\n1,\\r\\n'))
>>> table.filled_in({(1, 1): "23.50"})
'Id,"Grade"\\r\\n1,23.50\\r\\n'
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from grader import limits
from grader.documents import Scalar
from grader.documents.decoding import BYTE_ORDER_MARK, decode
from grader.documents.table import read_rows
from grader.errors import Diagnostic, UsageError
from grader.reports.options import File
from grader.source import Source, Span

__all__ = ["Table", "read_columns_by_student", "read_table"]

UTF_16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """A table with its text. ``mark`` is the byte order mark at its beginning, ``separator`` is between cells."""

    source: Source
    mark: str
    rows: Sequence[Sequence[Scalar]]

    @property
    def heads(self) -> list[str]:
        """The names of the columns."""
        return [cell.text.strip() for cell in self.rows[0]] if self.rows else []

    @property
    def separator(self) -> str:
        """What separates two cells."""
        first, *rest = self.rows[0]
        return self.source.text[first.end : rest[0].start] if rest else ","

    def column(self, name: str) -> int:
        """Return the position of the only column with this name; UsageError if there is none, or more than one."""
        found = [place for place, head in enumerate(self.heads) if head == name]
        if len(found) != 1:
            raise UsageError(self.no_column(f"called '{name}'", len(found)))
        return found[0]

    def no_column(self, described: str, count: int = 0) -> Diagnostic:
        """Return the error for a file in which not exactly one column matches."""
        columns = f"{count or 'no'} column{'s' if count > 1 else ''}"
        return Diagnostic(
            slug="no-such-column",
            what=f"'{self.source.name}' has {columns} {described}.",
            why=f"Its columns are {', '.join(self.heads)}." if self.heads else "It is empty.",
            help="Name another column, or download the file again.",
            span=Span(self.source, 0, 0),
            audience="author",
        )

    def cell(self, row: int, column: int) -> str:
        """Return the text of a cell, empty if the row is shorter."""
        cells = self.rows[row]
        return cells[column].text if column < len(cells) else ""

    def raw(self, row: int, column: int) -> str:
        """Return a cell exactly as it is in the file, with its quotation marks."""
        cells = self.rows[row]
        return cells[column].span.text if column < len(cells) else ""

    def filled_in(self, cells: Mapping[tuple[int, int], str]) -> str:
        """Return the whole text with new text in some cells, given by row and column."""
        pieces, done = [self.mark], 0
        for (row, column), text in sorted(cells.items()):
            old = self.rows[row][column]
            quote = '"' if old.style == "double" else ""
            pieces += [self.source.text[done : old.start], quote, text, quote]
            done = old.end
        return "".join([*pieces, self.source.text[done:]])


@lru_cache(maxsize=4)
def read_table(file: File) -> Table:
    """Read the table in a file, in UTF-8 or UTF-16; DocumentError if it cannot be read."""
    limit = limits.MAX_TABLE_BYTES
    is_wide = file.content.startswith(UTF_16) and len(file.content) <= limit
    data = file.content.decode("utf-16", "replace") if is_wide else file.content
    source = decode(data, file.name, at_most=limit)
    has_mark = is_wide or file.content.startswith(BYTE_ORDER_MARK.encode())
    return Table(source=source, mark=BYTE_ORDER_MARK if has_mark else "", rows=tuple(map(tuple, read_rows(source))))


@lru_cache(maxsize=4)
def read_columns_by_student(file: File, needs: str = "student") -> Mapping[str, Mapping[str, str]]:
    """Return each student's row of a table with a column ``student``; UsageError if a student has two rows.

    ``needs`` names another column that the table must have.
    """
    table = read_table(file)
    place = table.column("student")
    table.column(needs)
    filled = [row for row in table.rows[1:] if any(cell.text.strip() for cell in row)]
    twice = find_repeated(row[place].text.strip() for row in filled if place < len(row))
    if twice:
        raise UsageError(
            Diagnostic(
                slug="twice-in-table",
                what=f"'{file.name}' has more than one row for {', '.join(map(repr, twice[:5]))}.",
                why="It is not clear which row counts.",
                help="Keep one row for each student.",
                audience="author",
            )
        )
    named = [dict(zip(table.heads, (cell.text.strip() for cell in row), strict=False)) for row in filled]
    return {each.get("student", ""): each for each in named}


def find_repeated(texts: Iterable[str]) -> list[str]:
    return [text for text, count in Counter(texts).items() if count > 1]

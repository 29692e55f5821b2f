r"""A table as a spreadsheet saved it, read cell by cell with its places (RFC 4180; commas, semicolons or tabs).

Every cell is text, as in the other documents; no cell is turned into a number or a date.

>>> [cell.text for cell in next(read_rows(Source("a.csv", 'x;"a ""b""\n;";\r\n')))]
['x', 'a "b"\n;', '']
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from grader import limits
from grader.documents.decoding import decode
from grader.documents.files import read_bytes
from grader.documents.nodes import Document, Mapping, Scalar, Sequence
from grader.errors import Diagnostic, DocumentError
from grader.source import Source, Span

__all__ = ["load_table", "read_rows", "table_of"]

QUOTED = re.compile(r'"((?:[^"]|"")*)"')
UNQUOTED = {separator: re.compile(rf"[^{separator}\r\n]*") for separator in ",;\t"}
END = re.compile(r"\r\n|\r|\n")

Refusal = Callable[[str, Span], DocumentError]


def load_table(path: Path) -> Source:
    """Read the text of a table of at most ``MAX_TABLE_BYTES``; DocumentError if it cannot be read."""
    limit = limits.MAX_TABLE_BYTES
    return decode(read_bytes(path, at_most=limit), str(path), at_most=limit)


def report_no_table(why: str, span: Span) -> DocumentError:
    """A text that is not a table."""
    help = "Save it as CSV again, with one row per line and one cell for each column."
    what = "This is not a table that can be read."
    return DocumentError(Diagnostic(slug="not-a-table", what=what, why=why, help=help, span=span, audience="author"))


def read_rows(source: Source, refuse: Refusal = report_no_table) -> Iterator[list[Scalar]]:
    """Yield the rows of a table as their cells; the separator is the one that comes first."""
    text, place = source.text, 0
    separator = next((character for character in text if character in UNQUOTED), ",")
    row: list[Scalar] = []
    while place < len(text):
        cell, place = read_cell(source, place, separator)
        row.append(cell)
        end = END.match(text, place)
        if place == len(text) or end:
            yield row
            row, place = [], end.end() if end else place
        elif text[place] == separator:
            place += 1
            if place == len(text):
                yield [*row, Scalar("", source, place, place)]
        else:
            raise refuse("A cell goes on after its closing quotation mark.", Span(source, place, place + 1))


def read_cell(source: Source, start: int, separator: str) -> tuple[Scalar, int]:
    """Read the cell that begins at ``start``; return it and where it ends."""
    if match := QUOTED.match(source.text, start):
        return Scalar(match[1].replace('""', '"'), source, start, match.end(), "double"), match.end()
    match = UNQUOTED[separator].match(source.text, start)
    assert match
    return Scalar(match[0], source, start, match.end()), match.end()


def table_of(source: Source, list_name: str) -> Document:
    """Make the document in which the rows of a table are a list under ``list_name``, so that a schema can check it.

    The first row names the columns; blank rows and blank cells are left out. DocumentError where a row has another
    number of cells.
    """
    table = [row for row in read_rows(source) if any(cell.text.strip() for cell in row)]
    if not table:
        raise report_no_table("It is empty.", Span(source, 0, 0))
    names = [cell.text.strip() for cell in table[0]]
    for row in table[1:]:
        if len(row) != len(names):
            cells = "1 cell" if len(row) == 1 else f"{len(row)} cells"
            why = f"This row has {cells}, but the first one names {len(names)}."
            raise report_no_table(why, row[0].span)
    records = tuple(read_record(names, row) for row in table[1:])
    key = Scalar(list_name, source, 0, 0)
    root = Mapping(((key, Sequence(records, source, 0, len(source.text))),), source, 0, len(source.text))
    return Document(source=source, root=root, sha256="")


def read_record(names: list[str], row: list[Scalar]) -> Mapping:
    """Read a row as a mapping from column names to cells, without the blank ones."""
    entries = tuple(
        (Scalar(name, cell.source, cell.start, cell.end), trim_cell(cell))
        for name, cell in zip(names, row, strict=True)
        if cell.text.strip()
    )
    return Mapping(entries, row[0].source, row[0].start, row[-1].end)


def trim_cell(cell: Scalar) -> Scalar:
    return Scalar(cell.text.strip(), cell.source, cell.start, cell.end, cell.style)

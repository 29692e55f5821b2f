"""A review list as a spreadsheet saved it, read cell by cell with the position of each cell.

The rows become the same document as the YAML form, so one schema checks both. What was written to keep a spreadsheet
from computing text is undone: a leading apostrophe, and the quotes around an answer.
"""

import json
import re
from collections.abc import Sequence

from grader.documents import Document, DocumentNode, Mapping, Scalar
from grader.documents import Sequence as SequenceNode
from grader.documents.table import read_rows
from grader.errors import Diagnostic, DocumentError
from grader.source import Source, Span

__all__ = ["COLUMNS", "parse_csv"]

LISTS = {"students": re.compile(r"\s+"), "automatic": re.compile(r"\s*;\s*"), "remarks": re.compile(r"\n")}
# A spreadsheet would compute text that begins with =, + or the like, so such text is written with an apostrophe.
APOSTROPHE = re.compile(r"'(?=\W)")
COLUMNS = (
    "rubric", "item", "title", "prompt", "for", "students", "automatic", "answer", "remarks", "sample", "of",
    "suggested", "points", "bonus", "comment",
)  # fmt: skip


def parse_csv(source: Source) -> Document:
    """The review list in a table; raises DocumentError if the table is not a review list."""
    table = [row for row in read_rows(source, make_list_error) if any(cell.text.strip() for cell in row)]
    if not table or not {cell.text.strip() for cell in table[0]} >= {"rubric", "item", "points", "comment"}:
        raise make_list_error("The first row does not name the columns.", Span(source, 0, 0))
    names = [cell.text.strip() for cell in table[0]]
    for row in table[1:]:
        if len(row) != len(names):
            raise make_list_error(f"This row has {len(row)} cells, but there are {len(names)} columns.", row[0].span)
    groups = tuple(read_group(names, row) for row in table[1:])
    rubric = next((row[names.index("rubric")] for row in table[1:]), Scalar("", source, 0, 0))
    whole = SequenceNode(groups, source, 0, len(source.text))
    entries = ((make_key("rubric", rubric), rubric), (make_key("groups", rubric), whole))
    return Document(source=source, root=Mapping(entries, source, 0, len(source.text)), sha256="")


def read_group(names: Sequence[str], row: Sequence[Scalar]) -> Mapping:
    """A row as a group; an unknown column stays, so that the schema can report it."""
    entries = tuple(
        (make_key(name, cell), read_cell(name, cell)) for name, cell in zip(names, row, strict=True) if name != "rubric"
    )
    return Mapping(entries, row[0].source, row[0].start, row[-1].end)


def make_key(name: str, cell: Scalar) -> Scalar:
    """The key for a column, at the position of the cell."""
    return Scalar(name, cell.source, cell.start, cell.end)


def read_cell(name: str, cell: Scalar) -> DocumentNode:
    """What a cell holds: a list if the column has lists, otherwise text."""
    text = APOSTROPHE.sub("", cell.text, count=1) if cell.text.startswith("'") else cell.text
    if name not in LISTS:
        return Scalar(unquote(text) if name == "answer" else text, cell.source, cell.start, cell.end, "double")
    parts = [part for part in LISTS[name].split(text.strip()) if part]
    items = tuple(Scalar(part, cell.source, cell.start, cell.end, "double") for part in parts)
    return SequenceNode(items, cell.source, cell.start, cell.end)


def unquote(text: str) -> str:
    """An answer without the quotes it was written in."""
    try:
        read = json.loads(text) if text.startswith('"') else text
    except ValueError:
        return text
    return read if isinstance(read, str) else text


def make_list_error(why: str, span: Span) -> DocumentError:
    return DocumentError(
        Diagnostic(
            slug="not-a-review-list",
            what="This is not a review list.",
            why=why,
            help="Fill in the file that 'grader review' wrote, and keep its columns.",
            span=span,
            audience="author",
        )
    )

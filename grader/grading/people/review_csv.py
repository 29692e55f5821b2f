"""A review list as a spreadsheet saved it, read cell by cell with its places.

The rows become the same document that the YAML form is, so that both are checked by one schema. What was written to
keep a spreadsheet from computing text is undone: a leading apostrophe, and the quotes around an answer.
"""

import json
import re
from collections.abc import Sequence

from grader.documents import Document, DocumentNode, Mapping, Scalar
from grader.documents import Sequence as SequenceNode
from grader.documents.table import rows
from grader.errors import Diagnostic, DocumentError
from grader.source import Source, Span

__all__ = ["COLUMNS", "parse_csv"]

LISTS = {"students": re.compile(r"\s+"), "automatic": re.compile(r"\s*;\s*"), "remarks": re.compile(r"\n")}
APOSTROPHE = re.compile(r"'(?=\W)")
COLUMNS = (
    "rubric", "item", "title", "for", "students", "automatic", "answer", "remarks", "of", "suggested", "points",
    "bonus", "comment",
)  # fmt: skip


def parse_csv(source: Source) -> Document:
    """Return the review list in a table; DocumentError where it is no table of this kind."""
    table = [row for row in rows(source, no_list) if any(cell.text.strip() for cell in row)]
    if not table or not {cell.text.strip() for cell in table[0]} >= {"rubric", "item", "points", "comment"}:
        raise no_list("The first row does not name the columns.", Span(source, 0, 0))
    names = [cell.text.strip() for cell in table[0]]
    for row in table[1:]:
        if len(row) != len(names):
            raise no_list(f"This row has {len(row)} cells, but there are {len(names)} columns.", row[0].span)
    groups = tuple(group(names, row) for row in table[1:])
    rubric = next((row[names.index("rubric")] for row in table[1:]), Scalar("", source, 0, 0))
    whole = SequenceNode(groups, source, 0, len(source.text))
    entries = ((named("rubric", rubric), rubric), (named("groups", rubric), whole))
    return Document(source=source, root=Mapping(entries, source, 0, len(source.text)), sha256="")


def group(names: Sequence[str], row: Sequence[Scalar]) -> Mapping:
    """Return a row as a group; a column that is not ours stays, so that the schema can complain about it."""
    entries = tuple(
        (named(name, cell), value(name, cell)) for name, cell in zip(names, row, strict=True) if name != "rubric"
    )
    return Mapping(entries, row[0].source, row[0].start, row[-1].end)


def named(name: str, cell: Scalar) -> Scalar:
    """Return the key that a column stands for, at the place of the cell."""
    return Scalar(name, cell.source, cell.start, cell.end)


def value(name: str, cell: Scalar) -> DocumentNode:
    """Return what a cell holds: a list where the column has lists, else text."""
    text = APOSTROPHE.sub("", cell.text, count=1) if cell.text.startswith("'") else cell.text
    if name not in LISTS:
        return Scalar(unquoted(text) if name == "answer" else text, cell.source, cell.start, cell.end, "double")
    parts = [part for part in LISTS[name].split(text.strip()) if part]
    items = tuple(Scalar(part, cell.source, cell.start, cell.end, "double") for part in parts)
    return SequenceNode(items, cell.source, cell.start, cell.end)


def unquoted(text: str) -> str:
    """Return an answer without the quotes that it was written in."""
    try:
        read = json.loads(text) if text.startswith('"') else text
    except ValueError:
        return text
    return read if isinstance(read, str) else text


def no_list(why: str, span: Span) -> DocumentError:
    """Return the complaint about a file that is no review list."""
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

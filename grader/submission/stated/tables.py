r"""What tables say: ``| $x^{(k)}$ |`` over a row of k = 1 gives ``x^{(1)} = …``, and ``| $p$ | $q$ |`` says ``p = q``.

Two kinds are read, in Markdown and in LaTeX: a table with a row for each iteration, and one of two columns that gives
names and results. In everything else the formulas are what they are alone.

>>> from grader.documents.prose.markdown import read_markdown
>>> from grader.source import Source
>>> table = "| $k$ | $x^{(k)}$ |\n|---|---|\n| 0 | $(6, 6)$ |\n| 1 | $(9, 3)$ |"
>>> [formula.body.text for formula in list_told(read_markdown(Source("a.md", table)))]
['x^{(0)} = (6, 6)', 'x^{(1)} = (9, 3)']
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from grader.documents.prose.macros import write_out
from grader.documents.prose.records import Block, Formula, Prose
from grader.documents.traced import Traced
from grader.patterns import regex
from grader.submission.stated.statements import list_relations

__all__ = ["list_told"]

# A formula in a cell is one sign to what looks for the end of the cell.
PIECE: Final = regex(
    r"\$`[^`]{0,400}`\$|\$\$?[^$]{0,400}\$\$?|\\\((?:[^\\]|\\(?!\))){0,400}\\\)|\\\\|\\.|[|&\n]|[^\\$|&\n]+|.",
    re.DOTALL,
)
FORMULA: Final = regex(
    r"\$`(?P<fenced>[^`]{1,400})`\$|\$\$?(?P<dollars>[^$]{1,400})\$\$?|\\\((?P<brackets>(?:[^\\]|\\(?!\))){1,400})\\\)"
)
TABULAR: Final = regex(r"\\begin\{(?:tabular[xy*]?|longtable)\}(?:\{[^{}]*\}|\[[^\]]*\])*")
TABULAR_END: Final = "\\end{"
RULE: Final = regex(r"[\s|:+-]*-[\s|:+-]*")
LINES: Final = regex(r"\\(?:hline|toprule|midrule|bottomrule|cline\{[^{}]*\})\s*")
COMMAND: Final = regex(r"\\[A-Za-z]+")
# What an iteration is counted by: ``x^{(k)}``, ``x_k``, ``\nabla f(x^{(k)})``, without or with a bar over it.
COUNTED: Final = regex(
    r"(?:\\nabla\s*[A-Za-z]\s*(?:\\left|\\[bB]igl?)?\(\s*)?[A-Za-z]\s*[\^_]\s*\{?\s*\(?\s*(?P<letter>[a-z])\s*\)?\s*\}?"
    r"(?:\s*(?:\\right|\\[bB]igr?)?\))?"
)
NUMBER: Final = regex(r"\d{1,3}")
NAME: Final = regex(r"(?!.*[A-Za-z]{4,})[^=<>≈]{1,120}", re.DOTALL)  # in front of a formula: no word of four letters
MAX_TABLE: Final = 20_000  # characters; a longer one is data
MAX_BESIDE: Final = 12  # characters beside the formula of a cell, such as a number

Row = list[Traced]


def list_told(prose: Prose) -> Iterator[Formula]:
    """Yield what the tables of a document say, each with the place of its value."""
    for block in prose.blocks:
        text = block.text.text
        if block.kind == "heading" or len(text) > MAX_TABLE or not ("|" in text or "&" in text):
            continue
        for rows, has_head in list_tables(block.text):
            yield from read_table(rows, block, prose, has_head=has_head)


def list_tables(text: Traced) -> Iterator[tuple[list[Row], bool]]:
    """The rows of each table in a paragraph, and whether the first one is its head."""
    if r"\begin{" in text.text and (table := TABULAR.search(text.text)):
        while table and (end := text.text.find(TABULAR_END, table.end())) >= 0:
            yield list(list_rows(text[table.end() : end], "&", r"\\")), False
            table = TABULAR.search(text.text, end)
        return
    rows: list[Row] = []
    is_ruled = False
    place = 0
    for line in text.text.splitlines(keepends=True):
        part = text[place : place + len(line)].strip()
        place += len(line)
        if RULE.fullmatch(part.text):
            is_ruled = len(rows) == 1
        elif part.text.startswith("|"):
            rows += list_rows(part.strip("|"), "|", "\n")
    if is_ruled:
        yield rows, True


def list_rows(text: Traced, separator: str, end: str) -> Iterator[Row]:
    """The cells of each row; a separator inside of a formula is none."""
    row: Row = []
    start = 0
    for piece in PIECE.finditer(text.text):
        if piece[0] in (separator, end):
            row.append(bare(text[start : piece.start()]))
            start = piece.end()
            if piece[0] == end:
                yield row
                row = []
    row.append(bare(text[start : len(text)]))
    if any(cell.text for cell in row):
        yield row


def bare(cell: Traced) -> Traced:
    """A cell without the lines of the table around it."""
    cell = cell.strip()
    while lines := LINES.match(cell.text):
        cell = cell[lines.end() : len(cell)].strip()
    return cell


def read_table(rows: Sequence[Row], block: Block, prose: Prose, *, has_head: bool) -> Iterator[Formula]:
    """Yield what a table says, if it is one of those that are read."""
    if len(rows) < 2:
        return
    head, *body = rows
    counts = [match[0] for row in body if (match := NUMBER.fullmatch(find_inner(row[0]).text))]
    if len(counts) == len(body):
        yield from read_iterations(head, body, counts, block, prose)
        return
    for row in body if has_head else rows:
        if len(row) != 2:
            continue
        name, value = find_formula(row[0]), find_formula(row[1])
        if name is None or value is None or not (is_alone(row[0], name) and is_alone(row[1], value)):
            continue
        name, value = write_out(name, prose.macros), write_out(value, prose.macros)
        is_name = NAME.fullmatch(COMMAND.sub("", name.text)) is not None
        if is_name and not list_relations(name.text):
            yield tell(name.text.strip(), value, block)


def read_iterations(
    head: Row, body: Sequence[Row], counts: Sequence[str], block: Block, prose: Prose
) -> Iterator[Formula]:
    """Yield what a table says whose rows are numbered, under each head that has a letter for the number."""
    found = [find_formula(cell) for cell in head[1:]]
    names = ["" if name is None else write_out(name, prose.macros).text.strip() for name in found]
    heads = [COUNTED.fullmatch(name) for name in names]
    for row, count in zip(body, counts, strict=True):
        for counted, cell in zip(heads, row[1:], strict=False):
            value = find_inner(cell)
            if counted is not None and value.text and is_alone(cell, value):
                start, end = counted.span("letter")
                name = f"{counted[0][:start]}{count}{counted[0][end:]}"
                yield tell(name, write_out(value, prose.macros), block)


def find_formula(cell: Traced) -> Traced | None:
    """The only formula of a cell."""
    found = list(FORMULA.finditer(cell.text))
    if len(found) != 1:
        return None
    group = found[0].lastgroup or "dollars"
    return cell[found[0].start(group) : found[0].end(group)].strip()


def find_inner(cell: Traced) -> Traced:
    """The formula of a cell, or all of it if there is none in signs for formulas."""
    return find_formula(cell) or cell


def is_alone(cell: Traced, inner: Traced) -> bool:
    """Whether hardly anything is beside the formula in a cell."""
    return len(cell) - len(inner) <= MAX_BESIDE


def tell(name: str, value: Traced, block: Block) -> Formula:
    """The statement that something has a value, at the place of the value."""
    value = value.strip()
    body = value.join([value.write(f"{name} = ", value[:1]), value])
    return Formula(body=body, start=value.start, end=value.end, cell=block.cell)

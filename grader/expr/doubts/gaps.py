"""Rows of a matrix whose entries are apart by wide gaps: ``[z_1 g_1  z_1 g_2]``, one row on each line.

A blank between letters is a product, so without the gap being looked at, each row has one entry.

>>> separate_at_gaps("[z_1 g_1  z_1 g_2]\\n[z_2 g_1  z_2 g_2]")
'[[z_1 g_1, z_1 g_2], [z_2 g_1, z_2 g_2]]'
>>> separate_at_gaps("[a  b; c]"), separate_at_gaps("[a b; c d]")
('', '')
"""

from collections.abc import Callable
from typing import Final

from grader.expr.advice.rules import replace_all
from grader.expr.asked.asked import Asked
from grader.expr.complaints import complain
from grader.expr.nodes import Matrix, Node, Vector
from grader.patterns import regex

__all__ = ["refuse_gaps", "separate_at_gaps"]

_GAP: Final = regex(r"(?<=[\w)}\]'])(?:[ ]{2,}|[ ]*\t\s*?)(?=[\w(\\[{-])")  # not next to a sign between terms
_ROWS: Final = regex(r"[;\n]")


def refuse_gaps(text: str, tree: Node, asked: Asked, read: Callable[[str], Node | None]) -> None:
    """Refuse a matrix that is read with fewer columns, or more, than its gaps make."""
    gap = _GAP.search(text.strip())
    if gap is None or asked.shape != "matrix":
        return
    separated = separate_at_gaps(text)
    other = read(separated) if separated else None
    if other is None or count_columns(other) == count_columns(tree):
        return
    start = text.index(text.strip()) + gap.start()
    raise complain(text, start, start + len(gap.group()), "spaced-list", replace_all(text, separated))


def separate_at_gaps(text: str) -> str:
    """Return rows with commas at their wide gaps; nothing unless every row has as many entries, two or more."""
    if any(sign in text for sign in ",&=<>"):
        return ""
    rows = [_GAP.split(row.strip(" \t[]")) for row in _ROWS.split(text) if row.strip(" \t[]")]
    widths = {len(row) for row in rows}
    if len(widths) != 1 or widths == {1} or len(rows) < 2:
        return ""
    listed = [f"[{', '.join(row)}]" for row in rows]
    return f"[{', '.join(listed)}]"


def count_columns(tree: Node) -> int:
    """Return the number of columns of rows that are written out; 0 for anything else."""
    if isinstance(tree, Matrix):
        return len(tree.rows[0])
    rows = tree.items if isinstance(tree, Vector) else ()
    return max((len(row.items) if isinstance(row, Vector) else 1 for row in rows), default=0)

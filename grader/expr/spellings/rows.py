"""Rows and points, one a line: rows in any brackets and with any separator, and points without brackets.

>>> [list_rows(text) for text in ("| 4  7 |\\n| 3 -2 |", "5 & -1 \\\\\\\\ -2 & 8", "{5, -1; -2, 8}")]
[[['4', '7'], ['3', '-2']], [['5', '-1'], ['-2', '8']], [['5', '-1'], ['-2', '8']]]
>>> list_points("x=2,y=1; x=3,y=0"), list_points("2, 1\\n3, 0"), list_points("2, 1")
(['x=2,y=1', 'x=3,y=0'], ['2, 1', '3, 0'], None)
"""

import re
from typing import Final

from grader.expr.tokens.pieces import split_outside_brackets
from grader.patterns import regex

__all__ = ["list_points", "list_rows", "separate_rows"]

_ENDS: Final = {"|": "|", "(": ")", "[": "]", "{": "}"}
_NAME: Final = regex(r"(?<![A-Za-z])(?!sqrt\b|pi\b)[^\W\d_]")
_SPACES: Final = regex(r"\s+")
_NUMBER: Final = r"[-−]?\d+(?:/\d+|\.\d*)?(?:e[-+]?\d+)?"
_ROW: Final = rf"\[\s*{_NUMBER}(?:\s+{_NUMBER})+\s*\]"
_PRINTED: Final = regex(rf"\s*\[\s*{_ROW}(?:\s*{_ROW})+\s*\]\s*")
# With a comma between the rows, a sign in them may be that of a difference: [[4 -2], [3 -1]].
_PLAIN: Final = r"\d+(?:/\d+|\.\d*)?"
_PLAIN_ROW: Final = rf"\[\s*{_PLAIN}(?:\s+{_PLAIN})+\s*\]"
_LISTED: Final = regex(rf"\s*(?P<open>[\[(])?\s*{_PLAIN_ROW}(?:\s*[,;]?\s*{_PLAIN_ROW})+\s*(?(open)[\])])\s*\.?\s*")


def separate_rows(text: str) -> str | None:
    """Return a matrix of numbers with commas that a program printed with blanks; None for any other text.

    >>> separate_rows("[[ 5. -8.] [ 1.  4.]]")
    '[[5, -8], [1, 4]]'
    >>> separate_rows("[1 5], [0 6]")
    '[[1, 5], [0, 6]]'
    """
    if _PRINTED.fullmatch(text) is None and _LISTED.fullmatch(text) is None:
        return None
    rows = [row.split() for row in re.findall(r"\[\s*([^\[\]]+)\]", text)]
    return f"[{', '.join('[' + ', '.join(entry.removesuffix('.') for entry in row) + ']' for row in rows)}]"


def list_rows(text: str) -> list[list[str]] | None:
    """Return the entries of each row of a text; None where it has no rows of one length."""
    lines = split_lines(drop_ends(text.strip()) if "\n" not in text else text)
    rows = [split_row(drop_ends(line)) for line in lines]
    widths = {len(row) for row in rows}
    return rows if len(rows) > 1 and len(widths) == 1 and widths != {1} else None


def split_lines(text: str) -> list[str]:
    """Split a text at the strongest sign between rows that it has."""
    for sign in ("\n", "\\\\", ";"):
        if sign in text:
            return [line.strip().rstrip(",;").strip() for line in text.split(sign) if line.strip(" \t\n\\,;")]
    return [text]


def drop_ends(line: str) -> str:
    """Return what is between the signs at both ends of a row, where they belong together."""
    inside = line[1:-1]
    has_ends = len(line) > 2 and _ENDS.get(line[0]) == line[-1]
    return inside.strip() if has_ends and not any(sign in inside for sign in "()[]{}" + line[0]) else line


def split_row(line: str) -> list[str]:
    """Split a row at its separators, or at its blanks if it has only numbers: between letters these are products."""
    for sign in (",", ";", "&", "|"):
        entries = [entry.strip() for entry in split_outside_brackets(line, sign)]
        if len(entries) > 1:
            return entries
    return [line] if _NAME.search(line) else _SPACES.split(line.strip())


def list_points(text: str) -> list[str] | None:
    """Return the points of a text that has one in each line, or semicolons between them; None for a single one."""
    for sign in ("\n", ";"):
        points = [point.strip() for point in split_outside_brackets(text, sign) if point.strip()]
        if len(points) > 1:
            return points
    return None

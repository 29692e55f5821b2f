"""Rows, components and ends with words in front, or after them: *row 1: 2, -1; row 2: 4, -1*, *lower 48, upper 52*.

>>> from grader.expr.nodes import Symbol
>>> matrix = Asked("matrix", tree=Matrix(((Symbol("a"), Symbol("b")), (Symbol("c"), Symbol("d")))))
>>> [write_rows(text, matrix) for text in ("row 1: 2, -1; row 2: 4, -1", "first row 2 -1, second row 4 -1", "row 1: 2")]
['[[2, -1], [4, -1]]', '[[2, -1], [4, -1]]', 'row 1: 2']
>>> write_rows("row 2: 4, -1; row 1: 2, -1", matrix), write_rows("column 1: 2, 4; column 2: 1, 1", matrix)
('[[2, -1], [4, -1]]', 'column 1: 2, 4; column 2: 1, 1')
>>> shape = Asked("vector", tree=Vector((Symbol("a"), Symbol("b"))), question="Give it as (height, width).")
>>> [write_components(text, shape) for text in ("height 28, width 14", "14 wide", "width 14, height 28", "28, 14")]
['(28, 14)', '14 wide', '(28, 14)', '28, 14']
>>> write_components("3 in x-direction and 4 - t in the y-direction", shape)
'(3, 4 - t)'
>>> ends = Asked("interval", any_ends=True)
>>> texts = ("lower 48.04, upper 51.96", "upper 3, lower 1", "lower 1, lower 2", "CI = (1; 2)")
>>> [write_ends(text, ends) for text in texts]
['[48.04, 51.96]', '[1, 3]', 'lower 1, lower 2', 'CI = (1, 2)']
"""

import re
from typing import Final

from grader.expr.asked.asked import Asked
from grader.expr.nodes import Matrix, Vector
from grader.patterns import regex

__all__ = ["write_components", "write_ends", "write_rows"]

_ORDINALS: Final = ("first", "second", "third", "fourth", "fifth")
_ORDER: Final = "|".join(_ORDINALS)
_ROW: Final = regex(
    rf"(?i)(?:(?:^|[,;\n]|(?<=\s)and\b)\s*)(?:the\s+)?(?:row\s*(?P<number>[1-5])|(?P<word>{_ORDER})\s+row)\s*(?:is|[:=])?\s+"
)
_ENTRIES: Final = regex(r"[-−+0-9A-Za-z_./*^√ ]+(?:,[-−+0-9A-Za-z_./*^√ ]+)*")
_TUPLE: Final = regex(r"\(\s*(?P<words>[a-z]{2,20}(?:\s*,\s*[a-z]{2,20})+)\s*\)")
_VALUE: Final = r"[-−+]?[0-9][0-9./]*"
_COMPONENT: Final = regex(
    rf"\s*(?:(?P<value>{_VALUE})\s+(?P<after>[a-z]+)|(?P<before>[a-z]+)\s*[:=]?\s*(?P<own>{_VALUE}))\s*", re.IGNORECASE
)
_JOINT: Final = regex(r"[,;\n]|\band\b")
_DIRECTION: Final = regex(
    r"(?i)\s*(?P<value>[^,;=]*?[^\s,;=])\s+(?:in|along)\s+(?:the\s+)?(?P<axis>[xyz])(?:[\s-]?(?:direction|axis|component))?\s*"
)
_BETWEEN: Final = regex(r"(?i)\s*(?:[,;\n]|\band\b)\s*(?=[^,;]*\b(?:in|along)\s+(?:the\s+)?[xyz]\b)")
_END: Final = regex(
    rf"(?i)\s*(?P<kind>lower|upper)(?:\s+(?:end|bound|limit|endpoint))?\s*(?:is|[:=])?\s*(?P<value>{_VALUE})\s*\.?\s*"
)
_SEMICOLON: Final = regex(
    rf"(?P<before>\s*[A-Za-z][A-Za-z ]*=\s*[(\[]\s*{_VALUE}\s*);(?P<after>\s*{_VALUE}\s*[)\]]\s*\.?\s*)"
)


def write_rows(text: str, asked: Asked) -> str:
    """Return rows that are numbered in words as a matrix, where every one of them is there, and no other words are."""
    if asked.shape != "matrix" or not isinstance(asked.tree, Matrix):
        return text
    found = list(_ROW.finditer(text))
    if len(found) != len(asked.tree.rows) or text[: found[0].start()].strip():
        return text
    ends = [match.start() for match in found[1:]] + [len(text)]
    rows: dict[int, list[str]] = {}
    for match, end in zip(found, ends, strict=True):
        number = int(match["number"]) if match["number"] else _ORDINALS.index(match["word"].casefold()) + 1
        written = text[match.end() : end].strip(" .;,\n()[]")
        if not _ENTRIES.fullmatch(written):
            return text
        rows[number] = [entry.strip() for entry in (written.split(",") if "," in written else written.split())]
    size = len(asked.tree.rows[0])
    if sorted(rows) != list(range(1, len(found) + 1)) or any(len(row) != size for row in rows.values()):
        return text
    written_rows = [f"[{', '.join(rows[number])}]" for number in sorted(rows)]
    return f"[{', '.join(written_rows)}]"


def write_components(text: str, asked: Asked) -> str:
    """Return components with their names of the question, or with directions, as a vector."""
    if asked.shape != "vector" or not isinstance(asked.tree, Vector):
        return text
    size = len(asked.tree.items)
    directions = [_DIRECTION.fullmatch(piece) for piece in _BETWEEN.split(text.rstrip(" ."))]
    axes = {match["axis"].casefold(): match["value"] for match in directions if match}
    if len(directions) == size and sorted(axes) == list("xyz"[:size]):
        return f"({', '.join(axes[axis] for axis in 'xyz'[:size])})"
    names = next((match["words"].replace(" ", "").split(",") for match in _TUPLE.finditer(asked.question)), [])
    pieces = [_COMPONENT.fullmatch(piece) for piece in _JOINT.split(text.rstrip(" ."))]
    if len(names) != size or len(pieces) != size:
        return text
    values = {
        singular((match["after"] or match["before"]).casefold()): match["value"] or match["own"]
        for match in pieces
        if match
    }
    wanted = list(map(singular, names))
    return f"({', '.join(values[name] for name in wanted)})" if sorted(values) == sorted(wanted) else text


def singular(word: str) -> str:
    return word.removesuffix("s")


def write_ends(text: str, asked: Asked) -> str:
    """Return the lower and the upper end as an interval, where it does not matter whether they belong to it."""
    if asked.shape != "interval":
        return text
    if match := _SEMICOLON.fullmatch(text):
        return f"{match['before']},{match['after']}"
    pieces = [_END.fullmatch(piece) for piece in _JOINT.split(text)] if asked.any_ends else []
    ends = {match["kind"].casefold(): match["value"].rstrip(".") for match in pieces if match}
    return f"[{ends['lower']}, {ends['upper']}]" if len(pieces) == len(ends) == 2 else text

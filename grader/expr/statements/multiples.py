"""Multiples of vectors that are written without a sign, ``(1, 2) + t(3, -1)``.

>>> from grader.expr.notation import Entry, Notation
>>> from grader.expr.asked.reader import Count, Reader
>>> reader = Reader(Notation(entries={"t": Entry(name="t")}), None, Count())
>>> [insert_products(text, reader) for text in ("(1, 2) + 2t(3, -1)", "t(3) + sin(1, 2)")]
['(1, 2) + 2t*(3, -1)', 't(3) + sin(1, 2)']
"""

from collections.abc import Iterator
from typing import Final

from grader.expr.asked.reader import Reader
from grader.expr.nodes import Symbol
from grader.patterns import regex

__all__ = ["insert_products"]

# A name is matched whether a bracket follows or not, so that no letter of it is looked at twice.
_PIECE: Final = regex(r"(?P<name>\\?[^\W\d]\w*+(?:_\{\w*+\})?+)(?P<open>\s*+\()?+|(?P<sign>[(),])")


def insert_products(text: str, reader: Reader) -> str:
    """Return a text with ``*`` between each name that is no function and a vector in brackets after it."""
    places = list(find_called_names(text))
    numbers = {name for name in {name for name, _ in places} if is_no_function(name, reader)}
    pieces, start = list[str](), 0
    for name, end in places:
        if name in numbers:
            pieces.append(text[start:end])
            start = end
    return "*".join([*pieces, text[start:]])


def find_called_names(text: str) -> Iterator[tuple[str, int]]:
    """Yield each name before a bracket with a comma in it, and where the name ends, in the order of the text."""
    found, opened = list[tuple[str, int]](), list[tuple[str, int, int]]()
    comma_count = 0
    for match in _PIECE.finditer(text):
        sign = "(" if match["open"] else match["sign"]
        if sign == "(":
            opened.append((match["name"] or "", match.end("name"), comma_count))
        elif sign == ",":
            comma_count += 1
        elif sign == ")" and opened:
            name, end, before = opened.pop()
            if name and comma_count > before:
                found.append((name, end))
    return iter(sorted(found, key=lambda place: place[1]))


def is_no_function(name: str, reader: Reader) -> bool:
    """Whether a name is declared and takes no arguments, so that it can only be multiplied by what is in brackets."""
    tree = reader.parse(name)
    entry = reader.notation.entries.get(tree.name) if isinstance(tree, Symbol) else None
    return isinstance(tree, Symbol) and (entry is None or entry.parameters is None)

"""Decimals with a comma, where one value or one equation is asked for: ``0,75``, ``y = x/6 + 1,5``.

There a comma separates no entries, so it can only be that of a decimal. Where three digits are after it, it may be a
mark for thousands instead, and in brackets it may separate arguments: then the text stays as it is, and is asked back.

>>> [write_points(text, Asked("value")) for text in ("0,75", "v = 12,5", "0,5*0,25", "0,309", "1{,}41")]
['0.75', 'v = 12.5', '0.5*0.25', '0.309', '1.41']
>>> [write_points(text, Asked("value")) for text in ("1,234", "1,5,2", "3, 4", "x^2 for k = 1,2", "f(1,5)")]
['1,234', '1,5,2', '3, 4', 'x^2 for k = 1,2', 'f(1,5)']
"""

import re
from itertools import pairwise
from typing import Final

from grader.expr.asked.asked import Asked
from grader.expr.nodes import Matrix, Relation, Vector

__all__ = ["write_points"]

_DECIMAL: Final = re.compile(r"(?<![0-9.,A-Za-z_}])(?P<left>[0-9]+)(?P<comma>,|\{,\})(?P<right>[0-9]+)(?![0-9.,])")
_THOUSANDS: Final = re.compile(r"[1-9][0-9]{0,2}")
_OPERATOR: Final = re.compile(r"[-+−–*/·×⋅^=≈]|\\(?:cdot|times|approx)")
_RELATION: Final = re.compile(r"[=<>≤≥≠∈]|\\(?:le|ge|lt|gt|ne|in)(?![A-Za-z])|:=")
# After these, commas separate the values of an index, or several values.
_LISTS: Final = re.compile(
    r"(?<![\w\\])(?:for|für|pour|all|each|every|and|or|und|oder|et|ou|if|when|where|with|between|from|to)(?!\w)|[∈∀;\n]"
)
DIGITS_OF_THOUSANDS: Final = 3


def write_points(text: str, asked: Asked) -> str:
    """Return a text with points in its decimals, where each of its commas can only be that of a decimal."""
    if "," not in text or not asks_for_one(text, asked) or _LISTS.search(text):
        return text
    decimals = list(_DECIMAL.finditer(text))
    if len(decimals) != text.count(",") or not all(map(is_decimal, decimals)):
        return text
    between = (text[one.end() : other.start()] for one, other in pairwise(decimals))
    if not all(map(_OPERATOR.search, between)):
        return text
    for match in reversed(decimals):
        text = f"{text[: match.start('comma')]}.{text[match.end('comma') :]}"
    return text


def asks_for_one(text: str, asked: Asked) -> bool:
    """Whether one value is asked for, or one equation between several names, of which no values can be listed."""
    if asked.shape == "value":
        return not isinstance(asked.tree, Vector | Matrix)
    tree = asked.tree
    is_equation = asked.shape == "condition" and isinstance(tree, Relation) and tree.operators == ("=",)
    return is_equation and len(asked.unknowns) > 1 and len(_RELATION.findall(text)) == 1


def is_decimal(match: re.Match[str]) -> bool:
    """Whether digits around a comma are outside all brackets, and no number with a mark for thousands."""
    before = match.string[: match.start()]
    may_be_thousands = len(match["right"]) == DIGITS_OF_THOUSANDS and _THOUSANDS.fullmatch(match["left"])
    return not may_be_thousands and all(before.count(one) == before.count(other) for one, other in ("()", "[]", "{}"))

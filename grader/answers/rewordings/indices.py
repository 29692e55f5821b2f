"""A formula for every index in another letter, and what programs print of complex numbers.

>>> from grader.expr.nodes import Number
>>> notation, family = Notation(ranges={"j": Number(3)}), Asked("family")
>>> texts = ("p_i - y_i", "p_{i} - y_i", "dL/dz_i = p_i", "p_i - y_j", "p_1 - y_1", "p_j - y_j")
>>> [write_index(text, family, notation) for text in texts]
['p_j - y_j', 'p_{j} - y_j', 'dL/dz_j = p_j', 'p_i - y_j', 'p_1 - y_1', 'p_j - y_j']
>>> write_index(r"\\frac{\\partial L}{\\partial z_j} = p_j - y_j", family, notation)
'dL/dz_j = p_j - y_j'
>>> numbers = Asked("set")
>>> [write_complex(text, numbers, notation) for text in ("[1.+2.j 1.-2.j]", "(1+2j)", "[(1+2j), (1-2j)]", "3j + x")]
['{1+2*i, 1-2*i}', '{1+2*i}', '{(1+2*i), (1-2*i)}', '3j + x']
"""

import re
from typing import Final

from grader.expr.asked.asked import Asked
from grader.expr.notation import Notation
from grader.patterns import regex

__all__ = ["write_complex", "write_index"]

_SUBSCRIPT: Final = regex(r"(?<=_)(?P<open>\{?)(?P<letter>[a-z])(?![A-Za-z0-9,])")
_DERIVATIVE: Final = regex(
    r"^\s*\$?\s*\\[dt]?frac\s*\{\s*\\partial\s+(?P<of>[A-Z])\s*\}\s*\{\s*\\partial\s+(?P<by>[a-z]_\{?[a-z]\}?)\s*\}\s*(?==)"
)
_COMPLEX: Final = regex(r"\s*(?:array\s*)?[(\[]*\s*[-+0-9.][-+0-9.eEj,;()\s]*j[-+0-9.eEj,;()\s]*[)\]]*\s*")
_POINT: Final = regex(r"(?<=[0-9])\.(?![0-9])")
_UNIT: Final = regex(r"(?<=[0-9])j")
_GAP: Final = regex(r"(?<=i)\)?\s*,?\s+(?=[(0-9]|[-+][0-9.]+[-+])")


def write_index(text: str, asked: Asked, notation: Notation) -> str:
    """Return a formula with the index letter of the exercise for the only one that is used, which nothing else has."""
    if asked.shape != "family" or len(notation.ranges) != 1:
        return text
    label = _DERIVATIVE.match(text)
    if label and label["by"] not in text[label.end() :]:  # by a name that is in the result, it may be another one
        text = f"d{label['of']}/d{label['by']} {text[label.end() :]}"
    (own,) = notation.ranges
    letters = {match["letter"] for match in _SUBSCRIPT.finditer(text)}
    if len(letters) != 1 or own in letters or letters & {*notation.entries, *notation.aliases}:
        return text
    return _SUBSCRIPT.sub(lambda match: f"{match['open']}{own}", text)


def write_complex(text: str, asked: Asked, notation: Notation) -> str:
    """Return complex numbers as Python and numpy print them with i, where j is no name of the exercise."""
    if asked.shape not in ("set", "value") or "j" in notation.entries or not _COMPLEX.fullmatch(text):
        return text
    changed = _UNIT.sub("*i", _POINT.sub("", text)).strip()
    if asked.shape == "value":
        return changed
    inside = changed[1:-1] if changed[:1] == "[" or re.fullmatch(r"\([^()]*\)", changed) else changed
    listed = _GAP.sub(lambda match: match.group().strip(" ,") + ", ", inside)
    return f"{{{listed}}}"

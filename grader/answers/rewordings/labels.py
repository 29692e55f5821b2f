"""Labels of a result as signs and letters of its own: ``w ← 2 - 0.6 = 1.4``, ``a·b = 8``, the point ``T(1 | -3)``.

>>> dot = Asked("value", question="Dot product of (1, 2) and (3, 4).")
>>> [drop_product(text, dot, Notation()) for text in ("a·b = 11", "<u, v> = 11", "a × b = 11", "a·b + 1 = 12")]
['11', '11', 'a × b = 11', 'a·b + 1 = 12']
>>> value, point = Asked("value", question="The new w?"), Asked("vector", question="Where is the minimum?")
>>> [write_assignment(text, value) for text in ("w ← 2 - 0.6 = 1.4", "w := 1 = 1", "w <- 2 = 2", "w < -2")]
['w = 2 - 0.6 = 1.4', 'w = 1 = 1', 'w = 2 = 2', 'w < -2']
>>> [drop_point(text, point, Notation()) for text in ("T(1 | -3)", "P(1; 2)", "f(1, 2)", "T(1)")]
['(1, -3)', '(1, 2)', 'f(1, 2)', 'T(1)']
"""

import re
from typing import Final

from grader.expr.asked.asked import Asked
from grader.expr.notation import Notation
from grader.patterns import regex

__all__ = ["drop_point", "drop_product", "write_assignment"]

_ARROW: Final = regex(
    r"(?P<name>\s*\\?[^\W\d_]\w{0,8}\s*)(?:←|:=|<-(?=\s)|\\(?:left|longleft)arrow\b|\\gets\b)(?P<value>[^=]+=.+)",
    re.DOTALL,
)
_VECTOR: Final = r"(?:\\(?:vec|mathbf|boldsymbol|bm)\s*\{?\s*)?[A-Za-z]\u20d7?\}?"
_DOT: Final = regex(
    rf"\s*\$?(?:(?P<left>{_VECTOR})\s*(?:\^\{{?T\}}?\s*|[·•∙⋅.*]|\\cdot\s|\bdot\b)\s*(?P<right>{_VECTOR})"
    rf"|(?:<|⟨|\(|\\langle)\s*(?P<first>{_VECTOR})\s*[,|]\s*(?P<second>{_VECTOR})\s*(?:>|⟩|\)|\\rangle))\s*=\s*(?=\S)"
)
_CROSS: Final = regex(rf"\s*\$?(?P<left>{_VECTOR})\s*(?:×|\\times\s|\bx\b|\*)\s*(?P<right>{_VECTOR})\s*=\s*(?=\S)")
_DOTS: Final = frozenset({"dot", "scalar", "inner"})
_POINT: Final = regex(
    r"\s*(?P<letter>[A-Z])\s*=?\s*\(\s*(?P<inside>[^()|;,]{1,40}(?:[|;,][^()|;,]{1,40}){1,2})\)\s*\.?\s*"
)
_LETTER: Final = regex(r"(?<![A-Za-z\\])[A-Za-z](?![A-Za-z])")

_LETTER_OF_POINT: Final = regex(r"\bpoint\s+[A-Z](?![a-z])|(?<![A-Za-z])[A-Z]\s*\(\s*[-0-9]")


def write_assignment(text: str, asked: Asked) -> str:
    """Return ``w ← 2 - 0.6 = 1.4`` with an equals sign, where a value is asked for and so nothing is compared."""
    match = _ARROW.fullmatch(text) if asked.shape in ("value", "vector") else None
    return f"{match['name']}={match['value']}" if match else text


def drop_product(text: str, asked: Asked, notation: Notation) -> str:
    """Return a value without ``a·b =`` in front, where the question asks for that product of two vectors.

    The letters are those that the question gives them, or none of the question and the exercise.
    """
    match = None
    if asked.shape == "value" and "product" in asked.words and asked.words & _DOTS:
        match = _DOT.match(text)
    elif asked.shape == "vector" and {"cross", "product"} <= asked.words:
        match = _CROSS.match(text)
    if match is None:
        return text
    found = match.groupdict()
    sides = [found.get("left") or found["first"], found.get("right") or found["second"]]
    letters = [re.sub(r"\\\w+|[^A-Za-z]", "", side) for side in sides]
    said = list(dict.fromkeys(_LETTER.findall(asked.question)))
    is_same = [letter for letter in said if letter in letters] == letters and len(letters) == len(set(letters))
    is_new = not any(letter in said or letter in notation.entries for letter in letters)
    return text[match.end() :] if is_same or is_new else text


def drop_point(text: str, asked: Asked, notation: Notation) -> str:
    """Return the coordinates of a point without its letter, and with commas between them."""
    match = _POINT.fullmatch(text) if asked.shape == "vector" else None
    if match is None or match["letter"] in notation.entries or match["letter"] in notation.aliases:
        return text
    is_other = match["letter"] not in asked.question and _LETTER_OF_POINT.search(asked.question) is not None
    return text if is_other else f"({re.sub(' *[|;,] *', ', ', match['inside'].strip())})"

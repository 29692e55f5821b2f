"""The constant of integration under another name: ``+ k``, *plus a constant*, where the exercise calls it C.

>>> from grader.expr.notation import Entry
>>> asked = Asked("value", question="Find the antiderivative of 2x.")
>>> notation = Notation(entries={name: Entry(name=name) for name in "xC"})
>>> for text in ("x^2 + k", "x^2 plus a constant", "k + x^2", "x^2 + 2k", "x^2 - k", "x^2 + x"):
...     print(name_constant(text, asked, notation))
x^2 + C
x^2 + C
C + x^2
x^2 + 2k
x^2 - k
x^2 + x
"""

import re
from typing import Final

from grader.expr.asked.asked import Asked
from grader.expr.notation import Notation
from grader.expr.reading import parse_or_none
from grader.expr.tokens.pieces import split_outside_brackets
from grader.patterns import regex

__all__ = ["name_constant"]

_INTEGRALS: Final = frozenset({"antiderivative", "antiderivatives", "integral", "integrate", "primitive"})
_NAMES: Final = ("C", "c", "C_1", "c_1", "K")
_WORDS: Final = regex(r"(?:\+|\bplus\b)\s*(?:an?\s+|any\s+|some\s+)?(?:arbitrary\s+|real\s+)?const(?:ant\b|\.|\b)\s*$")
_LETTER: Final = regex(r"\s*(?P<name>[A-Za-z])\s*")
_OPERATION: Final = frozenset("dei")  # they have a meaning of their own


def name_constant(text: str, asked: Asked, notation: Notation) -> str:
    """Return an integral with the declared name for its constant; any other text as it is.

    The constant is a term of its own, added once, and the exercise has no such letter.
    """
    declared = [name for name in _NAMES if name in notation.entries]
    if asked.shape != "value" or not asked.words & _INTEGRALS or len(declared) != 1:
        return text
    name = declared[0]
    if re.search(rf"(?<![A-Za-z]){re.escape(name)}(?![A-Za-z])", text):
        return text
    if _WORDS.search(text):
        return _WORDS.sub(f"+ {name}", text)
    head, sign, sides = text.rpartition("=")
    terms = split_outside_brackets(sides, "+")
    letters = [match["name"] if (match := _LETTER.fullmatch(term)) else "" for term in terms]
    free = [letter for letter in letters if letter and letter not in _OPERATION and not is_used(letter, notation)]
    if len(free) != 1 or len(terms) < 2 or len(re.findall(rf"(?<![A-Za-z]){free[0]}(?![A-Za-z])", sides)) != 1:
        return text
    return head + sign + "+".join(
        term.replace(free[0], name) if letter == free[0] else term
        for term, letter in zip(terms, letters, strict=True)
    )  # fmt: skip


def is_used(letter: str, notation: Notation) -> bool:
    return parse_or_none(letter, notation) is not None

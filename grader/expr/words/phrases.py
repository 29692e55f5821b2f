"""Sets that are said in words: that there is no solution, and that all real numbers are.

>>> read_phrase("There is no real solution."), read_phrase("all real numbers") == REALS, read_phrase("x = 2")
(SetOf(items=()), True, None)
"""

import re
from functools import lru_cache
from typing import Final

from grader.expr.grammar.conditions import REALS
from grader.expr.nodes import Node, SetOf
from grader.expr.tokens.characters import GREEK, GREEK_NAMES
from grader.patterns import regex

__all__ = ["read_phrase"]

_WORD: Final = regex(r"[A-Za-z]+|[^A-Za-z\s]+")
_SHORT: Final = regex(r"\b(?P<verb>does|do|is|has)n['’ʼ]?t\b", re.IGNORECASE)
_FILLING: Final = frozenset({"there", "is", "are", "it", "has", "the", "a", "an", "for", "in", "of", "over", ".", ","})
_NOTHING: Final = frozenset({
    "no solution", "no solutions", "no real solution", "no real solutions", "no real root", "no real roots",
    "no roots", "no such x", "none", "empty", "empty set", "does not exist", "do not exist", "dne", "nothing",
    "no value", "no values", "no limit", "undefined", "limit does not exist", "not defined", "no x",
    "no solution exists", "no solutions exist", "no real solution exists", "impossible", "x no solution",
    "x no solutions", "x no real solution", "x no real solutions", "equation no solution", "equation no solutions",
    "equation no real solution", "equation no real solutions", "no zeros", "no real zeros", "no solution ℝ",
    "no solutions ℝ", "not solvable", "no critical points",
})  # fmt: skip
_EVERYTHING: Final = frozenset({
    "all real numbers", "all reals", "all real x", "all x", "every real number", "every x", "any real number",
    "any x", "all x ∈ ℝ", "x any real number", "x all real numbers", "real numbers", "reals", "all numbers",
    "everywhere", "everything", "all values", "all values x", "all real values x", "every real x", "every value",
    "every value x", "any value", "any value x", "any real x", "real x",
    "set all real numbers", "all real values", "entire real line", "whole real line", "all ℝ",
})  # fmt: skip


@lru_cache(maxsize=128)  # one text is tried for each key that an item may have
def read_phrase(text: str) -> Node | None:
    """Return the set that a text describes in words; None for any other text."""
    if len(text) > 60:  # no phrase is that long
        return None
    text = _SHORT.sub(lambda match: f"{match['verb']} not", text)
    words = [word for word in _WORD.findall(text) if word.casefold() not in _FILLING]
    said = " ".join("x" if is_letter(word) else "ℝ" if word == "R" else word.casefold() for word in words)
    if said in _NOTHING:
        return SetOf(())
    return REALS if said in _EVERYTHING else None


def is_letter(word: str) -> bool:
    """Whether a word is a small letter, or a Greek one, which may be the unknown; ℤ, ℚ and N are sets of numbers."""
    return word in GREEK_NAMES or word in GREEK or (len(word) == 1 and "a" <= word <= "z")

"""Signs in sets as other countries and phones have them: ``{-2; 2}``, ``(-oo, -2) u (2, oo)``.

>>> [write_separators(text, Asked("set"), Notation()) for text in ("L = {-2; 2}", "{1,5; 2}", "(1, 2) u (3, 4)")]
['L = {-2, 2}', '{1,5; 2}', '(1, 2) ∪ (3, 4)']
"""

from typing import Final

from grader.expr.asked.asked import Asked
from grader.expr.notation import Notation
from grader.patterns import regex

__all__ = ["write_separators"]

_LISTED: Final = regex(r"\{[^{},]*;[^{},]*\}")  # with a comma in it, that may be one of a decimal
_UNION: Final = regex(r"(?<=[)\]\[])\s*u\s*(?=[(\[\]])")


def write_separators(text: str, asked: Asked, notation: Notation) -> str:
    """Return a set with commas for its semicolons, and unions with their sign for a small u."""
    if asked.shape == "set" and ";" in text:
        text = _LISTED.sub(lambda match: match[0].replace(";", ","), text)
    return _UNION.sub(" ∪ ", text) if "u" in text and "u" not in notation.entries else text

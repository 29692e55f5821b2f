"""Operators that are said in words between two operands: ``x times y``, ``m times v squared``, ``1 in 8``.

>>> [write_operators(text) for text in ("x times y", "3 times x squared", "m times v squared", "(a + b) times 2")]
['x * y', '3 * x^2', 'm * v^2', '(a + b) * 2']
>>> [write_operators(text) for text in ("x divided by y", "a + b divided by c", "3 times", "x plus y times 2")]
['x / y', 'a + b divided by c', '3 times', 'x + y * 2']
>>> write_odds("1 in 8", Asked("value", question="What is the probability of three heads?"))
'1/8'
"""

from typing import Final

from grader.expr.asked.asked import Asked
from grader.patterns import regex

__all__ = ["write_odds", "write_operators", "write_signs"]

_OPERAND: Final = r"[\w)\]}²³'|]"
_NEXT: Final = r"[\w(\[\\√-]"
_HAS_WORD: Final = regex(r"\b(?:times|plus|minus|squared|cubed|divided\s+by|over)\b")
_SIGNS: Final = (
    (regex(rf"(?<={_OPERAND})\s+times\s+(?={_NEXT})"), " * "),
    (regex(rf"(?<={_OPERAND})\s+plus\s+(?={_NEXT})"), " + "),
    (regex(rf"(?<={_OPERAND})\s+minus\s+(?={_NEXT})"), " - "),
    (regex(r"(?<![A-Za-z][A-Za-z])(?<=[A-Za-z0-9)])\s+squared\b"), "^2"),  # not in a unit: metres squared
    (regex(r"(?<![A-Za-z][A-Za-z])(?<=[A-Za-z0-9)])\s+cubed\b"), "^3"),
)
# Of several operands, it is not clear which are divided.
_ATOM: Final = r"(?:(?!(?:sum|product|prod|integral)\b)\w+|\([^()]*\))"
_QUOTIENT: Final = regex(
    rf"(?P<head>(?:[^=]*=)?\s*)(?P<above>{_ATOM})\s+(?:divided\s+by|over)\s+(?P<below>{_ATOM})\s*\.?\s*"
)
_RATIOS: Final = frozenset({
    "probability", "chance", "likelihood", "proportion", "fraction", "precision", "recall", "accuracy",
    "sensitivity", "specificity",
})  # fmt: skip
_ODDS: Final = regex(r"\s*(?P<count>\d{1,6})\s+(?:in|out\s+of)\s+(?P<all>[1-9]\d{0,6})\s*\.?\s*")


def write_operators(text: str) -> str:
    """Return a text with the signs of operators for their words; any other text as it is."""
    if not _HAS_WORD.search(text):
        return text
    quotient = _QUOTIENT.fullmatch(text)
    if quotient:
        return f"{quotient['head']}{quotient['above']} / {quotient['below']}"
    return write_signs(text)


def write_signs(text: str) -> str:
    """Return a text with the signs of operators that reach no further than their operands; *over* stays a word."""
    for words, sign in _SIGNS:
        text = words.sub(sign, text)
    return text


def write_odds(text: str, asked: Asked) -> str:
    """Return ``1 in 8`` as a fraction, where a probability or another part of a whole is asked for."""
    match = _ODDS.fullmatch(text) if asked.words & _RATIOS else None
    return f"{match['count']}/{match['all']}" if match else text

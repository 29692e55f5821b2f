"""A function without its argument, which the question writes with one: ``sigma*(1 - sigma)`` for sigma(z).

``sigma(1 - sigma)`` may be a product or a value of the function, so it stays as it is.

>>> asked = Asked("value", question="Give the derivative of the sigmoid function sigma(z).")
>>> [add_arguments(text, asked, Notation()) for text in ("sigma*(1 - sigma)", "σ(z)(1 - σ)", "sigma(1 - sigma)")]
['sigma(z)*(1 - sigma(z))', 'σ(z)(1 - σ(z))', 'sigma(1 - sigma)']
"""

import re
from typing import Final

from grader.expr.asked.asked import Asked
from grader.expr.notation import Notation
from grader.patterns import regex

__all__ = ["add_arguments"]

_SIGN: Final = r"(?<![\w\\])\\?(?:sigma|sigmoid|tanh|σ)"
_QUESTION: Final = regex(r"(?<![\w\\])\\?(?P<name>sigma|sigmoid|tanh|σ)\((?P<letter>[a-z])\)")
_BARE: Final = regex(_SIGN + r"(?![\w'′])(?=(?:\s*\^\s*\{?\d\}?)?\s*(?:[-+*/),·]|\\cdot\b|$))")
_NO_ARGUMENT: Final = (
    r"(?<![\w\\])\\?(?:sigma|sigmoid|tanh|σ)(?:\s*\^\s*\{?\d\}?)?\s*(?:\\left\s*)?\((?!\s*LETTER\s*\))"
)


def add_arguments(text: str, asked: Asked, notation: Notation) -> str:
    """Return a text with the argument of the question after the names of its only function."""
    found = {match.groups() for match in _QUESTION.finditer(asked.question)} if asked.shape == "value" else set()
    if len(found) != 1 or not _BARE.search(text):
        return text
    name, letter = found.pop()
    names = {"sigma", "sigmoid", "σ"} if name != "tanh" else {"tanh"}
    used = {match[0].lstrip("\\") for match in _BARE.finditer(text)}
    entries = [entry for each in names if (entry := notation.entries.get(each)) is not None]
    is_other = any(entry.parameters is None for entry in entries) or not used <= names
    if is_other or re.search(_NO_ARGUMENT.replace("LETTER", letter), text):
        return text
    return _BARE.sub(lambda match: f"{match[0]}({letter})", text)

"""Signs that stand for something else in one way only: ``wTx``, ``1.1666...``, ``x.^2``, ``\\text{…}``.

>>> from grader.expr.notation import Entry
>>> notation = Notation(entries={name: Entry(name=name, axes=(2,)) for name in "wxyX"})
>>> [write_transposes(text, notation) for text in ("(wTx - y)x", "(XTX)^-1 XTy", "wTz", "T")]
['(w^T*x - y)x', '(X^T*X)^-1 X^T*y', 'wTz', 'T']
>>> [write_repeating(text) for text in ("1.1666...", "0.333…", "x = 0.1212...", "3.14...", "0.5000...", "12.3333")]
['(7/6)', '(1/3)', 'x = (4/33)', '3.14...', '0.5000...', '12.3333']
"""

import re
from fractions import Fraction
from typing import Final

from grader.expr.asked.asked import Asked
from grader.expr.notation import Notation
from grader.patterns import regex

__all__ = [
    "drop_text_command",
    "write_and",
    "write_dotted_operators",
    "write_dots",
    "write_repeating",
    "write_transposes",
]

_RUN: Final = regex(r"(?<![\w\\^])(?P<run>[A-Za-z]T[A-Za-z])(?!\w)")
# A last digit that is written three times, or a longer block written twice; then the dots.
_REPEATING: Final = regex(
    r"(?<![\w.])(?P<whole>\d{1,9})\.(?P<start>\d{0,9}?)"
    r"(?:(?P<digit>[1-8])(?P=digit){2,12}|(?P<block>\d{2,6}?)(?P=block){1,6})(?:\.{3}|…)(?![\w.])"
)
_DOTTED: Final = regex(r"\.(?=[\^*/])(?<![0-9]\.)|(?<=[A-Za-z0-9)])\.(?=[\^*/])")
_DOT: Final = regex(r"(?<![\w.\\])(?P<left>[A-Za-z])(?:\.|\s+dot\s+)(?P<right>[A-Za-z])(?![\w.(])")
_AND: Final = regex(r"\s*&&?\s*|\s*\\(?:&|land|wedge)\s*")
_OR: Final = regex(r"(?<=[0-9a-z)])\s*\|\|\s*(?=[0-9a-z(-])|(?<=\))\s*\|\s*(?=\()|\s*\\(?:lor|vee)\s*")
_FOR: Final = regex(r"(?<!\w)(?:for|when|if)\s+")
_NAMES: Final = regex(r"\\?[A-Za-z]\w*")
_JOINED: Final = regex(r"\s*,?\s*\b(?:and|or)\s*$")
_COMPARED: Final = regex(r"[<>≤≥=≠]|\\(?:leq?|geq?|lt|gt)(?![A-Za-z])")
_TEXT: Final = regex(r"\s*\$?\\(?:text|textrm|mathrm|textbf|operatorname)\s*\{(?P<inside>[^{}\\]*)\}\$?\s*\.?\s*")


def write_transposes(text: str, notation: Notation) -> str:
    """Return ``wTx`` with its transpose, where w and x are arrays of the exercise, and T is no name of it."""
    if "T" in notation.entries or "T" in notation.aliases or "T" not in text:
        return text

    def write(match: re.Match[str]) -> str:
        left, right = match["run"][0], match["run"][2]
        are_arrays = all(has_shape(name, notation) for name in (left, right))
        return f"{left}^T*{right}" if are_arrays and match["run"] not in notation.entries else match["run"]

    return _RUN.sub(write, text)


def write_dots(text: str, notation: Notation) -> str:
    """Return ``w.x`` and ``w dot x`` of two arrays as their dot product.

    >>> from grader.expr.notation import Entry
    >>> notation = Notation(entries={name: Entry(name=name, axes=(2,)) for name in "wx"})
    >>> [write_dots(text, notation) for text in ("w.x - y", "w dot x", "w.T", "a.x")]
    ['w·x - y', 'w·x', 'w.T', 'a.x']
    """

    def write(match: re.Match[str]) -> str:
        are_arrays = all(has_shape(match[side], notation) for side in ("left", "right"))
        return f"{match['left']}·{match['right']}" if are_arrays else match.group()

    return _DOT.sub(write, text)


def has_shape(name: str, notation: Notation) -> bool:
    entry = notation.entries.get(name)
    return entry is not None and bool(entry.axes)


def write_repeating(text: str) -> str:
    """Return a decimal whose last digits repeat, and go on, as the fraction that it is.

    Of nines and zeros, nobody writes the dots to say that they go on; such a number stays a question.
    """

    def write(match: re.Match[str]) -> str:
        block = match["digit"] or match["block"]
        if set(block) <= {"0"} or set(block) <= {"9"}:
            return match.group()
        start = match["start"]
        value = Fraction(int(match["whole"] + start), 10 ** len(start))
        value += Fraction(int(block), (10 ** len(block) - 1) * 10 ** len(start))
        return f"({value})"

    return _REPEATING.sub(write, text)


def write_dotted_operators(text: str, notation: Notation) -> str:
    """Return ``x.^2`` and ``x./y`` without the dots of Matlab; of arrays, they say entry by entry, and stay."""
    if any(entry.axes for entry in notation.entries.values()):
        return text
    return _DOTTED.sub("", text)


def write_and(text: str, asked: Asked) -> str:
    """Return conditions with words for ``&``, ``&&`` and ``|`` between them, as programs join them.

    >>> [write_and(text, Asked("interval")) for text in ("(x > 2) & (x < 3)", "x<1 || x>3", "|x| < 3", "x & y")]
    ['(x > 2) and (x < 3)', 'x<1 or x>3', '|x| < 3', 'x & y']
    >>> write_and("for x<-1 and for x>1", Asked("interval"))
    'x<-1 or x>1'
    """
    if asked.shape not in ("interval", "condition", "set"):
        return text
    cases = _FOR.split(f" {text}")
    names = {name for case in cases[1:] for name in _NAMES.findall(_JOINED.sub("", case))}
    # For x < -1 and for x > 1; if a > 0 and if b > 0, both have to hold.
    if len(cases) > 2 and not cases[0].strip() and len(names) == 1 and all(map(_COMPARED.search, cases[1:])):
        return " or ".join(_JOINED.sub("", case).strip() for case in cases[1:])
    if not ("&" in text or "|" in text):
        return text
    for sign, word in ((_AND, " and "), (_OR, " or ")):
        pieces = sign.split(text)
        if len(pieces) > 1 and all(_COMPARED.search(piece) and piece.count("|") % 2 == 0 for piece in pieces):
            text = word.join(piece.strip() for piece in pieces)
    return text


def drop_text_command(text: str) -> str:
    """Return the words in ``\\text{does not exist}``; any other text as it is."""
    match = _TEXT.fullmatch(text)
    return match["inside"] if match else text

"""What is written around a value and does not belong to it: a label, a sign for *about*, words and a full stop.

>>> asked = Asked(question="How many apples?")
>>> [drop_surroundings(text, asked) for text in ("≈ 0.14", "12 apples", "60 degrees", "35 percent.")]
['  0.14', '12', '60°', '35%']
"""

import re
from typing import Final

from grader.expr.statements.asked import Asked
from grader.expr.statements.reader import Reader
from grader.expr.statements.units import drop_unit

__all__ = ["drop_surroundings", "find_label", "mask", "split_other_label"]

_ABOUT: Final = re.compile(
    r"\s*(?:≈|~|≃|≅|≐|\\approx\b|\\simeq\b|(?:about|approximately|approx|roughly|ca)\b\.?)\s*(?=\S)", re.IGNORECASE
)
_STOP: Final = re.compile(r"(?<=[^\s.])\.\s*$")
_QUOTED: Final = re.compile(r"""\s*(?P<sign>[`"“”„])(?P<inside>[^`"“”„]*)[`"“”]\s*""")
_LEAD: Final = re.compile(r"\s*(?:=|:)\s*(?=\S)")
_DEGREES: Final = re.compile(r"(?<=[0-9)])\s*(?:degrees|degree|deg|grad)\b\.?", re.IGNORECASE)
_PERCENT: Final = re.compile(r"(?<=[0-9)])\s*(?:percent|per cent|pct)\b\.?", re.IGNORECASE)
_TAIL: Final = re.compile(r"(?<=[0-9)\]}a-zA-Z])\s+(?P<words>[A-Za-z]{2,}(?:\s+[A-Za-z]{2,}){0,4})\s*\.?\s*$")
# A name, perhaps with primes, indices, an argument or a superscript in brackets: f'(x), x^(2), H, \hat{y}_1, dy/dx.
_WORD: Final = r"(?:\\[A-Za-z]+|[^\W\d_]+[\u0302-\u0307\u20d7]?)(?:\{[^{}=]{0,20}\})?"
_NAME: Final = (
    rf"(?:(?:d|∂|\\partial)\^?\d?\s*)?{_WORD}(?:_\{{[^{{}}=]{{0,20}}\}}|_?[0-9A-Za-z]{{0,6}})['′’]{{0,3}}"
    rf"(?:\^\s*\(?\{{?\(?[0-9A-Za-z+ ]{{1,6}}\)?\}}?\)?|[⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾]{{1,6}})?(?:\s*\([^()]{{0,30}}\))?"
    rf"(?:\s*/\s*(?:d|∂|\\partial)\s*{_WORD}(?:_?[0-9A-Za-z]{{0,6}})?)?"
)
_BAR: Final = r"(?:\|{1,2}|‖|\\[lr]?[vV]ert\b|\\\|)"
_NORM: Final = rf"{_BAR}\s*{_WORD}\s*{_BAR}"  # |A|, ‖v‖
# The blanks before a label may be a long line of them, where a statement is at its place in the whole text.
_LABEL: Final = re.compile(rf"\s*+\$?+\s*+(?P<label>{_NORM}|{_NAME})\s*(?P<sign>:=|=|≈|\\approx\b|:(?=\s))\s*(?=\S)")


def mask(text: str, start: int, end: int) -> str:
    """Return a text with blanks in place of a piece, so that all other places stay the same."""
    return text[:start] + " " * (end - start) + text[end:]


def drop_surroundings(text: str, asked: Asked) -> str:
    """Return a text without a sign for *about*, a full stop, and a unit or words after its value of the question."""
    stop = _STOP.search(text)
    if stop:
        text = mask(text, *stop.span()).rstrip()
    quoted = _QUOTED.fullmatch(text)
    if quoted:
        text = " " * quoted.start("inside") + quoted["inside"]
    for pattern in (_LEAD, _ABOUT):
        match = pattern.match(text)
        if match:
            text = mask(text, *match.span())
    text = _PERCENT.sub("%", _DEGREES.sub("°", text))
    tail = _TAIL.search(text)
    if tail and all(word.casefold() in asked.words for word in tail["words"].split()):
        text = text[: tail.start()]
    return drop_unit(text, asked.units)


def find_label(text: str) -> tuple[str, int] | None:
    """Return what looks like a name in front of ``=``, with the place after the sign; None where nothing does."""
    match = _LABEL.match(text)
    return (match["label"], match.end()) if match else None


def split_other_label(text: str, reader: Reader) -> tuple[str, str] | None:
    """Return a label that is no name of the exercise, and what is after it in its place; None for any other text."""
    label = find_label(text)
    if label is None or reader.parse(label[0]) is not None:
        return None
    return label[0], mask(text, 0, label[1])

"""Numbers as they are said: *67 in total*, ``3.97 10^-19``, *3/8 or 37.5%*, *50 plus or minus 2*.

>>> count = Asked("value", question="How many parameters does the network have?")
>>> [drop_total(text, count) for text in ("67 in total", "in total 67 weights", "7 free weights", "1+2 in total")]
['67', '67 weights', '7 weights', '1+2 in total']
>>> drop_total("67 in total", Asked("value", question="How many parameters does the first layer have?"))
'67 in total'
>>> [drop_other_form(text, Notation()) for text in ("3/8 or 37.5%", "3/8 or 0.38", "3/8 or 0.5", "2 or 3")]
['3/8', '3/8', '3/8 or 0.5', '2 or 3']
>>> [write_numbers(text) for text in ("3.97 10^-19 J", "3 10", "50 plus or minus 2", "50 plus-minus 1.96")]
['3.97*10^-19 J', '3 10', '50 ± 2', '50 ± 1.96']
"""

import re
from typing import Final

from grader.expr.asked.asked import Asked
from grader.expr.notation import Notation
from grader.expr.reading import parse_or_none
from grader.expr.statements.reasons import is_constant
from grader.expr.statements.rounding import is_rounded_form
from grader.patterns import regex

__all__ = ["drop_other_form", "drop_total", "write_numbers"]

_TOTAL: Final = r"(?:in\s+total|altogether|overall|all\s+together|insgesamt|en\s+tout)"
_NUMBER: Final = r"(?P<number>\d[\d.]*(?:\s+[a-z]{3,})?)"
_BEFORE: Final = regex(rf"\s*{_TOTAL}[,:]?\s+{_NUMBER}\s*\.?\s*")
_AFTER: Final = regex(rf"\s*{_NUMBER},?\s+{_TOTAL}\s*\.?\s*")
_AFTER_SUM: Final = regex(rf"(?<==)(?P<number>\s*[0-9.]+),?\s+{_TOTAL}\s*\.?\s*$")
_KIND: Final = regex(r"\s*(?P<number>\d[\d.]*)\s+(?:trainable|learnable|free)\s+(?P<thing>param\w*|weights)\s*\.?\s*")
# What is asked for may be only a part of the whole, or without some of it.
_PART: Final = frozenset({
    "each", "every", "per", "first", "second", "third", "last", "one", "single", "hidden", "additional",
    "more", "without", "only", "trainable", "fixed", "frozen",
})  # fmt: skip
_WHOLES: Final = frozenset({"network", "net", "model", "layers"})  # of which a layer is a part
_ABOUT: Final = r"(?:about|approximately|approx\.?|roughly|ca\.?|circa|≈|~)"
_ALSO: Final = rf"(?:,?\s+(?:or|i\.e\.|also)\s+|,\s*(?:{_ABOUT}\s*|(?=[0-9.]+\s*%)))"
_OTHER: Final = regex(rf"\s*(?P<first>[^\s,;=][^,;=]{{0,40}}?)\s*{_ALSO}(?P<second>[^\s,;=][^,;=]{{0,40}}?)\s*")
_POWER: Final = regex(r"(?<=[0-9])[ \t]+(?=10\s*(?:\^|\*\*)\s*[({]?\s*[-−+]?[0-9])")
_MARGIN: Final = regex(r"\bplus\s*(?:[-/]|\s+or\s+|\s+)\s*minus\b", re.IGNORECASE)


def drop_total(text: str, asked: Asked) -> str:
    """Return a number without words which say that it is all that the question asks for."""
    if asked.shape != "value" or not {"how", "many"} <= asked.words or asked.words & _PART:
        return text
    if "layer" in asked.words and asked.words & _WHOLES:
        return text
    if match := _KIND.fullmatch(text):
        return f"{match['number']} {match['thing']}"
    match = _BEFORE.fullmatch(text) or _AFTER.fullmatch(text)
    if match is None and (last := _AFTER_SUM.search(text)):
        return text[: last.end("number")]
    return match["number"] if match else text


def drop_other_form(text: str, notation: Notation) -> str:
    """Return a number without the same number in another form after *or*; two different ones stay a question."""
    match = _OTHER.fullmatch(text)
    if match is None:
        return text
    first, second = (parse_or_none(match[part], notation) for part in ("first", "second"))
    if first is None or second is None or not is_constant(first) or not is_constant(second):
        return text
    return match["first"] if is_rounded_form(second, first) else text


def write_numbers(text: str) -> str:
    """Return a text with the sign for *plus or minus*, and between a number and its power of ten."""
    return _MARGIN.sub("±", _POWER.sub("*", text))

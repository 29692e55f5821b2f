"""An interval where its two ends are asked for as a list: ``9.02 to 10.98``, ``9 < mu < 11``, ``10 ± 1 = [9, 11]``.

Only a question that speaks of an interval is about its ends; whether these belong to it is then not asked.
"""

from dataclasses import replace
from typing import Final

from grader.errors import AnswerError
from grader.expr.asked.asked import Asked
from grader.expr.asked.reader import Reader
from grader.expr.nodes import Add, Interval, Neg, Vector
from grader.expr.spellings.ends import read_interval
from grader.patterns import regex

__all__ = ["read_ends_as_list"]

_LESS: Final = r"(?:<=?|≤|⩽|\\leq?(?![A-Za-z])|\\lt(?![A-Za-z]))"
_END: Final = r"[-−]?[0-9]+(?:\.[0-9]+)?"
# What lies between the ends has any name: that of the parameter is seldom one of the exercise.
_BETWEEN: Final = regex(
    rf"\s*\$?\s*(?P<lower>{_END})\s*{_LESS}\s*\\?[A-Za-zα-ω]\w{{0,6}}\s*{_LESS}\s*(?P<upper>{_END})\s*\$?\s*\.?\s*"
)
_SAYS_INTERVAL: Final = regex(rf"\b(?:to|and|until)\b|[±<≤]|\+/?-|{_LESS}|\\pm")
# CI = 10 ± 0.98: its label is that of the interval, or of what lies in it.
_MARGIN: Final = regex(
    rf"\s*\$?\s*(?:(?:95|90|99)\s*\\?%\s*)?\\?[A-Za-zα-ω]\w{{0,8}}\s*[=:]\s*(?P<centre>{_END})\s*(?:±|\+/?-|\\pm(?![A-Za-z]))\s*"
    rf"(?P<half>[0-9][0-9.*·/ ]*)\$?\s*"
)
_TWO: Final = 2


def read_ends_as_list(text: str, reader: Reader, asked: Asked) -> Vector | None:
    """Return the two ends of an interval in words, in an inequality or after a margin; None for any other text."""
    is_pair = isinstance(asked.tree, Vector) and len(asked.tree.items) == _TWO
    if asked.shape != "vector" or not is_pair or not asked.mentions("interval") or not _SAYS_INTERVAL.search(text):
        return None
    match = _BETWEEN.fullmatch(text)
    if match is not None:
        ends = [reader.parse(match[end]) for end in ("lower", "upper")]
        return Vector(tuple(end for end in ends if end is not None))
    assert isinstance(asked.tree, Vector)
    margin = _MARGIN.fullmatch(text)
    if margin is not None:
        centre, half = reader.parse(margin["centre"]), reader.parse(margin["half"])
        return None if centre is None or half is None else Vector((Add((centre, Neg(half))), Add((centre, half))))
    lower, upper = asked.tree.items
    expected = Interval(lower=lower, upper=upper, lower_closed=True, upper_closed=True)
    try:
        found = read_interval(text, reader, replace(asked, shape="interval", tree=expected, any_ends=True))
    except AnswerError:
        return None
    return Vector((found.lower, found.upper)) if isinstance(found, Interval) else None

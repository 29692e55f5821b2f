r"""A margin with a label, where an interval is asked for: ``μ = 50 ± 2``, ``CI = 50 ± 2``, ``x ∈ 50 ± 2``.

By itself ``x = 50 ± 2`` says that x is 48 or 52. Where the question is about a margin, it is what ``μ = [48, 52]`` is,
so it is written as that, and the label is looked at as any other.

>>> asked = Asked("interval", question="Give a confidence interval for mu.")
>>> [write_margin(text, asked) for text in ("μ = 50 ± 2", r"$\mu \in 50 \pm 2$", "50 ± 2", "x = ±2", "x = 50 ± 2 = 3")]
['μ = [50 - (2), 50 + (2)]', '$\\mu \\in [50 - (2), 50 + (2)]$', '50 ± 2', 'x = ±2', 'x = 50 ± 2 = 3']
>>> write_margin("x = 1 ± 2", Asked("interval", question="Where is f increasing?"))
'x = 1 ± 2'
"""

import re
from typing import Final

from grader.expr.asked.asked import Asked
from grader.patterns import regex

__all__ = ["write_margin"]

_SIDE: Final = r"[^=<>≤≥≠≈,;:±∓∈$\n]{1,60}?"
_MARGIN: Final = regex(
    rf"(?P<label>\s*+\$?[^=:<>≤≥≠≈,;±∓∈+$\n]{{1,40}}?)(?P<sign>=|:|∈|\\in(?![A-Za-z])|\bin\b)\s*"
    rf"(?P<middle>{_SIDE})\s*(?:±|\+/-|\+-|\\pm(?![A-Za-z]))\s*(?P<half>{_SIDE})\s*(?P<end>\$?)\s*\.?\s*"
)
_LEVEL: Final = regex(r"\s*(?P<level>[0-9]{2}(?:\.[0-9])?)\s*\\?%[\s-]*(?=C\.?I\b|[Cc]onfidence)")
_ABOUT: Final = frozenset({"confidence", "credible", "prediction", "margin", "tolerance", "uncertainty", "error"})


def write_margin(text: str, asked: Asked) -> str:
    """Return a labelled margin with its ends in brackets, as far as the question is about one; else the text."""
    level = _LEVEL.match(text) if "%" in text else None
    if level is not None and re.search(rf"\b{re.escape(level['level'])}\s*\\?(?:%|percent)", asked.question):
        text = " " * level.end() + text[level.end() :]  # 95% CI = …
    match = _MARGIN.fullmatch(text) if asked.shape in ("interval", "vector") else None
    if match is None or not match["middle"].strip() or not all(map(is_closed, match.group("middle", "half"))):
        return text
    is_membership = match["sign"] not in ("=", ":")
    if not is_membership and not asked.words & _ABOUT:
        return text
    if asked.shape == "vector" and not (asked.mentions("interval") and asked.words & _ABOUT):
        return text
    left, right = ("[" if asked.closed[0] else "("), ("]" if asked.closed[1] else ")")
    middle, half = match["middle"].strip(), match["half"].strip()
    ends = f"{left}{middle} - ({half}), {middle} + ({half}){right}"
    return f"{match['label']}{match['sign']} {ends}{match['end']}"


def is_closed(side: str) -> bool:
    """Whether each bracket of a side is closed in it; it is not in ``{±1}``."""
    return all(side.count(opening) == side.count(closing) for opening, closing in ("()", "[]", "{}"))

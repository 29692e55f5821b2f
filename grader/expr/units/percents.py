"""Percent, where a question asks for their number: ``15%`` is 15 there, and 15/100 everywhere else.

>>> questions = ("By how many percent does it rise?", "What percentage is it?", "Give it in %.", "Find the 95 % one.")
>>> [asks_for_percent(question) for question in questions]
[True, True, True, False]
>>> [is_in_percent(text) for text in ("15%", "12/80 = 15 percent.", "15% more", "15% = 0.15", "15% of 80", "15")]
[True, True, True, False, False, False]
"""

import re
from functools import lru_cache
from typing import Final

from grader.expr.units.asked_units import list_asking_sentences
from grader.patterns import regex

__all__ = ["asks_for_percent", "is_in_percent"]

_SIGN: Final = r"(?:\\?%|percent\b|per\s+cent\b|pct\b)"
_POINTS: Final = r"(?!(?:\s*age)?\s*points?\b)"  # from 10 % to 12 %, that is two percentage points and 20 percent
_ASKS: Final = regex(
    rf"\b(?:how\s+many|what|which|in|as(?:\s+an?)?|the)\s+(?:{_SIGN}{_POINTS}|percentage\b(?!\s+points?))"
    rf"|[(\[]\s*{_SIGN}\s*[)\]]",
    re.IGNORECASE,
)
# After the last sign of the chain, and with nothing after it that could be calculated with.
_LAST: Final = regex(rf"(?:^|[=≈])[^=≈]*[0-9)}}]\s*{_SIGN}{_POINTS}(?!\s*of\b)[^=≈0-9%]*$", re.IGNORECASE)


@lru_cache(maxsize=256)  # the same for every answer to a question
def asks_for_percent(question: str) -> bool:
    """Whether a question asks for a number of percent."""
    return any(map(_ASKS.search, list_asking_sentences(question)))


def is_in_percent(text: str) -> bool:
    """Whether the value at the end of a text is written with a sign or word for percent."""
    return _LAST.search(text) is not None

"""The sign of a derivative in front of the interval where it holds: *g'(x) < 0 for -1 < x < 3*.

It says the same as the question only where that asks where the function falls, or rises, or how it is curved.

>>> falls = Asked("interval", question="Where is g decreasing?")
>>> bends = Asked("interval", question="Where is g convex?")
>>> [drop_sign(text, falls) for text in ("g'(x) < 0 for -1 < x < 3", "g'(x) > 0 for -1 < x < 3", "f'<0 on (-1, 3)")]
['-1 < x < 3', "g'(x) > 0 for -1 < x < 3", '(-1, 3)']
>>> [drop_sign(text, bends) for text in ("g''(x) > 0 when x > 2", "g'' < 0 for x > 2", "g' > 0 for x > 2")]
['x > 2', "g'' < 0 for x > 2", "g' > 0 for x > 2"]
"""

import re
from typing import Final

from grader.expr.asked.asked import Asked
from grader.patterns import regex

__all__ = ["drop_sign"]

_SIGN: Final = regex(
    r"\s*(?P<name>[A-Za-z])(?P<primes>['’′]{1,2}|″)\s*(?:\(\s*[a-z]\s*\))?\s*(?P<sign>[<>])\s*0\s*,?\s*"
    r"(?:for|on|when|if|in|where|iff)\s+(?P<rest>\S.*)",
    re.DOTALL,
)
_RISING: Final = regex(r"\b(?:increas\w+|rising|rises)\b", re.IGNORECASE)
_FALLING: Final = regex(r"\b(?:decreas\w+|falling|falls)\b", re.IGNORECASE)
_CONVEX: Final = regex(r"\bconvex\b|\bconcave\s+up\w*", re.IGNORECASE)
_CONCAVE: Final = regex(r"\bconcave\s+down\w*", re.IGNORECASE)
_SAID: Final = {(1, ">"): (_RISING, _FALLING), (1, "<"): (_FALLING, _RISING), (2, ">"): (_CONVEX, _CONCAVE),
                (2, "<"): (_CONCAVE, _CONVEX)}  # fmt: skip
_DENIED: Final = regex(r"\b(?:not|never|no)\b", re.IGNORECASE)


def drop_sign(text: str, asked: Asked) -> str:
    """Return the interval after the sign of a derivative that the question asks about in words."""
    match = _SIGN.fullmatch(text) if asked.shape == "interval" else None
    if match is None or _DENIED.search(asked.question):
        return text
    order = 2 if match["primes"] == "″" else len(match["primes"])
    said, other = _SAID[order, match["sign"]]
    is_asked = said.search(asked.question) is not None and other.search(asked.question) is None
    is_named = re.search(rf"(?<!\w){match['name']}(?!\w)", asked.question) is not None or match["name"] == "f"
    return match["rest"] if is_asked and is_named else text

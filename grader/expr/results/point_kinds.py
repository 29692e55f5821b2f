"""Points with their kind, where only the points are asked for: ``(0, 0) saddle, (1, 1) minimum``.

Where the question asks for points of some kind, each kind has to be one of these; where it asks to classify them, the
kinds are part of the answer, and nothing is left out.

>>> critical = Asked("set", question="Find the critical points of f.")
>>> [" ".join(drop_kinds(text, critical).split()) for text in (
...     "(0,0) saddle, (1,1) minimum", "saddle at (0,0), min at (1,1)", "(0,0) is a saddle point", "x = 1 (local max)")]
['(0,0) , (1,1)', '(0,0), (1,1)', '(0,0)', 'x = 1']
>>> saddles = Asked("set", question="Find the saddle points of f. Which point is critical?")
>>> drop_kinds("(0,0) saddle", saddles), drop_kinds("(0,0) min", saddles), drop_kinds("(0,0) not a saddle", critical)
('(0,0)       ', '(0,0) min', '(0,0) not a saddle')
"""

import re
from typing import Final

from grader.expr.asked.asked import Asked
from grader.patterns import regex

__all__ = ["drop_kinds"]

_OF_POINTS: Final = frozenset({"critical", "stationary", "extrema", "extremum", "turning", "saddle"})
_CLASSIFY: Final = frozenset({"classify", "classification", "type", "types", "kind", "kinds", "nature", "which"})
_KIND: Final = (
    r"(?:an?\s+|the\s+)?(?:(?:strict|local|global|relative|absolute|loc\.?|glob\.?|rel\.?|abs\.?)\s+)*"
    r"(?P<{name}>saddle|min|max|extremum|stationary|critical|turning)(?:imum|ima|imal|\.)?(?:\s+points?)?"
)
_AFTER: Final = regex(
    r"(?<=[\w)\]])\s*(?:(?:is|:|=|[-–—→]|->)\s*)?"
    rf"(?:\s\(\s*{_KIND.format(name='inside')}\s*\)|(?<=[\s:=→>—–-]){_KIND.format(name='kind')})(?=\s*(?:[,;.\n]|$|and\b|&))",
    re.IGNORECASE,
)
_BEFORE: Final = regex(
    rf"(?<![\w.])(?:(?<=^)|(?<=[,;\n])|(?<=\band)|(?<=\s)){_KIND.format(name='kind')}\s*(?:(?:at|in|is|is\s+at)\b|:|=)?\s*(?=\(|x\s*=)",
    re.IGNORECASE,
)
_HAS_KIND: Final = regex(r"saddle|\bm(?:in|ax)|extrem|\bstationary|\bcritical|\bturning", re.IGNORECASE)

_DENIAL: Final = regex(r"\b(?:not|no|never|neither|nor|isn|or)\b|\?", re.IGNORECASE)


def drop_kinds(text: str, asked: Asked) -> str:
    """Return a text with blanks in place of the kinds of its points; the same text where they may matter."""
    if not _OF_POINTS & asked.words or not _HAS_KIND.search(text) or _DENIAL.search(text):
        return text
    wanted = {kind[:3] for kind in asked.words if kind[:3] in ("min", "max", "sad")}
    if _CLASSIFY & asked.words and not wanted:
        return text
    places = [*_AFTER.finditer(text), *_BEFORE.finditer(text)]
    kinds = {(match["kind"] or match.groupdict().get("inside") or "").casefold()[:3] for match in places}
    if wanted and not kinds <= wanted:
        return text
    for match in places:
        text = text[: match.start()] + " " * (match.end() - match.start()) + text[match.end() :]
    return text

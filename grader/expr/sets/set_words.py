"""Conditions and sets of numbers that are said in words, written with signs.

>>> for text in ("x is greater than 1 and not equal to 4", "every x at most 3", "x not greater than 1"):
...     print(write_signs(text))
x > 1 and x ≠ 4
x <= 3
x not greater than 1
>>> write_signs("x > 1 but x ≠ 4"), drop_subject("X can be 0, 1 or 2", "Which values can X take?")
('x > 1 and x ≠ 4', '0, 1 or 2')
"""

import re
from functools import lru_cache
from typing import Final

from grader.patterns import regex

__all__ = ["COMPARED", "drop_subject", "write_signs"]

_VERB: Final = r"(?:(?:(?:must|should|has\s+to|needs\s+to)\s+be|is|are|be)\s++)?(?:strictly\s++)?"
_MORE: Final = r"(?:greater|larger|more|bigger|higher)\s+than"
_LESS: Final = r"(?:smaller|less|lower)\s+than"
_EQUAL: Final = r"\s+or\s+equal\s+to"
COMPARED: Final = (
    (regex(rf"(?<!\w){_VERB}(?:at\s+least|{_MORE}{_EQUAL})\b"), ">="),
    (regex(rf"(?<!\w){_VERB}(?:at\s+most|{_LESS}{_EQUAL})\b"), "<="),
    (regex(rf"(?<!\w){_VERB}(?:{_MORE}|above|over)\b"), ">"),
    (regex(rf"(?<!\w){_VERB}(?:{_LESS}|below|under)\b"), "<"),
)
"""Words that compare, each with its sign."""

_UNEQUAL: Final = regex(
    rf"(?<!\w)(?:{_VERB}(?:not\s+equal\s+to|unequal\s+to|different\s+from)|(?:does\s+not|doesn['’]?t|cannot|can\s+not)\s+equal"
    r"|(?:cannot|can\s+not|must\s+not)\s+be\s+equal\s+to|(?:isn['’]?t|is\s+not)\s+equal\s+to)(?!\w)"
)
_DENIED: Final = regex(r"(?:\b(?:not|never|no|nor|neither|cannot)|n['’]t)\s*$")
_SIGN: Final = r"(?:[<>≤≥≠]=?|!=|\\[lg]eq?\b|\\neq?\b)"
_NAME: Final = r"(?:\\[A-Za-z]+|[^\W\d]\w{0,12})"
_QUANTIFIED: Final = regex(
    r"^\s*(?:(?:for|if|when)\s+)?(?:(?:all|every|each|any)\s+)?(?:(?:real|numbers?|values?\s+of)\s+)*"
    rf"(?:{_NAME}\s*,?\s*(?:with|where|such\s+that|so\s+that|for\s+which|satisfying)\s+)?(?={_NAME}\s*(?:{_SIGN}|[∈∉]|in\b|\\in\b))"
)
_UNEQUAL_SIGNS: Final = frozenset({"≠", "!=", "\\ne", "\\neq"})
_SUBJECT: Final = regex(rf"^\s*+\|?\s*+(?P<name>{_NAME})\s*+\|?\s*+{_SIGN}")
_WITHOUT_SUBJECT: Final = regex(rf"(?P<joint>,|\b(?:and|or|but))\s+(?=(?:{_SIGN}))")
# "x > 1 but x ≠ 4" says both; "all x but 4" says what is left out.
_BUT: Final = regex(rf"(?<![\s,]),?\s++but(?:\s+(?:also|with))?(?=\s+{_NAME}\s*(?P<sign>{_SIGN}))")
_TAKES: Final = regex(
    rf"\s*(?:the\s+values?\s+of\s+)?(?P<name>{_NAME})\s+(?:(?:can|could|may)\s+(?:only\s+)?(?:be|equal|take|have|assume)"
    r"|takes?|assumes?|is\s+one\s+of)(?:\s+on)?(?:\s+(?:either|any\s+of|only|one\s+of))?(?:\s+the)?(?:\s+values?)?:?\s+"
    r"(?!\d+\s+(?:\w+\s+)?values?\b)(?=[-−]?\d|\{|from\b|(?:all\s+)?(?:the\s+)?(?:integers|whole)\b)"
)


@lru_cache(maxsize=128)  # one text is tried for each key that an item may have
def write_signs(text: str) -> str:
    """Return conditions in words with their signs; a text in which one is denied in words as it is."""
    changed = text
    for words, sign in ((_UNEQUAL, "≠"), *COMPARED):
        if any(_DENIED.search(changed, 0, match.start()) for match in words.finditer(changed)):
            return text
        changed = words.sub(f" {sign} ", changed)
    bare = _QUANTIFIED.sub("", changed)
    subject = _SUBJECT.match(bare)
    if subject is not None:
        bare = _WITHOUT_SUBJECT.sub(lambda match: f"{match['joint']} {subject['name']} ", bare)
    elif changed != text:  # "1 over 2" compares nothing
        return text
    both = _BUT.sub(lambda match: " and" if says_both(match) else match[0], bare)
    return text if both == text else " ".join(both.split())


def says_both(match: re.Match[str]) -> bool:
    """Whether *but* joins two conditions; ``all x but x < 4`` may leave out what is below 4."""
    return (
        match["sign"] in _UNEQUAL_SIGNS
        or _SUBJECT.match(_QUANTIFIED.sub("", match.string[: match.start()])) is not None
    )


def drop_subject(text: str, question: str) -> str:
    """Return the values that *X can be*, where the question is about X; any other text as it is."""
    match = _TAKES.match(text)
    is_asked = match is not None and re.search(rf"(?<!\w){re.escape(match['name'])}(?!\w)", question)
    return text[match.end() :] if match is not None and is_asked else text

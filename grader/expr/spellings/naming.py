"""Names in front of values that are no labels yet: ``x -> 1``, ``x is 1``, ``x=1 y=2``, ``Step 1: (2, 1)``.

>>> replace_rules("{x -> 1, y -> 2}"), replace_rules("{{k -> 4}, {k -> -4}}"), replace_rules("(1, 2) -> (3, 4)")
('x = 1, y = 2', 'k = 4, k = -4', None)
>>> replace_verbs("x is 1, y equals 2"), separate_names("x=1 y=2 z=3"), drop_counters("Step 1: (2, 1)\\nStep 2: (3, 1)")
('x = 1, y = 2', 'x=1, y=2, z=3', '(2, 1)\\n(3, 1)')
"""

import re
from typing import Final

from grader.patterns import regex

__all__ = [
    "drop_counters",
    "drop_for",
    "drop_ordinals",
    "replace_arrows",
    "replace_colons",
    "replace_rules",
    "replace_verbs",
    "separate_names",
]

_NAME: Final = r"[^\W\d_]\w{0,12}"
_ARROW: Final = r"(?:[-=]{1,2}>|→|⟶|⇒|\\to\b|\\rightarrow\b)"
_RULE: Final = regex(rf"(?P<start>^|[{{,;\n])\s*+(?P<name>{_NAME})\s*+{_ARROW}\s*+")
_VERB: Final = regex(rf"(?P<name>\b{_NAME})\s++(?:is(?: equal to)?|equals)\s++(?=[-+−(\d√π\\]|{_NAME}\b)")
_BEFORE_NAME: Final = regex(rf"(?<=[\w)\]}}])(?<!\band)(?<!\bor)[ \t]++(?={_NAME}\s*+(?:=(?!=)|:\s))")
_COLON: Final = regex(rf"(?P<start>^|[,;\n])(?P<name>\s*+{_NAME}\s*+):(?=\s)")
_FOR: Final = regex(rf"\b(?:for|when|if|at)\s++(?={_NAME}\s*+=)")
# A bracket ends a number at the start of a line only: in (2, 1) it closes the list.
_COUNTER: Final = regex(
    r"(?:(?P<line>^|\n)|[,;](?=\s))\s*+"
    r"(?:(?:step|iteration|iterate|iter|point|schritt)\.?\s*+|[a-z]\s*+=\s*+)?+"
    r"(?P<number>\d{1,2})\s*+(?:[:.]|(?(line)\)|(?!)))(?=\s)\s*+",
    re.IGNORECASE,
)
_ORDINALS: Final = (("first", "1st", "firstly"), ("second", "2nd", "secondly"), ("third", "3rd", "thirdly"),
                    ("fourth", "4th"), ("fifth", "5th"))  # fmt: skip
_NEXT: Final = ("then", "next", "finally", "lastly", "after that")
_STEP: Final = r"\b(?:\s++(?:step|iteration|iterate|point))?+\s*+(?:[:=,]|is\b)?+\s*+(?=[(\[<{⟨\d-])"
_ORDINAL: Final = regex(
    rf"^\s*+(?P<start>{'|'.join(_ORDINALS[0])}){_STEP}"
    r"|(?<![\s,;.])[\s,;.]*+(?:(?<!\w)and\s++)?+(?<!\w)"
    rf"(?P<word>{'|'.join(word for words in (*_ORDINALS[1:], _NEXT) for word in words)}){_STEP}",
    re.IGNORECASE,
)


def replace_rules(text: str) -> str | None:
    """Return the rules that a program prints as equations, without their braces; None for any other text."""
    rules = _RULE.findall(text)
    if not rules or len(rules) != len(re.findall(_ARROW, text)):
        return None
    equations = _RULE.sub(lambda match: f"{match['start']} {match['name']} = ", text)
    return " ".join(re.sub(r"[{}]", "", equations).split()) if "\n" not in text else equations


def replace_arrows(text: str) -> str | None:
    """Return values that are joined by arrows one in each line: ``(4, 0) -> (2, 1)``."""
    points = [point.strip() for point in re.split(_ARROW, text)]
    return "\n".join(points) if len(points) > 1 and all(points) else None


def replace_verbs(text: str) -> str | None:
    """Return ``x is 1`` as ``x = 1``; None for a text without such a verb."""
    changed = _VERB.sub(r"\g<name> = ", text)
    return changed if changed != text else None


def replace_colons(text: str) -> str | None:
    """Return ``x: 1, y: 2`` as ``x = 1, y = 2``; None for a text with fewer than two such names."""
    changed, count = _COLON.subn(r"\g<start>\g<name>=", text)
    return changed if count > 1 else None


def separate_names(text: str) -> str | None:
    """Return values with their names, and only blanks between them, with commas."""
    changed = _BEFORE_NAME.sub(", ", text)
    return changed if changed != text else None


def drop_for(text: str) -> str | None:
    """Return ``for k = 3 and for k = -3`` without the word that introduces each value."""
    changed = _FOR.sub("", text)
    return changed if changed != text else None


def drop_counters(text: str) -> str | None:
    """Return numbered values one in each line; None where the numbers do not count up from 1."""
    found = list(_COUNTER.finditer(text))
    numbers = [int(match["number"]) for match in found]
    if len(found) < 2 or text[: found[0].start()].strip() or numbers != list(range(1, len(found) + 1)):
        return None
    return _COUNTER.sub("\n", text).strip()


def drop_ordinals(text: str) -> str | None:
    """Return ``first (3, 1), then (2, 0)`` with one value in each line; None where the words do not count up.

    >>> drop_ordinals("first (3, 1) then (2, 0)"), drop_ordinals("second (3, 1), first (2, 0)")
    ('(3, 1)\\n(2, 0)', None)
    """
    found = list(_ORDINAL.finditer(text))
    starts = 1 if found and found[0]["start"] else 0
    for place, match in enumerate(found[starts:], start=1):
        word = match["word"].casefold()
        if word not in _NEXT and (place >= len(_ORDINALS) or word not in _ORDINALS[place]):
            return None
    values = [value.strip(" ,;.") for value in _ORDINAL.sub("\n", text).strip().split("\n")]
    return "\n".join(values) if len(found) > starts and len(values) == len(found) + 1 - starts else None

"""Names in front of values that are no labels yet: ``x -> 1``, ``x is 1``, ``x=1 y=2``, ``Step 1: (2, 1)``.

>>> replace_rules("{x -> 1, y -> 2}"), replace_rules("{{k -> 4}, {k -> -4}}"), replace_rules("(1, 2) -> (3, 4)")
('x = 1, y = 2', 'k = 4, k = -4', None)
>>> replace_verbs("x is 1, y equals 2"), separate_names("x=1 y=2 z=3"), drop_counters("Step 1: (2, 1)\\nStep 2: (3, 1)")
('x = 1, y = 2', 'x=1, y=2, z=3', '(2, 1)\\n(3, 1)')
"""

import re
from typing import Final

__all__ = [
    "drop_counters",
    "drop_for",
    "replace_arrows",
    "replace_colons",
    "replace_rules",
    "replace_verbs",
    "separate_names",
]

_NAME: Final = r"[^\W\d_]\w{0,12}"
_ARROW: Final = r"(?:[-=]{1,2}>|→|⟶|⇒|\\to\b|\\rightarrow\b)"
_RULE: Final = re.compile(rf"(?P<start>^|[{{,;\n])\s*+(?P<name>{_NAME})\s*+{_ARROW}\s*+")
_VERB: Final = re.compile(rf"(?P<name>\b{_NAME})\s++(?:is(?: equal to)?|equals)\s++(?=[-+−(\d√π\\]|{_NAME}\b)")
_BEFORE_NAME: Final = re.compile(rf"(?<=[\w)\]}}])[ \t]++(?={_NAME}\s*+(?:=(?!=)|:\s))")
_COLON: Final = re.compile(rf"(?P<start>^|[,;\n])(?P<name>\s*+{_NAME}\s*+):(?=\s)")
_FOR: Final = re.compile(rf"\b(?:for|when|if|at)\s++(?={_NAME}\s*+=)")
# A bracket ends a number at the start of a line only: in (2, 1) it closes the list.
_COUNTER: Final = re.compile(
    r"(?:(?P<line>^|\n)|[,;](?=\s))\s*+"
    r"(?:(?:step|iteration|iterate|iter|point|schritt)\.?\s*+|[a-z]\s*+=\s*+)?+"
    r"(?P<number>\d{1,2})\s*+(?:[:.]|(?(line)\)|(?!)))(?=\s)\s*+",
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

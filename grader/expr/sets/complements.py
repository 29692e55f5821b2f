r"""Complements of sets of numbers in other spellings: ``{0}^c``, ``ℝ \ 0``, ``ℝ^*``, *the complement of [1, 3]*.

A bar over a set is not read: it
may mean the complement or the closure.

>>> for text in ("{0}^c", r"\left[1, 3\right]^{c} ∪ {2}", "((0,1) ∪ {5})ᶜ", "complement of {1, 2}", "R*", r"ℝ \ 0"):
...     print(write_complements(text, Asked("interval"), Notation()))
(ℝ ∖ {0})
(ℝ ∖ \left[1, 3\right]) ∪ {2}
(ℝ ∖ ((0,1) ∪ {5}))
(ℝ ∖ {1, 2})
ℝ ∖ {0}
ℝ ∖ {0}
"""

import re
from collections.abc import Collection
from typing import Final

from grader.expr.asked.asked import Asked
from grader.expr.notation import Notation
from grader.patterns import regex

__all__ = ["write_complements"]

_MARK: Final = regex(r"\s*+(?:\^\s*+\{?\s*+(?P<letter>[cC])(?![\w(])\s*+\}?|\^\s*+\{?\s*+(?:\\complement|∁)\s*+\}?|ᶜ)")
_PRIME: Final = regex(r"\s*+(?:['’′]|\^\s*+\{?\s*+\\prime\s*+\}?)\s*+\.?+\s*+$")
_SPOKEN: Final = regex(
    r"^\s*+(?:(?:the|its)\s+)?complement\s+(?:of\s+)?(?:the\s+)?(?:set|interval)?\s*+(?P<set>[\\{(\[].*?[)\]}])\s*+"
    r"(?:(?:in|within|with\s+respect\s+to)\s+(?:the\s+)?(?:R|ℝ|\\mathbb\s*\{?R\}?|real(?:s|\s+numbers)))?\s*+\.?+\s*+$",
    re.IGNORECASE,
)
_ONE: Final = regex(
    r"(?<![\w\\])(?P<reals>ℝ|R(?!\w)|\\mathbb\s*+\{?\s*+R\s*+\}?|\\R\b)\s*+(?:∖|\\(?![A-Za-z{])|\\setminus\b|\\backslash\b|/(?=\s*\\?\{))\s*+"
    r"(?P<value>[-−]?\d+(?:\.\d+)?(?!\s*[,.\d/*^\w(]))?+"
)
_UNITS: Final = regex(
    r"^\s*+(?:ℝ|R|\\mathbb\s*+\{?\s*+R\s*+\}?)\s*+(?:\^\s*+)?+\{?\s*+(?:\*|∗|×|\\times|\\ast)\s*+\}?\s*+$"
)
_NUMBERED: Final = regex(r"^(?P<before>.*\b(?:except|but|other than|without|apart from|excluding)\s+)zero\s*+\.?+\s*+$")
_OPENING: Final = {")": "(", "]": "[", "}": "{"}
MAX_LENGTH: Final = 300  # characters; each closing bracket with a mark after it is looked back from


def write_complements(text: str, asked: Asked, notation: Notation) -> str:
    """Return a text with the complements of sets as differences from ℝ; any other text as it is."""
    if not (asked.is_of_numbers or asked.shape == "any") or len(text) > MAX_LENGTH:
        return text
    if "R" not in notation.entries:
        text = _UNITS.sub("ℝ ∖ {0}", text)
        text = _ONE.sub(lambda match: f"ℝ ∖ {'{' + match['value'] + '}' if match['value'] else ''}", text)
    text = _NUMBERED.sub(lambda match: f"{match['before']}0", text)
    text = _SPOKEN.sub(lambda match: f"(ℝ ∖ {match['set']})", text)
    prime = _PRIME.search(text) if asked.shape != "any" else None
    # A set has no derivative and no transpose; a prime after it is an older sign for its complement.
    # In a set of numbers a power of a set means nothing else, even where the exercise has a name c.
    names = notation.entries if asked.shape == "any" else {}
    found = write_marked(f"{text[: prime.start()]}ᶜ" if prime is not None else text, names)
    return text if "ᶜ" in found and "ᶜ" not in text else found


def write_marked(text: str, names: Collection[str]) -> str:
    """Return a text with ``ℝ ∖`` in front of each set that has the mark of a complement after it."""
    place = 0
    while (mark := _MARK.search(text, place)) is not None:
        place = mark.end()
        end = mark.start()
        letter = mark["letter"]
        start = find_start(text, end) if letter is None or letter not in names else None
        if start is not None and is_set(text[start:end]):
            changed = f"(ℝ ∖ {text[start:end]})"
            text, place = text[:start] + changed + text[place:], start + len(changed)
    return text


def find_start(text: str, end: int) -> int | None:
    """Return where the brackets begin that end at a place; None where there are none. ``]1, 3[`` is not looked for."""
    expected: list[str] = []
    for place in range(end - 1, -1, -1):
        character = text[place]
        if character in ")]}":
            expected.append(character)
        elif character in "([{":
            if not expected:
                return None
            closing = expected.pop()
            if character == "{" and closing != "}":  # brackets of intervals may differ, braces may not
                return None
            if not expected:
                before = text[:place]
                return place - next((len(sign) for sign in ("\\left\\", "\\left", "\\") if before.endswith(sign)), 0)
        elif not expected:
            return None
    return None


def is_set(text: str) -> bool:
    """Whether brackets hold a set: in braces, an interval, or sets that are joined; ``(a + b)`` is none."""
    inside = text.removeprefix("\\left").lstrip("\\")
    return inside.startswith("{") or "," in inside or ";" in inside or "∪" in inside or "\\cup" in inside

"""Two cases side by side, each with its condition: ``1 if z > 0, 0 otherwise``, ``a for i = j, b for i ≠ j``.

They are read where the second condition is just the opposite of the first one, so that every case is named once. Of
``1 if z > 0, 0 if z < 0`` nobody knows what it is at 0.

>>> from grader.expr.names import names_of
>>> from grader.expr.notation import Entry, Notation
>>> names = names_of(Notation(entries={"z": Entry(name="z")}, ranges={"i": 2, "j": 2}))
>>> for text in ("1 if z > 0, 0 otherwise", "y = z if z > 0; 0 if z <= 0", "1 for i=j, -z for i ≠ j"):
...     print(write_cases(text, names))
(1)*1[z > 0]
y = (z)*1[z > 0]
(1)*1[i=j] + (-z)*1[i ≠ j]
>>> [write_cases(text, names) for text in ("1 if z > 0, 0 if z < 0", "1 if z > 0", "1 if z > 0, 2, 0 otherwise")]
['1 if z > 0, 0 if z < 0', '1 if z > 0', '1 if z > 0, 2, 0 otherwise']
"""

from typing import Final

from grader.expr.advice.prose import negate_comparison
from grader.expr.names import Names
from grader.expr.reading import parse_or_none
from grader.expr.tokens.pieces import split_outside_brackets
from grader.patterns import regex

__all__ = ["write_cases", "write_lambda"]

_CASE: Final = regex(r"\s*(?:and\s+)?(?P<value>.+?)\s+(?:if|for|when|where)\s+(?P<condition>.+?)\s*\.?\s*")
# The condition in front: i = j: f_i, if i = j then f_i.
_CONDITION_FIRST: Final = regex(
    r"\s*(?:and\s+)?(?:(?:if|for|when|case)\s+)?(?P<condition>[^:]+?)\s*(?::|\bthen\b|→|->)(?![=])\s*(?P<value>.+?)\s*\.?\s*"
)
_SHORT_CONDITION: Final = regex(r"\s*(?:(?:if|for|when|case)\s+)?\w+\s*(?:=|!=|≠|<|>|≤|≥|\\neq?)\s*\w+\s*:(?!=)")
_JOINED: Final = regex(r"\s+and\s+(?=[^,;]*\b(?:if|for|when|where|otherwise|else)\b)|[\n\u2028]")
_OTHERWISE: Final = regex(
    r"\s*(?:and\s+)?(?:(?P<value>.+?)\s+(?:otherwise|else|elsewhere)|(?:otherwise|else)\s*:?\s+(?P<after>.+?))\s*\.?\s*"
)
_HEAD: Final = regex(r"\s*[A-Za-zα-ω_][^=<>!≠,;]{0,20}?=(?!=)\s*")
_HAS_CASE: Final = regex(r"\b(?:if|for|when|where)\b|:(?!=)")
# What is typed for λ, which Python has for a word of its own.
_LAMBDA: Final = regex(r"(?<![\w\\])(?:lam|lamb|lambd|lmbda|lamda)(?![A-Za-z0-9])")


def write_cases(text: str, names: Names) -> str:
    """Return two cases with indicators; any other text as it is."""
    if not _HAS_CASE.search(text):
        return text
    head = None if _SHORT_CONDITION.match(text) else _HEAD.match(text)
    start = head.end() if head and not _HAS_CASE.search(head.group()) else 0
    pieces = split_outside_brackets(text[start:], ";" if ";" in text else ",")
    if len(pieces) == 1 and len(joined := _JOINED.split(text[start:])) == 2:
        pieces = joined
    if len(pieces) != 2:
        return text
    pattern = _CASE if _CASE.fullmatch(pieces[0]) else _CONDITION_FIRST
    first, second, rest = pattern.fullmatch(pieces[0]), pattern.fullmatch(pieces[1]), _OTHERWISE.fullmatch(pieces[1])
    holds = parse_or_none(first["condition"], names.notation) if first else None
    opposite = negate_comparison(first["condition"], holds) if first and holds is not None else ""
    if first is None or not opposite:
        return text
    if rest is None and second is not None:
        if parse_or_none(second["condition"], names.notation) != parse_or_none(opposite, names.notation):
            return text
        other = second["value"]
    elif rest is not None:
        other = rest["value"] or rest["after"]
    else:
        return text
    cases = ((first["value"], first["condition"]), (other, second["condition"] if second and not rest else opposite))
    found = " + ".join(f"({value.strip()})*1[{when}]" for value, when in cases if value.strip() != "0")
    return f"{text[:start]}{found or '0'}"


def write_lambda(text: str, names: Names) -> str:
    """Return a text with ``lambda`` for its short forms, where that is a name and they are not."""
    return _LAMBDA.sub("lambda", text) if "lam" in text and "lambda" in names.entries else text

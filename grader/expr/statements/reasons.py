"""Reasons with numbers in them, after a value: ``650 (640 weights + 10 biases)``, ``36 because 9*4 = 36``.

They are left out where they say the same as the value. What says something else stays, and is asked back.

>>> notation = Notation()
>>> [drop_reason(text, notation) for text in ("650 (640 red + 10 blue)", "36 because 9*4 = 36", "7 (let u = 2)")]
['650', '36', '7']
>>> [drop_reason(text, notation) for text in ("650 (640 + 20 blue)", "36 because 9*4 = 35", "u (let u = 2)")]
['650 (640 + 20 blue)', '36 because 9*4 = 35', 'u (let u = 2)']
"""

import re
from itertools import pairwise
from typing import Final

from grader.expr.functions import FUNCTIONS
from grader.expr.nodes import Node, Relation, Symbol, Vector
from grader.expr.notation import Notation
from grader.expr.reading import parse_or_none
from grader.expr.statements.rounding import is_rounded_form
from grader.expr.traverse import walk
from grader.patterns import regex

__all__ = ["drop_nouns", "drop_reason", "is_constant"]

_SUM: Final = regex(r"(?<=[\w)\]}])\s++\(\s*+(?P<sign>=)?+(?P<sum>[^()=]++)\)\s*+\.?+\s*+$")
_BECAUSE: Final = regex(r"(?<=[\w)\]}])[\s,]++(?:because|since)\s++(?P<reason>[-−(0-9][^\n]*+)$")
_DEFINITION: Final = regex(
    r"(?<=[\w)\]}])\s++\(\s*+(?:(?:by|using|with|via|the|let|set|setting|put|where|substitution|substituting|substitute|sub)"
    r"[\s,:]++)++(?P<name>[A-Za-z])\s*+=\s*+(?P<value>[^()=]*+(?:\([^()=]*+\)[^()=]*+)*+)\)\s*+\.?+\s*+$"
)
# Words after numbers only say what these count: 640 weights + 10 biases.
_NOUN: Final = regex(r"(?<=[0-9])\s+(?P<noun>[A-Za-z]{3,})(?![\w(\\])")
_DENIAL: Final = regex(r"\b(?:not|no|or|if|except|instead|mod|wrong|and)\b", re.IGNORECASE)


def drop_reason(text: str, notation: Notation) -> str:
    """Return a text without a sum, a reason, or the letter of a substitution after its value; else the same text."""
    if (match := _DEFINITION.search(text)) and is_own_letter(match, notation):
        return text[: match.start()]
    by_sum = _SUM.search(text)
    match = by_sum or _BECAUSE.search(text)
    value = parse_or_none(text[: match.start()], notation) if match else None
    if match is None or value is None or _DENIAL.search(match.group()) or not is_constant(value):
        return text
    written = match["sum" if by_sum else "reason"]
    bare = drop_nouns(written.rstrip(" \t."), notation)
    if by_sum and bare == written.rstrip(" \t.") and not match["sign"]:  # 5 (2 + 3) is a product
        return text
    members = [parse_or_none(member, notation) for member in bare.split("=")]
    found = [member for member in members if member is not None and is_constant(member)]
    is_sum = len(found) > (by_sum is None) and len(found) == len(members)
    agrees = is_sum and all(is_rounded_form(after, before) for before, after in pairwise(found))
    return text[: match.start()] if agrees and holds(value, found[-1]) else text


def holds(value: Node, number: Node) -> bool:
    """Whether a value is a number, or a list with it."""
    entries = value.items if isinstance(value, Vector) else (value,)
    return any(is_rounded_form(entry, number) for entry in entries)


def is_own_letter(match: re.Match[str], notation: Notation) -> bool:
    """Whether a letter that is defined in brackets is used nowhere but there."""
    name, before = match["name"], match.string[: match.start()]
    is_used = re.search(rf"(?<![A-Za-z]){name}(?![A-Za-z])", before) is not None
    return name not in notation.entries and not is_used and parse_or_none(match["value"], notation) is not None


def drop_nouns(text: str, notation: Notation) -> str:
    """Return a text without the words that only say what its numbers count."""

    def drop(match: re.Match[str]) -> str:
        is_known = any(match["noun"] in names for names in (notation.entries, notation.aliases, FUNCTIONS))
        return match.group() if is_known else ""

    return _NOUN.sub(drop, text)


def is_constant(tree: Node) -> bool:
    """Whether a tree is one value, or a list of values, without names."""
    return not any(isinstance(node, Symbol | Relation) for node in walk(tree))

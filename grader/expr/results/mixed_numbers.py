"""A mixed number beside the same value in another form: ``7/6 = 1 1/6``, ``2 1/2 = 2.5``.

By itself, ``1 1/6`` may be a sum or a product, and is asked back. The value beside it says which one it is.

>>> [drop_mixed_number(text) for text in ("1 1/6 = 7/6", "x = 7/6 = 1 1/6", "2 1/2 = 2.5", "2 1/2 (= 5/2)")]
['7/6', 'x = 7/6', '2.5', '5/2']
>>> [drop_mixed_number(text) for text in ("1 1/6 = 1/6", "2 1/2 = 1", "2 1/2", "a = 2 1/2", "-2 1/2 = -5/2")]
['1 1/6 = 1/6', '2 1/2 = 1', '2 1/2', 'a = 2 1/2', '-5/2']
"""

import math
import re
from fractions import Fraction
from typing import Final

from grader.expr.calculation.floats import compute_constant
from grader.expr.notation import Notation
from grader.expr.reading import parse_or_none
from grader.expr.tokens.characters import FRACTIONS
from grader.patterns import regex

__all__ = ["drop_mixed_number", "write_value_in_brackets"]

_SIGN: Final = r"(?P<{0}>[-−])?\s*"
_MIXED: Final = regex(_SIGN.format("sign") + r"(?P<whole>\d{1,6})\s+(?P<above>\d{1,6})\s*/\s*(?P<below>[1-9]\d{0,5})")
_HAS_MIXED: Final = regex(r"\d\s+\d+\s*/\s*\d|\d\s?[½⅓⅔¼¾]")
_SIGN_OF_FRACTION: Final = regex(r"(?<=\d)\s?(?P<sign>[½⅓⅔¼¾])")
_SAME_IN_BRACKETS: Final = regex(r"(?P<one>[^=()]*[°%])\s*\(\s*=\s*(?P<other>[^=()]+)\)\s*\.?\s*")
_PLAIN: Final = regex(
    _SIGN.format("sign") + r"(?:(?P<above>\d{1,9})\s*/\s*(?P<below>[1-9]\d{0,8})|(?P<value>\d{1,9}(?:\.\d{1,9})?))"
)
# π/3 (60°), 1/8 (12.5 %): the same value once more, in another unit
_VALUE_BESIDE: Final = regex(
    r"(?P<one>[^()]*(?:\([^()]*\)[^()]*)?[^(\s])\s*\(\s*(?P<other>[0-9.]+\s*[°%])\s*\)\s*[.,]?\s*"
)
_BESIDE: Final = regex(r"(?P<one>[^=()]*)\(\s*(?:=\s*|or\s+|i\.e\.,?\s+)?(?P<other>[^=()]*)\)\s*\.?\s*")


def drop_mixed_number(text: str) -> str:
    """Return a chain without the mixed numbers in it that another member gives as a plain one; else the text."""
    if not _HAS_MIXED.search(text):
        return text
    typed = text
    text = _SIGN_OF_FRACTION.sub(write_fraction, text)
    beside = _BESIDE.fullmatch(text)
    members = [beside["one"], beside["other"]] if beside else text.split("=")
    mixed = [read_mixed(member) for member in members]
    plain = {value for value in map(read_plain, members) if value is not None}
    kept = [member for member, value in zip(members, mixed, strict=True) if value is None or value not in plain]
    return "=".join(kept).strip() if kept and len(kept) < len(members) else typed


def write_value_in_brackets(text: str) -> str:
    """Return ``30° (= π/6)`` as a chain, where both are the same; any other text as it is.

    >>> write_value_in_brackets("30° (= π/6)"), write_value_in_brackets("30° (= π/3)")
    ('π/6 = 30°', '30° (= π/3)')
    >>> [write_value_in_brackets(text) for text in ("x = π/3 (60°)", "1/8 (12.5 %)", "2 (60°)")]
    ['x = π/3', '1/8', '2 (60°)']
    """
    beside = _VALUE_BESIDE.fullmatch(text) if "(" in text else None
    match = _SAME_IN_BRACKETS.fullmatch(text) if "(" in text else None
    if match is None and beside is not None and are_same(beside["one"].rpartition("=")[2], beside["other"]):
        return beside["one"].rstrip()
    if match is None:
        return text
    is_same = are_same(match["one"], match["other"])
    return f"{match['other'].strip()} = {match['one'].strip()}" if is_same else text


def are_same(one: str, other: str) -> bool:
    """Whether two texts are constants of the same value."""
    found = [parse_or_none(each.strip(), Notation()) for each in (one, other)]
    values = [compute_constant(tree) for tree in found if tree is not None]
    return len(values) == len(found) and math.isclose(*values)


def write_fraction(match: re.Match[str]) -> str:
    above, below = FRACTIONS[match["sign"]]
    return f" {above}/{below}"


def read_mixed(member: str) -> Fraction | None:
    match = _MIXED.fullmatch(member.strip(" .$"))
    return sign(match) * (int(match["whole"]) + Fraction(int(match["above"]), int(match["below"]))) if match else None


def read_plain(member: str) -> Fraction | None:
    match = _PLAIN.fullmatch(member.strip(" .$"))
    if match is None:
        return None
    value = Fraction(match["value"]) if match["value"] else Fraction(int(match["above"]), int(match["below"]))
    return sign(match) * value


def sign(match: re.Match[str]) -> int:
    return -1 if match["sign"] else 1

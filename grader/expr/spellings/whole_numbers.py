"""``0 to 3`` where a set is asked for: the whole numbers, if the question or the answer says so.

>>> from fractions import Fraction
>>> from grader.expr.nodes import Number
>>> expected = SetOf((Number(Fraction(0)), Number(Fraction(2))))
>>> counted = Asked("set", tree=expected, question="Which values can the number of heads take?")
>>> [member.value.numerator for member in read_whole_numbers("0 to 3", counted).items]
[0, 1, 2, 3]
"""

import re
from fractions import Fraction
from itertools import pairwise
from typing import Final

from grader.expr.advice.rules import replace_all
from grader.expr.asked.asked import Asked
from grader.expr.asked.asking import BETWEEN, WHOLE_NUMBERS, ask_back
from grader.expr.nodes import Neg, Node, Number, SetOf
from grader.patterns import regex

__all__ = ["read_whole_numbers"]

_RANGE: Final = regex(
    r"\s*(?:(?:all|any|the)\s+)*(?P<kind>(?:integers?|whole\s+numbers?|integer\s+values?)\s+)?(?:from\s+)?"
    r"(?P<between>(?(kind)between\s+))?(?P<first>[-−]?\d{1,3})\s+(?(between)and|(?:up\s+)?(?:to|through))\s+"
    r"(?P<last>[-−]?\d{1,3})(?P<inclusive>,?\s+\(?inclusive\)?)?\s*\.?\s*",
    re.IGNORECASE,
)
# {0, ..., 5}, where nothing but the ends says which numbers are left out
_DOTTED: Final = regex(
    r"\s*(?:[A-Za-z]\s*(?:=|∈|\\in\b|in\b)\s*)?\\?\{?\s*(?P<first>[-−]?\d{1,3})\s*,\s*(?:\.{2,}|…|\\[lc]?dots)\s*,"
    r"\s*(?P<last>[-−]?\d{1,3})\s*\\?\}?\s*\.?\s*"
)
# A question with one of these words is about numbers that are counted, or asks for the values one by one.
_COUNTED: Final = frozenset({
    "values", "value", "count", "counts", "counted", "counting", "integer", "integers", "whole",
})  # fmt: skip
MAX_MEMBERS: Final = 100


def read_whole_numbers(text: str, asked: Asked) -> SetOf | None:
    """Return ``0 to 3`` as a set; ``AnswerError`` where all numbers between the ends may be meant.

    None for any other text.
    """
    dotted = _DOTTED.fullmatch(text)
    match = dotted or _RANGE.fullmatch(text)
    if match is None:
        return None
    first, last = (int(match[end].replace("−", "-")) for end in ("first", "last"))
    if not first < last < first + MAX_MEMBERS:
        return None
    is_counted = bool(asked.words & _COUNTED) and holds_whole_numbers(asked.tree)
    if dotted:
        is_counted = is_counted and holds_neighbours(asked.tree)
    elif match["kind"]:
        is_counted = True
    if not is_counted:
        listed = ", ".join(map(str, range(first, last + 1)))
        whole = replace_all(text, f"{{{listed}}}", "for the whole numbers")
        every = replace_all(text, f"[{first}, {last}] ∪ {{}}", "for all numbers between the ends")
        raise ask_back(text, 0, len(text), WHOLE_NUMBERS, whole, every)
    numbers = tuple(write_number(number) for number in range(first, last + 1))
    is_said = dotted or not match["between"] or match["inclusive"]
    if not is_said and not {numbers[0], numbers[-1]} <= set(getattr(asked.tree, "items", ())):
        both = (", ".join(map(str, range(first + ends, last + 1 - ends))) for ends in (0, 1))
        raise ask_back(text, 0, len(text), BETWEEN, *(replace_all(text, f"{{{each}}}") for each in both))
    return SetOf(numbers)


def write_number(number: int) -> Node:
    value = Number(Fraction(abs(number)))
    return Neg(value) if number < 0 else value


def holds_whole_numbers(tree: Node | None) -> bool:
    """Whether a set holds whole numbers alone."""
    items = tree.items if isinstance(tree, SetOf) else ()
    members = [item.operand if isinstance(item, Neg) else item for item in items]
    return bool(members) and all(isinstance(item, Number) and item.value.denominator == 1 for item in members)


def holds_neighbours(tree: Node | None) -> bool:
    """Whether the whole numbers of a set come one after another, so that dots between its ends can mean no others."""
    items = tree.items if isinstance(tree, SetOf) else ()
    values = sorted(-item.operand.value if isinstance(item, Neg) else item.value for item in items)  # type: ignore[attr-defined]
    return all(after - before == 1 for before, after in pairwise(values))

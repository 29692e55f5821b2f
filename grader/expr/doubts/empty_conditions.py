"""Conditions that hold for no number, or for every one: ``z < -2 and z > 2``, ``k ≠ 1 or k ≠ -1``.

Hardly anyone means that, so it is asked back, unless that is what is expected.

>>> from grader.errors import AnswerError
>>> from grader.expr import parse
>>> from grader.expr.notation import Entry, Notation
>>> notation = Notation(entries={"z": Entry(name="z")})
>>> for text in ("z < -2 and z > 2", "z < -2 or z > 2"):
...     try:
...         refuse_empty_conditions(text, parse(text, notation).tree, Asked("condition"))
...     except AnswerError as error:
...         print(error.diagnostic.what)
'z < -2 and z > 2' holds for no number.
"""

from typing import Final

from grader.expr.asked.asked import COMPARISON, Asked
from grader.expr.asked.asking import EVERYTHING, NOTHING_AT_ONCE, ask_back
from grader.expr.grammar.conditions import REALS, is_empty, subtract
from grader.expr.nodes import Node
from grader.expr.sets.by_sight import solve_by_sight
from grader.expr.sets.solutions import find_solutions
from grader.patterns import regex

__all__ = ["refuse_empty_conditions"]

_AND: Final = regex(r"\band\b|∧|&&|\\(?:land|wedge)\b")
_OR: Final = regex(r"\bor\b|∨|\\(?:lor|vee)\b")


def refuse_empty_conditions(text: str, tree: Node, asked: Asked) -> None:
    """Raise ``AnswerError`` for conditions whose joint leaves no number, or every one."""
    signs = list(COMPARISON.finditer(text)) if asked.shape in ("set", "interval", "condition") else []
    between = text[signs[0].end() : signs[-1].start()] if signs else ""
    both, either = (pattern.search(between) is not None for pattern in (_AND, _OR))
    if both == either:
        return
    values, wanted = find_values(tree), find_values(asked.tree)
    # The other word is not proposed: that it is the wrong one may be the mistake.
    if both and is_nothing(values) and not is_nothing(wanted):
        raise ask_back(text, 0, len(text), NOTHING_AT_ONCE)
    if either and is_everything(values) and not is_everything(wanted):
        raise ask_back(text, 0, len(text), EVERYTHING)


def find_values(tree: Node | None) -> Node | None:
    """Return the set of numbers that a tree gives; None for any other tree."""
    found = find_solutions(solve_by_sight(tree)) if tree is not None else None
    return None if found is None else found[1]


def is_nothing(values: Node | None) -> bool:
    return values is not None and is_empty(values)


def is_everything(values: Node | None) -> bool:
    return values is not None and is_nothing(subtract(REALS, values))

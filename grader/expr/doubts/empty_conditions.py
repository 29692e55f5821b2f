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

from grader.expr.advice.rules import replace_all
from grader.expr.asked.asked import Asked
from grader.expr.asked.asking import EVERYTHING, NOTHING_AT_ONCE, ask_back
from grader.expr.grammar.conditions import REALS, is_empty, subtract
from grader.expr.nodes import Node
from grader.expr.sets.by_sight import solve_by_sight
from grader.expr.sets.solutions import find_solutions
from grader.patterns import regex

__all__ = ["refuse_empty_conditions"]

_SIGN: Final = r"(?:[<>≤≥≠]|!=|\\(?:le|leq|lt|ge|geq|gt|ne|neq)\b)"
_AND: Final = regex(rf"{_SIGN}.*(?P<word>\band\b|∧|&&|\\(?:land|wedge)\b).*{_SIGN}")
_OR: Final = regex(rf"{_SIGN}.*(?P<word>\bor\b|∨|\|\||\\(?:lor|vee)\b).*{_SIGN}")


def refuse_empty_conditions(text: str, tree: Node, asked: Asked) -> None:
    """Raise ``AnswerError`` for conditions whose joint leaves no number, or every one."""
    both, either = _AND.search(text), _OR.search(text)
    match = both or either
    if match is None or (both and either) or asked.shape not in ("set", "interval", "condition"):
        return
    values = find_values(tree)
    wanted = find_values(asked.tree)
    if both and values is not None and is_empty(values) and not (wanted is not None and is_empty(wanted)):
        question, word, meant, said = NOTHING_AT_ONCE, "or", "for alternatives", "∅"
    elif either and is_everything(values) and not is_everything(wanted):
        question, word, meant, said = EVERYTHING, "and", "for both at once", "ℝ"
    else:
        return
    start, end = match.span("word")
    joined = replace_all(text, text[:start] + word + text[end:], meant)
    raise ask_back(text, 0, len(text), question, joined, replace_all(text, said, "if that is meant"))


def find_values(tree: Node | None) -> Node | None:
    """Return the set of numbers that a tree gives; None for any other tree."""
    found = find_solutions(solve_by_sight(tree)) if tree is not None else None
    return None if found is None else found[1]


def is_everything(values: Node | None) -> bool:
    left = subtract(REALS, values) if values is not None else None
    return left is not None and is_empty(left)

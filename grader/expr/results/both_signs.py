"""Steps in front of two values with a plus or minus: ``x = sqrt(4) = ±2``, ``x = (5 ± 1)/2 = 2, 3``.

A step is left out only where its numbers are those of the values.

>>> asked = Asked("set")
>>> [drop_steps(text, asked) for text in ("x = sqrt(4) = ±2", "x = ±√4 = ±2", "x = (5 ± 1)/2 = 2, 3", "sqrt(4) = ±2")]
['x = ±2', 'x = ±2', 'x = 2, 3', '±2']
>>> [drop_steps(text, asked) for text in ("x = sqrt(9) = ±2", "x = (5 ± 1)/2 = 2, 4", "x^2 = 4 = ±2", "x = ±2")]
['x = sqrt(9) = ±2', 'x = (5 ± 1)/2 = 2, 4', 'x^2 = 4 = ±2', 'x = ±2']
"""

import math
from typing import Final

from grader.expr.asked.asked import Asked
from grader.expr.calculation.floats import compute_constant
from grader.expr.notation import Notation
from grader.expr.reading import parse_or_none
from grader.patterns import regex

__all__ = ["drop_steps", "has_other_step"]

_SIGN: Final = regex(r"±|\+/-|\+-|\\pm(?![A-Za-z])")
_BETWEEN: Final = regex(r"\s*(?:[,;]|\b(?:or|and)\b|∨)\s*")
_NAME: Final = regex(r"\s*\$?\s*\\?[A-Za-zα-ω](?:_?\{?[0-9,]{1,4}\}?)?\s*")
_PLAIN: Final = regex(r"[-−+]?[0-9./\s]+")
_MOST: Final = 6  # members of a chain


def drop_steps(text: str, asked: Asked) -> str:
    """Return a chain without its steps in numbers; the same text where one of them has other values than its end."""
    if asked.shape != "set" or "=" not in text or not _SIGN.search(text):
        return text
    *steps, last = text.split("=")
    head = steps.pop(0) if _NAME.fullmatch(steps[0]) else None
    if not steps or len(steps) > _MOST:
        return text
    values = list_values(last)
    if not values or not all(is_step(step, values, last) for step in steps):
        return text
    return f"{head.rstrip()} = {last.strip()}" if head is not None else last.strip()


def has_other_step(text: str) -> bool:
    """Whether a chain that ends in both signs has other numbers before: ``x = sqrt(4) + 1 = ±2``.

    >>> [has_other_step(text) for text in ("x = sqrt(4) + 1 = ±2", "x = 2 = ±2", "x = ±sqrt(4) = ±2", "x = ±2")]
    [True, True, False, False]
    """
    *steps, last = text.split("=")
    if not steps or _SIGN.search(last) is None:
        return False
    values = list_values(last)
    return bool(values) and any(list_values(step) and not is_step(step, values, last) for step in steps[-_MOST:])


def is_step(step: str, values: list[float], last: str) -> bool:
    """Whether the numbers of a step are the values, or it is the root of which the end has both signs."""
    found = list_values(step)
    is_number = _PLAIN.fullmatch(step.strip()) is not None  # x = 2 = ±2 takes something back
    is_root = len(found) == 1 and not is_number and _SIGN.search(last) is not None and not _SIGN.search(step)
    wanted = [value for value in values if value >= 0] if is_root else values
    return len(found) == len(wanted) and all(map(math.isclose, sorted(found), sorted(wanted)))


def list_values(text: str) -> list[float]:
    """Return the numbers that a member of a chain gives; none where one of them is no number."""
    pieces = _BETWEEN.split(text.strip().strip("{}").rstrip(". "))
    if any(len(_SIGN.findall(piece)) > 1 for piece in pieces):
        return []
    texts = [_SIGN.sub(sign, piece) for piece in pieces for sign in ("+-" if _SIGN.search(piece) else "+")]
    found = [parse_or_none(each.strip().removeprefix("+"), Notation()) for each in texts]
    values = [math.nan if tree is None else compute_constant(tree) for tree in found]
    return [] if any(map(math.isnan, values)) else values

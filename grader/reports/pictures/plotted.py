"""Formulas and numbers of a figure, read back from our own text so that they can be drawn.

A figure names its variables as they are printed (``x_1``). Its formulas contain nothing else, so a notation with only
these names can read them. If somebody changed a record so that it cannot be read, nothing is drawn.

>>> read_function("(x_1 - 6)^2 + x_2", ("x_1", "x_2"))(7.0, 2.0)
3.0
>>> read_number("7/4"), read_number("sqrt(2)/2"), read_number("what?")
(1.75, 0.7071067811865476, nan)
"""

import math
import re
from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache

from grader.errors import AnswerError
from grader.expr import parse
from grader.expr.calculation.floats import float_function
from grader.expr.nodes import Symbol
from grader.expr.notation import Entry, Notation

__all__ = ["read_function", "read_number"]

INDEXED = re.compile(r"(.+)_\{?(\d+(?:,\d+)*)\}?")
RATIONAL = re.compile(r"-?\d{1,300}(?:/\d{1,300})?")


@lru_cache(maxsize=1024)
def read_function(formula: str, variables: tuple[str, ...]) -> Callable[..., float] | None:
    """Return a formula as a function, ``nan`` where it has no value; None if it cannot be drawn."""
    try:
        notation = declare_variables(variables)
        places = [parse(name, notation, syntax="text").tree for name in variables]
        tree = parse(formula, notation, syntax="text").tree
    except AnswerError:
        return None
    return float_function(tree, [place for place in places if isinstance(place, Symbol)])


def declare_variables(variables: tuple[str, ...]) -> Notation:
    entries: dict[str, Entry] = {}
    for name in variables:
        indexed = INDEXED.fullmatch(name)
        indices = tuple(map(int, indexed[2].split(","))) if indexed else ()
        base = indexed[1] if indexed else name
        known = entries[base].axes if base in entries else ()
        axes = tuple(max(index, *(axis for axis in known[place : place + 1] if isinstance(axis, int)), 1)
                     for place, index in enumerate(indices))  # fmt: skip
        entries[base] = Entry(name=base, axes=axes)
    return Notation(entries=entries)


def read_number(text: str) -> float:
    """Return the value of an exact number; ``nan`` if it has none, or is too large for a float."""
    if RATIONAL.fullmatch(text):
        try:
            return float(Fraction(text))
        except (OverflowError, ZeroDivisionError):
            return math.nan
    value = read_function(text, ())
    return math.nan if value is None else value()

"""A slope or an intercept that is given beside a line, and is not that of the line: ``slope = 1/2, y = x/4 + 1``.

>>> from grader.expr.notation import Entry
>>> names = Notation(entries={name: Entry(name=name) for name in ("x", "y")})
>>> [contradicts_line(given, "y = x/4 + 1", names, "") for given in (
...     ["slope = 1/4", "intercept is 1"], ["m = 1/4", "b = 1"], ["slope is 1/2"], ["m = 1/4", "b = 3"], ["x_0 = 4"])]
[False, False, True, True, False]
>>> [contradicts_line([f"a = {a}", f"b = {b}"], "y = 1 + 2x", names, "Fit y = a + b x.") for a, b in ((1, 2), (2, 1))]
[False, True]
"""

import math
import re
from collections.abc import Sequence
from typing import Final

from grader.answers.conclusions.given_values import fill_in
from grader.expr.calculation.floats import compute_constant, float_function
from grader.expr.nodes import Node, Relation, Symbol
from grader.expr.notation import Notation
from grader.expr.reading import parse_or_none
from grader.expr.traverse import free_symbols
from grader.patterns import regex

__all__ = ["contradicts_line"]

_SAYS: Final = regex(
    r"\s*(?:the\s+)?(?:(?P<slope>slope|gradient|steepness|m|[a-z]['’′]\(\s*[-−]?[0-9./]+\s*\))"
    r"|(?P<intercept>(?:y[- ]?(?:axis[- ])?)?intercept)"
    r"|(?P<letter>[a-z]))"
    r"\s*(?:=|\b(?:is|equals)\b)(?P<value>.+)",
    re.IGNORECASE | re.DOTALL,
)
# A value of the function at a place, where the line touches it.
_POINT: Final = regex(r"\s*[a-z]\(\s*(?P<place>[-−]?[0-9./]+)\s*\)\s*=\s*(?P<value>[-−]?[0-9./]+)\s*")
_BESIDE_M: Final = frozenset("bcnqt")  # y = m x + b, and as it is written in other countries
_ROUGH: Final = 0.01  # of a value that is written with two or three digits


def contradicts_line(before: Sequence[str], last: str, notation: Notation, question: str) -> bool:
    """Whether a statement before a line gives it another slope or intercept than it has."""
    found = [match for statement in before if (match := _SAYS.fullmatch(statement)) is not None]
    has_points = any(map(_POINT.fullmatch, before))
    line = find_line(parse_or_none(last, notation)) if found or has_points else None
    if line is None:
        return False
    slope, intercept = line
    for point in map(_POINT.fullmatch, before):
        if point is not None:
            at, height = (compute_text(point[name], notation) for name in ("place", "value"))
            if abs(slope * at + intercept - height) > _ROUGH * max(abs(height), 1):
                return True
    letters: dict[str, str] = {}
    has_m = any((match["slope"] or "").casefold() == "m" for match in found)
    for match in found:
        value = match["value"].rpartition("=")[2].strip(" \t\n.$")
        number = compute_text(value, notation)
        if match["letter"]:
            letters[match["letter"]] = value
        wanted = slope if match["slope"] else intercept
        is_meant = not match["letter"] or (has_m and match["letter"] in _BESIDE_M)
        if is_meant and abs(number - wanted) > _ROUGH * max(abs(wanted), 1):
            return True
    formula = re.search(r"\by\s*=\s*(?P<side>[^=,;:.?!]*[a-z][^=,;:.?!]*)", question) if letters else None
    if formula is None or not all(re.search(rf"(?<![A-Za-z]){name}(?![A-Za-z])", formula["side"]) for name in letters):
        return False
    filled = find_line(parse_or_none(f"y = {fill_in(formula['side'], letters)}", notation))
    return filled is not None and not all(map(math.isclose, filled, line))


def find_line(tree: Node | None) -> tuple[float, float] | None:
    """Return the slope and the intercept of a line in x and y, in any form; None for any other tree."""
    if not isinstance(tree, Relation) or tree.operators != ("=",):
        return None
    x, y = Symbol("x"), Symbol("y")
    if y not in free_symbols(tree) or not free_symbols(tree) <= {x, y}:
        return None

    sides = [float_function(side, (x, y)) for side in tree.operands]
    if len(sides) != 2 or sides[0] is None or sides[1] is None:
        return None
    left, right = sides[0], sides[1]
    zero, at_x, at_y, other = (left(*point) - right(*point) for point in ((0, 0), (1, 0), (0, 1), (2, 3)))
    per_x, per_y = at_x - zero, at_y - zero
    is_line = math.isclose(other, zero + 2 * per_x + 3 * per_y, abs_tol=1e-9) and per_y != 0
    return (-per_x / per_y, -zero / per_y) if is_line else None


def compute_text(text: str, notation: Notation) -> float:
    tree = parse_or_none(text, notation)
    return math.nan if tree is None else compute_constant(tree)

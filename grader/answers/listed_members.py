"""Values in square brackets where a set is asked for: a list of its members, where they can be no interval.

``[-1, 3]`` may be an interval; ``[5, 2]``, ``[1 + 2i, 1 - 2i]``, ``[1, 2, 3]`` and ``array([2., 5.])`` are none. For
*Find the eigenvalues* nobody gives an interval.
"""

import re
from typing import Final

from grader.expr.asked.asked import Asked
from grader.expr.calculation.floats import compute_constant
from grader.expr.nodes import Constant, Node, SetOf, Vector
from grader.expr.traverse import walk
from grader.patterns import regex

__all__ = ["read_members"]

_SQUARE: Final = regex(r"[^(\[{]*(?:\\left\s*)?\[")
_ARRAY: Final = regex(r"(?:[^(\[{]*=)?\s*[\"']?(?:(?:np|numpy|torch|jnp)\.)?(?:array|tensor)\s*\(\s*\[")
_POINTS: Final = regex(
    r"\b(?:eigen-?values|roots|zeros|zeroes|solutions|extrema|minima|maxima|"
    r"(?:critical|stationary|inflection|extreme|fixed|equilibrium)\s+(?:points|numbers|values))\b",
    re.IGNORECASE,
)
# What asks for numbers that satisfy a condition may have an interval as its answer, right or wrong.
_REGION: Final = regex(
    r"\b(?:for\s+(?:which|what)|intervals?|ranges?|regions?|domains?|inequalit(?:y|ies)|between)\b"
    r"|[<>≤≥]|\\(?:le|leq|ge|geq|lt|gt)\b",
    re.IGNORECASE,
)
_IMAGINARY: Final = Constant("i")


def read_members(tree: Vector, text: str, asked: Asked) -> SetOf | None:
    """Return values in square brackets as a set; None where they may be the ends of an interval, or a point."""
    if asked.has_points or any(isinstance(item, Vector) for item in tree.items):
        return None
    if _ARRAY.match(text) or (_SQUARE.match(text) and is_list(tree.items, asked)):
        return SetOf(tree.items)
    return None


def is_list(items: tuple[Node, ...], asked: Asked) -> bool:
    """Whether values in square brackets can be no interval, or the question asks for single numbers."""
    if len(items) != 2 or any(_IMAGINARY in walk(item) for item in items):
        return True
    lower, upper = map(compute_constant, items)
    return lower > upper or (_POINTS.search(asked.question) is not None and _REGION.search(asked.question) is None)

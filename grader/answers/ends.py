"""Intervals of which it does not matter whether their ends belong to them, as with confidence intervals.

>>> from grader.expr import parse, to_text
>>> from grader.expr.notation import Notation
>>> [to_text(close_ends(parse(text, Notation()).tree)) for text in ("(1, 2]", "[1, 2) ∪ (2, oo)")]
['[1, 2]', '[1, 2) ∪ (2, oo)']
"""

import math
from collections import Counter
from dataclasses import replace

from grader.expr.calculation.floats import float_function
from grader.expr.nodes import Interval, Node, Union

__all__ = ["close_ends"]


def close_ends(tree: Node) -> Node:
    """Return intervals with both ends; an end at which two of them meet stays, because the point between them counts.

    An end without a floating-point value stays, too, so that an infinite one never belongs to its interval.
    """
    pieces = tree.parts if isinstance(tree, Union) else (tree,)
    ends = Counter(
        find_float(end) for piece in pieces if isinstance(piece, Interval) for end in (piece.lower, piece.upper)
    )
    closed = tuple(close_piece(piece, ends) if isinstance(piece, Interval) else piece for piece in pieces)
    return Union(closed) if isinstance(tree, Union) else closed[0]


def close_piece(piece: Interval, ends: Counter[float | None]) -> Interval:
    lower, upper = find_float(piece.lower), find_float(piece.upper)
    return replace(
        piece,
        lower_closed=piece.lower_closed or (lower is not None and ends[lower] == 1),
        upper_closed=piece.upper_closed or (upper is not None and ends[upper] == 1),
    )


def find_float(end: Node) -> float | None:
    """The value of an end, rounded so that two spellings of one number are the same; None where it has none."""
    function = float_function(end, ())
    value = function() if function else None
    return round(value, 9) if value is not None and math.isfinite(value) else None

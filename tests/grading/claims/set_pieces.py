"""What is said of the pieces of a set and of their ends, found again by looking at single numbers."""

import math
from collections.abc import Iterator, Mapping
from typing import Any

from grader.expr import parse
from grader.expr.calculation.floats import float_function
from grader.expr.grammar.conditions import list_intervals
from grader.expr.nodes import Node
from grader.expr.sets.by_sight import solve_by_sight
from grader.expr.sets.solutions import find_solutions

from .values import are_near

__all__ = ["SET_CLAIMS"]

NEAR = 1e-6
FAR = 1e9
Pieces = list[tuple[float, float, bool, bool]]
Parameters = Mapping[str, str]


def read_end(end: Node) -> float:
    function = float_function(end, ())
    return function() if function else math.copysign(math.inf, -1 if type(end).__name__ == "Neg" else 1)


def list_pieces(tree: Node) -> Pieces:
    found = find_solutions(solve_by_sight(tree))
    assert found is not None
    return [
        (read_end(one.lower), read_end(one.upper), one.lower_closed, one.upper_closed)
        for one in list_intervals(found[1])
    ]


def read_pieces(text: str, given: Any) -> Pieces:
    """Return a piece that is named in a remark; brackets alone are those of an interval."""
    is_condition = any(sign in text for sign in "<>=")
    return list_pieces(parse(text if is_condition else f"{text} ∪ ∅", given.task.notation).tree)


def has(pieces: Pieces, value: float) -> bool:
    return any(
        (low < value or (closed_low and low == value)) and (value < high or (closed_high and high == value))
        for low, high, closed_low, closed_high in pieces
    )


def list_places(pieces: Pieces) -> Iterator[float]:
    for low, high, *_ in pieces:
        low, high = max(low, -FAR), min(high, FAR)
        yield from (low - NEAR, low, low + NEAR, (low + high) / 2, high - NEAR, high, high + NEAR)


def are_pieces_so(given: Any, parameters: Parameters, text: str) -> bool:
    """The right pieces agree with the key around them, and those that are extra have no number of it."""
    key = list_pieces(given.key)
    right, extra = (
        [read_pieces(part, given) for part in parameters[name].split("; ") if part] for name in ("right", "extra")
    )
    are_right = all(has(one, place) is has(key, place) for one in right for place in list_places(one))
    return are_right and not any(has(one, at) and has(key, at) for one in extra for at in list_places(one))


def are_ends_so(given: Any, parameters: Parameters, text: str) -> bool:
    """At an end that is wrong, the piece and the key differ; at one that belongs wrongly, only there."""
    key, piece = list_pieces(given.key), read_pieces(parameters["piece"], given)
    if text.startswith("Not all numbers"):
        return any(has(piece, place) and not has(key, place) for place in (*list_places(piece), *list_places(key)))
    if " end, and " in text:
        return has(piece, FAR if "upper" in text else -FAR) and not has(key, FAR if "upper" in text else -FAR)
    ends = [read_end(parse(end, given.task.notation).tree) for end in parameters["ends"].split("; ")]
    around = [[has(piece, place) is has(key, place) for place in (end - NEAR, end, end + NEAR)] for end in ends]
    if "whether" in text:
        return all(one == [True, False, True] for one in around)
    return not any(map(all, around))


def are_left_out(given: Any, parameters: Parameters, text: str) -> bool:
    """The key lacks each number that is rightly left out, and has each other one that is."""
    key = list_pieces(given.key)
    right, wrong = (
        [read_end(parse(value, given.task.notation).tree) for value in parameters[name].split("; ") if value]
        for name in ("right", "wrong")
    )
    return not any(has(key, value) for value in right) and all(has(key, value) for value in wrong)


def is_right_elsewhere(given: Any, parameters: Parameters, text: str) -> bool:
    """An answer has the values of the key at random points, and so differs from it at single numbers only."""
    own, key = given.parts(given.own), given.parts(given.key)
    return len(own) == len(key) and all(map(are_near, own, key))


SET_CLAIMS = {
    "single-points": is_right_elsewhere,
    "left-out": are_left_out,
    "set-pieces": are_pieces_so,
    "set-ends": are_ends_so,
}

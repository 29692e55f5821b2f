"""Restrictions of a parameter: with ``t >= 0`` a line is only a ray, and ``0 <= t < 2 pi`` is all of a circle."""

import math
from collections.abc import Sequence

from grader.answers.leaving_open.values import are_equal
from grader.answers.protocol import Task
from grader.expr.calculation.building import negative, number, product, total
from grader.expr.calculation.floats import float_function
from grader.expr.grammar.conditions import merge_intervals
from grader.expr.nodes import Constant, Node
from grader.expr.sets.by_sight import solve_by_sight
from grader.expr.sets.solutions import find_solutions

__all__ = ["is_whole_turn"]

NEAR = 1e-9
TURN: Node = product([number(2), Constant("pi")])


def is_whole_turn(ranges: Sequence[Node], speed: Node, task: Task) -> bool | None:
    """Whether a parameter in a range turns an angle, which is ``speed`` times as fast, all the way round."""
    solutions = find_solutions(solve_by_sight(ranges[0])) if len(ranges) == 1 else None
    pieces = merge_intervals(solutions[1]) if solutions is not None else None
    if not pieces or len(pieces) != 1:
        return None
    (piece,) = pieces
    length = product([speed, total((piece.upper, negative(piece.lower)))])
    function = float_function(length, ())
    value = abs(function()) if function else math.nan
    if not math.isfinite(value):
        return None
    if abs(value - math.tau) > NEAR:
        return value > math.tau
    is_closed = piece.lower_closed or piece.upper_closed
    same = any(are_equal(length, side, task.notation, task.policy.seed) for side in (TURN, negative(TURN)))
    return True if same and is_closed else None

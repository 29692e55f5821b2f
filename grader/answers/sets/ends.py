"""Intervals of which it does not matter whether their ends belong to them, as with confidence intervals.

>>> from grader.expr import parse, to_text
>>> from grader.expr.notation import Entry, Notation
>>> notation = Notation(entries={name: Entry(name=name) for name in "xab"})
>>> [to_text(close_ends(parse(text, notation).tree)) for text in ("(1, 2]", "[1, 2) ∪ (2, oo)", "x ∈ {} ∪ (a, b)")]
['[1, 2]', '[1, 2) ∪ (2, oo)', 'a <= x <= b']
"""

import math
from collections import Counter
from dataclasses import replace

from grader.answers.judging import UNDECIDED
from grader.answers.protocol import Schema, Task
from grader.answers.set_members import judge_set
from grader.expr.calculation.floats import float_function
from grader.expr.grammar.conditions import REALS, build_set, is_empty, list_intervals, merge_intervals, say_membership
from grader.expr.nodes import Interval, Node, Union
from grader.expr.sets.by_sight import solve_by_sight
from grader.expr.sets.solutions import SETS, find_solutions
from grader.records import Outcome, Verdict

__all__ = ["ENDS", "close_ends", "judge_with_open_ends"]

ENDS: Schema = {
    "enum": ["exact", "any"],
    "description": "Whether the ends of an interval have to belong to it as expected; 'any' leaves that open.",
}


def judge_with_open_ends(tree: Node, expected: Node, task: Task) -> Verdict:
    """Judge sets or inequalities as they are with their ends; a person decides what could not be solved for that."""
    own, wanted = close_ends(tree), close_ends(expected)
    verdict = judge_set(own, wanted, task)
    are_known = all(map(is_worked_out, (own, wanted)))
    if verdict.credit == 0 and not are_known and isinstance(own, SETS) is isinstance(wanted, SETS):
        return replace(verdict, outcome=Outcome.UNDECIDED, credit=None, remarks=(UNDECIDED,))
    return verdict


def is_worked_out(tree: Node) -> bool:
    """Whether all intervals that a set or condition stands for are known: one alone, or several in order."""
    solutions = find_solutions(tree)
    if solutions is None:
        return False
    return len(list_intervals(solutions[1])) < 2 or merge_intervals(solutions[1]) is not None


def close_ends(tree: Node) -> Node:
    """Return intervals with both ends; an end at which two of them meet stays, because the point between them counts.

    A condition that is solved by sight is closed like the set that it is. An end without a floating-point value stays
    beside other intervals, because it may be one at which they meet. An infinite one never belongs to its interval.
    """
    if not isinstance(tree, Interval | Union):
        solutions = find_solutions(solve_by_sight(tree))
        if solutions is None or solutions[0] is None or not isinstance(solutions[1], Interval | Union):
            return tree
        return say_membership(solutions[0], close_ends(solutions[1]))
    pieces = merge_intervals(tree) or list_intervals(tree)
    if len(pieces) == 1:
        return close_alone(pieces[0])
    ends = Counter(find_float(end) for piece in pieces for end in {piece.lower, piece.upper})
    return build_set([close_piece(piece, ends) for piece in pieces])


def close_alone(piece: Interval) -> Interval:
    """Return an interval with its ends; ``(1, 1)`` has none, because it is empty."""
    if is_empty(piece) or piece.lower == piece.upper:
        return piece
    return replace(piece, lower_closed=piece.lower != REALS.lower, upper_closed=piece.upper != REALS.upper)


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

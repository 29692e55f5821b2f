"""A set of numbers in other forms: its parts in another order, one of them in two, and as a set or as a condition.

>>> from random import Random
>>> from grader.expr import parse, to_text
>>> from grader.expr.notation import Notation
>>> tree = parse("(0, 2] ∪ {3}", Notation()).tree
>>> sorted({to_text(vary_set(tree, Random(seed), any_ends=False)) for seed in range(5)})
['(1, 2] ∪ {3} ∪ (0, 1]', '{3} ∪ (0, 1] ∪ (1, 2]', '{3} ∪ (0, 2]']
"""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from random import Random

from grader.expr.calculation.building import number
from grader.expr.grammar.conditions import REALS, build_set, list_intervals, merge_intervals, say_membership
from grader.expr.nodes import Interval, Node, Number, Union
from grader.expr.sets.solutions import find_solutions

__all__ = ["vary_set"]


def vary_set(tree: Node, random: Random, *, any_ends: bool) -> Node:
    """Return the same set or condition in another form; any other tree as it is."""
    solutions = find_solutions(tree)
    if solutions is None or not isinstance(solutions[1], Interval | Union):
        return tree
    name, values = solutions
    pieces = list_intervals(values)
    if any_ends and len(pieces) == 1:
        pieces = [flip_ends(pieces[0], random)]
    pieces = [part for piece in pieces for part in split_piece(piece, random)]
    if merge_intervals(build_set(pieces)) is not None:
        random.shuffle(pieces)
    found = build_set(pieces)
    return found if name is None else say_membership(name, found)


def flip_ends(piece: Interval, random: Random) -> Interval:
    return replace(
        piece,
        lower_closed=piece.lower != REALS.lower and random.random() < 0.5,
        upper_closed=piece.upper != REALS.upper and random.random() < 0.5,
    )


def split_piece(piece: Interval, random: Random) -> Sequence[Interval]:
    """Return an interval between two different numbers in two parts, sometimes."""
    lower, upper = piece.lower, piece.upper
    if not isinstance(lower, Number) or not isinstance(upper, Number) or lower == upper or random.random() < 0.5:
        return [piece]
    middle = number((lower.value + upper.value) / Fraction(2))
    return [replace(piece, upper=middle, upper_closed=True), replace(piece, lower=middle, lower_closed=False)]

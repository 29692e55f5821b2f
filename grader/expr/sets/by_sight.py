"""Conditions that are solved by sight: the name is in them once, so that one operation after another is undone.

>>> from grader.expr import parse, to_text
>>> from grader.expr.notation import Entry, Notation
>>> notation = Notation(entries={"x": Entry(name="x")})
>>> for text in ("|x| > 2", "x^2 <= 9 and x != 1", "6x - 12 > 0", "1 < |x - 1| < 3", "x^2 != 1", "x^2 - x > 0"):
...     print(to_text(solve_by_sight(parse(text, notation).tree)))
x < -2 or 2 < x
-3 <= x <= 3 and x != 1
2 < x
-2 < x < 0 or 2 < x < 4
x != -1 and x != 1
x^2 - x > 0
"""

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Final

from grader.expr.asked.asked import ORDER
from grader.expr.calculation.building import ZERO, number, power, product, quotient, total
from grader.expr.calculation.floats import compute_constant
from grader.expr.grammar.conditions import (
    REALS,
    build_set,
    compare_ends,
    intersect,
    join_conditions,
    list_intervals,
    say_exclusion,
    say_membership,
)
from grader.expr.nodes import Add, Call, Div, Interval, Junction, Mul, Neg, Node, Number, Power, Relation, SetOf, Symbol
from grader.expr.sets.solutions import find_interval
from grader.expr.traverse import walk

__all__ = ["solve_by_sight"]

_VALUE: Final = Symbol("value")  # in place of the side that holds the name
_NOT_NEGATIVE: Final = Interval(ZERO, REALS.upper, True, False)
_INFINITE: Final = (REALS.lower, REALS.upper)


def solve_by_sight(tree: Node) -> Node:
    """Return a condition with the values of its name in place of what is compared; what is not solved stays."""
    if isinstance(tree, Junction):
        return join_conditions([solve_by_sight(part) for part in tree.parts], tree.kind)
    names = [node for node in walk(tree) if isinstance(node, Symbol)]
    if not isinstance(tree, Relation) or len(names) != 1 or names[0] in tree.operands:
        return tree
    if tree.operators == ("!=",):
        return exclude(tree, names[0])
    side = next(operand for operand in tree.operands if names[0] in walk(operand))
    compared = Relation(tuple(_VALUE if operand is side else operand for operand in tree.operands), tree.operators)
    found = find_interval(compared, ()) if set(tree.operators) <= ORDER else None
    values = None if found is None else undo(side, found[1])
    return tree if values is None else say_membership(names[0], values)


def exclude(tree: Relation, name: Symbol) -> Node:
    """Return ``x^2 != 1`` as ``x != -1 and x != 1``."""
    side, bound = tree.operands if name in walk(tree.operands[0]) else tree.operands[::-1]
    values = undo(side, SetOf((bound,)))
    found = None if values is None else say_exclusion(name, values)
    return tree if found is None else found


def undo(side: Node, values: Node) -> Node | None:
    """Return the values of a name at which a side has one of its ``values``; None where that takes more than sight."""
    match side:
        case Symbol():
            return values
        case Neg(operand=inside):
            return undo(inside, scale(values, number(-1)))
        case Add(terms=terms):
            inside, rest = split_constants(terms)
            return undo(inside, shift(values, total(rest)))
        case Mul(factors=factors, elementwise=False):
            inside, rest = split_constants(factors)
            return undo_factor(inside, values, product(rest))
        case Div(numerator=inside, denominator=below) if not any(isinstance(node, Symbol) for node in walk(below)):
            return undo_factor(inside, values, quotient(number(1), below))
        case Call(function="abs", arguments=(inside,)):
            return undo_absolute(inside, values, 1)
        case Power(base=inside, exponent=Number(value=Fraction(denominator=1) as order)) if order > 0 and not order % 2:
            return undo_absolute(inside, values, int(order))
    return None


def split_constants(parts: Sequence[Node]) -> tuple[Node, list[Node]]:
    """Return the part that holds the name, and the others."""
    inside = next(part for part in parts if any(isinstance(node, Symbol) for node in walk(part)))
    return inside, [part for part in parts if part is not inside]


def undo_factor(inside: Node, values: Node, factor: Node) -> Node | None:
    value = compute_constant(factor)
    return undo(inside, scale(values, quotient(number(1), factor))) if value and math.isfinite(value) else None


def undo_absolute(inside: Node, values: Node, order: int) -> Node | None:
    """Undo an absolute value, or an even power, which is one of the absolute value."""
    above = intersect(values, _NOT_NEGATIVE)
    if above is None:
        return None
    roots = [
        Interval(take_root(piece.lower, order), take_root(piece.upper, order), piece.lower_closed, piece.upper_closed)
        for piece in list_intervals(above)
    ]
    pieces: list[Interval] = []
    for piece in roots:
        mirrored = Interval(turn(piece.upper), turn(piece.lower), piece.upper_closed, piece.lower_closed)
        is_at_zero = compare_ends(piece.lower, ZERO) == 0 and piece.lower_closed
        joined = Interval(mirrored.lower, piece.upper, mirrored.lower_closed, piece.upper_closed)
        pieces = [joined] if is_at_zero else [mirrored, *pieces, piece]
    return undo(inside, build_set(pieces))


def take_root(end: Node, order: int) -> Node:
    if order == 1 or end in _INFINITE or end == ZERO:
        return end
    exact = power(end, number(Fraction(1, order)))
    return Call("sqrt", (end,)) if order == 2 and not isinstance(exact, Number) else exact


def turn(end: Node) -> Node:
    """Return an end with the other sign; a decimal keeps its digits."""
    if end in _INFINITE:
        return REALS.upper if end == REALS.lower else REALS.lower
    return end if end == ZERO else end.operand if isinstance(end, Neg) else Neg(end)


def shift(values: Node, step: Node) -> Node:
    back = product([number(-1), step])
    return build_set([move(piece, lambda end: total([end, back])) for piece in list_intervals(values)])


def scale(values: Node, factor: Node) -> Node:
    """Return a set with each of its values multiplied; a negative factor turns it round."""
    pieces = [move(piece, lambda end: product([factor, end])) for piece in list_intervals(values)]
    if compute_constant(factor) > 0:
        return build_set(pieces)
    turned = [
        Interval(
            turn(piece.upper) if piece.upper in _INFINITE else piece.upper,
            turn(piece.lower) if piece.lower in _INFINITE else piece.lower,
            piece.upper_closed,
            piece.lower_closed,
        )
        for piece in pieces[::-1]
    ]
    return build_set(turned)


def move(piece: Interval, change: Callable[[Node], Node]) -> Interval:
    lower, upper = (end if end in _INFINITE else change(end) for end in (piece.lower, piece.upper))
    return Interval(lower, upper, piece.lower_closed, piece.upper_closed)

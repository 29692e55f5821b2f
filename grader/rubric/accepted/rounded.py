"""An expected answer as a rounded one: with so many digits as an item asks for, or cut off, or with more or fewer.

>>> from grader.expr import parse, to_text
>>> from grader.expr.notation import Notation
>>> tree = parse("(26/3, pi, 3417)", Notation()).tree
>>> to_text(round_tree(tree, Policy(digits=3))), to_text(round_tree(tree, Policy(decimals=1), cut=True))
('(8.67, 3.14, 3.42e3)', '(8.6, 3.1, 3417.0)')
"""

from fractions import Fraction
from math import isfinite

from grader.equivalence import Policy
from grader.expr.calculation.floats import compute_constant
from grader.expr.nodes import (
    Add,
    Constant,
    Interval,
    Junction,
    Matrix,
    Mul,
    Neg,
    Node,
    Number,
    Relation,
    SetOf,
    Union,
    Vector,
)
from grader.expr.traverse import children, rebuild, walk

__all__ = ["round_tree"]

WHOLES = (Interval, Junction, Matrix, Relation, SetOf, Union, Vector)
IMAGINARY = Constant("i")
MOST_DIGITS = 14  # a double has 15 to 17


def round_tree(tree: Node, policy: Policy, *, more: int = 0, cut: bool = False) -> Node:
    """Return a formula with every number in it rounded as a policy asks, or to so many digits ``more``.

    With ``cut`` the digits after the last one are dropped. Names, and what has no value as a double, stay.
    """
    if isinstance(tree, WHOLES):
        return rebuild(tree, [round_tree(part, policy, more=more, cut=cut) for part in children(tree)])
    if IMAGINARY in walk(tree):
        return round_complex(tree, policy, more, cut)
    return round_number(tree, policy, more, cut) or tree


def round_complex(tree: Node, policy: Policy, more: int, cut: bool) -> Node:
    """Round both parts of a number that is written as a sum; any other complex number stays."""
    terms = []
    for term in tree.terms if isinstance(tree, Add) else (tree,):
        sign, bare = (-1, term.operand) if isinstance(term, Neg) else (1, term)
        factors = list(bare.factors) if isinstance(bare, Mul) else [bare]
        is_imaginary = IMAGINARY in factors
        if is_imaginary:
            factors.remove(IMAGINARY)
        part = round_number(Mul(tuple(factors)), policy, more, cut) if factors else round_value(1, policy, more, cut)
        if part is None:
            return tree
        whole = Mul((part, IMAGINARY)) if is_imaginary else part
        terms.append(Neg(whole) if sign < 0 else whole)
    return Add(tuple(terms)) if len(terms) > 1 else terms[0]


def round_number(tree: Node, policy: Policy, more: int, cut: bool) -> Node | None:
    """Return a real number rounded; None where it is none."""
    if isinstance(tree, Number):
        return round_value(tree.value, policy, more, cut)
    value = compute_constant(tree)
    return round_value(Fraction(value), policy, more, cut) if isfinite(value) else None


def round_value(value: Fraction | int, policy: Policy, more: int, cut: bool) -> Node | None:
    """Return a decimal of a value; None where that many digits are not known."""
    if value < 0:
        positive = round_value(-value, policy, more, cut)
        return None if positive is None else Neg(positive)
    if policy.decimals is not None:
        return shorten(Fraction(value), policy.decimals + more, cut)
    digits = (policy.digits or 0) + more
    if value == 0:
        return Number(Fraction(0))
    if not 0 < digits <= MOST_DIGITS:
        return None
    decimals = digits - count_whole_places(Fraction(value))
    rounded = shorten(Fraction(value), decimals, cut)
    # 9.996 has three digits as 10.0, not as 10.00.
    return rounded if rounded is None or rounded.digits == digits else shorten(Fraction(value), decimals - 1, cut)


def shorten(value: Fraction, decimals: int, cut: bool) -> Number | None:
    """Return a number with so many places after the point."""
    if decimals < 0 and value < Fraction(10) ** -decimals / 2:
        return None
    scaled = value * Fraction(10) ** decimals
    last = int(scaled) if cut else int(scaled + Fraction(1, 2))
    return Number(Fraction(last) / Fraction(10) ** decimals, decimals, len(str(last)) if last else 0)


def count_whole_places(value: Fraction) -> int:
    """Return how many digits a positive number has before the point: 3 of 417, -1 of 0.042."""
    places = len(str(value.numerator)) - len(str(value.denominator))
    return places + 1 if value >= Fraction(10) ** places else places

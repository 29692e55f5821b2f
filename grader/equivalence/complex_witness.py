"""A second look at a complex witness: both trees evaluated as they are written, at the point that is reported.

It shares nothing with the graph and its rules: every function is flint's own principal value. Where both values are
known to many digits and still meet, a rule of the graph is wrong, and the pair is undecided instead of different.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from math import prod
from typing import Any

from flint import acb, fmpq

from grader.equivalence.precision import precision
from grader.equivalence.witness import leave_undecided
from grader.expr.nodes import Add, Call, Constant, Div, Mul, Neg, Node, Number, Power, Symbol
from grader.limits import MAX_VALUE_DIGITS
from grader.records import Decision, Equality

__all__ = ["confirm_complex_witness", "evaluate_tree"]

BITS = 256
KNOWN_BITS = 64  # to which both values have to be known: a value beside a branch cut is not
MAX_DEPTH = 200
CONSTANTS: Mapping[str, Callable[[], Any]] = {"pi": acb.pi, "e": lambda: acb(1).exp(), "i": lambda: acb(0, 1)}
BY_METHOD = (
    *("exp", "sin", "cos", "tan", "cot", "sec", "csc", "asin", "acos", "atan", "sqrt", "log"),
    *("sinh", "cosh", "tanh", "coth", "sech", "csch", "asinh", "acosh", "atanh"),
)
FUNCTIONS: Mapping[str, Callable[[Any], Any]] = {
    **{name: getattr(acb, name) for name in BY_METHOD},
    "abs": lambda t: acb(abs(t)),
    "acot": lambda t: (1 / t).atan(),
}


class NoValueError(Exception):
    """A tree holds something that is not evaluated here."""


def confirm_complex_witness(decision: Decision, student: Node, expected: Node) -> Decision:
    """Return a decision as it is, or undecided where both sides are seen to have one value at its point."""
    witness = decision.witness
    if decision.result is not Equality.DIFFERENT or decision.by != "enclosure" or witness is None or witness.at:
        return decision
    with precision(BITS):
        try:
            point = {name: parse_coordinate(text) for name, text in witness.point}
            left, right = evaluate_tree(student, point), evaluate_tree(expected, point)
        except (NoValueError, ValueError):
            return decision
        is_known = min(left.rel_one_accuracy_bits(), right.rel_one_accuracy_bits()) >= KNOWN_BITS
        if not (is_known and left.overlaps(right)):
            return decision
    undecided = leave_undecided("Two ways to evaluate both sides do not agree at a point.")
    return replace(undecided, agreement=None)


def parse_coordinate(text: str) -> Any:
    """Return a coordinate such as ``2/3 - 5/7 i`` as a number."""
    real, sign, imaginary = text.partition(" + ") if " + " in text else text.partition(" - ")
    value = acb(parse_rational(real))
    part = parse_rational(imaginary.removesuffix(" i")) if sign else fmpq(0)
    return value + acb(0, -part if sign == " - " else part)


def parse_rational(text: str) -> fmpq:
    above, _, below = text.partition("/")
    return fmpq(int(above), int(below or 1))


def evaluate_tree(tree: Node, point: Mapping[str, Any], depth: int = 0) -> Any:
    """Return the principal complex value of a tree of numbers; NoValueError where it holds anything else."""
    if depth > MAX_DEPTH:
        raise NoValueError
    match tree:
        case Number(value=value):
            return acb(fmpq(value.numerator, value.denominator))
        case Constant(name=name) if name in CONSTANTS:
            return CONSTANTS[name]()
        case Symbol(name=name, indices=(), iterate=None) if name in point:
            return point[name]
        case Add(terms=terms):
            return sum((evaluate_tree(term, point, depth + 1) for term in terms), acb(0))
        case Neg(operand=operand):
            return -evaluate_tree(operand, point, depth + 1)
        case Mul(factors=factors, elementwise=False):
            return prod((evaluate_tree(factor, point, depth + 1) for factor in factors), start=acb(1))
        case Div(numerator=above, denominator=below):
            return evaluate_tree(above, point, depth + 1) / evaluate_tree(below, point, depth + 1)
        case Power(base=base, exponent=exponent):
            return raise_value(evaluate_tree(base, point, depth + 1), evaluate_tree(exponent, point, depth + 1))
        case Call(function=name, arguments=(argument,)) if name in FUNCTIONS:
            return FUNCTIONS[name](evaluate_tree(argument, point, depth + 1))
    raise NoValueError


def raise_value(base: Any, exponent: Any) -> Any:
    """Return a principal power; NoValueError where it would be too long."""
    if not (base.is_finite() and abs(exponent) < MAX_VALUE_DIGITS):
        raise NoValueError
    return base**exponent

"""An independent evaluation of syntax trees, in mpmath: what the engine claims is checked against it.

Real arithmetic with principal roots, as the engine promises; ``None`` where a value is undefined.
"""

from fractions import Fraction

import mpmath

from grader.expr import nodes
from grader.expr.nodes import Node

__all__ = ["UndefinedError", "value_of"]

DIGITS = 60


class UndefinedError(Exception):
    """The tree has no real value here."""


def value_of(tree: Node, point: dict[str, Fraction]) -> mpmath.mpf | None:
    """Return the value of a tree at a point, or None where it has none."""
    with mpmath.workdps(DIGITS):
        try:
            return evaluate(
                tree, {name: mpmath.mpf(value.numerator) / value.denominator for name, value in point.items()}
            )
        except (UndefinedError, ZeroDivisionError, OverflowError):
            return None


def evaluate(tree: Node, point: dict[str, mpmath.mpf]) -> mpmath.mpf:
    match tree:
        case nodes.Number(value=value):
            return mpmath.mpf(value.numerator) / value.denominator
        case nodes.Constant(name="pi"):
            return +mpmath.pi
        case nodes.Constant(name="e"):
            return +mpmath.e
        case nodes.Symbol(name=name, indices=indices):
            return point[name + ("_" + "".join(str(index.value) for index in indices) if indices else "")]
        case nodes.Add(terms=terms):
            return mpmath.fsum(evaluate(term, point) for term in terms)
        case nodes.Neg(operand=operand):
            return -evaluate(operand, point)
        case nodes.Mul(factors=factors):
            return mpmath.fprod(evaluate(factor, point) for factor in factors)
        case nodes.Div(numerator=top, denominator=bottom):
            return evaluate(top, point) / evaluate(bottom, point)
        case nodes.Power(base=base, exponent=exponent):
            return power(evaluate(base, point), evaluate(exponent, point))
        case nodes.Call(function=function, arguments=arguments):
            return call(function, [evaluate(argument, point) for argument in arguments])
        case nodes.Indicator(condition=nodes.Relation(operands=(left, right), operators=(operator,))):
            a, b = evaluate(left, point), evaluate(right, point)
            return mpmath.mpf({">": a > b, ">=": a >= b, "<": a < b, "<=": a <= b, "=": a == b}[operator])
    raise NotImplementedError(type(tree).__name__)


def power(base: mpmath.mpf, exponent: mpmath.mpf) -> mpmath.mpf:
    if exponent == int(exponent):
        return base ** int(exponent)
    if base < 0 or (base == 0 and exponent < 0):
        raise UndefinedError
    return base**exponent


def real(value: object) -> mpmath.mpf:
    if isinstance(value, mpmath.mpc):
        raise UndefinedError
    return value


def call(function: str, values: list[mpmath.mpf]) -> mpmath.mpf:
    (x, *_) = values
    if function == "log":
        if x <= 0:
            raise UndefinedError
        return mpmath.log(x)
    if function == "sqrt":
        if x < 0:
            raise UndefinedError
        return mpmath.sqrt(x)
    if function in ("max", "min"):
        return {"max": max, "min": min}[function](values)
    own = {
        "relu": lambda: max(x, mpmath.mpf(0)),
        "sigmoid": lambda: 1 / (1 + mpmath.exp(-x)),
        "abs": lambda: abs(x),
        "ceil": lambda: mpmath.ceil(x),
    }
    return own[function]() if function in own else real(getattr(mpmath, function)(x))

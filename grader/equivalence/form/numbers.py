"""Numbers that could be worked out further: ``2 + 3``, ``6/4``, ``2^3``, ``sqrt(8)``, ``1*x``, ``ln(1)``.

Only what is obvious on sight counts. Nothing large is computed: a power of numbers is reported, not evaluated.
"""

from fractions import Fraction
from math import gcd, isqrt
from typing import Final

from grader.expr.nodes import Add, Call, Constant, Div, Factorial, Mul, Neg, Node, Number, Power
from grader.expr.traverse import walk

__all__ = ["find_unsimplified", "is_unsimplified", "rational_of"]

# With a plain value at 0: pi/2 for acos, ln 2 for softplus, a rational number for the others.
KNOWN_AT_ZERO: Final = frozenset({
    "sin", "cos", "tan", "sec", "asin", "acos", "atan", "exp",
    "sinh", "cosh", "tanh", "asinh", "atanh", "sqrt", "abs", "sign",
    "relu", "sigmoid", "softplus",
})  # fmt: skip


def find_unsimplified(tree: Node) -> Node | None:
    """Return the first part of a tree in which numbers could be worked out, or None."""
    return next((node for node in walk(tree) if is_unsimplified(node)), None)


def is_unsimplified(node: Node) -> bool:
    """Whether one node holds arithmetic that can be carried out."""
    if isinstance(node, Add):
        terms = [value for value in map(rational_of, node.terms) if value is not None]
        return len(terms) > 1 or 0 in terms
    if isinstance(node, Mul):
        factors = [value for value in map(rational_of, node.factors) if value is not None]
        # (-1)*x may stay: the factor is a sign.
        return len(factors) > 1 or 0 in factors or 1 in factors
    if isinstance(node, Neg):
        return isinstance(node.operand, Neg) or rational_of(node.operand) == 0
    if isinstance(node, Div):
        return is_unsimplified_quotient(node)
    if isinstance(node, Power):
        # 2^(1/2) may stay, because it is a root; 2^3 may not. A long power is only reported, never computed.
        exponent = rational_of(node.exponent)
        return exponent in (0, 1) or (
            rational_of(node.base) is not None and exponent is not None and exponent.denominator == 1
        )
    if isinstance(node, Factorial):
        return rational_of(node.operand) is not None
    return (
        isinstance(node, Call) and len(node.arguments) == 1 and is_unsimplified_call(node.function, node.arguments[0])
    )


def is_unsimplified_quotient(node: Div) -> bool:
    """Whether a fraction of numbers is not in lowest terms, or something is divided by 1."""
    below, above = rational_of(node.denominator), rational_of(node.numerator)
    if below is None:
        return above == 0
    if above is None:
        return below == 1
    if above.denominator != 1 or below.denominator != 1:
        return True
    return below <= 1 or gcd(above.numerator, below.numerator) != 1


def is_unsimplified_call(function: str, argument: Node) -> bool:
    """Whether a function has a plain value at a number."""
    # ln(e) is 1. exp(e) has no shorter form.
    if function in ("log", "exp") and isinstance(argument, Constant) and argument.name == "e":
        return function == "log"
    value = rational_of(argument)
    if value is None:
        return False
    if function == "sqrt":
        # The root of a negative number is left alone: whether it has a value is not a matter of form.
        return value == 1 or (value >= 0 and (has_square(value.numerator) or has_square(value.denominator)))
    return (
        (function in KNOWN_AT_ZERO and value == 0)
        or (function == "log" and value == 1)
        or function in ("abs", "sign", "relu")
    )


def has_square(number: int) -> bool:
    """Whether a whole number is 0, a square, or has a square factor that is easy to see."""
    if number == 1:
        return False
    if isqrt(number) ** 2 == number:
        return True
    # Trial division by squares up to 1000^2 is at most a thousand steps; a larger square factor is not obvious on
    # sight.
    return any(number % (root * root) == 0 for root in range(2, min(isqrt(number), 1000) + 1))


def rational_of(node: Node) -> Fraction | None:
    """Return the value of a number, a negative number or a fraction of two numbers as written, else None."""
    if isinstance(node, Number):
        return node.value
    if isinstance(node, Neg):
        inner = rational_of(node.operand)
        return None if inner is None else -inner
    if isinstance(node, Div):
        above, below = rational_of(node.numerator), rational_of(node.denominator)
        return above / below if above is not None and below else None
    return None

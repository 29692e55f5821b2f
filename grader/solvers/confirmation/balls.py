"""Expressions evaluated in balls, at points that depend only on the names, for a second method.

A ball is a number with a bound on its error. So the program notices when the numbers cannot decide a comparison (the
point is too near a kink) or when a value is not defined, and takes another point.

Source: Johansson, *Arb: efficient arbitrary-precision midpoint-radius interval arithmetic*, IEEE Transactions on
Computers 66 (2017).

>>> from grader.equivalence.precision import precision
>>> with precision(PRECISION):
...     agree(BALLS.call("sin", [BALLS.number(Fraction(0))]), arb(0))
True
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from hashlib import sha256
from typing import Any, TypeAlias

from flint import arb, fmpq

from grader.expr.nodes import Number, Symbol
from grader.expr.notation import Domain
from grader.limits import MAX_FACTORIAL, MAX_VALUE_DIGITS

__all__ = ["BALLS", "PRECISION", "Ball", "UndecidedPointError", "agree", "ball", "draw_value"]

PRECISION = 600  # bits; a central difference with a step of 2^-120 leaves about 2^-240 of error
AGREEMENT = 160  # bits to which two values have to agree, well inside that error
Ball: TypeAlias = Any  # an ``arb``, whose library has no types


class UndecidedPointError(Exception):
    """This point does not decide: a comparison is too close, or a value is not defined there."""


def ball(value: Fraction) -> Ball:
    return arb(fmpq(value.numerator, value.denominator))


def agree(x: Ball, y: Ball) -> bool:
    """Whether two values agree to the digits that a difference leaves; UndecidedPointError if one is not finite."""
    if not (x.is_finite() and y.is_finite()):
        raise UndecidedPointError
    scale = arb(1) + abs(x) + abs(y)
    return bool(abs(x - y) < scale * arb(2) ** -AGREEMENT)


BY_METHOD = (
    *("exp", "log", "sqrt", "floor", "ceil", "sin", "cos", "tan", "cot", "sec", "csc", "asin", "acos", "atan"),
    *("sinh", "cosh", "tanh", "coth", "sech", "csch", "asinh", "acosh", "atanh"),
)
ONE_ARGUMENT: Mapping[str, Callable[[Ball], Ball]] = {
    **{name: getattr(arb, name) for name in BY_METHOD},
    "acot": lambda x: (1 / x).atan(),
    "asec": lambda x: (1 / x).acos(),
    "acsc": lambda x: (1 / x).asin(),
    "acoth": lambda x: (1 / x).atanh(),
    "asech": lambda x: (1 / x).acosh(),
    "acsch": lambda x: (1 / x).asinh(),
    "abs": abs,
    "sign": arb.sgn,
    "relu": lambda x: x.max(arb(0)),
    "sigmoid": lambda x: 1 / (1 + (-x).exp()),
    "softplus": lambda x: (1 + x.exp()).log(),
}


class BallAlgebra:
    """Scalars as balls."""

    def number(self, value: Fraction) -> Ball:
        return ball(value)

    def constant(self, name: str) -> Ball:
        if name == "pi":
            return arb.pi()
        if name == "e":
            return arb.const_e()
        raise UndecidedPointError

    def add(self, terms: Sequence[Ball]) -> Ball:
        return sum(terms, arb(0))

    def negative(self, x: Ball) -> Ball:
        return -x

    def multiply(self, factors: Sequence[Ball]) -> Ball:
        result = arb(1)
        for factor in factors:
            result *= factor
        return result

    def divide(self, x: Ball, y: Ball) -> Ball:
        """Return a quotient; UndecidedPointError where the divisor may be zero."""
        if not (y > 0 or y < 0):
            raise UndecidedPointError
        return x / y

    def power(self, x: Ball, y: Ball) -> Ball:
        """Return a power; UndecidedPointError where it would be too large."""
        if abs(y) > MAX_VALUE_DIGITS or not x.is_finite():
            raise UndecidedPointError
        return x**y

    def call(self, name: str, arguments: Sequence[Ball]) -> Ball:
        if name in ONE_ARGUMENT and len(arguments) == 1:
            return ONE_ARGUMENT[name](*arguments)
        if name in ("max", "min"):
            result = arguments[0]
            for argument in arguments[1:]:
                result = result.max(argument) if name == "max" else result.min(argument)
            return result
        return call_with_several(name, arguments)

    def softmax(self, entries: Sequence[Ball]) -> Sequence[Ball]:
        powers = [entry.exp() for entry in entries]
        return [power / sum(powers, arb(0)) for power in powers]

    def compare(self, signs: Sequence[str], sides: Sequence[Ball]) -> bool:
        """Return whether a chain of comparisons holds; UndecidedPointError where the balls overlap."""
        return all(decide_comparison(sign, x, y) for sign, x, y in zip(signs, sides, sides[1:], strict=False))

    def join(self, kind: str, conditions: Sequence[bool]) -> bool:
        return all(conditions) if kind == "and" else any(conditions)

    def indicator(self, condition: bool) -> Ball:
        return arb(int(condition))


BALLS = BallAlgebra()


def call_with_several(name: str, arguments: Sequence[Ball]) -> Ball:
    """Return the value of a function of numbers and indices."""
    first, *others = arguments
    if name == "log":
        return first.log() / others[0].log()
    if name == "root":
        return first ** (1 / others[0])
    if name == "factorial" and first <= MAX_FACTORIAL:
        return (first + 1).gamma()
    if name == "binomial" and first <= MAX_FACTORIAL:
        return (first + 1).gamma() * (others[0] + 1).rgamma() * (first - others[0] + 1).rgamma()
    raise UndecidedPointError


def decide_comparison(sign: str, x: Ball, y: Ball) -> bool:
    """Return whether a comparison holds; only exactly equal numbers (indices) count as equal."""
    if x.is_exact() and y.is_exact() and x == y:
        return sign in ("=", "<=", ">=")
    if x < y:
        return sign in ("!=", "<", "<=")
    if x > y:
        return sign in ("!=", ">", ">=")
    raise UndecidedPointError


def draw_value(symbol: Symbol, domain: Domain, attempt: int) -> Fraction:
    """Return a rational value within a domain, fixed by the symbol and the number of the attempt."""
    places = "_".join(str(index.value) for index in symbol.indices if isinstance(index, Number))
    digest = sha256(f"{symbol.name}_{places} {attempt}".encode()).digest()
    share = Fraction(int.from_bytes(digest[:4], "big") + 1, 2**32 + 1)  # strictly between 0 and 1
    lower, upper = find_range(domain)
    value = lower + (upper - lower) * share
    return Fraction(round(value)) if domain.kind in ("integer", "natural") else value


def find_range(domain: Domain) -> tuple[Fraction, Fraction]:
    """Return the bounds between which a symbol is drawn."""
    lower = Fraction(0) if domain.kind in ("positive", "nonnegative", "natural") else Fraction(-2)
    upper = Fraction(0) if domain.kind == "negative" else Fraction(2)
    low = lower if domain.lower is None else domain.lower
    high = upper if domain.upper is None else domain.upper
    if low < high:
        return low, high
    return (low, low + 2) if domain.upper is None else (high - 2, high)

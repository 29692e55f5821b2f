"""Functions of balls that tell where they have no value."""

from collections.abc import Callable
from typing import Any

from flint import arb, fmpq

from grader.equivalence.second_look.looking import Kit, UndefinedError, UnknownHereError, refuse

__all__ = ["BALLS"]

MAX_WHOLE = 20_000  # the largest number that ends a sum


def power_of_balls(base: Any, exponent: Any) -> Any:
    if exponent.is_exact() and exponent.is_integer() and abs(exponent) < 2**30:
        if exponent == 0 and base.contains(0):
            raise UnknownHereError
        return power_by_squaring(base, int(exponent.unique_fmpz()))
    if base > 0:
        return (exponent * base.log()).exp()
    if base < 0 and not exponent.contains_integer():
        raise UndefinedError
    if base == 0 and exponent > 0:
        return arb(0)
    raise UnknownHereError


def power_by_squaring(base: Any, exponent: int) -> Any:
    """Return a whole power of a ball, which may hold zero."""
    if exponent < 0:
        return 1 / power_by_squaring(base, -exponent)
    result = arb(1)
    for digit in bin(exponent)[2:]:
        result = result * result
        if digit == "1":
            result = result * base
    return result


def compare_balls(sign: str, left: Any, right: Any) -> bool:
    if left.overlaps(right):
        if not (left.is_exact() and right.is_exact()):
            raise UnknownHereError
        return sign in ("=", "<=", ">=")
    return sign == "!=" or bool(left < right if "<" in sign else left > right if ">" in sign else False)


def whole_ball(value: Any) -> int:
    if not (value.is_exact() and value.is_integer() and abs(value) < MAX_WHOLE):
        raise UnknownHereError
    return int(value.unique_fmpz())


def log_of_ball(t: Any, base: Any = None) -> Any:
    if t < 0 or (base is not None and base < 0):
        raise UndefinedError
    return t.log() if base is None else t.log() / base.log()


def sqrt_of_ball(t: Any) -> Any:
    if t < 0:
        raise UndefinedError
    return t.sqrt()


def restrict_ball(function: Callable[[Any], Any], low: int, high: int | None) -> Callable[[Any], Any]:
    """Return a function of balls that has no value beyond two ends."""

    def apply(t: Any) -> Any:
        if t < low or (high is not None and t > high):
            raise UndefinedError
        return function(t)

    return apply


def floor_of_ball(t: Any) -> Any:
    found = t.floor()
    if not found.is_exact():
        raise UnknownHereError
    return found


def root_of_ball(t: Any, index: Any) -> Any:
    whole = whole_ball(index)
    if whole < 1:
        raise UnknownHereError
    if t < 0:
        if whole % 2 == 0:
            raise UndefinedError
        return -((-t).root(whole))
    return t.root(whole)


def sign_of_ball(t: Any) -> Any:
    if not (t > 0 or t < 0 or t == 0):
        raise UnknownHereError
    return t.sgn()


def factorial_of_ball(t: Any) -> Any:
    if not t > -1:
        raise UnknownHereError
    return (t + 1).gamma()


def largest_ball(*balls: Any) -> Any:
    found = balls[0]
    for ball in balls[1:]:
        found = found.max(ball)
    return found


BALLS = Kit(
    number=lambda value: arb(fmpq(value.numerator, value.denominator)),
    power=power_of_balls,
    compare=compare_balls,
    to_whole=whole_ball,
    constants={"pi": arb.pi, "e": lambda: arb(1).exp(), "i": refuse, "oo": refuse},
    functions={
        "sin": lambda t: t.sin(), "cos": lambda t: t.cos(), "tan": lambda t: t.tan(), "cot": lambda t: t.cot(),
        "sec": lambda t: t.sec(), "csc": lambda t: t.csc(),
        "asin": restrict_ball(lambda t: t.asin(), -1, 1), "acos": restrict_ball(lambda t: t.acos(), -1, 1),
        "atan": lambda t: t.atan(), "acot": lambda t: (1 / t).atan(),
        "sinh": lambda t: t.sinh(), "cosh": lambda t: t.cosh(), "tanh": lambda t: t.tanh(),
        "coth": lambda t: t.coth(), "sech": lambda t: t.sech(), "csch": lambda t: t.csch(),
        "asinh": lambda t: t.asinh(), "acosh": restrict_ball(lambda t: t.acosh(), 1, None),
        "atanh": restrict_ball(lambda t: t.atanh(), -1, 1),
        "exp": lambda t: t.exp(), "log": log_of_ball, "sqrt": sqrt_of_ball, "root": root_of_ball,
        "abs": abs, "sign": sign_of_ball, "floor": floor_of_ball, "ceil": lambda t: -floor_of_ball(-t),
        "max": largest_ball, "min": lambda *balls: -largest_ball(*[-ball for ball in balls]),
        "relu": lambda t: t.max(arb(0)),
        "sigmoid": lambda t: 1 / (1 + (-t).exp()), "softplus": lambda t: (1 + t.exp()).log(),
        "factorial": factorial_of_ball,
    },
)  # fmt: skip

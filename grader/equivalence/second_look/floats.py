"""Functions of floats that tell where they have no value."""

import math
from collections.abc import Callable
from fractions import Fraction

from grader.equivalence.second_look.looking import Kit, UndefinedError, UnknownHereError, refuse

__all__ = ["CLEAR", "FLOATS"]

CLEAR = 1e-6  # relative: two floats as far apart as this differ by more than rounding, but for cancelled digits
MAX_FACTORIAL = 170  # the largest that a float holds


def number_as_float(value: Fraction) -> float:
    top, bottom = value.as_integer_ratio()
    return top / bottom


def power_of_floats(base: float, exponent: float) -> float:
    if base < 0 and not exponent.is_integer():
        raise UndefinedError
    if base == 0 and exponent == 0:
        raise UnknownHereError
    return float(base**exponent)


def compare_floats(sign: str, left: float, right: float) -> bool:
    # Equal floats may be equal numbers or not, so a boundary is left to the balls.
    if abs(left - right) <= CLEAR * max(abs(left), abs(right)):
        raise ValueError
    return sign == "!=" or (left < right if "<" in sign else left > right if ">" in sign else False)


def whole_float(value: float) -> int:
    if not value.is_integer():
        raise UnknownHereError
    return int(value)


def log_of_float(t: float, base: float = math.e) -> float:
    if t < 0 or base < 0:
        raise UndefinedError
    return math.log(t) / math.log(base)


def sqrt_of_float(t: float) -> float:
    if t < 0:
        raise UndefinedError
    return math.sqrt(t)


def restrict(function: Callable[[float], float], low: float, high: float) -> Callable[[float], float]:
    """Return a function that has no value beyond two ends."""

    def apply(t: float) -> float:
        if not low <= t <= high:
            raise UndefinedError
        return function(t)

    return apply


def floor_of_float(t: float) -> float:
    # A float beside a whole number may be on its other side.
    if abs(t - round(t)) < CLEAR * max(1, abs(t)):
        raise ValueError
    return float(math.floor(t))


def root_of_float(t: float, index: float) -> float:
    whole = whole_float(index)
    if t < 0 and whole % 2 == 0:
        raise UndefinedError
    return math.copysign(abs(t) ** (1 / whole), t)


def sign_of_float(t: float) -> float:
    if t == 0:
        raise ValueError
    return math.copysign(1.0, t)


def factorial_of_float(t: float) -> float:
    if not -1 < t < MAX_FACTORIAL:
        raise UnknownHereError
    return math.gamma(t + 1)


FLOATS = Kit(
    number=number_as_float,
    power=power_of_floats,
    compare=compare_floats,
    to_whole=whole_float,
    constants={"pi": lambda: math.pi, "e": lambda: math.e, "i": refuse, "oo": refuse},
    functions={
        "sin": math.sin, "cos": math.cos, "tan": math.tan, "cot": lambda t: 1 / math.tan(t),
        "sec": lambda t: 1 / math.cos(t), "csc": lambda t: 1 / math.sin(t),
        "asin": restrict(math.asin, -1, 1), "acos": restrict(math.acos, -1, 1), "atan": math.atan,
        "acot": lambda t: math.atan(1 / t),
        "sinh": math.sinh, "cosh": math.cosh, "tanh": math.tanh, "coth": lambda t: 1 / math.tanh(t),
        "sech": lambda t: 1 / math.cosh(t), "csch": lambda t: 1 / math.sinh(t),
        "asinh": math.asinh, "acosh": restrict(math.acosh, 1, math.inf), "atanh": restrict(math.atanh, -1, 1),
        "exp": math.exp, "log": log_of_float, "sqrt": sqrt_of_float, "root": root_of_float,
        "abs": abs, "sign": sign_of_float, "floor": floor_of_float, "ceil": lambda t: -floor_of_float(-t),
        "max": lambda *values: max(values), "min": lambda *values: min(values), "relu": lambda t: max(t, 0.0),
        "sigmoid": lambda t: 1 / (1 + math.exp(-t)), "softplus": lambda t: math.log1p(math.exp(t)),
        "factorial": factorial_of_float,
    },
)  # fmt: skip

"""Values of trees, in floating point and with 60 digits: real numbers, or principal complex ones.

A value that is too close to where something changes (a pole, a jump, the edge of a domain) is not decided:
``UnsureError`` is raised. ``UndefinedError`` says that there certainly is no value. A number below ``tiny``, beside the
terms it was made of, counts as zero; between ``tiny`` and ``small`` nothing is decided.
"""

import cmath
import math
import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from mpmath.ctx_mp import MPContext

from tests.adversary.tree import Node

__all__ = [
    "COMPLEX",
    "EXACT",
    "FAST",
    "FINE",
    "FINE_RAW",
    "MP",
    "RAW",
    "Arithmetic",
    "UndefinedError",
    "UnsureError",
    "evaluate",
    "holds",
]

HUGE = 1e30  # beyond it rounding errors are too large for ``small``
COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt, ">": operator.gt, "<=": operator.le, ">=": operator.ge, "=": operator.eq, "!=": operator.ne,
}  # fmt: skip


# Functions with zeros at numbers that have to be rounded, or of numbers close to 1: sin(pi) comes out as 10^-60.
ROUNDED_ZEROS = ("sin", "cos", "tan", "cot", "ln", "log", "acos", "acosh")


class UndefinedError(Exception):
    """There is no value here."""


class UnsureError(Exception):
    """Whether there is a value, or which, cannot be told with these digits."""


@dataclass(frozen=True)
class Arithmetic:
    """Numbers of one precision: ``library`` has the functions, ``number`` turns a fraction into a number."""

    library: Any
    number: Callable[[Fraction], Any]
    tiny: Any
    small: Any
    is_complex: bool = False

    def settle(self, value: Any, scale: Any = 1) -> Any:
        """Return a value, or 0 for one that is zero but for rounding."""
        if value != value or abs(value) > HUGE:
            raise UnsureError
        if self.is_complex:
            return self.settle_complex(value, scale)
        size = abs(value)
        if size >= self.small * scale or size == 0:
            return value
        if size > self.tiny * scale:
            raise UnsureError
        return value * 0

    def settle_complex(self, value: Any, scale: Any) -> Any:
        parts = []
        for part in (value.real, value.imag):
            if self.tiny * scale < abs(part) < self.small * scale:
                raise UnsureError
            parts.append(part * 0 if abs(part) <= self.tiny * scale else part)
        return self.library.mpc(*parts) if self.library is not cmath else complex(*parts)


MP = MPContext()
MP.dps = 60


def to_mp(value: Fraction) -> Any:
    return MP.mpf(value.numerator) / value.denominator


FINE_MP = MPContext()
FINE_MP.dps = 700


FAST = Arithmetic(math, float, 1e-12, 1e-8)
EXACT = Arithmetic(MP, to_mp, MP.mpf(10) ** -42, MP.mpf(10) ** -24)
# e^(-100) is no zero, and exp(3^(-600)) is not 1: for numbers that are known exactly.
FINE = Arithmetic(
    FINE_MP, lambda value: FINE_MP.mpf(value.numerator) / value.denominator, FINE_MP.mpf(10) ** -600,
    FINE_MP.mpf(10) ** -500,
)  # fmt: skip
# These decide nothing about what is close to zero: for steps towards a zero, and for how close they came.
RAW = Arithmetic(MP, to_mp, 0, 0)
FINE_RAW = Arithmetic(FINE_MP, FINE.number, 0, 0)
# cos(50 i) + i sin(50 i) loses 44 digits.
COMPLEX_MP = MPContext()
COMPLEX_MP.dps = 200
COMPLEX = Arithmetic(
    COMPLEX_MP, lambda value: COMPLEX_MP.mpc(COMPLEX_MP.mpf(value.numerator) / value.denominator),
    COMPLEX_MP.mpf(10) ** -150, COMPLEX_MP.mpf(10) ** -100, is_complex=True,
)  # fmt: skip


def evaluate(node: Node, point: Mapping[str, Any], using: Arithmetic) -> Any:
    """Return the value of a tree; ``point`` holds numbers of this arithmetic."""
    try:
        return EVALUATE[node.op](node, point, using)
    except ZeroDivisionError:
        raise UndefinedError from None
    except (KeyError, OverflowError, ValueError, MemoryError):
        raise UnsureError from None


def evaluate_all(node: Node, point: Mapping[str, Any], using: Arithmetic) -> list[Any]:
    """Return the values of all operands. What is certainly undefined decides, even beside what is not sure."""
    values, is_sure = [], True
    for arg in node.args:
        try:
            values.append(evaluate(arg, point, using))
        except UnsureError:
            is_sure = False
    if not is_sure:
        raise UnsureError
    return values


def value_of_number(node: Node, point: Mapping[str, Any], using: Arithmetic) -> Any:
    return using.number(node.value if isinstance(node.value, Fraction) else Fraction(str(node.value)))


def value_of_entry(node: Node, point: Mapping[str, Any], using: Arithmetic) -> Any:
    indices = "".join(str(int(evaluate(arg, point, using))) for arg in node.args)
    return point[f"{node.value}_{indices}"]


def value_of_constant(node: Node, point: Mapping[str, Any], using: Arithmetic) -> Any:
    if node.value == "i":
        return using.library.mpc(0, 1)
    return +getattr(using.library, str(node.value))


def value_of_sum(node: Node, point: Mapping[str, Any], using: Arithmetic) -> Any:
    values = evaluate_all(node, point, using)
    sizes = [abs(value) for value in values]
    scale = max(sizes)
    # A term that is lost beside a larger one would be missing when the larger one is cancelled later.
    if min(sizes) < (least := using.small * scale) and any(0 < size < least for size in sizes):
        raise UnsureError
    return using.settle(sum(values), scale)


def value_of_product(node: Node, point: Mapping[str, Any], using: Arithmetic) -> Any:
    return using.settle(math.prod(evaluate_all(node, point, using)), 0)


def value_of_quotient(node: Node, point: Mapping[str, Any], using: Arithmetic) -> Any:
    top, bottom = evaluate_all(node, point, using)
    return using.settle(top / bottom, 0)


def value_of_power(node: Node, point: Mapping[str, Any], using: Arithmetic) -> Any:
    base, exponent = evaluate_all(node, point, using)
    return using.settle(power(base, exponent, node.args[1], using), 0)


def power(base: Any, exponent: Any, written: Node, using: Arithmetic) -> Any:
    """Return a power: a whole exponent is repeated multiplication, any other needs a base that is not negative."""
    if using.is_complex:
        return complex_power(base, exponent, using)
    check_visible("exp", exponent, using)  # 2^(10^-700) is not 1
    whole = round_to_whole(exponent, using)
    if whole is not None:
        if base == 0 and whole <= 0:
            # 0^0 is a single point of x^0, which no verdict may rest on; alone it has no value.
            raise UndefinedError if whole < 0 else UnsureError
        return base**whole
    if base < 0:
        raise UndefinedError
    if base == 0:
        if exponent < 0:
            raise UndefinedError
        return base
    return base**exponent


def round_to_whole(exponent: Any, using: Arithmetic) -> int | None:
    """Return the whole number that an exponent is but for rounding, as (1/3 + 1)*3 is; None for any other."""
    whole = int(using.library.floor(exponent + 0.5))
    return whole if using.settle(exponent - whole, max(1, abs(exponent))) == 0 else None


def complex_power(base: Any, exponent: Any, using: Arithmetic) -> Any:
    if exponent.imag == 0 and exponent.real == int(exponent.real):
        if base == 0 and exponent.real <= 0:
            raise UndefinedError if exponent.real < 0 else UnsureError
        return base ** int(exponent.real)
    if base == 0:
        raise UnsureError
    return using.library.exp(exponent * using.library.log(base))


def value_of_indicator(node: Node, point: Mapping[str, Any], using: Arithmetic) -> Any:
    return using.number(Fraction(int(holds(node.args[0], point, using))))


def value_of_repeated_sum(node: Node, point: Mapping[str, Any], using: Arithmetic) -> Any:
    first, last = (int(evaluate(arg, point, using)) for arg in node.args[1:])
    values = [
        evaluate(node.args[0], {**point, str(node.value): using.number(Fraction(k))}, using)
        for k in range(first, last + 1)
    ]
    return using.settle(sum(values, using.number(Fraction(0))), max([0, *map(abs, values)]))


def check_visible(name: str, value: Any, using: Arithmetic) -> None:
    """Raise where a function comes so close to a number that it does not have that rounding makes it that number."""
    size = abs(value)
    # exp(10^-700) is not 1, tanh(2000) is not 1 either, and atan never reaches pi/2.
    if name in ("exp", "cos", "cosh", "sec", "sigmoid", "softplus") and 0 < size < using.small:
        raise UnsureError
    if name in ("tanh", "sigmoid", "softplus") and size and using.library.exp(-size) < using.small:
        raise UnsureError
    if name == "atan" and size * using.small > 1:
        raise UnsureError


def value_of_call(node: Node, point: Mapping[str, Any], using: Arithmetic) -> Any:
    values = evaluate_all(node, point, using)
    if not using.is_complex and using.small:
        check_visible(str(node.value), values[0], using)
    if using.is_complex:
        return using.settle(COMPLEX_CALLS[str(node.value)](*values), int(node.value in ROUNDED_ZEROS))
    return using.settle(REAL_CALLS[str(node.value)](using, *values), int(node.value in ROUNDED_ZEROS))


def holds(node: Node, point: Mapping[str, Any], using: Arithmetic) -> bool:
    """Whether a condition holds; where a side has no value, nothing holds."""
    if node.op in ("and", "or"):
        return join([try_condition(arg, point, using) for arg in node.args], is_and=node.op == "and")
    sides = evaluate_all(node, point, using)
    difference = using.settle(sides[0] - sides[1], max(map(abs, sides)))
    return COMPARE[str(node.value)](difference, 0)


def try_condition(node: Node, point: Mapping[str, Any], using: Arithmetic) -> bool | None:
    """Whether a condition holds, None where that is not sure."""
    try:
        return holds(node, point, using)
    except UndefinedError:
        return False
    except UnsureError:
        return None


def join(truths: Sequence[bool | None], *, is_and: bool) -> bool:
    decisive = not is_and
    if decisive in truths:
        return decisive
    if None in truths:
        raise UnsureError
    return is_and


# --- functions -------------------------------------------------------------------------------------------------------


def inside(using: Arithmetic, value: Any, lower: Any = None, upper: Any = None, *, is_open: bool = False) -> Any:
    """Return a value that is in a range; raise where it certainly is not. At the ends, both are sure only if exact."""
    for end, sign in ((lower, 1), (upper, -1)):
        if end is not None:
            room = using.settle(sign * (value - end), max(abs(value), abs(end)))
            if room < 0 or (is_open and room == 0):
                raise UndefinedError
            if room == 0:
                return using.number(Fraction(end))
    return value


def real_log(using: Arithmetic, value: Any, base: Any = None) -> Any:
    found = using.library.log(inside(using, value, 0, is_open=True))
    return found if base is None else using.settle(found) / using.settle(real_log(using, base))


def real_root(using: Arithmetic, value: Any, degree: Any) -> Any:
    n = whole(degree, least=1)
    if n % 2 == 0:
        inside(using, value, 0)
    return (1 if value >= 0 else -1) * (abs(value) ** (using.number(Fraction(1, n))) if value else value)


def floor(using: Arithmetic, value: Any) -> Any:
    nearest = using.number(Fraction(round(float(value)) if abs(value) < 1e15 else int(value)))
    off = using.settle(value - nearest, max(1, abs(value)))
    return nearest if off >= 0 else nearest - 1


def sign(using: Arithmetic, value: Any) -> Any:
    return using.number(Fraction((value > 0) - (value < 0)))


def ratio(using: Arithmetic, top: Any, bottom: Any) -> Any:
    return top / using.settle(bottom)


def whole(value: Any, least: int = 0) -> int:
    if value != int(value) or value < least or value > 200:
        raise UnsureError
    return int(value)


REAL_CALLS: Mapping[str, Callable[..., Any]] = {
    **{name: (lambda using, t, name=name: getattr(using.library, name)(t))
       for name in ("sin", "cos", "sinh", "cosh", "tanh", "asinh", "exp", "atan")},
    "tan": lambda using, t: ratio(using, using.library.sin(t), using.library.cos(t)),
    "cot": lambda using, t: ratio(using, using.library.cos(t), using.library.sin(t)),
    "sec": lambda using, t: ratio(using, 1, using.library.cos(t)),
    "csc": lambda using, t: ratio(using, 1, using.library.sin(t)),
    "asin": lambda using, t: using.library.asin(inside(using, t, -1, 1)),
    "acos": lambda using, t: using.library.acos(inside(using, t, -1, 1)),
    "acosh": lambda using, t: using.library.acosh(inside(using, t, 1)),
    "atanh": lambda using, t: using.library.atanh(inside(using, t, -1, 1, is_open=True)),
    "ln": real_log, "log": real_log,
    "sqrt": lambda using, t: using.library.sqrt(inside(using, t, 0)),
    "root": real_root,
    "abs": lambda using, t: abs(t),
    "sign": sign,
    "floor": floor,
    "ceil": lambda using, t: -floor(using, -t),
    "max": lambda using, *ts: max(ts),
    "min": lambda using, *ts: min(ts),
    "relu": lambda using, t: max(t, t * 0),
    "sigmoid": lambda using, t: 1 / (1 + using.library.exp(-t)),
    "softplus": lambda using, t: using.library.log(1 + using.library.exp(t)),
    "factorial": lambda using, n: using.number(Fraction(math.factorial(whole(n)))),
    "binomial": lambda using, n, k: using.number(Fraction(math.comb(whole(n), whole(k)))),
}  # fmt: skip


def complex_log(value: Any) -> Any:
    if value == 0:
        raise UndefinedError
    return COMPLEX_MP.log(value)


COMPLEX_CALLS: Mapping[str, Callable[..., Any]] = {
    **{name: getattr(COMPLEX_MP, name) for name in ("sin", "cos", "sinh", "cosh", "tanh", "exp", "tan")},
    "ln": complex_log,
    "sqrt": COMPLEX_MP.sqrt,
    "abs": lambda t: COMPLEX_MP.mpc(abs(t)),
}  # fmt: skip

EVALUATE: Mapping[str, Callable[[Node, Mapping[str, Any], Arithmetic], Any]] = {
    "num": value_of_number,
    "dec": value_of_number,
    "sym": lambda node, point, using: point[str(node.value)],
    "entry": value_of_entry,
    "const": value_of_constant,
    "add": value_of_sum,
    "neg": lambda node, point, using: -evaluate(node.args[0], point, using),
    "mul": value_of_product,
    "div": value_of_quotient,
    "pow": value_of_power,
    "call": value_of_call,
    "ind": value_of_indicator,
    "sum": value_of_repeated_sum,
}

"""A value with its unit, and the same value in another unit, exactly.

>>> from grader.answers.units.grammar import read_whole_unit
>>> from grader.expr import to_text
>>> hour = read_whole_unit("km/h").unit
>>> to_text(convert(Number(Fraction(20)), read_whole_unit("m/s").unit, hour))
'72'
>>> to_text(convert(Number(Fraction("2.50"), 2, 3), read_whole_unit("km").unit, read_whole_unit("m").unit))
'2.50e3'
"""

import math
from dataclasses import dataclass
from fractions import Fraction

from grader.answers.units.unit import ONE, Unit
from grader.expr import to_text
from grader.expr.calculation.building import number, product, total
from grader.expr.calculation.evaluate import evaluate, is_rational
from grader.expr.calculation.floats import compute_constant
from grader.expr.nodes import Add, Constant, Neg, Node, Number, Power

__all__ = ["Quantity", "convert", "fold", "is_zero", "measure_roughly", "write_quantity"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Quantity:
    """A value and its unit; without ``has_unit`` none was written, and the unit is 1.

    ``respelled`` are units that were read in another spelling, each with that.
    """

    value: Node
    unit: Unit = ONE
    has_unit: bool = False
    respelled: tuple[tuple[str, str], ...] = ()


def write_quantity(quantity: Quantity) -> str:
    """Return a quantity as it can be typed: ``5 kg*m/s^2``; a sum is put in brackets."""
    value = to_text(quantity.value)
    value = f"({value})" if isinstance(quantity.value, Add) else value
    return f"{value} {quantity.unit.text}".rstrip()


def convert(value: Node, own: Unit, other: Unit) -> Node:
    """Return a value in another unit of the same dimension; a decimal keeps its digits as far as it has them."""
    ratio, power = own.size / other.size, own.pi - other.pi
    shift = own.zero / other.size - other.zero / other.size
    if ratio == 1 and not power and not shift:
        return value
    scaled = scale_decimal(value, ratio) if not power else None
    if scaled is None:
        factors = [number(ratio), value, *([Power(Constant("pi"), number(power))] if power else [])]
        scaled = fold(product(factors))
    return fold(total([scaled, number(shift)])) if shift else scaled


def scale_decimal(value: Node, ratio: Fraction) -> Node | None:
    """Return a decimal times a power of ten, with the same digits; None for anything else."""
    if isinstance(value, Neg):
        inner = scale_decimal(value.operand, ratio)
        return None if inner is None else Neg(inner)
    if not isinstance(value, Number) or value.decimals is None:
        return None
    larger = max(ratio.numerator, ratio.denominator)
    power = len(str(larger)) - 1
    if min(ratio.numerator, ratio.denominator) != 1 or larger != 10**power:
        return None
    return Number(value.value * ratio, value.decimals - power if ratio > 1 else value.decimals + power, value.digits)


def fold(value: Node) -> Node:
    """Return a value as one exact number, if it is rational."""
    return number(evaluate(value, {})) if is_rational(value, {}) else value


def measure_roughly(quantity: Quantity) -> float:
    """Return a value in SI units, in floating point; not a number where it has none.

    >>> measure_roughly(Quantity(value=Number(Fraction(3))))
    3.0
    """
    unit = quantity.unit
    try:
        value = compute_constant(quantity.value)
        return float(value * float(unit.size) * math.pi**unit.pi + float(unit.zero))
    except (ArithmeticError, TypeError, ValueError):
        return math.nan


def is_zero(value: Node) -> bool:
    return is_rational(value, {}) and evaluate(value, {}) == 0

"""Exact numbers of the graph: whole ones as ints, others as flint's fractions; how long they may get."""

from fractions import Fraction
from typing import Any

from flint import fmpq

from grader import limits
from grader.errors import Diagnostic, LimitError

__all__ = [
    "MAX_BITS", "Coefficient", "build_size_error", "coefficient_of", "count_bits", "is_power_short", "raise_number",
    "tidy",
]  # fmt: skip

Coefficient = Any  # int where whole, else fmpq: arithmetic with small ints is several times faster

MAX_BITS = int(limits.MAX_VALUE_DIGITS * 3.33)  # a decimal digit holds log2(10) = 3.32… bits


def coefficient_of(value: Fraction | int) -> Coefficient:
    top, bottom = value.as_integer_ratio()  # in one call; the parts of a fraction are properties
    return top if bottom == 1 else fmpq(top, bottom)


def tidy(value: Coefficient) -> Coefficient:
    return value if type(value) is int or value.q != 1 else int(value.p)


def is_power_short(value: Coefficient, exponent: int) -> bool:
    """Whether a power of a number stays within the limit of digits; asked before the power is computed."""
    bits = value.bit_length() if type(value) is int else value.height_bits()
    # A power has at most as many bits as the base times the exponent. 0, 1 and -1 do not grow.
    return bits <= 1 or bits * abs(exponent) <= MAX_BITS


def raise_number(value: Coefficient, exponent: int) -> Coefficient:
    """Return a power of a number that ``is_power_short``; the base is not zero where the exponent is negative."""
    return tidy(fmpq(value) ** exponent) if exponent < 0 else tidy(value**exponent)


def count_bits(value: Coefficient) -> int:
    """Return the length of a number, the longer part of a fraction."""
    return int(value.bit_length() if type(value) is int else value.height_bits())


def build_size_error() -> LimitError:
    return LimitError(
        Diagnostic(
            slug="number-too-large",
            what=f"A number in this answer has more than {limits.MAX_VALUE_DIGITS} digits.",
            why="The limit MAX_VALUE_DIGITS keeps the work for one answer bounded.",
            help="Leave large powers and factorials as they are, or simplify the expression.",
        )
    )

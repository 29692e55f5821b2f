"""What a unit is: its size in SI base units, and its dimension, the powers of the seven base quantities.

A radian is the number 1 (SI Brochure, 9th edition, section 2.3.3), so an angle has no dimension. Sizes are exact: a
fraction times a power of pi. A scale of temperature has its zero somewhere else; only where the unit stands alone, with
the power 1, is that meant, and in ``J/(kg*°C)`` a degree is the difference of one kelvin.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

__all__ = ["BASES", "NONE", "ONE", "Dimension", "Unit", "combine", "multiply_dimensions", "raise_dimension"]

BASES: Final = ("m", "kg", "s", "A", "K", "mol", "cd")
Dimension = tuple[Fraction, ...]
NONE: Final[Dimension] = (Fraction(0),) * len(BASES)
"""The dimension of a plain number."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: ``size * pi^pi`` SI units of its dimension; ``parts`` are its symbols with their powers, as written.

    ``zero`` is the temperature in kelvins at which its scale begins; 0 for all but °C and °F.
    """

    size: Fraction
    dimension: Dimension
    pi: int = 0
    zero: Fraction = Fraction(0)
    parts: tuple[tuple[str, Fraction], ...] = ()

    @property
    def is_scale(self) -> bool:
        """Whether it is a scale of temperature with a zero of its own."""
        return self.zero != 0

    @property
    def measure(self) -> tuple[Fraction, int, Fraction, Dimension]:
        """What two spellings of a unit have in common."""
        return self.size, self.pi, self.zero, self.dimension

    @property
    def text(self) -> str:
        """The unit as it can be typed: ``kg*m/s^2``, ``J/(kg*K)``, ``1/s``; empty for a plain number.

        >>> Unit(Fraction(1), NONE, parts=(("J", Fraction(1)), ("kg", Fraction(-1)), ("K", Fraction(-1)))).text
        'J/(kg*K)'
        """
        above = "*".join(write_power(symbol, power) for symbol, power in self.parts if power > 0)
        below = [write_power(symbol, -power) for symbol, power in self.parts if power < 0]
        if not below:
            return above
        joined = f"({'*'.join(below)})" if len(below) > 1 else below[0]
        return f"{above or '1'}/{joined}"

    def as_difference(self) -> "Unit":
        """The unit of a difference of two values: a kelvin for °C."""
        return replace(self, zero=Fraction(0))


ONE: Final = Unit(Fraction(1), NONE)


def write_power(symbol: str, power: Fraction) -> str:
    if power == 1:
        return symbol
    return f"{symbol}^{power}" if power.denominator == 1 else f"{symbol}^({power})"


def combine(factors: Iterable[tuple[Unit, Fraction]]) -> Unit | None:
    """Return a product of powers of units; None where its size is no fraction times a power of pi.

    >>> metre = Unit(Fraction(1), (Fraction(1), *NONE[1:]), parts=(("m", Fraction(1)),))
    >>> combine([(metre, Fraction(2))]).text
    'm^2'
    """
    listed = list(factors)
    if len(listed) == 1 and listed[0][1] == 1:
        return listed[0][0]
    size, pi, dimension, powers = Fraction(1), 0, NONE, dict[str, Fraction]()
    for unit, power in listed:
        if power.denominator != 1 and (unit.size != 1 or unit.pi):
            return None
        size *= unit.size ** int(power) if power.denominator == 1 else 1
        pi += int(unit.pi * power)
        dimension = multiply_dimensions(dimension, raise_dimension(unit.dimension, power))
        for symbol, own in unit.parts:
            powers[symbol] = powers.get(symbol, Fraction(0)) + own * power
    return Unit(size, dimension, pi, parts=tuple((symbol, power) for symbol, power in powers.items() if power))


def multiply_dimensions(one: Dimension, other: Dimension) -> Dimension:
    return tuple(a + b for a, b in zip(one, other, strict=True))


def raise_dimension(dimension: Dimension, power: Fraction) -> Dimension:
    return tuple(exponent * power for exponent in dimension)

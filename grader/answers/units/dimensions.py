"""What a dimension is called: a length, a speed; or, without a name of its own, a quantity in ``kg*m/s^3``.

>>> from grader.answers.units.table import find_symbol
>>> describe_dimension(find_symbol("N").dimension), describe_dimension(find_symbol("°").dimension)
('a force', 'a plain number')
"""

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from grader.answers.units.unit import BASES, NONE, Dimension, Unit

__all__ = ["describe_dimension", "make_si_unit"]

# The powers of m, kg, s, A, K, mol and cd; the others are 0. Of two names the one that courses use first.
NAMES: Final = (
    ("a plain number", ()), ("a length", (1,)), ("a mass", (0, 1)), ("a time", (0, 0, 1)),
    ("an electric current", (0, 0, 0, 1)), ("a temperature", (0, 0, 0, 0, 1)),
    ("an amount of substance", (0, 0, 0, 0, 0, 1)), ("a luminous intensity", (0, 0, 0, 0, 0, 0, 1)),
    ("an area", (2,)), ("a volume", (3,)), ("a speed", (1, 0, -1)), ("an acceleration", (1, 0, -2)),
    ("a frequency", (0, 0, -1)), ("a force", (1, 1, -2)), ("a momentum", (1, 1, -1)),
    ("an energy or a torque", (2, 1, -2)), ("a power", (2, 1, -3)), ("a pressure", (-1, 1, -2)),
    ("a density", (-3, 1)), ("a charge", (0, 0, 1, 1)),
    ("a voltage", (2, 1, -3, -1)), ("a resistance", (2, 1, -3, -2)), ("a conductance", (-2, -1, 3, 2)),
    ("a capacitance", (-2, -1, 4, 2)), ("a magnetic flux", (2, 1, -2, -1)), ("a magnetic field", (0, 1, -2, -1)),
    ("an inductance", (2, 1, -2, -2)), ("an electric field", (1, 1, -3, -1)), ("a concentration", (-3, 0, 0, 0, 0, 1)),
    ("a molar mass", (0, 1, 0, 0, 0, -1)), ("an angular momentum", (2, 1, -1)), ("a spring constant", (0, 1, -2)),
    ("a heat capacity", (2, 1, -2, 0, -1)), ("a specific heat capacity", (2, 0, -2, 0, -1)),
    ("an intensity", (0, 1, -3)), ("a viscosity", (-1, 1, -1)), ("a volume flow", (3, 0, -1)),
    ("a mass flow", (0, 1, -1)), ("an angular acceleration", (0, 0, -2)), ("a wave number", (-1,)),
    ("a specific energy", (2, 0, -2)), ("a catalytic activity", (0, 0, -1, 0, 0, 1)),
    ("a moment of inertia", (2, 1)), ("a molar energy", (2, 1, -2, 0, 0, -1)),
)  # fmt: skip


@lru_cache(maxsize=1)
def read_names() -> Mapping[Dimension, str]:
    found = {(*map(Fraction, powers), *NONE[len(powers) :]): name for name, powers in NAMES}
    return MappingProxyType(found)


def describe_dimension(dimension: Dimension) -> str:
    """Return what has this dimension, in words."""
    return read_names().get(dimension) or f"a quantity in {make_si_unit(dimension).text}"


def make_si_unit(dimension: Dimension) -> Unit:
    """Return the product of base units with a dimension; masses come first, as in ``kg*m/s^2``."""
    parts = sorted(
        ((base, power) for base, power in zip(BASES, dimension, strict=True) if power), key=lambda one: one[0] != "kg"
    )
    return Unit(Fraction(1), dimension, parts=tuple(parts))

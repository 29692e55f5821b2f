"""What is said of units and dimensions, confirmed in floating-point numbers with sizes that are written here.

The unit is what follows the last blank of the answer as it was read; its factors are looked up in a small table.
A formula whose dimensions fit grows by the same factor everywhere, if all lengths, masses and times grow.
"""

import re
from collections.abc import Mapping
from fractions import Fraction
from math import log10, pi, prod
from typing import Any

from grader.expr import parse
from grader.expr.nodes import Mul, Node, Number, Symbol
from grader.expr.notation import Notation
from grader.expr.traverse import transform

from .values import UnknownValueError, World, are_near

__all__ = ["UNIT_CLAIMS"]

# Size in SI units, and powers of metre, kilogram, second, kelvin.
SIZES: Mapping[str, tuple[float, tuple[int, int, int, int]]] = {
    "m": (1, (1, 0, 0, 0)), "km": (1e3, (1, 0, 0, 0)), "cm": (1e-2, (1, 0, 0, 0)), "nm": (1e-9, (1, 0, 0, 0)),
    "kg": (1, (0, 1, 0, 0)), "s": (1, (0, 0, 1, 0)), "h": (3600, (0, 0, 1, 0)), "K": (1, (0, 0, 0, 1)),
    "°C": (1, (0, 0, 0, 1)), "N": (1, (1, 1, -2, 0)), "kN": (1e3, (1, 1, -2, 0)), "J": (1, (2, 1, -2, 0)),
    "Hz": (1, (0, 0, -1, 0)), "rad": (1, (0, 0, 0, 0)),
    "%": (0.01, (0, 0, 0, 0)), "°": (pi / 180, (0, 0, 0, 0)), "mW": (1e-3, (2, 1, -3, 0)), "MW": (1e6, (2, 1, -3, 0)),
}  # fmt: skip
ZERO = 273.15
FACTOR = re.compile(r"(?P<symbol>[^\d^*/() ]+)(?:\^(?P<power>-?\d))?")
Measure = tuple[float, float, tuple[int, ...]]
Claim = Any


def measure_unit(text: str) -> tuple[float, tuple[int, ...]]:
    size, powers = 1.0, [0, 0, 0, 0]
    above, _, below = text.partition("/")
    for part, sign in ((above, 1), (below, -1)):
        for match in FACTOR.finditer(part):
            if match["symbol"] not in SIZES:
                raise UnknownValueError(match["symbol"])
            own, kind = SIZES[match["symbol"]]
            power = sign * int(match["power"] or 1)
            size *= own**power
            powers = [old + power * new for old, new in zip(powers, kind, strict=True)]
    return size, tuple(powers)


def measure(given: Any, text: str) -> Measure:
    """Return the number, the size of the unit, and its dimension."""
    value, _, unit = text.partition(" ± ")[0].rpartition(" ")  # of a measured value its value
    if not value:
        value, unit = text, ""
    number = World(given.task.notation, 1).value(parse(value, given.task.notation).tree, {})
    return (number, *measure_unit(unit))


def measure_both(given: Any) -> tuple[Measure, Measure]:
    assert given.item.key is not None
    return measure(given, given.answer.text), measure(given, given.item.key.answer.text)


def has_no_unit(given: Any, parameters: Mapping[str, str], text: str) -> bool:
    return given.answer.text.partition(" ± ")[0].rpartition(" ")[0] == "" and "unit is missing" in text


def has_other_dimension(given: Any, parameters: Mapping[str, str], text: str) -> bool:
    own, key = measure_both(given)
    return own[2] != key[2] and parameters["is"] != parameters["asked"]


def is_off_by_power(given: Any, parameters: Mapping[str, str], text: str) -> bool:
    own, key = measure_both(given)
    power = log10(own[0] * own[1] / (key[0] * key[1]))
    return own[2] == key[2] and round(power) != 0 and abs(power - round(power)) < 1e-6


def has_number_of_key(given: Any, parameters: Mapping[str, str], text: str) -> bool:
    own, key = measure_both(given)
    is_scale = given.answer.text.endswith("K") != given.item.key.answer.text.endswith("K")
    return are_near(own[0], key[0]) and own[2] == key[2] and (is_scale or not are_near(own[1], key[1]))


def is_right_in_other_unit(given: Any, parameters: Mapping[str, str], text: str) -> bool:
    own, key = measure_both(given)
    return own[2] == key[2] and not are_near(own[1], key[1])


def is_value_wrong(given: Any, parameters: Mapping[str, str], text: str) -> bool:
    own, key = measure_both(given)
    return own[2] == key[2] and not are_near(own[0] * own[1], key[0] * key[1])


def would_be_right_as_read(given: Any, parameters: Mapping[str, str], text: str) -> bool:
    own, key = measure_both(given)
    size, dimension = measure_unit(parameters["meant"])
    return dimension == key[2] and are_near(own[0] * size, key[0] * key[1])


def is_right_as_difference(given: Any, parameters: Mapping[str, str], text: str) -> bool:
    own, key = measure_both(given)
    return own[2] == key[2] == (0, 0, 0, 1) and are_near(own[0] * own[1], key[0] * key[1])


SCALES = (Fraction(2), Fraction(3), Fraction(5), Fraction(7))


def scale_up(given: Any, tree: Node) -> list[float]:
    """Return by how much the values of a formula grow if all lengths, masses, times and temperatures do."""
    notation: Notation = given.task.notation

    def change(node: Node) -> Node:
        if not isinstance(node, Symbol) or not notation.entries[node.name].unit:
            return node
        powers = measure_unit(notation.entries[node.name].unit)[1]
        factor = prod((scale**power for scale, power in zip(SCALES, powers, strict=True)), start=Fraction(1))
        return Mul((Number(factor), node))

    worlds = [World(notation, seed) for seed in (1, 2, 3)]
    return [world.value(transform(tree, change), {}) / world.value(tree, {}) for world in worlds]


def does_not_scale(given: Any, parameters: Mapping[str, str], text: str) -> bool:
    """A formula with terms that do not fit grows by no power of the units."""
    ratios = scale_up(given, given.own)
    return not all(are_near(ratio, ratios[0]) for ratio in ratios)


def scales_otherwise(given: Any, parameters: Mapping[str, str], text: str) -> bool:
    own, key = scale_up(given, given.own), scale_up(given, given.key)
    is_one = all(are_near(ratio, own[0]) for ratio in own) and all(are_near(ratio, key[0]) for ratio in key)
    return is_one and not are_near(own[0], key[0])


def is_right_as_number(given: Any, parameters: Mapping[str, str], text: str) -> bool:
    own, key = measure_both(given)
    units = {answer.text.rpartition(" ")[2] for answer in (given.answer, given.item.key.answer)}
    return are_near(own[0] * own[1], key[0] * key[1]) and own[2] == key[2] and units == {"Hz", "rad/s"}


UNIT_CLAIMS: Mapping[str, Claim] = {
    "missing-unit": has_no_unit,
    "wrong-dimension": has_other_dimension,
    "wrong-prefix": is_off_by_power,
    "wrong-unit": has_number_of_key,
    "other-unit": is_right_in_other_unit,
    "unit-right": is_value_wrong,
    "unit-reading": would_be_right_as_read,
    "temperature-difference": is_right_as_difference,
    "angular-frequency": is_right_as_number,
    "terms-dimension": does_not_scale,
    "other-dimension": scales_otherwise,
}

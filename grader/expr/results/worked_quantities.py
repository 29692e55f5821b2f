"""Quantities with their units in the working in front of a result: ``F = 4 kg * 3 m/s^2 = 12 N``.

The result has the unit that is asked for. What it was worked out from has units of its own, which are no names.

>>> asked = Asked("value", question="Which force in N acts on 4 kg at 3 m/s^2?")
>>> [drop_quantities(text, asked) for text in ("4 kg * 3 m/s^2 = 12 N", "F = 4kg·3m/s² = 12 N", "(4 kg)(3 m/s^2) = 12")]
['12 N', 'F = 12 N', '(4 kg)(3 m/s^2) = 12']
>>> [drop_quantities(text, asked) for text in ("4 kg = 12 N", "2 N + 10 N = 12 N", "4 kg * m = 12 N")]
['4 kg = 12 N', '2 N + 10 N = 12 N', '4 kg * m = 12 N']
"""

from typing import Final

from grader.expr.asked.asked import Asked
from grader.expr.units.asked_units import list_units
from grader.expr.units.units import read_unit
from grader.patterns import regex

__all__ = ["drop_quantities"]

_NUMBER: Final = regex(
    r"\s*+[-−]?[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]{1,2}|\s*[*·×x]\s*10\^\{?\(?[-−]?[0-9]{1,2}\)?\}?)?\s*+"
)
_TIMES: Final = regex(r"\s*+(?:[*·×/÷]|\\cdot(?![A-Za-z])|\\times(?![A-Za-z])|(?=\())\s*+")
_POWER: Final = regex(r"\s*+(?:\^\s*\{?[1-4]\}?|[²³])\s*+")
_PLAIN: Final = regex(r"\s*[0-9]*\.?[0-9]+\s*%?\s*\.?\s*")
_UNIT: Final = r"[A-Za-zµΩ]{1,3}(?:\^?[23]|[²³])?"
_RATIO: Final = regex(rf"\s*[0-9.]+\s*(?P<unit>{_UNIT})\s*[/÷:]\s*\(?\s*[0-9.]+\s*(?P=unit)\s*\)?\s*")
_LEAST: Final = 2  # factors; one quantity alone is another value than the result, and no working


def drop_quantities(text: str, asked: Asked) -> str:
    """Return a chain without its members that are products of quantities, where its last one has a unit asked for."""
    if asked.shape != "value" or "=" not in text or asked.unknowns:
        return text
    *before, last = text.split("=")
    has_unit = any(written.unit in asked.units for _, written in list_units(last))
    if not has_unit and _PLAIN.fullmatch(last) is None:
        return text
    # Without a unit, it is the quotient of two quantities in the same one: 35 J / 100 J = 0.35
    kept = [member for member in before if not (is_product(member) if has_unit else _RATIO.fullmatch(member))]
    return "=".join((*kept, last)).strip() if len(kept) < len(before) else text


def is_product(member: str) -> bool:
    """Whether a text is a product or quotient of numbers, of which two have a unit."""
    place, factors, units, end = 0, 0, 0, len(member.rstrip())
    while place < end:
        if factors:
            sign = _TIMES.match(member, place)
            if sign is None:
                return False
            place = sign.end()
        is_open = member[place : place + 1] == "("
        number = _NUMBER.match(member, place + is_open)
        if number is None:
            return False
        place, factors = number.end(), factors + 1
        unit = read_unit(member, place)
        if unit is not None:
            place, units = unit.end, units + 1
        if is_open:
            if member[place : place + 1] != ")":
                return False
            place += 1
        if power := _POWER.match(member, place):
            place = power.end()
    return factors >= _LEAST and units > 0

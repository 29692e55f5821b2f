"""What is said of measured values, confirmed in floating-point numbers and in the characters of the answer."""

import re
from collections.abc import Mapping
from typing import Any

from .units import Measure, measure

__all__ = ["MEASURED_CLAIMS"]

PLACES = re.compile(r"^-?\d+(?:\.(?P<decimals>\d+))?")
Claim = Any


def split(given: Any, text: str) -> tuple[Measure, Measure | None]:
    value, sign, spread = text.partition(" ± ")
    return measure(given, value), measure(given, spread) if sign else None


def compare(given: Any) -> tuple[bool, bool]:
    """Return whether the value agrees with the key to the place of its uncertainty, and whether that agrees."""
    text = given.item.key.answer.text
    place = PLACES.match(text.partition(" ± ")[2])
    own, key = split(given, given.answer.text), split(given, text)
    assert place is not None
    assert own[1] is not None
    assert key[1] is not None
    half = 0.5001 * 10 ** -len(place["decimals"] or "") * key[1][1]
    value, spread = ((one, other) for one, other in zip(own, key, strict=True) if one is not None and other is not None)
    return are_close(*value, half), are_close(*spread, half)


def are_close(one: Measure, other: Measure, most: float) -> bool:
    return one[2] == other[2] and abs(one[0] * one[1] - other[0] * other[1]) <= most


def has_no_uncertainty(given: Any, parameters: Mapping[str, str], text: str) -> bool:
    return "±" not in given.answer.text


def has_wrong_uncertainty(given: Any, parameters: Mapping[str, str], text: str) -> bool:
    return compare(given) == (True, False)


def has_wrong_value(given: Any, parameters: Mapping[str, str], text: str) -> bool:
    return compare(given) == (False, True)


def has_many_figures(given: Any, parameters: Mapping[str, str], text: str) -> bool:
    spread = given.answer.text.partition(" ± ")[2].split()[0]
    return len(spread.replace(".", "").lstrip("0")) > 2


def has_other_place(given: Any, parameters: Mapping[str, str], text: str) -> bool:
    found = [PLACES.match(part) for part in given.answer.text.split(" ± ")]
    places = {len(match["decimals"] or "") for match in found if match is not None}
    return len(places) == 2


MEASURED_CLAIMS: Mapping[str, Claim] = {
    "missing-uncertainty": has_no_uncertainty,
    "uncertainty-wrong": has_wrong_uncertainty,
    "uncertainty-right": has_wrong_value,
    "uncertainty-figures": has_many_figures,
    "uncertainty-place": has_other_place,
}

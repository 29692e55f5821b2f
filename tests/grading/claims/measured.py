"""What is said of measured values, confirmed in floating-point numbers and in the characters of the answer."""

import re
from collections.abc import Mapping
from typing import Any

from .units import Measure, measure
from .values import are_near

__all__ = ["MEASURED_CLAIMS"]

PLACES = re.compile(r"^-?\d+(?:\.(?P<decimals>\d+))?")
Claim = Any


def split(given: Any, text: str) -> tuple[Measure, Measure | None]:
    value, sign, spread = text.partition(" ± ")
    return measure(given, value), measure(given, spread) if sign else None


def are_same(one: Measure, other: Measure) -> bool:
    return one[2] == other[2] and are_near(one[0] * one[1], other[0] * other[1])


def has_no_uncertainty(given: Any, parameters: Mapping[str, str], text: str) -> bool:
    return "±" not in given.answer.text


def has_wrong_uncertainty(given: Any, parameters: Mapping[str, str], text: str) -> bool:
    own, key = split(given, given.answer.text), split(given, given.item.key.answer.text)
    return own[1] is not None and key[1] is not None and are_same(own[0], key[0]) and not are_same(own[1], key[1])


def has_wrong_value(given: Any, parameters: Mapping[str, str], text: str) -> bool:
    own, key = split(given, given.answer.text), split(given, given.item.key.answer.text)
    return own[1] is not None and key[1] is not None and are_same(own[1], key[1]) and not are_same(own[0], key[0])


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

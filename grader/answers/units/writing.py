"""A quantity written in other ways, right and wrong, for the trial of a rubric and for made-up classes."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Final

from grader.answers.protocol import Task
from grader.answers.units.allowed import is_allowed, is_number_asked, list_allowed
from grader.answers.units.dimensions import make_si_unit
from grader.answers.units.symbols import resolve
from grader.answers.units.table import find_symbol
from grader.answers.units.unit import Unit, combine
from grader.answers.units.values import Quantity, convert, fold, is_zero, write_quantity
from grader.expr import to_text
from grader.expr.calculation.building import number
from grader.expr.nodes import Add, Mul

__all__ = ["write_near_misses", "write_right_forms"]

PREFIXES: Final = ("k", "m", "µ", "c", "M")
RAISED: Final = str.maketrans({"*": "·"})


def write_right_forms(key: Quantity, task: Task) -> Iterator[str]:
    """Yield the key in other spellings and in the units that an answer may be in; the first is the key."""
    text, unit = write_quantity(key), key.unit.text
    yield text
    if task.symbols:
        yield f"{to_text(task.symbols[0])} = {text}"
    if not unit:
        return
    value = text.removesuffix(unit).rstrip()
    yield f"{value}{unit}" if value[-1:].isdigit() and unit[0] not in "1/" else text
    yield f"{value} * {unit}" if unit[0].isalpha() else text
    yield f"{value} \\mathrm{{{unit.replace('*', ' ')}}}" if "/" not in unit else f"{value}\\,\\text{{{unit}}}"
    yield f"{value} {unit.translate(RAISED).replace('^2', '²').replace('^3', '³')}"
    for other in list_units(key, task):
        yield write_quantity(Quantity(value=convert(key.value, key.unit, other), unit=other, has_unit=True))


def list_units(key: Quantity, task: Task) -> Iterator[Unit]:
    """Yield other units in which an answer to an item may be."""
    listed = list_allowed(task)
    is_difference = task.options.get("difference") == "yes"
    for unit in (*listed, make_si_unit(key.unit.dimension), *list_prefixed(key.unit)):
        is_apt = unit.measure != key.unit.measure and unit.text and is_allowed(unit, key, task)
        if is_apt and not (is_difference and (unit.is_scale or key.unit.is_scale)):
            yield unit


def list_prefixed(unit: Unit) -> Iterator[Unit]:
    """Yield a unit with other prefixes, if it has one symbol that takes them."""
    if len(unit.parts) != 1 or unit.is_scale:
        return
    symbol, power = unit.parts[0]
    for prefix in PREFIXES:
        own = find_symbol(f"{prefix}{symbol}")
        prefixed = combine([(own, power)]) if own is not None else None
        if prefixed is not None and prefixed.dimension == unit.dimension:
            yield prefixed


def write_near_misses(key: Quantity, task: Task) -> Iterator[tuple[str, str, Quantity]]:
    """Yield answers that are not right, each as text, in words, and as the quantity that it is."""
    twice = fold(Mul((number(2), key.value))) if not is_zero(key.value) else number(1)
    wider = fold(Add((twice, number(2 * (task.policy.atol or 0))))) if task.policy.atol else twice
    misses = [(replace(key, value=wider), "another value")]
    if not is_number_asked(key, task) and key.unit.text:
        misses.append((Quantity(value=key.value), "the unit is missing"))
    second = resolve("s", Fraction(1))
    other = combine([(key.unit.as_difference(), Fraction(1)), *(second.units if second else ())])
    if other is not None and other.text:
        misses.append((replace(key, unit=other, has_unit=True), "the unit has another dimension"))
    if not is_zero(key.value) and (prefixed := next(list_prefixed(key.unit), None)) is not None:
        misses.append((replace(key, unit=prefixed), "the prefix of the unit is wrong"))
    for miss, words in misses:
        yield write_quantity(miss), words, miss

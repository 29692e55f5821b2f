"""Units as people type them: ``m/s``, ``m s^-1``, ``m·s⁻¹``, ``kg m^2``, in brackets, in words, in LaTeX."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Final

from grader.answers.units.reading import parse_quantity
from grader.answers.units.unit import Unit
from grader.answers.units.values import write_quantity
from grader.rubric import Item
from grader.simulation.spellings.powers_of_ten import RAISED, write_number
from grader.simulation.spellings.protocol import Spelling

__all__ = ["MEMBER"]


def write(item: Item) -> Iterator[str]:
    """Write the key of a quantity with its unit as powers, as a fraction, and in brackets; its value as a·10^k."""
    if item.key is None or item.type != "quantity":
        return
    key = parse_quantity(item.key.answer.text, item.task)
    text, unit = write_quantity(key), key.unit.text
    value = text.removesuffix(unit).rstrip()
    if not unit or not value:
        return
    for spelled in dict.fromkeys(spell_unit(key.unit)):
        yield f"{value} {spelled}"
    yield f"{value} [{unit}]"
    yield f"{value} ({unit})"
    yield f"{value}\\,\\mathrm{{{unit}}}"
    yield f"{value}\\ \\text{{{unit}}}"
    yield f"${value}$ {unit}"
    yield f"${value}\\,\\mathrm{{{unit}}}$"
    yield f"\\SI{{{value}}}{{{unit}}}"
    yield f"{value}~{unit}"
    yield f"{text}."
    yield f"= {text}"
    for written in write_number(key.value):
        yield f"{written} {unit}"


def spell_unit(unit: Unit) -> Iterator[str]:
    """Yield a unit of several symbols in other ways."""
    parts = [(symbol, Fraction(power)) for symbol, power in unit.parts]
    are_letters = all(symbol.isascii() and symbol.isalpha() for symbol, _ in parts)
    if not parts or not are_letters or any(power.denominator != 1 for _, power in parts):
        return
    for between, write_exponent in WAYS:
        yield between.join(write_power(*part, write_exponent) for part in parts)
    above = [write_power(symbol, power, write_caret) for symbol, power in parts if power > 0]
    below = [write_power(symbol, -power, write_caret) for symbol, power in parts if power < 0]
    if not (above and below):
        return
    starred, spaced, is_one = "*".join(above), " ".join(above), len(below) == 1
    yield f"{starred}/{below[0]}" if is_one else f"{starred}/({'*'.join(below)})"
    yield f"{spaced} / {below[0]}" if is_one else f"{spaced}/({' '.join(below)})"
    yield f"\\frac{{{spaced}}}{{{' '.join(below)}}}"
    if is_one:
        yield f"{spaced} per {below[0]}"


def write_power(symbol: str, power: Fraction, write_exponent: Callable[[Fraction], str]) -> str:
    return symbol if power == 1 else symbol + write_exponent(power)


def write_caret(power: Fraction) -> str:
    return f"^{power}"


def write_raised(power: Fraction) -> str:
    return str(power).translate(RAISED)


def write_stars(power: Fraction) -> str:
    return f"**{power}" if power > 0 else f"**({power})"


# What is between two symbols, and how an exponent is written, as in m s^-1, m*s^-1, m·s⁻¹, m s⁻¹, m s-1, m*s**(-1).
WAYS: Final = (
    (" ", write_caret), ("*", write_caret), ("·", write_raised), (" ", write_raised),
    ("\\,", lambda power: f"^{{{power}}}"), (" ", str), ("*", write_stars),
)  # fmt: skip


MEMBER = Spelling(kind="units", summary="units as powers, fractions and in brackets", write=write)

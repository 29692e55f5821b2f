"""Units as people type them: ``m/s``, ``m s^-1``, ``m·s⁻¹``, ``kg m^2``, in brackets, in words, in LaTeX."""

from collections.abc import Iterator
from fractions import Fraction

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
    if (
        any(power.denominator != 1 for _, power in parts)
        or not parts
        or not all(s.isascii() and s.isalpha() for s, _ in parts)
    ):
        return
    for between, raise_power in (
        (" ", plain),
        ("*", plain),
        ("·", signs),
        (" ", signs),
        ("\\,", braced),
        (" ", bare),
        ("*", stars),
    ):
        yield between.join(symbol + raise_power(power) for symbol, power in parts)
    above = [symbol + plain(power) for symbol, power in parts if power > 0]
    below = [symbol + plain(-power) for symbol, power in parts if power < 0]
    if above and below:
        yield f"{'*'.join(above)}/{below[0]}" if len(below) == 1 else f"{'*'.join(above)}/({'*'.join(below)})"
        yield f"{' '.join(above)} / {below[0]}" if len(below) == 1 else f"{' '.join(above)}/({' '.join(below)})"
        yield f"\\frac{{{' '.join(above)}}}{{{' '.join(below)}}}"
        yield (
            f"{' '.join(above)} per {' '.join(below)}" if len(below) == 1 else f"{'*'.join(above)}/({'*'.join(below)})"
        )


def plain(power: Fraction) -> str:
    return "" if power == 1 else f"^{power}"


def signs(power: Fraction) -> str:
    return "" if power == 1 else str(power).translate(RAISED)


def braced(power: Fraction) -> str:
    return "" if power == 1 else f"^{{{power}}}"


def bare(power: Fraction) -> str:
    return "" if power == 1 else f"{power}"


def stars(power: Fraction) -> str:
    return "" if power == 1 else f"**{power}" if power > 0 else f"**({power})"


MEMBER = Spelling(kind="units", summary="units as powers, fractions and in brackets", write=write)

"""What a run of letters means as a unit: ``kN``, ``newtons``, ``kWh``, and ``KM`` for ``km``; or what it may mean.

>>> [resolve(letters, 1).units[0][0].text for letters in ("kN", "Newtons", "kWh", "KM")]
['kN', 'N', 'kW', 'km']
>>> resolve("ms", -1).units == resolve("m", 1).units + resolve("s", -1).units  # nobody writes 1/ms so
True
>>> resolve("MM", 1).choices, resolve("apples", 1)
(('mm', 'Mm'), None)
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Final

from grader.answers.units.table import PREFIXES, find_name, find_symbol, list_other_cases, read_table
from grader.answers.units.unit import Unit, combine

__all__ = ["Meaning", "list_alternatives", "resolve"]

LONGEST: Final = 12  # letters of units that are written together: kgms is 4
MOST_JOINED: Final = 3
SCALES: Final = {"C": "°C", "F": "°F", "c": "°C", "f": "°F"}  # 25 C, where a temperature is asked for
Factors = tuple[tuple[Unit, Fraction], ...]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What some letters mean: units with powers. ``choices`` are spellings of which nobody knows which is meant.

    ``respelled`` is the spelling as which the letters were read, if they are none of their own.
    """

    units: Factors = ()
    choices: tuple[str, ...] = ()
    respelled: str = ""


@lru_cache(maxsize=4096)
def resolve(letters: str, power: Fraction) -> Meaning | None:
    """Return what letters with a power mean; None where they are no unit."""
    table = read_table()
    if letters in table.asked_back:
        return Meaning(choices=table.asked_back[letters])
    if letters == "ms" and power < 0:
        return Meaning((*resolve_one("m"), *resolve_one("s", power)))
    unit = find_symbol(letters)
    unit = find_name(letters) if unit is None else unit
    if unit is not None:
        return Meaning(((unit, power),))
    plural = letters.removesuffix("s")
    if 1 < len(plural) < len(letters) and power == 1 and find_symbol(plural) is not None:
        # 5 kgs are kilograms, or kilogram seconds; 5 kms are kilometres.
        products = tuple(write_factors(factors) for factors in split_joined(letters, power))
        return Meaning(choices=(plural, *products)) if products else Meaning(resolve_one(plural), respelled=plural)
    joined = {meaning.measure: factors for factors in split_joined(letters, power) if (meaning := combine(factors))}
    if len(joined) == 1:
        return Meaning(next(iter(joined.values())))
    if joined:
        return Meaning(choices=tuple(write_factors(factors) for factors in joined.values()))
    if letters.endswith("M") and PREFIXES.get(letters[:-1], 0) < 0:  # millimolar, or a millimetre in capitals
        return Meaning(choices=(f"{letters[:-1]}mol/L", *list_other_cases(letters)))
    lowered = letters.casefold()
    asked = {name.casefold(): choices for name, choices in table.asked_back.items() if len(name) > 1}
    if lowered.removesuffix("s") in asked:
        return Meaning(choices=asked[lowered.removesuffix("s")])
    return respell(letters, power)


def resolve_one(letters: str, power: Fraction = Fraction(1)) -> Factors:
    unit = find_symbol(letters)
    return () if unit is None else ((unit, power),)


def respell(letters: str, power: Fraction) -> Meaning | None:
    """Return what letters mean in small and capital ones as they should be."""
    cases = list_other_cases(letters)
    if cases and (cases[0] in read_table().symbols or len(cases) == 1):
        return Meaning(resolve_one(cases[0], power), respelled=cases[0])
    if cases:
        return Meaning(choices=cases)
    if letters.casefold() == "kwh":
        return Meaning((*resolve_one("kW"), *resolve_one("h")), respelled="kWh")
    return None


def split_joined(letters: str, power: Fraction) -> Iterator[Factors]:
    """Yield the ways to read letters as symbols of units that are written together; the power is that of the last."""
    if len(letters) > LONGEST or not letters.isalpha():
        return

    def split(rest: str, count: int) -> Iterator[tuple[str, ...]]:
        if find_symbol(rest) is not None:
            yield (rest,)
        for end in range(1, len(rest)) if count > 1 else ():
            if find_symbol(rest[:end]) is not None:
                yield from ((rest[:end], *others) for others in split(rest[end:], count - 1))

    for symbols in split(letters, MOST_JOINED):
        # "kgms^-2" has metres in it, and no milliseconds; "sm" is nothing that anybody writes together.
        if len(symbols) > 1 and not (symbols[-1] == "ms" and power < 0) and is_usual(symbols):
            yield tuple(
                factor
                for place, symbol in enumerate(symbols)
                for factor in resolve_one(symbol, power if place == len(symbols) - 1 else Fraction(1))
            )


def is_usual(symbols: tuple[str, ...]) -> bool:
    """Whether symbols are written together by anybody: ``Nm``, ``kWh``, ``mAh``, ``Pas``, ``kgm``."""
    return symbols[0] != "m" and symbols[-1] in JOINED_LAST and all(symbol in JOINED_FIRST for symbol in symbols[:-1])


JOINED_LAST: Final = frozenset({"m", "h", "s", "cm", "mm", "K", "A"})
JOINED_FIRST: Final = frozenset({
    "N", "kN", "MN", "mN", "W", "kW", "MW", "GW", "A", "mA", "V", "kV", "J", "kJ", "Pa", "mPa", "kg", "m", "T", "Ω",
})  # fmt: skip


def write_factors(factors: Factors) -> str:
    unit = combine(factors)
    return "" if unit is None else unit.text


def list_alternatives(symbol: str) -> Iterator[Unit]:
    """Yield what a symbol may have been typed for: other cases, newton metres for nm, m*K for mK, °C for C.

    >>> [unit.text for unit in list_alternatives("nm")]
    ['N*m']
    """
    if symbol in SCALES and (unit := find_symbol(SCALES[symbol])):
        yield unit
    for written in list_other_cases(symbol):
        if found := find_symbol(written):
            yield found
    for end in range(1, len(symbol)):  # W/mK, with metres and kelvins
        if (first := find_symbol(symbol[:end])) and (second := find_symbol(symbol[end:])):
            product = combine([(first, Fraction(1)), (second, Fraction(1))])
            if product is not None:
                yield product
    for other in ("Nm", "kNm"):
        if symbol.casefold() == other.casefold() and symbol != other and (meaning := resolve(other, Fraction(1))):
            joined = combine(meaning.units)
            if joined is not None:
                yield joined

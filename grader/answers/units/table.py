"""The table of units, ``units.txt``, read when an item first needs it.

>>> find_symbol("kN").size, find_symbol("min").size, find_name("kilometres").text
(Fraction(1000, 1), Fraction(60, 1), 'km')
>>> find_symbol("kmin") is None  # nobody uses prefixes with minutes
True
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from grader.answers.units.unit import BASES, NONE, Unit, combine

__all__ = ["PREFIXES", "Table", "find_name", "find_symbol", "list_other_cases", "read_table"]

PREFIXES: Final[Mapping[str, int]] = MappingProxyType({
    "q": -30, "r": -27, "y": -24, "z": -21, "a": -18, "f": -15, "p": -12, "n": -9, "µ": -6, "u": -6, "m": -3, "c": -2,
    "d": -1, "da": 1, "h": 2, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18, "Z": 21, "Y": 24, "R": 27, "Q": 30,
})  # fmt: skip
PREFIX_NAMES: Final[Mapping[str, str]] = MappingProxyType({
    "pico": "p", "nano": "n", "micro": "µ", "milli": "m", "centi": "c", "deci": "d", "deca": "da", "hecto": "h",
    "kilo": "k", "mega": "M", "giga": "G", "tera": "T", "peta": "P", "femto": "f",
})  # fmt: skip
USUAL: Final = frozenset({"", "p", "n", "µ", "m", "c", "d", "k", "M", "G", "T"})  # nobody mistypes a peta
FILE: Final = Path(__file__).with_name("units.txt")
POWER: Final = re.compile(r"(?P<symbol>[^\d-]+)(?P<power>-?\d+)?")


@dataclass(frozen=True)
class Table:
    """The units by symbol and by name, the prefixes that each symbol takes, and what is asked back.

    ``folded`` holds the symbols, with their usual prefixes too, by their letters in small: how they may be meant.
    """

    symbols: Mapping[str, Unit]
    names: Mapping[str, str]
    prefixes: Mapping[str, tuple[str, ...]]
    asked_back: Mapping[str, tuple[str, ...]]
    folded: Mapping[str, tuple[str, ...]]


@lru_cache(maxsize=1)
def read_table() -> Table:
    """Return the table; a fault in the file is a bug of ours, and raises."""
    symbols, names = dict[str, Unit](), dict[str, str]()
    prefixes, asked = dict[str, tuple[str, ...]](), dict[str, tuple[str, ...]]()
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        fields = [field.strip() for field in line.split(";")]
        if line.startswith("?"):
            asked |= dict.fromkeys(fields[0][1:].split(), tuple(fields[1].split()))
            continue
        listed, size, called, taken = fields
        own = [symbol.strip() for symbol in listed.split(",")]
        for symbol in own:
            symbols[symbol] = replace(read_size(symbol, size, symbols), parts=((own[0], Fraction(1)),))
            prefixes[symbol] = tuple(PREFIXES) if taken == "all" else tuple(taken.split())
        names |= dict.fromkeys(called.split(), own[0])
    symbols["1"] = replace(symbols["1"], parts=())
    folded = dict[str, tuple[str, ...]]()
    for symbol in symbols:
        for written in (f"{prefix}{symbol}" for prefix in ("", *prefixes[symbol]) if prefix in USUAL):
            if written in symbols and written != symbol:  # cd is no hundredth of a day
                continue
            key = written.casefold()
            folded[key] = (*folded.get(key, ()), written)
    return Table(*map(freeze, (symbols, names, prefixes, asked, folded)))


def freeze(found: Any) -> Any:
    """Return a view that cannot be changed, because the table is shared by all threads."""
    return MappingProxyType(found)


def read_size(symbol: str, size: str, known: Mapping[str, Unit]) -> Unit:
    """Return a unit by its size in units that are known: ``5/9 K @ 45967/180``."""
    if size == "base":
        place = BASES.index(symbol)
        return Unit(Fraction(1), tuple(Fraction(at == place) for at in range(len(BASES))))
    written, _, zero = size.partition("@")
    number, *factors = written.split()
    above, _, below = number.partition("/")
    pi, parts = 0, list[tuple[Unit, Fraction]]()
    for factor in factors:
        match = POWER.fullmatch(factor)
        assert match is not None
        if match["symbol"] == "pi":
            pi = int(match["power"])
        else:
            parts.append((known[match["symbol"]], Fraction(match["power"] or 1)))
    unit = combine(parts) or Unit(Fraction(1), NONE)
    value = Fraction(above) / Fraction(below or 1)
    return Unit(unit.size * value, unit.dimension, unit.pi + pi, Fraction(zero.strip() or 0))


@lru_cache(maxsize=2048)
def find_symbol(letters: str) -> Unit | None:
    """Return the unit with this very symbol, with a prefix or without."""
    table = read_table()
    if letters in table.symbols:
        return table.symbols[letters]
    for length in (1, 2):
        prefix, symbol = letters[:length], letters[length:]
        if symbol in table.symbols and prefix in table.prefixes[symbol]:
            unit = table.symbols[symbol]
            written = f"{'µ' if prefix == 'u' else prefix}{unit.parts[0][0]}"
            return replace(unit, size=unit.size * Fraction(10) ** PREFIXES[prefix], parts=((written, Fraction(1)),))
    return None


@lru_cache(maxsize=2048)
def find_name(word: str) -> Unit | None:
    """Return the unit that a word names, in the singular or the plural, with the word of a prefix or without."""
    table, lowered = read_table(), word.casefold()
    for name in (lowered, lowered.removesuffix("s"), lowered.removesuffix("es")):
        if name in table.names:
            return table.symbols[table.names[name]]
        for prefix, letter in PREFIX_NAMES.items():
            symbol = table.names.get(name.removeprefix(prefix)) if name.startswith(prefix) else None
            if symbol is not None and letter in table.prefixes[symbol]:
                return find_symbol(f"{letter}{symbol}")
    return None


def list_other_cases(letters: str) -> tuple[str, ...]:
    """Return the symbols that differ from some letters only in small and capital ones, those without a prefix first.

    >>> list_other_cases("KM"), list_other_cases("mW"), list_other_cases("pa")
    (('km',), ('MW',), ('Pa', 'pA'))
    """
    table = read_table()
    found = sorted(table.folded.get(letters.casefold(), ()), key=lambda written: written not in table.symbols)
    meanings = {unit.measure: written for written in found if (unit := find_symbol(written)) and written != letters}
    return tuple(meanings.values())

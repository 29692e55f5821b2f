"""Units that are written after a value, in any spelling: ``m/s``, ``m s⁻¹``, ``metres per second``, ``\\mathrm{m/s}``.

A unit is its size in SI base units together with their powers, so that two spellings are compared as what they mean.

>>> [parse_unit(text) == parse_unit("m/s") for text in ("m s⁻¹", r"m\\,s^{-1}", "ms^-1", "km/h", "m")]
[True, True, True, False, False]
>>> parse_unit("N m") == parse_unit("kg m^2/s^2") == parse_unit("joules"), parse_unit("apples")
(True, None)
"""

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Final, NamedTuple

from grader.patterns import regex

__all__ = ["Unit", "Written", "list_written_units", "parse_unit", "read_unit"]


class Unit(NamedTuple):
    """How many SI units it is, and of which kind: the powers of the base units, in the order of their names."""

    size: Fraction
    kind: tuple[tuple[str, int], ...]


# What each symbol is in others: a factor, and base units with their powers.
_SYMBOLS: Final[dict[str, tuple[Fraction | int, str]]] = {
    **{base: (1, base) for base in ("m", "s", "kg", "A", "K", "mol", "rad", "bit", "nat")},
    "g": (Fraction(1, 1000), "kg"), "N": (1, "kg m s-2"), "J": (1, "kg m2 s-2"), "W": (1, "kg m2 s-3"),
    "Pa": (1, "kg m-1 s-2"), "Hz": (1, "s-1"), "C": (1, "A s"), "V": (1, "kg m2 s-3 A-1"), "Ω": (1, "kg m2 s-3 A-2"),
    "F": (1, "kg-1 m-2 s4 A2"), "T": (1, "kg s-2 A-1"), "min": (60, "s"), "h": (3600, "s"),
    "L": (Fraction(1, 1000), "m3"), "l": (Fraction(1, 1000), "m3"), "eV": (Fraction("1.602176634e-19"), "kg m2 s-2"),
    "bar": (100_000, "kg m-1 s-2"), "unit": (1, "unit"),
}  # fmt: skip
_PREFIXED: Final = frozenset(
    {"m", "s", "g", "N", "J", "W", "Pa", "Hz", "C", "V", "Ω", "F", "T", "A", "L", "l", "eV", "mol", "bit"}
)
_PREFIXES: Final = {"k": 3, "M": 6, "G": 9, "d": -1, "c": -2, "m": -3, "µ": -6, "μ": -6, "n": -9}
_WORDS: Final = {
    "newton": "N", "joule": "J", "watt": "W", "volt": "V", "ampere": "A", "amp": "A", "ohm": "Ω", "kelvin": "K",
    "metre": "m", "meter": "m", "second": "s", "sec": "s", "gram": "g", "gramme": "g", "kilogram": "kg", "pascal": "Pa",
    "coulomb": "C", "radian": "rad", "mole": "mol", "kilometre": "km", "kilometer": "km", "centimetre": "cm",
    "centimeter": "cm", "millimetre": "mm", "millimeter": "mm", "minute": "min", "hour": "h", "hr": "h", "litre": "L",
    "liter": "L", "tesla": "T", "farad": "F", "kilojoule": "kJ", "bit": "bit", "nat": "nat", "unit": "unit",
    "electronvolt": "eV",
}  # fmt: skip
# Units that are written together, with their powers.
_JOINED: Final = {
    "Nm": (("N", 1), ("m", 1)), "kNm": (("kN", 1), ("m", 1)), "Ws": (("W", 1), ("s", 1)), "Wh": (("W", 1), ("h", 1)),
    "kWh": (("kW", 1), ("h", 1)), "kmh": (("km", 1), ("h", -1)), "kph": (("km", 1), ("h", -1)),
}  # fmt: skip
_PREFIX_WORDS: Final = {
    "nano": "n", "micro": "µ", "milli": "m", "centi": "c", "deci": "d", "kilo": "k", "mega": "M", "giga": "G",
}  # fmt: skip
_UNINFLECTED: Final = {"hertz": "Hz", "Ω": "Ω", "\\omega": "Ω", "\\ohm": "Ω", "secs": "s", "min": "min"}
_RAISES: Final = {"square": 2, "sq": 2, "cubic": 3, "cu": 3, "squared": 2, "cubed": 3}  # square metres, cubic units
_RAISE: Final = regex(r"(?P<word>square|sq\.?|cubic|cu\.?)\s+(?=[A-Za-z]{3})", re.IGNORECASE)
_RAISED_AFTER: Final = regex(r"\s+(?P<word>squared|cubed)\b", re.IGNORECASE)  # units squared
_LETTERS: Final = r"(?:\\(?:Omega|ohm)(?![A-Za-z])|[A-Za-zµμΩΩ]+)"
_EXPONENT: Final = "[-−]?[1-4]"
_POWER: Final = rf"(?:(?:\^|\*\*)(?:\{{{_EXPONENT}\}}|\({_EXPONENT}\))|(?:\^|\*\*)?{_EXPONENT}(?![0-9])|⁻?[¹²³⁴])?"
_BLANK: Final = r"(?:\s|\\[,;: ]|~)"
_PIECE: Final = regex(
    rf"(?:\\(?:text|mathrm|textrm)\s*\{{\s*(?P<upright>{_LETTERS})\s*\}}|(?P<letters>{_LETTERS}))(?P<power>{_POWER})"
)
_JOINT: Final = regex(rf"{_BLANK}*(?:(?P<over>/)|[*·⋅]|\\cdot(?![A-Za-z])){_BLANK}*|{_BLANK}+(?P<per>per\s+)?")
_UPRIGHT: Final = regex(r"\\(?:text|mathrm|textrm)\s*\{(?P<unit>(?:[^{}]|\{[^{}]*\}){1,40})\}")
_GROUP: Final = r"\s*\{((?:[^{}]|\{[^{}]*\}){1,40})\}"
_FRACTION: Final = regex(rf"\\[dt]?frac{_GROUP}{_GROUP}")
_RAISED: Final = str.maketrans("⁻¹²³⁴−", "-1234-", "^*{}()")
_MEASURED: Final = regex(r"(?<![A-Za-z_])[0-9.]+\s*(?=[A-Za-zµμΩ])|\b(?=[A-Za-z]{3})")


class Written(NamedTuple):
    """A unit in a text, and where it ends."""

    unit: Unit
    end: int


@lru_cache(maxsize=4096)
def parse_unit(text: str) -> Unit | None:
    """Return the unit that a text is; None if it is none."""
    bare = text.strip(" \t\n~.")
    found = read_unit(bare, 0)
    return found.unit if found and found.end == len(bare) else None


def read_unit(text: str, start: int) -> Written | None:
    """Return the unit that begins at a place, as far as it goes; None where there is none.

    >>> latex = (r"\\mathrm{m^2/s}", r"\\text{m}^2/\\text{s}", r"\\frac{m^2}{s}", "m**2/s")
    >>> {parse_unit(text) == parse_unit("m² s⁻¹") for text in latex}
    {True}
    """
    found = (read_upright(text, start), read_fraction(text, start), read_pieces(text, start))
    return max(filter(None, found), key=lambda written: written.end, default=None)


def read_upright(text: str, start: int) -> Written | None:
    """Return a whole unit in upright letters: ``\\mathrm{m/s}``."""
    whole = _UPRIGHT.match(text, start)
    unit = parse_unit(whole["unit"]) if whole else None
    return Written(unit, whole.end()) if whole and unit else None


def read_fraction(text: str, start: int) -> Written | None:
    """Return a unit with a fraction line: ``\\frac{m^2}{s}``, ``\\frac{1}{s}``."""
    line = _FRACTION.match(text, start)
    if line is None:
        return None
    above = Unit(Fraction(1), ()) if line[1].strip() == "1" else parse_unit(line[1])
    below = parse_unit(line[2])
    if above is None or below is None:
        return None
    powers = dict(above.kind)
    for base, power in below.kind:
        powers[base] = powers.get(base, 0) - power
    return Written(Unit(above.size / below.size, sort_powers(powers)), line.end())


def read_pieces(text: str, start: int) -> Written | None:
    """Return a unit that is a product or quotient of symbols and words: ``m/s``, ``metres per second``."""
    found, factors, sign, place = None, dict[str, int](), 1, start
    while True:
        raises = _RAISE.match(text, place)
        piece = _PIECE.match(text, raises.end() if raises else place)
        if piece is None:
            break
        power = sign * int(piece["power"].translate(_RAISED) or 1)
        after = _RAISED_AFTER.match(text, piece.end())
        power *= _RAISES[raises["word"].casefold().rstrip(".")] if raises else 1
        power *= _RAISES[after["word"].casefold()] if after and not raises and not piece["power"] else 1
        symbols = split_symbol(piece["upright"] or piece["letters"], power)
        if symbols is None:
            break
        for symbol, exponent in symbols:
            factors[symbol] = factors.get(symbol, 0) + exponent
        end = after.end() if after else piece.end()
        found = Written(multiply_symbols(factors), end)
        joint = _JOINT.match(text, end)
        if joint is None:
            break
        sign, place = -1 if joint["over"] or joint["per"] else 1, joint.end()
    return found


def multiply_symbols(factors: Mapping[str, int]) -> Unit:
    size, powers = Fraction(1), dict[str, int]()
    for symbol, exponent in factors.items():
        factor, kind = resolve_symbol(symbol)
        size *= factor**exponent
        for base, times in kind:
            powers[base] = powers.get(base, 0) + times * exponent
    return Unit(size, sort_powers(powers))


def sort_powers(powers: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted((base, power) for base, power in powers.items() if power))


def split_symbol(letters: str, power: int) -> list[tuple[str, int]] | None:
    """Return a unit by its symbol, with its power; ``ms^-1`` is usually typed for ``m s^-1``."""
    if letters == "ms" and power < 0:
        return [("m", 1), ("s", power)]
    if letters in _JOINED and power == 1:
        return list(_JOINED[letters])
    word = letters.casefold()
    symbol = letters if is_symbol(letters) else find_symbol(word) or find_prefixed_symbol(word)
    return None if symbol is None else [(symbol, power)]


def find_symbol(word: str) -> str | None:
    return _WORDS.get(word) or _WORDS.get(word.removesuffix("s")) or _UNINFLECTED.get(word)


def find_prefixed_symbol(word: str) -> str | None:
    """Return the symbol of a word with the word of a prefix before it: nm for *nanometers*."""
    for prefix, letter in _PREFIX_WORDS.items():
        if word.startswith(prefix) and (symbol := find_symbol(word.removeprefix(prefix))) in _PREFIXED:
            return f"{letter}{symbol}"
    return None


def is_symbol(letters: str) -> bool:
    return letters in _SYMBOLS or (letters[:1] in _PREFIXES and letters[1:] in _PREFIXED)


def resolve_symbol(symbol: str) -> tuple[Fraction, list[tuple[str, int]]]:
    """Return the size of a symbol and its base units: 1000 and m for ``km``."""
    prefix = Fraction(1)
    if symbol not in _SYMBOLS:
        prefix, symbol = Fraction(10) ** _PREFIXES[symbol[0]], symbol[1:]
    factor, kind = _SYMBOLS[symbol]
    parts = (re.fullmatch(r"([A-Za-z]+)(-?\d)?", part) for part in kind.split())
    return prefix * factor, [(part[1], int(part[2] or 1)) for part in parts if part]


def list_written_units(text: str) -> Iterator[Unit]:
    """Yield the units of quantities in a question: those after numbers, and those that are written as words.

    >>> [unit.size for unit in list_written_units("It goes 90 km in 30 min, and is 20 m high for some seconds.")]
    [Fraction(1000, 1), Fraction(60, 1), Fraction(1, 1), Fraction(1, 1)]
    """
    for match in _MEASURED.finditer(text):
        found = read_unit(text, match.end())
        # Of letters that are no quantity, only words are units: "the mass m" names no metres.
        if found and (match.group() or not is_symbol(text[match.end() : found.end])):
            yield found.unit

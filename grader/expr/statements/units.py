"""Units that a question asks for: an answer may repeat them after its value.

Only what follows *in* in the question is a unit that is asked for; others in it are those of given quantities.

>>> sorted(find_units("100 m in 9.58 s: the speed in m/s, three digits.")), sorted(find_units("Work (in joules)."))
(['m/s'], ['J', 'joule', 'joules'])
>>> drop_unit("10.4 m / s", frozenset({"m/s"})), drop_unit("12 km", frozenset({"m"}))
('10.4', '12 km')
"""

import re
from collections.abc import Iterator
from typing import Final

__all__ = ["drop_unit", "find_units"]

_LETTERS: Final = "A-Za-zµμΩΩ"
_ASKED: Final = re.compile(
    rf"(?:\bin\s+|\[)(?P<unit>[{_LETTERS}°]+(?:\s?[/*·⋅^]\s?[{_LETTERS}0-9]+|[²³⁻¹]+|\s(?!on|at|of|to|by|is|as|in|or|a)[{_LETTERS}]{{1,2}}"
    rf"(?![{_LETTERS}]))*)(?=[\s,.;:)\]]|$)"
)
_SYMBOLS: Final = {
    "newton": "N", "joule": "J", "watt": "W", "volt": "V", "ampere": "A", "amp": "A", "ohm": "Ω", "kelvin": "K",
    "metre": "m", "meter": "m", "second": "s", "gram": "g", "kilogram": "kg", "pascal": "Pa", "hertz": "Hz",
    "coulomb": "C", "radian": "rad", "mole": "mol", "kilometre": "km", "kilometer": "km", "centimetre": "cm",
    "centimeter": "cm", "minute": "min", "hour": "h", "tesla": "T", "farad": "F",
}  # fmt: skip
"""What is usually written for a unit that a question names in full."""
_ENDS_VALUE: Final = r"(?<=[0-9)\]}%°²³⁰¹⁴⁵⁶⁷⁸⁹⟩>])"


def find_units(question: str) -> frozenset[str]:
    """Return the units that a question asks for, in all their spellings."""
    return frozenset(spelling for match in _ASKED.finditer(question) for spelling in spell_unit(match["unit"]))


def spell_unit(unit: str) -> Iterator[str]:
    """Yield the spellings of a unit: ``joules``, ``joule`` and ``J``."""
    yield unit
    lowered = unit.casefold()
    singular = lowered[:-1] if lowered.endswith("s") and lowered not in _SYMBOLS else lowered
    if singular in _SYMBOLS:
        yield from (singular, f"{singular}s", _SYMBOLS[singular])


def drop_unit(text: str, units: frozenset[str]) -> str:
    """Return a text without a unit that is asked for after its value."""
    for unit in sorted(units, key=len, reverse=True):
        letters = r"\s*".join(map(re.escape, "".join(unit.split())))
        match = re.search(rf"{_ENDS_VALUE}\s*{letters}\s*\.?\s*$", text)
        if match:
            return text[: match.start()]
    return text

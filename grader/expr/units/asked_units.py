"""Units that a question asks for: an answer may repeat them after its values.

A question names the unit (*the speed in m/s*), or only the quantity (*its speed*). The quantity alone stands for its SI
unit, and only where the question gives all its quantities in SI units: after *90 km in 30 min* nobody can know.

>>> speed = find_units("100 m in 9.58 s: the speed in m/s, three digits.")
>>> [drop_units(text, speed).strip() for text in ("10.4 m / s", "(1 m/s, 2 m s^-1)", "10.4 km/h")]
['10.4', '(1    , 2       )', '10.4 km/h']
>>> drop_units("1 s and 3 s", find_units("It falls 20 m. At what times is it 5 m high?"))
'1   and 3  '
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Final

from grader.expr.units.units import Unit, Written, list_written_units, parse_unit, read_unit
from grader.patterns import regex

__all__ = [
    "asks_for_degrees",
    "drop_units",
    "find_trailing_unit",
    "find_unit_of",
    "find_units",
    "list_asking_sentences",
    "list_units",
    "names_unit",
]

# What a question asks is said by these sentences, and by all of it where there is none of them.
_ASKS: Final = regex(
    r"(?:give|find|compute|calculate|determine|state|express|write|work out|estimate|what|which|how|when|where|at what|"
    r"for which|in which)\b",
    re.IGNORECASE,
)
# "Use hc = 1240 eV nm; give it in nm": the second clause is a sentence of its own.
_SENTENCE: Final = regex(r"(?<=[.?!])\s+(?=[A-Z])|[;,]\s+(?:and\s+)?(?=(?:give|state|express|write)\b)")
_IN_UNIT: Final = regex(r"\bin\s+|\b(?:whole\s+)?number\s+of\s+|(?<=\s)(?P<open>[\[(])")
_QUANTITIES: Final = {
    "speed": "m/s", "speeds": "m/s", "velocity": "m/s", "velocities": "m/s", "acceleration": "m/s^2", "time": "s",
    "times": "s", "when": "s", "period": "s", "duration": "s", "height": "m", "distance": "m", "length": "m",
    "radius": "m", "width": "m", "depth": "m", "force": "N", "energy": "J", "work": "J", "heat": "J", "power": "W",
    "pressure": "Pa", "mass": "kg", "temperature": "K", "frequency": "Hz", "voltage": "V", "current": "A",
    "resistance": "Ω", "charge": "C", "momentum": "kg m/s", "area": "m^2", "volume": "m^3", "density": "kg/m^3",
    "entropy": "bit", "angle": "rad", "angles": "rad", "wavelength": "m", "altitude": "m", "diameter": "m",
    "displacement": "m", "tension": "N", "torque": "N m",
    "distances": "m", "heights": "m", "lengths": "m", "masses": "kg", "forces": "N", "frequencies": "Hz",
    "capacitance": "F", "perimeter": "m", "circumference": "m",
}  # fmt: skip
_HOW: Final = {"how far": "m", "how high": "m", "how deep": "m", "how wide": "m", "how tall": "m", "how fast": "m/s",
               "how heavy": "kg"}  # fmt: skip
_WORD: Final = regex(r"[a-z]+", re.IGNORECASE)
# A quantity with its value is not the one that is asked for: "of a tone with frequency 850 Hz", "a mass m = 2 kg".
_VALUE: Final = regex(r"(?:\s+(?:of|is))?\s+(?:[A-Za-z](?:_\w)?\s*=\s*)?[0-9][0-9.,*^(){}+-]*\s*(?=[A-Za-zµμΩΩ])")
_ASKS_WHEN: Final = regex(r"\bwhen\s+(?:does|do|is|are|will|did|has)\b", re.IGNORECASE)
_BLANKS: Final = r"(?:\s|\\[,;: ]|~)*+"
# A plain number after an equals sign, or alone; as a part of a product, it would not be all that has the unit.
_LAST_NUMBER: Final = regex(
    rf"(?:(?<=^)|(?<=[=≈(])|(?<=,)(?<![0-9\\],)|(?<=,\s)){_BLANKS}(?:[-−]\s*+)?(?P<digits>[0-9]{{1,15}}(?:\.[0-9]{{1,15}})?)"
    rf"(?:[eE](?P<exponent>[-+]?[0-9]{{1,2}})|{_BLANKS}(?:[*·⋅×x]|\\times(?![A-Za-z])|\\cdot(?![A-Za-z])){_BLANKS}10"
    rf"(?:\s*+(?:\^|\*\*)\s*+[({{]?(?P<power>[-+−]?[0-9]{{1,2}})[)}}]?|(?P<raised>[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{{1,2}})))?+{_BLANKS}$"
)
_RAISED: Final = str.maketrans("⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹−", "+-0123456789-")
_UNIT: Final = "unit"  # of a length without one of its own: square units
# A letter t that is asked for is a time, where the question is about quantities with units at all.
_ASKS_FOR_T: Final = regex(r"\b(?:which|what)\s+(?:times?\s+|values?\s+of\s+)?t\b")
_TAKES: Final = regex(r"\bhow long\b.*\b(?:take|takes|last|lasts|until)\b", re.IGNORECASE)
_DEGREES: Final = regex(
    r"\b(?:in|many)\s+degrees?\b(?!\s+(?:of\s+freedom|celsius|fahrenheit|[CF]\b))|\(degrees?\)|\[°\]|\(°\)|\bin °",
    re.IGNORECASE,
)
# A unit may touch a number or a bracket; after a letter it would be a name.
_AFTER_VALUE: Final = regex(
    r"(?:(?<=[0-9)\]}%²³⁰¹⁴⁵⁶⁷⁸⁹⟩>π])(?:(?<!\s)(?:\s|\\[,;: ]|~)*+)|(?<=[A-Za-z])(?:\s|\\[,;: ]|~)++)(?=[A-Za-zµμΩΩ\\])"
)
_END: Final = regex(r"\s*+(?:[,;)\]}⟩=≈$\n]|\\approx|\\right|\\\\|[<>≤≥]|\\[lg]eq?\b|\.?\s*+$|(?:and|or|to)\b)")


@lru_cache(maxsize=256)  # every answer to a question asks for them
def find_units(question: str) -> frozenset[Unit]:
    """Return the units that an answer may have after its values."""
    asking = " ".join(list_asking_sentences(question))
    named = frozenset(list_named_units(asking))
    if named:
        return named
    quantities = set(list_quantities(asking)) - ({"rad"} if asks_for_degrees(question) else set())
    written = [unit for unit in list_written_units(question) if _UNIT not in dict(unit.kind)]
    if written and _ASKS_FOR_T.search(asking):
        quantities = {"s"}
    implied = {unit for unit in map(parse_unit, quantities) if unit}
    if len(implied) != 1 or any(unit.size != 1 for unit in written):
        return frozenset()
    ((_, kind),) = implied
    has_none = not written and len(kind) == 1 and kind[0][0] == "m"
    return frozenset({*implied, Unit(Fraction(1), ((_UNIT, kind[0][1]),))} if has_none else implied)


@lru_cache(maxsize=256)
def names_unit(question: str) -> bool:
    """Whether a question says in which unit its answer is: *the energy in kJ*."""
    return any(True for _ in list_named_units(" ".join(list_asking_sentences(question))))


def find_unit_of(quantity: str) -> Unit | None:
    """Return the SI unit of a quantity; None for any other word."""
    written = _QUANTITIES.get(quantity)
    return parse_unit(written) if written else None


def list_quantities(asking: str) -> Iterator[str]:
    """Yield the SI units of the quantities that the sentences of a question ask for.

    >>> set(list_quantities("What is the acceleration when a force of 10 N acts on a mass of 2 kg?"))
    {'m/s^2'}
    """
    found = [
        (word.group(), _QUANTITIES[word.group().casefold()])
        for word in _WORD.finditer(asking)
        if word.group().casefold() in _QUANTITIES and not has_value(asking, word)
    ]
    found += [(words, unit) for words, unit in _HOW.items() if words in asking.casefold()]
    found += [("time", "s")] if _TAKES.search(asking) else []
    # "its speed when it lands" asks for no time, but "when is its speed zero" does.
    is_time = _ASKS_WHEN.search(asking) or {word.casefold() for word, _ in found} <= {"when"}
    yield from (unit for word, unit in found if is_time or word.casefold() != "when")


def has_value(asking: str, word: re.Match[str]) -> bool:
    """Whether a quantity is given: its value is after it, in a unit of its kind."""
    value = _VALUE.match(asking, word.end())
    written = read_unit(asking, value.end()) if value else None
    implied = parse_unit(_QUANTITIES[word.group().casefold()])
    return written is not None and implied is not None and written.unit.kind == implied.kind


def list_named_units(question: str) -> Iterator[Unit]:
    """Yield the units in ``in m/s``, and in brackets of their own: ``(m/s)``."""
    for match in _IN_UNIT.finditer(question):
        written = read_unit(question, match.end())
        if written and (match["open"] is None or question[written.end : written.end + 1] in (")", "]")):
            yield written.unit


def list_asking_sentences(question: str) -> Iterator[str]:
    sentences = _SENTENCE.split(question)
    asking = [sentence for sentence in sentences if sentence.endswith("?") or _ASKS.match(sentence)]
    yield from asking or sentences


@lru_cache(maxsize=256)
def asks_for_degrees(question: str) -> bool:
    """Whether a question asks for an angle in degrees.

    >>> [asks_for_degrees(text) for text in ("The angle in degrees?", "How many degrees of freedom?", "Of degree 2?")]
    [True, False, False]
    """
    return _DEGREES.search(question) is not None


def drop_units(text: str, units: frozenset[Unit], *, are_named: bool = False) -> str:
    """Return a text with blanks in place of each unit after a value that is one of those that are asked for.

    Where the question names its unit, a number in the same unit with another SI prefix is converted.

    >>> drop_units("375000 J", find_units("Find the energy in kJ."), are_named=True)
    '375'
    """
    for start, written in reversed(list(list_units(text))) if units else ():
        if written.unit in units:
            text = text[:start] + " " * (written.end - start) + text[written.end :]
        elif are_named and len(units) == 1 and written.unit.kind == min(units).kind:
            number = _LAST_NUMBER.search(text, 0, start)
            power = find_power_of_ten(written.unit.size / min(units).size)
            if number and power is not None:
                text = text[: number.start("digits")] + shift_point(number, power) + text[written.end :]
    return text


def find_power_of_ten(ratio: Fraction) -> int | None:
    """Return 3 for 1000 and -2 for 1/100; None for any other number."""
    larger = max(ratio.numerator, ratio.denominator)
    power = len(str(larger)) - 1
    is_power = min(ratio.numerator, ratio.denominator) == 1 and larger == 10**power
    return (power if ratio >= 1 else -power) if is_power else None


def shift_point(number: re.Match[str], power: int) -> str:
    """Return a number times a power of ten, with as many digits; zeros at the end of a whole one count for nothing."""
    own = number["exponent"] or number["power"] or number["raised"] or "0"
    shifted = Decimal(number["digits"]).scaleb(power + int(own.translate(_RAISED)))
    is_whole = "." not in number["digits"]
    return f"{shifted.normalize() if is_whole else shifted:f}"


def list_units(text: str) -> Iterator[tuple[int, Written]]:
    """Yield the units after the values in a text, each with the place where its value ends."""
    for match in _AFTER_VALUE.finditer(text):
        written = read_unit(text, match.end())
        if written and _END.match(text, written.end):
            yield match.start(), written


def find_trailing_unit(text: str) -> tuple[int, Written] | None:
    """Return the unit that a text ends with, set off by a blank, and where its value ends; None if there is none."""
    found = [(start, written) for start, written in list_units(text) if not text[written.end :].strip(" .\n")]
    return found[-1] if found and text[found[-1][0]].isspace() else None

"""The grammar of units: ``kg*m/s^2``, ``kg m s^-2``, ``J/(kg K)``, ``m²``, ``square metres per second``.

>>> read_unit("kg m s^-2", 0).unit.measure == read_unit("N", 0).unit.measure
True
>>> read_unit("m / 5 s", 0).end, read_unit("apples", 0)
(1, None)
>>> read_unit("m/s^2/kg", 0).doubt.choices
('m/(s^2*kg)', 'm*kg/s^2')
"""

import re
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import lru_cache
from typing import Final

from grader.answers.units.symbols import resolve
from grader.answers.units.table import PREFIXES, find_symbol
from grader.answers.units.unit import ONE, Unit, combine
from grader.limits import MAX_UNIT_CHARACTERS
from grader.patterns import regex

__all__ = ["Doubt", "Written", "read_unit", "read_whole_unit"]

MOST_FACTORS: Final = 20
LARGEST_POWER: Final = 12  # of a unit; the largest in use is 4, and sizes are raised to it
SYMBOL: Final = regex(
    r"(?:°|deg(?:rees?)?)\s?(?P<scale>[CFcf](?![A-Za-z])|celsius|fahrenheit)|℃|(?P<sign>[°%‰])|(?P<letters>[A-Za-zµΩÅåö]+)",
    re.IGNORECASE,
)
INTEGER: Final = r"[-+]?\d{1,9}"
POWER: Final = regex(
    rf"\s?(?:\^|\*\*)\s?(?:\(\s*(?P<bracketed>{INTEGER})\s*(?:/\s*(?P<below>\d{{1,9}})\s*)?\)|(?P<plain>{INTEGER}))"
    r"|(?P<raised>[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})|(?P<touching>[1-4](?![\d.,])|"
    r"-[1-4](?![\d.,])(?!\s*+[A-Za-zµΩ(]++(?![\d-])))"
)
RAISING: Final = regex(r"\s?(?:\^|\*\*)")
RAISED: Final = str.maketrans("⁻⁺⁰¹²³⁴⁵⁶⁷⁸⁹", "-+0123456789")
WORD_BEFORE: Final = regex(r"(square|sq\.?|cubic|cu\.?)\s+(?=[A-Za-z])", re.IGNORECASE)
WORD_AFTER: Final = regex(r"\s+(squared|cubed)\b", re.IGNORECASE)
RAISES: Final = {"square": 2, "sq": 2, "cubic": 3, "cu": 3, "squared": 2, "cubed": 3}
JOINT: Final = regex(
    r"\s*(?:(?P<over>/)|(?P<times>\*(?!\*)|·|×|\.(?=[A-Za-zµΩ°])))\s*|\s+(?P<per>per\s+)|(?P<blank>\s+)|"
)
ONE_OVER: Final = regex(r"1\s*(?=/|per\b)")
PER: Final = regex(r"per\s+")
BRACKETS: Final = {"(": ")", "[": "]"}
MOST_NESTED: Final = 3


@dataclass(frozen=True, slots=True)
class Doubt:
    """A piece of a unit that has several meanings, each as it can be written."""

    piece: str
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """A unit in a text, the place where it ends, and what was read in another spelling, or is not clear."""

    unit: Unit
    end: int
    respelled: tuple[tuple[str, str], ...] = ()
    doubt: Doubt | None = None


Factor = tuple[Unit, Fraction]


@dataclass
class Product:
    """A product or quotient while it is read: its factors, and how each of them is joined to those before."""

    factors: list[tuple[str, Factor]] = field(default_factory=list)
    respelled: list[tuple[str, str]] = field(default_factory=list)
    doubt: Doubt | None = None


def read_whole_unit(text: str) -> Written | None:
    """Return the unit that a text is; None if it is none."""
    bare = text.strip()
    found = read_unit(bare, 0)
    return found if found is not None and found.end == len(bare) else None


def read_unit(text: str, start: int) -> Written | None:
    """Return the unit that begins at a place, as far as it goes; None where there is none."""
    found = read_beginning(text[start : start + MAX_UNIT_CHARACTERS])
    return None if found is None else replace(found, end=start + found.end)


@lru_cache(maxsize=4096)
def read_beginning(text: str) -> Written | None:
    end, product = read_product(text, 0, 0)
    unit = combine(factor for _, factor in product.factors) if end else None
    if unit is None:
        return None
    doubt = product.doubt or find_doubt(product, text[:end]) or find_lone_prefix(product, text[:end])
    return Written(unit, end, tuple(product.respelled), doubt)


def read_product(text: str, start: int, depth: int) -> tuple[int, Product]:
    """Read factors from a place on; return where they end."""
    start += len(text[start:]) - len(text[start:].lstrip())
    product, place, joint = Product(), start, "*"
    over = JOINT.match(text, start)
    if over is not None and over["over"] and start < len(text):
        place, joint = over.end(), "/"
    elif (per := PER.match(text, start)) is not None:
        place, joint = per.end(), "per"
    elif (one := ONE_OVER.match(text, start)) is not None:
        product.factors.append(("*", (ONE, Fraction(1))))
        place = one.end()
        joint, place = read_joint(text, place)
    end = start
    while joint and len(product.factors) < MOST_FACTORS:
        after = read_factor(text, place, joint, depth, product)
        if after is None:
            break
        end, before = after, joint
        joint, place = read_joint(text, end)
        # Words go on below the line: watts per metre kelvin.
        joint = "per" if before == "per" and joint == "*" else joint
    return end, product


def read_joint(text: str, place: int) -> tuple[str, int]:
    """Return the sign between two factors, and where the next one begins."""
    match = JOINT.match(text, place)
    if match is None:
        return "", place
    sign = "/" if match["over"] else "per" if match["per"] else "times" if match["times"] else "*"
    return sign, match.end()


def read_factor(text: str, place: int, joint: str, depth: int, product: Product) -> int | None:
    """Read one factor into a product; return where it ends, or None where there is none."""
    sign = -1 if joint in ("/", "per") else 1
    if text[place : place + 1] in BRACKETS and depth < MOST_NESTED:
        inner, found = read_product(text, place + 1, depth + 1)
        rest = text[inner:].lstrip()
        if not found.factors or rest[:1] != BRACKETS[text[place]]:
            return None
        end = len(text) - len(rest) + 1
        unit = combine(factor for _, factor in found.factors)
        power, end = read_power(text, end)
        if unit is None or power is None:
            return None
        product.respelled += found.respelled
        product.doubt = product.doubt or found.doubt or find_doubt(found, text[place + 1 : inner])
        product.factors.append((joint, (unit, sign * power)))
        return end
    before = WORD_BEFORE.match(text, place)
    match = SYMBOL.match(text, before.end() if before else place)
    if match is None:
        return None
    power, end = read_power(text, match.end())
    after = WORD_AFTER.match(text, end)
    if power is None:
        return None
    power *= RAISES[before[1].casefold().rstrip(".")] if before else 1
    if after and not before:
        power, end = power * RAISES[after[1].casefold()], after.end()
    letters = name_symbol(match)
    meaning = resolve(letters, power)
    if meaning is None:
        return None
    if meaning.choices:
        product.doubt = product.doubt or Doubt(letters, meaning.choices)
        product.factors.append((joint, (ONE, Fraction(1))))
    if meaning.respelled:
        product.respelled.append((letters, meaning.respelled))
    # Units that are written together are all below the line: J/Nm is J/(N m).
    product.factors += [
        (joint if at == 0 else "joined", (unit, sign * own)) for at, (unit, own) in enumerate(meaning.units)
    ]
    return end


def name_symbol(match: re.Match[str]) -> str:
    """Return the symbol of a scale of temperature, or the letters as they are."""
    if match["scale"]:
        return f"°{match['scale'][0].upper()}"
    return "°C" if match.group() == "℃" else match.group()


def read_power(text: str, place: int) -> tuple[Fraction | None, int]:
    """Return the power after a symbol, and where it ends; None for one that no unit has."""
    match = POWER.match(text, place)
    if match is None:  # a power that cannot be one of a unit is none at all
        return (None if RAISING.match(text, place) else Fraction(1)), place
    if text.startswith(("^", "**"), match.end()):
        return None, place
    written = match["bracketed"] or match["plain"] or match["touching"] or (match["raised"] or "").translate(RAISED)
    below = int(match["below"] or 1)
    if not below or not written.strip("+-") or abs(int(written)) > LARGEST_POWER or below > LARGEST_POWER:
        return None, place
    return Fraction(int(written), below), match.end()


def find_lone_prefix(product: Product, piece: str) -> Doubt | None:
    """Return the readings of ``k J``: kilojoules, or kelvin joules in a small letter."""
    for typed, meant in product.respelled:
        match = regex(rf"(?<![A-Za-z]){typed}\s+(?P<symbol>[A-Za-zµΩ]+)").search(piece) if typed in PREFIXES else None
        if match is not None and find_symbol(f"{typed}{match['symbol']}") is not None:
            return Doubt(match.group(), (f"{typed}{match['symbol']}", f"{meant}*{match['symbol']}"))
    return None


def find_doubt(product: Product, piece: str) -> Doubt | None:
    """Return the readings of what is after a slash: ``J/kg K``, ``m/s^2/kg``; None where there is only one.

    What follows the first factor below the line is either below it too, or above. Below a unit of the same kind, as in
    ``m/s/s`` and ``km/h/s``, a second slash has one meaning.
    """
    joints = [joint for joint, _ in product.factors]
    if "/" not in joints:
        return None
    later = next((at for at in range(joints.index("/") + 1, len(joints)) if joints[at] != "joined"), len(joints))
    kinds = {unit.dimension for _, (unit, _) in product.factors[joints.index("/") :]}
    is_said = set(joints[later:]) == {"per"}  # metres per second per second
    if later == len(joints) or is_said or (set(joints[later:]) == {"/"} and len(kinds) == 1):
        return None
    factors = [factor for _, factor in product.factors]
    turned = [*factors[:later], *((unit, -power) for unit, power in factors[later:])]
    found = sorted(filter(None, map(combine, (factors, turned))), key=lambda unit: unit.text.count("/("), reverse=True)
    choices = {unit.measure: unit.text for unit in found}
    return Doubt(piece.strip(), tuple(choices.values())) if len(choices) > 1 else None

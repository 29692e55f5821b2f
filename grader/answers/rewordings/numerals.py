"""A number in words as the whole answer: *one hundred and twenty*, *two and a half*, *five fourteenths*.

>>> texts = ("one hundred and twenty", "two and a half", "five fourteenths", "minus three", "one and a half amperes",
...          "two thousand five hundred", "twenty-one", "three quarters", "three point two five", "Thirty six.")
>>> [write_numeral(text) for text in texts]
['120', '5/2', '5/14', '-3', '3/2 amperes', '2500', '21', '3/4', '3.25', '36']
>>> texts = ("one and two", "two or three", "not two", "twenty fifths", "one twenty fifth", "a dozen")
>>> [write_numeral(text) == text for text in texts]
[True, True, True, True, True, True]
"""

import re
from fractions import Fraction
from typing import Final

from grader.expr.units.units import parse_unit
from grader.patterns import regex

__all__ = ["write_numeral"]

_ONES: Final = {
    word: value
    for value, word in enumerate((
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
        "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
    ))
}  # fmt: skip
_TENS: Final = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_POWERS: Final = {"hundred": 100, "thousand": 1000, "million": 10**6}
_ORDINALS: Final = {
    "half": 2, "halve": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
    "ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12,
    **{f"{word}th": value for word, value in _ONES.items() if value > 12}, "hundredth": 100, "thousandth": 1000,
    **{f"{word[:-1]}ieth": value for word, value in _TENS.items()},
}  # fmt: skip
_SIGN: Final = regex(r"\s*(?:(?P<minus>minus|negative)\s+|plus\s+)?(?P<rest>.*?)\s*[.!]?\s*", re.IGNORECASE | re.DOTALL)
_MIXED: Final = regex(r"(?P<whole>.+?)\s+and\s+(?P<part>(?:an?|one|two|three|four|five|six|seven|eight|nine)\s+\S+)")
_POINT: Final = regex(r"(?P<whole>\S+)\s+point\s+(?P<digits>\S+(?:\s+\S+){0,8})")
_LONGEST: Final = 80  # characters


def write_numeral(text: str) -> str:
    """Return a number that is written in words with digits, and a unit after it as it is; any other text unchanged."""
    match = _SIGN.fullmatch(text) if len(text) <= _LONGEST else None
    if match is None or not match["rest"][:1].isalpha():
        return text
    words = match["rest"].casefold()
    sign = "-" if match["minus"] else ""
    if (number := read_number(words)) is not None:
        return sign + number
    value, _, unit = words.rpartition(" ")
    number = read_number(value)
    if number is not None and parse_unit(unit) is not None and unit not in _ORDINALS:
        return f"{sign}{number} {match['rest'].rpartition(' ')[2]}"
    return text


def read_number(words: str) -> str | None:
    """Return a number in words as it is written with digits; None for any other words."""
    if (whole := read_whole(words)) is not None:
        return str(whole)
    if point := _POINT.fullmatch(words):
        before, digits = read_whole(point["whole"]), [_ONES.get(word, 10) for word in point["digits"].split()]
        return None if before is None or max(digits) > 9 else f"{before}.{''.join(map(str, digits))}"
    if mixed := _MIXED.fullmatch(words):
        before, part = read_whole(mixed["whole"]), read_part(mixed["part"])
        return None if before is None or part is None or part >= 1 else str(before + part)
    part = read_part(words)
    return None if part is None else str(part)


def read_part(words: str) -> Fraction | None:
    """Return *five fourteenths* as 5/14; of *twenty fifths* it is not clear where the numerator ends."""
    count, _, name = words.rpartition(" ")
    first, hyphen, last = name.removesuffix("s").rpartition("-")
    below = _ORDINALS.get(last)
    if below is None or (hyphen and (first not in _TENS or below > 9)):
        return None
    below += _TENS[first] if hyphen else 0
    above = 1 if count in ("", "a", "an") else read_whole(count)
    is_open = not hyphen and count.split()[-1:] != [] and count.split()[-1] in (*_TENS, *_POWERS)
    has_plural = name.endswith("s")
    is_plain = above is not None and above > 0 and has_plural == (above > 1) and (count or below == 2)
    return Fraction(above, below) if above is not None and is_plain and not is_open else None


def read_whole(words: str) -> int | None:
    """Return a whole number below a thousand millions that is written in words; None for any other words."""
    total, part, last = 0, 0, 10**9
    parts = words.replace("-", " ").split()
    for place, word in enumerate(parts):
        if word == "and":
            if place in (0, len(parts) - 1) or parts[place - 1] not in _POWERS:
                return None
        elif word in _ONES and (last >= 100 or (last in _TENS.values() and 0 < _ONES[word] < 10)):
            part, last = part + _ONES[word], 1
        elif word in _TENS and last >= 100:
            part, last = part + _TENS[word], _TENS[word]
        elif word == "hundred" and 0 < part < 10:
            part, last = 100 * part, 100
        elif word in _POWERS and 0 < part < 1000 and (total == 0 or _POWERS[word] < 10**6):
            total, part, last = total + part * _POWERS[word], 0, 1000
        elif word == "a" and place == 0 and parts[1:2] and parts[1] in _POWERS:
            part = 1
        else:
            return None
    return total + part if parts else None

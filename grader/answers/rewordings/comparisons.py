"""Conditions on numbers in words: *x is strictly between -1 and 4*, *all real numbers less than 4 except -1*.

>>> condition = Asked("condition", question="Solve |2x - 3| < 5 for x.")
>>> [write_comparison(text, condition) for text in ("x is strictly between -1 and 4", "all x with -1<x<4", "x \\\\/ y")]
['-1 < x < 4', '-1<x<4', 'x or y']
>>> interval = Asked("interval", any_ends=True, question="Where is the function x^3 - 3x increasing?")
>>> write_comparison("for x smaller than -1 and for x greater than 1", interval)
'x < -1 or x > 1'
>>> write_comparison("everywhere except between -1 and 1", interval)
'x <= -1 or x >= 1'
>>> write_comparison("all real numbers less than or equal to 4 except -1", interval)
'x <= 4 and x != -1'
>>> texts = ("x is between -1 and 4", "x is not strictly between -1 and 4", "for x above 1 and for x below 3")
>>> [write_comparison(text, interval) == text for text in texts]
[True, True, True]
"""

import re
from typing import Final

from grader.expr.asked.asked import Asked
from grader.patterns import regex

__all__ = ["write_comparison"]

_SHAPES: Final = frozenset({"interval", "condition", "set"})
_NUMBER: Final = r"[-−+]?[0-9]+(?:[./][0-9]+)?"
_NAME: Final = regex(r"(?<![A-Za-z\\])[a-z](?![A-Za-z])")
_STRICTLY: Final = regex(
    rf"(?i)\s*(?:for\s+|all\s+)?(?:(?P<name>[a-z])\s+(?:(?:is|lies|must\s+be)\s+)?)?"
    rf"(?:strictly\s+between|between)\s+(?P<lower>{_NUMBER})\s+and\s+(?P<upper>{_NUMBER})"
    rf"(?P<ends>\s*,?\s*(?:\(?(?:exclusive|excluding\s+the\s+ends?(?:points)?|without\s+the\s+ends?(?:points)?)\)?))?\s*\.?\s*"
)
_SUCH: Final = regex(
    r"(?i)\s*all\s+(?:real\s+)?(?:numbers\s+|values\s+of\s+)?(?P<name>[a-z])\s+(?:with|where|such\s+that|for\s+which|satisfying)\s+"
    r"(?P<rest>[^;]*[<>≤≥].*)"
)
_LESS: Final = r"(?:less|smaller|lower)\s+than|below"
_MORE: Final = r"(?:greater|larger|bigger|more|higher)\s+than|above"
_COMPARED: Final = (
    rf"(?:(?P<le{{0}}>(?:(?:{_LESS})\s+or\s+equal\s+to|at\s+most))|(?P<ge{{0}}>(?:(?:{_MORE})\s+or\s+equal\s+to|at\s+least))"
    rf"|(?P<lt{{0}}>{_LESS})|(?P<gt{{0}}>{_MORE}))"
)
_TWO: Final = regex(
    rf"(?i)\s*for\s+(?P<name>[a-z])\s+{_COMPARED.format(1)}\s+(?P<first>{_NUMBER})\s*,?\s*(?:and|or)\s+(?:also\s+)?for\s+"
    rf"(?P=name)\s+{_COMPARED.format(2)}\s+(?P<second>{_NUMBER})\s*\.?\s*"
)
_BUT: Final = regex(
    rf"(?i)\s*(?:all|every)\s+(?:real\s+)?(?:numbers?|values?)\s+(?:that\s+(?:is|are)\s+)?{_COMPARED.format(1)}\s+(?P<first>{_NUMBER})"
    rf"(?:\s*,?\s*(?:except(?:\s+for)?|but\s+not|without|other\s+than)\s+(?P<out>{_NUMBER}))?\s*\.?\s*"
)
_OUTSIDE: Final = regex(
    rf"(?i)\s*(?:everywhere|always|on\s+all\s+of\s+R|all\s+real\s+numbers)\s*,?\s+(?:except|but\s+not|but)\s+(?:for\s+)?(?:in\s+)?"
    rf"between\s+(?P<lower>{_NUMBER})\s+and\s+(?P<upper>{_NUMBER})\s*\.?\s*"
)
_OR: Final = regex(r"(?<=[\s0-9)])\\/(?=\s)")
_AND: Final = regex(r"(?<=[\s0-9)])/\\(?=\s)")
_AMPERSAND: Final = regex(
    rf"\s*(?:at\s+)?(?P<first>(?:[a-z]\s*=\s*)?{_NUMBER})\s*&\s*(?P<second>(?:[a-z]\s*=\s*)?{_NUMBER})\s*"
)
_SIGNS: Final = {"le": "<=", "ge": ">=", "lt": "<", "gt": ">"}


def write_comparison(text: str, asked: Asked) -> str:
    """Return a condition in words with its signs, where the words leave one meaning; any other text as it is."""
    if asked.shape not in _SHAPES or asked.has_points:
        return text
    text = _AND.sub("and", _OR.sub("or", text))
    if match := _AMPERSAND.fullmatch(text):
        return f"{match['first']}, {match['second']}" if asked.shape == "set" else text
    name = find_name(asked)
    if (match := _STRICTLY.fullmatch(text)) and (match["ends"] or "strictly" in text.casefold()):
        return f"{match['lower']} < {match['name'] or name} < {match['upper']}"
    if match := _SUCH.fullmatch(text):
        return match["rest"] if _NAME.findall(match["rest"])[:1] == [match["name"]] else text
    if match := _TWO.fullmatch(text):
        one, two = read_sign(match, 1), read_sign(match, 2)
        lower, upper = float_of(match["first"]), float_of(match["second"])
        is_below = one[0] == "<" and two[0] == ">" and lower <= upper
        is_above = one[0] == ">" and two[0] == "<" and lower >= upper
        joined = f"{match['name']} {one} {match['first']} or {match['name']} {two} {match['second']}"
        return joined if is_below or is_above else text  # else "and" may say both
    if match := _BUT.fullmatch(text):
        whole = f"{name} {read_sign(match, 1)} {match['first']}"
        return f"{whole} and {name} != {match['out']}" if match["out"] else whole
    if asked.any_ends and (match := _OUTSIDE.fullmatch(text)):
        return f"{name} <= {match['lower']} or {name} >= {match['upper']}"
    return text


def find_name(asked: Asked) -> str:
    """Return the letter of the unknown: that of the expected condition, or else x."""
    names = [name.name for name in asked.unknowns if asked.shape == "condition"]
    return names[0] if len(names) == 1 else "x"


def read_sign(match: re.Match[str], number: int) -> str:
    return next(sign for kind, sign in _SIGNS.items() if match[f"{kind}{number}"])


def float_of(number: str) -> float:
    above, _, below = number.replace("−", "-").partition("/")
    return float(above) / float(below or 1)

"""A quotient or a decimal that may mean something else: two values ``2/5``, infinity ``1/0``, *10 over 3* ways.

>>> [list_meanings(text, "set") for text in ("2/5", "2.5", "-1/3", "1/0", "2/5/3")]
[['{2, 5}'], ['{2, 5}'], ['{-1, 3}'], ['oo'], []]
>>> [list_meanings(text, "value") for text in ("10 over 3", "1/0", "-2/0", "0/0", "2/5")]
[['binomial(10, 3)'], ['oo'], ['-oo'], [], []]
>>> list_meanings("0.25/0.75", "vector")
['(0.25, 0.75)']
"""

from typing import Final

from grader.patterns import regex

__all__ = ["list_meanings"]

_NUMBER: Final = r"[-−+]?[0-9]+(?:\.[0-9]+)?"
_QUOTIENT: Final = regex(rf"\s*(?P<first>{_NUMBER})\s*/\s*(?P<second>{_NUMBER})\s*\.?\s*")
_DECIMAL: Final = regex(r"\s*(?P<first>[-−]?[1-9][0-9]*)\.(?P<second>[1-9][0-9]*)\s*")
_OVER: Final = regex(r"\s*\(?(?P<above>[0-9]+)\s+over\s+(?P<below>[0-9]+)\)?\s*\.?\s*")
_BY_ZERO: Final = regex(r"\s*(?P<sign>[-−+]?)\s*[1-9][0-9]*\s*/\s*0\s*\.?\s*")


def list_meanings(text: str, shape: str) -> list[str]:
    """Return what a quotient or a decimal may be meant as, where an answer of a shape is asked for."""
    if match := _BY_ZERO.fullmatch(text):
        return ["-oo" if match["sign"] in ("-", "−") else "oo"]
    if shape == "value":
        match = _OVER.fullmatch(text)
        return [f"binomial({match['above']}, {match['below']})"] if match else []
    match = _QUOTIENT.fullmatch(text) or (_DECIMAL.fullmatch(text) if shape == "set" else None)
    if match is None or shape not in ("set", "vector"):
        return []
    listed = f"{match['first']}, {match['second']}"
    return [f"{{{listed}}}" if shape == "set" else f"({listed})"]

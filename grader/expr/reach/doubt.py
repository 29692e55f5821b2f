"""Operators of which even a careful reader cannot tell how far they reach, whatever the right answer is.

Few are: ``x^2y``, ``√2/2``, ``2/3x`` and ``√2 + 1`` are what they seem to be. In doubt is a run without blanks that
goes on where the operand ends, and looks like one piece: ``e^-2t``, ``√2gh``, ``1/2x``, ``ln x+1``. Of ``\\sqrt2x`` and
``\\ln x+1``, LaTeX shows how far they reach.

>>> from grader.expr.notation import Entry, Notation
>>> notation = Notation(entries={name: Entry(name=name) for name in "xyt"})
>>> [list_doubts([text], notation).texts[0] for text in ("e^-2t", "x^2y", "√x+1", "√2+1", "√x + 1")]
['e^(-2t)', 'x^2y', '√(x+1)', '√2+1', '√x + 1']
"""

from collections.abc import Sequence
from math import isqrt
from typing import Final

from grader.expr.notation import Notation
from grader.expr.reach.sites import NO_EXTENT, Extent, Site, find_sites
from grader.expr.reach.variants import Variant, Widening, widen
from grader.patterns import regex

__all__ = ["list_doubts"]

# Where each way of reaching further is in ``Site.wide``, for those that stop at a blank.
_FACTORS, _TERM, _SUM = 0, 2, 6
_LETTER_AND_NUMBER: Final = regex(r"\w[+-][0-9]+")  # k-1, as in p^k-1
_NUMBER_AND_LETTER: Final = regex(r"[0-9]+[^\W\d]+")  # 2x, as in 1/2x


def list_doubts(texts: Sequence[str], notation: Notation) -> Variant:
    """Return an answer with brackets for every operator in doubt; the answer itself where there is none."""
    found = [
        Widening(place, site, extent)
        for place, text in enumerate(texts)
        for site in find_sites(text, notation)
        if (extent := find_doubt(text, site)) != NO_EXTENT
    ]
    return widen(texts, found)


def find_doubt(text: str, site: Site) -> Extent:
    """Return the piece that an operator may be meant to reach; ``NO_EXTENT`` if it is not in doubt."""
    if site.sign.startswith("\\"):
        return NO_EXTENT
    near = text[slice(*site.near)]
    match site.kind:
        case "root":
            is_whole = near.isdecimal() and isqrt(int(near)) ** 2 != int(near)  # √2/2, and √1+x²
            return first_of(site, _FACTORS) if is_whole else first_of(site, _FACTORS, _TERM, _SUM)
        case "power" if near.startswith(("-", "−")):
            return first_of(site, _FACTORS, _TERM)
        case "power":
            is_count = site.before.value != "e" and _LETTER_AND_NUMBER.fullmatch(text[slice(*site.wide[_SUM])])
            return first_of(site, _FACTORS, *([_SUM] if is_count else []))
        case "divisor" if site.sign == "/" and site.before.value == "1":
            run = first_of(site, _FACTORS)
            return run if _NUMBER_AND_LETTER.fullmatch(text[slice(*run)]) else NO_EXTENT
        case "function" if text[site.near[0] - 1].isspace():
            return first_of(site, _FACTORS, _TERM, _SUM)
    return NO_EXTENT


def first_of(site: Site, *ways: int) -> Extent:
    """Return the shortest piece that an operator reaches in one of these ways, without a blank."""
    return next((site.wide[way] for way in ways if site.wide[way] != NO_EXTENT), NO_EXTENT)

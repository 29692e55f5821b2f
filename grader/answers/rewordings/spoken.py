"""A formula that is said aloud: *m v squared over r*, *one third of sin(3x) plus C*, *the root of 2gh*.

Where speech leaves open how far a word reaches, *a plus b over c* or *x over 2 plus 1*, the text stays as it is.

>>> for text in ("m v squared over r", "two x over (x squared plus 1)", "half of k x^2", "sigma divided by sqrt(n)"):
...     print(write_spoken(text, Asked("value")))
(m v^2)/(r)
(2 x)/((x^2 + 1))
(1/2)*k x^2
(sigma)/(sqrt(n))
>>> texts = ("a + b over c", "x over 2 plus 1", "1 over 2 x", "half of x plus 6", "half an hour")
>>> [write_spoken(text, Asked("value")) == text for text in texts]
[True, True, True, True, True]
>>> integral = Asked("value", question="Integrate x dx.")
>>> write_spoken("x squared over 2 plus C", integral), write_spoken("one third of sin(3x) + C", integral)
('(x^2)/(2) + C', '(1/3)*sin(3x) + C')
"""

import re
from typing import Final

from grader.answers.conclusions.endings import measure_depth
from grader.expr.asked.asked import Asked
from grader.expr.results.spoken_operators import write_signs
from grader.patterns import regex

__all__ = ["write_spoken"]

_HAS_WORD: Final = regex(
    r"\b(?:over|divided\s+by|times|plus|minus|squared|cubed|power|hal(?:f|ves)|thirds?|quarters?|fourths?|fifths?"
    r"|root\s+of|sqrt\s+of)\b",
    re.IGNORECASE,
)
_ONES: Final = {
    word: str(value)
    for value, word in enumerate(
        ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
    )
}
_NUMERAL: Final = regex(rf"(?<![\w'’-])(?:{'|'.join(_ONES)})(?![\w'’-])", re.IGNORECASE)
_PARTS: Final = {"half": 2, "halve": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "eighth": 8,
                 "tenth": 10}  # fmt: skip
_PART: Final = regex(
    rf"(?<![\w'’^_./-])(?:(?P<count>an?|[0-9]{{1,2}})(?:\s+|-(?=[A-Za-z])))?(?P<part>{'|'.join(_PARTS)})(?P<plural>s?)\s+"
    r"(?P<of>(?:of|times)\s+)?(?:the\s+)?(?=[\w(\\√|])(?!(?:an?|roots?|powers?|derivatives?|order)\b)",
    re.IGNORECASE,
)
_POWER: Final = regex(
    r"(?<=[\w)])\s+(?:raised\s+)?to\s+the\s+power\s+(?:of\s+)?(?P<exponent>-?\w+|\([^()]*\))(?=\s*(?:$|[-+=,;)*/]))"
)
_KINDS: Final = {"cube": "cbrt", "cubic": "cbrt", "square": "sqrt", "": "sqrt"}
_ROOT: Final = regex(r"(?:\bthe\s+)?\b(?:(?:(?P<kind>square|cube|cubic)\s+)?root|sqrt)\s+of\s+(?=\()", re.IGNORECASE)
_LAST_ROOT: Final = regex(
    r"(?:\bthe\s+)?\b(?:(?:(?P<kind>square|cube|cubic)\s+)?root|sqrt)\s+of\s+"
    r"(?P<of>(?!the\b)[^\s()+−=,;/-][^()+−=,;/-]{0,40}?)\s*\.?\s*$",
    re.IGNORECASE,
)
_SEVERAL: Final = regex(r"[*·]|\S\s+\S")  # of two factors, the root may be of one or of both
# A function without brackets, or an exponent in letters: ln x over 2, e^x over 2.
_OPEN_END: Final = regex(r"[A-Za-z]{2,}\s+\S+$|\^\s*-?\w*[A-Za-z]\w*$")
_OVER: Final = regex(r"(?P<all>,?\s+all)?\s+(?:over|divided\s+by)\s+(?:the\s+)?")
_START: Final = regex(r"[=,;≈:]")
_SUM: Final = regex(r"(?<=[\w)\]}²³'|])\s*[-+−±]")
# One factor, perhaps with a power: n, sqrt(n), (x + 1)^2, |x|.
_FACTOR: Final = regex(
    r"\s*(?:(?:\\?[A-Za-z]+)?\((?:[^()]|\([^()]*\))*\)|sqrt\s+\w+|√\w+|\|[^|]+\||[0-9.]*\\?[A-Za-z]\w*|[0-9.]+)"
    r"(?:\s*\^\s*(?:[\w.]+|\([^()]*\)))?"
)
_END: Final = regex(r"\s*(?:$|[)=,;≈]|\.\s*$)")
_CONSTANT: Final = regex(r"\s*\+\s*(?:[A-Z]|c|const(?:ant)?\.?)\s*\.?\s*$")
_INTEGRALS: Final = frozenset({"antiderivative", "antiderivatives", "integral", "integrate", "primitive"})


def write_spoken(text: str, asked: Asked) -> str:
    """Return a formula in words with its signs, where each word reaches as far as it can be understood only once."""
    if asked.shape not in ("value", "condition", "family") or not _HAS_WORD.search(text):
        return text
    changed = write_signs(_NUMERAL.sub(lambda match: _ONES[match.group().casefold()], text))
    changed = _POWER.sub(lambda match: f"^({match['exponent'].strip('()')})", changed)
    has_constant = bool(asked.words & _INTEGRALS)
    for write in (write_parts, write_roots, write_quotients):
        found = write(changed, has_constant)
        if found is None:
            return text
        changed = found
    return changed


def write_parts(text: str, has_constant: bool) -> str | None:
    """Return a text with fractions for *half of* and *two thirds*; None where a sum follows, of which it may be all."""
    last = None

    def write(match: re.Match[str]) -> str:
        nonlocal last
        last = match
        count = "1" if (match["count"] or "a").casefold() in ("a", "an") else match["count"]
        return f"({count}/{_PARTS[match['part'].casefold()]})*"

    changed = _PART.sub(write, text)
    if last is None or not last["of"]:
        return changed
    rest = _CONSTANT.sub("", text[last.end() :]) if has_constant else text[last.end() :]
    return None if has_sum(rest) else changed


def write_roots(text: str, has_constant: bool) -> str | None:
    """Return a text with signs for roots in words; None where it is not said how far the last one goes."""
    text = _ROOT.sub(lambda match: _KINDS[(match["kind"] or "").casefold()], text)
    match = _LAST_ROOT.search(text)
    if match is None:
        return text
    if _OVER.search(f" {match['of']} ") or _SEVERAL.search(match["of"]):
        return None
    return f"{text[: match.start()]}{_KINDS[(match['kind'] or '').casefold()]}({match['of']})"


def write_quotients(text: str, has_constant: bool) -> str | None:
    """Return a text with fraction bars for *over*; None where it is not clear what is over what."""
    while (match := _OVER.search(text)) is not None:
        start = find_start(text, match.start())
        above = text[start : match.start()].strip()
        factor = _FACTOR.match(text, match.end())
        if factor is None or not above or (not match["all"] and has_sum(above)) or "/" in strip_brackets(above):
            return None
        if not match["all"] and _OPEN_END.search(above):
            return None
        rest = text[factor.end() :]
        if not _END.match(rest) and not (has_constant and _CONSTANT.fullmatch(rest)):
            return None
        text = f"{text[:start]}({above})/({factor.group().strip()}){rest}"
    return text


def find_start(text: str, end: int) -> int:
    """Return where what is above a fraction bar begins: at a sign of a relation, or at the bracket around it."""
    depth = 0
    for place in range(end - 1, -1, -1):
        if text[place] in ")]}":
            depth += 1
        elif text[place] in "([{":
            depth -= 1
            if depth < 0:
                return place + 1
        elif depth == 0 and _START.match(text, place):
            return place + 1
    return 0


def has_sum(text: str) -> bool:
    """Whether terms are added outside brackets; a sign in front is none."""
    return _SUM.search(strip_brackets(text)) is not None


def strip_brackets(text: str) -> str:
    """Return a text with brackets in place of everything in them."""
    depth = measure_depth(text)
    return "".join(sign if deep == 0 or sign in ")]}" else "" for sign, deep in zip(text, depth, strict=True))

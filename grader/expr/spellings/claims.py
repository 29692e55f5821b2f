"""What the question says of an interval, in front of it: *f is decreasing on (-2, 2)*.

>>> asked = Asked(question="On which open interval is f(x) = x^3 - 12x decreasing?")
>>> [drop_claim(f"{claim} (-2, 2)", asked) for claim in ("f is decreasing on", "increasing on", "not decreasing on")]
['(-2, 2)', 'increasing on (-2, 2)', 'not decreasing on (-2, 2)']
"""

import re
from typing import Final

from grader.expr.asked.asked import Asked
from grader.patterns import regex

__all__ = ["drop_claim"]

_FILLING: Final = frozenset({
    "the", "is", "are", "it", "on", "over", "for", "in", "at", "when", "if", "has", "interval", "function", "this",
    "that", "lies", "valid", "holds", "true",
})  # fmt: skip
_CLAIM: Final = regex(r"\s*+(?:[A-Za-z]++[0-9]?+(?:\([a-z]\))?+,?\s++)+")
_WORD: Final = regex(r"[A-Za-z]+[0-9]?")
# An interval begins here: with a bracket or a number, in words, or with a name and a sign.
_BEGINS: Final = regex(
    r"[\[(\]|]|[-−]?\d|(?:abs|Abs)\(|(?:strictly\s|between|from)\b"
    r"|(?!(?:lies|lie|is|are)\b)\\?[^\W\d]\w*\s*(?:[<>≤≥∈]|\bin\b|(?:(?:is|lies)\s+)?(?:between|from))"
)
_DENIALS: Final = frozenset({"not", "no", "never", "except", "outside", "or", "neither"})
# A claim with one of these says the opposite of a question that has the other one.
_OPPOSITES: Final = (
    ("increasing", "decreasing"), ("increases", "decreases"), ("rising", "falling"), ("positive", "negative"),
    ("convex", "concave"), ("up", "down"), ("upward", "downward"), ("higher", "lower"), ("above", "below"),
    ("greater", "less"), ("larger", "smaller"), ("converge", "diverge"), ("converges", "diverges"),
    ("stable", "unstable"), ("defined", "undefined"), ("inside", "outside"), ("maximum", "minimum"),
)  # fmt: skip
_LONGEST: Final = 120  # characters in front of an interval; nobody says it in more


def drop_claim(text: str, asked: Asked) -> str:
    """Return an interval without a claim in words of the question, any other text as it is.

    A question with opposite words may be about either, so that the claim may not be what is asked.
    """
    match = _CLAIM.match(text[:_LONGEST])
    if match is None:
        return text
    begin = min((place for place in list_starts(match.group()) if _BEGINS.match(text, place)), default=match.end())
    said = {word.casefold() for word in _WORD.findall(text[:begin])}
    if not begin or not _BEGINS.match(text, begin) or said & _DENIALS:
        return text
    letters = {letter.casefold() for letter in re.findall(r"\b[A-Za-z][0-9]?\b", asked.question)}  # f, H0
    is_known = all(word in _FILLING or asked.mentions(word) or word in letters for word in said)
    # "reject H0 if" says what the question says; "H0 if" may say when H0 holds.
    is_known = is_known and (not any(word[-1].isdigit() for word in said) or any(map(asked.mentions, said)))
    is_doubtful = any(set(pair) <= asked.words and said & set(pair) for pair in _OPPOSITES)
    return text[begin:] if is_known and not is_doubtful else text


def list_starts(text: str) -> list[int]:
    """Return where each word of a text begins."""
    return [match.start() for match in re.finditer(r"(?<!\S)\S", text)]

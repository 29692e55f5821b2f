"""The name of a method in front of what it gives: ``product rule: 2x sin x + x^2 cos x``, ``by parts, 1``.

It says how a result was found and nothing about the result. Where the question names a method of the same kind, another
one is asked back: *Simpson's rule: 0.7* after *Use the trapezoidal rule*.

>>> question = "Differentiate x^2 sin x."
>>> [drop_method(text, question).strip() for text in (
...     "product rule: 2x", "By parts: 1", "(chain rule) 2x", "using the quotient rule, 2x", "L'Hôpital twice => 1/2")]
['2x', '1', '2x', '2x', '1/2']
>>> [drop_method(text, question) for text in ("product: 6", "not the chain rule: 2x", "rule: 2x", "second part: 1")]
['product: 6', 'not the chain rule: 2x', 'rule: 2x', 'second part: 1']
>>> drop_method("Simpson's rule: 0.7", "Use the trapezoidal rule."), drop_method("it's 1/2", ""), drop_method("→ 2", "")
("Simpson's rule: 0.7", '     1/2', '  2')
"""

import re
from typing import Final

from grader.patterns import regex

__all__ = ["drop_method"]

_FIRST: Final = (
    r"product|quotient|chain|power|sum|leibniz|l['’]?h[oô]s?pital(?:['’]s)?|quadratic|abc|pq|midnight|gauss(?:ian)?|"
    r"gau(?:ss|ß)[ -]jordan|cramer(?:['’]s)?|newton(?:['’]s)?|bayes['’]?|pythagor(?:as|ean)|cosine|sine|ideal\s+gas|"
    r"ohm(?:['’]s)?|kirchhoff(?:['’]s)?|taylor|maclaurin|euler(?:['’]s)?|binomial|trapezoid(?:al)?|simpson(?:['’]s)?|"
    r"midpoint|sarrus|laplace|double[ -]angle|half[ -]angle|point[ -]slope|slope[ -]intercept|energy|momentum|"
    r"distance|variance|total\s+probability|inclusion[ -]exclusion|squeeze|vieta(?:['’]s)?|lagrange|comparison|ratio"
)
_KIND: Final = (
    r"rule|method|formula|theorem|law|criterion|identity|elimination|expansion|conservation|form|test|principle"
)
_FIXED: Final = (
    r"(?:integration\s+)?by\s+parts|ibp|parts|u-?\s?sub(?:stitution)?|substitution|partial\s+fractions|"
    r"separation\s+of\s+variables|completing\s+the\s+square|row\s+reduction|back\s+substitution|long\s+division|"
    r"conservation\s+of\s+(?:energy|momentum)|gauss(?:ian)?(?:[ -]jordan)?|l['’]?h[oô]s?pital(?:['’]s)?|pythagoras|"
    r"vieta|bayes|leibniz|cramer|sarrus"
)
_ORDINAL: Final = r"(?:(?:first|second|third|1st|2nd|3rd)\s+)?"
_NAME: Final = rf"{_ORDINAL}(?:(?:{_FIRST})\s+)+{_ORDINAL}(?P<kind>{_KIND})s?|{_FIXED}"
_METHOD: Final = regex(
    r"\s*(?:(?P<open>\()\s*)?(?:(?:by|using|via|with|from|apply|applying|use)\s+)?(?:the\s+)?"
    rf"(?P<name>{_NAME})(?:\s+(?:once|twice))?\s*"
    r"(?:(?P<close>\))\s*(?:[:,]|=>|->|→|⇒)?|:(?!=)|=>|->|→|⇒|,|\b(?:gives|yields)\b:?)\s*(?=\S)",
    re.IGNORECASE,
)
_BARE: Final = regex(
    r"\s*(?:it['’]?s|it\s+is|(?-i:(?P<article>an?))(?=\s+[0-9])|=>|→|⇒|⟹|∴)\s+(?=[-−+0-9(\[√\\a-zA-Zα-ω½⅓¼¾])(?!not\b|no\b|never\b)",
    re.IGNORECASE,
)
# u'v + uv' = …, the product rule itself
_SCHEME: Final = regex(r"\s*+(?=[^=]{0,60}[a-z]['’′])(?P<side>[ufgvh'’′\s*·+()/^2−-]{5,30})=\s*(?=\S)")
_WORD: Final = regex(r"[^\W\d_]+")


def drop_method(text: str, question: str, *, has_a: bool = False) -> str:
    """Return a text with blanks in place of the name of a method in front of its result; any other text as it is.

    ``has_a`` says that the exercise has a name a, so that *a 3* may be a product.
    """
    match = _METHOD.match(text)
    if match is None or bool(match["open"]) != bool(match["close"]) or is_other_method(match, question):
        match = _BARE.match(text) or find_scheme(text, question)
        if match is not None and has_a and match.groupdict().get("article"):
            return text
    return text if match is None else " " * match.end() + text[match.end() :]


def is_other_method(match: re.Match[str], question: str) -> bool:
    """Whether a question names a method of the kind, and not this one."""
    asked = {word.casefold() for word in _WORD.findall(question)}
    kind = (match["kind"] or "").casefold()
    words = [word.casefold() for word in _WORD.findall(match["name"])]
    return kind in asked and not any(word in asked for word in words if word != kind and len(word) > 1)


def find_scheme(text: str, question: str) -> re.Match[str] | None:
    """Return a rule in letters of its own in front of a result: ``u'v + uv' =``; None where the question has these."""
    match = _SCHEME.match(text)
    if match is None:
        return None
    used = {letter for letter in match["side"] if letter.isalpha()}
    is_known = any(re.search(rf"(?<![A-Za-z]){letter}(?![A-Za-z])", question) for letter in used)
    return None if is_known or len(used) < 2 or not re.search("[-+−]", match["side"]) else match

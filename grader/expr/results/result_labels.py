"""What is left of a result and only repeats the question: a call of numpy, the function of a Taylor polynomial.

>>> sample = Asked("value", question="Compute the sample variance of the data.")
>>> [drop_result_label(text, sample).strip() for text in ("np.var(x, ddof=1) = 7.0", "np.var(x) = 7.0")]
['7.0', 'np.var(x) = 7.0']
>>> taylor = Asked("value", question="Give the Taylor polynomial of degree 2 of ln(1+x) about 0.")
>>> [drop_result_label(text, taylor).strip() for text in ("ln(1 + x) ≈ x - x^2/2 + ...", "ln(1-x) ≈ x - x^2/2")]
['x - x^2/2 + ...', 'ln(1-x) ≈ x - x^2/2']
>>> point = Asked("vector", question="Solve for (x, y).")
>>> [drop_transposes(text) for text in ("(x,y)=(1,-2)^T", "[x,y]^T = [1,-2]^T", "(1,-2)^T (3,4)")]
['(x,y)=(1,-2)  ', '[x,y]   = [1,-2]  ', '(1,-2)^T (3,4)']
"""

import re
from typing import Final

from grader.expr.asked.asked import Asked
from grader.patterns import regex

__all__ = ["drop_result_label", "drop_transposes", "drop_tuple"]

_CALL: Final = regex(
    r"\s*(?:(?:np|numpy|scipy|stats|statistics|st)\.)(?:linalg\.)?(?P<name>[a-z_]+)\((?P<inside>[^()=]*(?:\([^()]*\)[^()=]*)*"
    r"(?:,\s*ddof\s*=\s*(?P<ddof>[01]))?)\)\s*(?:=|->|→|≈|:)\s*(?=[-−+0-9.(\[])"
)
_EXPECTED: Final = regex(r"\s*(?:\\mathbb\{?E\}?|𝔼|E)\s*\[\s*[A-Z]\s*\]\s*=\s*(?=[-−+0-9.(\\])")
_RANK: Final = regex(r"\s*(?:rk|rg|rank)\s*\(?(?P<of>[A-Z])\)?\s*=\s*(?=[0-9])")
_LONGEST_NOTE: Final = 60  # characters, blanks included
_LONGEST_POINT: Final = 400  # characters; the pattern looks for a letter at each place in the brackets
_HAS_SIGN: Final = regex(r"[=≈~\\∈]|\b(?:const|in\b)")
_PRODUCT: Final = regex(r"\s*[A-Z](?:\s*[*·@×⋅]\s*[A-Z]){1,2}\s*=\s*(?=[(\[\\])")
# x^2 + C, C const; C e^t with C ∈ R
_NOTE: Final = regex(
    r"\s*[,;(]?\s*(?:(?:with|where|for)\s+)?(?<![\w\\])(?P<letter>[A-Za-z])\s*"
    r"(?:(?:∈|\\in(?![A-Za-z])|\bin\b)\s*(?:R|ℝ|\\mathbb\s*\{?\s*R\s*\}?|\\R)"
    r"|(?:=|is\b)?\s*(?:an?\s+)?(?:any\s+|arbitrary\s+|real\s+)*const(?:ant|\b)\.?)\s*\)?\s*\.?\s*$"
)
# What the question has to speak of for a function of numpy to say only that.
_MEANT: Final = {
    "mean": frozenset({"mean", "average", "expected", "expectation"}),
    "average": frozenset({"mean", "average"}),
    "median": frozenset({"median"}),
    "var": frozenset({"variance"}),
    "std": frozenset({"deviation"}),
    "variance": frozenset({"variance"}),
    "stdev": frozenset({"deviation"}),
    "det": frozenset({"determinant", "det"}),
    "matrix_rank": frozenset({"rank"}),
    "trace": frozenset({"trace"}),
    "norm": frozenset({"norm", "length", "magnitude"}),
    "dot": frozenset({"dot", "inner", "scalar"}),
    "inner": frozenset({"dot", "inner", "scalar"}),
    "cross": frozenset({"cross"}),
    "inv": frozenset({"inverse"}),
    "eigvals": frozenset({"eigenvalue", "eigenvalues"}),
    "solve": frozenset({"solve", "solution", "system"}),
}
_SPREAD: Final = frozenset({"var", "std"})  # numpy divides by n unless it is told otherwise
_SERIES: Final = frozenset(
    {"taylor", "maclaurin", "series", "expansion", "approximation", "linearization", "linearisation"}
)
_APPROXIMATED: Final = regex(r"(?P<head>[^=≈~<>]{2,60}?)\s*(?:≈|~|≃|\\approx(?![A-Za-z])|\\sim(?![A-Za-z])|=)\s*(?=\S)")
_BLANK: Final = regex(r"[\s$*·{}\\]|(?<=[a-z])\(x\)")
_TUPLE: Final = regex(
    r"\s*[(\[]\s*(?P<names>[a-z](?:_?\d)?(?:\s*,\s*[a-z](?:_?\d)?){1,5})\s*[)\]]\s*(?:=(?!=)|:)\s*(?=[(\[\\])"
)
_LIST: Final = regex(r"[(\[](?P<entries>[^()\[\]]*)[)\]][\s^T.ᵀ⊤]*")
_T: Final = r"(?:\s*\^\s*\{?\s*\\?(?:T|top|intercal)\s*\}?|\s*[ᵀ⊤]|['’′]|\.T)"
_POINT: Final = regex(
    rf"\s*[(\[][^()\[\]=]*[A-Za-z][^()\[\]=]*[)\]](?P<left>{_T})?\s*=\s*[(\[][^\[\]=]*[)\]](?P<right>{_T})?\s*\.?\s*"
)


def drop_result_label(text: str, asked: Asked) -> str:
    """Return a text with blanks in place of what only repeats the question; any other text as it is."""
    if _HAS_SIGN.search(text) is None:  # many answers
        return text
    text = drop_note_on_constant(text, asked)
    product = _PRODUCT.match(text)
    if product is not None and re.sub(r"[^A-Z]", "", product.group()) in _BLANK.sub("", asked.question):
        return " " * product.end() + text[product.end() :]
    match = _CALL.match(text) or _EXPECTED.match(text) or _RANK.match(text)
    if match is not None:
        return " " * match.end() + text[match.end() :] if is_asked(match, asked) else text
    if asked.shape == "value" and asked.words & _SERIES:
        match = _APPROXIMATED.match(text)
        head = _BLANK.sub("", match["head"]) if match else ""
        if match is not None and len(head) > 3 and head in _BLANK.sub("", asked.question):
            return " " * match.end() + text[match.end() :]
    return text


def drop_tuple(text: str, asked: Asked) -> str:
    """Return ``(x, y) = (1, 2)`` without its label, where the question has these names in this order.

    >>> asked = Asked("vector", question="Solve x + y = 2 with a parameter t.")
    >>> [drop_tuple(each, asked).strip() for each in ("(x, y) = (2 - t, t)", "(y, x) = (t, 2)", "(x, y) = (1, 2, t)")]
    ['(2 - t, t)', '(y, x) = (t, 2)', '(x, y) = (1, 2, t)']
    """
    match = _TUPLE.match(text)
    if match is None:
        return text
    names = [name.strip() for name in match["names"].split(",")]
    found = [re.search(rf"(?<![A-Za-z\\]){name}(?![A-Za-z])", asked.question) for name in names]
    places = [place.start() for place in found if place]
    used = {name.name for name in asked.unknowns}
    is_in_order = len(places) == len(names) and places == sorted(set(places))
    listed = _LIST.fullmatch(text, match.end())
    has_other_size = listed is not None and listed["entries"].count(",") + 1 != len(names)
    is_label = is_in_order and not used & set(names) and not has_other_size
    return " " * match.end() + text[match.end() :] if is_label else text


def drop_note_on_constant(text: str, asked: Asked) -> str:
    """Return a formula without the note that a letter in it is any number.

    >>> asked = Asked("value")
    >>> [drop_note_on_constant(text, asked) for text in ("x^2 + C, C const.", "C e^t, C ∈ R", "x^2, C const")]
    ['x^2 + C', 'C e^t', 'x^2, C const']
    """
    # Only the end is searched, because blanks may be divided among the parts of the pattern in many ways.
    match = _NOTE.search(text, max(0, len(text) - _LONGEST_NOTE)) if asked.shape in ("value", "condition") else None
    if match is None or not re.search(r"[,;(]|\b(?:with|where|for)\b", match.group()):
        return text
    before = text[: match.start()]
    is_used = re.search(rf"(?<![A-Za-z\\]){match['letter']}(?![A-Za-z])", before) is not None
    return before if is_used else text


def is_asked(match: re.Match[str], asked: Asked) -> bool:
    """Whether the function that a label calls computes what the question asks for."""
    found = match.groupdict()
    if "of" in found:
        return "rank" in asked.words
    name = found.get("name") or "mean"
    if not _MEANT.get(name, frozenset()) & asked.words:
        return False
    is_sample, is_whole = "sample" in asked.words, "population" in asked.words
    if name in _SPREAD:
        return is_sample != is_whole and (found["ddof"] == "1") is is_sample
    return True


def drop_transposes(text: str) -> str:
    """Return ``(x, y)^T = (1, -2)^T`` without what only says that both are columns."""
    match = _POINT.fullmatch(text) if "=" in text and len(text) < _LONGEST_POINT else None
    if match is None:
        return text
    for side in ("left", "right"):
        if match[side] is not None:
            start, end = match.span(side)
            text = text[:start] + " " * (end - start) + text[end:]
    return text

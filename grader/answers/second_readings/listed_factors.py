"""A product of numbers or names where a list is asked for: ``8*14*14`` for the shape (8, 14, 14).

A cross between plain numbers is read as a comma; a star or a dot may mean either.

>>> [list_factors(text) for text in ("8*14*14", "shape = (n·m)", "n × m", "3*(1, 2)", "8")]
['(8, 14, 14)', '(n, m)', '(n, m)', None, None]
"""

from typing import Final

from grader.expr.statements.labels import find_label, strip_dollars
from grader.patterns import regex

__all__ = ["list_factors"]

_TIMES: Final = regex(r"\s*(?:[*·⋅∙×∗⨯]|\\(?:times|cdot)(?![A-Za-z])|(?<=\s)[xX](?=\s))\s*")
_FACTOR: Final = regex(r"[0-9]+|[^\W\d]\w*")
_BRACKETED: Final = regex(r"\((?P<round>[^()]*)\)|\[(?P<square>[^\[\]]*)\]")


def list_factors(text: str) -> str | None:
    """Return the factors of a product as a list in brackets; None for any other text."""
    label = find_label(text)
    bare = strip_dollars(text[label[1] :] if label else text).strip().rstrip(".").rstrip()
    brackets = _BRACKETED.fullmatch(bare)
    if brackets is not None:
        bare = (brackets["round"] or brackets["square"] or "").strip()
    factors = _TIMES.split(bare)
    is_product = len(factors) > 1 and all(map(_FACTOR.fullmatch, factors))
    return f"({', '.join(factors)})" if is_product else None

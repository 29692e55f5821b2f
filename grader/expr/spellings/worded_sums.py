"""Sums and products in words: ``sum over k of a_k``, ``sum from k=1 to 3 of a_k``, ``sum of a_k over k``.

A formula in front of ``over k`` without brackets is only one product, so that it is clear what is added.

>>> [write_sums(text) for text in ("sum over k of a_k b_k", "sum k=1 to 3 a_k", "sum(a_k) over k", "sum of two cubes")]
['sum_k a_k b_k', 'sum_(k=1)^(3) a_k', 'sum_k (a_k)', 'sum of two cubes']
"""

import re
from collections.abc import Collection
from typing import Final

from grader.patterns import regex

__all__ = ["has_bare_sum", "write_index_of_sums", "write_sums"]

_WITHOUT: Final = regex(
    r"(?P<sign>\\sum(?![A-Za-z])|(?<![\w\\.])sum(?=\s*\(|\s)|[∑Σ])(?!\s*[_^]|\s+(?:over|from|for|of)\b)"
)
_NAMED_INDEX: Final = regex(r",[^\w,]*[A-Za-z]\b(?!_)")  # sum(v_kj, k)
_SUBSCRIPT: Final = regex(r"_(?:\{(?P<braced>[^{}]*)\}|\((?P<round>[^()]*)\)|(?P<plain>[0-9A-Za-z]+))")
_SIGN: Final = r"(?:\bthe\s+)?(?P<sign>\\(?:sum|prod)\b|\b(?:sum|product|prod)\b|[∑∏Σ])"
_BOUND: Final = r"(?:-?\d{1,6}|[A-Za-z](?:\s*[-+]\s*\d{1,3})?)"
_BOUNDS: Final = (
    rf"(?:\s*=\s*|\s+from\s+)(?P<lower>{_BOUND})\s*(?:\bto\b|\bup\s+to\b|\bthrough\b|\.{{2,3}}|…)\s*(?P<upper>{_BOUND})"
)
_OVER: Final = rf"over\s+(?:all\s+)?(?:the\s+)?(?:ind(?:ex|ices)\s+)?(?P<over>[A-Za-z])(?![\w'(])(?:{_BOUNDS})?"
_FROM: Final = r"(?:from\s+|for\s+)?(?P<over>[A-Za-z])" + _BOUNDS
_END: Final = r"(?![\w.])(?!\s*[-+*/^=])\s*(?:\bof\b|[,:])?\s*"
_IN_FRONT: Final = tuple(
    regex(_SIGN + r"\s+" + index + _END, re.IGNORECASE) for index in (_OVER, _FROM)
)  # sum over k of …; sum k=1 to 3 …
_BODY: Final = (
    r"\s*(?:\bof\b)?\s*(?P<body>\((?:[^()]|\([^()]*\))*\)|(?:[^-+=,;()<>∑∏Σ\s]|\s(?!over\b|from\b|for\b)){1,80}?)\s*"
)
_BEHIND: Final = tuple(
    regex(_SIGN + _BODY + rf"(?:,\s*)?\(?{index}\)?" + r"(?![\w.])", re.IGNORECASE)
    for index in (_OVER, r"(?:from|for)\s+(?P<over>[A-Za-z])" + _BOUNDS)
)
_LONGEST: Final = 600  # characters; nobody says a sum in more
_WORDS: Final = regex(r"\b(?:over|to|through|from)\b|\.\.|…")


def write_sums(text: str) -> str:
    """Return a text with its sums and products in words as signs; any other text as it is."""
    if len(text) > _LONGEST or not _WORDS.search(text):
        return text
    for pattern in _IN_FRONT:
        text = pattern.sub(write_sign, text)
    for pattern in _BEHIND:
        text = pattern.sub(lambda match: write_sign(match) + match["body"].strip(), text)
    return text


def has_bare_sum(text: str) -> bool:
    """Whether a text has one sum, and nothing says over which letter it runs."""
    if not ("sum" in text or "∑" in text or "Σ" in text):
        return False
    found = _WITHOUT.search(text)
    return found is not None and _NAMED_INDEX.search(text, found.end()) is None


def write_index_of_sums(text: str, ranges: Collection[str], free: Collection[str]) -> str:
    """Return the only sum of a text with the letter that it runs over: that which the question leaves no other use.

    ``free`` are the letters of what is asked for, which no sum runs over.

    >>> write_index_of_sums("a_j = ∑ z_k v_kj", "ijk", "j"), write_index_of_sums("sum(g_j v_kj)", "ijk", "k")
    ('a_j = ∑_k z_k v_kj', 'sum_j (g_j v_kj)')
    >>> write_index_of_sums("∑ z_k v_kj", "ijk", ""), write_index_of_sums("sum(v_kj, k)", "ijk", "j")
    ('∑ z_k v_kj', 'sum(v_kj, k)')
    """
    found = list(_WITHOUT.finditer(text))
    if len(found) != 1 or not free:
        return text
    after = text[found[0].end() :]
    said = "".join(filter(None, (part for each in _SUBSCRIPT.findall(after) for part in each)))
    letters = [letter for letter in ranges if letter in said and letter not in free]
    if len(letters) != 1 or _NAMED_INDEX.search(after):
        return text
    return f"{text[: found[0].end()]}_{letters[0]} {after.lstrip()}"


def write_sign(match: re.Match[str]) -> str:
    """Return the sign of a sum with its index and bounds."""
    index = match["over"]
    if match["lower"] is None:
        return f"{match['sign']}_{index} "
    return f"{match['sign']}_({index}={match['lower']})^({match['upper']}) "

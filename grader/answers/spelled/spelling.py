"""A short text in the form in which it is compared: without what does not count.

By default upper and lower case, accents, the number of blanks, and punctuation do not count, nor does *the* before the
rest. A sign between digits (``1,000``, ``3.5``), a minus before a number, and signs such as ``+``, ``!`` and ``%``
always count, because without them it is another answer.

>>> [simplify(text) for text in ("The  Gram–Schmidt process.", "Schrödinger", "Bayes' theorem", "-1", "3.5", "x+1")]
['gram schmidt process', 'schrodinger', 'bayes theorem', '-1', '3.5', 'x+1']
>>> simplify("Café", {"case", "accents"})
'Café'
"""

import re
import unicodedata
from collections.abc import Collection
from functools import lru_cache
from typing import Final

from grader.patterns import regex

__all__ = ["RULES", "has_word", "simplify"]

RULES: Final = ("case", "accents", "spaces", "punctuation")
_APOSTROPHES: Final = str.maketrans("", "", "'’‘ʼ`´")
_DASHES: Final = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))
# Dashes join words, and are a minus before a digit or alone; a comma or point between digits belongs to the number.
_PUNCTUATION: Final = regex(
    r"(?<!\d)[.,:](?!\d)|(?<=\d)[.,:](?!\d)|(?<!\w)[,:](?=\d)|[;\"“”„«»()\[\]{}…]|(?<=\w)-+(?=\w)"
)
_ARTICLE: Final = regex(r"the\s+(?=\S)", re.IGNORECASE)


@lru_cache(maxsize=4096)
def simplify_by(text: str, counts: frozenset[str]) -> str:
    text = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")  # marks that nobody sees
    plain = unicodedata.normalize("NFC", text)
    if "case" not in counts:
        plain = plain.casefold()
    if "accents" not in counts:
        signs = unicodedata.normalize("NFD", plain)
        plain = unicodedata.normalize("NFC", "".join(sign for sign in signs if not unicodedata.combining(sign)))
    if "punctuation" not in counts:
        plain = _PUNCTUATION.sub(" ", plain.translate(_APOSTROPHES).translate(_DASHES))
    plain = plain.strip() if "spaces" in counts else " ".join(plain.split())
    article = _ARTICLE.match(plain)
    return plain[article.end() :] if article else plain


def simplify(text: str, counts: Collection[str] = ()) -> str:
    """Return a text without what does not count; ``counts`` names the rules of ``RULES`` that are left out."""
    return simplify_by(text, frozenset(counts))


def has_word(text: str) -> bool:
    """Whether there is anything in a text but blanks and punctuation."""
    return bool(simplify(text).strip("?!-"))

"""Signs that are typed in another way and mean one thing, as they are usually written; every place in the text stays.

>>> [write_typed_signs(text) for text in ("k =/= 2", "k <> 2", r"v_1 = 4,\\ v_2 = 2", r"ℝ \\ {0}")]
['k !=  2', 'k != 2', 'v_1 = 4,  v_2 = 2', 'ℝ \\\\ {0}']
"""

import re
from functools import lru_cache
from typing import Final

from grader.expr.tokens.characters import write_ascii
from grader.expr.words.pasted_marks import drop_bold
from grader.patterns import regex

__all__ = ["write_typed_signs"]

_NOT_EQUAL: Final = regex(r"=/=|<>")
# A second derivative: g" = 2x, f″(x) = 2x
_TWO_PRIMES: Final = regex(r"(?:(?<=[A-Za-z])|(?<=^[A-Za-z]))(?:″|\"(?=\s*(?:=|\([a-z]\)\s*=)))")
_EXCLAIMED: Final = regex(r"(?<=infinity)!+$", re.IGNORECASE)  # nobody means its factorial
_CONTROL_SPACE: Final = regex(r"(?<=[,;])(\s*)\\(?=\s)")  # LaTeX's blank behind a comma


@lru_cache(maxsize=128)  # one text is tried for each key that an item may have
def write_typed_signs(text: str) -> str:
    r"""Return a text with ``!=`` for ``=/=`` and ``<>``, ASCII for wide signs, without the backslash of ``\ ``."""
    text = write_ascii(text)
    if "**" in text:
        text = drop_bold(text)
    if "″" in text or '"' in text:
        text = _TWO_PRIMES.sub("''", text)
    if text.endswith("!"):
        text = _EXCLAIMED.sub(lambda match: " " * len(match[0]), text)
    if "\\" in text:
        text = _CONTROL_SPACE.sub(r"\1 ", text)
    return _NOT_EQUAL.sub(lambda match: "!=".ljust(len(match[0])), text) if "/" in text or "<>" in text else text

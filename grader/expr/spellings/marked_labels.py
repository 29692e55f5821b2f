r"""Labels with a mark that only says which value they name: a star for the best one, two numbers for two solutions.

The mark is replaced by blanks, so that all other places stay the same.

>>> [drop_marks(text) for text in ("x* = (8, 4)", r"x_1^* = 8, x_2^{\ast} = 4", "x_{1/2} = ±2", "y = 2x* 3")]
['x  = (8, 4)', 'x_1   = 8, x_2        = 4', 'x_1     = ±2', 'y = 2x* 3']
"""

import re
from functools import lru_cache
from typing import Final

__all__ = ["drop_marks"]

_START: Final = r"(?P<start>(?:^|[,;\n(\[$]|\\\(|\band\b|\bor\b)\s*)"
_WORD: Final = r"(?:\\(?:mathbf|vec|boldsymbol)\s*\{?)?\\?[^\W\d_]+\}?"
_STAR: Final = re.compile(
    rf"{_START}(?P<name>{_WORD}(?:_\{{?\w{{1,3}}\}}?|[₀-₉0-9])?)"
    r"(?P<mark>\s*(?:\^\s*(?:\{\s*(?:\*|\\ast|\\star)\s*\}|\*|\\ast\b|\\star\b)|[*∗⋆]))(?=\s*=(?!=))"
)
# x_{1/2}, x_{1,2}, x_1,2 and x₁,₂ in front of a value with two signs
_TWO: Final = re.compile(
    rf"{_START}(?P<name>{_WORD})(?P<mark>_\{{\s*(?P<first>\d)\s*[/,|]\s*\d\s*\}}|_(?P<plain>\d)[/,]\d|(?P<low>[₀-₉])[/,⸝]?[₀-₉])"
    r"(?=\s*=[^=]*?(?:±|\\pm\b|\+-|\+/-))"
)


@lru_cache(maxsize=128)  # one text is tried for each key that an item may have
def drop_marks(text: str) -> str:
    """Return a text without stars at its labels, and with one number at a label of two solutions."""
    text = _STAR.sub(lambda match: match["start"] + match["name"] + " " * len(match["mark"]), text)
    return _TWO.sub(write_first, text)


def write_first(match: re.Match[str]) -> str:
    """Return a label of two solutions with the first of its numbers."""
    first = f"_{match['first'] or match['plain']}" if not match["low"] else match["low"]
    return match["start"] + match["name"] + first.ljust(len(match["mark"]))

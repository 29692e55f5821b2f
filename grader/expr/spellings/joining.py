"""Words that join values in other languages, and a plus over a minus typed as two signs.

>>> translate_joints("k = 3 oder k = -3", Notation()), translate_joints("5 und 2", Notation())
('k = 3 or k = -3', '5 and 2')
>>> [write_plus_minus(text, Asked("condition")) for text in ("x = +-2", "x = +- 2", "y = 2x +-3")]
['x = ±2', 'x = ±2', 'y = 2x +-3']
>>> write_plus_minus("50 +- 2", Asked("interval"))
'50 ±2'
"""

from typing import Final

from grader.expr.asked.asked import Asked
from grader.expr.nodes import Junction
from grader.expr.notation import Notation
from grader.patterns import regex

__all__ = ["translate_joints", "write_plus_minus"]

_JOINTS: Final = {"und": "and", "et": "and", "oder": "or", "ou": "or"}
_JOINT: Final = regex(r"(?<=\s)(?:und|et|oder|ou)(?=\s)")
_TWO_SIGNS: Final = regex(r"(?P<before>^\s*|[=({\[,;:]\s*|\b(?:or|and)\s+)?\+[-−–][ \t]*(?=[\w.(√\\])")


def translate_joints(text: str, notation: Notation) -> str | None:
    """Return a text with *and* and *or* for the German and French words, where these are no names of the exercise."""
    if not _JOINT.search(text) or any(word in notation.entries for word in _JOINTS):
        return None
    return _JOINT.sub(lambda match: _JOINTS[match[0]], text)


def write_plus_minus(text: str, asked: Asked) -> str:
    """Return a text with ± for ``+-``, where that is no plus in front of a negative number.

    Nobody types ``x = +-2`` for a single value. Behind another term it may be one, ``2x +-3``, unless several values or
    an interval are asked for.
    """
    if "plus or minus" in text:
        text = text.replace("plus or minus", "±")
    if "+" not in text:
        return text
    is_pair = asked.shape == "vector" and asked.mentions("interval")
    has_two = (
        is_pair
        or asked.shape in ("set", "interval")
        or (asked.shape == "condition" and isinstance(asked.tree, Junction))
    )
    return _TWO_SIGNS.sub(
        lambda match: f"{match['before'] or ''}±" if has_two or match["before"] is not None else match[0], text
    )

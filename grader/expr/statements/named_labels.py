"""What is asked for, with a colon or *is* after it: ``∂L/∂w: 2*w``, ``g is (2*x, x)``.

>>> from grader.expr import parse
>>> from grader.expr.notation import Entry
>>> notation = Notation(entries={name: Entry(name=name) for name in ("L", "w", "x")})
>>> asked = Asked("value", names=(parse("dL/dw", notation).tree,))
>>> [drop_named_label(text, notation, asked).strip() for text in ("∂L/∂w: 2*w", "dL/dw is 2*w", "dL/dx: 2*w", "x: 2")]
['2*w', '2*w', 'dL/dx: 2*w', 'x: 2']
"""

from typing import Final

from grader.expr.asked.asked import Asked
from grader.expr.notation import Notation
from grader.expr.reading import parse_or_none
from grader.expr.statements.labels import mask, strip_dollars
from grader.patterns import regex

__all__ = ["drop_named_label"]

# The longest names are those of derivatives at a point. A second colon may say what a case is, or divide.
_LABEL: Final = regex(
    r"[\s$]*+(?P<label>[^\n:=]{1,60}?)[\s$]*+(?:(?<!\s):(?!=)|(?<=[\s$])(?:is|equals)(?=[\s$]))\s*+(?=\S)"
)


def drop_named_label(text: str, notation: Notation, asked: Asked) -> str:
    """Return a text with blanks in place of the name of what is asked for and the colon or word after it."""
    if not asked.names or not (":" in text or " is " in text or " equals " in text):
        return text
    match = _LABEL.match(text)
    if match is None:
        return text
    label = parse_or_none(strip_dollars(match["label"]), notation)
    return mask(text, 0, match.end()) if label is not None and label in asked.labels else text

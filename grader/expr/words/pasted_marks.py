"""Marks of Markdown around an answer that was pasted: ``**x = 3**``, ``**x^(1)** = (9, 3)``, ``Answer: **12**``.

A line cannot begin with a power, so two stars there open bold text, and each place in the text stays.

>>> [drop_bold(text).strip() for text in ("**x = 3**", "**f** = 2*x**2", "Answer: **12**", "**2x**2**", "2**3")]
['x = 3', 'f   = 2*x**2', 'Answer:   12', '2x**2', '2**3']
>>> drop_bold("**x")
'**x'
"""

import re
from typing import Final

from grader.patterns import regex

__all__ = ["drop_bold"]

_MOST: Final = 60  # pairs of stars; nobody marks more
_START: Final = r"^[ \t]*(?:[-•*][ \t]+)?"
_WHOLE: Final = regex(
    rf"(?P<before>{_START}|[=:][ \t]*)\*\*(?P<inside>[^\s*].*?)\*\*(?P<after>[ \t]*\.?[ \t]*$)", re.MULTILINE
)
_LABEL: Final = regex(
    rf"(?P<before>{_START})\*\*(?P<inside>[^\s*][^*\n]*?)\*\*(?P<after>[ \t]*[=:]|(?<=:\*\*)[ \t])", re.MULTILINE
)


def drop_bold(text: str) -> str:
    """Return a text with blanks in place of two stars around a line, a label, or what is after one."""
    if not 1 < text.count("**") <= _MOST:
        return text
    for pattern in (_LABEL, _WHOLE):
        text = pattern.sub(lambda match: f"{match['before']}  {match['inside']}  {match['after']}", text)
    return text

"""A name by what it is: *the mean is less than 500* for ``mu < 500``, where mu is described as the mean.

>>> from grader.expr.notation import Entry
>>> notation = Notation(entries={"mu": Entry(name="mu", description="the mean"), "x": Entry(name="x")})
>>> asked = Asked(question="A maker claims a mean lifetime mu of 500 hours.")
>>> [write_name(text, asked, notation) for text in ("the mean is less than 500", "mean lifetime < 500", "median < 500")]
['mu is less than 500', 'mu < 500', 'median < 500']
"""

import re
from collections.abc import Iterator
from typing import Final

from grader.expr.asked.asked import Asked
from grader.expr.notation import Notation
from grader.patterns import regex

__all__ = ["write_name"]

_SUBJECT: Final = regex(
    r"\s*(?:the\s+|a\s+)?(?P<words>[A-Za-z]{3,20}(?:\s+[A-Za-z]{3,20}){0,3}?)\s*(?=[<>≤≥≠=]|!=|\bis\b|\bare\b|\bin\b|∈)"
)
_ARTICLE: Final = regex(r"(?:the|an?)\s+", re.IGNORECASE)
_MOST_WORDS: Final = 3  # in front of a name in a question: a mean lifetime mu


def write_name(text: str, asked: Asked, notation: Notation) -> str:
    """Return a text with the name of the exercise in place of the words for it; any other text as it is."""
    match = _SUBJECT.match(text)
    if match is None or match["words"] in notation.entries:
        return text
    said = match["words"].casefold()
    names = {name for name, words in list_descriptions(asked, notation) if words == said}
    return f"{names.pop()} {text[match.end() :]}" if len(names) == 1 else text


def list_descriptions(asked: Asked, notation: Notation) -> Iterator[tuple[str, str]]:
    """Yield names with the words for them: their descriptions, and what is in front of them in the question."""
    for name, entry in notation.entries.items():
        if entry.description:
            yield name, _ARTICLE.sub("", entry.description, count=1).casefold().strip()
        before = re.search(rf"((?:[A-Za-z]+\s+){{1,{_MOST_WORDS}}}){re.escape(name)}(?!\w)", asked.question)
        words = before[1].casefold().split() if before else []
        for first in range(len(words)):
            yield name, " ".join(words[first:])

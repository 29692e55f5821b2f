"""The names that a question asks for: *Find R*, *for which x*, *the height h*."""

import re
from functools import lru_cache
from typing import Final

from grader.patterns import regex

__all__ = ["LETTER", "find_asked_names"]

LETTER: Final = r"\\?[A-Za-zα-ωΑ-Ω](?:_\{?[0-9A-Za-z]\}?|[0-9])?"
# Find R, for which x, the values of k, what is the height h: the name right after these words is asked for.
_ASKED: Final = regex(
    r"\b(?:which|what\s+is|find|solve\b[^.?!]{0,80}\bfor|values?\s+of|determine|compute|calculate|give"
    r"|how\s+[a-z]+\s+(?:is|are)|solutions?\s+for)\s+(?:all\s+)?"
    rf"(?:the\s+(?:[a-z]{{3,}}\s+){{0,3}})?\$?(?P<name>{LETTER})(?![\w'’])(?!\s*[=(^*/+-])",
    re.IGNORECASE,
)
_ARTICLE: Final = regex(r"\s+[a-z]{2,}")


@lru_cache(maxsize=256)  # every answer to a question asks for them several times
def find_asked_names(question: str) -> frozenset[str]:
    """Return the names that a question asks for by a word right before them.

    >>> sorted(find_asked_names("Find R. For which x is it so? What is the height h? Give a vector. Compute f(2)."))
    ['R', 'h', 'x']
    >>> find_asked_names("Solve 2x + 1 = 7 for x."), find_asked_names("How much is q?")
    (frozenset({'x'}), frozenset({'q'}))
    """
    found = set()
    for match in _ASKED.finditer(question):
        is_article = match["name"] in ("a", "A", "I") and _ARTICLE.match(question, match.end()) is not None
        if not is_article:
            found.add(match["name"])
    return frozenset(found)

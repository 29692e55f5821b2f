"""What a limit is, or that there is none, in words of the question: *limit does not exist*, *tends to infinity*.

>>> choices = {"oo": "it is infinity", "zero": "it is 0", "DNE": "it does not exist"}
>>> question = frozenset({"limit", "goes", "infinity"})
>>> [find_limit(text, choices, question) for text in ("the limit doesn't exist", "no limit", "diverges to infinity")]
['DNE', 'DNE', 'oo']
>>> [find_limit(text, choices, question) for text in ("the limit of 0", "diverges to 0", "no solution", "limit exists")]
['zero', None, None, None]
"""

import re
from collections.abc import Mapping, Set
from typing import Final

from grader.answers.choices.alternatives import find_by_whole, is_denial, list_words
from grader.patterns import regex

__all__ = ["find_limit"]

_LABEL: Final = regex(r"^\s*(?:the\s+)?lim(?:it)?\b\.?\s*=\s*", re.IGNORECASE)
_OTHER_SIGN: Final = regex(r"[^\w\s'’∞\\.+−-]")  # a colon, as in "convergent: yes", or a list
_INFINITIES: Final = frozenset({"oo", "-oo"})
# What a quantity with a limit does; the last word of each is left to say which one.
_VERBS: Final = frozenset({"tends", "tend", "goes", "go", "approaches", "approach", "grows", "equals"})
_OF_NUMBERS: Final = frozenset({"converges", "converge"})
_OF_INFINITY: Final = frozenset({"diverges", "diverge"})
_NO_SUCH: Final = ("does", "not", "exist")


def find_limit(text: str, choices: Mapping[str, str], question: Set[str]) -> str | None:
    """Return the alternative that a text says of the quantity in the question; None for any other text.

    What it says, without the words of the question before it, has to be the whole of one alternative.
    """
    said = {word for name, meaning in choices.items() for word in (*list_words(name), *list_words(meaning))}
    text = _LABEL.sub("", text) if "limit" in question else text
    words = list_words(text)
    if not words or _OTHER_SIGN.search(text) or any(len(name) == 1 for name in choices):
        return None
    words = words[1:] if words[0] == "there" else words
    if len(words) == 2 and words[0] == "no" and words[1] in question and words[1] not in said:
        return find_by_whole(_NO_SUCH, choices)
    while len(words) > 1 and words[0] in question - said and words[0].isalpha() and not is_denial(words[0]):
        words = words[1:]
    if len(words) == 2 and words[0] not in said:
        verb, value = words
        is_infinite = value in _INFINITIES
        if verb in _VERBS or verb in (_OF_INFINITY if is_infinite else _OF_NUMBERS):
            words = (value,)
    return find_by_whole(words, choices)

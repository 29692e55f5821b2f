"""A value of something else of the same kind: of X where 2X is asked for, of boys where girls are counted.

>>> question = "X has variance 4. What is the variance of 2X?"
>>> [names_other_owner(text, question) for text in ("the variance of X is 16", "Var(2X) = 16", "Var(X) = 16")]
[True, False, True]
>>> question = "P(A) = 0.5. What is P(A or B)?"
>>> [names_other_owner(text, question) for text in ("P(A or B) is 0.7", "P(A) is 0.7", "the probability of A is 0.7")]
[False, True, True]
"""

import re
from typing import Final

from grader.answers.second_readings.other_subjects import is_word_of, split_question
from grader.patterns import regex

__all__ = ["counts_other_thing", "names_other_owner", "names_other_order"]

_COUNTED: Final = regex(r"\bhow\s+many\s+(?:[a-z-]+\s+){0,2}?(?P<thing>[a-z]{3,})\b", re.IGNORECASE)
_COUNT: Final = regex(
    r"(?:^|[\s=])[0-9][0-9.,]*\s+(?:[a-z]+\s+){0,2}?(?P<thing>[a-z]{3,})\s{0,9}\.?\s{0,9}$", re.IGNORECASE
)
_COMPARED: Final = regex(r"(?<![\w.])[0-9][0-9.]*\s+(?P<word>more|fewer|less|extra|additional)\b", re.IGNORECASE)
_JOINED: Final = r"(?:\s*(?:or|and|given|[∪∩|+])\s*-?\d*[A-Z]\w?(?![\w(]))*"
_OWNER: Final = rf"-?\d*[A-Z]\w?(?![\w(=]){_JOINED}"
_OF: Final = regex(rf"\bof\s+(?P<owner>{_OWNER})")
_CALL: Final = regex(rf"(?<![\w\\])(?:P|[Vv]ar|E|[Cc]ov|SD|sd|det|tr|rank)\s*[(\[]\s*(?P<owner>{_OWNER})\s*[)\]]")
_ORDER: Final = regex(r"\b(?P<order>second|third|fourth)\s+(?:partial\s+)?derivative\b", re.IGNORECASE)


def counts_other_thing(statement: str, question: str) -> bool:
    """Whether a number is one of something that a question only tells of, and it asks how many there are of another.

    >>> question = "There are 12 boys and 3 more girls. How many girls are there?"
    >>> [counts_other_thing(text, question) for text in ("15 girls", "15 boys", "15 more", "15 children")]
    [False, True, True, False]
    """
    match = _COUNT.search(statement)
    told, asking = split_question(question)
    compared = _COMPARED.search(statement)
    if compared is not None and not is_word_of(compared["word"], asking):
        return True
    if match is None or _COUNTED.search(asking) is None:
        return False
    thing = match["thing"].casefold().removesuffix("s")
    return is_word_of(thing, told) and not is_word_of(thing, asking)


def names_other_owner(statement: str, question: str) -> bool:
    """Whether a value is that of one variable, event or matrix, where the question asks for that of another one."""
    head = re.split(r"[=≈]|\b(?:is|are|equals)\b", statement, maxsplit=1)[0]
    _, asking = split_question(question)
    said, asked = list_owners(head), list_owners(asking)
    return bool(said and asked) and not said & asked


def list_owners(text: str) -> set[str]:
    """Return the names after *of*, or in the brackets of an operation: 2X of *variance of 2X* and of ``Var(2X)``."""
    found = [match["owner"] for pattern in (_OF, _CALL) for match in pattern.finditer(text)]
    return {re.sub(r"\s+", "", owner) for owner in found}


def names_other_order(statement: str, question: str) -> bool:
    """Whether a statement is about a higher derivative, of which the question says nothing.

    >>> names_other_order("the second derivative is 2x", "Give dL/dw."), names_other_order("f'' = 2", "Give f''.")
    (True, False)
    """
    match = _ORDER.search(statement)
    return match is not None and not is_word_of(match["order"], question) and not re.search(r"['’′]{2}|\^2", question)

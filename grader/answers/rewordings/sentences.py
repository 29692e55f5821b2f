"""A sentence about what is asked for, without its words: *The inverse is [[3, -1], [-5, 2]]*, *T equals 2 pi*.

What comes before *is* may only be words of the question, a letter, or the first letters of words of the question.
Anything else may name something else, and stays.

>>> asked = Asked("value", question="Give the maximum likelihood estimate. What is its standard deviation?")
>>> [drop_sentence(text, asked, Notation()) for text in ("The MLE is 1/4", "T equals 2", "the mean is 3")]
['1/4', 'T = 2', 'the mean is 3']
>>> [drop_abbreviation(text, asked) for text in ("std = 2.6", "stdev=2.6", "s.d. = 2.6", "var = 7")]
['2.6', '2.6', 's.d. = 2.6', 'var = 7']
>>> [write_root(text) for text in ("the square root of 2gh", "square root of 2 + 3", "v = square root of 2")]
['sqrt(2gh)', 'square root of 2 + 3', 'v = sqrt(2)']
"""

import re
from typing import Final

from grader.expr.asked.asked import Asked
from grader.expr.functions import FUNCTIONS
from grader.expr.notation import Notation
from grader.expr.reading import parse_or_none
from grader.expr.statements.other_labels import is_known
from grader.patterns import regex

__all__ = ["drop_abbreviation", "drop_line_label", "drop_sentence", "write_root"]

_SENTENCE: Final = regex(
    r"\s*(?:(?:the|my|our|its|so\s+the)\s+)?(?P<subject>[^\W\d_](?:[^\W\d_]|[ '’-]){0,60}?)\s+"
    r"(?P<verb>is|are|equals|is\s+equal\s+to)\s*:?\s+(?P<value>[^\s].*)",
    re.IGNORECASE | re.DOTALL,
)
# What may follow a value and change it, or give another one.
_OPEN: Final = regex(r"\b(?:not|no|or|if|unless|except|but|never|either|wrong|is|are)\b|\?", re.IGNORECASE)
_BEGINS: Final = regex(r"[-−+±(\[{√∛\\0-9.½¼¾⅓⅔<⟨]|[^\W\d_]")
_ABBREVIATION: Final = regex(r"\s*(?P<label>[a-z]{3,8})\.?\s*[=:≈]\s*(?P<value>[-−+0-9.√(\\].*|sqrt.*)", re.DOTALL)
_ROOT: Final = regex(
    r"(?P<head>(?:\s*\w{1,6}\s*=)?\s*)(?:the\s+)?square\s+root\s+of\s+(?P<of>\([^()]+\)|[^\s+−=,;-][^+−=,;-]*)\.?\s*",
    re.IGNORECASE,
)
_BARE_ROOT: Final = regex(r"(?<![\w\\])root(?=\([^(),]*\))")  # with two arguments, the second says which root
_GIVEN: Final = r"\s+(?:\w{1,6}\s*)?(?:=|of|is)?\s*[-−]?[0-9]"  # prevalence 0.1, mean x_bar = 4
_FULL: Final = 4  # letters of a word that one would shorten
_LINE: Final = regex(r"\s*(?P<letter>[A-Za-z])\s*:\s*(?P<rest>[^:=]+=[^:=]+)")


def drop_sentence(text: str, asked: Asked, notation: Notation) -> str:
    """Return what a sentence says of what is asked for; any other text as it is."""
    match = _SENTENCE.fullmatch(text)
    if match is None or _OPEN.search(match["value"]) or not _BEGINS.match(match["value"]):
        return text
    subject = match["subject"].strip()
    if len(subject) == 1:
        is_free = parse_or_none(subject, notation) is None or subject in asked.question
        return f"{subject} = {match['value']}" if is_free else text
    is_asked = is_known(subject, asked) and any(is_said(word, asked) for word in re.findall(r"[^\W\d_]{3,}", subject))
    is_given = re.search(rf"\b{re.escape(subject.split()[-1])}{_GIVEN}", asked.question, re.IGNORECASE)
    return match["value"].rstrip().rstrip(".") if is_asked and not is_given else text


def is_said(word: str, asked: Asked) -> bool:
    """Whether a word is one of the question, in another form or by its first letters."""
    return is_known(word, asked) and (asked.mentions(word) or not is_known(word, Asked()))


def drop_abbreviation(text: str, asked: Asked) -> str:
    """Return a value without a label that is made of beginnings of neighbouring words of the question."""
    match = _ABBREVIATION.fullmatch(text)
    words = [word if len(word) >= _FULL else "" for word in re.findall(r"[^\W\d_]+", asked.question.casefold())]
    is_short = (
        match is not None
        and match["label"] not in FUNCTIONS
        and any(is_made_of(match["label"], words[start : start + 3]) for start in range(len(words)))
    )
    return match["value"] if match is not None and is_short else text


def is_made_of(label: str, words: list[str]) -> bool:
    """Whether a label is a beginning of each of two or three words, one after another: ``std``, ``stdev``."""
    if not words or not label:
        return False
    first, *rest = words
    for size in range(1, len(label)):
        if not first.startswith(label[:size]):
            return False
        left = label[size:]
        if rest and (rest[0].startswith(left) or is_made_of(left, rest)):
            return True
    return False


def write_root(text: str) -> str:
    """Return *the square root of 2gh* as a formula; of a sum, it is not clear how far the root goes."""
    text = _BARE_ROOT.sub("sqrt", text)
    match = _ROOT.fullmatch(text)
    return f"{match['head']}sqrt({match['of'].strip()})" if match else text


def drop_line_label(text: str, asked: Asked) -> str:
    """Return the equation of a line without its name, ``t: y = x - 1``, as it is taught in some countries.

    >>> [drop_line_label(text, Asked("condition")) for text in ("t: y = x - 1", "y: x = 2y", "t: y = t + 1")]
    ['y = x - 1', 'y: x = 2y', 't: y = t + 1']
    """
    match = _LINE.fullmatch(text) if asked.shape == "condition" else None
    is_used = match is not None and re.search(rf"(?<![A-Za-z]){match['letter']}(?![A-Za-z])", match["rest"])
    return match["rest"] if match is not None and not is_used else text

"""Words of a worked solution around a formula that say nothing about its value.

They are an introduction (*Let*, *So:*, *gradient formula:*) or the values of the indices for which it holds (*for j =
1, 2*). As a person writes them on paper they are there, and copied from there they come along.

>>> from grader.expr.notation import Notation
>>> notation = Notation(ranges={"j": 2})
>>> [drop_remarks(text, notation) for text in ("f_j for j=1,2", r"e_j \\text{ for all } j", "f_j for j=1")]
['f_j', 'e_j', 'f_j for j=1']
>>> [drop_introduction(text).strip() for text in ("Let e = f", r"\\text{So: } e = f", "my formula: 2x", "not x: 2x")]
['e = f', 'e = f', '2x', 'not x: 2x']
"""

import re
from typing import Final

from grader.expr.notation import Notation
from grader.patterns import regex

__all__ = ["drop_introduction", "drop_remarks"]

# Blanks are taken in one step (``++``) and from their first one only, so that no run of them is looked at twice.
_OPEN: Final = r"\s*+(?P<open>\$\$?|\\\[|\\\()?+\s*+"
_SAID: Final = r"(?:let|so|then|thus|hence|therefore|where|with|we get|we have|we obtain|answer|result|solution)"
# A phrase ends with a colon; only the words of a proof need none. Words that deny or choose are no introduction.
_DENIAL: Final = r"(?!.{0,40}\b(?:not|no|never|except|unless|or|if|false|wrong)\b)"
_PHRASE: Final = rf"{_DENIAL}[A-Za-z][A-Za-z-]++(?:[ \t]++[A-Za-z-]++){{0,4}}+"
# "The solutions are 1 and -1": what is said of it is the answer, unless it is denied.
_SUBJECT: Final = (
    r"(?!.{0,60}\b(?:not|no|never|neither|unless|if|false|wrong)\b)(?:the|its|my|our)?+\s*+"
    r"(?:(?:real|only|complete|general|final|two|three)\s++){0,2}+"
    r"(?:(?:solution|root|zero|answer|result|domain|range|interval|critical point|critical number|value)s?+)"
    r"(?:\s++sets?+)?+(?:\s++(?:of|for)\s++[a-z](?:\([a-z]\))?+)?+\s++(?:is|are)"
)
_INTRODUCTION: Final = regex(
    rf"{_OPEN}(?:\\(?:text|mathrm|textrm)\s*+\{{\s*+(?:{_PHRASE}\s*+:\s*+|{_SAID}[\s,:]*+)\}}|"
    rf"{_PHRASE}\s*+:(?!=)|{_SAID}[,:]?(?=\s)|{_SUBJECT}[,:]?(?=\s))\s*+(?=\S)",
    re.IGNORECASE,
)
_NEXT_LABEL: Final = regex(r"[,;\n]\s*+(?:and\s++)?+[A-Za-z][A-Za-z-]*+(?:[ \t]++[A-Za-z-]++){0,2}+\s*+:(?!=)")
_RANGE: Final = regex(
    r"(?<![\s,])(?:\s*+,(?=\s*+[a-z]\s*+(?:=|∈|\\in\b))"  # a comma alone, or the word
    r"|[\s,]*+(?:\bfor\b|\\(?:text|mathrm|textrm)\s*+\{\s*+,?\s*+for(?:\s++(?:all|each|every))?+\s*+\}|∀|\\forall\b))"
    r"(?:\s*+(?:all|each|every)\b)?+\s*+(?P<letters>[a-z](?:\s*+,\s*+[a-z])*+)\s*+"
    r"(?:(?:=|∈|\\in\b)\s*+(?P<values>\\?\{?[0-9,.…\s]++(?:\\[lc]?dots[0-9,\s]*+)?+\\?\}?))?+\s*+"
    r"(?P<close>\$\$?|\\\]|\\\))?+\s*+\.?\s*+$"
)


def drop_introduction(text: str) -> str:
    """Return a text with blanks in place of the words that introduce its formula; signs around it stay."""
    match = _INTRODUCTION.match(text)
    if match is None or (match.group().rstrip().endswith(":") and _NEXT_LABEL.search(text, match.end())):
        return text  # of several labels, the first is no introduction either
    opening = match["open"] or ""
    return opening + " " * (match.end() - len(opening)) + text[match.end() :]


def drop_remarks(text: str, notation: Notation) -> str:
    """Return a text without the values of its indices, where these are all that the exercise gives them."""
    match = _RANGE.search(text)
    if match is None:
        return text
    letters = re.findall("[a-z]", match["letters"])
    values = re.findall("[0-9]+", match["values"] or "")
    every = [letter for letter in letters if letter in notation.ranges]
    if len(every) < len(letters):
        return text
    if match["values"] is not None and not all(
        are_all(values, notation.ranges[letter], match["values"]) for letter in letters
    ):
        return text
    return text[: match.start()] + (match["close"] or "")


def are_all(values: list[str], size: int, written: str) -> bool:
    """Whether listed values, perhaps with dots between them, are all that an index may have."""
    wanted = [str(value) for value in range(1, size + 1)]
    has_dots = any(dots in written for dots in ("..", "…", "dots"))
    return values == wanted or (has_dots and values[:1] == wanted[:1] and values[-1:] == wanted[-1:])

r"""Spellings of a set that are no formula: set builders, conditions in braces, brackets turned outwards, exceptions.

They are only looked for where an item asks for something that they can mean. Places in a text stay the same.

>>> for text in ("{x | x > 2}", r"\{x \in \mathbb{R} \mid 1 < x \le 2\}", "{x = 1, x = -1}", "]1, 2[ ∪ ]3, 4]"):
...     print(respell_set(open_braces(text)).strip())
x > 2
1 < x \le 2
x = 1, x = -1
(1, 2) ∪ (3, 4]
>>> split_exception("all real numbers except 0 and 1"), split_exception("x > 2")
(('all real numbers', '0 and 1'), None)
"""

import re
from functools import lru_cache
from typing import Final

from grader.patterns import regex

__all__ = ["open_braces", "respell_set", "split_exception", "write_braces"]

# Each pattern looks at a text once: it begins at a sign or a word, and what it repeats is never given back.
_OPEN: Final = regex(r"\s*+\$?+\s*+(?:\\left\s*+)?+\\?\{")
_REAL: Final = r"(?:ℝ|R|\\mathbb\s*+\{?+\s*+R\s*+\}?+)"
# {x | …}, {x : …}, {x ∈ ℝ | …}: what is before the bar says only that the members are real numbers.
_MEMBER: Final = regex(
    r"\s*+(?:\\[A-Za-z]++|[^\W\d_](?:_?[0-9])?+)\s*+"
    rf"(?:(?:∈|\\in\b|in\b)\s*+{_REAL}\s*+)?+(?:\||:|\\mid\b|\\vert\b|\\colon\b)"
)
_SAYS: Final = regex(r"[=<>≤≥≠∈]|\\(?:le|leq|ge|geq|ne|neq|lt|gt|in)\b")
_END: Final = regex(r"\\?\}$|\\right\\?\}$")
_BEFORE: Final = r"(?:^|[∪∩∈∖,$(=]|\\cup\b|\\in\b|\bU\b|\bin\b|\bor\b|\band\b)\s*+(?:\\left\s*+)?+"
_AFTER: Final = r"\s*+(?:$|[∪∩∖,.$)]|\\cup\b|\\setminus\b|U\b|or\b|and\b)"
_OPENING: Final = regex(rf"(?P<before>{_BEFORE})\](?=[^\[\]()]*+[\[\])])")
_CLOSING: Final = regex(rf"(?P<inside>[\[(\]][^\[\]()]*+)\[(?={_AFTER})")
_REALS: Final = regex(r"(?<![^\s(])R(?=\s*+(?:$|[\\∖)]|-\s*+\{))")
_WITHOUT: Final = regex(r"(?<=[ℝR)\]}\s])\\(?=\s*+[\[(])")
_IS_IN: Final = regex(r"\bis(?=\s++in\b)")
_EXCEPT: Final = regex(
    r"\b(?:except|but|other|apart|without|excluding|unless)\b(?:\s++(?:for|not|than|from)\b)?+", re.IGNORECASE
)
# x is not in (0, 1], k does not belong to {1}, z outside [-2, 2]
_NOT_IN: Final = regex(
    r"(?<![\w\\])(?:(?:(?:is|are|lies|lie|does|do|must|can|should|may)\s+)?(?:(?:isn|aren|doesn|don)['’]?t|cannot|not|never)\s+"
    r"(?:(?:be|lie|an?\s+element)\s+)?(?:in\b|∈|\\in\b|of\b|belong\s+to\b)"
    r"|\\not\s*\\in\b|(?:(?:is|are|lies|lie)\s+)?outside(?:\s+of)?\b)(?:\s+(?:the\s+)?(?:set|interval)\b)?",
)
# What a value is not, one after another: k ≠ 1, -1
_VALUE: Final = r"(?:[-−+±]\s*+)?+(?:\\pm\s*+)?+[\w./√()^]++"
_THEN: Final = r"\s*+(?:,\s*+(?:and\b|or\b|nor\b)?+|\b(?:and|or|nor)\b)\s*+"
_UNEQUAL_LIST: Final = regex(rf"(?:≠|!=|\\neq?\b)\s*+(?P<values>{_VALUE}(?:{_THEN}{_VALUE})++)\s*+\.?+\s*+$")
_DECIMAL: Final = regex(r"\d,\d")  # k ≠ 0,5 is one number
_UNEQUAL_SET: Final = regex(r"(?:≠|!=|\\neq?\b)(?=\s*\\?\{)")
_OPERATION: Final = regex(r"[∪∖\\∩]|\bU\b")
_NOT_VALUE: Final = regex(r"(?<=\w)\s+(?:(?:is|are|be)\s+)?not\s+(?=[-−±]?\d)")
_BRACE: Final = regex(r"(?<!\\)(?P<brace>[{}])")
# What a set may follow; after anything else braces are those of a command, an index or an exponent.
_BEFORE_SET: Final = regex(r"(?:^|[$=∪∩∖∈,]|\\(?:cup|cap|setminus|in)(?![A-Za-z]))\s*$")
_LONGEST_SIGN: Final = 12  # characters, as of \\setminus and blanks
_SEPARATOR: Final = regex(_THEN)


@lru_cache(maxsize=128)  # one text is tried for each key that an item may have
def open_braces(text: str) -> str:
    """Return the conditions in braces, or those of a set builder, without what is around them; any other text as is."""
    opening = _OPEN.match(text)
    if opening is None:
        return text
    end = _END.search(text.rstrip(" \t\n.$"))
    if end is None:
        return text
    member = _MEMBER.match(text, opening.end())
    start = member.end() if member is not None else opening.end()
    inside = text[start : end.start()]
    if start >= end.start() or not _SAYS.search(inside) or not are_braces_closed(inside):
        return text
    return " " * start + inside + " " * (len(text) - end.start())


def write_braces(text: str) -> str:
    """Return a text between dollar signs in which braces that begin a set are braces of a set in LaTeX, too.

    >>> write_braces("${1, 2}$"), write_braces(r"$[1, 2] \\cup {5}$"), write_braces(r"$x_{1,2}$")
    ('$\\\\{1, 2\\\\}$', '$[1, 2] \\\\cup \\\\{5\\\\}$', '$x_{1,2}$')
    """
    opened: list[bool] = []
    pieces, start = [], 0
    for match in _BRACE.finditer(text):
        if match["brace"] == "{":
            opened.append(_BEFORE_SET.search(text, max(0, match.start() - _LONGEST_SIGN), match.start()) is not None)
            is_set = opened[-1]
        else:
            is_set = bool(opened) and opened.pop()
        pieces.append(text[start : match.start()] + ("\\" if is_set else "") + match["brace"])
        start = match.end()
    return "".join(pieces) + text[start:]


def are_braces_closed(text: str) -> bool:
    """Whether every brace of a text is closed in it."""
    depth = 0
    for character in text:
        depth += (character == "{") - (character == "}")
        if depth < 0:
            return False
    return depth == 0


@lru_cache(maxsize=128)
def respell_set(text: str) -> str:
    """Return a set of numbers in its usual spelling."""
    text = _IS_IN.sub("  ", write_exclusions(text))
    text = _WITHOUT.sub("∖", _REALS.sub("ℝ", text))
    turned = _OPENING.sub(lambda match: match["before"] + "(", text)
    return _CLOSING.sub(lambda match: match["inside"] + ")", turned)


def write_exclusions(text: str) -> str:
    """Return what a value is not, in words or one after another, with the sign ∉.

    >>> [write_exclusions(text) for text in ("x is not in (0, 1]", "not in {1}", "k ≠ 1, -1", "k not 1")]
    ['x ∉ (0, 1]', 'ℝ ∖ {1}', 'k ∉ {1, -1}', 'k ≠ 1']
    """
    text = _UNEQUAL_SET.sub("∉", _NOT_IN.sub("∉", text))
    if text.lstrip().startswith("∉") and not _OPERATION.search(text):
        text = text.replace("∉", "ℝ ∖", 1)
    if "=" not in text.replace("<=", "").replace(">=", "").replace("!=", ""):  # x not 1, x = 3 may be a correction
        text = _NOT_VALUE.sub(" ≠ ", text)
    listed = _UNEQUAL_LIST.search(text)
    if listed is None or _DECIMAL.search(listed["values"]):
        return text
    return f"{text[: listed.start()]}∉ {{{_SEPARATOR.sub(', ', listed['values'])}}}"


def split_exception(text: str) -> tuple[str, str] | None:
    """Return what numbers are spoken of, and those that are left out; None for any other text."""
    match = _EXCEPT.search(text)
    if match is None:
        return None
    whole, removed = text[: match.start()].strip(" \t\n,"), text[match.end() :].strip(" \t\n.")
    return (whole or "all", removed) if removed else None

"""Where the working in a text ends and its result begins.

A sign or word for *it follows* separates statements, ``=`` the members of a chain, both outside brackets.

>>> split_conclusions("3x^2 = 12 => x^2 = 4, so x = 2")
('3x^2 = 12', 'x^2 = 4', 'x = 2')
>>> split_conclusions("x => 3"), split_conclusions("lim x -> 0")
(('x => 3',), ('lim x -> 0',))
>>> split_members("TP/(TP + FP) = 30/45 = 2/3"), split_members("x <= 3")
(('TP/(TP + FP) ', ' 30/45 ', ' 2/3'), ('x <= 3',))
"""

import re
from functools import lru_cache
from itertools import accumulate
from typing import Final

from grader.patterns import regex

__all__ = ["MAX_PIECES", "drop_joint", "is_mere_operation", "split_conclusions", "split_members"]

MAX_PIECES: Final = 20  # statements, or members of a chain; each may be read by itself
_ARROW: Final = r"<?[-=]{1,2}>|[→⇒⟶⟹⇔⟺↔]|\\(?:to|implies|iff|(?:[Ll]ong)?(?:[Ll]eft)?[Rr]ightarrow)(?![A-Za-z])"
_WORD: Final = (
    r"∴|\\therefore(?![A-Za-z])|"
    r"(?<![\w\\'’])(?:(?:and|et|und)\s+)?(?:so(?:\s+that)?|thus|hence|therefore|then|consequently|"
    r"(?:it\s+follows|which\s+(?:means|gives|implies))(?:\s+that)?|we\s+(?:get|obtain)|i\.e\.|that\s+is|"
    r"donc|alors|d['’]où|also|somit|daher|folglich)(?![\w'’=(])"
)
_FOLLOWS: Final = regex(rf"(?<![\s,;.])[\s,;.]*+(?:(?P<arrow>{_ARROW})|(?P<word>{_WORD}))[\s,:]*", re.IGNORECASE)
_STATES: Final = regex(r"[=<>≤≥≠≈∈]|\\(?:leq?|geq?|neq?|approx|in)(?![A-Za-z])")
# No conclusion comes after these: a case, a limit, and a value that is given to a name (x -> 1, y -> 2).
_CASE: Final = regex(r"\s*(?:if|when|suppose|assume|wenn|falls|si)\b", re.IGNORECASE)
_LIMIT: Final = regex(r"(?:\blim\b|\\lim(?![A-Za-z])|\bas\b|\bfor\b)[^=]{0,12}$")
_GIVEN: Final = regex(r"(?:^|[,;\n])\s*+\\?\w++\s*+$")
_EQUALS: Final = regex(r"(?<![<>!:=])=(?![=>])")
# What only names a computation, of which the next member is the result.
_JOINED: Final = regex(
    r"(?<![\w\\])(?:with|where|if|when|for|and|or|but|mit|wobei|wenn|für|und|oder|avec|où|si|pour|et|ou)(?![\w({])"
)
_OPERATION: Final = regex(r"\s*(?:\\?(?:lim|int|sum|prod|det|rank|dim|tr)(?![A-Za-z])|[∫∑∏Σ]|.*[\])|]\s*+_)", re.DOTALL)


@lru_cache(maxsize=128)  # one text is tried for each kind of thing that may be asked for
def split_conclusions(text: str) -> tuple[str, ...]:
    """Return the statements of a text, each of which follows from the one before it; the text alone if it is one."""
    if _CASE.match(text):
        return (text,)
    depth = measure_depth(text)
    pieces: list[str] = []
    start = 0
    for match in _FOLLOWS.finditer(text):
        before = text[start : match.start()].strip()
        place = match.start("arrow") if match["arrow"] else match.start("word")
        if depth[place] or (match["arrow"] and not leads_on(before)):
            continue
        if before:
            pieces.append(before)
        start = match.end()
    last = text[start:].strip()
    return (*pieces, last) if pieces and last and len(pieces) < MAX_PIECES else (text,)


def drop_joint(text: str) -> str:
    """Return a text without a sign or word for *it follows*, or an equals sign, at its end."""
    last = max(_FOLLOWS.finditer(text), key=re.Match.end, default=None)
    return (text[: last.start()] if last and last.end() == len(text) else text).strip(" \t\n,;=.:")


def leads_on(before: str) -> bool:
    """Whether an arrow after a text may mean *it follows*: something is stated, from which it can follow."""
    return bool(_STATES.search(before)) and not _LIMIT.search(before) and not _GIVEN.search(before)


@lru_cache(maxsize=256)
def split_members(text: str) -> tuple[str, ...]:
    """Return the members of ``a = b = c``; the text alone if it is no chain of equalities."""
    depth = measure_depth(text)
    ends = [match.start() for match in _EQUALS.finditer(text) if not depth[match.start()]]
    starts = [0, *(end + 1 for end in ends)]
    members = tuple(text[start:end] for start, end in zip(starts, [*ends, len(text)], strict=True))
    is_chain = all(member.strip() for member in members) and len(members) <= MAX_PIECES
    return members if is_chain and not _JOINED.search(text) else (text,)


def measure_depth(text: str) -> list[int]:
    """Return for each place of a text in how many brackets it is."""
    return list(accumulate((sign in "([{") - (sign in ")]}") for sign in text))


def is_mere_operation(text: str) -> bool:
    """Whether a member only says what is worked out: a limit, an integral, an antiderivative between its ends."""
    return _OPERATION.match(text) is not None

"""Regular expressions that are compiled when they are first used.

The answer language has some hundreds of them, and an answer needs few: to compile all of them would be a fifth of the
time in which a command starts.

>>> words = regex(r"[a-z]+")
>>> words.findall("2 sin x")
['sin', 'x']

Python before 3.11.5, such as that of Debian 12, loses matches of a group that is repeated without going back:
``(?:a|ab)?+`` (github.com/python/cpython/issues/106052). An atomic group means the same and has no such fault, so every
pattern is compiled with these instead.

>>> print(make_atomic(r"(?:a|(b))*+[)]++"))
(?>(?:a|(b))*)[)]++
"""

import re
from functools import cache
from typing import Any, Final, cast

__all__ = ["make_atomic", "regex"]

# An escaped character, a class, an opening bracket, or a closing one with what repeats the group.
_PIECE: Final = re.compile(
    r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|(?P<open>\()|\)(?P<repeat>[*+?]|\{[0-9,]+\})?(?P<possessive>\+)?", re.DOTALL
)


class _Later:
    """A regular expression that is compiled when one of its methods is asked for, and keeps that method."""

    def __init__(self, pattern: str, flags: int) -> None:
        self._written = (pattern, flags)

    def __getattr__(self, name: str) -> Any:
        found = getattr(compile_now(*self._written), name)
        setattr(self, name, found)
        return found


def regex(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """Return a regular expression that is compiled at its first use."""
    return cast("re.Pattern[str]", _Later(pattern, flags))


@cache  # for the next method that is asked for
def compile_now(pattern: str, flags: int) -> re.Pattern[str]:
    return re.compile(make_atomic(pattern), flags)


def make_atomic(pattern: str) -> str:
    """Return a pattern in which ``(...)*+`` is ``(?>(...)*)``, which means the same; there is no comment in it."""
    made: list[str] = []
    openings: list[int] = []  # the place in ``made`` where each group that is still open begins
    end = 0
    for piece in _PIECE.finditer(pattern):
        made.append(pattern[end : piece.start()])
        end = piece.end()
        if piece["open"]:
            openings.append(len(made))
        text = piece[0]
        if text[0] == ")":
            opening = openings.pop()
            if piece["possessive"]:
                made[opening] = f"(?>{made[opening]}"
                text = f"){piece['repeat']})"
        made.append(text)
    return "".join([*made, pattern[end:]])

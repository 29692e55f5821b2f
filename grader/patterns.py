"""Regular expressions that are compiled when they are first used.

The answer language has some hundreds of them, and an answer needs few: to compile all of them would be a fifth of the
time in which a command starts.

>>> words = regex(r"[a-z]+")
>>> words.findall("2 sin x")
['sin', 'x']
"""

import re
from typing import Any, cast

__all__ = ["regex"]


class _Later:
    """A regular expression that is compiled when one of its methods is asked for, and keeps that method."""

    def __init__(self, pattern: str, flags: int) -> None:
        self._written = (pattern, flags)

    def __getattr__(self, name: str) -> Any:
        found = getattr(re.compile(*self._written), name)  # ``re`` remembers what it compiled last
        setattr(self, name, found)
        return found


def regex(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """Return a regular expression that is compiled at its first use."""
    return cast("re.Pattern[str]", _Later(pattern, flags))

"""Looking ahead in a text without ever looking at the same characters twice.

Whoever looks for the end of every formula that begins reads the rest of the text once for each, unless the end is
missing only once: a megabyte of ``\\(`` would take hours. What was found is therefore kept until it has been passed.
"""

import re
from bisect import bisect_left

__all__ = ["Ahead", "CodeSpans", "find_blank_lines"]

BLANK_LINES = re.compile(r"(?:\r\n|\r|\n)(?:[ \t]*(?:\r\n|\r|\n))+")
BACKTICKS = re.compile(r"`+")


class Ahead:
    """The next place of each of some texts, looked up in order: each text is searched through once.

    >>> ahead = Ahead("a b a")
    >>> ahead.find("a", 0), ahead.find("a", 1), ahead.find("z", 0)
    (0, 4, -1)
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._found: dict[str, tuple[int, int]] = {}  # from where it was looked for, and where it is

    def find(self, wanted: str, start: int) -> int:
        """The first place of ``wanted`` from ``start`` on; -1 if there is none."""
        since, place = self._found.get(wanted, (0, 0))
        if wanted in self._found and since <= start and (place == -1 or place >= start):
            return place
        place = self.text.find(wanted, start)
        self._found[wanted] = (start, place)
        return place


class CodeSpans:
    """The runs of back-ticks in a text: a code span ends at the next run that is as long as the one it began with."""

    def __init__(self, text: str) -> None:
        self._runs: dict[int, list[int]] = {}
        for run in BACKTICKS.finditer(text):
            self._runs.setdefault(run.end() - run.start(), []).append(run.start())

    def find_end(self, length: int, start: int) -> int:
        """Where the closing run of this length begins, from ``start`` on; -1 if there is none."""
        runs = self._runs.get(length, [])
        place = bisect_left(runs, start)
        return runs[place] if place < len(runs) else -1


def find_blank_lines(text: str) -> list[int]:
    """Where each run of blank lines begins, in order."""
    return [match.start() for match in BLANK_LINES.finditer(text)]

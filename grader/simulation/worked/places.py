r"""Where the answers of a written document are: marks that stand around each while it is put together.

>>> text, places = take_marks("a " + mark("sum", "x = 1") + "\nb")
>>> text, places["sum"][0]["start"], places["sum"][0]["end"]
('a x = 1\nb', {'line': 1, 'column': 3}, {'line': 1, 'column': 8})
"""

import re
from typing import Final

__all__ = ["MARKS", "Place", "mark", "take_marks"]

# Characters for private use: no answer has them, and neither LaTeX nor JSON changes them.
BEGIN, NAMED, END = "\ue000", "\ue001", "\ue002"
MARKS: Final = rf"{BEGIN}[^{NAMED}]*{NAMED}|{END}"
Place = dict[str, dict[str, int]]


def mark(item: str, text: str) -> str:
    """A text with marks around it that say which item it answers."""
    return f"{BEGIN}{item}{NAMED}{text}{END}"


def take_marks(text: str) -> tuple[str, dict[str, list[Place]]]:
    """The text without marks, and the places by item."""
    places: dict[str, list[Place]] = {}
    kept: list[str] = []
    since, line, column = 0, 1, 1
    item, start = "", {"line": 1, "column": 1}
    for found in re.finditer(MARKS, text):
        part = text[since : found.start()]
        kept.append(part)
        line += part.count("\n")
        column = len(part) - part.rindex("\n") if "\n" in part else column + len(part)
        if found.group() == END:
            places.setdefault(item, []).append({"start": start, "end": {"line": line, "column": column}})
        else:
            item, start = found.group()[1:-1], {"line": line, "column": column}
        since = found.end()
    return "".join([*kept, text[since:]]), places

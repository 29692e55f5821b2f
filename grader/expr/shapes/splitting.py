"""Splitting a text into statements: at line breaks, commas, semicolons and the words *and* and *or*, outside brackets.

>>> [(piece.text.strip(), piece.joint) for piece in split_statements("x = 2, y = -1 and (3, 4)")]
[('x = 2', ''), ('y = -1', ','), ('(3, 4)', 'and')]
"""

import re
from dataclasses import dataclass
from typing import Final

from grader.expr.names import Names
from grader.expr.reading_memory import ReadingMemory
from grader.expr.shapes.lines import LINE_END
from grader.patterns import regex

__all__ = ["MAX_STATEMENTS", "Statement", "split_statements"]

MAX_STATEMENTS: Final = 40  # each is read in a text of the same length; nobody lists more without brackets
_JOINT: Final = regex(
    r"(?P<line>\s*\u2028\s*|\s*\n\s*(?:[•*‣▪–—-][ \t]+(?=[^\s\d]|\d))?)|(?P<row>\\\\)"
    r"|\s*(?P<sign>[,;])\s*(?:(?:and|or)\b)?"
    r"|(?:\s+|(?<=\$))(?P<word>and|or)(?=[\s$])|\s*\\(?:text|mathrm|textrm)\s*\{\s*(?P<latex>and|or)\s*\}|\\(?:quad|qquad)\b"
    r"|(?P<land>\\(?:land|wedge)\b)|(?P<lor>\\(?:lor|vee)\b)"
)
_MAY_SPLIT: Final = regex(r"[,;\\\n\u2028]|and|or")  # every joint has one of these
_ENVIRONMENT: Final = regex(r"\\(?P<side>begin|end)\s*\{[A-Za-z]+\*?\}")
_ALIGNED: Final = regex(
    r"\s*+(?:\$\$?|\\\[)?+\s*+\\begin\{(?P<name>align(?:ed)?\*?|gather(?:ed)?\*?|cases(?=\}[^&]*\\end))\}(?P<lines>(?:(?!\\begin).)*)"
    r"\\end\{(?P=name)\}\s*+(?:\$\$?|\\\])?+\s*+\.?\s*+",
    re.DOTALL,
)
_FIRST_INDEX: Final = regex(r"(?P<name>[A-Za-z]{1,8}[0-9]{0,2}(?:_[0-9A-Za-z]{1,3})?)$")
_NEXT_INDEX: Final = regex(r",(?P<index>[0-9]{1,2}(?![0-9.A-Za-z])|[A-Za-z]{1,2}(?![0-9A-Za-z_(]))")
_LONGEST_NAME: Final = 14  # characters, as of delta with its indices
_BULLET: Final = regex(r"\s*(?:[•‣▪]|[*–—-](?=[ \t]+\())[ \t]*")
_OPENS: Final = "([{⟨⌊⌈"
_CLOSES: Final = ")]}⟩⌋⌉"
_OPERATORS: Final = r"[-+*/^=<>≤≥≠·×⋅]|:=|\\(?:cdot|times|le|ge|leq|geq|ne|neq)\b"
_LONGEST_SIGN: Final = 12  # characters, as of \\times and a blank
_GOES_ON: Final = regex(rf"(?:{_OPERATORS}|[,(\[{{|&]|\\left)\s*$")
_BULLETS: Final = regex(r"\s*[•*‣▪–—-][ \t]")
_SIGNS_APART: Final = frozenset({"- ", "* "})
_CONTINUES: Final = regex(rf"\s*(?:{_OPERATORS}|[)\]}}|]|\\right\b)")
# For each kind of thing that may be asked for, the same text is split several times.
_split: Final = ReadingMemory(capacity=512)


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement, at its place in the whole text; ``joint`` is what separates it from the one before it."""

    text: str
    start: int
    joint: str = ""

    @property
    def padded(self) -> str:
        """The statement with blanks before it, so that places in it are places in the whole text."""
        return " " * self.start + self.text


def split_statements(text: str, names: Names | None = None) -> tuple[Statement, ...]:
    """Return the statements of a text in order, those without anything in them left out.

    The lines of one environment belong together, unless it is all there is. With the ``names`` of an exercise, a comma
    between two indices of one of them is none between statements.
    """
    return _split.read(text, (names,), split_anew)


def split_anew(text: str, names: Names | None) -> tuple[Statement, ...]:
    if not _MAY_SPLIT.search(text):  # most answers
        bullet = _BULLET.match(text)
        start = bullet.end() if bullet else 0
        return (Statement(text[start:], start),) if says_something(text[start:]) else ()
    whole = _ALIGNED.fullmatch(text)
    if whole:
        lines = whole["lines"].replace("\\\\", "\n ").replace("&", " ")
        text = " " * whole.start("lines") + lines + " " * (len(text) - whole.end("lines"))
    found: list[Statement] = []
    depth = start = place = 0
    bullet = _BULLET.match(text)
    if bullet:
        start = place = bullet.end()
    joint = ""
    while place < len(text) and len(found) <= MAX_STATEMENTS:
        character = text[place]
        depth += (character in _OPENS) - (character in _CLOSES)
        if character == "\\" and (environment := _ENVIRONMENT.match(text, place)):
            depth += 1 if environment["side"] == "begin" else -1
            place = environment.end()  # so that the braces around the name are not counted
            continue
        # A joint takes the blanks before it along, so it is looked for at the first of them only.
        is_start = character in ",;\\$" or (character in " \t\n\u2028" and not text[place - 1 : place].isspace())
        is_start = is_start and not (character == "," and is_between_indices(text, place, names))
        match = _JOINT.match(text, place) if depth == 0 and is_start else None
        if match and match.end() > place and not is_inside_formula(text, match):
            found.append(Statement(text[start:place], start, joint))
            start = place = match.end()
            joint = name_joint(match)
        else:
            place += 1
    found.append(Statement(text[start:], start, joint))
    return tuple(statement for statement in found if says_something(statement.text))


def says_something(text: str) -> bool:
    """Whether a piece of a text is more than signs around a statement; dots stand for members that are left out."""
    return bool(text.strip(" \t\n$.;,\\")) or ".." in text


def is_inside_formula(text: str, match: re.Match[str]) -> bool:
    """Whether a formula goes on after a line break, because an operator says so."""
    if match["line"] is None or LINE_END in match["line"]:
        return False
    if match["line"][-2:] in _SIGNS_APART and not _BULLETS.match(text):  # no bullet, where the first line has none
        return True
    before = max(0, match.start() - _LONGEST_SIGN)
    return bool(_GOES_ON.search(text, before, match.start()) or _CONTINUES.match(text, match.end()))


def is_between_indices(text: str, place: int, names: Names | None) -> bool:
    """Whether a comma is between two indices, as in ``v_1,2`` and, of a name that has two, ``v1,2``."""
    first = _FIRST_INDEX.search(text, max(0, place - _LONGEST_NAME), place)
    second = _NEXT_INDEX.match(text, place)
    if first is None or second is None:
        return False
    if names is None:
        return "_" in first["name"] and second["index"].isdecimal()
    name = first["name"]
    return any(names.split_at_comma(raw, (), second["index"]) for raw in (name, name.removeprefix("d")))


def name_joint(match: re.Match[str]) -> str:
    """Return what separates two statements: a line break, a sign, or a word."""
    if match["line"] is not None or match["row"]:
        return "\n"
    if match["land"] or match["lor"]:
        return "and" if match["land"] else "or"
    return match["sign"] or match["word"] or match["latex"] or ","

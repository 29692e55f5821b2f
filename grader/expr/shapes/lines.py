"""Where a line of an answer ends, and what conditions in lines say together.

A line break never multiplies. A formula goes on after one where an operator at the end of the line says so, or one that
begins nothing, such as ``=`` or ``*``. A minus may begin an entry or go on: what is asked for decides, and how many
lines there are; where these do not, the student is asked.

>>> from grader.expr import parse
>>> from grader.expr.notation import Notation
>>> from grader.expr.asked.asked import ask_for
>>> vector = ask_for(parse("(1, 2, 3)", Notation()).tree)
>>> mark_lines("0\\n-2\\n3", vector).split(LINE_END), mark_lines("x\\n- 2\\n3\\n4", vector).split(LINE_END)
(['0', '-2\\n3'], ['x\\n- 2\\n3\\n4'])
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final, Literal

from grader.errors import AnswerError
from grader.expr.advice.rules import replace_all
from grader.expr.asked.asked import Asked
from grader.expr.asked.asking import AT_LINE_START, ask_back
from grader.expr.nodes import Junction, Matrix, Node, Relation, Symbol, Vector
from grader.expr.traverse import walk
from grader.patterns import regex

__all__ = ["LINE_END", "ask_about_sign", "is_solved_line", "mark_lines", "strip_steps"]

LINE_END: Final = "\u2028"
"""Unicode's own sign for the end of a line: written in place of a line break after which no formula goes on."""

Part = Literal["goes on", "begins", "doubtful"]
_LISTS: Final = frozenset({"vector", "matrix", "list", "set"})
_SIGN: Final = regex(r"(?<=\S)[ \t]*(?P<break>\n)\s*(?P<sign>[-+−–±])(?P<blank>[ \t]*)(?=\S)")
_RELATION: Final = regex(r"[=<>≤≥≠⩽⩾]|\\(?:leq?|geq?|neq?)\b")
_INDICATOR: Final = regex(r"1\s*\[[^\[\]\n]*\]")  # 1[x > 0] states nothing
_OPEN_END: Final = regex(r"(?:[-+*/^=<>≤≥≠·×⋅,]|\\(?:cdot|times|leq?|geq?|neq?))[ \t]*$")
_LONGEST_SIGN: Final = 12  # characters, as of \\times and a blank
_BULLETS: Final = regex(r"\s*[-–—*•‣▪][ \t]")


def mark_lines(text: str, asked: Asked) -> str:
    """Return a text with ``LINE_END`` for each break before a sign that begins an entry or a statement."""
    for match, part in classify_signs(text, asked):
        if part == "begins":
            text = text[: match.start("break")] + LINE_END + text[match.end("break") :]
    return text


def ask_about_sign(text: str, asked: Asked) -> AnswerError | None:
    """Ask back what a line is that begins with a sign, where it may go on or be a value; None where that is clear."""
    match = next((match for match, part in classify_signs(text, asked) if part == "doubtful"), None)
    if match is None:
        return None
    joined = f"{text[: match.start()]} {match['sign']} {text[match.end() :]}"
    changes = [replace_all(text, joined, "for a difference")]
    if asked.shape == "set":
        changes.insert(0, replace_all(text, f"{{{', '.join(text.split(chr(10)))}}}", "for a set"))
    return ask_back(text, match.start("sign"), match.end("sign"), AT_LINE_START, *changes)


def classify_signs(text: str, asked: Asked) -> Iterator[tuple[re.Match[str], Part]]:
    """Yield the signs that begin a line, each with what it does there."""
    if "\n" in text and not _BULLETS.match(text):
        for match in _SIGN.finditer(text):
            yield match, classify_sign(text, match, asked)


def classify_sign(text: str, match: re.Match[str], asked: Asked) -> Part:
    before, line = text[: match.start()], text[match.end() :].partition("\n")[0]
    if _OPEN_END.search(before[-_LONGEST_SIGN:]) or is_in_brackets(before):
        return "goes on"
    is_minus = match["sign"] in "-−–"
    touches = not match["blank"]
    if asked.shape in _LISTS:
        if is_minus and asked.shape == "set" and not touches:
            return "doubtful"
        return "begins" if (is_minus and touches) or has_line_for_each(text, asked) else "goes on"
    if states_relation(before):  # a second statement has a relation of its own
        return "begins" if states_relation(line) else "goes on"
    is_value = asked.shape in ("value", "family") and not states_relation(text)
    return "doubtful" if is_value and is_minus and touches else "goes on"


def states_relation(text: str) -> bool:
    return _RELATION.search(_INDICATOR.sub("1", text)) is not None


def has_line_for_each(text: str, asked: Asked) -> bool:
    """Whether there are as many lines as entries, or rows, are asked for."""
    tree = asked.tree
    entries = tree.items if isinstance(tree, Vector) else tree.rows if isinstance(tree, Matrix) else ()
    return sum(not line.isspace() for line in text.strip().split("\n")) == len(entries)


def is_in_brackets(before: str) -> bool:
    return sum(map(before.count, "([{")) > sum(map(before.count, ")]}"))


# Conditions in lines.


def strip_steps(parts: Sequence[Node]) -> Sequence[Node] | None:
    """Return the solved lines at the end of some steps, or the last step; None where a solved line is among them."""
    solved = [is_solved_line(part) for part in parts]
    if not any(solved):
        return parts[-1:]
    first = solved.index(True)
    if not all(solved[first:]):
        return None
    names = {node for part in parts[first:] for node in walk(part) if isinstance(node, Symbol)}
    # Conditions on several names may all hold together, such as those that describe a region.
    return parts[first:] if len(parts) - first == 1 or len(names) == 1 else parts


def is_solved_line(part: Node) -> bool:
    """Whether a line only says which values a name has: ``x = 3``, ``x > -2``, ``0 < x < 3``."""
    if isinstance(part, Junction):
        return all(map(is_solved_line, part.parts))
    if not isinstance(part, Relation) or len(part.operands) > 3:
        return False
    names = [operand for operand in part.operands if isinstance(operand, Symbol)]
    others = [operand for operand in part.operands if not isinstance(operand, Symbol)]
    return len(names) == 1 and not any(names[0] in walk(other) for other in others)

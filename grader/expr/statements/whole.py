"""A text as one formula, or as rows of entries, in the shape that is asked for."""

import re
from typing import Final

from grader.expr.asked.asked import Asked
from grader.expr.asked.reader import Reader
from grader.expr.complaints import complain
from grader.expr.nodes import Neg, Node, Number, Relation, Vector
from grader.expr.notation import Notation
from grader.expr.reading import Reading, Syntax, read_or_explain
from grader.expr.shapes.lines import ask_about_sign, mark_lines
from grader.expr.shapes.shaping import between_signs, put_in_shape, take_as_interval
from grader.expr.shapes.splitting import MAX_STATEMENTS
from grader.expr.spellings.rows import list_rows
from grader.expr.statements.labels import (
    drop_surroundings,
    find_label,
    strip_dollars,
)
from grader.expr.words.remarks import drop_introduction
from grader.patterns import regex

__all__ = ["put_commas_in_sizes", "put_reading_in_shape", "read_rows", "read_spaced_row", "read_whole", "take_ends"]

# 8 x 14 x 14 is the shape of an array, and 2 / 4 / 6 no quotient where a vector is asked for.
_SIZES: Final = regex(r"[0-9]+(?:(?:\s*(?:[x×⨯X]|\\times)\s*[0-9]+)+|(?:\s*/\s*[0-9]+){2,})|\w+(?:\s+by\s+\w+)+")
_HAS_SIZES: Final = regex(r"[0-9]\s*(?:[x×⨯X/]|\\times)\s*[0-9]|\sby\s")
_TIMES: Final = regex(r"\s+by\s+|[x×⨯X/]|\\times")
_BRACKETS: Final = regex(r"\s*(?:\((?P<round>[^()]*)\)|\[(?P<square>[^\[\]]*)\])\s*")


def put_commas_in_sizes(text: str, asked: Asked) -> str:
    """Return ``8 x 14 x 14`` as a vector where one is asked for; any other text as it is.

    It may be in brackets and after a label.
    """
    if asked.shape != "vector" or not _HAS_SIZES.search(text):
        return text
    whole = strip_dollars(drop_surroundings(drop_introduction(text), asked))
    label = find_label(whole)
    start = label[1] if label else 0
    brackets = _BRACKETS.fullmatch(whole, start)
    sizes = (brackets["round"] or brackets["square"] or "" if brackets else whole[start:]).strip()
    return f"{whole[:start]}({_TIMES.sub(',', sizes)})" if _SIZES.fullmatch(sizes) else text


def read_whole(text: str, notation: Notation, asked: Asked, syntax: Syntax | None) -> Node:
    """Read a text as one formula; ``AnswerError`` where it is none, or where a line of it begins something new."""
    reading = read_or_explain(text, notation, syntax)
    error = ask_about_sign(text, asked)
    if error is not None:
        raise error
    if mark_lines(text, asked) != text:
        sign = re.search(r"\n\s*(?=[-+−–±])", text)
        place = sign.end() if sign else 0
        raise complain(text, place, place + 1, "several-lines")
    return put_reading_in_shape(reading, asked)


def put_reading_in_shape(reading: Reading, asked: Asked) -> Node:
    """Return what was read in the shape that is asked for; brackets and signs are looked up in the text."""
    return put_in_shape(between_signs(take_ends(reading, asked), reading.text, asked), asked)


def take_ends(reading: Reading, asked: Asked) -> Node:
    """Return what was read, and a pair as an interval where one may be asked for."""
    is_interval = asked.shape == "interval" or (asked.shape == "condition" and asked.is_ordered)
    return take_as_interval(reading) if is_interval else reading.tree


def read_rows(text: str, reader: Reader) -> Vector | None:
    """Return the rows of a text that has one in each line, in any brackets and with any separators."""
    rows = list_rows(text)
    if rows is None or len(rows) * len(rows[0]) > MAX_STATEMENTS:
        return None
    trees = [[reader.parse(entry) for entry in row] for row in rows]
    if any(tree is None or isinstance(tree, Relation | Vector) for row in trees for tree in row):
        return None
    return Vector(tuple(Vector(tuple(tree for tree in row if tree is not None)) for row in trees))


def read_spaced_row(text: str, reader: Reader) -> Node | None:
    """Return the row of a matrix of numbers that is typed with blanks between them: ``1 5``."""
    entries = text.split()
    if len(entries) < 2 or any(character in text for character in ",;()[]{}=&\\"):
        return None
    found = [reader.parse(entry) for entry in entries]
    row = tuple(entry for entry in found if isinstance(entry, Number | Neg))
    return Vector(row) if len(row) == len(entries) else None

"""Reading a text as an answer of a certain shape.

>>> from grader.expr.notation import Entry, Notation
>>> from grader.expr.printing.text import to_text
>>> notation = Notation(entries={"x": Entry(name="x")})
>>> to_text(read_as("x = 2, x = -2", notation, Asked("set"))), to_text(read_as("H = 1/2", notation, Asked("value")))
('{2, -2}', '1/2')
"""

import re
from collections.abc import Sequence
from typing import Final

from grader.errors import AnswerError, LimitError
from grader.expr.nodes import Neg, Node, Number, Relation, Vector
from grader.expr.notation import Notation
from grader.expr.reading import Reading, Syntax, parse_or_none, read_or_explain
from grader.expr.statements.asked import Asked
from grader.expr.statements.labels import drop_surroundings, find_label, mask
from grader.expr.statements.remarks import drop_introduction, drop_remarks
from grader.expr.statements.shaping import assemble, between_signs, find_solution, put_in_shape, take_as_interval
from grader.expr.statements.splitting import MAX_STATEMENTS, Statement, split_statements

__all__ = ["put_reading_in_shape", "read_again", "read_as"]

_SIZES: Final = re.compile(r"\s*[0-9]+(?:\s*(?:[x×X]|\\times)\s*[0-9]+)+\s*")  # 8 x 14 x 14: the shape of an array
_ASKED: Final = frozenset({"comma-in-subscript"})  # a list is one of two readings, so it may not be split at the comma
_TIMES: Final = re.compile(r"[x×X]|\\times")


def read_as(text: str, notation: Notation, asked: Asked, syntax: Syntax | None = None) -> Node:
    """Return an answer in the shape that is asked for; ``AnswerError`` if it cannot be read.

    A text that is one formula is read as that. Otherwise it is read without what surrounds a value, and then as
    several statements. The error is that of the text as a whole.
    """
    sizes = strip_dollars(drop_surroundings(drop_introduction(text), asked.words)) if asked.shape == "vector" else ""
    if _SIZES.fullmatch(sizes):
        text = "(" + _TIMES.sub(",", sizes) + ")"
    try:
        return put_reading_in_shape(read_or_explain(text, notation, syntax), asked)
    except LimitError:
        raise
    except AnswerError as error:
        if error.diagnostic.slug in _ASKED:
            raise
        found = read_again(text, notation, asked, syntax)
        if found is None:
            raise explain_formula(text, notation, syntax) or error from None
        return found


def explain_formula(text: str, notation: Notation, syntax: Syntax | None) -> AnswerError | None:
    """Return why the formula in a text cannot be read, where there are words around it that say nothing."""
    bare = drop_remarks(drop_introduction(text), notation)
    if bare == text:
        return None
    try:
        read_or_explain(bare, notation, syntax)
    except AnswerError as error:
        return error
    return None


def put_reading_in_shape(reading: Reading, asked: Asked) -> Node:
    """Return what was read in the shape that is asked for; brackets and signs are looked up in the text."""
    tree = reading.tree
    if asked.shape == "interval" or (asked.shape == "condition" and asked.is_ordered):
        tree = take_as_interval(reading)
    if any(sign in reading.text for sign in ("±", "+/-", "\\pm")):
        tree = between_signs(tree, asked)
    return put_in_shape(tree, asked)


def read_again(text: str, notation: Notation, asked: Asked, syntax: Syntax | None = None) -> Node | None:
    """Return a text that is no single formula in the shape that is asked for; None where it has no reading in it."""
    bare = drop_remarks(drop_introduction(text), notation)
    if bare != text and (tree := read_bare(bare, notation, asked, syntax)) is not None:
        return tree
    found = read_around(text, notation, asked, syntax) or read_several(text, notation, asked, syntax)
    return None if found is None else put_in_shape(found, asked)


def read_bare(text: str, notation: Notation, asked: Asked, syntax: Syntax | None) -> Node | None:
    """Return a text without the words around it in the shape that is asked for; None where it has no reading in it."""
    tree = parse_or_none(text, notation, syntax)
    return read_again(text, notation, asked, syntax) if tree is None else put_in_shape(tree, asked)


def read_around(text: str, notation: Notation, asked: Asked, syntax: Syntax | None) -> Node | None:
    """Return a single statement without what surrounds its value; None where that does not help."""
    bare = drop_surroundings(text, asked.words)
    if bare != text and (tree := parse_or_none(bare, notation, syntax)) is not None:
        return tree
    return read_statement(bare, notation, asked, syntax) if is_single(bare) else None


def is_single(text: str) -> bool:
    return len(split_statements(text)) == 1


def read_statement(text: str, notation: Notation, asked: Asked, syntax: Syntax | None) -> Node | None:
    """Return what is after a label that is no name of the exercise: ``H = 1.459``, ``f'(x) = 2x``, ``x_1: 3``.

    For an equation the label is dropped only where an equation is left. A name of the exercise stays, because it may be
    another quantity than the one that is asked for.
    """
    label = find_label(text)
    if label is None or parse_or_none(label[0], notation, syntax) is not None:
        return None
    tree = parse_or_none(mask(text, 0, label[1]), notation, syntax)
    if asked.shape == "condition" and not isinstance(tree, Relation):
        return None
    return tree


def read_several(text: str, notation: Notation, asked: Asked, syntax: Syntax | None) -> Node | None:
    """Return several statements in the shape that is asked for; None where they have no reading in it."""
    statements = split_statements(text)
    if not 1 < len(statements) <= MAX_STATEMENTS:
        return None
    trees = [read_one_of_several(statement, notation, asked, syntax) for statement in statements]
    if any(tree is None for tree in trees) or not are_in_order(statements, trees):
        return None
    found = [tree for tree in trees if tree is not None]
    if asked.shape == "vector" and any(not isinstance(tree, Relation) for tree in found):
        found = drop_other_labels(statements, found)
    if asked.shape == "value":
        return choose_value(found, statements, asked)
    return assemble(found, [statement.joint for statement in statements[1:]], asked)


def are_in_order(statements: Sequence[Statement], trees: Sequence[Node | None]) -> bool:
    """Whether the labels are in the order of the alphabet where any was dropped; another order may mean another one."""
    labels = [find_label(statement.text) for statement in statements]
    is_dropped = any(label and not isinstance(tree, Relation) for label, tree in zip(labels, trees, strict=True))
    named = [label[0].strip() for label in labels if label]
    return not is_dropped or named == sorted(named)


def drop_other_labels(statements: Sequence[Statement], trees: Sequence[Node]) -> list[Node]:
    """Return the values of components that all have labels, some of them names of the exercise: ``x = 3, y = 1``."""
    solutions = [find_solution(tree) for tree in trees]
    if not all(find_label(statement.text) for statement in statements):
        return list(trees)
    return [solution[1] if solution else tree for solution, tree in zip(solutions, trees, strict=True)]


def read_one_of_several(statement: Statement, notation: Notation, asked: Asked, syntax: Syntax | None) -> Node | None:
    """Return one statement, without a label that is no name of the exercise."""
    text = strip_dollars(statement.padded)
    if asked.shape == "matrix" and (row := read_spaced_row(text, notation, syntax)) is not None:
        return row
    found = parse_or_none(text, notation, syntax)
    if found is not None:
        return found
    text = drop_remarks(drop_introduction(text), notation)
    bare = drop_surroundings(text, asked.words)
    return parse_or_none(bare, notation, syntax) or read_statement(bare, notation, asked, syntax)


def read_spaced_row(text: str, notation: Notation, syntax: Syntax | None) -> Node | None:
    """Return the row of a matrix of numbers that is typed with blanks between them: ``1 5``."""
    entries = text.split()
    if len(entries) < 2 or any(character in text for character in ",;()[]{}=&\\"):
        return None
    found = [parse_or_none(entry, notation, syntax) for entry in entries]
    row = tuple(entry for entry in found if isinstance(entry, Number | Neg))
    return Vector(row) if len(row) == len(entries) else None


def strip_dollars(text: str) -> str:
    """Return a text without the signs of a displayed formula, which may be around each line."""
    for sign in ("$$", "$", "\\[", "\\]", "\\(", "\\)"):
        text = text.replace(sign, " " * len(sign))
    return text


def choose_value(trees: Sequence[Node], statements: Sequence[Statement], asked: Asked) -> Node | None:
    """Return the line that gives what is asked for, where it is the only one that is named so."""
    named = [tree for tree in trees if isinstance(tree, Relation) and tree.operands[0] in asked.names]
    return named[0] if len(named) == 1 and all(statement.joint in ("", "\n") for statement in statements) else None

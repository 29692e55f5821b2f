"""Reading a text as an answer of a certain shape.

>>> from grader.expr.notation import Entry, Notation
>>> from grader.expr.printing.text import to_text
>>> notation = Notation(entries={"x": Entry(name="x")})
>>> to_text(read_as("x = 2, x = -2", notation, Asked("set"))), to_text(read_as("H = 1/2", notation, Asked("value")))
('{2, -2}', '1/2')
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from grader.errors import AnswerError, LimitError
from grader.expr.names import split_declared_name
from grader.expr.nodes import Derivative, Interval, Neg, Node, Number, Relation, Symbol, Union, Vector
from grader.expr.notation import Notation
from grader.expr.reading import Reading, Syntax, read_or_explain
from grader.expr.statements.asked import Asked
from grader.expr.statements.identity import add_identity, fill_in_identity
from grader.expr.statements.labels import drop_surroundings, find_label, split_other_label
from grader.expr.statements.multiples import insert_products
from grader.expr.statements.phrases import read_phrase
from grader.expr.statements.reader import Count, OutOfReadingsError, Reader
from grader.expr.statements.remarks import drop_introduction, drop_remarks
from grader.expr.statements.rounding import drop_percentage, drop_rounding
from grader.expr.statements.shaping import assemble, between_signs, find_solution, put_in_shape, take_as_interval
from grader.expr.statements.spaced_entries import refuse_spaced_entries
from grader.expr.statements.splitting import MAX_STATEMENTS, Statement, split_statements
from grader.expr.statements.usual_names import add_letter, add_unit_vectors, gather_components
from grader.expr.traverse import walk

__all__ = ["put_reading_in_shape", "read_again", "read_as"]

# 8 x 14 x 14 is the shape of an array, and 2 / 4 / 6 no quotient where a vector is asked for.
_SIZES: Final = re.compile(r"\s*[0-9]+(?:(?:\s*(?:[x×X]|\\times)\s*[0-9]+)+|(?:\s*/\s*[0-9]+){2,})\s*")
_TIMES: Final = re.compile(r"[x×X/]|\\times")
_RAISED: Final = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
MAX_INTRODUCTIONS: Final = 3  # Solution: so we get x = 3
_ASKED: Final = frozenset({"comma-in-subscript"})  # a list is one of two readings, so it may not be split at the comma


def read_as(
    text: str, notation: Notation, asked: Asked, syntax: Syntax | None = None, *, is_entry: bool = False
) -> Node:
    """Return an answer in the shape that is asked for; ``AnswerError`` if it cannot be read.

    A text that is one formula is read as that. Otherwise it is read without what surrounds a value, then as several
    statements, and at last with the names that every course uses. The error is that of the text as a whole. Where
    several values are asked for, blanks between them are asked back, unless the text ``is_entry``, one of a list.
    """
    reader = Reader(notation, syntax, Count())
    text = put_commas_in_sizes(text, asked)
    if asked.shape == "value":
        text = drop_percentage(text, reader)
    try:
        tree = put_reading_in_shape(read_or_explain(text, notation, syntax), asked)
    except LimitError:
        raise
    except AnswerError as error:
        if error.diagnostic.slug in _ASKED:
            raise
        found = read_in_other_ways(text, reader, asked, error)
        if found is None:
            raise explain_formula(text, notation, syntax) or error from None
        tree = found
    if not is_entry:
        refuse_spaced_entries(text, tree, notation, asked, lambda other: read_entry(other, notation, asked, syntax))
    return tree


def read_in_other_ways(text: str, reader: Reader, asked: Asked, error: AnswerError) -> Node | None:
    """Return a text that is no single formula of the exercise; None where it has no reading, or takes too many."""
    try:
        return read_otherwise(text, reader, asked) or read_with_usual_names(text, reader, asked, error)
    except OutOfReadingsError:
        return None


def put_commas_in_sizes(text: str, asked: Asked) -> str:
    """Return ``8 x 14 x 14`` as a vector where one is asked for; any other text as it is."""
    if asked.shape != "vector":
        return text
    sizes = strip_dollars(drop_surroundings(drop_introduction(text), asked))
    return "(" + _TIMES.sub(",", sizes) + ")" if _SIZES.fullmatch(sizes) else text


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
    return put_in_shape(between_signs(tree, reading.text, asked), asked)


def read_again(text: str, notation: Notation, asked: Asked, syntax: Syntax | None = None) -> Node | None:
    """Return a text that is no single formula in the shape that is asked for; None where it has no reading in it."""
    try:
        return read_otherwise(text, Reader(notation, syntax, Count()), asked)
    except OutOfReadingsError:
        return None


def read_otherwise(text: str, reader: Reader, asked: Asked) -> Node | None:
    """Return a text without the words around it, or in pieces; None where it has no reading."""
    bare = text
    for _ in range(MAX_INTRODUCTIONS):
        if asked.shape in ("set", "interval") and (said := read_phrase(bare)) is not None:
            return said
        shorter = drop_remarks(drop_introduction(bare), reader.notation)
        if shorter == bare:
            break
        bare = shorter
        if (tree := reader.parse(bare)) is not None:
            return put_in_shape(tree, asked)
    found = read_pieces(bare, reader, asked)
    if found is None and bare != text:
        found = read_pieces(text, reader, asked)
    return None if found is None else put_in_shape(found, asked)


def read_pieces(text: str, reader: Reader, asked: Asked) -> Node | None:
    """Return a text without what surrounds its value, or as one or several statements; None for any other text."""
    exact = drop_rounding(text, reader)
    bare = drop_surroundings(text if exact is None else exact, asked)
    found = reader.parse(bare) if bare != text else None
    if found is not None:
        return found
    statements = split_statements(bare)
    if len(statements) == 1:
        return read_statement(bare, reader, asked)
    return read_several(statements, reader, asked) or read_labelled_list(bare, reader, asked)


def read_with_usual_names(text: str, reader: Reader, asked: Asked, error: AnswerError) -> Node | None:
    """Return an answer with unit vectors or the identity in it, or an interval as an inequality in a letter of its own.

    None for any other text.
    """
    wide = add_unit_vectors(reader.notation, asked)
    if wide is not None and isinstance(asked.tree, Vector):
        value = replace(asked, shape="value")
        found = read_or_otherwise(text, reader.with_names(wide), value)
        if found is not None and (vector := gather_components(found, len(asked.tree.items))) is not None:
            return vector
    identity = add_identity(reader.notation, text)
    if identity is not None:
        found = read_or_otherwise(text, reader.with_names(identity), asked)
        return None if found is None else fill_in_identity(found, reader.notation)
    fault = error.diagnostic
    if fault.slug == "semicolon" and "," not in text:  # {5; -3}, as where a decimal has a comma
        return read_in_shape(text.replace(";", ","), reader, asked)
    if asked.shape == "vector" and fault.slug == "not-a-function":
        return read_in_shape(insert_products(text, reader), reader, asked)
    if asked.shape == "interval" and fault.slug == "unknown-name" and fault.span is not None:
        name = Symbol(split_declared_name(fault.span.text)[0])
        found = reader.with_names(add_letter(reader.notation, name.name)).parse(text)
        interval = None if found is None else put_in_shape(found, asked)
        return interval if isinstance(interval, Interval | Union) and name not in walk(interval) else None
    return None


def read_or_otherwise(text: str, reader: Reader, asked: Asked) -> Node | None:
    """Return a text as one formula, or else in another way, in the shape that is asked for."""
    tree = reader.parse(text)
    return read_otherwise(text, reader, asked) if tree is None else put_in_shape(tree, asked)


def read_entry(text: str, notation: Notation, asked: Asked, syntax: Syntax | None) -> Node | None:
    try:
        return read_as(text, notation, asked, syntax, is_entry=True)
    except AnswerError:
        return None


def read_in_shape(text: str, reader: Reader, asked: Asked) -> Node | None:
    """Do as ``read_or_otherwise``, with the brackets and signs of the text; None for another shape."""
    reading = reader.read(text)
    try:
        return read_otherwise(text, reader, asked) if reading is None else put_reading_in_shape(reading, asked)
    except AnswerError:
        return None


def read_statement(text: str, reader: Reader, asked: Asked) -> Node | None:
    """Return what is after a label that is no name of the exercise: ``H = 1.459``, ``f'(x) = 2x``, ``x_1: 3``.

    For an equation the label is dropped only where an equation is left. A name of the exercise stays, because it may be
    another quantity than the one that is asked for.
    """
    labelled = split_other_label(text, reader)
    if labelled is None:
        return None
    label, rest = labelled
    tree = reader.parse(rest)
    if tree is None and asked.shape == "vector" and find_label(rest) is None:
        bare = put_commas_in_sizes(drop_surroundings(rest, asked), asked)
        return reader.parse(insert_products(bare, reader))
    if tree is not None and asked.shape == "condition" and not isinstance(tree, Relation):
        return name_function(label, tree, asked)
    return tree


def name_function(label: str, value: Node, asked: Asked) -> Node | None:
    """Return ``L(x) = 1 - x`` as ``y = 1 - x`` where the expected equation gives y; None for any other label."""
    name = asked.tree.operands[0] if isinstance(asked.tree, Relation) and asked.is_solved else None
    is_function = label.rstrip().endswith(")") and isinstance(name, Symbol) and name not in walk(value)
    return Relation((name, value), ("=",)) if is_function and name is not None else None


def read_labelled_list(text: str, reader: Reader, asked: Asked) -> Node | None:
    """Return a list after one label that is no name of the exercise: ``r(t) = <1, t>``, ``E = 1, 3``."""
    labelled = split_other_label(text, reader)
    if labelled is None:
        return None
    _, rest = labelled
    statements = split_statements(rest)
    if any(find_label(statement.text) for statement in statements):
        return None
    return reader.parse(rest) or read_several(statements, reader, asked)


def read_several(statements: Sequence[Statement], reader: Reader, asked: Asked) -> Node | None:
    """Return several statements in the shape that is asked for; None where they have no reading in it."""
    if not 1 < len(statements) <= MAX_STATEMENTS:
        return None
    trees = [read_one_of_several(statement, reader, asked) for statement in statements]
    if any(tree is None for tree in trees) or not are_in_order(statements, trees, asked):
        return None
    found = [tree for tree in trees if tree is not None]
    if asked.shape == "vector" and any(not isinstance(tree, Relation) for tree in found):
        found = drop_other_labels(statements, found)
    if asked.shape == "value":
        return choose_value(found, statements, asked)
    return assemble(found, [statement.joint for statement in statements[1:]], asked)


def are_in_order(statements: Sequence[Statement], trees: Sequence[Node | None], asked: Asked) -> bool:
    """Whether labels that were dropped are in the order of the alphabet, or in that of a list in the question.

    Any other order may mean that the values belong in another one.
    """
    labels = [find_label(statement.text) for statement in statements]
    is_dropped = any(label and not isinstance(tree, Relation) for label, tree in zip(labels, trees, strict=True))
    named = [label[0].strip() for label in labels if label]
    listed = f"({','.join(named)})"
    return not is_dropped or named == sorted(named, key=lower_digits) or listed in "".join(asked.question.split())


def lower_digits(label: str) -> str:
    """Return a label with plain digits for raised ones, whose code points are not in order."""
    return label.translate(_RAISED)


def drop_other_labels(statements: Sequence[Statement], trees: Sequence[Node]) -> list[Node]:
    """Return the values of components that all have labels, some of them names of the exercise: ``x = 3, y = 1``."""
    solutions = [find_solution(tree) for tree in trees]
    if not all(find_label(statement.text) for statement in statements):
        return list(trees)
    return [solution[1] if solution else tree for solution, tree in zip(solutions, trees, strict=True)]


def read_one_of_several(statement: Statement, reader: Reader, asked: Asked) -> Node | None:
    """Return one statement, without a label that is no name of the exercise."""
    text = strip_dollars(statement.padded)
    if asked.shape == "matrix" and (row := read_spaced_row(text, reader)) is not None:
        return row
    found = reader.parse(text)
    if found is not None:
        return found
    text = drop_remarks(drop_introduction(text), reader.notation)
    bare = drop_surroundings(text, asked)
    return reader.parse(bare) or read_statement(bare, reader, asked)


def read_spaced_row(text: str, reader: Reader) -> Node | None:
    """Return the row of a matrix of numbers that is typed with blanks between them: ``1 5``."""
    entries = text.split()
    if len(entries) < 2 or any(character in text for character in ",;()[]{}=&\\"):
        return None
    found = [reader.parse(entry) for entry in entries]
    row = tuple(entry for entry in found if isinstance(entry, Number | Neg))
    return Vector(row) if len(row) == len(entries) else None


def strip_dollars(text: str) -> str:
    """Return a text without the signs of a displayed formula, which may be around each line."""
    for sign in ("$$", "$", "\\[", "\\]", "\\(", "\\)"):
        text = text.replace(sign, " " * len(sign))
    return text


def choose_value(trees: Sequence[Node], statements: Sequence[Statement], asked: Asked) -> Node | None:
    """Return the line that gives what is asked for, where it is the only one that is named so."""
    equations = [tree for tree in trees if isinstance(tree, Relation)]
    named = [tree for tree in equations if is_asked_for(tree.operands[0], asked)]
    return named[0] if len(named) == 1 and all(statement.joint in ("", "\n") for statement in statements) else None


def is_asked_for(name: Node, asked: Asked) -> bool:
    """Whether a name is what is asked for: by the rubric, or as the derivative of the order in the question."""
    if asked.names:
        return name in asked.names
    return isinstance(name, Derivative) and len(name.by) == asked.order

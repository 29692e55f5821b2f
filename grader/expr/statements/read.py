"""Reading a text as an answer of a certain shape.

>>> from grader.expr.notation import Entry, Notation
>>> from grader.expr.printing.text import to_text
>>> notation = Notation(entries={"x": Entry(name="x")})
>>> to_text(read_as("x = 2, x = -2", notation, Asked("set"))), to_text(read_as("H = 1/2", notation, Asked("value")))
('{2, -2}', '1/2')
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from grader.errors import AnswerError, LimitError
from grader.expr.asked.asked import Asked
from grader.expr.asked.asking import QUESTIONS
from grader.expr.asked.reader import Count, OutOfReadingsError, Reader
from grader.expr.doubts.decimals import refuse_decimal_commas
from grader.expr.doubts.empty_conditions import refuse_empty_conditions
from grader.expr.doubts.fitting import fits
from grader.expr.doubts.gaps import refuse_gaps
from grader.expr.doubts.spaced_entries import refuse_spaced_entries
from grader.expr.doubts.unit_or_name import refuse_unit_or_name
from grader.expr.names import names_of, split_declared_name
from grader.expr.nodes import Interval, Node, Relation, Symbol, Union, Vector
from grader.expr.notation import Notation
from grader.expr.reading import Syntax
from grader.expr.sets.said_sets import read_said_set
from grader.expr.sets.set_texts import open_braces, respell_set, write_braces
from grader.expr.sets.set_words import drop_subject, write_signs
from grader.expr.sets.solutions import SETS
from grader.expr.shapes.assembling import assemble, holds_vectors
from grader.expr.shapes.components import take_components
from grader.expr.shapes.lines import mark_lines
from grader.expr.shapes.results import find_result
from grader.expr.shapes.shaping import put_in_shape, take_as_interval
from grader.expr.shapes.splitting import MAX_STATEMENTS, Statement, split_statements
from grader.expr.spellings.ends import ask_about_interval, read_interval
from grader.expr.spellings.ends_as_list import read_ends_as_list
from grader.expr.spellings.respelling import list_spellings
from grader.expr.spellings.rows import list_points
from grader.expr.spellings.transposes import write_plainly
from grader.expr.spellings.whole_numbers import read_whole_numbers
from grader.expr.statements.explaining import explain_refusal
from grader.expr.statements.identity import add_identity, fill_in_identity
from grader.expr.statements.labelled_values import (
    arrange,
    drop_label_of_list,
    drop_other_labels,
    is_numbered,
    name_unknown,
)
from grader.expr.statements.labels import (
    drop_list_brackets,
    drop_surroundings,
    find_label,
    split_other_label,
    strip_dollars,
)
from grader.expr.statements.listed_faults import mention_kronecker
from grader.expr.statements.multiples import insert_products
from grader.expr.statements.preparing import drop_asked_label, write_usually
from grader.expr.statements.rounding import drop_rounding, drop_second_value
from grader.expr.statements.sentences import write_formula
from grader.expr.statements.side_conditions import drop_side_conditions, put_definitions_in
from grader.expr.statements.usual_names import (
    IMAGINARY,
    add_imaginary,
    add_letter,
    add_other_unit,
    add_unit_vectors,
    gather_components,
)  # fmt: skip
from grader.expr.statements.whole import (
    put_commas_in_sizes,
    put_reading_in_shape,
    read_rows,
    read_spaced_row,
    read_whole,
    take_ends,
)  # fmt: skip
from grader.expr.traverse import walk
from grader.expr.words.remarks import drop_introduction, drop_remarks
from grader.patterns import regex

__all__ = ["read_again", "read_as", "read_with_working"]

_ACCENT: Final = regex(r"(?<=[A-Za-zα-ω])[- ](?=(?:hat|bar)\b)")  # x-bar
MAX_RESPELLED: Final = 600  # characters; whoever writes a longer list copies it from a program, or in LaTeX
_BRACED: Final = frozenset({"value", "vector", "set", "interval", "condition"})  # a condition gives any of these
LISTED: Final = Asked("set")
MAX_INTRODUCTIONS: Final = 3  # Solution: so we get x = 3
_LISTS: Final = frozenset({"vector", "matrix", "list", "family"})
_SETS: Final = frozenset({"set", "interval", "condition"})
_ASKED: Final = QUESTIONS | {"comma-in-subscript"}  # a list is one of two readings, so it may not be split at the comma


def read_as(
    text: str, notation: Notation, asked: Asked, syntax: Syntax | None = None, *, is_entry: bool = False
) -> Node:
    """Return an answer in the shape that is asked for; ``AnswerError`` if it cannot be read.

    A text that is one formula is read as that. Otherwise it is read without what surrounds a value, then as several
    statements, and at last with the names that every course uses. The error is that of the text as a whole. Where
    several values are asked for, blanks between them are asked back, unless the text ``is_entry``, one of a list.
    """
    return read_with_working(text, notation, asked, syntax, is_entry=is_entry)[0]


def read_with_working(
    text: str, notation: Notation, asked: Asked, syntax: Syntax | None = None, *, is_entry: bool = False
) -> tuple[Node, tuple[str, ...]]:
    """Do as ``read_as``, and return also the statements beside the result, which are ignored."""
    reader = Reader(notation, syntax, Count())
    text = drop_asked_label(text, notation, asked)
    try:
        refuse_decimal_commas(text, asked)
    except AnswerError:
        # Bars or semicolons between the entries, where these are as many as are asked for, leave one reading.
        respelled = read_respelled(text, reader, asked)
        if respelled is None:
            raise
        return respelled, ()
    text = write_usually(text, reader, asked)
    if (ends := read_ends_as_list(text, reader, asked)) is not None:
        return ends, ()
    ask_about_interval(text, asked)
    if asked.shape == "value":
        text = drop_second_value(text, reader)
    tree = read_text(text, reader, asked)
    if asked.shape == "vector" and IMAGINARY in walk(tree):  # 3i alone may be (3, 0)
        tree = read_unit_vectors(text, reader, asked) or tree
    if not fits(tree, asked, notation):
        tree = read_respelled(text, reader, asked) or tree
    if not is_entry:
        refuse_empty_conditions(text, tree, asked)
        refuse_unit_or_name(text, tree, notation, asked)
        refuse_gaps(text, tree, asked, reader.parse)
        refuse_spaced_entries(text, tree, notation, asked, lambda other: read_entry(other, notation, asked, syntax))
    return tree, tuple(reader.ignored)


def read_text(text: str, reader: Reader, asked: Asked) -> Node:
    """Return a text as one formula, in pieces, or in another spelling; ``AnswerError`` where it has no reading."""
    try:
        return read_whole(text, reader.notation, asked, reader.syntax)
    except LimitError:
        raise
    except AnswerError as error:
        if error.diagnostic.slug in _ASKED:
            raise
        found = read_in_other_ways(text, reader, asked, error) or read_respelled(text, reader, asked)
        if found is None:
            again = Reader(reader.notation, reader.syntax, Count(), reader.ignored)  # the first count may be used up
            fault = explain_refusal(error, text, again, asked, read_one_of_several)
            raise mention_kronecker(fault, reader.notation, asked.question) from None
        return found


def read_in_other_ways(text: str, reader: Reader, asked: Asked, error: AnswerError) -> Node | None:
    """Return a text that is no single formula of the exercise; None where it has no reading, or takes too many."""
    lines = mark_lines(text, asked)
    text = write_plainly(lines, reader.notation, asked)
    try:
        joined = _ACCENT.sub("_", text)
        found = read_or_otherwise(joined, reader, asked) if joined != lines else None
        found = found or read_otherwise(text, reader, asked)
        return found or read_with_usual_names(text, reader, asked, error) or read_rewritten(text, reader, asked)
    except OutOfReadingsError:
        return None


def read_rewritten(text: str, reader: Reader, asked: Asked) -> Node | None:
    """Return a text without words and conditions around its formula; None for any other text."""
    if asked.shape == "value" and (found := put_definitions_in(text, reader, asked)) is not None:
        return put_in_shape(found, asked)
    bare = write_formula(drop_side_conditions(text, reader, asked), asked, reader.notation)
    if bare != text and asked.shape == "value":
        bare = drop_second_value(bare.rstrip(" ."), reader)  # the probability is 1/4 (25%)
    return None if bare == text else read_in_shape(put_commas_in_sizes(bare, asked), reader, asked)


def read_respelled(text: str, reader: Reader, asked: Asked) -> Node | None:
    """Return a text in another spelling, where it has the kind and size of what is asked for only so."""
    if len(text) > MAX_RESPELLED:
        return None
    try:
        if asked.shape == "interval" and (interval := read_interval(text, reader, asked)) is not None:
            return interval
        bare = drop_subject(text, asked.question)
        if asked.shape == "set" and (numbers := read_whole_numbers(bare, asked)) is not None:
            return numbers
        for spelling in (text, *list_spellings(text, asked, reader.notation)):
            found = read_spelling(spelling, reader, asked, is_new=spelling != text)
            if found is not None and fits(found, asked, reader.notation):
                return found
    except OutOfReadingsError:
        pass
    return None


def read_spelling(text: str, reader: Reader, asked: Asked, *, is_new: bool) -> Node | None:
    """Return a spelling as any other text is read, or as rows or points in lines."""
    if is_new:
        found = read_in_shape(mark_lines(text, asked), reader, asked)
        if found is None and asked.shape == "vector":
            found = read_in_shape(insert_products(text, reader), reader, asked)
        if found is not None and fits(found, asked, reader.notation):
            return found
    if asked.shape == "matrix":
        rows = read_rows(text, reader)
        return None if rows is None else assemble(rows.items, [], asked)
    return read_points(text, reader, asked) or read_rows(text, reader) if asked.shape == "list" else None


def read_points(text: str, reader: Reader, asked: Asked) -> Node | None:
    """Return points that have a line each and no brackets, or coordinates with names: ``x=2,y=1; x=3,y=0``."""
    points = list_points(text)
    expected = asked.tree.items[0] if isinstance(asked.tree, Vector) else None
    if points is None or len(points) > MAX_STATEMENTS or not isinstance(expected, Vector):
        return None
    point = replace(asked, shape="vector", tree=expected)
    found = [read_or_otherwise(text, reader, point) for text in points]
    trees = [take_components(tree, reader.notation) for tree in found if isinstance(tree, Vector)]
    return Vector(tuple(trees)) if len(trees) == len(points) else None


def read_again(text: str, notation: Notation, asked: Asked, syntax: Syntax | None = None) -> Node | None:
    """Return a text that is no single formula in the shape that is asked for; None where it has no reading in it."""
    try:
        return read_otherwise(text, Reader(notation, syntax, Count()), asked)
    except OutOfReadingsError:
        return None


def read_otherwise(text: str, reader: Reader, asked: Asked) -> Node | None:
    """Return a text without the words around it, or in pieces; None where it has no reading."""
    bare = open_braces(text) if asked.shape in _BRACED else text
    if asked.is_of_numbers:
        bare = drop_subject(respell_set(bare), asked.question)
        bare = bare if asked.shape == "set" else write_signs(bare)
    if bare != text and (reading := reader.read(bare)) is not None:
        return put_reading_in_shape(reading, asked)
    for _ in range(MAX_INTRODUCTIONS):
        if (said := read_said_set(bare, reader, asked, lambda text: read_pieces(text, reader, LISTED))) is not None:
            return put_in_shape(said, asked)
        shorter = drop_remarks(drop_introduction(bare), reader.notation)
        if shorter == bare:
            break
        bare = shorter
        if (reading := reader.read(bare)) is not None:
            return put_reading_in_shape(reading, asked)
    found = read_pieces(bare, reader, asked)
    found = read_pieces(text, reader, asked) if found is None and bare != text else found
    return None if found is None else put_in_shape(found, asked)


def read_pieces(text: str, reader: Reader, asked: Asked) -> Node | None:
    """Return a text without what surrounds its value, or as one or several statements; None for any other text."""
    exact = drop_rounding(text, reader)
    bare = drop_surroundings(text if exact is None else exact, asked)
    if bare != text and (reading := reader.read(bare)) is not None:
        return take_ends(reading, asked)
    if asked.shape in _LISTS:
        bare = drop_list_brackets(drop_label_of_list(bare, reader, asked))
    statements = split_statements(bare, names_of(reader.notation))
    if len(statements) == 1:
        return read_statement(bare, reader, asked, is_alone=True)
    return read_several(statements, reader, asked) or read_labelled_list(bare, reader, asked)


def read_with_usual_names(text: str, reader: Reader, asked: Asked, error: AnswerError) -> Node | None:
    """Return an answer with unit vectors, the identity, or a letter of its own for an interval; None otherwise."""
    if (vector := read_unit_vectors(text, reader, asked)) is not None:
        return vector
    if (imaginary := add_imaginary(reader.notation, asked)) is not None:
        return read_or_otherwise(text, reader.with_names(imaginary), asked)
    identity = add_identity(reader.notation, text)
    if identity is not None:
        found = read_or_otherwise(text, reader.with_names(identity), asked)
        return None if found is None else fill_in_identity(found, reader.notation)
    fault = error.diagnostic
    if fault.slug == "semicolon" and "," not in text:  # {5; -3}, as where a decimal has a comma
        return read_in_shape(text.replace(";", ","), reader, asked)
    if fault.slug in ("group", "not-a-set") and asked.shape in _SETS:
        return read_in_shape(write_braces(text), reader, asked)
    if fault.slug == "not-a-function" and holds_vectors(asked):
        return read_in_shape(insert_products(text, reader), reader, asked)
    if asked.shape == "interval" and fault.slug == "unknown-name" and fault.span is not None:
        name = Symbol(split_declared_name(fault.span.text)[0])
        found = reader.with_names(add_letter(reader.notation, name.name)).parse(text)
        interval = None if found is None else put_in_shape(found, asked)
        return interval if isinstance(interval, Interval | Union) and name not in walk(interval) else None
    return None


def read_unit_vectors(text: str, reader: Reader, asked: Asked) -> Node | None:
    """Return ``2i - j`` as a vector; None for any other text. A declared k is a unit only where nothing else fits."""
    for notation in (reader.notation, add_other_unit(reader.notation, asked)):
        wide = add_unit_vectors(notation, asked) if notation is not None else None
        if wide is None or not isinstance(asked.tree, Vector):
            continue
        found = read_or_otherwise(text, reader.with_names(wide), replace(asked, shape="value"))
        if found is not None and (vector := gather_components(found, len(asked.tree.items))) is not None:
            return vector
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


def read_statement(text: str, reader: Reader, asked: Asked, *, is_alone: bool = False) -> Node | None:
    """Return what is after a label that is no name of the exercise: ``H = 1.459``, ``f'(x) = 2x``, ``x_1: 3``.

    For an equation the label is dropped only where an equation is left; otherwise it names what is solved for. A name
    of the exercise stays, because it may be another quantity than the one that is asked for.
    """
    labelled = split_other_label(text, reader, asked)
    if labelled is None:
        return None
    label, rest = labelled
    reading = reader.read(rest)
    tree = None if reading is None else take_ends(reading, asked)
    if tree is None and asked.shape == "vector" and find_label(rest) is None:
        bare = put_commas_in_sizes(drop_surroundings(rest, asked), asked)
        return reader.parse(insert_products(bare, reader))
    if tree is not None and asked.shape == "condition" and not isinstance(tree, Relation):
        # One of several labels may name something else on the way: slope = 3, so y = 3(x - 1) + 1.
        if asked.is_of_numbers and (isinstance(tree, SETS) or is_numbered(label, asked)):
            return tree
        return name_unknown(label, tree, asked) if is_alone or label.endswith(")") else None
    return tree


def read_labelled_list(text: str, reader: Reader, asked: Asked) -> Node | None:
    """Return a list after one label that is no name of the exercise: ``r(t) = <1, t>``, ``E = 1, 3``."""
    labelled = split_other_label(text, reader)
    if labelled is None:
        return None
    _, rest = labelled
    statements = split_statements(rest, names_of(reader.notation))
    if any(find_label(statement.text) for statement in statements):
        return None
    return reader.parse(rest) or read_several(statements, reader, asked)


def read_several(statements: Sequence[Statement], reader: Reader, asked: Asked) -> Node | None:
    """Return several statements in the shape that is asked for; None where they have no reading in it."""
    if not 1 < len(statements) <= MAX_STATEMENTS:
        return None
    trees = [read_one_of_several(statement, reader, asked) for statement in statements]
    arranged = arrange(statements, trees, asked)
    if arranged is None:
        return None
    statements, found = arranged
    result = find_result(found, statements, asked, reader.notation)
    if result is not None:
        others = (statement.text for statement in statements if statement is not statements[result])
        reader.ignored[:] = [text.strip(" \t\n$.") for text in others]
        return found[result]
    if asked.shape == "vector" and any(not isinstance(tree, Relation) for tree in found):
        found = drop_other_labels(statements, found)
    return assemble(found, [statement.joint for statement in statements[1:]], asked)


def read_one_of_several(statement: Statement, reader: Reader, asked: Asked) -> Node | None:
    """Return one statement, without a label that is no name of the exercise."""
    text = strip_dollars(statement.padded)
    if asked.shape == "interval" or asked.is_ordered:
        reading = reader.read(text)
        if reading is not None and isinstance(reading.tree, Vector):
            return take_as_interval(reading)
    if asked.shape == "matrix" and (row := read_spaced_row(text, reader)) is not None:
        return row
    found = reader.parse(text)
    if found is not None:
        return found
    text = drop_remarks(drop_introduction(text), reader.notation)
    exact = drop_rounding(text, reader)
    bare = drop_surroundings(text if exact is None else exact, asked)
    return reader.parse(bare) or read_statement(bare, reader, asked)

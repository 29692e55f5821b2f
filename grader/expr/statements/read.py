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
from grader.expr.complaints import complain
from grader.expr.names import split_declared_name
from grader.expr.nodes import Derivative, Interval, Neg, Node, Number, Relation, Symbol, Union, Vector
from grader.expr.notation import Notation
from grader.expr.reading import Reading, Syntax, parse_or_none, read_or_explain
from grader.expr.statements.asked import Asked
from grader.expr.statements.identity import add_identity, fill_in_identity
from grader.expr.statements.labels import drop_surroundings, find_label, mask
from grader.expr.statements.phrases import read_phrase
from grader.expr.statements.remarks import drop_introduction, drop_remarks
from grader.expr.statements.rounding import is_rounding_of
from grader.expr.statements.shaping import assemble, between_signs, find_solution, put_in_shape, take_as_interval
from grader.expr.statements.spaced_entries import refuse_spaced_entries
from grader.expr.statements.splitting import MAX_STATEMENTS, Statement, split_statements
from grader.expr.statements.usual_names import add_letter, add_unit_vectors, gather_components
from grader.expr.traverse import walk
from grader.source import Span

__all__ = ["put_reading_in_shape", "read_again", "read_as"]

# 8 x 14 x 14 is the shape of an array, and 2 / 4 / 6 no quotient where a vector is asked for.
_SIZES: Final = re.compile(r"\s*[0-9]+(?:(?:\s*(?:[x×X]|\\times)\s*[0-9]+)+|(?:\s*/\s*[0-9]+){2,})\s*")
_TIMES: Final = re.compile(r"[x×X/]|\\times")
# Each part is taken in one step (``++``), so that no run of blanks or digits is looked at twice.
_PERCENTAGE: Final = re.compile(r"(?<=\s)\(\s*+[≈~=]?+\s*+(?P<percentage>[0-9.]++\s*+\\?+%)\s*+\)\s*+$")
_RAISED: Final = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_ABOUT: Final = re.compile(r"\\approx\b|\\simeq\b|≃|≅")
_ASKED: Final = frozenset({"comma-in-subscript"})  # a list is one of two readings, so it may not be split at the comma


def read_as(
    text: str, notation: Notation, asked: Asked, syntax: Syntax | None = None, *, is_entry: bool = False
) -> Node:
    """Return an answer in the shape that is asked for; ``AnswerError`` if it cannot be read.

    A text that is one formula is read as that. Otherwise it is read without what surrounds a value, then as several
    statements, and at last with the names that every course uses. The error is that of the text as a whole. Where
    several values are asked for, blanks between them are asked back, unless the text ``is_entry``, one of a list.
    """
    sizes = strip_dollars(drop_surroundings(drop_introduction(text), asked)) if asked.shape == "vector" else ""
    if _SIZES.fullmatch(sizes):
        text = "(" + _TIMES.sub(",", sizes) + ")"
    if asked.shape == "value":
        text = drop_percentage(text, notation, syntax)
    try:
        tree = put_reading_in_shape(read_or_explain(text, notation, syntax), asked)
    except LimitError:
        raise
    except AnswerError as error:
        if error.diagnostic.slug in _ASKED:
            raise
        found = read_again(text, notation, asked, syntax) or read_with_usual_names(text, notation, asked, syntax, error)
        if found is None:
            raise explain_formula(text, notation, syntax) or error from None
        tree = found
    if not is_entry:
        refuse_spaced_entries(text, tree, notation, asked, lambda other: read_entry(other, notation, asked, syntax))
    return tree


def drop_percentage(text: str, notation: Notation, syntax: Syntax | None) -> str:
    """Return ``25/36`` for ``25/36 (69.4%)``, which says the same twice; ``AnswerError`` where it does not."""
    match = _PERCENTAGE.search(text) if "%" in text else None
    exact = parse_or_none(text[: match.start()], notation, syntax) if match else None
    if match is None or exact is None:
        return text
    percentage = parse_or_none(match["percentage"], notation, syntax)
    if percentage is None or not (is_same_number(percentage, exact) or is_rounding_of(percentage, exact, digits=1)):
        raise complain(text, match.start(), match.end(), "percent")
    return text[: match.start()]


def is_same_number(one: Node, other: Node) -> bool:
    return isinstance(one, Number) and isinstance(other, Number) and one.value == other.value


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
    if asked.shape in ("set", "interval") and (said := read_phrase(text)) is not None:
        return said
    bare = drop_remarks(drop_introduction(text), notation)
    if bare != text and (tree := read_bare(bare, notation, asked, syntax)) is not None:
        return tree
    exact = drop_rounding(text, notation, syntax)
    bare = drop_surroundings(text if exact is None else exact, asked)
    found = parse_or_none(bare, notation, syntax) if bare != text else None
    if found is None:
        statements = split_statements(bare)
        if len(statements) == 1:
            found = read_statement(bare, notation, asked, syntax)
        else:
            found = read_several(statements, notation, asked, syntax)
            found = found or read_labelled_list(bare, notation, asked, syntax)
    return None if found is None else put_in_shape(found, asked)


def read_bare(text: str, notation: Notation, asked: Asked, syntax: Syntax | None) -> Node | None:
    """Return a text without the words around it in the shape that is asked for; None where it has no reading in it."""
    tree = parse_or_none(text, notation, syntax)
    return read_again(text, notation, asked, syntax) if tree is None else put_in_shape(tree, asked)


def drop_rounding(text: str, notation: Notation, syntax: Syntax | None) -> str | None:
    """Return what is before ``≈`` where a decimal after it is a correct rounding of that; None for any other text."""
    exact, sign, decimal = _ABOUT.sub("≈", text, count=1).partition("≈")
    value = parse_or_none(decimal, notation, syntax) if sign and exact.strip() else None
    if not isinstance(value, Number):
        return None
    tree = parse_or_none(exact, notation, syntax)
    label = find_label(exact) if tree is None else None
    if label is not None and parse_or_none(label[0], notation, syntax) is None:
        tree = parse_or_none(mask(exact, 0, label[1]), notation, syntax)
    if isinstance(tree, Relation):
        tree = tree.operands[-1]
    return exact if tree is not None and is_rounding_of(value, tree, digits=1) else None


def read_with_usual_names(
    text: str, notation: Notation, asked: Asked, syntax: Syntax | None, error: AnswerError
) -> Node | None:
    """Return an answer with unit vectors or the identity in it, or an interval as an inequality in a letter of its own.

    None for any other text.
    """
    wide = add_unit_vectors(notation, asked)
    if wide is not None and isinstance(asked.tree, Vector):
        value = replace(asked, shape="value")
        found = parse_or_none(text, wide, syntax) or read_again(text, wide, value, syntax)
        size = len(asked.tree.items)
        if found is not None and (vector := gather_components(put_in_shape(found, value), size)) is not None:
            return vector
    identity = add_identity(notation, text)
    if identity is not None:
        found = parse_or_none(text, identity, syntax)
        found = put_in_shape(found, asked) if found else read_again(text, identity, asked, syntax)
        return None if found is None else fill_in_identity(found, notation)
    fault = error.diagnostic
    if fault.slug == "semicolon" and "," not in text:  # {5; -3}, as where a decimal has a comma
        return read_as_or_none(text.replace(";", ","), notation, asked, syntax)
    if asked.shape == "vector" and fault.slug == "not-a-function" and fault.span is not None:
        return read_multiple(text, notation, asked, syntax, fault.span)
    if asked.shape == "interval" and fault.slug == "unknown-name" and fault.span is not None:
        name = Symbol(split_declared_name(fault.span.text)[0])
        found = parse_or_none(text, add_letter(notation, name.name), syntax)
        interval = None if found is None else put_in_shape(found, asked)
        return interval if isinstance(interval, Interval | Union) and name not in walk(interval) else None
    return None


def read_multiple(text: str, notation: Notation, asked: Asked, syntax: Syntax | None, span: Span) -> Node | None:
    """Return ``(1, 2) + t(3, -1)`` where t is declared as a number, so that it can only be a multiple of a vector."""
    name = span.text.partition("(")[0]
    at = span.start + len(name)
    product = f"{text[:at]}*{text[at:]}"
    if not isinstance(parse_or_none(name, notation, syntax), Symbol) or product.count("*(") > MAX_STATEMENTS:
        return None
    return read_as_or_none(product, notation, asked, syntax)


def read_entry(text: str, notation: Notation, asked: Asked, syntax: Syntax | None) -> Node | None:
    try:
        return read_as(text, notation, asked, syntax, is_entry=True)
    except AnswerError:
        return None


def read_as_or_none(text: str, notation: Notation, asked: Asked, syntax: Syntax | None) -> Node | None:
    try:
        return read_as(text, notation, asked, syntax)
    except AnswerError:
        return None


def read_statement(text: str, notation: Notation, asked: Asked, syntax: Syntax | None) -> Node | None:
    """Return what is after a label that is no name of the exercise: ``H = 1.459``, ``f'(x) = 2x``, ``x_1: 3``.

    For an equation the label is dropped only where an equation is left. A name of the exercise stays, because it may be
    another quantity than the one that is asked for.
    """
    label = find_label(text)
    if label is None or parse_or_none(label[0], notation, syntax) is not None:
        return None
    rest = mask(text, 0, label[1])
    tree = parse_or_none(rest, notation, syntax)
    if tree is None and asked.shape == "vector" and find_label(rest) is None:
        return read_as_or_none(rest, notation, asked, syntax)  # a multiple of a vector, t(3, -1)
    if tree is not None and asked.shape == "condition" and not isinstance(tree, Relation):
        return name_function(label[0], tree, asked)
    return tree


def name_function(label: str, value: Node, asked: Asked) -> Node | None:
    """Return ``L(x) = 1 - x`` as ``y = 1 - x`` where the expected equation gives y; None for any other label."""
    name = asked.tree.operands[0] if isinstance(asked.tree, Relation) and asked.is_solved else None
    is_function = label.rstrip().endswith(")") and isinstance(name, Symbol) and name not in walk(value)
    return Relation((name, value), ("=",)) if is_function and name is not None else None


def read_labelled_list(text: str, notation: Notation, asked: Asked, syntax: Syntax | None) -> Node | None:
    """Return a list after one label that is no name of the exercise: ``r(t) = <1, t>``, ``E = 1, 3``."""
    label = find_label(text)
    if label is None or parse_or_none(label[0], notation, syntax) is not None:
        return None
    rest = mask(text, 0, label[1])
    statements = split_statements(rest)
    if any(find_label(statement.text) for statement in statements):
        return None
    return parse_or_none(rest, notation, syntax) or read_several(statements, notation, asked, syntax)


def read_several(
    statements: Sequence[Statement], notation: Notation, asked: Asked, syntax: Syntax | None
) -> Node | None:
    """Return several statements in the shape that is asked for; None where they have no reading in it."""
    if not 1 < len(statements) <= MAX_STATEMENTS:
        return None
    trees = [read_one_of_several(statement, notation, asked, syntax) for statement in statements]
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


def read_one_of_several(statement: Statement, notation: Notation, asked: Asked, syntax: Syntax | None) -> Node | None:
    """Return one statement, without a label that is no name of the exercise."""
    text = strip_dollars(statement.padded)
    if asked.shape == "matrix" and (row := read_spaced_row(text, notation, syntax)) is not None:
        return row
    found = parse_or_none(text, notation, syntax)
    if found is not None:
        return found
    text = drop_remarks(drop_introduction(text), notation)
    bare = drop_surroundings(text, asked)
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
    equations = [tree for tree in trees if isinstance(tree, Relation)]
    named = [tree for tree in equations if is_asked_for(tree.operands[0], asked)]
    return named[0] if len(named) == 1 and all(statement.joint in ("", "\n") for statement in statements) else None


def is_asked_for(name: Node, asked: Asked) -> bool:
    """Whether a name is what is asked for: by the rubric, or as the derivative of the order in the question."""
    if asked.names:
        return name in asked.names
    return isinstance(name, Derivative) and len(name.by) == asked.order

"""Labels in front of values that are no names of the exercise: what they name, and in which order they stand."""

import re
from collections.abc import Sequence
from typing import Final

from grader.expr.asked.asked import Asked
from grader.expr.asked.reader import Reader
from grader.expr.nodes import Node, Relation, Symbol
from grader.expr.shapes.shaping import find_solution
from grader.expr.shapes.splitting import Statement
from grader.expr.spellings.foreign_labels import place_labels
from grader.expr.statements.labels import (
    drop_list_brackets,
    find_label,
    mask,
    may_name,
)
from grader.expr.traverse import walk
from grader.patterns import regex

__all__ = ["arrange", "drop_label_of_list", "drop_other_labels", "is_numbered", "name_unknown"]

_RAISED: Final = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_DERIVATIVE: Final = regex(r"[d∂]\s*\w*\s*/\s*[d∂]\s*(?P<by>\w+)")
_COEFFICIENT: Final = regex(r"[a-ekmnxyz]")
_WORD: Final = regex(r"[^\W\d_]{2,}")
_WORDS_BEFORE: Final = regex(r"\s*+(?P<words>[A-Za-z][A-Za-z-]*+(?:[ \t]++[A-Za-z-]++){0,3}+)\s*+:(?!=)")
_TUPLE: Final = regex(r"\(\s*([A-Za-z]\w{0,3}(?:\s*,\s*[A-Za-z]\w{0,3})+)\s*\)")
_ORDERED: Final = frozenset({"vector", "list"})
_NUMBERED: Final = regex(r"(?P<name>[^\W\d_]+)(?:_?\{?[0-9]\}?|[₀-₉])")


def is_numbered(label: str, asked: Asked) -> bool:
    """Whether a label is the unknown with a number: ``x_1``, ``x1`` and ``x₁`` for one of the values of x."""
    match = _NUMBERED.fullmatch(label.strip())
    return match is not None and asked.is_solved and [match["name"]] == [name.name for name in asked.unknowns]


def name_unknown(label: str, value: Node, asked: Asked) -> Node | None:
    """Return ``T(x) = 1 - x`` as ``y = 1 - x`` where the expected equation gives y; None for any other label."""
    name = asked.solved_name
    used = {node.name for node in walk(value) if isinstance(node, Symbol)}
    if name is None or name.name in used or not may_name(label, name.name, used):
        return None
    return Relation((name, value), ("=",)) if may_be_curve(label.strip(), name, asked) else None


def may_be_curve(label: str, name: Symbol, asked: Asked) -> bool:
    """Whether a label may be the name of a curve: no slope, no other coordinate, and no word but of the question.

    The letter of a name with a mark, y of y_hat, is that name.
    """
    is_other = _COEFFICIENT.fullmatch(label) or (_WORD.fullmatch(label) and not asked.mentions(label))
    return not is_other or name.name.startswith(f"{label}_")


def are_in_order(statements: Sequence[Statement], trees: Sequence[Node | None], asked: Asked) -> bool:
    """Whether labels that were dropped are in the order of the alphabet, or in that of a list in the question.

    Any other order may mean that the values belong in another one.
    """
    labels = [find_name(statement.text) for statement in statements]
    is_dropped = any(label and not isinstance(tree, Relation) for label, tree in zip(labels, trees, strict=True))
    named = [label for label in labels if label]
    listed = f"({','.join(named)})"
    if not is_dropped or listed in "".join(asked.question.split()):
        return True
    if asked.shape in _ORDERED and (places := place_labels(named, asked.question)) is not None:
        return places == sorted(places)
    by = [match["by"] for match in map(_DERIVATIVE.fullmatch, named) if match]
    if len(by) == len(named):
        return are_variables_in_order(by, asked.question)
    return named == sorted(named, key=lower_digits)


def arrange(
    statements: Sequence[Statement], trees: Sequence[Node | None], asked: Asked
) -> tuple[list[Statement], list[Node]] | None:
    """Return statements and their trees in the order that is asked for; None where that is not clear."""
    order = find_order(statements, asked)
    ordered, found = [statements[place] for place in order], [trees[place] for place in order]
    known = [tree for tree in found if tree is not None]
    return (ordered, known) if len(known) == len(found) and are_in_order(ordered, found, asked) else None


def find_order(statements: Sequence[Statement], asked: Asked) -> list[int]:
    """Return the places of ``z = 3, y = -1, x = 2`` in the order of the list ``(x, y, z)`` in the question.

    Where the question has no such list, they stay as they are.
    """
    as_given = list(range(len(statements)))
    if asked.shape != "vector" or "(" not in asked.question:
        return as_given
    labels = [find_name(statement.text) for statement in statements]
    if not all(labels) or len(set(labels)) < len(labels):
        return as_given
    for listed in _TUPLE.findall(asked.question):
        names = [name.strip() for name in listed.split(",")]
        if sorted(names) == sorted(labels):
            return [labels.index(name) for name in names]
    return as_given


def find_name(text: str) -> str:
    """Return the label of a statement, or the words before its colon; nothing where it has neither.

    >>> [find_name(text) for text in ("f_x = 2", "x-component: 2", "gradient of f: 2", "2x")]
    ['f_x', 'x-component', 'gradient of f', '']
    """
    label = find_label(text)
    words = _WORDS_BEFORE.match(text)
    return label[0].strip() if label else words["words"].casefold() if words else ""


def are_variables_in_order(by: Sequence[str], question: str) -> bool:
    """Whether variables of derivatives are in the order in which a question first has them; else, as x, y and z are."""
    found = [re.search(rf"(?<![\w\\]){re.escape(name)}(?!\w)", question) for name in by]
    places = [match.start() for match in found if match]
    if len(places) == len(by):
        return places == sorted(places)
    return list(by) == sorted(by) and all(name[0] in "xyz" for name in by)


def lower_digits(label: str) -> str:
    """Return a label with plain digits for raised ones, whose code points are not in order."""
    return label.translate(_RAISED)


def drop_other_labels(statements: Sequence[Statement], trees: Sequence[Node]) -> list[Node]:
    """Return the values of components that all have labels, some of them names of the exercise: ``x = 3, y = 1``."""
    solutions = [find_solution(tree) for tree in trees]
    if not all(find_label(statement.text) for statement in statements):
        return list(trees)
    return [solution[1] if solution else tree for solution, tree in zip(solutions, trees, strict=True)]


def drop_label_of_list(text: str, reader: Reader, asked: Asked) -> str:
    """Return ``g = (g_1 = …, g_2 = …)`` without the label in front of the list; any other text as it is."""
    label = find_label(text)
    rest = mask(text, 0, label[1]) if label else text
    if label is None or drop_list_brackets(rest) == rest:
        return text
    name = reader.parse(label[0])
    return rest if name is None or not asked.names or name in asked.names else text

"""Whether a tree is what is asked for: a vector of that many components, a matrix of that size, points of a method.

Another spelling is tried where a text does not fit, and is only taken where it then does.

>>> from grader.expr import parse
>>> from grader.expr.notation import Notation
>>> from grader.expr.asked.asked import ask_for
>>> vector = ask_for(parse("(1, 2, 3)", Notation()).tree)
>>> [fits(parse(text, Notation()).tree, vector, Notation()) for text in ("(3, 2, 1)", "(3, 2)", "{3, 2, 1}", "6")]
[True, False, False, False]
"""

from collections.abc import Callable, Mapping
from typing import Final

from grader.expr.asked.asked import Asked, Shape
from grader.expr.doubts.spaced_entries import write_out
from grader.expr.grammar.ranks import rank
from grader.expr.nodes import Assignment, Interval, Junction, Matrix, Node, Relation, SetOf, Union, Vector
from grader.expr.notation import Notation

__all__ = ["fits"]

_CONDITIONS = (Relation, Junction, Assignment)


def fits(tree: Node, asked: Asked, notation: Notation) -> bool:
    """Whether a tree has the kind and the size of what is asked for, as far as these are known."""
    check = _CHECKS.get(asked.shape)
    return check is None or check(tree, asked.tree, notation)


def fits_vector(tree: Node, expected: Node | None, notation: Notation) -> bool:
    if isinstance(tree, Vector):
        is_flat = not any(isinstance(item, Vector | SetOf) for item in tree.items)
        return is_flat and (not isinstance(expected, Vector) or len(tree.items) == len(expected.items))
    if isinstance(tree, Relation):
        return fits_vector(tree.operands[-1], expected, notation)
    return not isinstance(tree, SetOf) and rank(write_out(tree, notation), notation) > 0


def fits_matrix(tree: Node, expected: Node | None, notation: Notation) -> bool:
    rows = find_rows(tree)
    if rows is not None:
        wanted = find_rows(expected) if expected is not None else None
        return wanted is None or rows == wanted
    if isinstance(tree, Relation):
        return fits_matrix(tree.operands[-1], expected, notation)
    return not isinstance(tree, Vector | SetOf) and rank(write_out(tree, notation), notation) > 0


def find_rows(tree: Node) -> list[int] | None:
    """Return the lengths of the rows of a matrix, or of a vector of vectors; None for anything else."""
    if isinstance(tree, Matrix):
        return [len(row) for row in tree.rows]
    items = tree.items if isinstance(tree, Vector) else ()
    rows = [len(item.items) for item in items if isinstance(item, Vector)]
    return rows if rows and len(rows) == len(items) else None


def fits_points(tree: Node, expected: Node | None, notation: Notation) -> bool:
    """Whether there are as many points as are asked for, or one more, each with as many coordinates."""
    if not isinstance(tree, Vector) or not isinstance(expected, Vector):
        return isinstance(tree, Vector)
    sizes = {count_coordinates(item) for item in expected.items}
    return len(tree.items) - len(expected.items) in (0, 1) and {count_coordinates(item) for item in tree.items} <= sizes


def count_coordinates(point: Node) -> int:
    """The number of coordinates of a point, 1 for a number; of working, those of its result."""
    if isinstance(point, Relation):
        return count_coordinates(point.operands[-1])
    if isinstance(point, Assignment):
        return count_coordinates(point.value)
    return len(point.items) if isinstance(point, Vector) else 1


_CHECKS: Final[Mapping[Shape, Callable[[Node, Node | None, Notation], bool]]] = {
    "vector": fits_vector,
    "matrix": fits_matrix,
    "list": fits_points,
    "set": lambda tree, expected, notation: isinstance(tree, SetOf | Interval | Union),
    "interval": lambda tree, expected, notation: isinstance(tree, Interval | Union | SetOf),
    "condition": lambda tree, expected, notation: isinstance(tree, _CONDITIONS),
}

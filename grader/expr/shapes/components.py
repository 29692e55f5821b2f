"""Components with names before them: ``x = 2, y = -1``.

>>> from grader.expr import parse, to_text
>>> from grader.expr.notation import Entry
>>> notation = Notation(entries={name: Entry(name=name) for name in ("x", "y")})
>>> to_text(take_components(Vector((parse("y = 1", notation).tree, parse("x = 2", notation).tree)), notation))
'(2, 1)'
"""

from grader.expr.nodes import Node, Vector
from grader.expr.notation import Notation
from grader.expr.printing.text import to_text
from grader.expr.shapes.shaping import find_solution

__all__ = ["take_components"]


def take_components(tree: Vector, notation: Notation) -> Node:
    """Return the values of ``x = 2, y = -1``, in the order in which the exercise declares the names."""
    solutions = [find_solution(item) for item in tree.items]
    found = [solution for solution in solutions if solution]
    if len(found) < len(solutions) or len({name for name, _ in found}) < len(found):
        return tree
    order = list(notation.entries)
    if all(name.name in order for name, _ in found):
        found.sort(key=lambda solution: (order.index(solution[0].name), to_text(solution[0])))
    return Vector(tuple(value for _, value in found))

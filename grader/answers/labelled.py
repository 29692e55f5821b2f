"""Values with names before them: components ``x = 2, y = -1``, and the result of a chain ``a = b = value``."""

from collections.abc import Sequence

from grader.expr.nodes import Derivative, Gradient, Node, Symbol, Vector
from grader.expr.notation import Notation
from grader.expr.printing.text import to_text
from grader.expr.statements.rounding import is_rounding_of
from grader.expr.statements.shaping import find_solution
from grader.expr.traverse import walk

__all__ = ["choose_result", "is_equation", "take_components"]


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


def is_equation(operands: Sequence[Node], names: Sequence[Node]) -> bool:
    """Whether ``a = b`` is no working: an expression with names in it is set equal to a constant."""
    is_named = operands[0] in names or isinstance(operands[0], Symbol | Derivative | Gradient)
    rest = operands[1:] if is_named else operands
    return len(rest) > 1 and has_names(rest[0]) and not has_names(rest[-1])


def choose_result(operands: Sequence[Node]) -> Node:
    """Return the result of ``a = b = value``: the last of them, or the exact value before its own rounding."""
    before, last = operands[-2:]
    return before if is_rounding_of(last, before) else last


def has_names(tree: Node) -> bool:
    return any(isinstance(part, Symbol) for part in walk(tree))

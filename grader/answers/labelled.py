"""The result of a chain ``a = b = value``."""

from collections.abc import Sequence

from grader.expr.nodes import Derivative, Gradient, Node, Symbol
from grader.expr.statements.rounding import is_rounding_of
from grader.expr.traverse import walk

__all__ = ["choose_result", "is_equation"]


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

"""Whether a value that is shown as rounded is the other value in fewer digits, told apart from the engine."""

from collections.abc import Mapping

from grader.equivalence import Policy
from grader.expr import parse
from grader.expr.nodes import Node, Number
from grader.expr.notation import Notation
from grader.expr.traverse import walk

from .values import World

__all__ = ["has_more_digits", "has_no_decimal", "is_rounded_value"]

SLACK = 1e-9  # the error of a double


def is_rounded_value(notation: Notation, parameters: Mapping[str, str]) -> bool:
    exact, rounded = (parse(parameters[side], notation).tree for side in ("exact", "rounded"))
    assert isinstance(rounded, Number)
    unit = 10.0 ** -(rounded.decimals or 0)
    return abs(World(notation, 1).value(exact, {}) - float(rounded.value)) <= unit * (0.5 + SLACK)


def has_more_digits(tree: Node, asked: Policy) -> bool:
    """Whether a number is written with more digits, or places after the point, than are asked for."""
    numbers = [node for node in walk(tree) if isinstance(node, Number) and node.digits]
    if asked.decimals is not None:
        return any((node.decimals or 0) > asked.decimals for node in numbers)
    return any((node.digits or 0) > (asked.digits or 0) for node in numbers)


def has_no_decimal(tree: Node) -> bool:
    return not any(isinstance(node, Number) and node.decimals is not None for node in walk(tree))

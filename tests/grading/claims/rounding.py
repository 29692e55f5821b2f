"""Whether a value that is shown as rounded is the other value in fewer digits, told apart from the engine."""

from collections.abc import Mapping

from grader.expr import parse
from grader.expr.nodes import Number
from grader.expr.notation import Notation

from .values import World

__all__ = ["is_rounded_value"]

SLACK = 1e-9  # the error of a double


def is_rounded_value(notation: Notation, parameters: Mapping[str, str]) -> bool:
    exact, rounded = (parse(parameters[side], notation).tree for side in ("exact", "rounded"))
    assert isinstance(rounded, Number)
    unit = 10.0 ** -(rounded.decimals or 0)
    return abs(World(notation, 1).value(exact, {}) - float(rounded.value)) <= unit * (0.5 + SLACK)

"""A value in the unit whose number is asked for: ``45°`` is 45 degrees, and ``15%`` is 15 percent."""

from grader.expr.asked.asked import Asked
from grader.expr.grammar.postfix_units import count_degrees, count_percents
from grader.expr.nodes import Node
from grader.expr.units.percents import is_in_percent

__all__ = ["count_in_unit"]


def count_in_unit(tree: Node, text: str, asked: Asked) -> Node:
    """Return a value as the number of degrees or of percent that is asked for, if it is written with their sign."""
    if asked.in_degrees:
        return count_degrees(tree)
    return count_percents(tree) if asked.in_percent and is_in_percent(text) else tree

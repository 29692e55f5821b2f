"""Signs after a number that multiply it: degrees and percent."""

from fractions import Fraction

from grader.expr.nodes import Constant, Div, Mul, Node, Number

__all__ = ["divide_by_hundred", "in_radians"]


def in_radians(node: Node) -> Node:
    """An angle in degrees as a number."""
    return Div(Mul((node, Constant("pi"))), Number(Fraction(180)))


def divide_by_hundred(node: Node) -> Node:
    """A percentage as a number; one that is written as a decimal keeps its digits."""
    if not isinstance(node, Number):
        return Div(node, Number(Fraction(100)))
    if node.decimals is None:
        return Number(node.value / 100, 2, len(str(abs(node.value.numerator))) if node.value else 0)
    return Number(node.value / 100, node.decimals + 2, node.digits)

"""Signs after a number that multiply it: degrees and percent.

>>> from grader.expr.nodes import Neg
>>> count_percents(divide_by_hundred(Number(Fraction(15)))) == Number(Fraction(15))
True
>>> count_degrees(Neg(in_radians(Number(Fraction(45))))) == Neg(Number(Fraction(45)))
True
"""

from fractions import Fraction

from grader.expr.nodes import Add, Constant, Div, Mul, Neg, Node, Number, SetOf, Vector
from grader.expr.traverse import children, rebuild

__all__ = ["count_degrees", "count_percents", "divide_by_hundred", "in_radians"]


def in_radians(node: Node) -> Node:
    """An angle in degrees as a number."""
    return Div(Mul((node, Constant("pi"))), Number(Fraction(180)))


def count_degrees(node: Node) -> Node:
    """Return an angle that is written in degrees as their number, and sums and lists of such angles; else the same."""
    if isinstance(node, Div) and isinstance(node.numerator, Mul):
        value = node.numerator.factors[0]
        return value if node == in_radians(value) else node
    if isinstance(node, Add | Neg | SetOf | Vector):
        return rebuild(node, list(map(count_degrees, children(node))))
    return node


def divide_by_hundred(node: Node) -> Node:
    """A percentage as a number; one that is written as a decimal keeps its digits."""
    if not isinstance(node, Number):
        return Div(node, Number(Fraction(100)))
    if node.decimals is None:
        return Number(node.value / 100, 2, len(str(abs(node.value.numerator))) if node.value else 0)
    return Number(node.value / 100, node.decimals + 2, node.digits)


def count_percents(node: Node) -> Node:
    """Return a share of 1 as a number of percent; a decimal keeps its digits."""
    if isinstance(node, SetOf | Vector):
        return rebuild(node, list(map(count_percents, children(node))))
    if not isinstance(node, Number):
        return Mul((node, Number(Fraction(100))))
    decimals = (node.decimals or 0) - 2
    return Number(node.value * 100, decimals, node.digits) if decimals > 0 else Number(node.value * 100)

"""What kind of array a formula is, by the names in it: a number, a vector or a matrix.

A product of two vectors is a number, a function of one variable acts entry by entry, and whatever is not known is
treated as a number. Signs that mean different things for numbers and for arrays ask here.

>>> from grader.expr.nodes import Neg, Number, Vector
>>> from grader.expr.notation import Notation
>>> from fractions import Fraction
>>> rank(Neg(Vector((Number(Fraction(1)), Number(Fraction(2))))), Notation())
1
"""

from collections.abc import Iterable
from typing import Final

from grader.expr.functions import FUNCTIONS
from grader.expr.nodes import Add, Call, Div, Indicator, Matrix, Mul, Neg, Node, Power, Relation, Symbol, Vector
from grader.expr.notation import Notation

__all__ = ["rank"]

_NUMBERS: Final = frozenset({"abs", "max", "min"})  # always a number, whatever the argument


def rank(node: Node, notation: Notation) -> int:
    """0 for a number, 1 for a vector, 2 for a matrix."""
    match node:
        case Symbol():
            entry = notation.entries.get(node.name)
            return 0 if entry is None else max(0, len(entry.axes) - len(node.indices))
        case Vector():
            return 1
        case Matrix():
            return 2
        case Neg():
            return rank(node.operand, notation)
        case Add():
            return highest_rank(node.terms, notation)
        case Mul():
            return rank_of_product(node, notation)
        case Div():
            return rank(node.numerator, notation)
        case Power():
            return rank(node.base, notation)
        case Call():
            return rank_of_call(node, notation)
        case Indicator(condition=Relation(operands=operands)):
            return highest_rank(operands, notation)
    return 0


def highest_rank(nodes: Iterable[Node], notation: Notation) -> int:
    return max((rank(node, notation) for node in nodes), default=0)


def rank_of_product(node: Mul, notation: Notation) -> int:
    """Work from the left: two vectors make a number, a matrix and a vector a vector; ``u v^T`` is a matrix."""
    if node.elementwise:
        return highest_rank(node.factors, notation)
    found, is_row = 0, False
    for factor in node.factors:
        right = rank(factor, notation)
        right_is_row = isinstance(factor, Call) and factor.function == "transpose" and right == 1
        if 0 in (found, right):
            found, is_row = (found, is_row) if right == 0 else (right, right_is_row)
        elif found == right == 1 and right_is_row and not is_row:
            found = 2
        else:
            is_row = is_row and right == 2  # u^T A is a row
            found = {2: 0, 3: 1}.get(found + right, 2)
    return found


def rank_of_call(node: Call, notation: Notation) -> int:
    """The rank of a known function's value; 0 for a declared function."""
    function = FUNCTIONS.get(node.function)
    if function is None or node.function in notation.entries or node.function in _NUMBERS:
        return 0
    return highest_rank(node.arguments, notation) if function.rank is None else function.rank

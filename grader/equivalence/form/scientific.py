"""The form ``scientific notation``: a number a·10^k with 1 <= |a| < 10 and a whole k, also typed as ``1.2e3``.

>>> from grader.expr import parse
>>> from grader.expr.notation import Notation
>>> texts = ("1.2*10^3", "-4*10^(-7)", "1.2e3", "3", "12*10^2", "1200", "0.5*10^4")
>>> [check_scientific(parse(text, Notation()).tree, (), Notation()) is None for text in texts]
[True, True, True, True, False, False, False]
"""

from fractions import Fraction
from typing import Final

from grader.equivalence.form.complaints import Words, build_complaint, format_piece
from grader.equivalence.form.numbers import rational_of
from grader.errors import Diagnostic
from grader.expr.nodes import Constant, Mul, Neg, Node, Number, Power, Symbol
from grader.expr.notation import Notation
from grader.expr.printing.text import to_text
from grader.expr.traverse import walk

__all__ = ["check_scientific"]

TEN: Final = 10


def check_scientific(tree: Node, words: Words, notation: Notation) -> Diagnostic | None:
    """A number as a·10^k, with one digit other than 0 before the point; 0 and names are none that could be."""
    if any(isinstance(node, Symbol | Constant) for node in walk(tree)) or rational_of(tree) == 0:
        return None
    if is_scientific(tree.operand if isinstance(tree, Neg) else tree):
        return None
    return build_complaint(
        "not-scientific",
        f"'{format_piece(tree)}' is not in scientific notation.",
        "write one digit other than 0 before the point, and then a power of ten, as in '1.2*10^3'.",
    )


def is_scientific(node: Node) -> bool:
    """Whether a number is written as a·10^k, or as one with k = 0."""
    match node:
        case Number():
            # A decimal that was typed with an exponent is printed with one.
            return is_leading(node) or (node.decimals is not None and "e" in to_text(node))
        case Mul(factors=(factor, Power(base=Number(value=base), exponent=exponent))):
            power = rational_of(exponent)
            return is_leading(factor) and base == TEN and power is not None and power.denominator == 1
    return False


def is_leading(node: Node) -> bool:
    """Whether a number has one digit before its point, and that is not 0."""
    return isinstance(node, Number) and 1 <= node.value < TEN and is_finite_decimal(node.value)


def is_finite_decimal(value: Fraction) -> bool:
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1

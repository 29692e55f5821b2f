"""``rationalised``: no root below a fraction line, and no ``i`` either.

>>> from grader.expr import parse
>>> from grader.expr.notation import Notation
>>> check_rationalised(parse("3/sqrt(2)", Notation()).tree, (), Notation()).what
"There is a root below the line of '3/sqrt(2)'."
>>> check_rationalised(parse("3*sqrt(2)/2", Notation()).tree, (), Notation())
"""

from collections.abc import Iterator
from typing import Final

from grader.equivalence.form.complaints import Words, build_complaint, format_piece
from grader.equivalence.form.numbers import rational_of
from grader.errors import Diagnostic
from grader.expr.nodes import Call, Constant, Div, Neg, Node, Number, Power
from grader.expr.notation import Notation
from grader.expr.traverse import walk

__all__ = ["check_rationalised"]

ROOTS: Final = frozenset({"sqrt", "root"})


def check_rationalised(tree: Node, words: Words, notation: Notation) -> Diagnostic | None:
    """No denominator has a root or the imaginary unit in it."""
    for node in walk(tree):
        for below in list_denominators(node):
            for part in walk(below):
                if is_root(part) or part == Constant("i"):
                    kind = "root" if is_root(part) else "imaginary unit"
                    article = "a" if kind == "root" else "an"
                    what = f"There is {article} {kind} below the line of '{format_piece(node)}'."
                    return build_complaint("not-rationalised", what, "multiply above and below, so that it goes away.")
    return None


def list_denominators(node: Node) -> Iterator[Node]:
    """Yield what a node divides by: the denominator of a fraction, the power of which another one is the reciprocal."""
    if isinstance(node, Div):
        yield node.denominator
    elif isinstance(node, Power) and is_negative(node.exponent):
        # e^(-i*t) has i in its exponent, and not below a line.
        value = rational_of(node.exponent)
        yield node.base if value is None else Power(node.base, Number(-value))


def is_negative(exponent: Node) -> bool:
    value = rational_of(exponent)
    return value < 0 if value is not None else isinstance(exponent, Neg)


def is_root(node: Node) -> bool:
    """Whether a node is a root, by its sign or by a broken exponent."""
    if isinstance(node, Call):
        return node.function in ROOTS
    value = rational_of(node.exponent) if isinstance(node, Power) else None
    return value is not None and value.denominator > 1

"""The three ways to write a complex number: ``2 + 3*i``, ``r*(cos(t) + i*sin(t))`` and ``r*e^(i*t)``.

A part of an array or of a set is judged by itself. Names are real numbers here: with ``a`` and ``b``, ``a + b*i`` is
Cartesian.
"""

from collections.abc import Callable
from typing import Final

from grader.equivalence.form.complaints import Words, build_complaint, format_piece
from grader.equivalence.form.known_values import find_exponent, is_root_of_negative
from grader.equivalence.form.numbers import rational_of
from grader.errors import Diagnostic
from grader.expr.nodes import Add, Call, Constant, Div, Mul, Neg, Node
from grader.expr.notation import Notation
from grader.expr.traverse import walk

__all__ = ["check_cartesian", "check_exponential", "check_polar"]

UNIT: Final = Constant("i")


def check_cartesian(tree: Node, words: Words, notation: Notation) -> Diagnostic | None:
    """A real part and a real multiple of i, perhaps over one real denominator."""
    inner = tree.operand if isinstance(tree, Neg) else tree
    inner = inner.numerator if isinstance(inner, Div) and not has_unit(inner.denominator) else inner
    terms = inner.terms if isinstance(inner, Add) else (inner,)
    imaginary = [term for term in terms if has_unit(term)]
    has_negative_root = any(is_root_of_negative(node) for node in walk(tree))
    if len(imaginary) <= 1 and not has_negative_root and all(is_multiple_of_unit(term) for term in imaginary):
        return None
    return build_complaint(
        "not-cartesian", f"'{format_piece(tree)}' is not in Cartesian form.", "write it as a + b*i with real a and b."
    )


def check_polar(tree: Node, words: Words, notation: Notation) -> Diagnostic | None:
    """A modulus times ``cos(t) + i*sin(t)``."""
    if is_modulus_times(is_direction, tree):
        return None
    return build_complaint(
        "not-polar",
        f"'{format_piece(tree)}' is not in polar form.",
        "write it as r*(cos(t) + i*sin(t)) with r > 0.",
    )


def check_exponential(tree: Node, words: Words, notation: Notation) -> Diagnostic | None:
    """A modulus times ``e^(i*t)``."""
    if is_modulus_times(is_exponential, tree):
        return None
    return build_complaint(
        "not-exponential", f"'{format_piece(tree)}' is not in exponential form.", "write it as r*e^(i*t) with r > 0."
    )


def is_modulus_times(is_angle: Callable[[Node], bool], tree: Node) -> bool:
    """Whether a product has one factor with the angle, and the rest is real and is not written as negative."""
    factors, divisors = split_factors(tree)
    rest = [*(factor for factor in factors if not is_angle(factor)), *divisors]
    values = [rational_of(node) for node in rest]
    is_negative = has_sign(tree) or any(value is not None and value < 0 for value in values)
    return sum(map(is_angle, factors)) == 1 and not is_negative and not any(map(has_unit, rest))


def has_unit(tree: Node) -> bool:
    return UNIT in walk(tree)


def is_multiple_of_unit(term: Node) -> bool:
    """Whether a term is i times what is real, with i written once: ``3*i``, ``-i/2``, ``sqrt(3)*i/2``."""
    factors, divisors = split_factors(term)
    return factors.count(UNIT) == 1 and not any(
        map(has_unit, [*divisors, *(factor for factor in factors if factor != UNIT)])
    )


def split_factors(tree: Node) -> tuple[list[Node], list[Node]]:
    """Return what a tree multiplies and what it divides by; signs are left out."""
    if isinstance(tree, Neg):
        return split_factors(tree.operand)
    if isinstance(tree, Div):
        above, below = split_factors(tree.numerator)
        return above, [*below, tree.denominator]
    if not isinstance(tree, Mul):
        return [tree], []
    parts = [split_factors(factor) for factor in tree.factors]
    return [node for above, _ in parts for node in above], [node for _, below in parts for node in below]


def has_sign(tree: Node) -> bool:
    """Whether a minus is in front of a product, of a factor, or of what it is divided by."""
    if isinstance(tree, Neg):
        return True
    parts = (
        tree.factors if isinstance(tree, Mul) else (tree.numerator, tree.denominator) if isinstance(tree, Div) else ()
    )
    return any(map(has_sign, parts))


def is_direction(node: Node) -> bool:
    """Whether a factor is ``cos(t) + i*sin(t)``, with the same t."""
    if not isinstance(node, Add) or len(node.terms) != 2:
        return False
    for first, second in (node.terms, node.terms[::-1]):
        factors, divisors = split_factors(second)
        sines = [factor for factor in factors if isinstance(factor, Call) and factor.function == "sin"]
        is_sine = len(factors) == 2 and UNIT in factors and not divisors and not isinstance(second, Neg)
        if isinstance(first, Call) and first.function == "cos" and is_sine and sines:
            return sines[0].arguments == first.arguments and not has_unit(first)
    return False


def is_exponential(node: Node) -> bool:
    """Whether a factor is e to a real multiple of i."""
    exponent = find_exponent(node)
    return exponent is not None and is_multiple_of_unit(exponent)

"""Factors and common factors of polynomials over the rational numbers, by python-flint.

Symbols, roots and functions count as variables, each by itself. The number of terms and the degrees are estimated
before anything is multiplied out; what would be too large is left alone, so that no answer is blamed for what was not
checked.

>>> from fractions import Fraction
>>> from grader.expr.nodes import Symbol
>>> x = Symbol("x")
>>> reducible_factor(Add((Power(x, Number(Fraction(2))), Neg(Number(Fraction(1)))))) is None
False
"""

from math import gcd
from typing import Any, Final

from flint import Ordering, fmpq, fmpq_mpoly_ctx

from grader.expr.nodes import Add, Div, Mul, Neg, Node, Number, Power
from grader.expr.printing.text import to_text

__all__ = ["reducible_factor", "unreduced_fraction"]

MAX_TERMS: Final = 2_000
MAX_DEGREE: Final = 200
MAX_DIGITS: Final = 200
MAX_VARIABLES: Final = 12


class TooLargeError(Exception):
    """A polynomial that is not multiplied out."""


class NotPolynomialError(Exception):
    """An expression that divides by more than a number."""


def reducible_factor(tree: Node) -> Node | None:
    """Return the first factor of a product that is itself a product of polynomials over Q, or None."""
    for factor in factors(tree):
        try:
            (polynomial,) = polynomials(factor)
        except (TooLargeError, NotPolynomialError):
            continue
        if polynomial.total_degree() > 0 and isinstance(factor, Add):
            found = polynomial.factor()[1]
            if len(found) > 1 or found[0][1] > 1:
                return factor
    return None


def factors(tree: Node) -> list[Node]:
    """Return what a tree multiplies, powers and fractions opened."""
    found: list[Node] = []
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Mul):
            waiting += reversed(node.factors)
        elif isinstance(node, Neg):
            waiting.append(node.operand)
        elif isinstance(node, Power):
            waiting.append(node.base)
        elif isinstance(node, Div):
            waiting += [node.denominator, node.numerator]
        else:
            found.append(node)
    return found


def unreduced_fraction(node: Div) -> str | None:
    """Return the common factor of a fraction as text, or None where there is none or it is too large to look for."""
    try:
        above, below = polynomials(node.numerator, node.denominator)
    except (TooLargeError, NotPolynomialError):
        return None
    if above == 0 or below == 0:
        return None
    common = above.gcd(below)
    if common.total_degree() > 0:
        return f"'{common}'".replace("**", "^") if len(str(common)) <= 60 else "a common factor"
    number = gcd(content(above), content(below))
    if any(value.q != 1 for value in (*above.coeffs(), *below.coeffs())):
        return None
    if number == 1 and below.total_degree() == 0 and below == 1:
        return "1"
    return None if number == 1 else str(number)


def content(polynomial: Any) -> int:
    """Return the greatest common divisor of the coefficients' numerators."""
    return gcd(*(int(value.p) for value in polynomial.coeffs()))


def polynomials(*trees: Node) -> list[Any]:
    """Return trees as polynomials in common variables."""
    names: dict[Node, str] = {}
    for tree in trees:
        estimate(tree)
        collect(tree, names)
    if len(names) > MAX_VARIABLES:
        raise TooLargeError
    context = fmpq_mpoly_ctx.get(list(names.values()) or ["x"], Ordering.lex)
    variables = dict(zip(names, context.gens(), strict=False))
    return [build(tree, variables, context) for tree in trees]


def collect(tree: Node, names: dict[Node, str]) -> None:
    """Give every variable of a polynomial a name."""
    if isinstance(tree, Add | Mul | Neg | Div | Number) or is_power(tree):
        parts: tuple[Node, ...] = ()
        if isinstance(tree, Add):
            parts = tree.terms
        elif isinstance(tree, Mul):
            parts = tree.factors
        elif isinstance(tree, Neg):
            parts = (tree.operand,)
        elif isinstance(tree, Div):
            parts = (tree.numerator, tree.denominator)
        elif isinstance(tree, Power):
            parts = (tree.base,)
        for part in parts:
            collect(part, names)
    else:
        names.setdefault(tree, to_text(tree))


def is_power(node: Node) -> bool:
    """Tell whether a node is a whole power."""
    return (
        isinstance(node, Power) and isinstance(node.exponent, Number) and node.exponent.value in range(MAX_DEGREE + 1)
    )


def estimate(tree: Node) -> tuple[int, int, int]:
    """Return bounds on the terms, the degree and the digits of a polynomial; refuse one that is too large."""
    terms, degree, digits = 1, 1, 1
    if isinstance(tree, Number):
        degree, digits = 0, len(str(tree.value.numerator)) + len(str(tree.value.denominator))
    elif isinstance(tree, Add):
        bounds = [estimate(term) for term in tree.terms]
        terms, degree = sum(b[0] for b in bounds), max(b[1] for b in bounds)
        digits = sum(b[2] for b in bounds) + 1
    elif isinstance(tree, Mul):
        for factor in tree.factors:
            more = estimate(factor)
            terms, degree, digits = terms * more[0], degree + more[1], digits + more[2]
            refuse_large(terms, degree, digits)
    elif isinstance(tree, Neg):
        return estimate(tree.operand)
    elif isinstance(tree, Div):
        above, below = estimate(tree.numerator), estimate(tree.denominator)
        terms, degree, digits = above[0], above[1] + below[1], above[2] + below[2]
    elif is_power(tree):
        assert isinstance(tree, Power)
        assert isinstance(tree.exponent, Number)
        inner, count = estimate(tree.base), int(tree.exponent.value)
        degree, digits = inner[1] * count, inner[2] * count
        terms = min(inner[0] ** min(count, 20), MAX_TERMS + 1) if inner[0] > 1 else 1
        if inner[0] == 2:
            terms = count + 1
    refuse_large(terms, degree, digits)
    return terms, degree, digits


def refuse_large(terms: int, degree: int, digits: int) -> None:
    """Refuse a polynomial beyond the bounds."""
    if terms > MAX_TERMS or degree > MAX_DEGREE or digits > MAX_DIGITS:
        raise TooLargeError


def build(tree: Node, variables: dict[Node, Any], context: Any) -> Any:
    """Return a tree as a polynomial."""
    if isinstance(tree, Number):
        return context.constant(fmpq(tree.value.numerator, tree.value.denominator))
    if isinstance(tree, Add):
        total = context.constant(0)
        for term in tree.terms:
            total += build(term, variables, context)
        return total
    if isinstance(tree, Mul):
        product = context.constant(1)
        for factor in tree.factors:
            product *= build(factor, variables, context)
        return product
    if isinstance(tree, Neg):
        return -build(tree.operand, variables, context)
    if isinstance(tree, Div):
        below = build(tree.denominator, variables, context)
        if below.total_degree() > 0 or below == 0:
            raise NotPolynomialError
        return build(tree.numerator, variables, context) / below
    if is_power(tree):
        assert isinstance(tree, Power)
        assert isinstance(tree.exponent, Number)
        return build(tree.base, variables, context) ** int(tree.exponent.value)
    return variables[tree]

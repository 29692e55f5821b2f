"""Factors and common factors of polynomials over the rational numbers, by python-flint.

Symbols, roots and functions count as variables, each by itself. The number of terms and the degrees are estimated
before anything is multiplied out; what would be too large is left alone, so that no answer is blamed for what was not
checked.

>>> from fractions import Fraction
>>> from grader.expr.nodes import Symbol
>>> x = Symbol("x")
>>> find_reducible_factor(Add((Power(x, Number(Fraction(2))), Neg(Number(Fraction(1)))))) is None
False
"""

from math import gcd
from typing import Any, Final

from flint import Ordering, fmpq, fmpq_mpoly_ctx

from grader.expr.nodes import Add, Div, Mul, Neg, Node, Number, Power, Symbol
from grader.expr.printing.text import to_text
from grader.expr.traverse import walk
from grader.patterns import regex

__all__ = ["find_common_factor", "find_real_factor", "find_reducible_factor"]

# Bounds on what is multiplied out and factored. A polynomial beyond them is not checked, and so passes.
FLINT_NAME: Final = regex(r"\bx([0-9]+)\b")
MAX_TERMS: Final = 2_000
MAX_DEGREE: Final = 200
MAX_DIGITS: Final = 200
MAX_VARIABLES: Final = 12


class TooLargeError(Exception):
    """A polynomial that is not multiplied out."""


class NotPolynomialError(Exception):
    """An expression that divides by more than a number."""


def find_reducible_factor(tree: Node) -> Node | None:
    """Return the first factor of a product that is itself a product of polynomials over Q, or None."""
    for factor in list_factors(tree):
        if not any(isinstance(node, Symbol) for node in walk(factor)):
            continue  # numbers may stay: e^2 - 1
        if isinstance(factor, Add) and any(divides_by_name(node) for node in walk(factor)):
            return factor  # x^2*(x - 4/x) is no product of polynomials
        try:
            (polynomial,) = build_polynomials(factor)
        except (TooLargeError, NotPolynomialError):
            continue
        # Only a sum can be factored further: 6 and x^2 are not sums. A constant factor, as the 2 of 2x + 2, is none of
        # ``factor()[1]``, which lists factors that are not numbers.
        if polynomial.total_degree() > 0 and isinstance(factor, Add):
            found = polynomial.factor()[1]
            if len(found) > 1 or found[0][1] > 1:
                return factor
    return None


def divides_by_name(node: Node) -> bool:
    """Whether a node divides by a name, with a fraction line or a negative exponent."""
    if isinstance(node, Div):
        below: Node = node.denominator
    elif isinstance(node, Power) and isinstance(node.exponent, Neg | Number):
        is_negative = isinstance(node.exponent, Neg) or node.exponent.value < 0
        below = node.base if is_negative else node.exponent
    else:
        return False
    return any(isinstance(part, Symbol) for part in walk(below))


def find_real_factor(tree: Node) -> Node | None:
    """Return the first factor in one variable that is a product over the real numbers, though not over Q, or None.

    Every real polynomial is a product of factors of degree 1, and of factors of degree 2 without a real root.
    """
    for factor in list_factors(tree):
        try:
            (polynomial,) = build_polynomials(factor)
        except (TooLargeError, NotPolynomialError):
            continue
        degrees = polynomial.degrees()
        if isinstance(factor, Add) and len(degrees) == 1 and degrees[0] >= 2:
            values = {exponents[0]: fmpq(value) for exponents, value in polynomial.terms()}
            a, b, c = (values.get(exponent, fmpq(0)) for exponent in (2, 1, 0))
            if degrees[0] > 2 or b * b >= 4 * a * c:
                return factor
    return None


def list_factors(tree: Node) -> list[Node]:
    """List the factors of a tree, with powers and fractions opened."""
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


def find_common_factor(node: Div) -> str | None:
    """Return the common factor of a fraction as text, or None where there is none or it is too large to look for."""
    if divides(node.numerator) or divides(node.denominator):
        return None
    try:
        above, below = build_polynomials(node.numerator, node.denominator)
    except (TooLargeError, NotPolynomialError):
        return None
    if above == 0 or below == 0:
        return None
    common = above.gcd(below)
    if common.total_degree() > 0:
        text = format_polynomial(common, node.numerator, node.denominator)
        return f"'{text}'" if len(text) <= 60 else "a common factor"
    number = gcd(content(above), content(below))
    # A common divisor of the numerators means nothing beside denominators, as in (2x/3)/(2/5).
    if any(value.q != 1 for value in (*above.coeffs(), *below.coeffs())):
        return None
    # A fraction with the denominator 1 is not in lowest terms either.
    if number == 1 and below.total_degree() == 0 and below == 1:
        return "1"
    return None if number == 1 else str(number)


def divides(tree: Node) -> bool:
    """Whether a tree is certainly no polynomial, because it divides by something else than a number."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Div):
            if not isinstance(node.denominator, Number):
                return True
            waiting.append(node.numerator)
        elif isinstance(node, Add | Mul):
            waiting += node.terms if isinstance(node, Add) else node.factors
        elif isinstance(node, Neg):
            waiting.append(node.operand)
    return False


def format_polynomial(polynomial: Any, *trees: Node) -> str:
    """Return a polynomial in the variables of some trees as text, with the names that these have."""
    names: dict[Node, str] = {}
    for tree in trees:
        collect_variables(tree, names)
    texts = list(names.values())
    return FLINT_NAME.sub(lambda match: texts[int(match[1])], str(polynomial)).replace("**", "^")


def content(polynomial: Any) -> int:
    """Return the greatest common divisor of the coefficients' numerators."""
    return gcd(*(int(value.p) for value in polynomial.coeffs()))


def build_polynomials(*trees: Node) -> list[Any]:
    """Return trees as polynomials in common variables."""
    names: dict[Node, str] = {}
    for tree in trees:
        estimate_size(tree)
        collect_variables(tree, names)
    if len(names) > MAX_VARIABLES:
        raise TooLargeError
    # flint needs at least one variable, even for two numbers, and its own names for them: it takes ASCII alone.
    context = fmpq_mpoly_ctx.get([f"x{place}" for place in range(len(names) or 1)], Ordering.lex)
    variables = dict(zip(names, context.gens(), strict=False))
    return [build_polynomial(tree, variables, context) for tree in trees]


def collect_variables(tree: Node, names: dict[Node, str]) -> None:
    if isinstance(tree, Add | Mul | Neg | Div | Number) or is_whole_power(tree):
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
            collect_variables(part, names)
    else:
        names.setdefault(tree, to_text(tree))


def is_whole_power(node: Node) -> bool:
    return (
        isinstance(node, Power) and isinstance(node.exponent, Number) and node.exponent.value in range(MAX_DEGREE + 1)
    )


def estimate_size(tree: Node) -> tuple[int, int, int]:
    """Return bounds on the terms, the degree and the digits of a polynomial; refuse one that is too large."""
    terms, degree, digits = 1, 1, 1
    if isinstance(tree, Number):
        degree, digits = 0, len(str(tree.value.numerator)) + len(str(tree.value.denominator))
    elif isinstance(tree, Add):
        bounds = [estimate_size(term) for term in tree.terms]
        terms, degree = sum(b[0] for b in bounds), max(b[1] for b in bounds)
        digits = sum(b[2] for b in bounds) + 1
    elif isinstance(tree, Mul):
        for factor in tree.factors:
            more = estimate_size(factor)
            terms, degree, digits = terms * more[0], degree + more[1], digits + more[2]
            refuse_large(terms, degree, digits)
    elif isinstance(tree, Neg):
        return estimate_size(tree.operand)
    elif isinstance(tree, Div):
        above, below = estimate_size(tree.numerator), estimate_size(tree.denominator)
        terms, degree, digits = above[0], above[1] + below[1], above[2] + below[2]
    elif is_whole_power(tree):
        assert isinstance(tree, Power)
        assert isinstance(tree.exponent, Number)
        inner, count = estimate_size(tree.base), int(tree.exponent.value)
        degree, digits = inner[1] * count, inner[2] * count
        # Capped, because the power itself could be huge: even 2^20 terms are beyond MAX_TERMS.
        terms = min(inner[0] ** min(count, 20), MAX_TERMS + 1) if inner[0] > 1 else 1
        if inner[0] == 2:
            # (a + b)^n has n + 1 terms once it is collected.
            terms = count + 1
    refuse_large(terms, degree, digits)
    return terms, degree, digits


def refuse_large(terms: int, degree: int, digits: int) -> None:
    if terms > MAX_TERMS or degree > MAX_DEGREE or digits > MAX_DIGITS:
        raise TooLargeError


def build_polynomial(tree: Node, variables: dict[Node, Any], context: Any) -> Any:
    if isinstance(tree, Number):
        return context.constant(fmpq(tree.value.numerator, tree.value.denominator))
    if isinstance(tree, Add):
        total = context.constant(0)
        for term in tree.terms:
            total += build_polynomial(term, variables, context)
        return total
    if isinstance(tree, Mul):
        product = context.constant(1)
        for factor in tree.factors:
            product *= build_polynomial(factor, variables, context)
        return product
    if isinstance(tree, Neg):
        return -build_polynomial(tree.operand, variables, context)
    if isinstance(tree, Div):
        below = build_polynomial(tree.denominator, variables, context)
        if below.total_degree() > 0 or below == 0:
            raise NotPolynomialError
        return build_polynomial(tree.numerator, variables, context) / below
    if is_whole_power(tree):
        assert isinstance(tree, Power)
        assert isinstance(tree.exponent, Number)
        return build_polynomial(tree.base, variables, context) ** int(tree.exponent.value)
    return variables[tree]

"""Shortening a rational expression: a quotient that cancels to a shorter polynomial is written as that polynomial.

``(−y/p + (1 − y)/(1 − p)) · p (1 − p)`` becomes ``p − y``: the step that makes logistic regression pleasant. Exact, by
the greatest common divisor of polynomials over ℚ in the parts that are not rational (names, functions, indicators).

>>> from grader.expr.nodes import Symbol
>>> x, y = Symbol("x"), Symbol("y")
>>> shorten(Mul((Div(x, y), y)))
Symbol(name='x', indices=(), iterate=None)
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from typing import Any

from flint import Ordering, fmpq, fmpq_mpoly_ctx

from grader.expr.calculation.building import number, power, product, quotient, total
from grader.expr.nodes import Add, Div, Mul, Neg, Node, Number, Power
from grader.expr.traverse import count_nodes, walk

__all__ = ["shorten"]

# Bounds on the work of a greatest common divisor; an expression beyond them is left as it is.
MOST_NODES = 300
MOST_KERNELS = 12
MOST_EXPONENT = 6
MOST_TERMS = 500  # of a product, before equal ones are collected
HOW_MUCH_SHORTER = 2  # a quotient is multiplied out only where that halves it


class NotRationalError(Exception):
    """The expression is too large to be worked on, or divides by zero."""


def shorten(node: Node) -> Node:
    """Return ``node`` with its quotients cancelled, as one polynomial or one quotient, where that is shorter."""
    if not any(isinstance(part, Div) for part in walk(node)) or count_nodes(node) > MOST_NODES:
        return node
    try:
        short = cancel(node)
    except NotRationalError:
        return node
    if short is None:
        return node
    weight = HOW_MUCH_SHORTER if isinstance(short, Div) else 1
    return short if count_nodes(short) * weight < count_nodes(node) else node


@dataclass(frozen=True)
class Quotient:
    """A fraction of two polynomials; the denominator is not zero."""

    above: Any
    below: Any


def cancel(node: Node) -> Node | None:
    """Return ``node`` as one polynomial or quotient; None where it has no kernels, or too many."""
    kernels = list(dict.fromkeys(kernel for kernel in list_kernels(node)))
    if not 0 < len(kernels) <= MOST_KERNELS:
        return None
    ring = fmpq_mpoly_ctx.get(tuple(f"t{place}" for place in range(len(kernels))), Ordering.lex)
    value = Reduction(ring, dict(zip(kernels, ring.gens(), strict=True))).of(node)
    common = value.above.gcd(value.below)
    above, below = value.above / common, value.below / common
    if below.is_constant():
        return write_polynomial(above / below, kernels)
    return quotient(write_polynomial(above, kernels), write_polynomial(below, kernels))


def list_kernels(node: Node) -> list[Node]:
    """Return the parts of ``node`` that are not themselves sums, products, quotients or whole powers, in order."""
    match node:
        case Number():
            return []
        case Add(terms=parts) | Mul(factors=parts, elementwise=False):
            return [kernel for part in parts for kernel in list_kernels(part)]
        case Neg(operand=operand):
            return list_kernels(operand)
        case Div(numerator=above, denominator=below):
            return list_kernels(above) + list_kernels(below)
        case Power(base=base, exponent=Number(value=exponent)) if is_small(exponent):
            return list_kernels(base)
    return [node]


def is_small(exponent: Fraction) -> bool:
    """Whether an exponent is a small whole number."""
    return exponent.denominator == 1 and abs(exponent) <= MOST_EXPONENT


class Reduction:
    """Writes an expression over a polynomial ring, with one generator for each kernel."""

    def __init__(self, ring: Any, generators: Mapping[Node, Any]) -> None:
        self.ring = ring
        self.generators = generators
        self.one = ring.constant(1)

    def of(self, node: Node) -> Quotient:
        """Return ``node`` as a fraction of polynomials."""
        if node in self.generators:
            return Quotient(self.generators[node], self.one)
        match node:
            case Number(value=value):
                return Quotient(self.ring.constant(fmpq(value.numerator, value.denominator)), self.one)
            case Add(terms=terms):
                return reduce(self.sum, map(self.of, terms))
            case Mul(factors=factors):
                return reduce(self.product, map(self.of, factors))
            case Neg(operand=operand):
                return self.product(Quotient(self.ring.constant(-1), self.one), self.of(operand))
            case Div(numerator=above, denominator=below):
                return self.product(self.of(above), invert(self.of(below)))
            case Power(base=base, exponent=Number(value=exponent)):
                return self.power(self.of(base), exponent.numerator)
        raise NotRationalError

    def sum(self, x: Quotient, y: Quotient) -> Quotient:
        if x.below == y.below:
            return Quotient(x.above + y.above, x.below)
        return Quotient(
            multiply_bounded(x.above, y.below) + multiply_bounded(y.above, x.below), multiply_bounded(x.below, y.below)
        )

    def product(self, x: Quotient, y: Quotient) -> Quotient:
        return Quotient(multiply_bounded(x.above, y.above), multiply_bounded(x.below, y.below))

    def power(self, x: Quotient, exponent: int) -> Quotient:
        base = invert(x) if exponent < 0 else x
        return reduce(self.product, [base] * abs(exponent), Quotient(self.one, self.one))


def multiply_bounded(x: Any, y: Any) -> Any:
    """Return a product of polynomials; an error where it could have too many terms."""
    if len(x) * len(y) > MOST_TERMS:
        raise NotRationalError
    return x * y


def invert(x: Quotient) -> Quotient:
    if x.above.is_zero():
        raise NotRationalError
    return Quotient(x.below, x.above)


def write_polynomial(polynomial: Any, kernels: list[Node]) -> Node:
    """Return a polynomial as a tree, positive terms first."""
    terms = sorted(polynomial.terms(), key=lambda term: term[1] < 0)
    return total(write_monomial(exponents, factor, kernels) for exponents, factor in terms)


def write_monomial(exponents: tuple[int, ...], factor: Any, kernels: list[Node]) -> Node:
    powers = [power(kernel, number(int(n))) for kernel, n in zip(kernels, exponents, strict=True) if n]
    return product([number(Fraction(int(factor.numer()), int(factor.denom()))), *powers])

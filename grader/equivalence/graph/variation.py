"""Which nodes take each of their values almost nowhere, so that the zeros and whole values of a node may be left aside.

A node *varies* when every value is taken on a set of measure zero only. Symbols that range over a continuum do, and so
do polynomials in them that are no constants, also with negative exponents. A function that takes each value at
countably many places, such as a root, an exponential or a sine, keeps this: the places are countably many sets of
measure zero.
"""

from math import gcd, lcm

from flint import fmpq

from grader.equivalence.graph import facts
from grader.equivalence.graph.facts import NULL, Nodes, operands_of, remember_fact
from grader.equivalence.graph.kinds import ATOM, CALL, NUMBER, POWER, PRODUCT, SUM

__all__ = ["holds_symbols", "is_almost_never_whole", "is_almost_never_zero", "is_varying"]

# Each takes a value at countably many places.
COUNTABLE = frozenset({"exp", "log", "sin", "cos", "atan", "asin"})


@remember_fact
def is_almost_never_zero(graph: Nodes, node: int) -> bool:
    """Whether the zeros of a node may be left aside: there are none, or they have measure zero."""
    if not facts.find_signs(graph, node) & NULL or is_between_whole_numbers(graph, node):
        return True
    # Only on a continuum is a single point nothing: 1[n = 0] for a whole n is not 0. With ``strict`` every point
    # counts.
    if graph.strict or not facts.is_continuous(graph, node):
        return False
    if graph.kind[node] == PRODUCT and all(
        exponent < 0 or is_almost_never_zero(graph, factor) for factor, exponent in graph.data[node]
    ):
        return True  # a product is zero where one of its factors is
    return facts.is_safe_divisor(graph, node) or is_varying(graph, node)


def is_between_whole_numbers(graph: Nodes, node: int) -> bool:
    """Whether a node is never zero because it is a whole number and a fraction, times a number: ``n - 5/2``."""
    if graph.kind[node] != SUM:
        return False
    constant, terms = graph.data[node]
    if constant == 0 or not all(facts.is_whole(graph, term) for term, _ in terms):
        return False
    # The whole numbers that the terms make are multiples of the common divisor of their factors.
    size = lcm(*(int(fmpq(factor).q) for _, factor in terms))
    step = gcd(*(int(fmpq(factor).p) * (size // int(fmpq(factor).q)) for _, factor in terms))
    return bool(step) and (fmpq(constant) * size / step).q != 1


def is_almost_never_whole(graph: Nodes, node: int) -> bool:
    """Whether the points where a node is whole may be left aside."""
    return not graph.strict and is_varying(graph, node)


@remember_fact
def is_varying(graph: Nodes, node: int) -> bool:
    """Whether a node is known to take every value on a set of measure zero only, where it is defined at all."""
    kind, data = graph.kind[node], graph.data[node]
    if kind == ATOM:
        return facts.is_continuous(graph, node)
    if kind == POWER:
        return graph.kind[data[1]] == NUMBER and is_varying(graph, data[0])
    if kind == CALL:
        return data[0] in COUNTABLE and is_varying(graph, data[1][0])
    if kind == SUM:
        return is_varying_sum(graph, node)
    return kind == PRODUCT and is_varying_product(graph, data)


def is_varying_sum(graph: Nodes, node: int) -> bool:
    """Whether a sum is a polynomial in its symbols, or one varying term and constants."""
    terms = graph.data[node][1]
    moving = [(term, factor) for term, factor in terms if is_moving(graph, term)]
    # A factor of 0 only marks where the sum is undefined.
    if len([factor for _, factor in moving if factor != 0]) == 1:
        return all(factor == 0 or is_varying(graph, term) for term, factor in moving)
    # Times the highest power in a denominator this is a polynomial, which is not the zero polynomial.
    return any(factor != 0 for _, factor in moving) and all(
        facts.is_monomial(graph, term) and facts.is_continuous(graph, term) for term, _ in moving
    )


def is_varying_product(graph: Nodes, factors: tuple[tuple[int, int], ...]) -> bool:
    """Whether a product is a monomial, or one varying factor, and constants that are almost never zero."""
    moving = [factor for factor, _ in factors if is_moving(graph, factor)]
    if any(not is_factor_kept(graph, factor) for factor, _ in factors if factor not in moving):
        return False
    if len(moving) == 1:
        return is_varying(graph, moving[0])
    exponents = [exponent for factor, exponent in factors if factor in moving]
    # A product of polynomials that are no constants is none either. A quotient may be: (x^2 - 1)/((x - 1)(x + 1)).
    if (
        moving
        and (min(exponents) > 0 or max(exponents) < 0)
        and all(is_varying_sum_of_powers(graph, f) for f in moving)
    ):
        return True
    return bool(moving) and all(graph.kind[factor] == ATOM and facts.is_continuous(graph, factor) for factor in moving)


def is_varying_sum_of_powers(graph: Nodes, node: int) -> bool:
    """Whether a node is a polynomial in continuous symbols that is no constant."""
    terms = graph.data[node][1] if graph.kind[node] == SUM else ((node, 1),)
    return any(factor != 0 for _, factor in terms) and all(
        facts.is_monomial(graph, term) and facts.is_entire(graph, term) for term, _ in terms
    )


def is_factor_kept(graph: Nodes, factor: int) -> bool:
    """Whether a factor that is constant between jumps is almost never zero."""
    if graph.kind[factor] == CALL and graph.data[factor][0] == "sign":
        return is_almost_never_zero(graph, graph.data[factor][1][0])
    return not facts.find_signs(graph, factor) & NULL


@remember_fact
def is_moving(graph: Nodes, node: int) -> bool:
    """Whether a node depends on a free symbol other than by jumps: a sign is constant between them."""
    if graph.kind[node] == ATOM:
        return True
    return not facts.is_step(graph, node) and any(is_moving(graph, operand) for operand in operands_of(graph, node))


@remember_fact
def holds_symbols(graph: Nodes, node: int) -> bool:
    """Whether a node depends on a free symbol."""
    return graph.kind[node] == ATOM or any(holds_symbols(graph, operand) for operand in operands_of(graph, node))

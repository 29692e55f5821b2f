"""Multiplying out products of sums, in arguments of functions and in exponents."""

from typing import Any

from grader.equivalence.graph import facts
from grader.equivalence.graph.graph import Graph
from grader.equivalence.graph.kinds import CALL, NUMBER, ONE, PRODUCT, SUM

__all__ = ["expand_argument", "multiply_out", "terms_of"]

# Only arguments of functions are multiplied out, so that equal arguments are one node; the provers need no expansion.
# What would be longer is left as it is.
MAX_EXPANDED_TERMS = 64


def expand_argument(g: Graph, t: int) -> int:
    """Multiply out products of sums in an argument as far as they stay short."""
    kind, data = g.kind[t], g.data[t]
    if kind == SUM:
        if not any(g.kind[term] == PRODUCT and has_sum(g, term) for term, _ in data[1]):
            return t
        constant, terms = data
        return g.combine([(ONE, constant), *((expand_argument(g, term), factor) for term, factor in terms)])
    if kind != PRODUCT or not has_sum(g, t):
        return t
    rest = [(factor, exponent) for factor, exponent in data if not is_short_power(g, factor, exponent)]
    result = g.product(rest)
    for factor, exponent in data:
        if is_short_power(g, factor, exponent):
            for _ in range(exponent):
                # The limit is checked before each factor, so a result has at most 64 times 8 terms, before they are
                # collected.
                if len(terms_of(g, result)) > MAX_EXPANDED_TERMS:
                    return t
                result = multiply_out(g, result, factor)
    return result


def has_sum(g: Graph, t: int) -> bool:
    """Whether a product has a factor that can be multiplied out."""
    return any(is_short_power(g, factor, exponent) for factor, exponent in g.data[t])


def is_short_power(g: Graph, factor: int, exponent: int) -> bool:
    """Whether a factor is a small power of a polynomial of few terms in the symbols and i, pi, e, ln 2 and the like."""
    if g.kind[factor] != SUM or not 0 < exponent <= 4:
        return False
    terms = g.data[factor][1]
    return len(terms) <= 8 and all(facts.is_monomial(g, term) or is_constant(g, term) for term, _ in terms)


def is_constant(g: Graph, term: int) -> bool:
    """Whether a node is a function of numbers alone; ``i`` and pi are functions of nothing."""
    return g.kind[term] == CALL and all(g.kind[argument] == NUMBER for argument in g.data[term][1])


def multiply_out(g: Graph, left: int, right: int) -> int:
    """Return a product in which both factors' sums are multiplied out (exponents have few terms)."""
    pairs = [(g.mul([a, b]), c * d) for a, c in terms_of(g, left) for b, d in terms_of(g, right)]
    return g.combine(pairs)


def terms_of(g: Graph, t: int) -> list[tuple[int, Any]]:
    """List the terms of a sum with their coefficients, the constant among them."""
    if g.kind[t] != SUM:
        return [(t, 1)]
    constant, terms = g.data[t]
    return [*terms, (ONE, constant)] if constant else list(terms)

"""Sums as products of irreducible factors, so that ``sqrt(a^2 - b^2)`` can be ``sqrt(a - b) sqrt(a + b)``."""

from typing import Any

from flint import Ordering, fmpq, fmpq_mpoly_ctx

from grader.equivalence.graph.graph import Graph, tidy
from grader.equivalence.graph.kinds import NUMBER, ONE, PRODUCT, SUM, UNDEFINED

__all__ = ["factor_sum"]

MAX_SYMBOLS = 4
MAX_DEGREE = 8  # with four symbols at most 495 terms
MAX_BITS = 200  # of a number in a sum


def factor_sum(g: Graph, node: int) -> int:
    """Return a sum, a polynomial in a few other nodes, as the product of its irreducible factors."""
    leaves: dict[int, None] = {}
    degree = bound_degree(g, node, leaves)
    if degree is None or degree < 1 or len(leaves) > MAX_SYMBOLS:
        return node
    ring = fmpq_mpoly_ctx.get(tuple(f"t{place}" for place in range(len(leaves))), Ordering.lex)
    poly = convert(g, node, dict(zip(leaves, ring.gens(), strict=True)), ring)
    if poly == 0:
        return node
    constant, factors = poly.factor()
    parts = [(build(g, factor, list(leaves)), int(exponent)) for factor, exponent in factors]
    return g.scale(g.product(parts), tidy(fmpq(constant)))


def bound_degree(g: Graph, node: int, leaves: dict[int, None]) -> int | None:
    """Return a bound on the degree of a node, and collect the nodes that it is a polynomial in; None if it is none."""
    kind, data = g.kind[node], g.data[node]
    if node == UNDEFINED:
        return None
    if kind == NUMBER:
        return 0 if is_short(data) else None
    if kind == SUM:
        # A factor of 0 marks where the sum is undefined, which a polynomial would not keep.
        if not is_short(data[0]) or any(factor == 0 or not is_short(factor) for _, factor in data[1]):
            return None
        parts = [(bound_degree(g, term, leaves), 1) for term, _ in data[1]]
    elif kind == PRODUCT:
        parts = [(bound_degree(g, factor, leaves) if exponent > 0 else None, exponent) for factor, exponent in data]
    else:
        leaves[node] = None
        return 1
    degrees = [part * exponent for part, exponent in parts if part is not None]
    if len(degrees) < len(parts):
        return None
    degree = max(degrees) if kind == SUM else sum(degrees)
    return degree if degree <= MAX_DEGREE else None


def is_short(value: Any) -> bool:
    number = fmpq(value)
    return bool(max(number.p.bit_length(), number.q.bit_length()) <= MAX_BITS)


def convert(g: Graph, node: int, generators: dict[int, Any], ring: Any) -> Any:
    """Return a node as a polynomial."""
    kind, data = g.kind[node], g.data[node]
    if node in generators:
        return generators[node]
    if kind == SUM:
        terms = (convert(g, term, generators, ring) * fmpq(factor) for term, factor in data[1])
        return sum(terms, ring.constant(fmpq(data[0])))
    if kind == PRODUCT:
        result = ring.constant(1)
        for factor, exponent in data:
            result *= convert(g, factor, generators, ring) ** exponent
        return result
    return ring.constant(fmpq(data))


def build(g: Graph, poly: Any, leaves: list[int]) -> int:
    """Return a polynomial as a node."""
    pairs = []
    for exponents, coefficient in poly.terms():
        powers = [(leaf, int(exponent)) for leaf, exponent in zip(leaves, exponents, strict=True) if exponent]
        pairs.append((g.product(powers) if powers else ONE, tidy(fmpq(coefficient))))
    return g.combine(pairs)

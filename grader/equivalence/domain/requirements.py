"""What must hold for a node to have a real value: the signs that roots, logarithms and divisors need.

A requirement is a node and the signs that it may have, for almost every point of the domain of definition. Single
points are left aside where that is allowed: ``sqrt(x)`` needs x > 0, and x^y needs x > 0, because a negative x has a
power only where y is whole.
"""

from collections.abc import Iterator

from grader.equivalence.domain.factoring import factor_sum
from grader.equivalence.graph import facts
from grader.equivalence.graph.calculus import list_reachable
from grader.equivalence.graph.facts import COMPLEX, NEGATIVE, NULL, POSITIVE
from grader.equivalence.graph.graph import Graph
from grader.equivalence.graph.kinds import CALL, NUMBER, ONE, POWER, PRODUCT, SUM
from grader.equivalence.graph.variation import is_almost_never_whole, is_almost_never_zero

__all__ = ["Requirements", "find_open_factors", "list_requirements", "require", "require_products"]

# The signs that each node may have, as bits. 0 says that the node has no value anywhere.
Requirements = dict[int, int]

# Functions with the sign of their argument.
ODD = ("sign", "atan", "asin")


def list_requirements(graph: Graph, node: int) -> Requirements:
    """Return the signs that nodes at and below a node need, as far as they do not have them anyway."""
    found: Requirements = {}
    for below in list_reachable(graph, [node]):
        for t, mask in list_own_requirements(graph, below):
            require(graph, found, t, mask)
    return found


def list_own_requirements(graph: Graph, node: int) -> Iterator[tuple[int, int]]:
    """Yield what a node needs in order to be defined where its operands are."""
    kind, data = graph.kind[node], graph.data[node]
    if kind == PRODUCT:
        for factor, exponent in data:
            if exponent < 0:
                yield factor, NEGATIVE | POSITIVE
    elif kind == POWER:
        if graph.kind[data[1]] == NUMBER:
            yield data[0], allow_zero(graph, data[0])
        # Where the base is not positive, the power has a value at single points at most.
        elif is_almost_never_whole(graph, data[1]):
            yield data[0], POSITIVE
    elif kind == CALL and data[0] == "log":
        yield data[1][0], POSITIVE
    elif kind == CALL and data[0] == "asin":
        (t,) = data[1]
        inside = [graph.combine([(ONE, 1), (t, 1)]), graph.combine([(ONE, 1), (t, -1)])]
        for edge in (*inside, graph.sub(ONE, graph.power(t, 2))):
            yield edge, allow_zero(graph, edge)


def allow_zero(graph: Graph, node: int) -> int:
    """Return the signs of something that must not be negative; zero is left out where that is a matter of points."""
    return POSITIVE if is_almost_never_zero(graph, node) else POSITIVE | NULL


def require(graph: Graph, found: Requirements, node: int, mask: int) -> None:
    """Add that a node has one of some signs, and what follows for that of which it is made."""
    known = facts.find_signs(graph, node)
    if known & COMPLEX:
        return
    before = found.get(node, known)
    now = before & mask
    if now == before:
        return
    found[node] = now
    kind, data = graph.kind[node], graph.data[node]
    if kind == SUM:
        leading, rest = graph.monic(node)
        if rest != node:
            require(graph, found, rest, mask if leading > 0 else facts.negate_signs(mask))
        else:
            split = factor_sum(graph, node)
            if split != node:
                require(graph, found, split, mask)
    elif kind == PRODUCT:
        require_factors(graph, found, data, now)
    elif kind == POWER and not now & NULL:
        require(graph, found, data[0], NEGATIVE | POSITIVE)
    elif kind == CALL and data[0] in ODD:
        require(graph, found, data[1][0], now)
    elif kind == CALL and data[0] == "log":
        # log t has the sign of t - 1.
        require(graph, found, graph.combine([(data[1][0], 1), (ONE, -1)]), now)


def require_factors(graph: Graph, found: Requirements, factors: tuple[tuple[int, int], ...], mask: int) -> None:
    """Add what a product's sign says about its factors: none is zero, and of the last open one, its sign."""
    if all(exponent < 0 for _, exponent in factors):
        mask &= ~NULL  # 1/t is never zero
    for factor, exponent in factors:
        if exponent < 0 or not mask & NULL:
            require(graph, found, factor, NEGATIVE | POSITIVE)
    open_factors = find_open_factors(graph, found, factors)
    if len(open_factors) == 1 and not (mask & NEGATIVE and mask & POSITIVE):
        odd = [factor for factor, exponent in factors if exponent % 2 and factor != open_factors[0]]
        below = sum(found.get(factor, facts.find_signs(graph, factor)) == NEGATIVE for factor in odd)
        require(graph, found, open_factors[0], facts.negate_signs(mask) if below % 2 else mask)


def require_products(graph: Graph, found: Requirements) -> None:
    """Add what the signs of products say about their factors, now that other signs are known."""
    for node, mask in list(found.items()):
        if graph.kind[node] == PRODUCT:
            require_factors(graph, found, graph.data[node], mask)


def find_open_factors(graph: Graph, found: Requirements, factors: tuple[tuple[int, int], ...]) -> list[int]:
    """Return the factors of unknown sign that the sign of a product depends on."""
    return [
        factor
        for factor, exponent in factors
        if exponent % 2 and found.get(factor, facts.find_signs(graph, factor)) not in (NEGATIVE, POSITIVE)
    ]

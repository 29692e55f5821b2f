"""Whether a node is known to have a value at almost every point of the domain of its symbols.

``graph.facts.is_total`` says this from the structure alone, wherever a graph is built. Here more is asked, once for an
answer: a divisor that is analytic and not zero at one point is zero almost nowhere (identity theorem), a sum of squares
may be the argument of a logarithm, and an inverse sine has a value where its argument is known to be between -1 and 1.
"""

from grader.equivalence.domain.regions import is_seen_nonzero
from grader.equivalence.graph import facts
from grader.equivalence.graph.calculus import list_reachable
from grader.equivalence.graph.denominators import is_known_positive
from grader.equivalence.graph.facts import NEGATIVE, NULL
from grader.equivalence.graph.graph import Graph
from grader.equivalence.graph.kinds import CALL, NUMBER, ONE, POWER, PRODUCT
from grader.equivalence.graph.variation import is_almost_never_zero

__all__ = ["is_defined_almost_everywhere"]


def is_defined_almost_everywhere(graph: Graph, seed: int, node: int) -> bool:
    """Whether a node is known to be defined at almost every point."""
    return all(
        facts.is_total(graph, below) or adds_no_gap(graph, seed, below) for below in list_reachable(graph, [node])
    )


def adds_no_gap(graph: Graph, seed: int, node: int) -> bool:
    """Whether a node is known to be defined almost wherever its operands are."""
    kind, data = graph.kind[node], graph.data[node]
    if kind == PRODUCT:
        return all(exponent > 0 or is_nonzero(graph, seed, factor) for factor, exponent in data)
    if kind == POWER:
        return has_power(graph, seed, *data)
    if kind != CALL:
        return True
    name, arguments = data
    if name == "log":
        return is_known_positive(graph, arguments[0]) or (
            is_nonnegative(graph, arguments[0]) and is_nonzero(graph, seed, arguments[0])
        )
    if name == "asin":
        ends = [graph.combine([(ONE, 1), (arguments[0], step)]) for step in (1, -1)]
        return all(is_nonnegative(graph, end) for end in ends)
    if name == "factorial":
        return is_nonnegative(graph, arguments[0])
    return name in facts.EVERYWHERE or bool(name[0] == "@")


def has_power(graph: Graph, seed: int, base: int, exponent: int) -> bool:
    """Whether a power is defined almost wherever its base and exponent are."""
    if graph.kind[exponent] == NUMBER:  # what stays a power is a root
        return is_nonnegative(graph, base)
    if facts.is_whole(graph, exponent):
        return is_nonnegative(graph, exponent) or is_nonzero(graph, seed, base)
    return is_known_positive(graph, base)


def is_nonnegative(graph: Graph, node: int) -> bool:
    return not facts.find_signs(graph, node) & (NEGATIVE | facts.COMPLEX) or is_known_positive(graph, node)


def is_nonzero(graph: Graph, seed: int, node: int) -> bool:
    """Whether a node is zero almost nowhere."""
    if not facts.find_signs(graph, node) & NULL or is_almost_never_zero(graph, node):
        return True
    is_tame = not graph.strict and facts.is_meromorphic(graph, node) and facts.is_continuous(graph, node)
    return is_tame and is_seen_nonzero(graph, seed, node)

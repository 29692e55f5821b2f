"""The range of a linear combination of symbols whose domains have two ends, and of sines and cosines."""

from typing import Any, Protocol

from flint import fmpq

from grader.equivalence.graph.kinds import ATOM, CALL, SUM

__all__ = ["Range", "range_of_node", "range_of_sum"]

Range = tuple[fmpq, fmpq]


class Nodes(Protocol):
    """The part of a graph that ranges need."""

    kind: list[int]
    data: list[Any]


def range_of_node(graph: Nodes, node: int) -> Range | None:
    """Return the ends of the range of a node, if it is a linear combination of symbols with ranges."""
    return range_of_sum(graph, graph.data[node] if graph.kind[node] == SUM else (0, ((node, 1),)))


def range_of_sum(graph: Nodes, data: Any, *, are_real: bool = False) -> Range | None:
    """Return the ends of the range of a linear combination; with real terms, sines and cosines are within [-1, 1]."""
    ranges = []
    for term, factor in data[1]:
        ends = range_of_term(graph, term, are_real)
        if ends is None:  # as for most sums, so that nothing is calculated before
            return None
        ranges.append([end * factor for end in ends])
    constant = fmpq(data[0])
    return sum(map(min, ranges), constant), sum(map(max, ranges), constant)


def range_of_term(graph: Nodes, term: int, are_real: bool) -> Range | None:
    if are_real and graph.kind[term] == CALL and graph.data[term][0] in ("sin", "cos"):
        return fmpq(-1), fmpq(1)
    domain = graph.data[term][1] if graph.kind[term] == ATOM else None
    if domain is None or domain.lower is None or domain.upper is None:
        return None
    return fmpq(domain.lower.numerator, domain.lower.denominator), fmpq(
        domain.upper.numerator, domain.upper.denominator
    )

"""Refutation over the complex numbers, for expressions with complex symbols or without a real value anywhere.

Functions take their principal branches. A value that is not finite settles nothing. Only ``different`` can come from
here: balls that meet prove nothing.
"""

from collections.abc import Callable, Mapping
from typing import Any

from flint import acb, fmpq

from grader.equivalence.graph.calculus import list_reachable
from grader.equivalence.graph.graph import Graph
from grader.equivalence.graph.kinds import ATOM, CALL, NUMBER, POWER, PRODUCT, SUM
from grader.equivalence.precision import precision
from grader.equivalence.values.enclosure import whole_power
from grader.equivalence.values.points import draw_complex_coordinate
from grader.equivalence.witness import agreement_of, refute_at_complex_point
from grader.records import Agreement, Decision

__all__ = ["compare_over_complex"]

NAN = acb("nan")  # settles nothing
POINTS = 6  # the first six, all of size 1 or 10 (see points.SIZES)
# Bits. More of them only narrow the balls, so the next is tried where no point refutes.
PRECISIONS = (64, 256, 1024)

CALLS: Mapping[str, Callable[..., Any]] = {
    "exp": lambda t: t.exp(),
    "log": lambda t: t.log(),
    "sin": lambda t: t.sin(),
    "cos": lambda t: t.cos(),
    "atan": lambda t: t.atan(),
    "asin": lambda t: t.asin(),
    # Signs and floors are missing here: they become NAN, and so settle nothing.
    "abs": lambda t: acb(abs(t)),
    "pi": lambda: acb.pi(),
    "i": lambda: acb(0, 1),
    "factorial": lambda t: (t + 1).gamma(),
}


def compare_over_complex(graph: Graph, seed: int, student: int, expected: int) -> tuple[Decision | None, Agreement]:
    """Return the decision ``different`` if complex values do not meet at a point, and where and how far they do."""
    nodes = list_reachable(graph, [student, expected])
    for bits in PRECISIONS:
        # Only the agreement at the last and highest precision is reported.
        meeting: list[tuple[Any, Any]] = []
        for number in range(POINTS):
            with precision(bits):
                values = evaluate(graph, nodes, seed, number)
            left, right = values[student], values[expected]
            # A ball across a branch cut, as of log at -1, holds the values on both sides, so it never refutes wrongly.
            if left.is_finite() and right.is_finite():
                if not left.overlaps(right):
                    return refute_at_complex_point(graph, seed, number, nodes, left, right), agreement_of(meeting)
                meeting.append((left, right))
    return None, agreement_of(meeting)


def evaluate(graph: Graph, nodes: list[int], seed: int, number: int) -> dict[int, Any]:
    """Return the complex values of nodes at a numbered point, at the precision that is set."""
    values: dict[int, Any] = {}
    for node in nodes:
        kind, data = graph.kind[node], graph.data[node]
        if kind == NUMBER:
            values[node] = acb(fmpq(data))
        elif kind == ATOM:
            values[node] = acb(*draw_complex_coordinate(seed, data[0], data[1], number))
        elif kind == SUM:
            values[node] = sum((values[term] * fmpq(factor) for term, factor in data[1]), acb(fmpq(data[0])))
        elif kind == PRODUCT:
            values[node] = acb(1)
            for factor, exponent in data:
                values[node] *= whole_power(values[factor], exponent)
        elif kind == POWER:
            values[node] = values[data[0]] ** values[data[1]]
        elif kind == CALL and data[0] in CALLS:
            values[node] = CALLS[data[0]](*(values[argument] for argument in data[1]))
        else:
            values[node] = NAN
    return values

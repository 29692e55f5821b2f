"""Refutation over the complex numbers, for expressions with complex symbols or without a real value anywhere.

Functions take their principal branches. A value that is not finite settles nothing. Only ``different`` can come from
here: balls that meet prove nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flint import acb, arb, fmpq

from grader.equivalence.graph.calculus import list_reachable
from grader.equivalence.graph.graph import Graph
from grader.equivalence.graph.kinds import ATOM, CALL, NUMBER, POWER, PRODUCT, SUM
from grader.equivalence.precision import precision
from grader.equivalence.values.enclosure import whole_power
from grader.equivalence.values.points import draw_complex_coordinate
from grader.equivalence.witness import agreement_of, refute_at_complex_point
from grader.records import Agreement, Decision

__all__ = ["compare_over_complex", "evaluate", "is_defined_alike", "take_asin", "take_atan"]

NAN = acb("nan")  # settles nothing
POINTS = 6  # the first six, all of size 1 or 10 (see points.SIZES)
MORE_POINTS = 24  # of every size, at the lowest precision: sqrt(z w) and sqrt(z) sqrt(w) differ at one point in four
# Bits. More of them only narrow the balls, so the next is tried where no point refutes.
PRECISIONS = (64, 256, 1024)


def take_asin(t: Any) -> Any:
    """Return an inverse sine; none for a real number beyond -1 and 1, whose side of the cut is a convention."""
    return NAN if t.imag.contains(0) and not abs(t.real) < 1 else t.asin()


def take_atan(t: Any) -> Any:
    """Return an inverse tangent; none for i t with |t| >= 1, whose side of the cut is a convention."""
    return NAN if t.real.contains(0) and not abs(t.imag) < 1 else t.atan()


def take_step(of: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return a sign or floor as a function of complex balls; only real numbers have one."""

    def take(t: Any) -> Any:
        value = of(t.real)
        return acb(value) if t.imag == 0 and value.is_exact() and t.is_finite() else NAN

    return take


CALLS: Mapping[str, Callable[..., Any]] = {
    "exp": lambda t: t.exp(),
    "log": lambda t: t.log(),
    "sin": lambda t: t.sin(),
    "cos": lambda t: t.cos(),
    "atan": take_atan,
    "asin": take_asin,
    "sign": take_step(arb.sgn),
    "floor": take_step(arb.floor),
    "abs": lambda t: acb(abs(t)),
    "pi": lambda: acb.pi(),
    "i": lambda: acb(0, 1),
    "factorial": lambda t: (t + 1).gamma(),
}


def compare_over_complex(graph: Graph, seed: int, student: int, expected: int) -> tuple[Decision | None, Agreement]:
    """Return the decision ``different`` if complex values do not meet at a point, and where and how far they do."""
    nodes = list_reachable(graph, [student, expected])
    is_constant = not any(graph.kind[node] == ATOM for node in nodes)
    for bits in PRECISIONS:
        # Only the agreement at the last and highest precision is reported.
        meeting: list[tuple[Any, Any]] = []
        count = 1 if is_constant else MORE_POINTS if bits == PRECISIONS[0] else POINTS
        for number in range(count):
            with precision(bits):
                values = evaluate(graph, nodes, seed, number)
            left, right = values[student], values[expected]
            # A ball across a branch cut, as of log at -1, holds the values on both sides, so it never refutes wrongly.
            if left.is_finite() and right.is_finite():
                if not left.overlaps(right):
                    return refute_at_complex_point(graph, seed, number, nodes, left, right), agreement_of(meeting)
                meeting.append((left, right))
    return None, agreement_of(meeting)


def is_defined_alike(graph: Graph, seed: int, student: int, expected: int) -> bool:
    """Whether the answer has a value at every point that is tried and at which the expected one has one."""
    nodes = list_reachable(graph, [student, expected])
    for number in range(MORE_POINTS):
        with precision(PRECISIONS[1]):
            values = evaluate(graph, nodes, seed, number)
        if values[expected].is_finite() and not values[student].is_finite():
            return False
    return True


def evaluate(graph: Graph, nodes: Sequence[int], seed: int, number: int) -> dict[int, Any]:
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
            values[node] = raise_principal(values[data[0]], values[data[1]], data[1], graph)
        elif kind == CALL and data[0] in CALLS:
            values[node] = CALLS[data[0]](*(values[argument] for argument in data[1]))
        else:
            values[node] = NAN
    return values


def raise_principal(base: Any, exponent: Any, node: int, graph: Graph) -> Any:
    """Return a principal power; that of 0 is 0 for a positive number as exponent."""
    if base == 0 and graph.kind[node] == NUMBER:
        return acb(0) if graph.data[node] > 0 else NAN
    return base.sqrt() if graph.kind[node] == NUMBER and graph.data[node] == fmpq(1, 2) else base**exponent

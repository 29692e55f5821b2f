"""Whether what is seen at a point also holds around it, so that it is no matter of a single point.

A point proves two expressions different only if they differ on a set of positive measure. At most points that follows
by continuity. It fails where a sign or floor jumps, where a radicand or the argument of an inverse sine is at the end
of its range, and where a negative base has a whole exponent that is whole at that point alone, as x^x has at -2.
"""

from collections.abc import Collection, Sequence

from grader.equivalence.graph import facts
from grader.equivalence.graph.facts import NEGATIVE
from grader.equivalence.graph.graph import Graph
from grader.equivalence.graph.kinds import ATOM, CALL, NUMBER, POWER
from grader.equivalence.values.enclosure import Sample

__all__ = ["is_seen_around"]

EDGES = ("sign", "floor", "asin")


def is_seen_around(graph: Graph, sample: Sample, below: Sequence[int]) -> bool:
    """Whether expressions behave around a point as they do at it, given all nodes below them, operands first.

    With ``strict``, the point is enough.
    """
    # What has no edges is analytic where it is defined. Most expressions have none, and nothing is to be checked.
    edges = [] if graph.strict else list_edges(graph, below)
    # Mostly the point is inside of all edges, and then it does not matter which nodes move.
    if all(is_inside(graph, sample, node, below) for node in edges):
        return True
    moving: set[int] = set()  # the nodes that are not constant around the point
    for node in below:
        if graph.kind[node] == ATOM:
            moves = facts.is_continuous(graph, node)  # whole numbers have no neighbourhood that counts
        else:
            moves = any(operand in moving for operand in facts.operands_of(graph, node))
        if moves and has_edge(graph, node):
            if not is_inside(graph, sample, node, moving):
                return False
            moves = not facts.is_step(graph, node)
        if moves:
            moving.add(node)
    return True


def list_edges(graph: Graph, nodes: Sequence[int]) -> list[int]:
    """List those of the nodes that ``has_edge``; in one loop, because it is asked for most wrong answers."""
    kind, data = graph.kind, graph.data
    if POWER not in kind and CALL not in kind:  # as in a quotient of polynomials
        return []
    return [node for node in nodes if kind[node] == POWER or (kind[node] == CALL and data[node][0] in EDGES)]


def has_edge(graph: Graph, node: int) -> bool:
    """Whether a node may jump, or end, where its operands do not."""
    return graph.kind[node] == POWER or (graph.kind[node] == CALL and graph.data[node][0] in EDGES)


def is_inside(graph: Graph, sample: Sample, node: int, moving: Collection[int]) -> bool:
    """Whether a step keeps its value around a point, and a root, power or inverse sine is not at its edge."""
    data = graph.data[node]
    balls = [sample.values[operand] for operand in facts.operands_of(graph, node)]
    if any(ball is None or not ball.is_finite() for ball in balls):
        return True  # its own value says no more than that of what it is made of
    if facts.is_step(graph, node):
        # A ball that only reaches the jump is no harm: then so does that of the step, which holds both values.
        return not sample.values[node].is_exact() or sample.is_between_jumps(node)
    if graph.kind[node] == CALL:
        t = balls[0]  # compared as it is: an absolute value would be rounded
        return bool(-1 < t < 1 or t < -1 or t > 1)
    if balls[0] > 0:
        return True
    if graph.kind[data[1]] == NUMBER:
        return bool(balls[0] < 0) or not facts.find_signs(graph, data[0]) & NEGATIVE or is_zero_around(sample, data[0])
    # A negative base has no value around, or an exponent that stays whole.
    return bool(balls[0] < 0) and (
        sample.values[node] is None
        or facts.is_whole(graph, data[1])
        or data[1] not in moving
        or is_number_around(sample, data[1])
    )


def is_number_around(sample: Sample, node: int) -> bool:
    """Whether a node keeps its value around a point, as |x| + x does for negative x."""
    fixed = sample.fix_steps(node)
    return fixed is not None and sample.graph.kind[fixed] == NUMBER


def is_zero_around(sample: Sample, node: int) -> bool:
    """Whether a node is zero all around a point, as min(x, 0) is for positive x."""
    return bool(sample.values[node].contains(0)) and sample.is_zero_around(node)

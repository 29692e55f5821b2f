"""Differences of inverse tangents, by a difference of what is inside: ``atan y - atan(2x)`` has the sign of ``y - 2x``.

The inverse tangent has a value everywhere, is odd and strictly increasing, so both have values at the same points, and
the same sign there: a comparison with zero means the same for either.
"""

from flint import fmpq

from grader.equivalence.graph.functions import FUNCTIONS, find_multiple_of_pi
from grader.equivalence.graph.graph import Graph, tidy
from grader.equivalence.graph.kinds import CALL, SUM

__all__ = ["subtract_sides"]


def subtract_sides(g: Graph, left: int, right: int) -> int:
    """Return a node with the sign of left minus right everywhere."""
    return open_inverse_tangents(g, g.sub(left, right))


def open_inverse_tangents(g: Graph, node: int) -> int:
    """Return a node with the same sign everywhere as a difference, without the inverse tangents of its two sides."""
    if g.over_complex:
        return node
    if g.kind[node] != SUM:
        return g.data[node][1][0] if is_inverse_tangent(g, node) else node
    constant, terms = g.data[node]
    if constant != 0 or len(terms) > 2:
        return node
    outer = [(term, fmpq(factor)) for term, factor in terms if is_inverse_tangent(g, term)]
    angle = find_multiple_of_pi(g, g.linear(0, {term: factor for term, factor in terms if (term, factor) not in outer}))
    if not outer or angle is None or outer[0][1] == 0 or any(abs(share) != abs(outer[0][1]) for _, share in outer):
        return node
    inside = [(g.data[term][1][0], 1 if share > 0 else -1) for term, share in outer]
    # Beside one inverse tangent an angle may be, as pi/4 for atan 1; beyond a quarter turn it is nobody's.
    turn = angle / abs(outer[0][1])
    if turn:
        if len(outer) == 2 or abs(turn) >= fmpq(1, 2):
            return node
        inside.append((FUNCTIONS["tan"](g, g.scale(FUNCTIONS["atan"](g, g.number(1)), tidy(4 * turn))), 1))
    return g.combine(inside)


def is_inverse_tangent(g: Graph, node: int) -> bool:
    return bool(g.kind[node] == CALL and g.data[node][0] == "atan")

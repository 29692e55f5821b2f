"""Points on every piece into which the edges of a function's domain of definition cut a line.

A root is defined where its radicand is not negative, a logarithm where its argument is positive, an inverse sine
between -1 and 1; a sign jumps where its argument vanishes. Where such a condition is polynomial along one symbol (the
others are fixed at a point), its real roots are found exactly, and one rational number between any two neighbours is a
point on each piece, however short: ``sqrt((x - 1/3)^2 - 10^-40)`` is undefined on a piece of length 2 * 10^-20, which
no random point would meet.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Any

from flint import fmpq

from grader.equivalence.graph import facts
from grader.equivalence.graph.calculus import list_reachable, substitute
from grader.equivalence.graph.graph import Graph, tidy
from grader.equivalence.graph.kinds import ATOM, CALL, ONE, POWER
from grader.equivalence.values.enclosure import Sample
from grader.equivalence.values.exact_roots import (
    NotPolynomialError,
    Root,
    find_critical_numbers,
    find_sign_polynomial,
    is_place_in_domain,
    list_places,
)
from grader.equivalence.values.points import draw_coordinate

__all__ = ["list_points_across_pieces", "list_points_on_pieces"]

POINT = 1  # the number of the point at which the other symbols stay
PRECISION = 1024  # bits; two edges that are closer than about 2^-1024 are not separated
MAX_PIECES = 200  # places on one line; each costs an evaluation at 1,024 bits
MAX_SPREAD = 9  # edges between which several points are tried, 64 in all
# Of the length of a piece. At an edge a root or an inverse sine rises steeply, so most of them are close to the ends.
SHARES = (*(fmpq(1, part) for part in (4999, 97, 11, 3)), *(1 - fmpq(1, part) for part in (3, 11, 97, 4999)))
Choice = Callable[[list[Root]], list[Root | fmpq]]


def list_points_on_pieces(graph: Graph, seed: int, roots: Sequence[int]) -> Iterator[Sample]:
    """Yield points on all pieces, one symbol after the other; none where no condition is polynomial in a symbol."""
    return list_points(graph, seed, roots, list_places)


def list_points_across_pieces(graph: Graph, seed: int, roots: Sequence[int]) -> Iterator[Sample]:
    """Yield several points across each piece that has two ends.

    ``asin(2x sqrt(1 - x^2))`` is ``2 asin(x)`` in the middle of its only piece, where most points are drawn, but not
    towards both of its ends.
    """
    return list_points(graph, seed, roots, list_places_across)


def list_places_across(found: list[Root]) -> list[Root | fmpq]:
    middles = [fmpq(root.ball.mid().fmpq()) for root in found[:MAX_SPREAD]]
    return [low + share * (high - low) for low, high in pairwise(middles) for share in SHARES]


def list_points(graph: Graph, seed: int, roots: Sequence[int], choose: Choice) -> Iterator[Sample]:
    """Yield points along each symbol, whose numbers are chosen by the edges along it."""
    below = list_reachable(graph, roots)
    conditions = list(dict.fromkeys(t for node in below for t in list_edges(graph, node)))
    atoms = [node for node in below if graph.kind[node] == ATOM] if conditions else []
    for atom in atoms:
        # Edges are curves or surfaces in general. Along one symbol, with the others fixed, they are roots of a
        # polynomial.
        fixed = {other: point_of(graph, seed, other) for other in atoms if other != atom}
        for value in pick_numbers(graph, atom, conditions, fixed, choose):
            yield Sample(graph, seed, POINT, PRECISION, {graph.data[atom][0]: value})


def point_of(graph: Graph, seed: int, atom: int) -> fmpq:
    """Return the value at which a symbol is fixed."""
    name, domain = graph.data[atom]
    return draw_coordinate(seed, name, domain, POINT)


def list_edges(graph: Graph, node: int) -> list[int]:
    """Return the nodes at whose zeros a root, logarithm or inverse sine may become undefined, or a sign jumps."""
    kind, data = graph.kind[node], graph.data[node]
    if kind == POWER:
        # A radicand that is never negative has no edge.
        return [data[0]] if facts.find_signs(graph, data[0]) & facts.NEGATIVE else []
    if kind != CALL or data[0] not in ("log", "asin", "sign"):
        return []
    (t,) = data[1]
    if data[0] == "asin":
        return [graph.combine([(t, 1), (ONE, -1)]), graph.combine([(t, 1), (ONE, 1)])]  # t = 1 and t = -1
    return [t] if facts.find_signs(graph, t) & facts.NEGATIVE else []


def pick_numbers(
    graph: Graph, atom: int, conditions: Sequence[int], fixed: dict[int, fmpq], choose: Choice
) -> Iterator[fmpq]:
    """Yield the numbers that are chosen by the edges, such as one between any two neighbours and beyond the last."""
    domain = graph.data[atom][1]
    known = {other: graph.number(tidy(value)) for other, value in fixed.items()}
    polynomials: list[Any] = []
    for condition in substitute(graph, conditions, known) if known else conditions:
        try:
            polynomials.append(find_sign_polynomial(graph, atom, condition))
        except NotPolynomialError:
            continue
    try:
        found = choose(find_critical_numbers(polynomials, domain, PRECISION)) if polynomials else []
        kept = [p for p in found[:MAX_PIECES] if isinstance(p, fmpq) and is_place_in_domain(p, domain, PRECISION)]
    except NotPolynomialError:  # a domain of whole numbers has no pieces
        kept = []
    yield from kept

"""Sums of angles that are a multiple of a full turn, and no turn at one point of each part of the domain.

For ``D = atan u - asin(u/sqrt(1 + u^2))`` the cosine of D is algebraic in u, by the addition theorems and
``sin(asin t) = t``, ``cos(asin t) = sqrt(1 - t^2)``, ``sin(atan t) = t/sqrt(1 + t^2)``, ``cos(atan t) = 1/sqrt(1 +
t^2)``. If it is 1, D is a multiple of 2 pi wherever it is defined. On a connected part of its domain D is
continuous, so it is the same multiple throughout, and an enclosure of D at one point of the part shows which. None of
this is needed where the ranges of the inverse functions alone keep D between -2 pi and 2 pi.
"""

from collections.abc import Callable, Sequence
from math import lcm
from typing import Any

from flint import fmpq

from grader.equivalence.domain.components import find_components
from grader.equivalence.graph import facts, functions, powers
from grader.equivalence.graph.graph import Graph
from grader.equivalence.graph.kinds import CALL, ONE, SUM
from grader.equivalence.rungs.lemmas import Lemmas

__all__ = ["is_zero_turn"]

MAX_TURNS = 16  # angles that are added, each as often as its coefficient says; every one is two products
Turn = tuple[int, int]  # cosine and sine


def is_zero_turn(lemmas: Lemmas, difference: int, are_equal: Callable[[int, int], bool]) -> bool:
    """Whether a sum of angles is zero; ``are_equal`` says whether two nodes are proved to be equal."""
    graph = lemmas.graph
    terms = list_terms(graph, difference)
    inverse = [fmpq(c) for term, c in terms if is_inverse(graph, term)]
    if not inverse:
        return False
    # A multiple of D is zero where D is, and with whole coefficients no angle is halved.
    scale = lcm(*(int(c.q) for c in inverse))
    if sum(abs(c * scale) for c in inverse) > MAX_TURNS:
        return False
    if not is_short_turn(graph, terms, scale):
        places = find_components(graph, lemmas.prover.seed, difference)
        if not places or not all(is_near_zero(place.evaluate()[difference], scale) for place in places):
            return False
    turn = join_turns(graph, [(term, fmpq(c) * scale) for term, c in terms])
    return turn is not None and are_equal(turn[0], ONE)


def list_terms(graph: Graph, node: int) -> Sequence[tuple[int, Any]]:
    return powers.terms_of(graph, node) if graph.kind[node] == SUM else [(node, 1)]


def is_inverse(graph: Graph, node: int) -> bool:
    return graph.kind[node] == CALL and graph.data[node][0] in ("asin", "atan")


def is_short_turn(graph: Graph, terms: Sequence[tuple[int, Any]], scale: int) -> bool:
    """Whether the ranges of the inverse functions keep a sum of angles, times the scale, within one full turn."""
    low = high = fmpq(0)  # as multiples of pi
    for term, c in terms:
        if term == functions.pi(graph):
            ends = (fmpq(c), fmpq(c))
        elif is_inverse(graph, term):
            signs = facts.find_signs(graph, term)
            # asin and atan are between -pi/2 and pi/2, and have the sign of their argument.
            reach = (
                fmpq(-1, 2) if signs & facts.NEGATIVE else fmpq(0),
                fmpq(1, 2) if signs & facts.POSITIVE else fmpq(0),
            )
            ends = (min(reach[0] * c, reach[1] * c), max(reach[0] * c, reach[1] * c))
        else:
            return False
        low, high = low + ends[0], high + ends[1]
    # A full turn is 2 pi; a multiple of it that is smaller is 0.
    return bool(low * scale > -2 and high * scale < 2)


def is_near_zero(ball: Any, scale: int) -> bool:
    """Whether an angle, times the scale, is no multiple of a full turn but 0; also where it has no value."""
    # Two pi is above 6. Where the difference has no value, nothing is claimed.
    return ball is None or bool(ball.is_finite() and -6 < ball * scale < 6)


def join_turns(graph: Graph, terms: Sequence[tuple[int, fmpq]]) -> Turn | None:
    """Return cosine and sine of a sum of angles."""
    rest = [(term, c) for term, c in terms if not is_inverse(graph, term)]
    other = graph.combine(rest)
    joined = (functions.cos(graph, other), functions.sin(graph, other))
    for term, c in terms:
        if is_inverse(graph, term):
            for _ in range(abs(int(c))):
                joined = add_turns(graph, joined, turn_of_inverse(graph, term, 1 if c > 0 else -1))
    return joined


def add_turns(graph: Graph, left: Turn, right: Turn) -> Turn:
    """Return cosine and sine of the sum of two angles."""
    (a, b), (c, d) = left, right
    return (
        graph.sub(graph.mul([a, c]), graph.mul([b, d])),
        graph.add([graph.mul([a, d]), graph.mul([b, c])]),
    )


def turn_of_inverse(graph: Graph, node: int, direction: int) -> Turn:
    """Return cosine and sine of an inverse sine or tangent, or of its negative."""
    name, (t,) = graph.data[node]
    square = graph.power(t, 2)
    if name == "asin":
        return powers.sqrt(graph, graph.sub(ONE, square)), graph.scale(t, direction)
    cosine = graph.power(powers.sqrt(graph, graph.add([ONE, square])), -1)
    return cosine, graph.scale(graph.mul([t, cosine]), direction)

"""Conditions in one variable with exponentials, logarithms and roots, compared by their solutions, exactly.

Between two neighbouring ``breakpoints`` no condition begins or stops holding, so one rational number there decides,
evaluated in ball arithmetic. At a breakpoint itself, an exact node such as ``log 2``, a side is zero only if the ladder
proves it; what is not certain leaves the question open.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flint import arb, fmpq

from grader.equivalence.conditions.breakpoints import list_breakpoints
from grader.equivalence.conditions.solution_sets import POLE, holds_for_signs, list_comparisons
from grader.equivalence.graph import facts
from grader.equivalence.graph.calculus import list_reachable, substitute
from grader.equivalence.graph.graph import Graph, coefficient_of
from grader.equivalence.graph.kinds import ATOM, NUMBER, UNDEFINED, ZERO
from grader.equivalence.lowering.scope import Env, Scope
from grader.equivalence.rungs.ladder import Ladder
from grader.equivalence.values.enclosure import Sample
from grader.equivalence.values.exact_roots import NotPolynomialError, choose_between, is_place_in_domain
from grader.equivalence.witness import refute_by_solution
from grader.expr.nodes import Node
from grader.expr.notation import Domain
from grader.records import Decision, Equality

__all__ = ["is_short", "decide_between_breakpoints"]

PRECISION = 256  # bits; breakpoints such as log 2 have to be put in order
MAX_BREAKPOINTS = 40  # each pair that is close costs a decision of the ladder
SMALLEST, LARGEST = arb(2) ** -4000, arb(2) ** 4000  # exact at any precision
Place = tuple[int | None, fmpq]  # an exact node, or None between two; and a rational number there, or near it


class UncertainError(Exception):
    """The sign of a side is not certain somewhere."""


def decide_between_breakpoints(
    scope: Scope, ladder: Ladder, student: Node, expected: Node, env: Env
) -> Decision | None:
    """Return whether two conditions have the same solutions; None where that cannot be worked out."""
    g = scope.graph
    pairs: dict[int, list[tuple[int, str]]] = {}
    trees = [list_comparisons(scope, tree, env, pairs) for tree in (student, expected)]
    nodes = [node for found in pairs.values() for node, _ in found]
    atoms = [node for node in list_reachable(g, nodes) if g.kind[node] == ATOM]
    if None in trees or len(atoms) != 1:
        return None
    name, domain = g.data[atoms[0]]
    try:
        for place in list_places(ladder, atoms[0], nodes):
            if not is_in_domain(g, place, domain):
                continue
            signs = {node: find_sign_at(ladder, atoms[0], node, place) for node in nodes}
            verdicts = [holds_for_signs(tree, signs) for tree in trees]
            # Between breakpoints no sign changes, so one number there settles the whole interval.
            if verdicts[0] != verdicts[1]:
                return refute_at_breakpoint(g, name, place, verdicts[0])
    except (NotPolynomialError, UncertainError):
        return None
    return Decision(result=Equality.EQUAL, by="exact")


def list_places(ladder: Ladder, atom: int, nodes: Sequence[int]) -> list[Place]:
    """Return the breakpoints in order, each once, and a number in every interval between them."""
    g = ladder.graph
    points = sort_points(ladder, [*list_breakpoints(g, atom, nodes), *list_domain_ends(g, g.data[atom][1])])
    if not points:
        return [(None, fmpq(0))]
    found: list[Place] = [(None, fmpq(points[0][1].floor()) - 1)]
    for index, (node, middle) in enumerate(points):
        last = index + 1 == len(points)
        found.append((node, middle))
        found.append((None, fmpq(middle.ceil()) + 1 if last else choose_between(middle, points[index + 1][1])))
    return found


def list_domain_ends(g: Graph, domain: Domain) -> list[int]:
    """Return the ends of a domain; that of the positive numbers is 0."""
    found = [g.number(coefficient_of(end)) for end in (domain.lower, domain.upper) if end is not None]
    return found if domain.kind == "real" else [*found, ZERO]


def sort_points(ladder: Ladder, points: Sequence[int]) -> list[tuple[int, fmpq]]:
    """Return constants that have a value in ascending order with a number near each; equal ones once."""
    g = ladder.graph
    if len(points) > MAX_BREAKPOINTS:
        raise UncertainError
    values = Sample(g, 0, 0, PRECISION).evaluate()
    known = [(node, values[node]) for node in sorted(set(points), key=lambda node: g.kind[node] != NUMBER)]
    kept: list[tuple[int, Any]] = []
    for node, ball in known:
        if node == UNDEFINED or ball is None:
            continue
        ball = ball if hasattr(ball, "mid") else None
        if ball is None or not ball.is_finite() or not is_short(ball.mid()):
            raise UncertainError
        near = next((other for other, held in kept if held.overlaps(ball)), None)
        if near is None:
            kept.append((node, ball))
        # Two balls overlap: the same number written in two ways, or two that this precision cannot separate. Only a
        # proof decides.
        elif ladder.decide(node, near).result is not Equality.EQUAL:
            raise UncertainError
    return sorted(((node, fmpq(ball.mid().fmpq())) for node, ball in kept), key=lambda held: held[1])


def is_short(middle: Any) -> bool:
    """Whether a number is not so large or small that to write it out as a fraction would take all memory."""
    return bool(middle == 0 or SMALLEST < middle < LARGEST or -LARGEST < middle < -SMALLEST)


def is_in_domain(g: Graph, place: Place, domain: Domain) -> bool:
    """Whether a place is within a domain; an end of it is known exactly, and others are near no end."""
    node, near = place
    return is_place_in_domain(fmpq(g.data[node]) if node is not None and g.kind[node] == NUMBER else near, domain)


def find_sign_at(ladder: Ladder, atom: int, node: int, place: Place) -> int:
    """Return the sign of a side at a place, ``POLE`` where it has no value."""
    g = ladder.graph
    if g.kind[node] == NUMBER:
        return int(g.data[node] > 0) - int(g.data[node] < 0)
    if place[0] is None:
        ball = Sample(g, 0, 0, PRECISION, {g.data[atom][0]: place[1]}).evaluate()[node]
        return POLE if ball is None else find_certain_sign(ball)
    (value,) = substitute(g, [node], {atom: place[0]})
    if value == UNDEFINED:
        return POLE
    if g.kind[value] == NUMBER:
        return find_sign_at(ladder, atom, value, place)
    ball = Sample(g, 0, 0, PRECISION).evaluate()[value]
    if ball is None:
        return POLE
    if ball.is_finite() and not ball.contains(0):
        return find_certain_sign(ball)
    # That a side is zero at a breakpoint is never concluded from a ball, however small.
    if not facts.find_signs(g, value) & facts.COMPLEX and ladder.decide(value, ZERO).result is Equality.EQUAL:
        return 0
    raise UncertainError


def find_certain_sign(ball: Any) -> int:
    """Return the sign of a ball that does not hold zero."""
    if not ball.is_finite() or ball.contains(0):
        raise UncertainError
    return 1 if ball > 0 else -1


def refute_at_breakpoint(g: Graph, name: str, place: Place, is_students: bool) -> Decision:
    """Return the decision that a number solves one condition and not the other."""
    node, near = place
    value = near
    if node is not None and g.kind[node] == NUMBER:
        value = fmpq(g.data[node])
    text = str(value)
    if node is not None and g.kind[node] != NUMBER:
        text = str(Sample(g, 0, 0, PRECISION).evaluate()[node].str(20))
    return refute_by_solution(((name, text),), is_students=is_students)

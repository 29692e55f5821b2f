"""Conditions in one variable with exponentials, logarithms and roots, compared by their solutions, exactly.

Between two neighbouring ``breakpoints`` no condition begins or ceases to hold, so one rational number there decides,
evaluated in ball arithmetic. At a breakpoint itself, an exact node such as ``log 2``, a side is zero only if the ladder
proves it; what is not certain leaves the question open.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flint import arb, fmpq

from grader.equivalence.conditions.breakpoints import breakpoints
from grader.equivalence.conditions.solution_sets import POLE, comparisons, holds
from grader.equivalence.graph import facts
from grader.equivalence.graph.calculus import reachable, substitute
from grader.equivalence.graph.graph import Graph, exact
from grader.equivalence.graph.kinds import ATOM, NUMBER, UNDEFINED, ZERO
from grader.equivalence.lowering.scope import Env, Scope
from grader.equivalence.rungs.ladder import Ladder
from grader.equivalence.values.enclosure import Sample
from grader.equivalence.values.exact_roots import NotPolynomialError, in_domain, well_between
from grader.equivalence.witness import solves_one
from grader.expr.nodes import Node
from grader.expr.notation import Domain
from grader.records import Decision, Equality

__all__ = ["is_short", "same_between_breakpoints"]

PRECISION = 256
MAX_BREAKPOINTS = 40
SMALLEST, LARGEST = arb(2) ** -4000, arb(2) ** 4000  # exact at any precision
Place = tuple[int | None, fmpq]  # an exact node, or None between two; and a rational number there, or near it


class UncertainError(Exception):
    """The sign of a side is not certain somewhere."""


def same_between_breakpoints(scope: Scope, ladder: Ladder, student: Node, expected: Node, env: Env) -> Decision | None:
    """Return whether two conditions have the same solutions; None where that cannot be worked out."""
    g = scope.graph
    pairs: dict[int, list[tuple[int, str]]] = {}
    trees = [comparisons(scope, tree, env, pairs) for tree in (student, expected)]
    nodes = [node for found in pairs.values() for node, _ in found]
    atoms = [node for node in reachable(g, nodes) if g.kind[node] == ATOM]
    if None in trees or len(atoms) != 1:
        return None
    name, domain = g.data[atoms[0]]
    try:
        for place in places(ladder, atoms[0], nodes):
            if not belongs(g, place, domain):
                continue
            signs = {node: sign_there(ladder, atoms[0], node, place) for node in nodes}
            verdicts = [holds(tree, signs) for tree in trees]
            if verdicts[0] != verdicts[1]:
                return solved_by_one(g, name, place, verdicts[0])
    except (NotPolynomialError, UncertainError):
        return None
    return Decision(result=Equality.EQUAL, by="exact")


def places(ladder: Ladder, atom: int, nodes: Sequence[int]) -> list[Place]:
    """Return the breakpoints in order, each once, and a number in every interval between them."""
    g = ladder.graph
    points = in_order(ladder, [*breakpoints(g, atom, nodes), *ends(g, g.data[atom][1])])
    if not points:
        return [(None, fmpq(0))]
    found: list[Place] = [(None, fmpq(points[0][1].floor()) - 1)]
    for index, (node, middle) in enumerate(points):
        last = index + 1 == len(points)
        found.append((node, middle))
        found.append((None, fmpq(middle.ceil()) + 1 if last else well_between(middle, points[index + 1][1])))
    return found


def ends(g: Graph, domain: Domain) -> list[int]:
    """Return the ends of a domain; that of the positive numbers is 0."""
    found = [g.number(exact(end)) for end in (domain.lower, domain.upper) if end is not None]
    return found if domain.kind == "real" else [*found, ZERO]


def in_order(ladder: Ladder, points: Sequence[int]) -> list[tuple[int, fmpq]]:
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
        elif ladder.decide(node, near).result is not Equality.EQUAL:
            raise UncertainError
    return sorted(((node, fmpq(ball.mid().fmpq())) for node, ball in kept), key=lambda held: held[1])


def is_short(middle: Any) -> bool:
    """Tell whether a number is not so large or small that to write it out as a fraction would take all memory."""
    return bool(middle == 0 or SMALLEST < middle < LARGEST or -LARGEST < middle < -SMALLEST)


def belongs(g: Graph, place: Place, domain: Domain) -> bool:
    """Tell whether a place is within a domain; an end of it is known exactly, and others are near no end."""
    node, near = place
    return in_domain(fmpq(g.data[node]) if node is not None and g.kind[node] == NUMBER else near, domain)


def sign_there(ladder: Ladder, atom: int, node: int, place: Place) -> int:
    """Return the sign of a side at a place, ``POLE`` where it has no value."""
    g = ladder.graph
    if g.kind[node] == NUMBER:
        return int(g.data[node] > 0) - int(g.data[node] < 0)
    if place[0] is None:
        ball = Sample(g, 0, 0, PRECISION, {g.data[atom][0]: place[1]}).evaluate()[node]
        return POLE if ball is None else certain(ball)
    (value,) = substitute(g, [node], {atom: place[0]})
    if value == UNDEFINED:
        return POLE
    if g.kind[value] == NUMBER:
        return sign_there(ladder, atom, value, place)
    ball = Sample(g, 0, 0, PRECISION).evaluate()[value]
    if ball is None:
        return POLE
    if ball.is_finite() and not ball.contains(0):
        return certain(ball)
    if not facts.sign(g, value) & facts.COMPLEX and ladder.decide(value, ZERO).result is Equality.EQUAL:
        return 0
    raise UncertainError


def certain(ball: Any) -> int:
    """Return the sign of a ball that does not hold zero."""
    if not ball.is_finite() or ball.contains(0):
        raise UncertainError
    return 1 if ball > 0 else -1


def solved_by_one(g: Graph, name: str, place: Place, is_students: bool) -> Decision:
    """Return the decision that a number solves one condition and not the other."""
    node, near = place
    value = near
    if node is not None and g.kind[node] == NUMBER:
        value = fmpq(g.data[node])
    text = str(value)
    if node is not None and g.kind[node] != NUMBER:
        text = str(Sample(g, 0, 0, PRECISION).evaluate()[node].str(20))
    return solves_one(((name, text),), is_students=is_students)

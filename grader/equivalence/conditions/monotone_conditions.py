"""Conditions in one variable with exponentials, logarithms and roots, compared by their solutions, exactly.

Between two neighbouring ``breakpoints`` no condition begins or stops holding, so one rational number there decides,
evaluated in ball arithmetic. At a breakpoint itself, an exact node such as ``log 2``, a side is zero only if the ladder
proves it; what is not certain leaves the question open.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import arb, fmpq

from grader.equivalence.conditions.breakpoints import list_breakpoints
from grader.equivalence.conditions.solution_sets import POLE, holds_for_signs, list_comparisons
from grader.equivalence.graph import facts, functions
from grader.equivalence.graph.calculus import list_reachable, substitute
from grader.equivalence.graph.graph import Graph, coefficient_of, tidy
from grader.equivalence.graph.kinds import ATOM, NUMBER, UNDEFINED, ZERO
from grader.equivalence.lowering.scope import Env, Scope
from grader.equivalence.precision import precision
from grader.equivalence.rungs.ladder import Ladder
from grader.equivalence.solving.angles import find_period
from grader.equivalence.values.enclosure import Sample
from grader.equivalence.values.exact_roots import NotPolynomialError, choose_between, is_place_in_domain
from grader.equivalence.values.magnitude import is_short
from grader.equivalence.values.points import list_whole_numbers_beside
from grader.equivalence.witness import refute_by_solution
from grader.expr.nodes import Node
from grader.expr.notation import Domain
from grader.records import Decision, Equality

__all__ = ["is_short", "decide_between_breakpoints"]

PRECISION = 256  # bits; breakpoints such as log 2 have to be put in order
MAX_BREAKPOINTS = 40  # each pair that is close costs a decision of the ladder
POINTS_TO_SETTLE = 12  # at which a node must be able to be zero before a proof is tried
HALF_TURN = Fraction(22, 7)  # a little more than pi, so that a whole turn is covered between rational ends
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
    try:
        line = choose_line(ladder, atoms[0], nodes)
        for place in list_places(ladder, line.atom, list(line.nodes.values())):
            if not is_in_domain(g, place, g.data[line.atom][1]):
                continue
            signs = {node: find_sign_at(ladder, line.atom, new, place) for node, new in line.nodes.items()}
            verdicts = [holds_for_signs(tree, signs) for tree in trees]
            # Between breakpoints no sign changes, so one number there settles the whole interval.
            if verdicts[0] != verdicts[1]:
                return refute_at_breakpoint(g, g.data[atoms[0]][0], line.locate(g, place), verdicts[0])
    except (NotPolynomialError, UncertainError):
        return None
    return Decision(result=Equality.EQUAL, by="exact")


@dataclass(frozen=True, slots=True)
class Line:
    """The variable along which conditions are compared, and their nodes as functions of it.

    For conditions that repeat it is the angle, over a little more than a turn; ``number`` is the old variable in terms
    of it.
    """

    atom: int
    nodes: Mapping[int, int]
    number: int
    turn: int  # by which the old variable may be moved
    domain: Domain

    def locate(self, g: Graph, place: Place) -> Place:
        """Return a place as a value of the old variable, moved by whole periods into its domain."""
        if self.number == self.atom:
            return place
        at = place[0] if place[0] is not None else g.number(tidy(place[1]))
        (value,) = substitute(g, [self.number], {self.atom: at})
        for count in self.list_turns(g, value):
            moved = g.combine([(value, 1), (self.turn, count)])
            ball = Sample(g, 0, 0, PRECISION).evaluate()[moved]
            if is_short(ball.mid()) and is_in_domain(g, (moved, fmpq(ball.mid().fmpq())), self.domain):
                return moved, fmpq(ball.mid().fmpq())
        raise UncertainError

    def list_turns(self, g: Graph, value: int) -> list[int]:
        """Return by how many periods a number may have to be moved to be in the domain."""
        lower, upper = self.domain.lower, self.domain.upper
        end = lower if lower is not None else upper
        values = Sample(g, 0, 0, PRECISION).evaluate()
        with precision(PRECISION):
            gap = arb(0) if end is None else arb(fmpq(end.numerator, end.denominator)) - values[value]
            turns = (gap / values[self.turn]).mid()
        if not is_short(turns):
            raise UncertainError
        count = int(turns.floor().unique_fmpz())
        return [0, *(count + step for step in (0, 1, -1, 2, -2)), 1, -1, 2, -2]


def choose_line(ladder: Ladder, atom: int, nodes: Sequence[int]) -> Line:
    """Return the line along which to compare: one period of conditions that repeat, else all numbers."""
    g = ladder.graph
    domain = g.data[atom][1]
    same = {node: settle_zero(ladder, node) for node in nodes}
    angle = find_period(g, atom, list(same.values()))
    # Within a range with two ends all solutions can be listed, and the ends of a period would not fit.
    if angle is None or (domain.lower is not None and domain.upper is not None):
        return Line(atom, same, atom, ZERO, domain)
    if domain.kind in ("integer", "natural"):
        raise UncertainError
    part = g.atom(g.data[atom][0], Domain(lower=-HALF_TURN, upper=HALF_TURN))
    unit = g.scale(g.power(angle.slope, -1), tidy(1 / angle.factor))
    number = g.mul([unit, part])
    new = substitute(g, list(same.values()), {atom: number})
    return Line(part, dict(zip(same, new, strict=True)), number, g.mul([unit, g.scale(functions.pi(g), 2)]), domain)


def settle_zero(ladder: Ladder, node: int) -> int:
    """Return a node that is proved to be zero wherever it has a value as 0 there, others as they are."""
    g = ladder.graph
    is_seen = False
    for number in range(POINTS_TO_SETTLE):
        ball = ladder.sample(number, 64).evaluate()[node]
        if ball is not None and ball.is_finite():
            # Only what is zero at all points is worth a proof, and most nodes are not at the first of them.
            if not ball.contains(0):
                return node
            is_seen = True
    if not is_seen or facts.find_signs(g, node) & facts.COMPLEX:
        return node
    return g.scale(node, 0) if ladder.prover.prove_at_once(node, ZERO) is not None else node


def list_places(ladder: Ladder, atom: int, nodes: Sequence[int]) -> list[Place]:
    """Return the breakpoints in order, each once, and a number in every interval between them."""
    g = ladder.graph
    domain = g.data[atom][1]
    is_whole = domain.kind in ("integer", "natural")
    points = sort_points(ladder, [*list_breakpoints(g, atom, nodes), *list_domain_ends(g, domain)])
    if not points and not is_whole:
        return [(None, fmpq(0))]
    if is_whole:
        # No condition changes between two breakpoints, so the whole numbers nearest to them show every gap.
        return [(g.number(int(whole.p)), whole)
                for whole in list_whole_numbers_beside(domain, [middle for _, middle in points])]  # fmt: skip
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


def is_in_domain(g: Graph, place: Place, domain: Domain) -> bool:
    """Whether a place is within a domain; an end of it is known exactly, and others are near no end."""
    node, near = place
    if domain.kind in ("integer", "natural"):  # only whole numbers of the domain are places then
        return True
    return is_place_in_domain(fmpq(g.data[node]) if node is not None and g.kind[node] == NUMBER else near, domain)


def find_sign_at(ladder: Ladder, atom: int, node: int, place: Place) -> int:
    """Return the sign of a side at a place, ``POLE`` where it has no value."""
    g = ladder.graph
    if g.kind[node] == NUMBER:
        return int(g.data[node] > 0) - int(g.data[node] < 0)
    if place[0] is None:
        ball = Sample(g, 0, 0, PRECISION, {g.data[atom][0]: place[1]}).evaluate()[node]
        if ball is None or (ball.is_finite() and not ball.contains(0)):
            return POLE if ball is None else find_certain_sign(ball)
    (value,) = substitute(g, [node], {atom: g.number(tidy(place[1])) if place[0] is None else place[0]})
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

"""Points at the edges of steps, where one of two conditions holds and the other does not.

``1[x > 0]`` and ``1[x >= 0]`` are equal but for x = 0, which a formula passes over. As conditions ``y = 1[x > 0]`` and
``y = 1[x >= 0]`` differ there: (0, 0) solves the first only. So the argument of every sign or floor is solved for one
symbol, a comparison for another, and both texts are worked out at the point that this gives.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from flint import fmpq

from grader.equivalence.conditions.written_points import PointCheck
from grader.equivalence.domain.regions import find_member, read_linear_form, solve_for_terms
from grader.equivalence.graph import facts
from grader.equivalence.graph.calculus import list_reachable, substitute
from grader.equivalence.graph.graph import Graph, tidy
from grader.equivalence.graph.kinds import ATOM, NUMBER, ONE
from grader.equivalence.lowering.scope import Env, Scope
from grader.equivalence.rungs.ladder import Ladder
from grader.equivalence.systems.written_conditions import UnreadableConditionError, build_condition, list_leaves
from grader.equivalence.witness import refute_by_solution
from grader.errors import LimitError
from grader.expr.nodes import Node
from grader.records import Decision

__all__ = ["find_point_at_edges"]

MAX_EDGES: Final = 12  # ways to put the argument of a step to a place where it jumps
MAX_LEAVES: Final = 6  # comparisons that are solved
MAX_TRIED: Final = 200  # points at which both conditions are worked out
LEVELS: Final = (0, 1, -1, 2)  # a floor jumps at every whole number
# Numbers for the symbols that neither the edge nor the comparison determines; different ones, so that nothing cancels.
FREE: Final = (2, 3, 5, 7, -2, -3)
SHORT: Final = (0, 1, -1, 2)

Point = dict[int, int]  # a symbol's node and that of its value


def find_point_at_edges(scope: Scope, ladder: Ladder, student: Node, expected: Node, env: Env) -> Decision | None:
    """Return the decision ``different`` at an edge of a step where one of two conditions holds."""
    g = scope.graph
    try:
        conditions = [build_condition(scope, tree, env) for tree in (student, expected)]
        leaves = [node for condition in conditions for node, _ in list_leaves(condition)]
        check = PointCheck(scope, ladder, (student, expected), env)
        for number, point in enumerate(list_points(g, leaves)):
            if number == MAX_TRIED:
                break
            is_students = check.find_who_holds(point)
            if is_students is not None:
                return refute_by_solution(check.format_point(point), is_students=is_students)
    except (UnreadableConditionError, LimitError):
        return None
    return None


def list_points(g: Graph, leaves: Sequence[int]) -> Iterator[Point]:
    """Yield points at the edges of all steps."""
    atoms = sorted((node for node in list_reachable(g, leaves) if g.kind[node] == ATOM),
                   key=lambda node: str(g.data[node][0]))  # fmt: skip
    seen: set[tuple[tuple[int, int], ...]] = set()
    for number, (atom, value) in enumerate(list_edges(g, leaves)):
        if number == MAX_EDGES:
            return
        at_edge = substitute(g, leaves[:MAX_LEAVES], {atom: value})
        others = [other for other in atoms if other != atom]
        for point in list_values(g, at_edge, others):
            (place,) = substitute(g, [value], point)
            full = complete(g, {**point, atom: place})
            if full is not None and tuple(full.items()) not in seen:
                seen.add(tuple(full.items()))
                yield full


def list_edges(g: Graph, leaves: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield a symbol, and its value at an edge of a step, which may hold other symbols."""
    for node in list_reachable(g, leaves):
        if not facts.is_step(g, node):
            continue
        for level in LEVELS if g.data[node][0] == "floor" else (0,):
            shifted = g.combine([(g.data[node][1][0], 1), (ONE, -level)])
            for term, value in solve_for_terms(g, shifted):
                if g.kind[term] == ATOM and term not in list_reachable(g, [value]):
                    yield term, value


def list_values(g: Graph, leaves: Sequence[int], atoms: Sequence[int]) -> Iterator[Point]:
    """Yield values of symbols: one solves a comparison or is a short number, the others are free."""
    free = {atom: choose_free(g, atom, place) for place, atom in enumerate(atoms)}
    if not atoms:
        yield {}
    for solved in atoms:
        rest = {atom: value for atom, value in free.items() if atom != solved}
        for leaf in substitute(g, leaves, rest):
            factors, constant = read_linear_form(g, leaf)
            if factors.keys() == {solved} and factors[solved] != 0:
                yield {**rest, solved: g.number(tidy(-constant / factors[solved]))}
        for number in SHORT:
            yield {**rest, solved: g.number(number)}


def choose_free(g: Graph, atom: int, place: int) -> int:
    """Return a number of the symbol's domain."""
    domain = g.data[atom][1]
    members = (find_member(domain, fmpq(value)) for value in FREE[place % 4 :])
    ends = [fmpq(end.numerator, end.denominator) for end in (domain.lower, domain.upper) if end is not None]
    found = next((value for value in members if value is not None), None)
    return g.number(tidy(found if found is not None else sum(ends, fmpq(0)) / max(len(ends), 1)))


def complete(g: Graph, point: Mapping[int, int]) -> Point | None:
    """Return a point by the order of its symbols if all coordinates are rational numbers of their domains."""
    for atom, value in point.items():
        if g.kind[value] != NUMBER or find_member(g.data[atom][1], fmpq(g.data[value])) != g.data[value]:
            return None
    return dict(sorted(point.items()))

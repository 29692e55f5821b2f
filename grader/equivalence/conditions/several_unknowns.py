"""Conditions in several unknowns, compared by their solutions: equations, inequalities, systems, *and* and *or*.

Both are written by the signs of irreducible polynomials (``sign_table``). Where they disagree for a choice of signs,
either no point has these signs (``real_systems``), or one is found (``rational_points``, ``solving_points``) and both
texts are worked out there once more, with numbers in place of the unknowns. If no choice is left, they are the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product as tuples
from math import prod
from typing import Final

from flint import fmpq

from grader.equivalence.conditions.kernel_polynomials import KernelRing, OutOfReachError, find_variables
from grader.equivalence.conditions.rational_points import find_rational_point
from grader.equivalence.conditions.real_systems import RealSystem, TooLargeError
from grader.equivalence.conditions.sign_table import SignTable, holds
from grader.equivalence.conditions.solving_points import TRIALS, PointSearch
from grader.equivalence.conditions.written_conditions import (
    Condition,
    UnreadableConditionError,
    build_condition,
    list_leaves,
)
from grader.equivalence.conditions.written_points import PointCheck
from grader.equivalence.graph.calculus import list_reachable
from grader.equivalence.graph.facts import ANY, NEGATIVE, NULL, POSITIVE
from grader.equivalence.graph.graph import tidy
from grader.equivalence.graph.kinds import ATOM
from grader.equivalence.lowering.scope import Env, Scope
from grader.equivalence.rungs.ladder import Ladder
from grader.equivalence.values.points import find_ends
from grader.equivalence.witness import leave_undecided, refute_by_solution
from grader.expr.nodes import Junction, Node, Relation
from grader.records import Decision, Equality

__all__ = ["UNPROVED", "decide_in_several_unknowns"]

MAX_CELLS: Final = 2187  # choices of signs: 3^7
MAX_EXAMINED: Final = 60  # choices on which the conditions disagree; each may take a Gröbner basis
MAX_SEARCHED: Final = 8  # of these, in which a point is sought that is not rational
EQUAL: Final = Decision(result=Equality.EQUAL, by="exact")
UNPROVED: Final = (
    "No point was found that satisfies only one of the two, but it could not be proved that they have the same "
    "solutions."
)
UNSOLVABLE: Final = "Neither has a real solution, so they cannot be told apart by their solutions."
Signs = tuple[int, ...]


def decide_in_several_unknowns(
    scope: Scope, ladder: Ladder, student: Node, expected: Node, env: Env
) -> Decision | None:
    """Return whether two conditions have the same solutions; None where that is not known."""
    try:
        conditions = [build_condition(scope, tree, env) for tree in (student, expected)]
    except UnreadableConditionError:
        return None
    if conditions[0] == conditions[1]:
        return EQUAL
    try:
        return Comparison(scope, ladder, (student, expected), conditions, env).decide()
    except (OutOfReachError, TooLargeError):
        return None


class Comparison:
    """Two conditions, and the signs on which it depends whether they hold."""

    def __init__(
        self, scope: Scope, ladder: Ladder, trees: tuple[Node, Node], conditions: Sequence[Condition], env: Env
    ) -> None:
        self.graph = scope.graph
        self.ladder = ladder
        self.trees = trees
        nodes = [node for condition in conditions for node, _ in list_leaves(condition)]
        below = list_reachable(self.graph, nodes)
        self.atoms = sorted((node for node in below if self.graph.kind[node] == ATOM), key=self.name)
        self.ring = KernelRing(self.graph)
        self.ring.prepare(nodes)
        self.table = SignTable(self.ring)
        self.check = PointCheck(scope, ladder, trees, env)
        self.formulas = [self.table.convert(condition) for condition in conditions]
        self.has_kernels = False
        self.choices: list[Signs] = []  # the signs that each factor may have

    def name(self, atom: int) -> str:
        return str(self.graph.data[atom][0])

    def decide(self) -> Decision | None:
        for atom in self.atoms:  # every unknown has a place, also one that cancels
            self.ring.find_variable(atom)
        place = 0
        while place < len(self.ring.nodes):  # to say where a variable has a value may take another one
            self.table.demand_value(place)
            place += 1
        self.has_kernels = any(self.graph.kind[node] != ATOM for node in self.ring.nodes)
        self.choices = [self.table.list_signs(number) for number in range(len(self.table.factors))]
        if prod(map(len, self.choices)) > MAX_CELLS:
            return None
        student, expected = self.formulas
        disagreeing: list[tuple[Signs, bool]] = []
        agreeing: list[Signs] = []
        for signs in tuples(*self.choices):
            mine, theirs = holds(student, signs), holds(expected, signs)
            if mine != theirs:
                disagreeing.append((signs, mine))
            elif mine:
                agreeing.append(signs)
        return self.settle(disagreeing, agreeing)

    def settle(self, disagreeing: Sequence[tuple[Signs, bool]], agreeing: Sequence[Signs]) -> Decision | None:
        """Look into every choice of signs on which the conditions disagree."""
        left: list[tuple[Signs, bool]] = []
        for signs, is_students in disagreeing[:MAX_EXAMINED]:
            system = self.build_system(signs)
            if system.is_empty():
                continue
            found = self.refute_at_rational_point(system, is_students)
            if found is not None:
                return found
            left.append((signs, is_students))
        for signs, is_students in left[:MAX_SEARCHED]:
            found = self.refute_at_solved_point(signs, is_students)
            if found is not None:
                return found
        if left or len(disagreeing) > MAX_EXAMINED:
            return None
        if all(map(is_equation, self.trees)) and all(self.build_system(signs).is_empty() for signs in agreeing):
            # Two equations without solutions: a student who writes one for the other is not right.
            return leave_undecided(UNSOLVABLE)
        return EQUAL

    def build_system(self, signs: Signs) -> RealSystem:
        """Return what a choice of signs says about the variables that have a value there."""
        ring, generators = self.ring, self.ring.generators
        defined = [holds(self.table.demand_value(place), signs) for place in range(len(ring.nodes))]
        masks = [ring.signs_of(place) if is_defined else ANY for place, is_defined in enumerate(defined)]
        masks += [ANY] * (len(generators) - len(masks))
        system = RealSystem(masks, [], [], [], [])
        for number, (polynomial, sign) in enumerate(zip(self.table.factors, signs, strict=True)):
            # What is said of a variable without a value does not count.
            held = find_variables(polynomial)
            if not all(defined[place] for place in held):
                continue
            if polynomial == generators[held[0]]:  # a variable alone, monic
                masks[held[0]] &= self.read_mask(number, sign)
            if sign == 0:
                system.zeros.append(polynomial)
            elif number in self.table.ordered or len(self.choices[number]) < 2:
                system.positives.append(polynomial * sign)
            else:
                system.nonzeros.append(polynomial)
        for place, relation in ring.relations:
            if defined[place] and all(defined[held] for held in find_variables(relation)):
                system.zeros.append(relation)
        for place, node in enumerate(ring.nodes):
            if self.graph.kind[node] == ATOM:
                lower, upper = find_ends(self.graph.data[node][1])
                if lower is not None:
                    system.nonnegatives.append(generators[place] - fmpq(lower.numerator, lower.denominator))
                if upper is not None:
                    system.nonnegatives.append(-generators[place] + fmpq(upper.numerator, upper.denominator))
        return system

    def read_mask(self, number: int, sign: int) -> int:
        """Return the signs of a factor as bits; 1 means *not zero* where only that matters."""
        if sign == 1 and number not in self.table.ordered and len(self.choices[number]) == 2:
            return NEGATIVE | POSITIVE
        return {0: NULL, 1: POSITIVE, -1: NEGATIVE}[sign]

    def refute_at_rational_point(self, system: RealSystem, is_students: bool) -> Decision | None:
        """Return the decision ``different`` at a point with these signs, where all unknowns are rational."""
        if self.has_kernels:
            return None
        point = find_rational_point(system, range(len(self.ring.nodes)), self.is_allowed)
        if point is None:
            return None
        g = self.graph
        return self.refute_at({g_node: g.number(tidy(point[place])) for place, g_node in enumerate(self.ring.nodes)},
                              is_students)  # fmt: skip

    def is_allowed(self, place: int, value: fmpq) -> bool:
        """Whether a number may be a value of a symbol: whole numbers only where the symbol is one."""
        domain = self.graph.data[self.ring.nodes[place]][1]
        return domain.kind not in ("integer", "natural") or value.q == 1

    def refute_at_solved_point(self, signs: Signs, is_students: bool) -> Decision | None:
        """Return the decision ``different`` at a point whose unknowns are worked out from the equations."""
        equations = [self.ring.build_node(factor)
                     for factor, sign in zip(self.table.factors, signs, strict=True) if sign == 0]  # fmt: skip
        search = PointSearch(self.ladder, self.atoms)
        for trial in range(TRIALS):
            for point in search.points_on(equations, trial):
                found = self.refute_at(point, is_students)
                if found is not None:
                    return found
        return None

    def refute_at(self, point: Mapping[int, int], is_students: bool) -> Decision | None:
        """Return the decision ``different`` where both texts, worked out at a point, say so."""
        if self.check.find_who_holds(point) != is_students:
            return None
        return refute_by_solution(self.check.format_point(point), is_students=is_students)


def is_equation(tree: Node) -> bool:
    """Whether a condition is made of equations alone."""
    if isinstance(tree, Junction):
        return all(map(is_equation, tree.parts))
    return isinstance(tree, Relation) and {*tree.operators} == {"="}

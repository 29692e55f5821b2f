"""Conditions in several unknowns, compared by their solutions: equations, inequalities, systems, *and* and *or*.

Both are written by the signs of irreducible polynomials (``sign_table``). Where they disagree for a choice of signs,
either no point has these signs (``real_systems``), or one is found (``rational_points``, ``solving_points``) and both
texts are worked out there once more, with numbers in place of the unknowns. If no choice is left, they are the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from flint import fmpq

from grader.equivalence.conditions.solving_points import TRIALS, PointSearch
from grader.equivalence.conditions.written_points import PointCheck
from grader.equivalence.graph.calculus import list_reachable
from grader.equivalence.graph.facts import ANY, NEGATIVE, NULL, POSITIVE
from grader.equivalence.graph.graph import Graph, tidy
from grader.equivalence.graph.kinds import ATOM
from grader.equivalence.lowering.scope import Env, Scope
from grader.equivalence.rungs.ladder import Ladder
from grader.equivalence.systems.branches import Branch, list_branches, list_ways
from grader.equivalence.systems.kernel_polynomials import (
    KernelRing,
    OutOfReachError,
    Polynomial,
    find_variables,
)
from grader.equivalence.systems.linear_rows import Row
from grader.equivalence.systems.rational_points import find_rational_point
from grader.equivalence.systems.real_systems import RealSystem, TooLargeError, Variables
from grader.equivalence.systems.short_points import list_points_of_one
from grader.equivalence.systems.sign_cells import Signs, TooManyCellsError, list_cells
from grader.equivalence.systems.sign_table import ALWAYS, Formula, SignTable, holds
from grader.equivalence.systems.written_conditions import (
    Condition,
    UnreadableConditionError,
    build_condition,
    list_leaves,
)
from grader.equivalence.values.points import find_ends
from grader.equivalence.witness import leave_undecided, refute_by_solution
from grader.errors import LimitError
from grader.expr.nodes import Junction, Node, Relation
from grader.records import Decision, Equality

__all__ = ["UNPROVED", "decide_in_several_unknowns"]

MAX_EXAMINED: Final = 60  # choices on which the conditions disagree; each may take a Gröbner basis
MAX_SEARCHED: Final = 8  # of these, in which a point is sought that is not rational
EQUAL: Final = Decision(result=Equality.EQUAL, by="exact")
UNPROVED: Final = (
    "No point was found that satisfies only one of the two, but it could not be proved that they have the same "
    "solutions."
)
UNSOLVABLE: Final = "Neither has a real solution, so they cannot be told apart by their solutions."


def decide_in_several_unknowns(
    scope: Scope, ladder: Ladder, student: Node, expected: Node, env: Env
) -> Decision | None:
    """Return whether two conditions have the same solutions; None where that is not known."""
    try:
        conditions = [build_condition(scope, tree, env) for tree in (student, expected)]
        if conditions[0] == conditions[1]:
            return EQUAL
        check = PointCheck(scope, ladder, (student, expected), env)
        comparison = Comparison(scope.graph, ladder, check, conditions)
        return (
            comparison.decide_by_signs()
            or try_short_points(scope.graph, check, conditions)
            or comparison.refute_at_solved_points()
        )
    except (UnreadableConditionError, LimitError):  # the graph is full
        return None


def try_short_points(g: Graph, check: PointCheck, conditions: Sequence[Condition]) -> Decision | None:
    """Return the decision ``different`` where short numbers show it."""
    for point, is_students in list_points_of_one(g, list_atoms(g, conditions), conditions):
        found = refute_at(check, {atom: g.number(tidy(value)) for atom, value in point.items()}, is_students)
        if found is not None:
            return found
    return None


def refute_at(check: PointCheck, point: Mapping[int, int], is_students: bool) -> Decision | None:
    """Return the decision ``different`` where both texts, worked out at a point, say so."""
    if check.find_who_holds(point) is not is_students:
        return None
    return refute_by_solution(check.format_point(point), is_students=is_students)


def list_atoms(g: Graph, conditions: Sequence[Condition]) -> list[int]:
    """Return the symbols of two conditions, by name."""
    below = list_reachable(g, [node for condition in conditions for node, _ in list_leaves(condition)])
    return sorted((node for node in below if g.kind[node] == ATOM), key=lambda node: str(g.data[node][0]))


class Comparison:
    """Two conditions, and the signs on which it depends whether they hold."""

    def __init__(self, g: Graph, ladder: Ladder, check: PointCheck, conditions: Sequence[Condition]) -> None:
        self.graph = g
        self.ladder = ladder
        self.check = check
        self.conditions = conditions
        self.atoms = list_atoms(g, conditions)
        self.ring = KernelRing(g)
        self.table = SignTable(self.ring)
        self.formulas: list[Formula] = []
        self.has_kernels = False
        self.left: list[tuple[Signs, bool]] = []  # choices on which the conditions disagree, and which of them holds
        self.choices: list[Signs] = []  # the signs that each factor may have

    def decide_by_signs(self) -> Decision | None:
        """Decide where every choice of signs on which the conditions disagree is empty, or holds a rational point."""
        try:
            self.prepare()
            try:
                return self.settle(*self.compare_cells())
            except TooManyCellsError:
                return self.decide_by_branches()
        except (OutOfReachError, TooLargeError, TooManyCellsError):
            return None

    def decide_by_branches(self) -> Decision | None:
        """Decide where one condition holds and the other does not, comparison by comparison."""
        student, expected = self.formulas
        for is_students, pair in ((True, (student, expected)), (False, (expected, student))):
            for branch in list_branches(*pair):
                system = self.build_branch(branch)
                if not system.is_empty():  # a point, or a branch that could not be decided
                    return self.refute_at_rational_point(system, is_students)
        return self.conclude_equal(self.build_branch(way) for way in list_ways(student, is_true=True))

    def conclude_equal(self, common: Iterable[RealSystem]) -> Decision:
        """Return that both have the same solutions, which are those of some systems, unless there are none."""
        if all(map(is_equation, self.check.trees)) and all(system.is_empty() for system in common):
            # Two equations without solutions: a student who writes one for the other is not right.
            return leave_undecided(UNSOLVABLE)
        return EQUAL

    def build_branch(self, branch: Branch) -> RealSystem:
        """Return one way in which one condition holds and the other does not."""
        ring = self.ring
        # Only what has a value everywhere may be used, because a branch does not say where others have one.
        total = {place for place in range(len(ring.nodes)) if self.table.demand_value(place) == ALWAYS}
        masks = [mask if place in total else ANY for place, mask in enumerate(self.ring_masks())]
        system = RealSystem(self.describe_variables(masks), [], [], [], [])
        groups = {
            frozenset({0}): system.zeros,
            frozenset({1}): system.positives,
            frozenset({0, 1}): system.nonnegatives,
            frozenset({1, -1}): system.nonzeros,
        }
        for sign, factors, allowed in branch:
            polynomial = ring.ring.constant(sign)
            for number, power in factors:
                for _ in range(power if allowed != {0} else 1):
                    polynomial = ring.multiply(polynomial, self.table.factors[number])
            if total.issuperset(find_variables(polynomial)):
                flip = -1 if allowed in ({-1}, {-1, 0}) else 1
                wanted = frozenset(flip * one for one in allowed)
                if not wanted:
                    system.zeros.append(ring.ring.constant(1))
                elif wanted in groups:
                    groups[wanted].append(polynomial * flip)
        system.zeros += [relation for place, relation in ring.relations if total.issuperset(find_variables(relation))]
        return self.add_ranges(system)

    def prepare(self) -> None:
        """Write both conditions by the signs of their factors."""
        self.ring.prepare([node for condition in self.conditions for node, _ in list_leaves(condition)])
        self.formulas = [self.table.convert(condition) for condition in self.conditions]
        for atom in self.atoms:  # every unknown has a place, also one that cancels
            self.ring.find_variable(atom)
        place = 0
        while place < len(self.ring.nodes):  # to say where a variable has a value may take another one
            self.table.demand_value(place)
            place += 1
        self.has_kernels = any(self.graph.kind[node] != ATOM for node in self.ring.nodes)
        self.choices = [self.table.list_signs(number) for number in range(len(self.table.factors))]

    def compare_cells(self) -> tuple[list[tuple[Signs, bool]], list[Signs]]:
        """Return the choices of signs for which one condition holds, and whether it is the first, and both."""
        student, expected = self.formulas
        disagreeing: list[tuple[Signs, bool]] = []
        agreeing: list[Signs] = []
        empty = RealSystem(self.describe_variables(self.ring_masks()), [], [], [], [])
        for signs in list_cells(self.choices, self.list_linear_rows(), self.add_ranges(empty).list_linear_rows()):
            mine, theirs = holds(student, signs), holds(expected, signs)
            if mine != theirs:
                disagreeing.append((signs, mine))
            elif mine:
                agreeing.append(signs)
        # Points at which both have a value come first: they say more than one at a pole.
        return sorted(disagreeing, key=lambda choice: self.count_poles(choice[0])), agreeing

    def count_poles(self, signs: Signs) -> int:
        return sum(1 for number in self.table.poles if signs[number] == 0)

    def list_linear_rows(self) -> dict[int, dict[int, list[Row]]]:
        """Return what each sign of each linear factor in symbols alone says, as inequalities."""
        found: dict[int, dict[int, list[Row]]] = {}
        symbols = {place for place, node in enumerate(self.ring.nodes) if self.graph.kind[node] == ATOM}
        for number, factor in enumerate(self.table.factors):
            if (
                number in self.table.ordered
                and factor.total_degree() == 1
                and symbols.issuperset(find_variables(factor))
            ):
                found[number] = {}
                for sign in self.choices[number]:
                    system = RealSystem(self.describe_variables(self.ring_masks()), [], [], [], [])
                    self.add_sign(system, number, sign)
                    found[number][sign] = system.list_linear_rows()
        return found

    def settle(self, disagreeing: Sequence[tuple[Signs, bool]], agreeing: Sequence[Signs]) -> Decision | None:
        """Look into every choice of signs on which the conditions disagree."""
        left = self.left
        for signs, is_students in disagreeing[:MAX_EXAMINED]:
            system = self.build_system(signs)
            if system.is_empty():
                continue
            found = self.refute_at_rational_point(system, is_students)
            if found is not None:
                return found
            left.append((signs, is_students))
        if left:
            return None
        if len(disagreeing) > MAX_EXAMINED:
            # A list of n points has 2 n comparisons: more choices of their signs than ways in which the list can fail.
            return self.decide_by_branches()
        return self.conclude_equal(self.build_system(signs) for signs in agreeing)

    def build_system(self, signs: Signs) -> RealSystem:
        """Return what a choice of signs says about the variables that have a value there."""
        ring = self.ring
        defined = [holds(self.table.demand_value(place), signs) for place in range(len(ring.nodes))]
        masks = [
            mask if place >= len(defined) or defined[place] else ANY for place, mask in enumerate(self.ring_masks())
        ]
        # What is said of a variable without a value does not count.
        said = [(number, sign) for number, sign in enumerate(signs)
                if all(defined[place] for place in find_variables(self.table.factors[number]))]  # fmt: skip
        for number, sign in said:
            factor = self.table.factors[number]
            place = find_variables(factor)[0]
            if factor == ring.generators[place]:  # a variable alone, as factors are monic
                masks[place] &= self.read_mask(number, sign)
        system = RealSystem(self.describe_variables(masks), [], [], [], [])
        for number, sign in said:
            self.add_sign(system, number, sign)
        for place, relation in ring.relations:
            if defined[place] and all(defined[held] for held in find_variables(relation)):
                system.zeros.append(relation)
        return self.add_ranges(system)

    def ring_masks(self) -> list[int]:
        places = range(len(self.ring.generators))
        return [self.ring.signs_of(place) if place < len(self.ring.nodes) else ANY for place in places]

    def describe_variables(self, masks: Sequence[int]) -> Variables:
        ring = self.ring
        return Variables(
            masks=masks,
            wholes=ring.find_whole_variables(),
            constants=ring.find_constant_variables(),
            roots=ring.find_square_roots(),
            find_constant_signs=self.find_constant_signs,
        )

    def find_constant_signs(self, polynomial: Polynomial) -> int:
        """Return the sign of a polynomial in constants such as sqrt(2), where it is certain."""
        sign = self.check.find_sign(self.ring.build_node(polynomial))
        return {0: NULL, 1: POSITIVE, -1: NEGATIVE}[sign] if isinstance(sign, int) else ANY

    def add_sign(self, system: RealSystem, number: int, sign: int) -> None:
        """Add to a system that a factor has a sign."""
        factor = self.table.factors[number]
        if sign == 0:
            system.zeros.append(factor)
        elif number in self.table.ordered or len(self.choices[number]) < 2:
            system.positives.append(factor * sign)
        else:
            system.nonzeros.append(factor)

    def add_ranges(self, system: RealSystem) -> RealSystem:
        """Add the ranges of the symbols to a system."""
        for place, node in enumerate(self.ring.nodes):
            if self.graph.kind[node] == ATOM:
                lower, upper = find_ends(self.graph.data[node][1])
                generator = self.ring.generators[place]
                if lower is not None:
                    system.nonnegatives.append(generator - fmpq(lower.numerator, lower.denominator))
                if upper is not None:
                    system.nonnegatives.append(-generator + fmpq(upper.numerator, upper.denominator))
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
        values = {node: g.number(tidy(point[place])) for place, node in enumerate(self.ring.nodes)}
        return refute_at(self.check, values, is_students)

    def is_allowed(self, place: int, value: fmpq) -> bool:
        """Whether a number may be a value of a symbol: whole numbers only where the symbol is one."""
        domain = self.graph.data[self.ring.nodes[place]][1]
        return domain.kind not in ("integer", "natural") or value.q == 1

    def refute_at_solved_points(self) -> Decision | None:
        """Return the decision ``different`` at a point with signs that could not be shown not to occur."""
        found = (self.refute_at_solved_point(*choice) for choice in self.left[:MAX_SEARCHED])
        return next((decision for decision in found if decision is not None), None)

    def refute_at_solved_point(self, signs: Signs, is_students: bool) -> Decision | None:
        """Return the decision ``different`` at a point whose unknowns are worked out from the equations."""
        equations = [self.ring.build_node(factor)
                     for factor, sign in zip(self.table.factors, signs, strict=True) if sign == 0]  # fmt: skip
        search = PointSearch(self.ladder, self.atoms)
        for trial in range(TRIALS):
            for point in search.points_on(equations, trial):
                found = refute_at(self.check, point, is_students)
                if found is not None:
                    return found
        return None


def is_equation(tree: Node) -> bool:
    """Whether a condition is made of equations alone."""
    if isinstance(tree, Junction):
        return all(map(is_equation, tree.parts))
    return isinstance(tree, Relation) and {*tree.operators} == {"="}

"""Equations, and chains and systems of them, compared by their solutions.

Equations are equal when the difference of the sides of one is a nonzero constant multiple of that of the other. Others
may have the same solutions nevertheless (``x^3 = 1`` and ``x = 1``): in one variable these are compared exactly
(``one_variable``), in several by the signs of their factors (``several_unknowns``) or by solving both for one variable
(``solved_forms``). They are different only where a point satisfies one of them and certainly not the other
(``solving_points``); otherwise nothing is said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import partial
from itertools import pairwise
from typing import Any

from flint import fmpq

from grader.equivalence.conditions.members import join_proofs
from grader.equivalence.conditions.one_variable import (
    confirm_witness,
    decide_by_solutions,
    has_steps,
    refute_in_balls,
)
from grader.equivalence.conditions.several_unknowns import decide_in_several_unknowns
from grader.equivalence.conditions.solved_forms import have_one_solved_form
from grader.equivalence.conditions.solving_points import find_solution_of_one
from grader.equivalence.conditions.written_points import PointCheck
from grader.equivalence.graph.graph import Graph, tidy
from grader.equivalence.graph.kinds import ONE, ZERO
from grader.equivalence.graph.monotone_sides import subtract_sides
from grader.equivalence.lowering.arrays import Value, apply_elementwise, entries_of, shape_of
from grader.equivalence.lowering.scope import Env, Scope
from grader.equivalence.precision import WORKING, precision
from grader.equivalence.rungs.ladder import ORDER, Ladder
from grader.equivalence.solving.written_domains import Test, list_domain_tests
from grader.equivalence.values.magnitude import is_short
from grader.equivalence.witness import leave_undecided, refute_by_solution
from grader.expr.nodes import Number, Relation
from grader.records import Decision, Equality

__all__ = ["combine_decisions", "decide_equations", "list_differences", "decide_proportional"]

MAX_FACTOR = 1_000_000  # of numerator and denominator: a ratio that is seen in balls is tried as a short fraction
EQUAL = Decision(result=Equality.EQUAL, by="exact")
NEVER = Relation((Number(Fraction(0)), Number(Fraction(1))), ("=",))
UNPROVED = (
    "No point was found that satisfies only one of the two equations, but it could not be proved that they have the "
    "same solutions."
)
UNSOLVABLE = "Neither equation has a real solution, so they cannot be told apart by their solutions."


def combine_decisions(decisions: list[Decision]) -> Decision:
    """Return the decision about several equalities at once: the first ``different``, or else the first ``unknown``."""
    worst = min(decisions, key=lambda decision: ORDER[decision.result], default=EQUAL)
    # Equal as a whole assumes what any part does.
    return join_proofs(decisions, by=worst.by) if len(decisions) > 1 and worst.result is Equality.EQUAL else worst


def list_differences(scope: Scope, relation: Relation, env: Env) -> list[Value]:
    """Return left minus right for each comparison in a chain."""
    values = [scope.lower(operand, env) for operand in relation.operands]
    g = scope.graph
    return [apply_elementwise(partial(subtract_sides, g), left, right) for left, right in pairwise(values)]


def decide_equations(scope: Scope, ladder: Ladder, student: Relation, expected: Relation, env: Env) -> Decision:
    """Return whether two equations, or chains of them, have the same solutions.

    Where one chain is longer, what says nothing new is passed over, as in ``x = y = x``.
    """
    left, right = list_differences(scope, student, env), list_differences(scope, expected, env)
    # x = y = x says no more than x = y, so what repeats is dropped before the sides are counted.
    if len(left) != len(right):
        left, right = drop_repeated(scope.graph, left), drop_repeated(scope.graph, right)
    if len(left) == len(right) and all(shape_of(a) == shape_of(b) for a, b in zip(left, right, strict=True)):
        worst = combine_decisions([decide_proportional(ladder, a, b) for s, e in zip(left, right, strict=True)
                        for a, b in zip(entries_of(s), entries_of(e), strict=True)])  # fmt: skip
        # Multiples of each other: the same solutions, where both sides have values as they are written.
        if worst.result is Equality.EQUAL:
            return decide_multiples(scope, ladder, (student, expected), env, worst)
    found = decide_in_one_variable(scope, ladder, student, expected, env)
    found = found or decide_in_several_unknowns(scope, ladder, student, expected, env)
    sides = list_entries(left), list_entries(right)
    check = PointCheck(scope, ladder, (student, expected), env)
    found = found or confirm_witness(find_solution_of_one(ladder, *sides, check.find_who_holds), student, expected)
    found = found or refute_in_balls(scope, student, expected, env)
    if found is not None:
        return found
    if len(sides[0]) == len(sides[1]) == 1 and have_one_solved_form(ladder, sides[0][0], sides[1][0]):
        return EQUAL
    return leave_undecided(UNPROVED)


def decide_multiples(
    scope: Scope, ladder: Ladder, pair: tuple[Relation, Relation], env: Env, proof: Decision
) -> Decision:
    """Return whether two equations with proportional sides have the same solutions.

    They have if both have values at the same points; otherwise a point where only one of them has values counts.
    """
    domains = [list_domains(scope, relation, env) for relation in pair]
    is_same = all(test in domains[1] for test in domains[0]) and all(test in domains[0] for test in domains[1])
    has_gaps = any(map(has_steps, pair))  # rules for signs hold but for single points
    if is_same and not has_gaps:
        return proof
    found = decide_in_one_variable(scope, ladder, *pair, env)
    if found is not None or is_same:
        return found or proof
    found = decide_in_several_unknowns(scope, ladder, *pair, env)
    if found is not None:
        return found
    sides = [list_entries(list_differences(scope, relation, env)) for relation in pair]
    check = PointCheck(scope, ladder, pair, env)
    found = find_solution_in_gap(ladder, check, sides, domains) or refute_in_balls(scope, *pair, env)
    found = found or find_solution_of_one(ladder, sides[0], sides[1], check.find_who_holds)
    return confirm_witness(found, *pair) or leave_undecided(UNPROVED)


def list_domains(scope: Scope, relation: Relation, env: Env) -> list[Test]:
    """Return where the sides of an equation have values, as they are written."""
    return [test for operand in relation.operands for test in list_domain_tests(scope, operand, env)]


def find_solution_in_gap(
    ladder: Ladder, check: PointCheck, sides: Sequence[list[int]], domains: Sequence[list[Test]]
) -> Decision | None:
    """Return the decision ``different`` at a solution of one equation where a divisor of the other is zero."""
    for is_students, own, other in ((True, 0, 1), (False, 1, 0)):
        for node, operator in domains[other]:
            if operator != "!=" or (node, operator) in domains[own]:
                continue

            def holds_alone(point: Mapping[int, int], is_students: bool = is_students) -> bool:
                return check.find_who_holds(point) is is_students

            # The second list never vanishes, so what is found is any point at which all of the first does.
            found = find_solution_of_one(ladder, [*sides[own], node], [ONE], holds_alone)
            if found is not None and found.witness is not None:
                return refute_by_solution(found.witness.point, is_students=is_students)
    return None


def list_entries(values: Sequence[Value]) -> list[int]:
    return [entry for value in values for entry in entries_of(value)]


def drop_repeated(g: Graph, values: list[Value]) -> list[Value]:
    """Return the differences of sides that say something: not zero, and not the same or the negative of one before."""
    seen: list[Sequence[int]] = []
    kept: list[Value] = []
    for value in values:
        entries = entries_of(value)
        if {*entries} != {ZERO} and entries not in seen:
            seen += [entries, [g.neg(entry) for entry in entries]]
            kept.append(value)
    return kept


def decide_in_one_variable(
    scope: Scope, ladder: Ladder, student: Relation, expected: Relation, env: Env
) -> Decision | None:
    """Decide by the solutions in one variable; two equations without any are not treated as equal."""
    found = decide_by_solutions(scope, ladder, student, expected, env)
    if found is None or found.result is not Equality.EQUAL:
        return found
    # x^2 = -1 and x^2 = -2 have the same real solutions, none, but a student who writes one for the other is not right.
    empty = decide_by_solutions(scope, ladder, expected, NEVER, env)
    return leave_undecided(UNSOLVABLE) if empty is not None and empty.result is Equality.EQUAL else found


def decide_proportional(ladder: Ladder, student: int, expected: int, *, by_positive: bool = False) -> Decision:
    """Return whether one node is a constant multiple of another, the constant not zero (or positive), if it is seen."""
    direct = ladder.decide(student, expected)
    if direct.result is Equality.EQUAL:
        return direct
    ratios = ratios_at_points(ladder, student, expected)
    if len(ratios) < 2 or not ratios[0].overlaps(ratios[1]):
        return leave_undecided()
    factor = simple_rational(ratios[0])
    if factor is None or factor == 0 or (by_positive and factor < 0):
        return leave_undecided()
    scaled = ladder.decide(student, ladder.graph.scale(expected, tidy(factor)))
    return scaled if scaled.result is Equality.EQUAL else leave_undecided()


def ratios_at_points(ladder: Ladder, student: int, expected: int) -> list[Any]:
    """Return the ratio of two nodes at the first points where it is enclosed."""
    found = []
    for number in range(8):
        values = ladder.sample(number, 256).evaluate()
        left, right = values[student], values[expected]
        if left is None or right is None or not left.is_finite() or not right.is_finite() or right.contains(0):
            continue
        with precision(WORKING):
            found.append(left / right)
    return found


def simple_rational(ball: Any) -> fmpq | None:
    """Return the rational number with a small denominator inside a ball, if there is one."""
    if not ball.is_finite() or not is_short(ball.mid()):
        return None
    middle = ball.mid().fmpq()
    guess = Fraction(int(middle.p), int(middle.q)).limit_denominator(MAX_FACTOR)
    value = fmpq(guess.numerator, guess.denominator)
    with precision(WORKING):
        return value if ball.contains(value) else None

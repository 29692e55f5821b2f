"""Equations, and chains and systems of them, compared by their solutions.

Equations are equal when the difference of the sides of one is a nonzero constant multiple of that of the other. Others
may have the same solutions nevertheless (``x^3 = 1`` and ``x = 1``): in one variable these are compared exactly
(``solution_sets``, ``monotone_conditions``), in several by solving both for one variable (``solved_forms``). They are
different only where a point satisfies one of them and certainly not the other (``solving_points``); otherwise nothing
is said.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

from flint import fmpq

from grader.equivalence.conditions.monotone_conditions import is_short, same_between_breakpoints
from grader.equivalence.conditions.solution_sets import divisors_in_signs, same_solutions
from grader.equivalence.conditions.solved_forms import have_one_solved_form
from grader.equivalence.conditions.solving_points import solved_by_one
from grader.equivalence.graph.graph import Graph, tidy
from grader.equivalence.graph.kinds import ZERO
from grader.equivalence.lowering.arrays import Value, elementwise, entries_of, shape_of
from grader.equivalence.lowering.scope import Env, Scope
from grader.equivalence.rungs.ladder import ORDER, Ladder
from grader.equivalence.values.precision import WORKING, precision
from grader.equivalence.witness import structural, undecided
from grader.expr.nodes import Number, Relation
from grader.records import Decision, Equality

__all__ = ["all_of", "decide_equations", "differences", "proportional"]

MAX_FACTOR = 1_000_000
EQUAL = Decision(result=Equality.EQUAL, by="exact")
NEVER = Relation((Number(Fraction(0)), Number(Fraction(1))), ("=",))
UNPROVED = (
    "No point was found that satisfies only one of the two equations, but it could not be proved that they have the "
    "same solutions."
)
UNSOLVABLE = "Neither equation has a real solution, so they cannot be told apart by their solutions."


def all_of(decisions: list[Decision]) -> Decision:
    """Return the decision about several equalities at once: the first ``different``, or else the first ``unknown``."""
    return min(decisions, key=lambda decision: ORDER[decision.result], default=EQUAL)


def differences(scope: Scope, relation: Relation, env: Env) -> list[Value]:
    """Return left minus right for each comparison in a chain."""
    values = [scope.lower(operand, env) for operand in relation.operands]
    g = scope.graph
    return [elementwise(g.sub, left, right) for left, right in pairwise(values)]


def decide_equations(scope: Scope, ladder: Ladder, student: Relation, expected: Relation, env: Env) -> Decision:
    """Return whether two equations, or chains of them, have the same solutions.

    Where one chain is longer, what says nothing new is passed over, as in ``x = y = x``.
    """
    left, right = differences(scope, student, env), differences(scope, expected, env)
    if len(left) != len(right):
        left, right = telling(scope.graph, left), telling(scope.graph, right)
    if len(left) == len(right) and all(shape_of(a) == shape_of(b) for a, b in zip(left, right, strict=True)):
        worst = all_of([proportional(ladder, a, b) for s, e in zip(left, right, strict=True)
                        for a, b in zip(entries_of(s), entries_of(e), strict=True)])  # fmt: skip
        if worst.result is Equality.EQUAL:
            return worst
    found = in_one_variable(scope, ladder, student, expected, env)
    sides = [[entry for value in values for entry in entries_of(value)] for values in (left, right)]
    if found is None and not divisors_in_signs(student) and not divisors_in_signs(expected):
        found = solved_by_one(ladder, *sides)
    if found is not None:
        return found
    if sorted(map(shape_of, left)) != sorted(map(shape_of, right)):
        return structural("The equation has another number of sides, or sides of another shape, than expected.")
    if len(sides[0]) == len(sides[1]) == 1 and have_one_solved_form(ladder, sides[0][0], sides[1][0]):
        return EQUAL
    return undecided(UNPROVED)


def telling(g: Graph, values: list[Value]) -> list[Value]:
    """Return the differences of sides that say something: not zero, and not the same or the negative of one before."""
    seen: list[Sequence[int]] = []
    kept: list[Value] = []
    for value in values:
        entries = entries_of(value)
        if {*entries} != {ZERO} and entries not in seen:
            seen += [entries, [g.neg(entry) for entry in entries]]
            kept.append(value)
    return kept


def in_one_variable(scope: Scope, ladder: Ladder, student: Relation, expected: Relation, env: Env) -> Decision | None:
    """Return the decision by the solutions in one variable; two equations without any are not taken for equal."""
    found = same_solutions(scope, student, expected, env)
    if found is None:
        found = same_between_breakpoints(scope, ladder, student, expected, env)
    if found is None or found.result is not Equality.EQUAL:
        return found
    empty = same_solutions(scope, expected, NEVER, env) or same_between_breakpoints(scope, ladder, expected, NEVER, env)
    return undecided(UNSOLVABLE) if empty is not None and empty.result is Equality.EQUAL else found


def proportional(ladder: Ladder, student: int, expected: int, *, by_positive: bool = False) -> Decision:
    """Return whether one node is a constant multiple of another, the constant not zero (or positive), if it is seen."""
    direct = ladder.decide(student, expected)
    if direct.result is Equality.EQUAL:
        return direct
    ratios = ratios_at_points(ladder, student, expected)
    if len(ratios) < 2 or not ratios[0].overlaps(ratios[1]):
        return undecided()
    factor = simple_rational(ratios[0])
    if factor is None or factor == 0 or (by_positive and factor < 0):
        return undecided()
    scaled = ladder.decide(student, ladder.graph.scale(expected, tidy(factor)))
    return scaled if scaled.result is Equality.EQUAL else undecided()


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

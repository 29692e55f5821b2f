"""Equations, inequalities and assignments.

An *assignment* is right when its target is the expected one and the right-hand sides are equal. Two *equations* are
equal when the difference of the sides of one is a nonzero constant multiple of that of the other. *Inequalities*, and
conditions joined by *and* and *or*, are equal when they have the same solutions: exactly, in one variable with
polynomial conditions (``solution_sets``); in several variables when they are the same up to a positive factor.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from flint import fmpq

from grader.equivalence import facts
from grader.equivalence.arrays import Array, Value, elementwise, entries_of, shape_of
from grader.equivalence.calculus import reachable
from grader.equivalence.denominators import without_denominators
from grader.equivalence.enclosure import Sample
from grader.equivalence.graph import Graph
from grader.equivalence.kinds import ATOM
from grader.equivalence.ladder import ORDER, Ladder
from grader.equivalence.monotone_conditions import same_between_breakpoints
from grader.equivalence.solution_sets import same_solutions
from grader.equivalence.witness import point_of, structural, text_of_ball
from grader.expr.nodes import Assignment, Indicator, Junction, Node, Relation
from grader.records import Agreement, Decision, Equality, Witness

if TYPE_CHECKING:
    from grader.equivalence.lower import Env, Scope

__all__ = ["decide_assignment", "decide_relation"]

UNKNOWN = Decision(result=Equality.UNKNOWN, by="limit", agreement=Agreement(points=0, digits=0))
MAX_FACTOR = 1_000_000
POINTS = 24
INTERVALS = frozenset({"real", "positive", "nonnegative", "negative"})
REVERSED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}


def decide_assignment(scope: Scope, ladder: Ladder, student: Node, expected: Assignment, env: Env) -> Decision:
    """Return whether an answer assigns the expected value to the expected target."""
    if isinstance(student, Relation) and student.operators == ("=",):
        student = Assignment(*student.operands)
    if not isinstance(student, Assignment):
        return structural("An update rule is expected: a name, then ':=' or '←', then its new value.")
    targets = [scope.lower(tree.target, env) for tree in (student, expected)]
    if shape_of(targets[0]) != shape_of(targets[1]) or entries_of(targets[0]) != entries_of(targets[1]):
        return structural("The update rule assigns to another name than expected.")
    return decide_values(ladder, scope.lower(student.value, env), scope.lower(expected.value, env))


def decide_values(ladder: Ladder, left: Value, right: Value) -> Decision:
    """Return whether two values of one shape are equal in every entry."""
    if shape_of(left) != shape_of(right):
        from grader.equivalence.arrays import named

        return structural(f"The right-hand side is {named(shape_of(left))}, but {named(shape_of(right))} is expected.")
    return all_of([ladder.decide(s, e) for s, e in zip(entries_of(left), entries_of(right), strict=True)])


def all_of(decisions: list[Decision]) -> Decision:
    """Return the decision about several equalities at once: the first that is not ``equal``."""
    return min(decisions, key=lambda decision: ORDER[decision.result])


def decide_relation(scope: Scope, ladder: Ladder, student: Node, expected: Node, env: Env) -> Decision:
    """Return whether two conditions say the same."""
    if isinstance(student, Assignment):
        student = Relation((student.target, student.value), ("=",))
    if isinstance(student, Indicator):
        student = student.condition
    if not isinstance(student, Relation | Junction):
        return structural("An equation, inequality or condition is expected.")
    if (
        isinstance(student, Relation)
        and isinstance(expected, Relation)
        and {*student.operators, *expected.operators} <= {"="}
    ):
        return decide_equations(scope, ladder, student, expected, env)
    found = same_solutions(scope, student, expected, env)
    if found is None:
        found = same_between_breakpoints(scope, ladder, student, expected, env)
    if found is not None:
        return found
    if isinstance(student, Relation) and isinstance(expected, Relation):
        return decide_inequalities(scope, ladder, student, expected, env)
    return decide_junctions(scope, ladder, student, expected, env)


def differences(scope: Scope, relation: Relation, env: Env) -> list[Value]:
    """Return left minus right for each comparison in a chain."""
    values = [scope.lower(operand, env) for operand in relation.operands]
    g = scope.graph
    return [elementwise(g.sub, left, right) for left, right in pairwise(values)]


def decide_equations(scope: Scope, ladder: Ladder, student: Relation, expected: Relation, env: Env) -> Decision:
    """Return whether two equations, or chains of them, are the same up to rearrangement and constant factors."""
    left, right = differences(scope, student, env), differences(scope, expected, env)
    if len(left) != len(right) or any(shape_of(a) != shape_of(b) for a, b in zip(left, right, strict=True)):
        return structural("The equation has another number of sides, or sides of another shape, than expected.")
    decisions = [proportional(ladder, a, b) for s, e in zip(left, right, strict=True)
                 for a, b in zip(entries_of(s), entries_of(e), strict=True)]  # fmt: skip
    worst = all_of(decisions)
    return worst if len(left) == 1 or worst.result is Equality.EQUAL else UNKNOWN


def proportional(ladder: Ladder, student: int, expected: int, *, by_positive: bool = False) -> Decision:
    """Return whether one node is a constant multiple of another, the constant not zero (or positive)."""
    direct = ladder.decide(student, expected)
    if direct.result is Equality.EQUAL:
        return direct
    ratios = ratios_at_points(ladder, student, expected)
    if len(ratios) < 2:
        return UNKNOWN if direct.result is Equality.UNKNOWN else one_vanishes(ladder, student, expected, direct)
    (point, first), (_, second) = ratios[0], ratios[1]
    if not first.overlaps(second):
        reason = (
            "Left minus right of the answer is not a constant multiple of that of the expected relation: "
            "the values are their ratio at this point and at another."
        )
        return Decision(
            result=Equality.DIFFERENT,
            by="enclosure",
            witness=Witness(reason=reason, point=point, student=text_of_ball(first), expected=text_of_ball(second)),
        )
    factor = simple_rational(first)
    if factor is None or factor == 0 or (by_positive and factor < 0):
        return (
            UNKNOWN
            if factor is None
            else structural("The sides are exchanged, or multiplied by a negative number, without turning the sign.")
        )
    return ladder.decide(student, ladder.graph.scale(expected, factor if factor.q != 1 else int(factor.p)))


def one_vanishes(ladder: Ladder, student: int, expected: int, direct: Decision) -> Decision:
    """Return the decision where a ratio could not be formed: different if one side only is always zero."""
    zeros = [ladder.decide(node, ladder.graph.number(0)).result for node in (student, expected)]
    return direct if {*zeros} == {Equality.EQUAL, Equality.DIFFERENT} else UNKNOWN


def ratios_at_points(ladder: Ladder, student: int, expected: int) -> list[tuple[tuple[tuple[str, str], ...], Any]]:
    """Return the ratio of two nodes at the first points where it is enclosed."""
    found = []
    for number in range(8):
        sample = ladder.sample(number, 256)
        values = sample.evaluate()
        left, right = values[student], values[expected]
        if left is None or right is None or not left.is_finite() or not right.is_finite() or right.contains(0):
            continue
        found.append((point_of(ladder.graph, sample, [student, expected]), left / right))
    return found


def simple_rational(ball: Any) -> fmpq | None:
    """Return the rational number with a small denominator inside a ball, if there is one."""
    from fractions import Fraction

    middle = ball.mid().fmpq() if ball.is_finite() else None
    if middle is None:
        return None
    guess = Fraction(int(middle.p), int(middle.q)).limit_denominator(MAX_FACTOR)
    value = fmpq(guess.numerator, guess.denominator)
    return value if ball.contains(value) else None


def decide_inequalities(scope: Scope, ladder: Ladder, student: Relation, expected: Relation, env: Env) -> Decision:
    """Return whether two inequalities are the same up to a positive factor, or one holds where the other does not."""
    if len(student.operators) != 1 or len(expected.operators) != 1:
        return UNKNOWN
    sides = [positive_side(scope, relation, env) for relation in (student, expected)]
    if any(isinstance(side, Array) for side, _ in sides):
        return UNKNOWN
    (left, left_operator), (right, right_operator) = sides
    assert isinstance(left, int) and isinstance(right, int)
    refuted = solved_by_one(ladder, (left, left_operator), (right, right_operator))
    if refuted is not None:
        return refuted
    cleared_left, cleared_right = (without_denominators(ladder.graph, side) for side in (left, right))
    scaled = proportional(ladder, cleared_left, cleared_right, by_positive=left_operator in (">", ">="))
    if scaled.result is not Equality.EQUAL:
        return UNKNOWN
    if scaled.remarks:  # the answer has values where what is expected, having none, does not hold
        return solved_in_gaps(ladder, (left, left_operator), (right, right_operator)) or UNKNOWN
    if left_operator == right_operator:
        return scaled
    if not crosses_zero(ladder, left):
        return UNKNOWN
    return structural("The boundary belongs to one of the two conditions and not to the other.")


def crosses_zero(ladder: Ladder, node: int) -> bool:
    """Tell whether a node is known to vanish somewhere: it is continuous on a convex domain and takes both signs."""
    if not facts.is_entire(ladder.graph, node) or not is_convex(ladder.graph, node):
        return False
    balls = [ladder.sample(number, 64).evaluate()[node] for number in range(POINTS)]
    return any(ball > 0 for ball in balls) and any(ball < 0 for ball in balls)


def is_convex(graph: Graph, node: int) -> bool:
    """Tell whether all symbols below a node range over intervals."""
    symbols = (graph.data[below] for below in reachable(graph, [node]) if graph.kind[below] == ATOM)
    return all(domain.kind in INTERVALS for _, domain in symbols)


def positive_side(scope: Scope, relation: Relation, env: Env) -> tuple[Value, str]:
    """Return a comparison as a difference and ``>``, ``>=``, ``=`` or ``!=``."""
    (difference,) = differences(scope, relation, env)
    operator = relation.operators[0]
    if operator in ("<", "<="):
        return elementwise(scope.graph.neg, difference), REVERSED[operator]
    return difference, operator


def solved_by_one(ladder: Ladder, student: tuple[int, str], expected: tuple[int, str]) -> Decision | None:
    """Return the decision ``different`` where a point solves one of two comparisons and not the other."""
    return told_apart(ladder, (ladder.sample(number, 64) for number in range(POINTS)), student, expected)


def solved_in_gaps(ladder: Ladder, student: tuple[int, str], expected: tuple[int, str]) -> Decision | None:
    """Return the decision ``different`` where a point of some piece of the domain solves one of two comparisons."""
    return told_apart(ladder, ladder.on_the_domain(student[0], expected[0]), student, expected)


def told_apart(
    ladder: Ladder, samples: Iterable[Sample], student: tuple[int, str], expected: tuple[int, str]
) -> Decision | None:
    """Return the decision ``different`` where one of some points solves one of two comparisons and not the other."""
    for sample in samples:
        values = sample.evaluate()
        verdicts = [holds_at(values[node], operator) for node, operator in (student, expected)]
        if None not in verdicts and verdicts[0] != verdicts[1]:
            who = "the answer but not what is expected" if verdicts[0] else "what is expected but not the answer"
            point = point_of(ladder.graph, sample, [student[0], expected[0]])
            witness = Witness(
                reason=f"This point satisfies {who}.",
                point=point,
                student=str(verdicts[0]).lower(),
                expected=str(verdicts[1]).lower(),
            )
            return Decision(result=Equality.DIFFERENT, by="enclosure", witness=witness)
    return None


def holds_at(ball: Any, operator: str) -> bool | None:
    """Return whether a comparison with zero holds for certain, or does not; None where the ball leaves it open."""
    if ball is None:
        return False
    if not ball.is_finite() or ball.contains(0):
        return None
    return bool(ball > 0) if operator in (">", ">=") else operator == "!="


def decide_junctions(scope: Scope, ladder: Ladder, student: Node, expected: Node, env: Env) -> Decision:
    """Return whether two conditions joined in the same way consist of the same parts."""
    if not isinstance(student, Junction) or not isinstance(expected, Junction):
        return UNKNOWN
    if student.kind != expected.kind or len(student.parts) != len(expected.parts):
        return UNKNOWN
    left = list(student.parts)
    for part in expected.parts:
        match = next((p for p in left if decide_relation(scope, ladder, p, part, env).result is Equality.EQUAL), None)
        if match is None:
            return UNKNOWN
        left.remove(match)
    return Decision(result=Equality.EQUAL, by="exact")

"""Equations, inequalities and assignments.

An *assignment* is right when its target is the expected one and the right-hand sides are equal. *Equations* are
compared in ``equations``. *Inequalities*, and conditions joined by *and* and *or*, are equal when they have the same
solutions: exactly, in one variable (``solution_sets``, ``monotone_conditions``); in several variables when they are the
same up to a positive factor.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from grader.equivalence import facts
from grader.equivalence.arrays import Array, Value, elementwise, entries_of, shape_of
from grader.equivalence.calculus import reachable
from grader.equivalence.denominators import without_denominators
from grader.equivalence.enclosure import Sample
from grader.equivalence.equations import all_of, decide_equations, differences, proportional, undecided
from grader.equivalence.graph import Graph
from grader.equivalence.kinds import ATOM
from grader.equivalence.ladder import Ladder
from grader.equivalence.monotone_conditions import same_between_breakpoints
from grader.equivalence.solution_sets import same_solutions
from grader.equivalence.witness import point_of, solves_one, structural
from grader.expr.nodes import Assignment, Indicator, Junction, Node, Relation
from grader.records import Decision, Equality

if TYPE_CHECKING:
    from grader.equivalence.lower import Env, Scope

__all__ = ["decide_assignment", "decide_relation"]

UNKNOWN = undecided()
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
            point = point_of(ladder.graph, sample, [student[0], expected[0]])
            return solves_one(point, is_students=bool(verdicts[0]), by="enclosure")
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

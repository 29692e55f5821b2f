"""Equations, inequalities and assignments.

An *assignment* is right when its target is the expected one and the right-hand sides are equal. *Equations* are
compared in ``equations``. *Inequalities*, and conditions joined by *and* and *or*, are equal when they have the same
solutions: exactly, in one variable (``solution_sets``, ``monotone_conditions``); in several variables when they are the
same up to a positive factor.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from grader.equivalence.conditions.equations import all_of, decide_equations, differences, proportional
from grader.equivalence.conditions.monotone_conditions import same_between_breakpoints
from grader.equivalence.conditions.solution_sets import TESTS, comparisons, same_solutions
from grader.equivalence.graph import facts
from grader.equivalence.graph.calculus import reachable
from grader.equivalence.graph.denominators import without_denominators
from grader.equivalence.graph.graph import Graph
from grader.equivalence.graph.kinds import ATOM
from grader.equivalence.lowering.arrays import Array, Value, elementwise, entries_of, named, shape_of
from grader.equivalence.lowering.scope import Env, Scope
from grader.equivalence.rungs.ladder import Ladder
from grader.equivalence.values.enclosure import Sample
from grader.equivalence.witness import point_of, solves_one, structural, undecided
from grader.expr.nodes import Assignment, Indicator, Junction, Node, Relation
from grader.records import Decision, Equality

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
    found = found or same_between_breakpoints(scope, ladder, student, expected, env)
    found = found or solved_by_one(scope, ladder, student, expected, env)
    return found or decide_alike(scope, ladder, parted(student), parted(expected), env)


def parted(tree: Node) -> Node:
    """Return a chain as its comparisons joined by *and*; what is no chain as it is."""
    if not isinstance(tree, Relation) or len(tree.operators) == 1:
        return tree
    pairs = zip(pairwise(tree.operands), tree.operators, strict=True)
    return Junction("and", tuple(Relation(sides, (operator,)) for sides, operator in pairs))


def decide_inequalities(scope: Scope, ladder: Ladder, student: Relation, expected: Relation, env: Env) -> Decision:
    """Return whether two inequalities that no point tells apart are the same up to a positive factor."""
    sides = [positive_side(scope, relation, env) for relation in (student, expected)]
    (left, left_operator), (right, right_operator) = sides
    if isinstance(left, Array) or isinstance(right, Array):
        return UNKNOWN
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


def solved_by_one(scope: Scope, ladder: Ladder, student: Node, expected: Node, env: Env) -> Decision | None:
    """Return the decision ``different`` where a point solves one of two conditions and not the other."""
    noted: dict[int, list[tuple[int, str]]] = {}
    trees = [comparisons(scope, tree, env, noted) for tree in (student, expected)]
    if None in trees:
        return None
    nodes = [node for tests in noted.values() for node, _ in tests]
    return told_apart(ladder, (ladder.sample(number, 64) for number in range(POINTS)), trees, nodes)


def solved_in_gaps(ladder: Ladder, student: tuple[int, str], expected: tuple[int, str]) -> Decision | None:
    """Return the decision ``different`` where a point of some piece of the domain solves one of two comparisons."""
    nodes = [student[0], expected[0]]
    return told_apart(ladder, ladder.on_the_domain(*nodes), [student, expected], nodes)


def told_apart(
    ladder: Ladder, samples: Iterable[Sample], trees: Sequence[Any], nodes: Sequence[int]
) -> Decision | None:
    """Return the decision ``different`` where one of some points solves one of two conditions and not the other."""
    for sample in samples:
        values = sample.evaluate()
        mine, theirs = (holds_at(values, tree) for tree in trees)
        if mine is not None and theirs is not None and mine != theirs:
            return solves_one(point_of(ladder.graph, sample, nodes), is_students=mine, by="enclosure")
    return None


def holds_at(values: Sequence[Any], tree: Any) -> bool | None:
    """Return whether a condition holds for certain at a point, or does not; None where the balls leave it open."""
    kind, parts = tree
    if kind not in ("and", "or"):
        return passes(values[kind], parts)
    found = {holds_at(values, part) for part in parts}
    decisive = kind == "or"  # one part that holds decides *or*, one that does not hold *and*
    return decisive if decisive in found else None if None in found else not decisive


def passes(ball: Any, operator: str) -> bool | None:
    """Return whether a comparison with zero holds for certain, or does not; None where the ball leaves it open."""
    if ball is None:
        return False
    if not ball.is_finite() or ball.contains(0):
        return None
    return {1 if ball > 0 else -1} <= TESTS[operator]


def decide_alike(scope: Scope, ladder: Ladder, student: Node, expected: Node, env: Env) -> Decision:
    """Return whether two comparisons say the same, or two conditions joined in the same way have the same parts."""
    if isinstance(student, Relation) and isinstance(expected, Relation):
        return decide_inequalities(scope, ladder, student, expected, env)
    if not isinstance(student, Junction) or not isinstance(expected, Junction):
        return UNKNOWN
    if (student.kind, len(student.parts)) != (expected.kind, len(expected.parts)):
        return UNKNOWN
    left = list(student.parts)
    for part in expected.parts:
        match = next((p for p in left if decide_relation(scope, ladder, p, part, env).result is Equality.EQUAL), None)
        if match is None:
            return UNKNOWN
        left.remove(match)
    return Decision(result=Equality.EQUAL, by="exact")

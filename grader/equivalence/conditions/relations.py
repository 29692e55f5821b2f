"""Equations, inequalities and assignments.

An *assignment* is right when its target is the expected one and the right-hand sides are equal. *Equations* are
compared in ``equations``. *Inequalities*, and conditions joined by *and* and *or*, are equal when they have the same
solutions: exactly, in one variable (``solution_sets``, ``monotone_conditions``); in several variables when they are the
same up to a positive factor, or by the signs of their factors (``several_unknowns``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from grader.equivalence.conditions.equations import (
    combine_decisions,
    decide_equations,
    decide_proportional,
    list_differences,
)
from grader.equivalence.conditions.one_variable import (
    confirm_witness,
    decide_by_solutions,
    make_strict,
    may_jump,
    refute_in_balls,
)
from grader.equivalence.conditions.several_unknowns import UNPROVED, decide_in_several_unknowns
from grader.equivalence.conditions.solution_sets import TESTS, list_comparisons
from grader.equivalence.conditions.step_edges import find_point_at_edges
from grader.equivalence.graph import facts
from grader.equivalence.graph.calculus import list_reachable
from grader.equivalence.graph.denominators import clear_denominators
from grader.equivalence.graph.graph import Graph
from grader.equivalence.graph.kinds import ATOM
from grader.equivalence.infinite import sign_of_infinity
from grader.equivalence.lowering.arrays import Array, Value, apply_elementwise, describe_shape, entries_of, shape_of
from grader.equivalence.lowering.scope import Env, Scope
from grader.equivalence.rungs.ladder import Ladder
from grader.equivalence.solving.families import replace_families, replace_possible_families
from grader.equivalence.solving.written_domains import list_domain_tests
from grader.equivalence.systems.written_conditions import has_gaps, list_gaps
from grader.equivalence.values.enclosure import Sample
from grader.equivalence.witness import leave_undecided, point_of, refute_by_solution, refute_by_structure
from grader.expr.nodes import Assignment, Indicator, Junction, Node, Relation
from grader.expr.traverse import free_symbols
from grader.records import Decision, Equality

__all__ = ["decide_assignment", "decide_relation"]

UNKNOWN = leave_undecided()
PERHAPS_COUNTING = (
    "They differ if every letter is one number, but a letter may stand for any whole number here. If it does, declare "
    "it as 'integer'."
)
UNPROVED_EDGES = (
    "They are the same but for the places where a step jumps, and it could not be proved that they are the same there."
)
POINTS = 24  # of the domain; as many as the ladder tries before it gives up
# Domains that hold every number between any two of theirs.
INTERVALS = frozenset({"real", "positive", "nonnegative", "negative"})
REVERSED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}


def decide_assignment(scope: Scope, ladder: Ladder, student: Node, expected: Assignment, env: Env) -> Decision:
    """Return whether an answer assigns the expected value to the expected target."""
    # Students write w = w - eta g for an update; as an equation it would say that eta g is zero.
    if isinstance(student, Relation) and student.operators == ("=",):
        student = Assignment(*student.operands)
    if not isinstance(student, Assignment):
        return refute_by_structure("An update rule is expected: a name, then ':=' or '←', then its new value.")
    targets = [scope.lower(tree.target, env) for tree in (student, expected)]
    if shape_of(targets[0]) != shape_of(targets[1]) or entries_of(targets[0]) != entries_of(targets[1]):
        return refute_by_structure("The update rule assigns to another name than expected.")
    return decide_values(ladder, scope.lower(student.value, env), scope.lower(expected.value, env))


def decide_values(ladder: Ladder, left: Value, right: Value) -> Decision:
    """Return whether two values of one shape are equal in every entry."""
    if shape_of(left) != shape_of(right):
        return refute_by_structure(
            f"The right-hand side is {describe_shape(shape_of(left))}, "
            f"but {describe_shape(shape_of(right))} is expected."
        )
    return combine_decisions([ladder.decide(s, e) for s, e in zip(entries_of(left), entries_of(right), strict=True)])


def decide_relation(scope: Scope, ladder: Ladder, student: Node, expected: Node, env: Env) -> Decision:
    if isinstance(student, Assignment):
        student = Relation((student.target, student.value), ("=",))
    if isinstance(student, Indicator):
        student = student.condition
    if not isinstance(student, Relation | Junction):
        return refute_by_structure("An equation, inequality or condition is expected.")
    student, expected = drop_infinite_ends(student), drop_infinite_ends(expected)
    student, expected = replace_families(scope, (student, expected), env)
    found = decide_exactly(scope, ladder, student, expected, env)
    if found.result is not Equality.DIFFERENT:
        return found
    # A letter that nobody declared may count: x = k pi and sin x = 0 are not different then.
    counted = replace_possible_families(scope, (student, expected), env)
    if counted is None or decide_exactly(scope, ladder, *counted, env).result is Equality.DIFFERENT:
        return found
    return leave_undecided(PERHAPS_COUNTING)


def drop_infinite_ends(tree: Node) -> Node:
    """Return a condition without infinite ends, which say nothing: ``1 < x < oo`` is ``1 < x``.

    Where nothing else is said, it still says that the value exists: ``-oo < 1/x < oo`` is ``1/x = 1/x``.
    """
    if isinstance(tree, Junction):
        return replace(tree, parts=tuple(map(drop_infinite_ends, tree.parts)))
    if not isinstance(tree, Relation):
        return tree
    sides, operators = list(tree.operands), list(tree.operators)
    rising = {*operators} <= {"<", "<="}
    if not rising and not {*operators} <= {">", ">="}:
        return tree
    low, high = (0, -1) if rising else (-1, 0)
    for place, sign in ((low, -1), (high, 1)):
        if operators and sign_of_infinity(sides[place]) == sign:
            del sides[place], operators[place]
    if any(map(sign_of_infinity, sides)):
        return tree  # oo < x, which no number satisfies, is refused as it was
    return Relation(tuple(sides), tuple(operators)) if operators else Relation((sides[0], sides[0]), ("=",))


def decide_exactly(scope: Scope, ladder: Ladder, student: Node, expected: Node, env: Env) -> Decision:
    """Return whether two conditions have the same solutions, edges of steps included, with every letter unknown."""
    found = decide_condition(scope, ladder, student, expected, env)
    if found.result is not Equality.EQUAL or scope.graph.strict or not may_jump(scope, student, expected):
        return found
    # The rules for signs hold but for single points, and these count in conditions.
    return decide_strictly(scope, ladder, student, expected, env)


def decide_strictly(scope: Scope, ladder: Ladder, student: Node, expected: Node, env: Env) -> Decision:
    """Return the decision about two conditions that are the same but for the edges of steps."""
    scope, ladder, env = make_strict(scope, ladder, env)
    found = decide_condition(scope, ladder, student, expected, env)
    if found.result is not Equality.UNKNOWN:
        return found
    at_edge = confirm_witness(find_point_at_edges(scope, ladder, student, expected, env), student, expected)
    return at_edge or leave_undecided(UNPROVED_EDGES)


def decide_condition(scope: Scope, ladder: Ladder, student: Node, expected: Node, env: Env) -> Decision:
    """Return whether two conditions have the same solutions, where their graph lets them differ."""
    found = decide_by_form(scope, ladder, student, expected, env)
    if found.result is Equality.EQUAL and not may_differ_in_gaps(scope, student, expected, env):
        return found
    if found.result is Equality.DIFFERENT and found.by != "structure":
        return found
    # Equations and junctions have been compared by their solutions, unless they are equal but for their gaps.
    if found.result is Equality.UNKNOWN and (
        is_equation(student, expected) or Junction in (type(student), type(expected))
    ):
        return found
    exact = decide_in_several_unknowns(scope, ladder, student, expected, env)
    if exact is None or exact.result is Equality.UNKNOWN:
        return leave_undecided(UNPROVED) if found.result is Equality.EQUAL else found
    if exact.result is found.result and found.witness is not None and exact.witness is not None:
        # That only the boundary differs helps a student more than the point, which is the evidence.
        return replace(found, witness=replace(exact.witness, reason=found.witness.reason))
    return exact


def decide_by_form(scope: Scope, ladder: Ladder, student: Node, expected: Node, env: Env) -> Decision:
    """Return whether two conditions are the same by their form, by their solutions in one variable, or by points."""
    if isinstance(student, Relation) and isinstance(expected, Relation) and is_equation(student, expected):
        return decide_equations(scope, ladder, student, expected, env)
    # Exact methods first. Only they can conclude equal where the conditions are written differently; points can only
    # conclude different.
    found = decide_by_solutions(scope, ladder, student, expected, env)
    found = found or confirm_witness(find_point_of_one(scope, ladder, student, expected, env), student, expected)
    found = found or refute_in_balls(scope, student, expected, env)
    if found is None and (isinstance(student, Junction) or isinstance(expected, Junction)):
        found = decide_in_several_unknowns(scope, ladder, student, expected, env)
    if found is not None and found.result is not Equality.UNKNOWN:
        return found
    joined = decide_joined(scope, ladder, split_chain(student), split_chain(expected), env)
    return joined if found is None or joined.result is Equality.EQUAL else found


def is_equation(*trees: Node) -> bool:
    """Whether all trees are equations, or chains of them."""
    return all(isinstance(tree, Relation) and {*tree.operators} == {"="} for tree in trees)


def may_differ_in_gaps(scope: Scope, student: Node, expected: Node, env: Env) -> bool:
    """Whether two conditions in several unknowns that are alike may be undefined at different points."""
    trees = (student, expected)
    if not any(map(has_gaps, trees)) or len({symbol for tree in trees for symbol in free_symbols(tree)}) < 2:
        return False  # what is divided by in one variable is looked at by the exact methods
    gaps = [list_gaps(scope, tree, env) for tree in trees]
    return None in gaps or gaps[0] != gaps[1]


def split_chain(tree: Node) -> Node:
    """Return a chain as its comparisons joined by *and*; what is no chain as it is."""
    if not isinstance(tree, Relation) or len(tree.operators) == 1:
        return tree
    pairs = zip(pairwise(tree.operands), tree.operators, strict=True)
    return Junction("and", tuple(Relation(sides, (operator,)) for sides, operator in pairs))


def decide_inequalities(scope: Scope, ladder: Ladder, student: Relation, expected: Relation, env: Env) -> Decision:
    """Return whether two inequalities that no point tells apart are the same up to a positive factor."""
    sides = [make_positive_side(scope, relation, env) for relation in (student, expected)]
    (left, left_operator), (right, right_operator) = sides
    if isinstance(left, Array) or isinstance(right, Array):
        return UNKNOWN
    cleared_left, cleared_right = (clear_denominators(ladder.graph, side) for side in (left, right))
    scaled = decide_proportional(ladder, cleared_left, cleared_right, by_positive=left_operator in (">", ">="))
    if scaled.result is not Equality.EQUAL:
        return UNKNOWN
    # The sides may be proportional only where both have values: x^2/x > y does not hold at 0.
    domains = [[test for operand in relation.operands for test in list_domain_tests(scope, operand, env)]
               for relation in (student, expected)]  # fmt: skip
    if any(test not in domains[1] for test in domains[0]) or any(test not in domains[0] for test in domains[1]):
        return find_point_in_gaps(ladder, (left, left_operator), (right, right_operator)) or UNKNOWN
    # The two are equal where both have values, but the answer has more values; points in these gaps may tell them
    # apart.
    if scaled.remarks:  # the answer has values where what is expected, having none, does not hold
        return find_point_in_gaps(ladder, (left, left_operator), (right, right_operator)) or UNKNOWN
    if left_operator == right_operator:
        return scaled
    # x^2 > 0 and x^2 >= 0 differ at one point, x^2 + 1 > 0 and >= 0 nowhere. They are different only if the boundary is
    # really reached.
    if not crosses_zero(ladder, left):
        return UNKNOWN
    return refute_by_structure("The boundary belongs to one of the two conditions and not to the other.")


def crosses_zero(ladder: Ladder, node: int) -> bool:
    """Whether a node is known to vanish somewhere: it is continuous on a convex domain and takes both signs."""
    if not facts.is_entire(ladder.graph, node) or not is_convex(ladder.graph, node):
        return False
    # Intermediate value theorem: continuous on a convex set and of both signs, so zero somewhere.
    balls = [ladder.sample(number, 64).evaluate()[node] for number in range(POINTS)]
    return any(ball > 0 for ball in balls) and any(ball < 0 for ball in balls)


def is_convex(graph: Graph, node: int) -> bool:
    """Whether all symbols below a node range over intervals."""
    symbols = (graph.data[below] for below in list_reachable(graph, [node]) if graph.kind[below] == ATOM)
    return all(domain.kind in INTERVALS for _, domain in symbols)


def make_positive_side(scope: Scope, relation: Relation, env: Env) -> tuple[Value, str]:
    """Return a comparison as a difference and ``>``, ``>=``, ``=`` or ``!=``."""
    (difference,) = list_differences(scope, relation, env)
    operator = relation.operators[0]
    if operator in ("<", "<="):
        return apply_elementwise(scope.graph.neg, difference), REVERSED[operator]
    return difference, operator


def find_point_of_one(scope: Scope, ladder: Ladder, student: Node, expected: Node, env: Env) -> Decision | None:
    """Return the decision ``different`` where a point solves one of two conditions and not the other."""
    noted: dict[int, list[tuple[int, str]]] = {}
    trees = [list_comparisons(scope, tree, env, noted) for tree in (student, expected)]
    if None in trees:
        return None
    nodes = [node for tests in noted.values() for node, _ in tests]
    return refute_at_points(ladder, (ladder.sample(number, 64) for number in range(POINTS)), trees, nodes)


def find_point_in_gaps(ladder: Ladder, student: tuple[int, str], expected: tuple[int, str]) -> Decision | None:
    """Return the decision ``different`` where a point of some piece of the domain solves one of two comparisons."""
    nodes = [student[0], expected[0]]
    return refute_at_points(ladder, ladder.list_points_on_domain(*nodes), [student, expected], nodes)


def refute_at_points(
    ladder: Ladder, samples: Iterable[Sample], trees: Sequence[Any], nodes: Sequence[int]
) -> Decision | None:
    """Return the decision ``different`` where one of some points solves one of two conditions and not the other."""
    for sample in samples:
        values = sample.evaluate()
        mine, theirs = (holds_at(values, tree) for tree in trees)
        if mine is not None and theirs is not None and mine != theirs:
            return refute_by_solution(point_of(ladder.graph, sample, nodes), is_students=mine, by="enclosure")
    return None


def holds_at(values: Sequence[Any], tree: Any) -> bool | None:
    """Return whether a condition holds for certain at a point, or does not; None where the balls leave it open."""
    kind, parts = tree
    if kind not in ("and", "or"):
        return passes_test(values[kind], parts)
    found = {holds_at(values, part) for part in parts}
    decisive = kind == "or"  # one part that holds decides *or*, one that does not hold *and*
    return decisive if decisive in found else None if None in found else not decisive


def passes_test(ball: Any, operator: str) -> bool | None:
    """Return whether a comparison with zero holds for certain, or does not; None where the ball leaves it open."""
    # Where a side has no value the condition does not hold, as 1/x > 0 at 0.
    if ball is None:
        return False
    # A ball that holds zero leaves the sign open; at this point nothing is claimed.
    if not ball.is_finite() or ball.contains(0):
        return None
    return {1 if ball > 0 else -1} <= TESTS[operator]


def decide_joined(scope: Scope, ladder: Ladder, student: Node, expected: Node, env: Env) -> Decision:
    """Return whether two comparisons say the same, or two conditions joined in the same way have the same parts."""
    if isinstance(student, Relation) and isinstance(expected, Relation):
        return decide_inequalities(scope, ladder, student, expected, env)
    if not isinstance(student, Junction) or not isinstance(expected, Junction):
        return UNKNOWN
    if (student.kind, len(student.parts)) != (expected.kind, len(expected.parts)):
        return UNKNOWN
    # Each part may be used once: (A and A) is not (A and B).
    left = list(student.parts)
    for part in expected.parts:
        match = next((p for p in left if decide_condition(scope, ladder, p, part, env).result is Equality.EQUAL), None)
        if match is None:
            return UNKNOWN
        left.remove(match)
    return Decision(result=Equality.EQUAL, by="exact")

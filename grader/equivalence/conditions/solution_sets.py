"""Conditions in one variable, compared by their solutions, exactly.

Every comparison ``l < r`` is a polynomial against zero once the signs of its absolute values are fixed. The real
roots of all these polynomials cut the line into points and open intervals, on each of which every comparison is
constant: one rational number inside each interval, and each root itself (a root of one irreducible factor, at which
another polynomial vanishes exactly when that factor divides it), decide whether two conditions have the same
solutions. Where the variable is a whole number, those beside each root are tried.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flint import fmpq

from grader.equivalence.graph.calculus import list_reachable, substitute
from grader.equivalence.graph.graph import Graph
from grader.equivalence.graph.kinds import ATOM, CALL, NUMBER, UNDEFINED
from grader.equivalence.graph.monotone_sides import subtract_sides
from grader.equivalence.lowering.arrays import Array
from grader.equivalence.lowering.scope import Env, Scope
from grader.equivalence.solving.written_domains import list_domain_tests, list_nodes
from grader.equivalence.values.exact_roots import (
    CriticalNumbers,
    NotPolynomialError,
    Root,
    find_sign,
    find_sign_and_denominator,
    find_sign_polynomial,
)
from grader.equivalence.witness import refute_by_solution, text_of_ball
from grader.expr.nodes import Junction, Node, Relation
from grader.records import Decision, Equality, Witness

__all__ = [
    "POLE", "TESTS", "decide_polynomial_conditions", "holds_for_signs", "list_comparisons", "refute_at_place",
]  # fmt: skip

PRECISION = 256  # bits in which the roots of conditions are enclosed
MAX_SIGNS = 12  # of absolute values and steps; each may split every interval in three
POLE = 2  # the sign of what is undefined, which passes no test
TESTS = {">": {1}, ">=": {0, 1}, "<": {-1}, "<=": {-1, 0}, "=": {0}, "!=": {-1, 1}}


def decide_polynomial_conditions(scope: Scope, student: Node, expected: Node, env: Env) -> Decision | None:
    """Return whether two conditions have the same solutions; None where that cannot be worked out."""
    g = scope.graph
    pairs: dict[int, list[tuple[int, str]]] = {}
    trees = [list_comparisons(scope, tree, env, pairs) for tree in (student, expected)]
    if None in trees:
        return None
    nodes = [node for found in pairs.values() for node, _ in found]
    below = list_reachable(g, nodes)
    atoms = [node for node in below if g.kind[node] == ATOM]
    if all(g.kind[node] == NUMBER or node == UNDEFINED for node in nodes):
        return decide_by_numbers(g, nodes, trees)
    # The method orders the roots on one line; with several symbols there is no such order.
    if len(atoms) != 1:
        return None
    try:
        return compare_at_places(g, atoms[0], nodes, trees)
    except NotPolynomialError:
        return None


def list_comparisons(scope: Scope, tree: Node, env: Env, found: dict[int, list[tuple[int, str]]]) -> Any:
    """Return a condition as nested lists of (node, operator), noting every node."""
    if isinstance(tree, Junction):
        parts = [list_comparisons(scope, part, env, found) for part in tree.parts]
        return None if None in parts else (tree.kind, parts)
    if not isinstance(tree, Relation):
        return None
    known = scope.conditions.get(id(tree))
    # Each method asks anew about the same two conditions.
    if known is None or known[0] is not tree or known[1] is not env:
        known = scope.conditions[id(tree)] = (tree, env, list_tests(scope, tree, env))
    tests = known[2]
    if tests is None:
        return None
    found.setdefault(id(tree), []).extend([(node, "") for test in tests for node in list_nodes(test)])
    return ("and", tests)


def list_tests(scope: Scope, tree: Relation, env: Env) -> list[Any] | None:
    """Return the comparisons with zero that a relation means, and where its sides have values; None for arrays."""
    values = [scope.lower(operand, env) for operand in tree.operands]
    tests: list[Any] = []
    for left, operator, right in zip(values, tree.operators, values[1:], strict=False):
        if isinstance(left, Array) or isinstance(right, Array):
            return None
        tests.append((subtract_sides(scope.graph, left, right), operator))
    # The graph cancels poles: x/x is 1, and sign(1/t) is sign(t). The text itself says where it has a value.
    for operand in tree.operands:
        tests += list_domain_tests(scope, operand, env)
    return tests


def holds_for_signs(tree: Any, signs: Mapping[int, int]) -> bool:
    """Whether a condition holds, given the sign of each of its nodes."""
    if isinstance(tree[0], int):
        return signs[tree[0]] in TESTS[tree[1]]
    parts = (holds_for_signs(part, signs) for part in tree[1])
    return all(parts) if tree[0] == "and" else any(parts)


def decide_by_numbers(g: Graph, nodes: list[int], trees: list[Any]) -> Decision:
    """Return whether two conditions without symbols both hold, or both do not."""
    signs = {node: POLE if node == UNDEFINED else (g.data[node] > 0) - (g.data[node] < 0) for node in nodes}
    student, expected = (holds_for_signs(tree, signs) for tree in trees)
    if student == expected:
        return Decision(result=Equality.EQUAL, by="exact")
    witness = Witness(
        reason="One of the two conditions always holds, and the other never does.",
        student=str(student).lower(),
        expected=str(expected).lower(),
    )
    return Decision(result=Equality.DIFFERENT, by="exact", witness=witness)


def compare_at_places(g: Graph, atom: int, nodes: list[int], trees: list[Any]) -> Decision | None:
    """Return whether two conditions agree on every interval and at every critical number of the domain."""
    kinks = [node for node in list_reachable(g, nodes) if g.kind[node] == CALL and g.data[node][0] == "sign"]
    # The number of cases is bounded before any of them is worked out.
    if len(kinks) > MAX_SIGNS:
        return None
    found = CriticalNumbers(g.data[atom][1], PRECISION)
    choices = Choices(g, atom, kinks, found)
    cases = {choice: resolve_signs(g, atom, nodes, kinks, choice) for choice in choices.occurring()}
    # Only the cases that occur are looked at: a root of a case that holds nowhere does not matter.
    found.add(part[0] for case in cases.values() for part in case.values() if part is not None)
    inside = {node: list_parts(g, node, kinks) for node in dict.fromkeys(nodes)}
    for place in found.list_places():
        # The denominators count as they are in the case that holds at this place: |u| + 2 is never zero, although
        # u + 2 is zero at -2.
        case = cases[choices.at(place)]
        signs = {node: find_sign_of_parts(place, node, parts, case) for node, parts in inside.items()}
        if None in signs.values():
            return None
        verdicts = [holds_for_signs(tree, signs) for tree in trees]  # type: ignore[arg-type]
        if verdicts[0] != verdicts[1]:
            return refute_at_place(g.data[atom][0], place, verdicts[0])
    return Decision(result=Equality.EQUAL, by="exact")


class Choices:
    """Which signs of the absolute values and steps in conditions occur together, and where.

    There are three signs each, but few of all choices occur: one in each interval, and one at each critical number.
    """

    def __init__(self, g: Graph, atom: int, kinks: list[int], found: CriticalNumbers) -> None:
        self.g = g
        self.atom = atom
        self.kinks = kinks
        self.found = found
        self.arguments: dict[tuple[int, ...], Any] = {}  # of the next sign, where those before it are known

    def occurring(self) -> list[tuple[int, ...]]:
        """Return every choice that occurs in the domain, noting where the signs change."""
        choices: list[tuple[int, ...]] = [()]
        for count, kink in enumerate(self.kinks, start=1):
            argument = self.g.data[kink][1][0]
            for choice in choices:
                values = {kink: self.g.number(sign) for kink, sign in zip(self.kinks, choice, strict=False)}
                self.arguments[choice] = find_sign_polynomial(
                    self.g, self.atom, substitute(self.g, [argument], values)[0]
                )
            self.found.add(self.arguments[choice] for choice in choices)
            choices = list(dict.fromkeys(self.at(place, count) for place in self.found.list_places()))
        return choices

    def at(self, place: Root | fmpq, count: int | None = None) -> tuple[int, ...]:
        """Return the signs at a place, all or the first few."""
        choice: tuple[int, ...] = ()
        for _ in self.kinks[:count]:
            sign = find_sign(place, self.arguments[choice])
            # Not certain at this precision, so that no case may be chosen.
            if sign is None:
                raise NotPolynomialError
            choice = (*choice, sign)
        return choice


def list_parts(g: Graph, node: int, kinks: list[int]) -> list[int]:
    """Return the nodes whose denominators make a node undefined: its own, and the arguments of signs below it."""
    below = set(list_reachable(g, [node]))
    return [node, *(g.data[kink][1][0] for kink in kinks if kink in below)]


def resolve_signs(
    g: Graph, atom: int, nodes: list[int], kinks: list[int], choice: tuple[int, ...]
) -> dict[int, tuple[Any, Any] | None]:
    """Return every node, and every argument of a sign, as polynomials for one choice of the signs.

    The first has the sign of the node, the second is its denominator: where it vanishes, the node is undefined. A node
    that has no value anywhere under this choice, as 1/(x - |x|) for x > 0, is None.
    """
    values = {kink: g.number(sign) for kink, sign in zip(kinks, choice, strict=True)}
    roots = [*nodes, *(g.data[kink][1][0] for kink in kinks)]
    return {
        root: None if new == UNDEFINED else find_sign_and_denominator(g, atom, new)
        for root, new in zip(roots, substitute(g, roots, values), strict=True)
    }


def find_sign_of_parts(
    place: Root | fmpq, node: int, parts: list[int], case: Mapping[int, tuple[Any, Any] | None]
) -> int | None:
    """Return the sign of a node at a place, ``POLE`` where it has no value; None where it is not certain."""
    found = [case[part] for part in parts]
    # Where a denominator vanishes the comparison has no value, and a condition without a value does not hold.
    if any(part is None or find_sign(place, part[1]) == 0 for part in found):
        return POLE
    return find_sign(place, case[node][0])  # type: ignore[index]


def refute_at_place(name: str, place: Root | fmpq, is_students: bool) -> Decision:
    """Return the decision that a number solves one condition and not the other."""
    if isinstance(place, Root):
        exact = place.factor.degree() == 1
        value = str(-fmpq(place.factor[0], place.factor[1])) if exact else text_of_ball(place.ball)
    else:
        value = str(place)
    return refute_by_solution(((name, value),), is_students=is_students)

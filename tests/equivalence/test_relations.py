"""Inequalities and assignments: what points say of a condition, and where a side is known to vanish."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from flint import arb

from grader.equivalence import Policy, decide
from grader.equivalence.conditions.relations import combine_decisions, crosses_zero, holds_at, passes_test
from grader.equivalence.graph.graph import Graph
from grader.equivalence.graph.kinds import ONE
from grader.equivalence.lowering.scope import Scope
from grader.equivalence.rungs.ladder import Ladder
from grader.expr import parse
from grader.expr.notation import Domain, Entry, Notation
from grader.records import Decision, Equality

WIDE = arb(0, 1)  # a ball around zero


@pytest.mark.parametrize(
    ("ball", "passed"),
    [
        (arb(1), {">", ">=", "!="}), (arb("0.5", "0.25"), {">", ">=", "!="}), (arb(-1), {"<", "<=", "!="}),
        (None, set()),
    ],
)  # fmt: skip
def test_a_comparison_with_zero_holds_by_the_sign_and_nowhere_where_it_is_undefined(
    ball: Any, passed: set[str]
) -> None:
    assert {operator for operator in (">", ">=", "<", "<=", "=", "!=") if passes_test(ball, operator)} == passed
    assert all(passes_test(ball, operator) is not None for operator in (">", ">=", "<", "<=", "=", "!="))


@pytest.mark.parametrize("ball", [WIDE, arb(0), arb("nan"), arb("inf")], ids=["around zero", "zero", "nan", "infinite"])
def test_a_ball_without_a_sign_leaves_a_comparison_open(ball: Any) -> None:
    assert {passes_test(ball, operator) for operator in (">", ">=", "<", "<=", "=", "!=")} == {None}


@pytest.mark.parametrize(
    ("kind", "balls", "holds"),
    [
        ("and", [1, 1], True), ("and", [1, -1], False), ("and", [1, WIDE], None), ("and", [-1, WIDE], False),
        ("or", [-1, -1], False), ("or", [1, -1], True), ("or", [-1, WIDE], None), ("or", [1, WIDE], True),
    ],
)  # fmt: skip
def test_what_is_open_matters_only_where_it_decides(kind: str, balls: list[Any], holds: bool | None) -> None:
    tree = (kind, [("and", [(place, ">")]) for place in range(len(balls))])
    assert holds_at([arb(ball) for ball in balls], tree) is holds


@pytest.mark.parametrize(
    ("formula", "crosses"),
    [
        ("x + y", True), ("sin(x) sin(y)/2", True), ("exp(x) - 1", True), ("x - 1/2", True), ("x^2 + y^2 + 1", False),
        ("-x^2 - 1", False), ("exp(-x^2)", False), ("-exp(-x^2)", False), ("1/x", False), ("p + 1", False),
        ("k - 1/2", False), ("u", False), ("p - 1", True),
    ],
)  # fmt: skip
def test_a_side_vanishes_somewhere_if_it_is_continuous_and_takes_both_signs(formula: str, crosses: bool) -> None:
    kinds = {"x": "real", "y": "real", "p": "positive", "k": "integer", "u": "nonzero"}
    notation = Notation(entries={name: Entry(name=name, domain=Domain(kind=kind)) for name, kind in kinds.items()})  # type: ignore[arg-type]
    graph = Graph()
    node = Scope(graph, notation).lower(parse(formula, notation).tree)
    assert isinstance(node, int)
    assert crosses_zero(Ladder(graph, Policy()), node) is crosses


def test_of_several_decisions_a_difference_counts_first_and_then_what_is_unknown() -> None:
    equal, unknown, different = (Decision(result=result, by="exact") for result in (Equality.EQUAL, Equality.UNKNOWN,
                                                                                     Equality.DIFFERENT))  # fmt: skip
    assert combine_decisions([equal, unknown, different]) is different
    assert combine_decisions([equal, different, unknown]) is different
    assert combine_decisions([equal, unknown]) is unknown
    assert combine_decisions([unknown, equal]) is unknown
    assert combine_decisions([equal, equal]) == equal
    assuming = replace(equal, assumes=("That it has a value.",))
    assert combine_decisions([equal, assuming]) == assuming


@pytest.mark.parametrize(
    ("student", "expected"),
    [
        ("(x, y) > (0, 0)", "(x, y) > (0, 0)"),
        ("(x, 1) > (0, 0)", "x > 0"),
        ("x > 0", "(x, 1) > (0, 0)"),
        ("(x, 1) > 0", "x > 0"),
        ("x^y + e^y > 0 and x > y", "x^y + e^y >= 0 and x > y"),
    ],
)
def test_what_cannot_be_worked_out_is_left_open(student: str, expected: str) -> None:
    notation = Notation(entries={name: Entry(name=name) for name in "xyz"})
    decision = decide(parse(student, notation).tree, parse(expected, notation).tree, notation)
    assert (decision.result, decision.by) == (Equality.UNKNOWN, "limit")


@pytest.mark.parametrize(
    ("student", "reason"),
    [
        ("w_1 := w_1 - 1", "The update rule assigns to another name than expected."),
        ("w := 1", "The right-hand side is a number, but a vector with 1 component is expected."),
    ],
)
def test_a_component_is_not_the_vector(student: str, reason: str) -> None:
    notation = Notation(entries={"w": Entry(name="w", axes=(1,))})
    decision = decide(parse(student, notation).tree, parse("w := w - (1)", notation).tree, notation)
    assert decision.witness is not None
    assert (decision.result, decision.witness.reason) == (Equality.DIFFERENT, reason)


@pytest.mark.parametrize(
    ("student", "result"), [("(x, y, x) = (1, 2, 1)", "equal"), ("(x, y, x) = (1, 2, 2)", "different")]
)
def test_sides_of_another_shape_are_compared_by_their_solutions(student: str, result: str) -> None:
    notation = Notation(entries={"x": Entry(name="x"), "y": Entry(name="y")})
    decision = decide(parse(student, notation).tree, parse("(x, y) = (1, 2)", notation).tree, notation)
    assert decision.result == result


def test_a_constant_factor_is_exact() -> None:
    graph = Graph()
    x = graph.atom("x", Domain(lower=Fraction(1), upper=Fraction(2)))
    assert not crosses_zero(Ladder(graph, Policy()), graph.add([x, ONE]))

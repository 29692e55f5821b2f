"""Proofs by rewriting: factors, signs, turns and cases, each asked alone, also about what is not true."""

import pytest

from grader.equivalence.graph.fractions import factor_node
from grader.equivalence.graph.graph import Graph
from grader.equivalence.graph.sign_rules import find_sign
from grader.equivalence.graph.signs import sign
from grader.equivalence.lowering.scope import Scope
from grader.equivalence.rungs import rewriting
from grader.equivalence.rungs.identity import Prover
from grader.equivalence.rungs.proof import Proof, UnpaidProofError, add_errors
from grader.equivalence.rungs.salted import BranchAgreement
from grader.expr import parse
from grader.expr.notation import Domain, Entry, Notation

NOTATION = Notation(
    entries={name: Entry(name=name) for name in "abcxy"} | {"p": Entry(name="p", domain=Domain(kind="positive"))}
)


def lower(*texts: str) -> tuple[Graph, list[int]]:
    scope = Scope(Graph(), NOTATION, {})
    nodes = [scope.lower(parse(text, NOTATION).tree) for text in texts]
    return scope.graph, [node for node in nodes if isinstance(node, int)]


@pytest.mark.parametrize(
    ("text", "factors"),
    [
        ("e^(2x) - 3e^x + 2", ["e^x - 1", "e^x - 2"]), ("cosh(x)^2 - 1", ["e^x - 1", "e^x + 1", "e^x"]),
        ("x^3 - y^3", ["x - y", "x^2 + x y + y^2"]), ("1 - cos(x)^2", ["sin(x)"]),
        ("1 - (x/sqrt(1 + x^2))^2", ["1 + x^2"]), ("e^(x/2) - e^(x/3)", ["e^(x/6)", "e^(x/6) - 1"]),
        ("x + 1/x", ["x", "x^2 + 1"]), ("x^2 + x y - 2y^2", ["x - y", "x + 2y"]),
    ],
)  # fmt: skip
def test_a_node_is_a_product_of_irreducible_polynomials_in_kernels(text: str, factors: list[str]) -> None:
    graph, (node, *parts) = lower(text, *factors)
    found = factor_node(graph, node)
    assert found is not None
    assert {base for base, _ in found.factors} == set(parts)
    product = graph.product([(graph.number(found.constant), 1), *found.factors])
    assert Prover(graph, 0).prove(product, node) is not None


@pytest.mark.parametrize(
    "text", ["(x + y + a + b + c + 1)^30", "x - x", "sqrt(x)^60 + 1", "(x^13 - 1)(y^13 - 1)", "10^200 x + 1"]
)
def test_what_is_zero_or_too_long_is_not_factored(text: str) -> None:
    graph, (node,) = lower(text)
    assert factor_node(graph, node) is None


@pytest.mark.parametrize(
    ("text", "simpler"),
    [
        ("e^x - e^y", "x - y"), ("e^x - 2", "x - ln(2)"), ("2 - e^x", "ln(2) - x"), ("e^x + 1", "1"),
        ("ln(p) - 1", "p - e"),
        ("2 ln(p) - ln(p + 1)", "p^2 - p - 1"), ("atan(x) - atan(y)", "x - y"), ("atan(x) + atan(y)", "x + y"),
        ("x - sqrt(x^2 + 1)", "-1"), ("sqrt(p + 1) - sqrt(p)", "1"), ("sqrt(p) - 3", "p - 9"), ("x^2 - 2x + 5", "1"),
        ("-x^2 - x y - y^2", "-1"), ("x^5 - y^5", "x - y"), ("tanh(x)", "x"), ("x^3 + x - 2", "x - 1"),
    ],
)  # fmt: skip
def test_the_sign_of_a_node_is_that_of_a_simpler_one(text: str, simpler: str) -> None:
    graph, (node, other) = lower(text, simpler)
    assert find_sign(graph, node) == sign(graph, other)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("ln|tan(x/2)|", "ln|(1 - cos(x))/sin(x)|"), ("sqrt((1 - cos(x))/2)", "|sin(x/2)|"),
        ("asin(x)", "atan(x/sqrt(1 - x^2))"),
        ("max(a, b, c, x, y)", "max(y, x, c, b, a)"), ("a ln(x^2 - 1)", "a ln|x - 1| + a ln|x + 1|"),
        ("cos(1 - 2 sin(x/2)^2)", "cos(cos(x))"), ("sin(sin(2x))", "-sin(-2 sin(x) cos(x))"),
        ("b^3 asin(x)", "2 b^3 atan(x/(1 + sqrt(1 - x^2)))"), ("b atan(5)", "b (pi/2 - atan(1/5))"),
        ("sin(cos(sin(2x)))", "sin(cos(2 sin(x) cos(x)))"),
    ],
)  # fmt: skip
def test_what_is_equal_where_both_are_defined_is_proved(left: str, right: str) -> None:
    graph, nodes = lower(left, right)
    proof = rewriting.prove(Prover(graph, 0), *nodes)
    assert proof is not None and (not proof.payments or add_errors(proof.payments) <= -80)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        # x + 1 - sqrt(x^2 + 2x + 1) is zero for x > -1: what is multiplied by it keeps a sign of its own there.
        ("sign(1 + y)", "sign((x + 1 - sqrt(x^2 + 2x + 1))(1 + y))*sign(x + 1 - sqrt(x^2 + 2x + 1))"),
        ("sign(1 + y)", "sign(max(x, 0)(1 + y))*sign(max(x, 0))"),
        ("2 atan(x)", "asin(2x/(1 + x^2))"), ("3 asin(x)", "asin(3x - 4x^3)"), ("atan(x) + atan(1/x)", "pi/2"),
        ("sqrt(1 + cos(x))", "sqrt(2) cos(x/2)"), ("ln|sin(x)|", "ln|sin(x/2)| + ln|cos(x/2)|"),
        ("|x^3 - y^3|", "|x - y|"), ("sin(sin(2x))", "sin(-2 sin(x) cos(x))"), ("b atan(x)", "b (pi/2 - atan(1/x))"),
        ("cos(sin(2x))", "cos(2 sin(x) cos(x) + 2 pi/3)"), ("b asin(x)", "b (pi - asin(x))"),
        ("a atan(x)", "a asin(2x/(1 + x^2))/2"),
        ("max(a, b, c, x)", "max(a, b, x)"), ("sqrt(x^2 - 1)", "sqrt(x - 1) sqrt(1 - x)"),
    ],
)  # fmt: skip
def test_what_differs_is_not_proved(left: str, right: str) -> None:
    graph, nodes = lower(left, right)
    assert rewriting.prove(Prover(graph, 0), *nodes) is None


def test_the_errors_of_steps_add_up() -> None:
    steps = tuple(BranchAgreement(error_bound_log2=-82) for _ in range(4))
    assert add_errors(steps) == -80
    assert Proof(by="algebraic", payments=steps, are_steps=True).conclude().error_bound_log2 == -80
    assert Proof(by="algebraic", payments=steps).conclude().error_bound_log2 == -82
    with pytest.raises(UnpaidProofError):
        Proof(by="algebraic", payments=(*steps, *steps), are_steps=True)

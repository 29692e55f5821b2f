"""Formulas as functions of floats: they agree with exact values, and have none where there is none."""

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import AnswerError
from grader.expr import FUNCTIONS, parse
from grader.expr.calculation.evaluate import evaluate
from grader.expr.calculation.floats import FUNCTIONS as DRAWN
from grader.expr.calculation.floats import float_function
from grader.expr.nodes import Symbol
from grader.expr.notation import Entry, Notation

X, Y = Symbol("x"), Symbol("y")
NAMES = Notation(entries={name: Entry(name=name) for name in ("x", "y")}, ranges={"i": 3})


def value(text: str, x: float = 0.0, y: float = 0.0) -> float | None:
    function = float_function(parse(text, NAMES).tree, (X, Y))
    return None if function is None else function(x, y)


@pytest.mark.parametrize(
    ("text", "x", "expected"),
    [
        ("x^2 - 2x + 1/3", 3.0, 10 / 3),
        ("sin(x)^2 + cos(x)^2", 1.3, 1.0),
        ("ln(x)", math.e, 1.0),
        ("log(x, 2)", 8.0, 3.0),
        ("root(x, 3)", -8.0, -2.0),
        ("abs(x) + sign(x)", -2.0, 1.0),
        ("max(0, x) - relu(x)", 5.0, 0.0),
        ("sigmoid(x)", -800.0, 0.0),
        ("softplus(x)", 800.0, 800.0),
        ("x*1[x > 0 and x <= 2]", 2.0, 2.0),
        ("x*1[x > 0 and x <= 2]", 3.0, 0.0),
        ("2*pi - e", 0.0, 2 * math.pi - math.e),
    ],
)
def test_value_of_a_formula(text: str, x: float, expected: float) -> None:
    assert value(text, x) == pytest.approx(expected, rel=1e-12, abs=1e-300)


@pytest.mark.parametrize(
    "text", ["1/x", "ln(x)", "sqrt(x - 1)", "0/x", "(x - 1)^(1/2)", "10^(10^(x + 9))", "exp(x + 1000)"]
)
def test_no_value_is_nan(text: str) -> None:
    assert math.isnan(value(text, 0.0) or math.nan)


@pytest.mark.parametrize("text", ["(x, y)", "sum(i*x, i)", "x = y", "5!", "i", "softmax((x, y))", f"{10**350}*x"])
def test_what_is_no_number_is_no_function(text: str) -> None:
    notation = NAMES.extended([Entry(name="z")])
    assert float_function(parse(text, notation).tree, (X, Y)) is None


def test_name_that_is_no_variable_is_no_number() -> None:
    assert float_function(X, (Y,)) is None


def test_every_function_that_is_drawn_is_one_of_the_language() -> None:
    assert set(DRAWN) <= set(FUNCTIONS)


small = st.fractions(min_value=-9, max_value=9, max_denominator=12)


@given(
    small,
    small,
    st.sampled_from(["x*y - x/3", "(x + y)^3", "x^2/(y^2 + 1)", "abs(x - y)*max(x, y)", "floor(x)*ceil(y)"]),
)
def test_float_is_near_the_exact_value(x: Fraction, y: Fraction, text: str) -> None:
    tree = parse(text, NAMES).tree
    try:
        exact = evaluate(tree, {X: x, Y: y})
    except AnswerError:
        return
    if text.startswith("floor") and (float(x).is_integer() or float(y).is_integer()):
        return
    assert value(text, float(x), float(y)) == pytest.approx(float(exact), rel=1e-9, abs=1e-9)

"""Exact values: fractions throughout, or a complaint; sizes are estimated before anything is computed."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import AnswerError
from grader.expr import parse
from grader.expr.calculation.evaluate import evaluate, exact_root, is_rational
from grader.expr.nodes import Symbol
from grader.expr.notation import Entry, Notation

NAMES = Notation(
    entries={"x": Entry(name="x"), "y": Entry(name="y"), "z": Entry(name="z", axes=("k",))},
    ranges={"k": 3},
)
VALUES = {Symbol("x"): Fraction(3, 2), Symbol("y"): Fraction(10**9)}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2x - 1/3", "8/3"),
        ("x^-2", "4/9"),
        ("(-1)^(10^30)", "1"),
        ("(4/9)^(1/2)", "2/3"),
        ("(-8)^2", "64"),
        ("sqrt(x + 3/4)", "3/2"),
        ("root(8, 3)", "2"),
        ("abs(-x)", "3/2"),
        ("max(1, x, -2)", "3/2"),
        ("min(1, x)", "1"),
        ("relu(-x)", "0"),
        ("floor(x) + ceil(x)", "3"),
        ("exp(0) + ln(1) + cos(0)", "2"),
        ("5!", "120"),
        ("binomial(5, 2)", "10"),
        ("1[0 < x <= 3/2]", "1"),
        ("1[x > 2] + 1[x != 2]", "1"),
        ("1[x > 1 and x > 2]", "0"),
        ("1[x > 1 or x > 2]", "1"),
        ("sum(k^2, k)", "14"),
        ("sum(k, k, 2, 4)", "9"),
    ],
)
def test_a_rational_value_is_exact(text: str, value: str) -> None:
    assert evaluate(parse(text, NAMES).tree, VALUES, NAMES.ranges) == Fraction(value)


def test_indices_are_evaluated() -> None:
    values = {Symbol("z", (parse(str(k), NAMES).tree,)): Fraction(k * k) for k in (1, 2, 3)}
    assert evaluate(parse("sum(z_k, k)", NAMES).tree, values, NAMES.ranges) == 14


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("1/(x - 3/2)", "error[undefined-value]: The value is not defined: it divides by zero."),
        ("0^-1", "error[undefined-value]: The value is not defined: it divides by zero."),
        ("sqrt(-1)", "error[undefined-value]: The value is not defined: it takes a root of a negative number."),
        ("x!", "error[undefined-value]: A factorial's argument has to be a whole number."),
        ("(-1)!", "error[undefined-value]: The value is not defined: it takes the factorial of a negative number."),
        (
            "sqrt(2)",
            "error[not-rational]: A root here is not rational.\n"
            "   why:   Only exact rational numbers are computed here.",
        ),
        (
            "exp(x)",
            "error[not-rational]: The value of 'exp' here is not rational.\n"
            "   why:   Only exact rational numbers are computed here.",
        ),
        (
            "2^y",
            "error[too-large]: A power has too many digits to be written out.\n"
            "   why:   The limit is MAX_VALUE_DIGITS, in docs/limits.md.",
        ),
        (
            "y!",
            "error[too-large]: The factorial of 1000000000 is too long to be written out.\n"
            "   why:   The limit is MAX_FACTORIAL, in docs/limits.md.",
        ),
        (
            "sum(k, k, 1, y)",
            "error[too-large]: The sum over 'k' has 1000000000 terms.\n"
            "   why:   The limit is MAX_SUM_TERMS, in docs/limits.md.",
        ),
        (
            "2^(1/y)",
            "error[too-large]: A root with index 1000000000 is not taken exactly.\n"
            "   why:   The limit is MAX_ROOT_INDEX, in docs/limits.md.",
        ),
    ],
)
def test_what_has_no_rational_value_gets_a_complaint(text: str, complaint: str) -> None:
    with pytest.raises(AnswerError) as refusal:
        evaluate(parse(text, NAMES).tree, VALUES, NAMES.ranges)
    assert str(refusal.value) == complaint
    assert not is_rational(parse(text, NAMES).tree, VALUES, NAMES.ranges)


@given(st.fractions(min_value=0, max_value=10**6, max_denominator=1000), st.integers(1, 7))
def test_a_root_of_a_power_is_the_number_again(value: Fraction, index: int) -> None:
    assert exact_root(value**index, index) == value

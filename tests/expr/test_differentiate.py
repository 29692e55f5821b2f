"""Derivatives: every rule against mpmath's own differentiation, indices against the Kronecker delta."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import mpmath
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from grader.errors import AnswerError
from grader.expr import parse, to_text
from grader.expr.calculation.differentiate import RULES, differentiate
from grader.expr.functions import FUNCTIONS
from grader.expr.nodes import Add, Call, Constant, Div, Indicator, Mul, Neg, Node, Number, Power, Relation, Symbol
from grader.expr.notation import Entry, Notation

X = Symbol("x")
NAMES = Notation(
    entries={
        **{name: Entry(name=name) for name in "xyc"},
        **{name: Entry(name=name, axes=("k",)) for name in "zab"},
        "v": Entry(name="v", axes=("k", "j")),
        "f": Entry(name="f", parameters=("y",), definition=Mul((Symbol("y"), Symbol("y")))),
    },
    ranges={"i": 2, "j": 2, "k": 2},
)
WITHOUT_A_RULE = {"binomial", "norm", "dot", "outer", "transpose", "diag", "tr", "det", "inv", "softmax"}
WITH_ANOTHER_RULE = {"max", "min", "root", "logsumexp"}


def slope(text: str, by: str = "x") -> str:
    symbol = parse(by, NAMES).tree
    assert isinstance(symbol, Symbol)
    return to_text(differentiate(parse(text, NAMES).tree, symbol, NAMES))


@pytest.mark.parametrize(
    ("text", "by", "expected"),
    [
        ("x^3", "x", "3*x^2"),
        ("(x - 6)^2 + y^2 - x*y", "x", "2*(x - 6) - y"),
        ("c", "x", "0"),
        ("x*y*x", "x", "2*y*x"),
        ("1/x", "x", "-1/x^2"),
        ("x/y", "x", "1/y"),
        ("2^x", "x", "2^x*ln(2)"),
        ("e^(2*x)", "x", "2*e^(2*x)"),
        ("max(0, x)", "x", "1[x > 0]"),
        ("min(x, y)", "x", "1[x < y]"),
        ("relu(3*x)", "x", "3*1[3*x > 0]"),
        ("x*1[x > 0]", "x", "1[x > 0]"),
        ("root(x, 3)", "x", "x^(-2/3)/3"),
        ("log(x, 2)", "x", "1/x/ln(2)"),
        ("f(3*x)", "x", "18*x"),
        ("z_i", "z_j", "1[i = j]"),
        ("z_1", "z_2", "0"),
        ("z_1", "z_1", "1"),
        ("sum(z_k*v_kj, k)", "z_k", "v_kj"),
        ("sum(z_k*v_kj, k)", "v_ij", "z_i"),
        ("sum(z_k*v_kj, k)", "v_12", "z_1*1[j = 2]"),
        ("sum(z_k^2, k)", "z_i", "2*z_i"),
        ("z_1^2 + z_2^2", "z_i", "2*z_i"),
        ("sum(x*z_k, k)", "x", "sum(z_k, k)"),
        ("product(z_k, k)", "z_1", "z_2"),
        ("softmax(a)_i", "a_j", "softmax(a)_i*(1[i = j] - softmax(a)_j)"),
        ("softmax((2*x, y))_1", "x", "softmax((2*x, y))_1*(2 - 2*softmax((2*x, y))_1)"),
        (
            "exp(a_i)/(exp(a_1) + exp(a_2))",
            "a_j",
            "exp(a_i)/(exp(a_1) + exp(a_2))*(1[i = j] - exp(a_j)/(exp(a_1) + exp(a_2)))",
        ),
        ("(x^2, x*y)", "x", "(2*x, y)"),
    ],
)
def test_the_derivative_reads_like_the_rule(text: str, by: str, expected: str) -> None:
    assert slope(text, by) == to_text(parse(expected, NAMES).tree)


def test_every_function_has_a_rule_or_is_known_to_have_none() -> None:
    assert set(FUNCTIONS) == set(RULES) | WITHOUT_A_RULE | WITH_ANOTHER_RULE


@pytest.mark.parametrize(
    ("text", "by", "complaint"),
    [
        ("binomial(x, 2)", "x", "There is no derivative rule for the function 'binomial'."),
        ("x!", "x", "There is no derivative rule for 'x!' in an expression of numbers."),
        ("x + sum(z_k, k)*a_1", "z", "'z' is used both as a whole and by its entries."),
    ],
)
def test_what_has_no_rule_gets_a_complaint(text: str, by: str, complaint: str) -> None:
    with pytest.raises(AnswerError) as refusal:
        slope(text, by)
    assert refusal.value.diagnostic.what == complaint
    assert refusal.value.diagnostic.audience == "author"


MP: Mapping[str, Callable[..., Any]] = {
    **{name: getattr(mpmath, name) for name in RULES if hasattr(mpmath, name)},
    "abs": abs,
    "relu": lambda x: max(x, 0),
    "sigmoid": lambda x: 1 / (1 + mpmath.exp(-x)),
    "softplus": lambda x: mpmath.log(1 + mpmath.exp(x)),
}


def value(node: Node, x: Any) -> Any:
    """Evaluate in mpmath, independently of the package."""
    match node:
        case Number(value=number):
            return mpmath.mpf(number.numerator) / number.denominator
        case Symbol():
            return x
        case Constant(name="e"):
            return mpmath.e
        case Add(terms=terms):
            return mpmath.fsum(value(term, x) for term in terms)
        case Neg(operand=operand):
            return -value(operand, x)
        case Mul(factors=factors):
            return mpmath.fprod(value(factor, x) for factor in factors)
        case Div(numerator=above, denominator=below):
            return value(above, x) / value(below, x)
        case Power(base=base, exponent=exponent):
            return mpmath.power(value(base, x), value(exponent, x))
        case Indicator(condition=Relation(operands=(left, right), operators=(sign,))):
            a, b = value(left, x), value(right, x)
            return int(a > b if sign == ">" else a < b)
        case Call(function=name, arguments=arguments):
            return MP["ceil" if name == "ceil" else name](*(value(argument, x) for argument in arguments))
    raise AssertionError(node)


POINTS = {"acosh": 2, "acot": 0.7, "floor": 0.3, "ceil": 0.3}


@pytest.mark.parametrize("name", sorted(RULES))
def test_each_rule_agrees_with_differences(name: str) -> None:
    node = Call(name, (Mul((Number(Fraction(3, 2)), X)),))
    at = mpmath.mpf(POINTS.get(name, 0.4))
    with mpmath.workdps(30):
        expected = mpmath.diff(lambda x: value(node, x), at)
        assert mpmath.almosteq(value(differentiate(node, X), at), expected, 1e-12, 1e-12)


atoms = st.one_of(st.integers(-3, 3).map(lambda n: Number(Fraction(n))), st.just(X))
smooth = st.recursive(
    atoms,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: Add(tuple(parts))),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: Mul(tuple(parts))),
        st.tuples(inner, inner).map(lambda pair: Div(*pair)),
        st.tuples(inner, st.integers(2, 3)).map(lambda pair: Power(pair[0], Number(Fraction(pair[1])))),
        st.tuples(st.sampled_from(["sin", "cos", "tanh", "sigmoid", "atan", "softplus"]), inner).map(
            lambda pair: Call(pair[0], (pair[1],))
        ),
    ),
    max_leaves=8,
)


@given(smooth, st.integers(-8, 8))
def test_any_smooth_expression_agrees_with_differences(node: Node, place: int) -> None:
    at = mpmath.mpf(place) / 7 + mpmath.mpf(1) / 50
    with mpmath.workdps(40):
        try:
            expected = mpmath.diff(lambda x: value(node, x), at)
            got = value(differentiate(node, X), at)
        except ZeroDivisionError:
            assume(False)
        assume(abs(expected) < 1e8)
        assert mpmath.almosteq(got, expected, 1e-10, 1e-10)

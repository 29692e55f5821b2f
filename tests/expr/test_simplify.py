"""Light simplification: what it does, what it leaves alone, and that no value changes."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import AnswerError
from grader.expr import parse, to_text
from grader.expr.calculation.building import collect_powers
from grader.expr.calculation.evaluate import evaluate
from grader.expr.calculation.simplify import simplify, unroll, unroll_primed_sums
from grader.expr.nodes import Add, BigOperator, Div, Mul, Neg, Node, Number, Power, Symbol
from grader.expr.notation import Entry, Notation

NAMES = Notation(
    entries={**{name: Entry(name=name) for name in "xyw"}, "z": Entry(name="z", axes=("k",))},
    ranges={"i": 2, "j": 2, "k": 2, "n": 3},
)


def tree(text: str) -> Node:
    return parse(text, NAMES).tree


@pytest.mark.parametrize(
    ("text", "simple"),
    [
        ("0*x + 1*y", "y"),
        ("x + 0", "x"),
        ("x - x", "0"),
        ("x + x - 3", "2*x - 3"),
        ("2*3*x*4", "24*x"),
        ("x*2*y", "2*x*y"),
        ("-(-x)", "x"),
        ("(-x)*(-y)", "x*y"),
        ("-(x - y)*2", "-2*(x - y)"),
        ("x - (y - w)", "x - y + w"),
        ("1/2*2*x", "x"),
        ("(2*x)/4", "x/2"),
        ("x/x", "1"),
        ("x/1", "x"),
        ("x^1*y^0", "x"),
        ("(x^2)^3", "x^6"),
        ("2^10", "1024"),
        ("2^200", "2^200"),
        ("abs(-3) + max(1, 2)", "5"),
        ("exp(0)*x", "x"),
        ("1[2 > 1]*x + 1[x > x]", "x"),
        ("sum(z_k*1[k = j], k)", "z_j"),
        ("sum(1[2 = k]*z_k, k)", "z_2"),
        ("sum(z_k*(1[k = j] - x), k)", "z_j - sum(z_k*x, k)"),
        ("sum(0*z_k, k)", "0"),
        ("softmax((x, y))_1", "softmax((x, y))_1"),
        ("(x, y)_2", "y"),
    ],
)
def test_it_reads_as_a_person_would_write_it(text: str, simple: str) -> None:
    assert to_text(simplify(tree(text), NAMES.ranges)) == to_text(tree(simple))


@pytest.mark.parametrize("text", ["x/0", "sum(z_k*1[k = n], k)", "sqrt(2)", "x*y + y*x", "(x + 1)^2"])
def test_it_leaves_alone_what_is_not_plain(text: str) -> None:
    assert to_text(simplify(tree(text), NAMES.ranges)) == text


def test_a_delta_over_another_range_is_not_collapsed() -> None:
    summed = tree("sum(z_k*1[k = n], k)")
    assert isinstance(simplify(summed, NAMES.ranges), BigOperator)


def test_a_short_sum_is_written_out_and_a_long_one_is_kept() -> None:
    assert to_text(unroll(tree("sum(z_k*x, k)"), NAMES.ranges)) == "z_1*x + z_2*x"
    assert unroll(tree("sum(z_k*x, k)"), NAMES.ranges, longest=1) == tree("sum(z_k*x, k)")


def test_a_renamed_letter_does_not_reach_the_reader() -> None:
    renamed = BigOperator("sum", Symbol("z", (Symbol("k′"),)), "k′")
    assert to_text(unroll_primed_sums(renamed, NAMES.ranges)) == "z_1 + z_2"


@pytest.mark.parametrize(
    ("text", "collected"),
    [
        ("x*y*x", "x^2*y"),
        ("x^2*x", "x^3"),
        ("2*x*x", "2*x^2"),
        ("y*(1/x)", "y/x"),
        ("x*y", "x*y"),
        ("x^-1*x", "x^-1*x"),
    ],
)
def test_equal_factors_of_numbers_are_collected(text: str, collected: str) -> None:
    assert to_text(collect_powers(simplify(tree(text)))) == to_text(simplify(tree(collected)))


numbers = st.fractions(min_value=-3, max_value=3, max_denominator=4).map(Number)
atoms = st.one_of(numbers, st.sampled_from([Symbol("x"), Symbol("y")]))
expressions = st.recursive(
    atoms,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: Add(tuple(parts))),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: Mul(tuple(parts))),
        inner.map(Neg),
        st.tuples(inner, inner).map(lambda pair: Div(*pair)),
        st.tuples(inner, st.integers(0, 3)).map(lambda pair: Power(pair[0], Number(Fraction(pair[1])))),
    ),
    max_leaves=12,
)


@given(expressions, st.fractions(max_denominator=9), st.fractions(max_denominator=9))
def test_no_value_changes(node: Node, x: Fraction, y: Fraction) -> None:
    values = {Symbol("x"): x, Symbol("y"): y}
    try:
        before = evaluate(node, values)
    except AnswerError:
        return
    assert evaluate(simplify(node), values) == before
    assert evaluate(collect_powers(simplify(node)), values) == before


@given(expressions)
def test_simplifying_again_changes_nothing(node: Node) -> None:
    once = simplify(node)
    assert simplify(once) == once

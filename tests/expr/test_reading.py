"""A reading: which language a text is read as, the place of each part, and exact numbers."""

from fractions import Fraction

import pytest

from grader.errors import AnswerError, LimitError
from grader.expr import parse, to_latex, to_text
from grader.expr.nodes import (
    Add,
    BigOperator,
    Call,
    Constant,
    Derivative,
    Div,
    Interval,
    Mul,
    Node,
    Number,
    Power,
    Symbol,
)
from grader.expr.notation import Domain, Entry, Notation
from grader.expr.printing.mathml import to_mathml
from tests.expr.notations import DESCENT, NETWORK, PLAIN


@pytest.mark.parametrize(
    ("typed", "syntax"),
    [
        ("x^2", "text"),
        ("x^{2}", "latex"),
        ("x_{1}", "latex"),
        (r"\theta", "latex"),
        ("$x$", "latex"),
        ("{1, 2}", "text"),
    ],
)
def test_backslash_commands_and_braces_after_scripts_make_it_latex(typed: str, syntax: str) -> None:
    assert parse(typed, PLAIN).syntax == syntax


@pytest.mark.parametrize(
    ("typed", "value", "decimals", "digits"),
    [
        ("12", Fraction(12), None, None),
        ("0.5", Fraction(1, 2), 1, 1),
        ("0.050", Fraction(1, 20), 3, 2),
        ("1.20e2", Fraction(120), 0, 3),
        ("1.6e-3", Fraction(1, 625), 4, 2),
        ("2e3", Fraction(2000), -3, 1),
        ("1.", Fraction(1), 0, 1),
        ("010", Fraction(10), None, None),
        ("1e-400", Fraction(1, 10**400), 400, 1),
    ],
)
def test_numbers_are_exact_and_remember_their_digits(
    typed: str, value: Fraction, decimals: int | None, digits: int | None
) -> None:
    assert parse(typed, PLAIN).tree == Number(value, decimals, digits)


def test_every_part_knows_where_it_was_written() -> None:
    text = "a_1 + 2*(f_1 - y_1)^2"
    reading = parse(text, NETWORK)
    assert isinstance(reading.tree, Add)
    product = reading.tree.terms[1]
    assert isinstance(product, Mul)
    spans = [reading.span(node) for node in (reading.tree, product, product.factors[0], product.factors[1])]
    assert [span and span.text for span in spans] == [text, "2*(f_1 - y_1)^2", "2", "(f_1 - y_1)^2"]


def test_places_in_latex_are_places_in_the_original_text() -> None:
    text = r"  $\frac{\partial L}{\partial w_1} + \hat{y}$"
    reading = parse(text, NETWORK)
    assert isinstance(reading.tree, Add)
    spans = [reading.span(term) for term in reading.tree.terms]
    assert [span and span.text for span in spans] == [r"\frac{\partial L}{\partial w_1}", r"\hat{y}"]


def test_a_node_of_another_tree_has_no_place() -> None:
    assert parse("x", PLAIN).span(Symbol("x")) is None


def node(text: str, notation: Notation = NETWORK) -> Node:
    """Read ``text``."""
    return parse(text, notation).tree


def test_an_indexed_e_leaves_the_exponential_alone() -> None:
    assert node("e^x") == Power(Constant("e"), Symbol("x"))
    assert node("e_1") == Symbol("e", (Number(Fraction(1)),))
    assert node("e") == Symbol("e")
    assert node("e^T") == Call("transpose", (Symbol("e"),))
    assert node("e^2", Notation(entries={"e": Entry(name="e")})) == Power(Symbol("e"), Number(Fraction(2)))


def test_sigma_is_the_sigmoid_unless_it_is_declared() -> None:
    assert node("σ(x)") == Call("sigmoid", (Symbol("x"),))
    assert node("σ(x)", PLAIN) == Mul((Symbol("sigma"), Symbol("x")))


def test_i_is_the_imaginary_unit_only_among_complex_names() -> None:
    with_complex = Notation(entries={"z": Entry(name="z", domain=Domain(kind="complex"))})
    assert node("2i", with_complex) == Mul((Number(Fraction(2)), Constant("i")))
    with pytest.raises(AnswerError):
        node("2i", PLAIN)


def test_the_letter_of_a_sum_is_known_inside_it_and_nowhere_else() -> None:
    tree = node("sum(t*w_t, t, 1, 2)")
    assert isinstance(tree, BigOperator)
    assert tree.body == Mul((Symbol("t"), Symbol("w", (Symbol("t"),))))
    with pytest.raises(AnswerError):
        node("sum(t*w_t, t, 1, 2) + t")


def test_a_size_that_stays_symbolic_is_a_number_in_formulas() -> None:
    notation = Notation(entries={"X": Entry(name="X", axes=("m", "n"))})
    assert node("1/m", notation) == Div(Number(Fraction(1)), Symbol("m"))


def test_a_differential_is_taken_off_only_undeclared_names() -> None:
    assert node("dL/dx") == Derivative(Symbol("L"), (Symbol("x"),))
    declared = Notation(entries={name: Entry(name=name) for name in ("dL", "dx", "L", "x")})
    assert node("dL/dx", declared) == parse("(dL)/(dx)", declared).tree


def test_a_pair_is_an_interval_only_beside_sets() -> None:
    one, two = Number(Fraction(1)), Number(Fraction(2))
    union = node("(1, 2) ∪ {3}", PLAIN)
    assert union.parts[0] == Interval(one, two, False, False)  # type: ignore[attr-defined]


def test_names_of_a_students_own_are_read_once_they_are_declared() -> None:
    with pytest.raises(AnswerError):
        node("s + x", DESCENT)
    assert node("s + y", DESCENT.extended([Entry(name="s")])) == Add((Symbol("s"), Symbol("y")))


def test_an_answer_of_ten_megabytes_is_refused_by_its_length() -> None:
    with pytest.raises(LimitError) as caught:
        parse("x" * 10_000_000, PLAIN)
    assert caught.value.diagnostic.what == "This answer has 10,000,000 characters, more than 10,000."


@pytest.mark.parametrize(
    "chain",
    ["x" + "/y" * 70, "-" * 70 + "x", "(" * 70 + "x", "x^" * 70 + "x", "sin(" * 70 + "x", "√" * 70 + "x", "|x+" * 70,
     "sin " * 70 + "x", "sin -" * 70 + "x", "sin^" * 70 + "x", "d/dx " * 70 + "x", "(∇" * 70 + "x", "sum_n " * 70 + "x",
     "x^(" * 70, "(x)_(" * 70, "[" * 70, "{" * 70, "1[" * 70 + "x", r"\frac" * 70, r"\sqrt" * 70, r"\frac{d}{dx}" * 70,
     "x^{" * 70, r"\sin{" * 70, r"\left(" * 70, "(" * 190 + " if x > 0 else " + ")" * 190],
)  # fmt: skip
def test_deep_answers_are_refused_by_their_depth(chain: str) -> None:
    notation = Notation(entries={"x": Entry(name="x"), "y": Entry(name="y")})
    with pytest.raises(LimitError) as caught:
        parse(chain, notation)
    assert caught.value.diagnostic.what == "This formula is nested more than 60 levels deep."


def test_deep_iterates_are_refused_by_their_depth() -> None:
    with pytest.raises(LimitError) as caught:
        parse("x^" * 70 + "k", DESCENT)
    assert caught.value.diagnostic.what == "This formula is nested more than 60 levels deep."


def test_mathml_is_made_of_the_tree_alone() -> None:
    assert to_mathml(node("x < 1/2")) == (
        "<math><mrow><mi>x</mi><mo>&lt;</mo><mfrac><mn>1</mn><mn>2</mn></mfrac></mrow></math>"
    )
    assert to_mathml(node("ŷ*v_k1")) == (
        '<math><mrow><mover accent="true"><mi>y</mi><mo>^</mo></mover><mo>&#x2062;</mo>'
        "<msub><mi>v</mi><mrow><mi>k</mi><mo>,</mo><mn>1</mn></mrow></msub></mrow></math>"
    )


@pytest.mark.parametrize("typed", ["h'(2)", "∇h(2)", r"\nabla h(2)"])
def test_the_derivative_at_a_place_is_shown_with_a_prime(typed: str) -> None:
    tree = parse(typed, DESCENT).tree
    assert (to_text(tree), to_latex(tree)) == ("h'(2)", r"h'\left(2\right)")
    assert to_mathml(tree) == (
        "<math><mrow><mi>h</mi><mo>′</mo><mrow><mo>(</mo><mn>2</mn><mo>)</mo></mrow></mrow></math>"
    )
    assert parse(to_text(tree), DESCENT).tree == parse(to_latex(tree), DESCENT).tree == tree

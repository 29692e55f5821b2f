"""Which names a comparison has: those of the expected answer, or those that were declared with their domains."""

from fractions import Fraction

import pytest

from grader import compare
from grader.equivalence.pairs.scan import find_names
from grader.equivalence.pairs.symbols import parse_declaration, parse_symbols
from grader.errors import UsageError
from grader.expr.notation import Domain


@pytest.mark.parametrize(
    ("expected", "names"),
    [
        ("x_1*sin(omega*t) + pi*e", ["x_1", "omega", "t"]),
        (r"\frac{w_{12}}{\alpha} + xy", ["w_12", "alpha", "x", "y"]),
        ("x₁ + x_max", ["x_1", "x_max"]),
        ("sum(k^2, k, 1, n)", ["k", "n"]),
        ("lambda*x", ["lambda", "x"]),
        ("sigma > sigma(x)", ["sigma", "x"]),
        ("f(x) + x(x + 1)", ["f", "x"]),
        ("[[a, b], [c, d]]^T", ["a", "b", "c", "d"]),
        (r"\hat{y} - y", ["y_hat", "y"]),
        ("3 + 4i", ["ⅈ"]),
        ("sum(i, i, 1, 3)", ["i"]),
    ],
)
def test_the_names_of_the_expected_answer_are_its_symbols(expected: str, names: list[str]) -> None:
    assert list(find_names(expected).entries) == names


def test_a_family_without_a_declared_size_is_the_authors_error() -> None:
    with pytest.raises(UsageError) as caught:
        compare("x_1 + x_2", "sum(x_k, k, 1, 2)")
    assert str(caught.value) == (
        "error[undeclared-family]: 'x_k' is summed over its index, but the size of 'x' is not known.\n"
        "   why:   Without a declaration every name is a single real number.\n"
        "   help:  declare it, for example as 'x: vector(3)'."
    )


@pytest.mark.parametrize(
    ("text", "domain", "axes"),
    [
        ("real", Domain(), ()),
        ("positive", Domain(kind="positive"), ()),
        ("[0, 1]", Domain(lower=Fraction(0), upper=Fraction(1)), ()),
        ("(0, 1/2]", Domain(kind="positive", lower=Fraction(0), upper=Fraction(1, 2)), ()),
        ("(-oo, 0)", Domain(kind="negative", upper=Fraction(0)), ()),
        ("integer [1, oo)", Domain(kind="integer", lower=Fraction(1)), ()),
        ("vector(3)", Domain(), (3,)),
        ("vector", Domain(), ("n",)),
        ("matrix(m, n)", Domain(), ("m", "n")),
        ("positive matrix(2x3)", Domain(kind="positive"), (2, 3)),
    ],
)
def test_a_domain_is_read(text: str, domain: Domain, axes: tuple[str | int, ...]) -> None:
    entry = parse_declaration("w", text)
    assert (entry.domain, entry.axes) == (domain, axes)


@pytest.mark.parametrize(
    "text", ["", "[1, 0]", "[0, 1", "[a, b]", "vector(0)", "vector(2, 3)", "matrix(2)", "function(0)", "positive 3"]
)
def test_a_domain_that_says_nothing_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        parse_declaration("w", text)


def test_symbols_on_one_line_are_separated_by_commas_outside_brackets() -> None:
    assert parse_symbols("x: real, A: matrix(m, n); w: (0, 1)") == {"x": "real", "A": "matrix(m, n)", "w": "(0, 1)"}


@pytest.mark.parametrize(
    ("text", "fixed"),
    [
        ("x real", "x: real"),
        ("x positive vector(3)", "x: positive vector(3)"),
        ("x", "x: real"),
        ("x beautiful", "x beautiful: real"),
    ],
)
def test_a_declaration_without_its_colon_has_fix(text: str, fixed: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_symbols(text)
    assert caught.value.diagnostic.help == f"write '{fixed}'."


@pytest.mark.parametrize("text", ["x", "x:", "x: real, x: positive", "x: real,, y: real"])
def test_symbols_that_are_not_declared_properly_are_refused(text: str) -> None:
    with pytest.raises(UsageError):
        parse_symbols(text)

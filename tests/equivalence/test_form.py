"""Form is judged apart from value; the pairs are in the tables ``form*.yaml``, here is what a table cannot say."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.equivalence.form.complaints import SHOWN_CHARACTERS, format_piece
from grader.equivalence.form.violations import FORMS, find_violations, is_fraction, normalize_form
from grader.equivalence.pairs.scan import find_names
from grader.errors import UsageError
from grader.expr import parse
from grader.expr.nodes import Add, Call, Div, Mul, Neg, Node, Number, Power, Symbol
from tests.equivalence.test_tables import TOPICS

NAMED = {"functions": "functions: sin", "without": "without: x", "solved for": "solved for: y"}
DEMANDS = [NAMED.get(name, name) for name in FORMS]

leaves = st.one_of(
    st.fractions(min_value=-9, max_value=9, max_denominator=9).map(Number), st.sampled_from("xy").map(Symbol)
)
trees = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=4).map(lambda terms: Add(tuple(terms))),
        st.lists(inner, min_size=2, max_size=4).map(lambda factors: Mul(tuple(factors))),
        inner.map(Neg),
        st.tuples(inner, inner).map(lambda pair: Div(*pair)),
        st.tuples(inner, st.integers(-3, 200)).map(lambda pair: Power(pair[0], Number(pair[1]))),  # type: ignore[arg-type]
        st.tuples(st.sampled_from(["sin", "log", "sqrt"]), inner).map(lambda pair: Call(pair[0], (pair[1],))),
    ),
    max_leaves=12,
)


def complaints(text: str, *forms: str) -> list[str]:
    notation = find_names(text)
    return [complaint.what for complaint in find_violations(parse(text, notation).tree, forms, notation)]


@given(trees, st.sampled_from(DEMANDS))
def test_any_tree_is_judged_and_gets_the_same_judgement_again(tree: Node, demand: str) -> None:
    notation = find_names("x + y")
    first = find_violations(tree, [demand], notation)
    assert first == find_violations(tree, [demand], notation)
    assert len(first) <= 1


def test_every_form_has_rows_of_both_kinds_in_the_table() -> None:
    rows = [row for topic, table in TOPICS.items() if topic.split("_")[0] == "form" for row in table]
    for name in FORMS:
        results = {row["result"] for row in rows if name in [form.split(":")[0] for form in row["form"]]}
        assert {"equal", "different"} <= results, name


def test_each_demand_has_its_own_complaint() -> None:
    assert complaints("0.5*(x + 1)*2", "expanded", "no decimals", "simplified numbers") == [
        "The product '0.5*(x + 1)*2' still has a sum in brackets.",
        "'0.5' is a decimal.",
        "'0.5*(x + 1)*2' can be worked out further.",
    ]


@pytest.mark.parametrize(
    "text", ["(x + y + 1)^199", "(x+1)^9*(x+2)^9*(x+y)^9*(y+3)^9", "x^100000 - 1", "(1+x)^200*(1+y)^200 - 1"]
)
def test_what_is_too_large_to_factor_is_not_blamed(text: str) -> None:
    assert complaints(text, "factored") == []


def test_a_demand_may_be_spelled_with_dashes_and_other_spellings_of_functions() -> None:
    assert normalize_form("Single-Fraction") == "single fraction"
    assert normalize_form("functions: ln, arctan") == "functions: log, atan"
    assert normalize_form("solved for y") == "solved for: y"


@pytest.mark.parametrize(
    ("form", "message"),
    [
        (
            "expandd",
            "error[unknown-form]: 'expandd' is not a form.\n"
            "   why:   The forms are expanded, factored, single fraction, lowest terms, no decimals, simplified "
            "numbers, functions, without, solved for, "
            "worked out, collected, rationalised, partial fractions, scientific notation, factored over reals, "
            "cartesian, polar, exponential, slope intercept, "
            "standard line, standard circle, standard quadratic, vertex form.\n"
            "   help:  Write 'expanded'.",
        ),
        (
            "without",
            "error[form-names]: The form 'without' needs names.\n   help:  Write 'without: x'.",
        ),
        (
            "expanded: x",
            "error[form-names]: The form 'expanded' takes no names.\n   help:  Write 'expanded'.",
        ),
        (
            "worked out: halves",
            "error[form-names]: The form 'worked out' takes 'any fraction' or nothing.\n"
            "   help:  Write 'worked out: any fraction' or 'worked out'.",
        ),
        (
            "vertex form: t",
            "error[form-names]: The form 'vertex form' takes the names of two coordinates or nothing.\n"
            "   help:  Write 'vertex form: x, y' or 'vertex form'.",
        ),
        (
            "functions: sine",
            "error[unknown-function]: 'sine' is not a known function.\n   help:  Write 'sin'.",
        ),
    ],
)
def test_an_author_who_asks_for_an_unknown_form_is_told(form: str, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        normalize_form(form)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    "length", [SHOWN_CHARACTERS - 1, SHOWN_CHARACTERS, SHOWN_CHARACTERS + 1, SHOWN_CHARACTERS + 2, 3 * SHOWN_CHARACTERS]
)
def test_a_long_piece_is_cut_in_a_message_to_just_as_much_as_fits(length: int) -> None:
    text = "x" * length
    kept = format_piece(Symbol(text))
    if length <= SHOWN_CHARACTERS:
        assert kept == text
    else:
        assert len(kept) == SHOWN_CHARACTERS and kept == text[: SHOWN_CHARACTERS - 1] + "…"


@pytest.mark.parametrize(
    ("exponent", "divides"),
    [
        *((Number(Fraction(value)), divides) for value, divides in [("-2", True), ("-1", True), ("-1/2", True)]),
        *((Number(Fraction(value)), divides) for value, divides in [("0", False), ("1/2", False), ("2", False)]),
        (Neg(Number(Fraction(2))), True), (Neg(Symbol("n")), True), (Symbol("n"), False),
    ],
)  # fmt: skip
def test_a_power_divides_where_its_exponent_is_negative(exponent: Node, divides: bool) -> None:
    assert is_fraction(Power(Symbol("x"), exponent)) is divides

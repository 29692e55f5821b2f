"""Where a condition does not hold is found, and nowhere else, checked with mpmath."""

from fractions import Fraction
from itertools import pairwise

import mpmath
import pytest
from flint import arb, fmpq

from grader.equivalence.domain.covering import MAX_BALLS, cut_domain, evaluate_between, find_places_without_value
from grader.equivalence.graph.graph import Graph
from grader.equivalence.lowering.scope import Scope
from grader.expr import parse
from grader.expr.notation import Domain, Entry, Notation
from tests.equivalence.oracle import value_of


def places(text: str, domain: Domain = Domain()) -> list[Fraction]:
    notation = Notation(entries={"x": Entry(name="x", domain=domain)})
    scope = Scope(Graph(), notation)
    student, expected = (scope.lower(parse(side, notation).tree) for side in (text, "x"))
    found = find_places_without_value(scope.graph, 0, student, expected)  # type: ignore[arg-type]
    return [Fraction(int(value.p), int(value.q)) for sample in found for value in sample.chosen.values()]


@pytest.mark.parametrize(
    "text",
    ["sqrt((e^x - 2)^2 - 10^(-12))", "ln(cos(x) - 99/100)", "asin(2/(1 + e^x) + 10^(-9) e^x)", "sqrt(x - e^x/3)"],
)
def test_no_value_is_found_just_where_there_is_none(text: str) -> None:
    notation = Notation(entries={"x": Entry(name="x")})
    found = places(text)
    assert found
    assert all(value_of(parse(text, notation).tree, {"x": place}) is None for place in found)


@pytest.mark.parametrize("text", ["sqrt(e^x - x)", "ln(2 + cos(x) + x^2)", "asin(e^x/(1 + e^x))", "sqrt((e^x - 2)^2)"])
def test_nothing_is_found_where_there_is_a_value_everywhere(text: str) -> None:
    assert places(text) == []


def test_a_condition_is_looked_at_only_within_the_domain() -> None:
    assert places("sqrt(e^x - 1)")
    assert places("sqrt(e^x - 1)", Domain(kind="nonnegative")) == []
    assert places("sqrt(e^x - 1)", Domain(lower=Fraction(0), upper=Fraction(3))) == []
    assert all(-2 <= place < 0 for place in places("sqrt(e^x - 1)", Domain(lower=Fraction(-2), upper=Fraction(3))))


def test_the_intervals_of_a_domain_follow_each_other_without_gaps() -> None:
    cut = cut_domain(Domain(lower=Fraction(-3, 7), upper=Fraction(100)))
    assert cut[0][0] == fmpq(-3, 7)
    assert cut[-1][1] == 100
    assert all(before[1] == after[0] for before, after in pairwise(cut))
    assert 0 < len(cut) < MAX_BALLS


def test_a_ball_over_an_interval_holds_all_values_there() -> None:
    notation = Notation(entries={"x": Entry(name="x")})
    scope = Scope(Graph(), notation)
    node = scope.lower(parse("e^x sin(3 x) - x^2/(2 + cos(x))", notation).tree)
    ball = evaluate_between(scope.graph, "x", fmpq(1, 3), fmpq(1, 2))[node]  # type: ignore[index]
    for share in range(11):
        x = mpmath.mpf(1) / 3 + mpmath.mpf(share) / 60
        value = mpmath.exp(x) * mpmath.sin(3 * x) - x**2 / (2 + mpmath.cos(x))
        assert ball.overlaps(arb(str(value)))

"""Conditions in one variable: fractions as polynomials, places between the roots, signs at them, and the domain."""

from fractions import Fraction
from typing import Any

import pytest
from flint import arb, fmpq, fmpq_poly, fmpz_poly

from grader.equivalence.graph.graph import Graph
from grader.equivalence.graph.kinds import ONE
from grader.equivalence.values.exact_roots import (
    NotPolynomialError,
    Root,
    choose_between,
    convert_to_fraction,
    find_critical_numbers,
    find_sign,
    find_simplest,
    is_place_in_domain,
    list_places,
)
from grader.expr.notation import Domain

SMALL = sorted({Fraction(top, bottom) for bottom in range(1, 6) for top in range(-2 * bottom, 2 * bottom + 1)})
HALF = Fraction(1, 2)
ROOT_OF_TWO = fmpz_poly([-2, 0, 1])


def flint(value: Fraction) -> fmpq:
    return fmpq(value.numerator, value.denominator)


def least_denominator(low: Fraction, high: Fraction) -> int:
    return next(q for q in range(1, 100) if Fraction((low * q).__floor__() + 1, q) < high)


def test_the_simplest_number_lies_between_and_no_smaller_denominator_does() -> None:
    for low in SMALL:
        for high in (other for other in SMALL if other > low):
            found = find_simplest(flint(low), flint(high))
            assert flint(low) < found < flint(high)
            assert found.q == least_denominator(low, high)


@pytest.mark.parametrize("high", range(1, 30))
def test_a_place_between_two_roots_lies_in_the_middle_half(high: int) -> None:
    assert fmpq(high, 4) <= choose_between(fmpq(0), fmpq(high)) <= fmpq(3 * high, 4)


def test_a_node_is_the_quotient_of_its_numerator_and_denominator() -> None:
    graph = Graph()
    x = graph.atom("x")
    shifted = graph.add([x, ONE])
    for node, top, bottom in [
        (graph.number(7), [7], [1]),
        (x, [0, 1], [1]),
        (graph.div(x, shifted), [0, 1], [1, 1]),
        (graph.combine([(graph.power(shifted, -2), 3), (x, 1)]), [3, 1, 2, 1], [1, 2, 1]),
    ]:
        above, below = convert_to_fraction(graph, x, node)
        assert above * fmpq_poly(bottom) == fmpq_poly(top) * below


def test_a_degree_or_coefficient_that_would_take_long_is_refused() -> None:
    graph = Graph()
    x = graph.atom("x")
    for node in (graph.power(x, 60), graph.power(x, -60), graph.scale(x, 10**9000)):
        convert_to_fraction(graph, x, node)
    long = graph.power(graph.number(3), 10**12)
    for node in (graph.power(x, 61), graph.power(x, -61), long, graph.scale(graph.power(x, 2), 10**900),
                 graph.power(graph.combine([(graph.power(x, 4), 1), (x, 1)]), 20)):  # fmt: skip
        with pytest.raises(NotPolynomialError):
            convert_to_fraction(graph, x, graph.add([node, ONE]))


@pytest.mark.parametrize(
    ("domain", "ends"),
    [
        (Domain(), []), (Domain(kind="positive"), [0]), (Domain(kind="nonzero"), [0]),
        (Domain(lower=HALF, upper=Fraction(3)), [HALF, 3]),
    ],
    ids=str,
)  # fmt: skip
def test_roots_and_the_ends_of_the_domain_are_critical_and_places_lie_at_and_between_them(
    domain: Domain, ends: list[Fraction | int]
) -> None:
    polynomials = [fmpq_poly([-2, 0, 1]), fmpq_poly([fmpq(5, 3)]), fmpq_poly([0])]
    found = [float(root.ball.mid()) for root in find_critical_numbers(polynomials, domain)]
    expected = sorted([-(2**0.5), 2**0.5, *map(float, ends)])
    assert found == pytest.approx(expected)
    numbers = [
        place for place in list_places(find_critical_numbers(polynomials, domain)) if not isinstance(place, Root)
    ]
    assert len(numbers) == len(expected) + 1
    for low, number, high in zip([-9.0, *expected], numbers, [*expected, 9.0], strict=True):
        assert low < float(Fraction(int(number.p), int(number.q))) < high


def test_without_critical_numbers_one_place_is_enough() -> None:
    assert len(list_places(find_critical_numbers([fmpq_poly([1, 0, 1])], Domain()))) == 1


@pytest.mark.parametrize(
    ("domain", "inside", "outside"),
    [
        (Domain(), [-1, 0, 1], []), (Domain(kind="positive"), [HALF, 1], [0, -1]),
        (Domain(kind="nonnegative"), [0, HALF], [-HALF]), (Domain(kind="negative"), [-1, -HALF], [0, HALF]),
        (Domain(kind="nonzero"), [-1, 1, HALF], [0]),
        (Domain(lower=HALF, upper=Fraction(3, 4)), [HALF, Fraction(3, 4), Fraction(5, 8)], [0, Fraction(1, 4), 1]),
    ],
    ids=str,
)  # fmt: skip
def test_a_range_is_closed_and_zero_belongs_to_what_its_kind_says(
    domain: Domain, inside: list[Fraction], outside: list[Fraction]
) -> None:
    for values, belongs in ((inside, True), (outside, False)):
        for value in map(flint, map(Fraction, values)):
            assert is_place_in_domain(value, domain) is belongs
            assert is_place_in_domain(Root(fmpz_poly([-value.p, value.q]), arb(value)), domain) is belongs


def test_whole_numbers_are_no_line() -> None:
    with pytest.raises(NotPolynomialError):
        is_place_in_domain(fmpq(1), Domain(kind="integer"))


@pytest.mark.parametrize(
    ("place", "coefficients", "sign"),
    [
        (fmpq(1), [-1, 1], 0), (fmpq(2), [-1, 1], 1), (fmpq(0), [-1, 1], -1), (fmpq(3), [0], 0),
        (Root(ROOT_OF_TWO, arb("1.41421", "0.0001")), [-2, 0, 1], 0),
        (Root(ROOT_OF_TWO, arb("1.41421", "0.0001")), [0, -2, 0, 1], 0),
        (Root(ROOT_OF_TWO, arb("1.41421", "0.0001")), [0], 0),
        (Root(ROOT_OF_TWO, arb("1.41421", "0.0001")), [4], 1),
        (Root(ROOT_OF_TWO, arb("1.41421", "0.0001")), [-1, 1], 1),
        (Root(ROOT_OF_TWO, arb("1.41421", "0.0001")), [-2, 1], -1),
        (Root(ROOT_OF_TWO, arb("1.41421", "0.0001")), [fmpq(-7071, 5000), 1], None),
    ],
    ids=str,
)  # fmt: skip
def test_a_sign_at_a_root_is_certain_or_left_open(place: Any, coefficients: list[Any], sign: int | None) -> None:
    assert find_sign(place, fmpq_poly(coefficients)) == sign

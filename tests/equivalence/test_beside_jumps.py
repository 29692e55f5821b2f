"""Regions that signs cut out: what is called empty is empty, and the points beside a place of change are beside it."""

from fractions import Fraction
from typing import Any

import pytest
from flint import fmpq

from grader.equivalence.domain.regions import (
    is_contradictory,
    is_seen_nonzero,
    list_points_around,
    list_points_at_jumps,
)
from grader.equivalence.graph.graph import Graph
from grader.equivalence.graph.kinds import ATOM, ONE
from grader.equivalence.graph.powers import sqrt
from grader.expr.notation import Domain

HALF = Fraction(1, 2)
UNIT = Domain(lower=Fraction(0), upper=Fraction(1))
UPPER = Domain(lower=Fraction(1), upper=Fraction(2))


def line(g: Graph, constant: fmpq, **factors: int) -> int:
    return g.combine([(ONE, constant), *((g.atom(name), factor) for name, factor in factors.items())])


@pytest.mark.parametrize(
    ("domain", "factor", "constant", "sign", "is_empty"),
    [
        (UNIT, 1, -2, 1, True), (UNIT, 1, -1, 1, True), (UNIT, 1, -1, 0, False), (UNIT, 1, -1, -1, False),
        (UNIT, 1, fmpq(-3, 4), 1, False), (UNIT, 1, 0, -1, True), (UNIT, 1, 0, 0, False), (UNIT, 1, 1, -1, True),
        (UPPER, 1, fmpq(-3, 4), -1, True), (UPPER, 1, -1, 0, False), (UPPER, 1, fmpq(-3, 2), -1, False),
        (Domain(kind="positive"), 1, fmpq(1, 2), -1, True), (Domain(kind="positive"), 1, 0, 0, True),
        (Domain(kind="positive"), 1, fmpq(-1, 2), -1, False), (Domain(kind="nonnegative"), 1, 0, 0, False),
        (Domain(kind="nonnegative"), 1, 0, -1, True), (Domain(kind="negative"), 1, fmpq(-1, 2), 1, True),
        (Domain(kind="negative"), 1, 0, 0, True), (Domain(kind="negative"), 1, fmpq(1, 2), 1, False),
        (Domain(upper=Fraction(0)), 1, 0, 0, False), (Domain(upper=Fraction(0)), 1, 0, 1, True),
        (Domain(), 1, 0, 0, False),
    ],
)  # fmt: skip
def test_a_condition_is_impossible_where_the_domain_forbids_it(
    domain: Domain, factor: int, constant: fmpq, sign: int, is_empty: bool
) -> None:
    g = Graph()
    node = g.combine([(ONE, constant), (g.atom("x", domain), factor)])
    assert is_contradictory(g, [(node, sign)]) == is_empty


@pytest.mark.parametrize(
    ("conditions", "is_empty"),
    [
        ([((0, 1, 0), 1), ((-1, 1, 0), -1)], False), ([((0, 1, 0), -1), ((-1, 1, 0), 1)], True),
        ([((0, 1, -1), 1), ((0, -1, 1), 1)], True), ([((0, 1, -1), 1), ((0, 1, 1), 1), ((0, 1, 0), -1)], True),
        ([((0, 1, -1), 0), ((0, 1, 1), 1), ((0, 0, 1), -1)], True), ([((0, 1, -1), 0), ((0, 1, 1), 1)], False),
        ([((-1, 1, 0), 1), ((-1, 0, 1), 1), ((-3, 1, 1), -1)], False),
        ([((-1, 1, 0), 1), ((-1, 0, 1), 1), ((-2, 1, 1), -1)], True),
        ([((-1, 1, 0), 1), ((-1, 0, 1), 1), ((-2, 1, 1), 0)], True), ([((1, 0, 0), -1)], True),
        ([((0, 0, 0), 0)], False),
        ([((-1, 2, 0), 1), ((-1, 0, 3), 1), ((-3, 6, -6), -1)], False),
    ],
)  # fmt: skip
def test_conditions_are_impossible_together_where_no_point_meets_them_all(conditions: Any, is_empty: bool) -> None:
    g = Graph()
    nodes = [(line(g, constant, x=a, y=b), sign) for (constant, a, b), sign in conditions]
    assert is_contradictory(g, nodes) == is_empty


def places_of(t_of: Any, domain: Domain, *, is_floor: bool = False, strict: bool = False) -> list[Any]:
    g = Graph(strict=strict)
    t = t_of(g, g.atom("x", domain), g.atom("y"))
    atoms = {node: g.data[node] for node in range(len(g)) if g.kind[node] == ATOM}
    return [
        (sample.chosen["x"], sample.evaluate()[t])
        for sample in list_points_around(g, 0, t, is_floor, atoms)
        if "x" in sample.chosen
    ]


LINES = [
    lambda g, x, y: x,
    lambda g, x, y: g.combine([(x, 3), (ONE, -2)]),
    lambda g, x, y: g.combine([(x, 2), (y, -3), (ONE, 5)]),
    lambda g, x, y: g.combine([(x, fmpq(-1, 2)), (y, 1)]),
]


@pytest.mark.parametrize("t_of", LINES)
def test_points_lie_on_both_sides_of_a_zero_close_to_it_and_far_from_it(t_of: Any) -> None:
    values = [value for _, value in places_of(t_of, Domain())]
    for low, high in ((0, fmpq(1, 1000)), (fmpq(1, 10), 2), (30, 400)):
        assert any(low < value < high for value in values)
        assert any(low < -value < high for value in values)


@pytest.mark.parametrize("t_of", LINES)
def test_points_lie_on_both_sides_of_whole_numbers_small_and_large(t_of: Any) -> None:
    values = [value for _, value in places_of(t_of, Domain(), is_floor=True)]
    steps = {int(value.mid().fmpq().floor()) for value in values if abs(value - value.mid().fmpq().floor()) < 0.01}
    beside = {int(value.mid().fmpq().ceil()) for value in values if abs(value - value.mid().fmpq().ceil()) < 0.01}
    assert {0, 1} <= steps & beside
    assert min(steps & beside) < 0
    assert max(steps & beside) > 500


@pytest.mark.parametrize(
    ("domain", "zero", "left_out"),
    [
        (UNIT, fmpq(1, 9973), 0), (UNIT, 1 - fmpq(1, 9973), 1), (Domain(kind="nonnegative"), fmpq(1, 9973), 0),
    ],
)  # fmt: skip
def test_an_end_of_a_domain_has_measure_zero_and_is_left_out_unless_points_count(
    domain: Domain, zero: fmpq, left_out: int
) -> None:
    def t_of(g: Graph, x: int, _y: int) -> int:
        return g.combine([(x, 1), (ONE, -zero)])

    assert left_out not in [x for x, _ in places_of(t_of, domain)]
    assert left_out in [x for x, _ in places_of(t_of, domain, strict=True)]
    assert zero in [x for x, _ in places_of(t_of, domain, strict=True)]
    assert [x for x, _ in places_of(t_of, domain)] != []


def test_an_end_of_whole_numbers_counts() -> None:
    def t_of(g: Graph, x: int, _y: int) -> int:
        return g.combine([(x, 1), (ONE, fmpq(-1, 2))])

    domain = Domain(kind="integer", lower=Fraction(0), upper=Fraction(5))
    assert {0} <= {x for x, _ in places_of(t_of, domain)} <= set(range(6))


def test_points_are_sought_beside_every_sign_and_floor() -> None:
    g = Graph()
    x, y = g.atom("x"), g.atom("y")
    jump, step = g.call("sign", g.combine([(x, 1), (ONE, -3)])), g.call("floor", y)
    samples = list(list_points_at_jumps(g, 0, g.add([jump, step]), x))
    assert any(3 < sample.coordinate("x", Domain()) < fmpq(301, 100) for sample in samples)
    assert any(fmpq(299, 100) < sample.coordinate("x", Domain()) < 3 for sample in samples)
    assert any(sample.coordinate("y", Domain()) > 500 for sample in samples)
    assert not any(sample.coordinate("x", Domain()) > 500 for sample in samples)


def test_single_points_are_tried_where_they_count() -> None:
    g = Graph(strict=True)
    x, p = g.atom("x"), g.atom("p", Domain(kind="positive"))
    points = [sample.chosen for sample in list_points_at_jumps(g, 0, g.add([x, p]), x)]
    assert {-1, 0, 1, 2} <= {chosen["x"] for chosen in points}
    assert all(chosen["p"] > 0 for chosen in points if "p" in chosen)
    assert {1, 2} <= {chosen["p"] for chosen in points if "p" in chosen}


def test_what_vanishes_or_is_nowhere_defined_is_not_seen_to_be_nonzero() -> None:
    g = Graph()
    x = g.atom("x")
    sine, cosine = g.call("sin", x), g.call("cos", x)
    assert is_seen_nonzero(g, 0, x)
    assert not is_seen_nonzero(g, 0, g.add([g.power(sine, 2), g.power(cosine, 2), g.number(-1)]))
    assert not is_seen_nonzero(g, 0, sqrt(g, g.combine([(ONE, -1), (g.power(x, 2), -1)])))

"""Regions of signs: what contradicts itself, what a region makes of a formula, points on both sides of every step."""

from collections.abc import Iterator
from fractions import Fraction

import pytest
from flint import fmpq

from grader.equivalence.domain.regions import (
    is_contradictory,
    is_end,
    is_seen_nonzero,
    list_points_at_jumps,
    narrow,
    read_linear_form,
)
from grader.equivalence.graph.graph import Graph
from grader.equivalence.graph.kinds import ONE, ZERO
from grader.equivalence.values.enclosure import Sample
from grader.expr.notation import Domain

NEAR = fmpq(1, 100)
HALF = Fraction(1, 2)


def test_what_is_zero_everywhere_or_nowhere_defined_is_not_seen_to_be_nonzero() -> None:
    graph = Graph()
    x = graph.atom("x")
    squares = graph.add([graph.power(graph.call(name, x), 2) for name in ("sin", "cos")])
    below_zero = graph.combine([(graph.power(x, 2), -1), (ONE, -1)])
    assert is_seen_nonzero(graph, 0, x)
    assert is_seen_nonzero(graph, 0, squares)
    assert not is_seen_nonzero(graph, 0, graph.sub(squares, ONE))
    assert not is_seen_nonzero(graph, 0, graph.call("log", below_zero))
    assert not is_seen_nonzero(graph, 0, graph.power(graph.sub(squares, ONE), -1))


@pytest.mark.parametrize(
    ("conditions", "contradictory"),
    [
        ([("x", 1), ("x", -1)], True), ([("x", 1), ("y", -1)], False), ([("x - 1", 0), ("x", 1)], False),
        ([("x - 1", 0), ("x + y", 0), ("y + 1", 0)], False), ([("x - 1", 0), ("x + y", 0), ("y", 1)], True),
        ([("square - y", -1), ("y", -1)], True), ([("square - y", -1), ("y", 1)], False),
        ([("square - y", 0), ("y", 0)], False), ([("exp - y", 0), ("y", 0)], True), ([("exp - y", 0), ("y", 1)], False),
        ([("n - y", 1), ("y", 1)], True), ([("n - y", 0), ("y", 0)], True), ([("n - y", -1), ("y", 1)], False),
        ([("r - y", 0), ("2y - 3", -1)], True), ([("r - y", 0), ("y - 2", 0)], False),
        ([("r - y", -1), ("y", 1)], False),
        ([("r - y", 0), ("y - 4", 0)], False), ([("r - y", 0), ("y - 5", 0)], True),
        ([("r - y", 0), ("y - 5", 1)], True),
    ],
)  # fmt: skip
def test_signs_contradict_each_other_by_linear_arithmetic(
    conditions: list[tuple[str, int]], contradictory: bool
) -> None:
    graph = Graph()
    x, y = graph.atom("x"), graph.atom("y")
    square, exp = graph.power(x, 2), graph.call("exp", x)
    n, r = graph.atom("n", Domain(kind="negative")), graph.atom("r", Domain(lower=Fraction(2), upper=Fraction(4)))
    nodes = {
        "x": x, "y": y, "x - 1": graph.sub(x, ONE), "x + y": graph.add([x, y]), "y + 1": graph.add([y, ONE]),
        "square - y": graph.sub(square, y), "exp - y": graph.sub(exp, y), "n - y": graph.sub(n, y),
        "r - y": graph.sub(r, y), "2y - 3": graph.combine([(y, 2), (ONE, -3)]),
        "y - 2": graph.combine([(y, 1), (ONE, -2)]), "y - 4": graph.combine([(y, 1), (ONE, -4)]),
        "y - 5": graph.combine([(y, 1), (ONE, -5)]),
    }  # fmt: skip
    assert is_contradictory(graph, [(nodes[name], sign) for name, sign in conditions]) is contradictory


def test_a_region_that_a_domain_does_not_reach_is_empty_and_others_put_numbers_for_signs() -> None:
    graph = Graph()
    x, u = graph.atom("x"), graph.atom("u", Domain(kind="nonzero"))
    sign_x, sign_u = graph.call("sign", x), graph.call("sign", u)
    assert narrow(graph, {sign_u: 0}, [u]) is None
    assert narrow(graph, {sign_u: -1}, [graph.mul([u, sign_u])]) == [graph.neg(u)]
    assert narrow(graph, {sign_x: 1, sign_u: 0}, [x]) is None
    assert narrow(graph, {sign_x: 0}, [graph.add([sign_x, u])]) == [u]


def test_a_node_is_a_linear_combination_of_others() -> None:
    graph = Graph()
    x, y = graph.atom("x"), graph.atom("y")
    assert read_linear_form(graph, x) == ({x: 1}, 0)
    assert read_linear_form(graph, graph.number(7)) == ({}, 7)
    assert read_linear_form(graph, graph.combine([(x, 2), (y, -3), (ONE, 5)])) == ({x: 2, y: -3}, 5)


# Points beside steps


def argument(graph: Graph, domain: Domain) -> int:
    """Return 2 x - 3 y + 1/3."""
    x, y = graph.atom("x", domain), graph.atom("y")
    return graph.combine([(x, 2), (y, -3), (ONE, fmpq(1, 3))])


def distances(graph: Graph, node: int, t: int, level: int) -> Iterator[fmpq]:
    """Yield how far the argument is from a level, at every point beside a step."""
    for sample in list_points_at_jumps(graph, 0, node, node):
        ball = sample.evaluate()[t] - level
        assert ball.is_finite()
        yield ball


@pytest.mark.parametrize(("name", "levels"), [("floor", (0, 1, -1)), ("sign", (0,))])
@pytest.mark.parametrize("strict", [False, True])
def test_points_lie_on_both_sides_of_a_step_and_on_it_only_where_that_counts(
    name: str, levels: tuple[int, ...], strict: bool
) -> None:
    graph = Graph(strict=strict)
    t = argument(graph, Domain())
    for level in levels:
        found = list(distances(graph, graph.call(name, t), t, level))
        assert any(0 < distance < NEAR for distance in found)
        assert any(-NEAR < distance < 0 for distance in found)
        assert any(distance.contains(0) for distance in found) is strict


def test_whole_numbers_are_tried_where_every_point_counts() -> None:
    graph = Graph(strict=True)
    x, p = graph.atom("x"), graph.atom("p", Domain(kind="positive"))
    found = [(sample.coordinate("x", Domain()), sample.coordinate("p", Domain(kind="positive")))
             for sample in list_points_at_jumps(graph, 0, graph.add([x, p]), x)]  # fmt: skip
    assert {0, 1, -1} <= {value for value, _ in found}
    assert 1 in {value for _, value in found}
    assert all(value > 0 for _, value in found)
    assert not list(list_points_at_jumps(Graph(), 0, ONE, ZERO))


@pytest.mark.parametrize("strict", [False, True])
def test_points_beside_a_step_belong_to_the_domain_and_its_ends_count_only_where_every_point_does(strict: bool) -> None:
    graph = Graph(strict=strict)
    domain = Domain(lower=Fraction(1, 9973), upper=Fraction(1))
    x = graph.atom("x", domain)
    found = [sample.coordinate("x", domain) for sample in list_points_at_jumps(graph, 0, graph.call("floor", x), x)]
    assert found
    assert all(fmpq(1, 9973) <= value <= 1 for value in found)
    assert (fmpq(1, 9973) in found) is strict


@pytest.mark.parametrize(
    ("domain", "ends", "inner"),
    [
        (Domain(lower=-HALF, upper=HALF), [-HALF, HALF], [0, 1]), (Domain(kind="nonnegative"), [0], [1]),
        (Domain(), [], [0, 1]), (Domain(kind="positive", upper=HALF), [HALF], [0, 1]),
        (Domain(kind="integer", lower=Fraction(0)), [], [0, 1]), (Domain(kind="natural"), [], [0, 1]),
    ],
    ids=str,
)  # fmt: skip
def test_the_ends_of_a_range_and_zero_where_it_belongs_to_the_domain_are_ends(
    domain: Domain, ends: list[Fraction], inner: list[Fraction]
) -> None:
    for values, expected in ((ends, True), (inner, False)):
        for value in map(Fraction, values):
            assert is_end(domain, fmpq(value.numerator, value.denominator)) is expected


def test_a_point_is_chosen_for_every_symbol() -> None:
    graph = Graph()
    t = argument(graph, Domain())
    for sample in list_points_at_jumps(graph, 0, graph.call("sign", t), ONE):
        assert isinstance(sample, Sample)
        assert set(sample.chosen) == {"x", "y"}

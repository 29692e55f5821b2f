"""Points on every piece: the edges of a root, a logarithm and an inverse sine, and a point on each side of all."""

from fractions import Fraction

import pytest
from flint import fmpq

from grader.equivalence.domain.pieces import list_edges, list_points_across_pieces, list_points_on_pieces
from grader.equivalence.graph import powers
from grader.equivalence.graph.graph import Graph
from grader.equivalence.graph.kinds import ONE
from grader.equivalence.values.enclosure import Sample
from grader.expr.notation import Domain

FINE = Fraction(1, 10**20)


def values_at(graph: Graph, node: int, x: Fraction) -> object:
    return Sample(graph, 0, 0, 64, {"x": fmpq(x.numerator, x.denominator)}).evaluate()[node]


def test_edges_lie_where_a_function_stops_to_be_defined_or_jumps() -> None:
    graph = Graph()
    x = graph.atom("x")
    for name, ends in (("log", [0]), ("sign", [0]), ("asin", [-1, 1]), ("exp", [])):
        found = list_edges(graph, graph.call(name, x))
        assert len(found) == len(ends)
        for node, end in zip(sorted(found, key=lambda t: values_at(graph, t, Fraction(0)), reverse=True), ends,
                             strict=True):  # fmt: skip
            assert values_at(graph, node, Fraction(end)) == 0
    assert list_edges(graph, powers.sqrt(graph, graph.add([x, ONE]))) == [graph.add([x, ONE])]


def test_what_is_never_negative_has_no_edges() -> None:
    graph = Graph()
    positive = graph.add([graph.power(graph.atom("x"), 2), ONE])
    for node in (powers.sqrt(graph, positive), graph.call("log", positive), graph.call("sign", positive)):
        assert list_edges(graph, node) == []


@pytest.mark.parametrize(("name", "middle"), [("asin", Fraction(1, 3)), ("log", Fraction(0)), ("asin", Fraction(-1))])
def test_a_piece_however_short_is_met(name: str, middle: Fraction) -> None:
    graph = Graph()
    x, y = graph.atom("x"), graph.atom("y")
    square = graph.power(graph.combine([(x, 1), (ONE, -fmpq(middle.numerator, middle.denominator)), (y, -1)]), 2)
    inner = graph.combine([(square, 1), (ONE, -fmpq(1, 10**40))])  # negative on a piece of length 2 * 10^-20
    node = graph.call(name, inner if name == "log" else graph.combine([(inner, 1), (ONE, -1)]))
    assert any(sample.evaluate()[node] is None for sample in list_points_on_pieces(graph, 0, [node]))
    assert any(sample.evaluate()[node] is not None for sample in list_points_on_pieces(graph, 0, [node]))


def test_points_stay_within_the_domain() -> None:
    graph = Graph()
    x = graph.atom("x", Domain(lower=Fraction(1, 2), upper=Fraction(2)))
    found = list(list_points_on_pieces(graph, 0, [graph.call("log", graph.combine([(x, 1), (ONE, -1)]))]))
    assert len(found) == 2  # below and above 1
    assert all(fmpq(1, 2) < sample.coordinate("x", None) < 2 for sample in found)


def test_several_points_across_a_piece_reach_towards_its_ends() -> None:
    graph = Graph()
    node = graph.call("asin", graph.atom("x"))
    found = [sample.coordinate("x", None) for sample in list_points_across_pieces(graph, 0, [node])]
    assert all(-1 < value < 1 for value in found)
    assert min(found) < fmpq(-999, 1000)
    assert max(found) > fmpq(999, 1000)
    assert not list(list_points_across_pieces(graph, 0, [graph.call("log", graph.atom("x"))]))  # one end is no piece

"""However the floor of a linear expression is written by other floors, it has the same value everywhere."""

from fractions import Fraction
from math import floor as floor_of

import pytest
from flint import fmpq
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.equivalence.graph.graph import Graph
from grader.equivalence.graph.signs import floor
from grader.equivalence.values.enclosure import Sample
from grader.expr.notation import Domain

SMALL = st.integers(-9, 9)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(SMALL, SMALL, st.integers(1, 9), st.fractions(-5, 5, max_denominator=12), st.sampled_from(["integer", "real"]))
def test_a_floor_that_is_written_by_others_keeps_its_value(
    first: int, second: int, q: int, shift: Fraction, kind: str
) -> None:
    g = Graph()
    x, y = g.atom("x", Domain(kind=kind)), g.atom("y", Domain(kind=kind))  # type: ignore[arg-type]
    shift_node = g.number(fmpq(shift.numerator, shift.denominator))
    node = floor(g, g.combine([(x, fmpq(first, q)), (y, fmpq(second, q)), (shift_node, 1)]))
    for number in range(8):
        sample = Sample(g, 0, number, 256)
        value = sample.evaluate()[node]
        a, b = (Fraction(*map(int, (c.p, c.q))) for c in (sample.coordinate(*g.data[atom]) for atom in (x, y)))
        exact = floor_of((first * a + second * b) / q + shift)
        assert value == exact or not value.is_finite()  # a ball around 3 * (1/3) leaves its floor open


@pytest.mark.parametrize("q", range(2, 9))
def test_the_floors_of_all_remainders_add_up_to_the_whole(q: int) -> None:
    g = Graph()
    n = g.atom("n", Domain(kind="integer"))
    floors = [floor(g, g.combine([(n, fmpq(1, q)), (g.number(k), fmpq(1, q))])) for k in range(q)]
    assert g.add(floors) == n

"""Numbers under roots are split as far as their size allows; roots with a radical sign know odd from even."""

from math import isqrt, prod

import pytest
from flint import arb, fmpq, fmpz

from grader.equivalence.graph.graph import Graph
from grader.equivalence.graph.kinds import ONE, UNDEFINED, ZERO
from grader.equivalence.graph.number_roots import factor_number, find_perfect_root
from grader.equivalence.graph.powers import general_power, log, real_root, root, sqrt
from grader.equivalence.values.enclosure import Sample

LARGE = 10**9 + 7
LONG = (2**89 - 1) * (2**107 - 1)


@pytest.mark.parametrize("number", [1, 2, 12, 97, 101, 97 * 97, 101 * 103, 101**3, 2**10 * 10403, 2**61 - 1, LARGE**2])
def test_a_number_of_up_to_64_bits_is_split_into_primes(number: int) -> None:
    found = factor_number(number)
    assert prod(prime**exponent for prime, exponent in found) == number
    assert all(fmpz(prime).is_prime() for prime, _ in found)


def test_of_a_long_number_small_primes_are_split_off() -> None:
    assert factor_number(2**3 * 97 * LONG) == ((2, 3), (97, 1), (LONG, 1))


def test_the_root_of_a_perfect_power_is_found_and_no_other() -> None:
    for number in range(1, 200):
        assert find_perfect_root(number, 2) == (isqrt(number) if isqrt(number) ** 2 == number else None)
    for base in (2, 3, 10, 101, LARGE, 2**89 - 1, 2**200, 2**200 - 1):
        for index in (2, 3, 5, 7):
            assert find_perfect_root(base**index, index) == base
            assert find_perfect_root(base**index + 1, index) is None
            assert find_perfect_root(base**index - 1, index) is None


@pytest.mark.parametrize(("base", "index"), [(LARGE, 3), (LARGE, 5), (2**89 - 1, 2), (2**107 - 1, 3)])
def test_a_root_of_a_long_perfect_power_is_a_number(base: int, index: int) -> None:
    g = Graph()
    assert root(g, g.number(base**index), fmpq(1, index)) == g.number(base)
    assert root(g, g.number(base**index), fmpq(-1, index)) == g.number(fmpq(1, base))
    assert root(g, g.number(base**index * 12), fmpq(1, index)) == g.scale(root(g, g.number(12), fmpq(1, index)), base)


@pytest.mark.parametrize("value", [fmpq(7, 3), fmpq(1, 2), fmpq(101, 103), fmpq(12, 35), fmpq(LARGE, 2), fmpq(1)])
def test_roots_and_logarithms_of_numbers_keep_their_value(value: fmpq) -> None:
    g = Graph()
    nodes = {index: root(g, g.number(value), fmpq(1, index)) for index in (2, 3, 4, 6)}
    logarithm = log(g, g.number(value))
    values = Sample(g, 0, 0, 128).evaluate()
    assert all((arb(values[node]) ** index).overlaps(arb(value)) for index, node in nodes.items())
    assert arb(values[logarithm]).overlaps(arb(value).log())


@pytest.mark.parametrize(("index", "value"), [(2, None), (3, -2), (4, None), (5, -2), (6, None), (7, -2)])
def test_a_radical_sign_with_an_odd_index_takes_negative_numbers(index: int, value: int | None) -> None:
    g = Graph()
    node = real_root(g, g.number((-2) ** index if index % 2 else -(2**index)), index)
    found = Sample(g, 0, 0, 64).evaluate()[node]
    assert found is None if value is None else arb(found).contains(value)
    assert real_root(g, g.number(2**index), index) == g.number(2)


def test_powers_of_zero_one_and_what_is_undefined() -> None:
    g = Graph()
    x = g.atom("x")
    assert [root(g, ZERO, fmpq(power, 2)) for power in (1, -1, 3)] == [ZERO, UNDEFINED, ZERO]
    assert root(g, UNDEFINED, fmpq(1, 2)) == UNDEFINED
    assert root(g, ONE, fmpq(-1, 2)) == ONE
    assert general_power(g, ONE, x) == ONE
    assert general_power(g, UNDEFINED, x) == UNDEFINED
    assert general_power(g, x, UNDEFINED) == UNDEFINED
    assert general_power(g, ONE, UNDEFINED) == UNDEFINED
    partial = general_power(g, ONE, sqrt(g, x))
    assert partial != ONE
    assert general_power(g, UNDEFINED, sqrt(g, x)) == UNDEFINED
    values = Sample(g, 0, 0, 64, {"x": fmpq(2)}).evaluate()
    assert values[partial] == 1
    assert Sample(g, 0, 0, 64, {"x": fmpq(-2)}).evaluate()[partial] is None

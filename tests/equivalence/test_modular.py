"""Residues are values modulo a prime; what is undefined there has none."""

import pytest
from flint import fmpq, fmpz

from grader.equivalence.graph.graph import Graph
from grader.equivalence.graph.kinds import PRODUCT
from grader.equivalence.values.fields import get_field, has_free_roots, is_proved_prime, residue_root_of_number
from grader.equivalence.values.modular import Residues
from grader.equivalence.values.needed import list_needed

WHERE = get_field("modular")
# Composite, yet 2^(n - 1) is 1 modulo n, and n - 1 has the prime factor q above the square root of n.
PSEUDOPRIMES = [(11305, 157), (13741, 229), (13981, 233), (30121, 251), (60787, 307), (101101, 337), (126217, 1753)]


def test_what_divides_by_a_multiple_of_the_prime_has_no_residue() -> None:
    g = Graph()
    multiple = g.add([g.atom("x"), g.number(1)])
    over = g.intern(PRODUCT, ((multiple, -1),))
    residues = Residues(g, WHERE, [over])
    residues.values[multiple] = WHERE.ring(0)
    assert residues.product(g.data[over]) is None
    assert WHERE.reduce(fmpq(1, WHERE.prime)) is None
    assert WHERE.reduce(fmpq(2, 3)) * 3 == 2


def test_a_logarithm_of_zero_has_no_residue_and_that_of_one_is_zero() -> None:
    g = Graph()
    logarithms = [g.call("log", g.number(value)) for value in (WHERE.prime, 1, WHERE.prime - 1)]
    values = Residues(g, WHERE, list_needed(g, logarithms)).evaluate()
    assert values[logarithms[0]] is None
    assert values[logarithms[1]] == values[logarithms[2]] == 0


@pytest.mark.parametrize("number", [2, 3, 5, 7, 11, 101])
def test_roots_of_a_number_fit_each_other(number: int) -> None:
    seen: set[int] = set()
    for attempt in range(8):  # a root may be missing modulo one prime
        where = get_field(0, attempt)
        roots = {index: residue_root_of_number(where, number, index) for index in range(2, 13)}
        fitting = [index for index in roots if roots[index] is not None]
        seen.update(fitting)
        for index in fitting:
            assert roots[index] ** index == number
            for part in (other for other in fitting if index % other == 0):
                assert roots[index] ** (index // part) == roots[part]
    assert {2, 3, 4} <= seen


def test_only_roots_of_primes_may_be_taken_at_will() -> None:
    assert [number for number in range(-5, 30) if has_free_roots(number)] == [2, 3, 5, 7, 11, 13, 17, 19, 23, 29]
    assert has_free_roots(2**61 - 1)
    assert not has_free_roots(10403)
    assert not has_free_roots(fmpq(1, 2))


@pytest.mark.parametrize(("composite", "factor"), PSEUDOPRIMES)
def test_a_number_that_only_looks_prime_is_not_taken_for_one(composite: int, factor: int) -> None:
    assert pow(2, composite - 1, composite) == 1
    assert not is_proved_prime(fmpz(composite), fmpz(factor))

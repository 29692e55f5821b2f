"""What was made to vanish at the points and primes that are known beforehand is not proved to be zero.

A lattice reduction finds short coefficients for which a sum vanishes modulo one prime, at one point. Here it is given
the very field that a class shares. (J. von zur Gathen and J. Gerhard, *Modern Computer Algebra*, chapter 17, use it in
this way against knapsack ciphers.)
"""

from collections.abc import Callable

import pytest
from flint import fmpq, fmpz_mat

from grader.equivalence.graph.functions import FUNCTIONS
from grader.equivalence.graph.graph import Graph
from grader.equivalence.graph.kinds import ONE
from grader.equivalence.graph.powers import general_power, sqrt
from grader.equivalence.graph.signs import sign
from grader.equivalence.rungs import algebraic
from grader.equivalence.rungs.identity import Prover
from grader.equivalence.values.fields import Field, get_field
from grader.equivalence.values.modular import Residues
from grader.equivalence.values.needed import list_needed
from tests.equivalence.tables import decided

Terms = Callable[[Graph], list[int]]


def powers_of(g: Graph, base: int, count: int = 7) -> list[int]:
    return [g.power(base, exponent) for exponent in range(count)]


def roots_of_numbers(g: Graph) -> list[int]:
    return [ONE, *(sqrt(g, g.number(prime)) for prime in (2, 3, 5, 7))]


def find_short_relation(residues: list[int], prime: int) -> list[int]:
    """Return short whole numbers, not all zero, whose combination of the residues is 0 modulo the prime."""
    count, weight = len(residues), 1 << 200
    rows = [[int(row == column) for column in range(count)] + [weight * residues[row]] for row in range(count)]
    reduced = fmpz_mat([*rows, [0] * count + [weight * prime]]).lll()
    relations = [[int(reduced[row, column]) for column in range(count + 1)] for row in range(count + 1)]
    return next(relation[:-1] for relation in relations if relation[-1] == 0 and any(relation))


def evaluate(g: Graph, where: Field, terms: list[int]) -> list[int]:
    values = Residues(g, where, list_needed(g, terms)).evaluate()
    return [int(values[term]) for term in terms]


def find_field(g: Graph, terms: list[int], fields: list[Field]) -> Field:
    """Return the first field in which all terms have residues: a root may be missing modulo a prime."""
    needed = list_needed(g, terms)
    return next(where for where in fields if None not in Residues(g, where, needed).evaluate().values())


def letters(g: Graph) -> list[int]:
    a, b = g.atom("a"), g.atom("b")
    return [ONE, a, b, g.mul([a, b]), g.power(a, 2), g.power(b, 2)]


def signs(g: Graph) -> list[int]:
    x = g.atom("x")
    steps = [sign(g, g.add([x, g.number(shift)])) for shift in range(3)]
    return [ONE, x, *steps, *(g.mul([x, step]) for step in steps)]


def angles(g: Graph) -> list[int]:
    return [FUNCTIONS["sin"](g, g.scale(g.atom("x"), times)) for times in range(1, 8)]


def parts_of_a_turn(g: Graph) -> list[int]:
    cosines = [g.call("cos", g.combine([(g.call("pi"), fmpq(times, 7))])) for times in (1, 2)]
    return [ONE, *cosines, sqrt(g, g.number(2)), sqrt(g, g.number(3))]


CRAFTED: dict[str, Terms] = {
    "a symbol": lambda g: powers_of(g, g.atom("x")),
    "several symbols": letters,
    "exponentials": lambda g: powers_of(g, FUNCTIONS["exp"](g, g.atom("x"))),
    "logarithms": lambda g: powers_of(g, FUNCTIONS["log"](g, g.atom("x"))),
    "sines": angles,
    "signs": signs,
    "parts of a turn": parts_of_a_turn,
    "roots of numbers": roots_of_numbers,
    "a root of a sum": lambda g: powers_of(g, sqrt(g, g.add([g.power(g.atom("x"), 2), ONE]))),
    "powers": lambda g: powers_of(g, general_power(g, g.atom("x"), g.atom("y"))),
}


@pytest.mark.parametrize("attempt", [0, 1])
@pytest.mark.parametrize("terms_of", CRAFTED.values(), ids=CRAFTED)
def test_what_vanishes_in_the_field_of_the_class_is_not_proved_to_be_zero(terms_of: Terms, attempt: int) -> None:
    g = Graph()
    terms = terms_of(g)
    where = find_field(g, terms, [get_field(0, number) for number in range(attempt, 12)])
    relation = find_short_relation(evaluate(g, where, terms), where.prime)
    crafted = g.combine(list(zip(terms, relation, strict=True)))
    assert evaluate(g, where, [crafted]) == [0]  # so whoever trusted this field would be misled
    assert all(abs(coefficient) < 2**60 for coefficient in relation)
    factor = g.combine([(g.atom("u"), 841), (ONE, 1114)])
    expected = FUNCTIONS["cos"](g, g.atom("u"))
    answer = g.add([expected, g.mul([crafted, factor])])
    prover = Prover(g, 0)
    for pair in (
        (answer, expected),
        (expected, answer),
        (crafted, g.number(0)),
        (g.mul([crafted, factor]), g.number(0)),
    ):
        assert prover.prove(*pair) is None
        assert algebraic.prove(prover, *pair) is None


@pytest.mark.parametrize("terms_of", CRAFTED.values(), ids=CRAFTED)
def test_what_vanishes_at_the_salted_point_of_another_pair_is_not_proved(terms_of: Terms) -> None:
    g = Graph()
    terms = terms_of(g)
    expected = FUNCTIONS["cos"](g, g.atom("u"))
    # The attacker knows the salt of what is written so far; what is added changes it.
    question = Prover(g, 0).salt(g.add([expected, *terms]), expected)
    where = find_field(g, terms, [question.draw_shared(attempt) for attempt in range(12)])
    relation = find_short_relation(evaluate(g, where, terms), where.prime)
    answer = g.add([expected, g.combine(list(zip(terms, relation, strict=True)))])
    assert Prover(g, 0).prove(answer, expected) is None
    assert algebraic.prove(Prover(g, 0), answer, expected) is None


def test_crafted_answers_differ() -> None:
    where = get_field(0)
    g = Graph()
    terms = powers_of(g, g.atom("x"))
    relation = find_short_relation(evaluate(g, where, terms), where.prime)
    polynomial = " + ".join(f"({coefficient})*x^{exponent}" for exponent, coefficient in enumerate(relation))
    for factor in ("1", "(x - 1)", "10^(-30)", "(6361x - 4146)"):
        assert decided({"student": f"x^4 + ({polynomial})*{factor}", "expected": "x^4"}).result == "different"


def test_multiples_of_a_salted_prime_of_another_pair_are_not_proved() -> None:
    g = Graph()
    x, y = g.atom("x"), g.atom("y")
    for where in (get_field(0), Prover(g, 0).salt(x, g.add([x, y])).draw_own(0, 0)):
        for multiple in (where.prime, fmpq(where.prime, 10**3000), fmpq(12 * where.prime, 7)):
            assert Prover(g, 0).prove(x, g.combine([(x, 1), (y, multiple)])) is None

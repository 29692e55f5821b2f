"""Systems of polynomial equations and inequalities: a system with a solution is never called empty."""

from fractions import Fraction
from random import Random
from typing import Any

import pytest
from flint import fmpq

from grader.equivalence.graph.facts import ANY, NEGATIVE, NULL, POSITIVE
from grader.equivalence.graph.graph import Graph
from grader.equivalence.systems.definite_forms import find_definite_zeros, find_polynomial_signs
from grader.equivalence.systems.kernel_polynomials import MAX_VARIABLES, KernelRing
from grader.equivalence.systems.rational_points import find_rational_point
from grader.equivalence.systems.real_systems import RealSystem, Variables

RING = KernelRing(Graph()).ring
X, Y, Z = RING.gens()[:3]
ONE = RING.constant(1)
REAL = [ANY] * MAX_VARIABLES


def system(
    *, zeros: Any = (), positives: Any = (), nonnegatives: Any = (), nonzeros: Any = (), **known: Any
) -> RealSystem:
    return RealSystem(Variables(masks=REAL, **known), [*zeros], [*positives], [*nonnegatives], [*nonzeros])


@pytest.mark.parametrize(
    "given",
    [
        {"zeros": [X**2 + Y**2 + 1]},
        {"zeros": [X - 1, X - 2]},
        {"zeros": [X**2 + X * Y + Y**2], "nonzeros": [X]},
        {"zeros": [X**2 + Y**2 - 2, X * Y - 1], "nonzeros": [X - Y]},
        {"zeros": [X * Y - 1], "nonzeros": [X * Y - ONE]},
        {"positives": [X - Y, Y - Z, Z - X]},
        {"positives": [-(X**2) - 1]},
        {"positives": [X, 1 - X], "nonnegatives": [X**2 - 1]},
        {"zeros": [X**4 + Y**4], "positives": [X]},
        {"zeros": [2 * X - 2 * Y - 1], "wholes": frozenset({0, 1})},
        {"positives": [X - Y, Y + 1 - X], "wholes": frozenset({0, 1})},
    ],
)
def test_a_system_without_a_solution_is_empty(given: dict[str, Any]) -> None:
    assert system(**given).is_empty()


@pytest.mark.parametrize(
    "given",
    [
        {"zeros": [X**2 + Y**2 - 1]},
        {"zeros": [X**2 - X * Y - Y**2], "nonzeros": [X]},
        {"zeros": [X**2 - 2], "positives": [-X]},
        {"positives": [X - Y, Y - Z]},
        {"zeros": [2 * X - 2 * Y - 1]},
        {"positives": [X - Y, Y + 1 - X]},
        {"zeros": [X**2 + Y**2]},
    ],
)
def test_a_system_with_a_solution_is_not(given: dict[str, Any]) -> None:
    assert not system(**given).is_empty()


def test_what_holds_at_a_point_is_never_empty_and_a_point_is_found_where_all_is_linear() -> None:
    source = Random(11)
    for trial in range(200):
        point = [fmpq(source.randrange(-4, 5), source.choice([1, 1, 2])) for _ in range(3)]
        degree = source.choice([1, 1, 2])
        drawn = [draw(source, degree) for _ in range(source.randrange(1, 5))]
        values = [p.subs({f"t{place}": value for place, value in enumerate(point)}) for p in drawn]
        given = system(
            zeros=[p - value for p, value in zip(drawn[:2], values[:2], strict=True)],
            positives=[p - value + 1 for p, value in zip(drawn[2:3], values[2:3], strict=True)],
            nonnegatives=[p - value for p, value in zip(drawn[3:], values[3:], strict=True)],
        )
        assert not given.is_empty(), (trial, given)
        if degree == 1:
            found = find_rational_point(given, range(3), lambda place, value: True)
            assert found is not None and set(found) == {0, 1, 2}


def draw(source: Random, degree: int) -> Any:
    """Return a polynomial of low degree in three variables."""
    return sum(
        (source.choice([-2, -1, 0, 1, 3]) * a * b for a in (X, Y, Z) for b in ((X, Y, ONE) if degree == 2 else (ONE,))),
        RING.constant(source.randrange(-2, 3)),
    )


@pytest.mark.parametrize(
    ("polynomial", "signs"),
    [
        (X**2 + X * Y + Y**2, POSITIVE | NULL),
        (X**2 - 2 * X * Y + Y**2 + 1, POSITIVE),
        (-(X**2) - Y**2 - 3, NEGATIVE),
        (X**2 - X * Y - Y**2, ANY),
        (X**2 + X * Y, ANY),
        (X**4 + X**3 * Y + X**2 * Y**2 + X * Y**3 + Y**4, POSITIVE | NULL),
        (X**4 - X + 1, POSITIVE),
        (X**4 - X, ANY),
        ((X * Y) ** 2 + X * Y * Z + Z**2, POSITIVE | NULL),
        (X**3 + Y**3, ANY),
        (X**2 * Y**2 + 1, POSITIVE),
    ],
)
def test_the_signs_of_polynomials(polynomial: Any, signs: int) -> None:
    assert find_polynomial_signs(polynomial, REAL) == signs


def test_a_form_that_is_never_negative_is_zero_where_its_equations_say() -> None:
    source = Random(7)
    for _ in range(100):
        squares = [draw(source, 1) for _ in range(2)]
        polynomial = squares[0] ** 2 + 2 * squares[1] ** 2
        zeros = find_definite_zeros(polynomial, REAL) if polynomial.total_degree() == 2 else None
        for point in ([fmpq(source.randrange(-3, 4)) for _ in range(3)] for _ in range(30)):
            at = {f"t{place}": value for place, value in enumerate(point)}
            if zeros is not None and polynomial.subs(at) == 0:
                assert all(zero.subs(at) == 0 for zero in zeros)


def test_a_witness_may_be_a_half() -> None:
    found = find_rational_point(system(positives=[X - 0, 1 - 2 * X + ONE * 0 + X]), range(1), lambda *_: True)
    assert found is not None and 0 < Fraction(int(found[0].p), int(found[0].q)) < 1

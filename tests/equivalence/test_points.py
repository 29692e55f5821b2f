"""Points are drawn from the domain of a symbol, all of them, and places beside a jump only where they belong to it."""

from fractions import Fraction

import pytest
from flint import fmpq

from grader import compare
from grader.equivalence.domain.regions import find_member
from grader.equivalence.values.points import SIZES, draw_coordinate
from grader.expr.notation import Domain, Kind

HALF = Fraction(1, 2)
DOMAINS = [
    Domain(), Domain(kind="positive"), Domain(kind="negative"), Domain(kind="nonnegative"), Domain(kind="nonzero"),
    Domain(kind="integer"), Domain(kind="natural"), Domain(lower=HALF), Domain(upper=-HALF),
    Domain(lower=-HALF, upper=HALF), Domain(kind="positive", lower=Fraction(0), upper=HALF),
    Domain(kind="negative", lower=-HALF, upper=Fraction(0)), Domain(kind="integer", lower=-5 * HALF, upper=5 * HALF),
    Domain(kind="integer", lower=5 * HALF), Domain(kind="integer", upper=-5 * HALF),
    Domain(kind="natural", upper=5 * HALF), Domain(kind="natural", lower=-5 * HALF, upper=5 * HALF),
    Domain(kind="natural", lower=-5 * HALF), Domain(kind="nonnegative", lower=-HALF, upper=HALF),
    Domain(kind="positive", lower=-HALF), Domain(kind="positive", upper=HALF), Domain(kind="negative", lower=-HALF),
    Domain(kind="negative", upper=HALF), Domain(kind="negative", lower=-HALF, upper=HALF),
]  # fmt: skip
ALLOWED = {
    "real": lambda value: True, "positive": lambda value: value > 0, "negative": lambda value: value < 0,
    "nonnegative": lambda value: value >= 0, "nonzero": lambda value: value != 0,
    "integer": lambda value: value.q == 1, "natural": lambda value: value.q == 1 and value >= 0,
}  # fmt: skip


def belongs(value: fmpq, domain: Domain) -> bool:
    exact = Fraction(int(value.p), int(value.q))
    is_within = (domain.lower is None or domain.lower <= exact) and (domain.upper is None or exact <= domain.upper)
    return bool(is_within and ALLOWED[domain.kind](value))


@pytest.mark.parametrize("domain", DOMAINS, ids=str)
def test_every_coordinate_belongs_to_its_domain(domain: Domain) -> None:
    for seed in range(8):
        drawn = [draw_coordinate(seed, "x", domain, number) for number in range(50)]
        assert all(belongs(value, domain) for value in drawn)
        assert len(set(map(str, drawn))) > 1


@pytest.mark.parametrize("domain", DOMAINS, ids=str)
def test_a_place_beside_a_jump_is_taken_where_it_belongs_to_the_domain_and_only_there(domain: Domain) -> None:
    for value in [fmpq(step, 4) for step in range(-16, 17)]:
        found = find_member(domain, value)
        assert found is None or belongs(found, domain)
        if belongs(value, domain):
            assert found == value


@pytest.mark.parametrize(
    ("domain", "members"),
    [
        (Domain(kind="natural", upper=5 * HALF), [0, 1, 2]),
        (Domain(kind="natural", lower=-HALF, upper=5 * HALF), [0, 1, 2]),
        (Domain(kind="integer", lower=-5 * HALF, upper=3 * HALF), [-2, -1, 0, 1]),
    ],
    ids=str,
)
def test_every_member_of_a_short_range_of_whole_numbers_is_drawn(domain: Domain, members: list[int]) -> None:
    assert {draw_coordinate(0, "x", domain, number) for number in range(50)} == set(members)


@pytest.mark.parametrize("kind", ["real", "positive", "negative"])
def test_coordinates_have_every_size_that_the_table_names(kind: Kind) -> None:
    for seed in range(8):
        for number, size in enumerate(SIZES):
            value = draw_coordinate(seed, "x", Domain(kind=kind), number) / fmpq(10) ** size
            assert fmpq(1, 4) < max(value, -value) < 3


@pytest.mark.parametrize(
    ("domain", "end"),
    [
        (Domain(lower=HALF), HALF),
        (Domain(upper=Fraction(0)), 0),
        (Domain(upper=HALF), HALF),
        (Domain(lower=Fraction(0)), 0),
    ],
    ids=str,
)
def test_coordinates_in_a_range_without_an_end_lie_at_every_distance_from_the_other(
    domain: Domain, end: Fraction | int
) -> None:
    for seed in range(8):
        for number, size in enumerate(SIZES):
            value = draw_coordinate(seed, "x", domain, number)
            assert 0 < abs(Fraction(int(value.p), int(value.q)) - end) / Fraction(10) ** size < 3


@pytest.mark.parametrize("kind", ["integer", "natural"])
def test_zero_is_drawn_among_whole_numbers(kind: Kind) -> None:
    assert any(draw_coordinate(seed, "x", Domain(kind=kind), number) == 0 for seed in range(8) for number in range(24))


@pytest.mark.parametrize(
    ("student", "domain"),
    [("1[n <= 2]", "integer [0, 5/2]"), ("1[x > -1]*1[x < 3/4]", "(0, 1/2]"), ("1[x < 1]*1[x > -3/4]", "[-1/2, 0)")],
)
def test_nothing_is_refuted_outside_the_domain(student: str, domain: str) -> None:
    name = "n" if "n" in student else "x"
    assert compare(student, "1", symbols={name: domain}).result != "different"

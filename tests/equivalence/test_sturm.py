"""Whether a polynomial has a real root, against all its complex roots; and the work is counted before it is done."""

from random import Random

import pytest
from flint import fmpz_poly

from grader import compare
from grader.equivalence.graph.work import MAX_EVALUATIONS, Work
from grader.equivalence.precision import WORKING, precision
from grader.equivalence.values.sturm import estimate_work, has_real_root


def draw_polynomials(count: int, seed: int) -> list[fmpz_poly]:
    source = Random(seed)
    found = []
    for number in range(count):
        poly = fmpz_poly([source.randint(-9, 9) for _ in range(source.randint(1, 14))] + [source.choice((1, -2, 3))])
        # A square plus a small number often has no real root.
        found += [factor for factor, _ in (poly * poly + number % 7 if number % 2 else poly).factor()[1]]
    return found


def test_it_finds_a_real_root_where_there_is_one() -> None:
    polynomials, seen = draw_polynomials(400, 11), set()
    for poly in polynomials:
        with precision(WORKING):
            expected = any(root.imag == 0 for root, _ in poly.complex_roots())
        assert has_real_root(poly) == expected, poly
        seen.add((expected, poly.degree() % 2))
    assert seen == {(True, 0), (True, 1), (False, 0)}


@pytest.mark.parametrize(
    ("coefficients", "expected"),
    [([5], False), ([0, 1], True), ([1, 0, 1], False), ([-2, 0, 1], True), ([1, 0, -3, 0, 1], True),
     ([1, 0, -1, 0, 1], False), ([-1, 0, 0, 0, -1], False), ([1, 1, 0, 0, 0, 1], True)],
)  # fmt: skip
def test_small_polynomials(coefficients: list[int], expected: bool) -> None:
    assert has_real_root(fmpz_poly(coefficients)) is expected


def test_the_estimate_grows_with_degree_and_length() -> None:
    short, long = fmpz_poly([1, 3] * 8 + [1]), fmpz_poly([10**50, 3] * 8 + [1])
    assert estimate_work(short) < estimate_work(long) < estimate_work(short * short * long)


# Every level doubles the degree, and every sign the cases; most of these polynomials have no real root.
STEEP = "1/(1 + max((((1/(1 + (y + 1)^2) + 2y + 1)^2 + 1)^2 + 1)^2, y))"
JUMP = "y*1[(1/(1 + y*1[(abs(y*1[1/(1 + abs(abs(y*1[x > 0] + 2y + 1) + 1)) > 0] - y) + 1)^2 > 0]) + y + 1)^2 > 0]"
INNER = f"max(((1/(1 + ({JUMP} + 1)^2 + y) + y + 1)^2 + 1)^2 + 1, y)"
NESTED = [
    STEEP.replace("max(", "max(x, "), f"max({STEEP}, y)^2 + abs(y - 2)", f"(max({STEEP}, y) + 1)^2",
    f"1/(1 + (max(1/(1 + {INNER}^2), y) + 1)^2)", f"1/(2 + (max(1/(1 + {INNER}^2), y) + 1)^4)",
    f"1/(3 + abs(max(1/(1 + {INNER}^2), y) + 1)^2)",
]  # fmt: skip


@pytest.mark.parametrize("condition", NESTED)
def test_the_roots_for_one_condition_take_bounded_work(condition: str, monkeypatch: pytest.MonkeyPatch) -> None:
    spent: list[int] = []
    spend = Work.spend
    monkeypatch.setattr(Work, "spend", lambda self, count: (spent.append(count), spend(self, count))[1])
    sides = f"{condition} + 1/10^6 = 1", f"{condition} = 1"
    assert compare(*sides, symbols={"x": "real", "y": "real"}).result in ("unknown", "different")
    assert 0 < sum(spent) < MAX_EVALUATIONS

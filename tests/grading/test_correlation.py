"""The correlation and its interval, against the formulas of a textbook and the standard library."""

import statistics
from fractions import Fraction

import mpmath
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from grader.grading.course.correlation import FEWEST_PAIRS, Correlation, Sums, correlation

PAIRS = st.lists(
    st.tuples(st.sampled_from([Fraction(0), Fraction(1, 3), Fraction(1)]), st.fractions(0, 20, max_denominator=8)),
    min_size=FEWEST_PAIRS,
    max_size=30,
)


def sums_of(pairs: list[tuple[Fraction, Fraction]]) -> Sums:
    sums = Sums()
    for x, y in pairs:
        sums.add(x, 1, y, y * y)
    return sums


@given(PAIRS)
def test_correlation_is_that_of_the_standard_library(pairs: list[tuple[Fraction, Fraction]]) -> None:
    x, y = ([float(value) for value in side] for side in zip(*pairs, strict=True))
    assume(len(set(x)) > 1 and len(set(y)) > 1)
    found = correlation(sums_of(pairs))
    assert found is not None
    assert found.n == len(pairs)
    assert found.r == pytest.approx(statistics.correlation(x, y), abs=1e-9)


@given(PAIRS)
def test_correlation_does_not_depend_on_the_order(pairs: list[tuple[Fraction, Fraction]]) -> None:
    assert correlation(sums_of(pairs)) == correlation(sums_of(pairs[::-1])) == correlation(sums_of(sorted(pairs)))


@given(PAIRS)
def test_interval_is_that_of_fisher_in_other_words(pairs: list[tuple[Fraction, Fraction]]) -> None:
    found = correlation(sums_of(pairs))
    assume(found is not None and found.low is not None and abs(found.r) < 0.999)
    assert found is not None
    z = mpmath.log((1 + found.r) / (1 - found.r)) / 2
    ends = (z + sign * mpmath.mpf("1.959963984540054") / mpmath.sqrt(found.n - 3) for sign in (-1, 1))
    low, high = ((mpmath.exp(2 * end) - 1) / (mpmath.exp(2 * end) + 1) for end in ends)
    assert (found.low, found.high) == (pytest.approx(float(low), abs=1e-9), pytest.approx(float(high), abs=1e-9))


@given(PAIRS)
def test_pairs_of_the_same_x_may_be_added_together(pairs: list[tuple[Fraction, Fraction]]) -> None:
    grouped = Sums()
    for x in dict.fromkeys(x for x, _ in pairs):
        own = [y for other, y in pairs if other == x]
        grouped.add(x, len(own), sum(own, Fraction(0)), sum((y * y for y in own), Fraction(0)))
    assert grouped == sums_of(pairs)


def test_few_pairs_or_no_spread_have_no_correlation() -> None:
    ten = [(Fraction(k % 2), Fraction(k)) for k in range(FEWEST_PAIRS)]
    assert correlation(sums_of(ten)) is not None
    assert correlation(sums_of(ten[1:])) is None
    assert correlation(sums_of([(Fraction(1), y) for _, y in ten])) is None
    assert correlation(sums_of([(x, Fraction(1)) for x, _ in ten])) is None
    assert correlation(Sums()) is None


@pytest.mark.parametrize("slope", [1, -1])
def test_points_on_a_line_have_no_interval(slope: int) -> None:
    line = [(Fraction(k), Fraction(slope * k, 3)) for k in range(FEWEST_PAIRS)]
    assert correlation(sums_of(line)) == Correlation(n=FEWEST_PAIRS, r=slope)

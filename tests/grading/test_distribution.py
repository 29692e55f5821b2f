"""Distributions of scores, against the standard library over plain lists."""

import statistics
from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.grading.course.distribution import Distribution

SCORES = st.lists(st.fractions(-2, 12, max_denominator=6), min_size=2, max_size=40)


@given(SCORES)
def test_figures_are_those_of_the_standard_library(scores: list[Fraction]) -> None:
    spread = Distribution(Counter(scores))
    quartiles = [spread.quantile(Fraction(k, 4)) for k in (1, 2, 3)]
    assert spread.n == len(scores)
    assert spread.mean == statistics.mean(scores)
    assert spread.median == statistics.median(scores)
    assert quartiles == statistics.quantiles(scores, n=4, method="inclusive")
    assert (spread.quantile(Fraction(0)), spread.quantile(Fraction(1))) == (min(scores), max(scores))


@given(SCORES, st.integers(1, 12))
def test_every_score_is_in_one_bar(scores: list[Fraction], count: int) -> None:
    bars = Distribution(Counter(scores)).bars(Fraction(10), count)
    assert len(bars) == count
    assert sum(bars) == len(scores)


@pytest.mark.parametrize(
    ("score", "bar"),
    [("-1", 0), ("0", 0), ("19/20", 0), ("1", 1), ("89/10", 8), ("9", 9), ("10", 9), ("11", 9)],
)
def test_a_score_on_a_border_is_in_the_upper_bar(score: str, bar: int) -> None:
    assert Distribution({Fraction(score): 1}).bars(Fraction(10), 10).index(1) == bar


def test_an_exercise_without_points_has_one_bar() -> None:
    assert Distribution({Fraction(0): 3}).bars(Fraction(0), 4) == [3, 0, 0, 0]


def test_there_is_no_rank_beyond_the_last() -> None:
    with pytest.raises(IndexError):
        Distribution({Fraction(1): 2}).ranked(2)

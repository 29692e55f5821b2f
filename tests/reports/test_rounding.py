"""Figures that are shown together add up, and each is less than one unit from its exact value."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.grading.result import GradedSubmission, Lateness
from grader.records import Outcome
from grader.reports.gradebooks.rounding import (
    compute_shares,
    divide_for_json,
    format_two_decimals,
    get_final_score,
    round_together,
)

from .samples import ALICE, BOB, CAROL, CORRECT, PARTIAL, UNREADABLE

VALUES = st.lists(st.fractions(min_value=-3, max_value=100, max_denominator=97), max_size=12)


@given(VALUES, st.sampled_from([1, 100, 10_000]))
def test_rounded_values_add_up_to_the_rounded_total(values: list[Fraction], units: int) -> None:
    whole = round_together(values, units)
    assert sum(whole) == round(sum(values, Fraction(0)) * units)
    assert all(
        abs(Fraction(count, units) - value) < Fraction(1, units) for count, value in zip(whole, values, strict=True)
    )


@given(VALUES)
def test_value_that_needs_no_rounding_is_itself(values: list[Fraction]) -> None:
    for count, value in zip(round_together(values, 100), values, strict=True):
        if (value * 100).denominator == 1:
            assert count == value * 100


def test_item_never_earns_more_than_it_is_worth_because_of_rounding() -> None:
    third = replace(CORRECT, points=Fraction(1, 3))
    whole = replace(PARTIAL, points=Fraction(1), credit=Fraction(1))
    items = (*(replace(third, id=f"i{n}") for n in range(5)), whole)
    earned = compute_shares(replace(ALICE, items=items), 100)
    assert [(share.earned, share.worth) for share in earned] == [
        (34, 34),
        (34, 34),
        (33, 34),
        (33, 34),
        (33, 34),
        (100, 100),
    ]


@pytest.mark.parametrize(
    ("value", "shown"),
    [("0", "0.00"), ("5/2", "2.50"), ("71/3", "23.67"), ("-1/3", "-0.33"), ("1/200", "0.00"), ("3/200", "0.02")],
)
def test_score_has_two_decimals_rounded_half_to_even(value: str, shown: str) -> None:
    assert format_two_decimals(Fraction(value)) == shown


@given(st.integers(-(10**9), 10**9))
def test_number_for_json_is_the_shortest_decimal(count: int) -> None:
    assert Fraction(repr(divide_for_json(count, 10_000))) == Fraction(count, 10_000)


LATE = Lateness(submitted="2026-12-02T10:00:00+01:00", due="2026-12-01T00:00:00+01:00", days=2, share=Fraction(1, 5))


@pytest.mark.parametrize(
    ("graded", "score"),
    [
        (ALICE, None),
        (CAROL, None),
        (BOB, Fraction(5)),
        (replace(BOB, lateness=LATE), Fraction(4)),
        (replace(BOB, items=(CORRECT, UNREADABLE)), None),
        (replace(BOB, items=(CORRECT, replace(PARTIAL, credit=None, outcome=Outcome.WITHHELD))), None),
    ],
    ids=["pending", "unreadable", "graded", "late", "not counted", "not told"],
)
def test_score_is_final_only_when_every_answer_has_one(graded: GradedSubmission, score: Fraction | None) -> None:
    assert get_final_score(graded) == score

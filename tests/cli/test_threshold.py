"""``grade --fail-under``: which exit code, whose points count, and what is said."""

from dataclasses import replace
from fractions import Fraction

import pytest

from grader.cli.grade import combine_codes
from grader.reports.threshold import explain_pending, format_below, is_below
from tests.reports.samples import ALICE, BLANK, CAROL, CORRECT, UNDECIDED, UNREADABLE


@pytest.mark.parametrize("is_below", [True, False])
@pytest.mark.parametrize(("code", "both"), [(0, 0), (1, 1), (3, 5), (4, 4)])
def test_only_an_unreadable_file_and_a_low_score_have_a_code_of_their_own(is_below: bool, code: int, both: int) -> None:
    assert combine_codes(code, is_somebody_below=is_below) == (both if is_below else code)


def test_pending_points_are_not_lost() -> None:
    half = replace(ALICE, items=(CORRECT, replace(UNDECIDED, points=Fraction(1)), replace(BLANK, points=Fraction(2))))
    assert not is_below(half, Fraction(2, 3))
    assert is_below(half, Fraction(3, 4))
    assert format_below(half, Fraction(3, 4)) == "below 75 %: alice (3 of 6, 1 point pending)"
    assert list(explain_pending(half)) == [
        "Pending points are not lost: the students named here are below even with all of them. Only an answer that "
        "cannot be read counts as 0 here."
    ]
    assert not is_below(CAROL, Fraction(3, 4))


def test_what_cannot_be_read_passes_no_threshold() -> None:
    gibberish = replace(ALICE, items=tuple(replace(UNREADABLE, id=name) for name in "abc"))
    assert is_below(gibberish, Fraction(1, 100))
    assert format_below(gibberish, Fraction(1, 2)) == "below 50 %: alice (0 of 6, 6 points pending)"

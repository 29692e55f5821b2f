"""Pairs that fooled other graders get the right verdict here, each as its row says."""

from typing import Any

import pytest

from grader.equivalence import Policy
from grader.errors import AnswerError, UsageError
from tests.equivalence.tables import decided, rows


@pytest.mark.parametrize("row", rows("attacks.yaml"), ids=lambda row: row["id"])
def test_a_pair_that_fools_graders_is_decided_rightly(row: dict[str, Any]) -> None:
    if row["result"] == "unreadable":
        with pytest.raises(AnswerError):
            decided(row)
    else:
        decision = decided(row)
        assert decision.result == row["result"], decision
        if "reason" in row:
            assert decision.witness is not None
            assert decision.witness.reason == row["reason"]


def test_a_relative_tolerance_above_one_is_the_authors_error() -> None:
    from fractions import Fraction

    with pytest.raises(UsageError) as caught:
        Policy(rtol=Fraction(10**9))
    assert str(caught.value) == (
        "error[tolerance-out-of-range]: The tolerance 'rtol' is 1000000000.\n"
        "   why:   A tolerance is not negative, and a relative one is below 1: with more, 0 is always right.\n"
        "   help:  write a small positive 'rtol', such as 1e-6."
    )

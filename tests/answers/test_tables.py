"""Every row of the case tables gets the outcome, the credit and the feedback that it states."""

from fractions import Fraction

import pytest

from grader.rubric.fields import get_text, get_texts
from tests.answers.tables import FOLDER, Row, judge, rows

ROWS = [row for path in sorted(FOLDER.glob("*.yaml")) for row in rows(path)]
CREDIT = {"correct": Fraction(1), "incorrect": Fraction(0), "unreadable": Fraction(0), "undecided": None}


@pytest.mark.parametrize("row", ROWS, ids=[f"{row.kind}: {row.about}" for row in ROWS])
def test_a_row_gets_what_it_states(row: Row) -> None:
    verdict, complaint = judge(row.item(), row.given)
    outcome = get_text(row.node, "outcome")
    assert verdict.outcome == outcome, (verdict, complaint)
    credit = get_text(row.node, "credit")
    assert verdict.credit == (Fraction(credit) if credit else CREDIT[outcome])
    if feedback := get_texts(row.node, "feedback"):
        assert tuple(remark.text for remark in verdict.remarks) == feedback
    if wanted := get_text(row.node, "diagnostic"):
        assert complaint == wanted

"""Sets of numbers and points: their ends, their pieces, and functions in pieces; one table a subject."""

from fractions import Fraction
from pathlib import Path

import pytest

from grader.documents import load
from grader.rubric.fields import get_text, get_texts
from tests.answers.tables import Row, judge, rows_of

FOLDER = Path(__file__).parents[1] / "cases" / "sets"
ROWS = [(path.stem, row) for path in sorted(FOLDER.glob("*.yaml")) for row in rows_of(load(path).root)]
CREDIT = {"correct": Fraction(1), "incorrect": Fraction(0), "unreadable": Fraction(0), "undecided": None}


@pytest.mark.parametrize(("table", "row"), ROWS, ids=[f"{table}: {row.about}" for table, row in ROWS])
def test_a_row_gets_what_it_states(table: str, row: Row) -> None:
    verdict, complaint = judge(row.item(), row.given)
    outcome = get_text(row.node, "outcome")
    assert verdict.outcome == outcome, (verdict, complaint)
    credit = get_text(row.node, "credit")
    assert verdict.credit == (Fraction(credit) if credit else CREDIT[outcome])
    if feedback := get_texts(row.node, "feedback"):
        assert tuple(remark.text for remark in verdict.remarks) == feedback

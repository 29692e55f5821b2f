"""A wrong answer goes to a person where an operator without brackets may have been meant to reach further."""

from pathlib import Path

import pytest

from grader.answers.reach import leave_reach_open
from grader.documents import load
from grader.records import Outcome, Verdict
from grader.rubric.fields import get_text
from tests.answers.tables import Row, judge_and_leave, name_row, rows_of

TABLE = Path(__file__).parents[1] / "cases" / "reach" / "answers.yaml"
ABOUT_THE_ROW = {"type", "given", "outcome", "near", "wide"}


def judge(row: Row) -> Verdict:
    """Judge the answer of a row as grading does, before what follows from other answers."""
    return judge_and_leave(row, ABOUT_THE_ROW, leave_reach_open)


ROWS = list(rows_of(load(TABLE).root))


@pytest.mark.parametrize("row", [row for row in ROWS if get_text(row.node, "wide")], ids=name_row)
def test_a_person_sees_both_readings(row: Row) -> None:
    verdict = judge(row)
    near, wide = get_text(row.node, "near"), get_text(row.node, "wide")
    text = f"As it is typed, {near}. With brackets, '{wide}', it would be another answer; a person will look."
    assert [remark.text for remark in verdict.remarks] == [text]
    assert (verdict.outcome, verdict.credit) == (Outcome.UNDECIDED, None)


@pytest.mark.parametrize("row", [row for row in ROWS if not get_text(row.node, "wide")], ids=name_row)
def test_any_other_answer_keeps_its_verdict(row: Row) -> None:
    verdict = judge(row)
    assert verdict.outcome == get_text(row.node, "outcome")
    assert "reach" not in [remark.id for remark in verdict.remarks]

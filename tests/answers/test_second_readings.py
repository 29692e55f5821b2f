"""A wrong answer that would earn more in a second reading goes to a person; nothing is accepted for it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.answers.second_readings.leaving import leave_readings_open
from grader.documents import load
from grader.documents.nodes import Sequence
from grader.records import Outcome, Verdict
from grader.rubric.fields import get_text
from tests.answers.tables import Row, judge_and_leave, name_row, rows_of

TABLE = Path(__file__).parents[1] / "cases" / "second_readings" / "answers.yaml"
ABOUT_THE_ROW = {"type", "given", "outcome", "says"}


def list_rows() -> Iterator[Row]:
    groups = load(TABLE).root
    assert isinstance(groups, Sequence)
    for group in groups.items:
        yield from rows_of(group)


def judge(row: Row) -> Verdict:
    """Judge the answer of a row as grading does, before what follows from other answers."""
    return judge_and_leave(row, ABOUT_THE_ROW, leave_readings_open)


@pytest.mark.parametrize("row", list(list_rows()), ids=name_row)
def test_an_answer_with_a_second_reading_gets_its_outcome(row: Row) -> None:
    verdict = judge(row)
    assert verdict.outcome == get_text(row.node, "outcome"), verdict
    is_open = verdict.outcome is Outcome.UNDECIDED
    assert (verdict.credit is None) is is_open
    assert ["other-reading"] * is_open == [remark.id for remark in verdict.remarks if remark.id == "other-reading"]
    if says := get_text(row.node, "says"):
        assert says in verdict.remarks[0].text

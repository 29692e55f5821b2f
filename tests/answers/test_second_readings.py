"""A wrong answer that would earn more in a second reading goes to a person; nothing is accepted for it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.answers.second_readings.leaving import leave_readings_open
from grader.documents import DocumentNode, Mapping, load
from grader.documents.nodes import Sequence
from grader.grading import grade_item
from grader.records import Outcome, Verdict
from grader.rubric.fields import find_entry, get_text
from grader.rubric.notation import read_notation
from grader.submission import Submission
from tests.answers.tables import Row, item_of, judge_and_leave, name_row, rows_of

TABLE = Path(__file__).parents[1] / "cases" / "second_readings" / "answers.yaml"
OTHER_NAMES = load(TABLE.with_name("other_names.yaml")).root
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


def list_names() -> list[DocumentNode]:
    cases = find_entry(OTHER_NAMES, "cases")
    assert isinstance(cases, Sequence)
    return list(cases.items)


@pytest.mark.parametrize("row", list_names(), ids=lambda row: f"{get_text(row, 'item')}: {get_text(row, 'given')}")
def test_a_value_of_another_quantity_is_never_accepted(row: DocumentNode) -> None:
    section, described = find_entry(OTHER_NAMES, "notation"), find_entry(OTHER_NAMES, "items")
    assert isinstance(section, Mapping)
    entry, given = find_entry(described, get_text(row, "item")), find_entry(row, "given")
    assert given is not None
    item = item_of(get_text(entry, "type"), entry, read_notation(section, []))
    answers = {item.id: given}
    result = grade_item(item, Submission(student="a", exercise="e", file="", sha256="", answers=answers))
    assert result.outcome == get_text(row, "outcome"), result

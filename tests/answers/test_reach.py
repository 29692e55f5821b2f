"""A wrong answer goes to a person where an operator without brackets may have been meant to reach further."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from grader.answers.reach import leave_reach_open
from grader.answers.reading import read_answer
from grader.documents import Mapping, Scalar, load
from grader.documents.nodes import Sequence
from grader.errors import Diagnostic
from grader.records import Outcome, Verdict
from grader.rubric.fields import find_entry, get_text
from grader.rubric.notation import read_notation
from tests.answers.tables import Row, item_of

TABLE = Path(__file__).parents[1] / "cases" / "reach" / "answers.yaml"
ABOUT_THE_ROW = {"type", "given", "outcome", "near", "wide"}


def list_rows() -> Iterator[Row]:
    root = load(TABLE).root
    section, cases = find_entry(root, "notation"), find_entry(root, "cases")
    assert isinstance(section, Mapping)
    assert isinstance(cases, Sequence)
    faults: list[Diagnostic] = []
    notation = read_notation(section, faults)
    assert faults == []
    for node in cases.items:
        yield Row(get_text(node, "type"), notation, node)


def judge(row: Row) -> Verdict:
    """Judge the answer of a row as grading does, before what follows from other answers."""
    assert isinstance(row.node, Mapping)
    entries = tuple(entry for entry in row.node.entries if entry[0].text not in ABOUT_THE_ROW)
    item = item_of(row.kind, replace(row.node, entries=entries), row.notation)
    assert item.key is not None
    answer = read_answer(item.answer_type, row.given, item.task)
    verdict = item.answer_type.judge(answer, item.key.answer, item.task)
    return leave_reach_open(verdict, row.given, answer, item.answer_type, item.key.answer, item.task)


def name_row(row: Row) -> str:
    given = row.given
    return f"{given.text if isinstance(given, Scalar) else given.span.text} for {get_text(row.node, 'expected')}"


ROWS = list(list_rows())


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

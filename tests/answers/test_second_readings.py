"""A wrong answer that would earn more in a second reading goes to a person; nothing is accepted for it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from grader.answers.reading import read_answer
from grader.answers.second_readings.leaving import leave_readings_open
from grader.documents import Mapping, Scalar, load
from grader.documents.nodes import Sequence
from grader.errors import Diagnostic
from grader.records import Outcome, Verdict
from grader.rubric.fields import find_entry, get_text
from grader.rubric.notation import read_notation
from tests.answers.tables import Row, item_of

TABLE = Path(__file__).parents[1] / "cases" / "second_readings" / "answers.yaml"
ABOUT_THE_ROW = {"type", "given", "outcome", "says"}


def list_rows() -> Iterator[Row]:
    groups = load(TABLE).root
    assert isinstance(groups, Sequence)
    for group in groups.items:
        section, cases = find_entry(group, "notation"), find_entry(group, "cases")
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
    return leave_readings_open(verdict, row.given, answer, item.answer_type, item.key.answer, item.task)


def name_row(row: Row) -> str:
    given = row.given
    return f"{given.text if isinstance(given, Scalar) else given.span.text} for {get_text(row.node, 'expected')}"


@pytest.mark.parametrize("row", list(list_rows()), ids=name_row)
def test_an_answer_with_a_second_reading_gets_its_outcome(row: Row) -> None:
    verdict = judge(row)
    assert verdict.outcome == get_text(row.node, "outcome"), verdict
    is_open = verdict.outcome is Outcome.UNDECIDED
    assert (verdict.credit is None) is is_open
    assert ["other-reading"] * is_open == [remark.id for remark in verdict.remarks if remark.id == "other-reading"]
    if says := get_text(row.node, "says"):
        assert says in verdict.remarks[0].text

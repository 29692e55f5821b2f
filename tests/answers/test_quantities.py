"""Quantities where names are units, too, and what is said of the dimensions of formulas."""

from pathlib import Path

import pytest

from grader.documents import Mapping, load, parse_yaml
from grader.documents.nodes import Sequence
from grader.grading import grade
from grader.records import Outcome
from grader.rubric import parse_rubric
from grader.rubric.fields import find_entry, get_text, get_texts
from tests.answers.tables import Row, item_of, judge, rows_of

FOLDER = Path(__file__).parents[1] / "cases" / "quantities"
NAMES = list(rows_of(load(FOLDER / "names.yaml").root, "quantity"))
ABOUT = ("about", "given", "outcome", "diagnostic", "said")
FORMULAS = (FOLDER / "formulas.yaml").read_text(encoding="utf-8")


def keys_of(row: Row) -> Mapping:
    assert isinstance(row.node, Mapping)
    entries = tuple(entry for entry in row.node.entries if entry[0].text not in ABOUT)
    return Mapping(entries, row.node.source, row.node.start, row.node.end)


@pytest.mark.parametrize("row", NAMES, ids=[f"{row.about}: {row.given.span.text}" for row in NAMES])
def test_unit_that_is_a_name_is_asked_back_unless_the_item_says_more(row: Row) -> None:
    verdict, complaint = judge(item_of("quantity", keys_of(row), row.notation), row.given)
    assert verdict.outcome == get_text(row.node, "outcome"), complaint
    assert complaint == (get_text(row.node, "diagnostic") or complaint)


def formula_rows() -> list[Mapping]:
    cases = find_entry(parse_yaml(FORMULAS, "formulas.yaml").root, "cases")
    assert isinstance(cases, Sequence)
    return [row for row in cases.items if isinstance(row, Mapping)]


def make_rubric(row: Mapping) -> str:
    """Return a rubric with one item: that of a row, in the names of the table."""
    head, _, _ = FORMULAS.partition("cases:\n")
    notation = "".join(f"    {line}\n" for line in head.splitlines() if not line.startswith("#"))
    keys = {"id": "i", "points": "1", "prompt": "P", "type": get_text(row, "type") or "expression"}
    item = ", ".join(f"{key}: {value}" for key, value in keys.items())
    item += f', expected: "{get_text(row, "expected")}"'
    item += f", allow: [{', '.join(get_texts(row, 'allow'))}]" if get_texts(row, "allow") else ""
    return f"rubric: r\ntitle: R\nparts:\n  - id: p\n    title: P\n{notation}    items: [{{{item}}}]\n"


@pytest.mark.parametrize(
    "row", formula_rows(), ids=lambda row: f"{get_text(row, 'given')} for {get_text(row, 'expected')}"
)
def test_what_is_said_of_the_dimensions_of_a_formula(row: Mapping) -> None:
    rubric = parse_rubric(parse_yaml(make_rubric(row), "r.yaml"))
    document = parse_yaml(f'student: ada\nanswers: {{i: "{get_text(row, "given")}"}}', "ada.yaml")
    (result,) = grade(document, rubric, pictures=False).items
    said = [remark.text for remark in result.remarks if remark.id.endswith("-dimension")]
    assert (result.outcome is Outcome.CORRECT) == (get_text(row, "outcome") == "correct"), result
    assert result.outcome is not Outcome.UNREADABLE, result.complaints
    assert said == list(get_texts(row, "said"))

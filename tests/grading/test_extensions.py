"""The file with extensions: YAML, JSON and tables say the same, and its faults are reported."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from grader.documents import parse_yaml
from grader.errors import DocumentError
from grader.grading.lateness.extension_file import (
    add_extensions,
    extensions_schema,
    list_unused_extensions,
    load_extensions,
)
from grader.rubric.late.policy import Extension

from .test_lateness import DUE, POLICY
from .test_overrides import SMALL

RUBRIC = replace(SMALL, late=POLICY)
YAML = """
rubric: small
extensions:
  - {student: ada, deadline: '2026-12-04T23:59:00+01:00', reason: was ill}
  - {student: Ben, days: 2}
"""
JSON = """{"extensions": [{"student": "ada", "deadline": "2026-12-04T23:59:00+01:00", "reason": "was ill"},
{"student": "Ben", "days": 2}]}"""
CSV = "student;deadline;days;reason\r\nada;2026-12-04T23:59:00+01:00;;was ill\r\nBen;;2;\r\n;;;\r\n"
FOUND = {
    "ada": Extension(student="ada", deadline=DUE + timedelta(days=4), reason="was ill"),
    "ben": Extension(student="Ben", days=2),
}


def faults(text: str, name: str = "x.yaml") -> str:
    with pytest.raises(DocumentError) as caught:
        add_extensions(parse_yaml(text, name), RUBRIC)
    return str(caught.value)


@pytest.mark.parametrize(("name", "text"), [("x.yaml", YAML), ("x.json", JSON), ("x.csv", CSV)])
def test_every_form_says_the_same(name: str, text: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8", newline="")
    late = load_extensions(tmp_path / name, RUBRIC).late
    assert late == replace(POLICY, extensions=FOUND)


def test_the_file_wins_over_the_rubric_and_keeps_who_is_not_in_it() -> None:
    own = {"ada": Extension(student="ada", days=9), "eve": Extension(student="eve", days=1)}
    late = add_extensions(parse_yaml(YAML, "x.yaml"), replace(SMALL, late=replace(POLICY, extensions=own))).late
    assert late
    assert late.extensions == {**own, **FOUND}


def test_who_handed_in_nothing_is_found() -> None:
    rubric = add_extensions(parse_yaml(YAML, "x.yaml"), RUBRIC)
    assert list(list_unused_extensions(rubric, ["ADA", "eve"])) == ["Ben"]
    assert list(list_unused_extensions(SMALL, ["eve"])) == []


def test_extensions_where_nobody_is_ever_late_are_reported() -> None:
    with pytest.raises(DocumentError) as caught:
        add_extensions(parse_yaml("extensions: []\n", "x.yaml"), SMALL)
    assert str(caught.value).splitlines()[0] == (
        "x.yaml:1:1: error[nothing-to-extend]: The rubric 'small' has no late policy."
    )


def test_extensions_for_another_exercise_are_refused() -> None:
    assert faults("rubric: large\nextensions: []\n") == (
        "x.yaml:1:9: error[other-rubric]: These are extensions for 'large'.\n"
        "    1 | rubric: large\n"
        "      |         ^^^^^\n"
        "   why:   The rubric is 'small'.\n"
        "   help:  Give the rubric that they belong to."
    )


@pytest.mark.parametrize(
    "entry", ["{student: ada, days: -1}", "{student: ada, days: 1.5}", "{days: 1}", "{student: a/b, days: 1}",
              "{student: ada, deadline: tomorrow}", "{student: ada, days: 1, why: ill}"]
)  # fmt: skip
def test_an_extension_of_another_form_is_refused(entry: str) -> None:
    assert faults(f"extensions:\n  - {entry}\n").startswith("x.yaml:2:")


def test_a_row_with_too_few_cells_is_reported_at_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("x.csv").write_text("student,days\nada\n", encoding="utf-8")
    with pytest.raises(DocumentError) as caught:
        load_extensions(Path("x.csv"), RUBRIC)
    assert str(caught.value) == (
        "x.csv:2:1: error[not-a-table]: This is not a table that can be read.\n"
        "    2 | ada\n"
        "      | ^^^\n"
        "   why:   This row has 1 cell, but the first one names 2.\n"
        "   help:  Save it as CSV again, with one row per line and one cell for each column."
    )


def test_the_schema_knows_what_it_refers_to() -> None:
    assert set(extensions_schema()["$defs"]) == {"extension", "instant", "days"}

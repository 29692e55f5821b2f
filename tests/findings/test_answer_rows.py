"""Every answer of ``answers/cases.yaml`` gets an outcome that its row accepts, or the one listed as today's miss.

Each answer is graded in a submission of its own, written as a student would write it.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from grader import grade, load_rubric
from grader.records import Outcome
from grader.rubric import Rubric
from tests.findings.misses import check_row, read_misses

HERE = Path(__file__).parent
ROWS = yaml.safe_load((HERE / "answers" / "cases.yaml").read_text(encoding="utf-8"))
MISSES_FILE = HERE / "answers_misses.yaml"

LOST = "lost"  # the whole file was refused, and every other answer in it would have been refused too
OUTCOMES = {LOST, *Outcome}
ACCEPTED = {
    "correct": {"correct"},
    "partial": {"partial"},
    "incorrect": {"incorrect"},
    "not-correct": {"incorrect", "partial", "unreadable", "undecided", LOST},
    "unreadable": {"unreadable", "undecided"},
    "person": {"undecided", "unreadable"},  # what cannot be read waits for a person too
    "not-zero": {"correct", "unreadable", "undecided"},
}


@cache
def rubric_called(name: str) -> Rubric:
    return load_rubric(HERE / "answers" / "rubrics" / f"{name}.yaml")


def write_submission(row: Mapping[str, str], exercise: str, folder: Path) -> Path:
    """Write a submission that holds one answer, exactly as the row gives it."""
    student, item, given = row.get("student", row["id"]), row["item"], row["given"]
    if row.get("format") == "json":
        path = folder / f"{row['id']}.json"
        text = (
            f'{{"student": {json.dumps(student)}, "exercise": {json.dumps(exercise)}, '
            f'"answers": {{{json.dumps(item)}: {given}}}}}\n'
        )
    else:
        path = folder / f"{row['id']}.yaml"
        gap = "" if given.startswith("\n") else " "
        text = f"student: {student}\nexercise: {exercise}\nanswers:\n  {item}:{gap}{given}\n"
    path.write_bytes(text.encode())  # as bytes, for line breaks belong to what is tested
    return path


def grade_row(row: Mapping[str, str], folder: Path) -> str:
    """Return the outcome of the row's item, or that the whole file was lost."""
    rubric = rubric_called(row["rubric"])
    graded = grade(write_submission(row, rubric.id, folder), rubric, pictures=False)
    return next((item.outcome.value for item in graded.items if item.id == row["item"]), LOST)


def name_miss(want: str, outcome: str) -> str:
    """Say what sort of miss an outcome is, by what it costs; nothing where it is as wanted."""
    if outcome in ACCEPTED[want]:
        return ""
    if outcome == "correct" or (outcome == "partial" and want == "incorrect"):
        return "wrong answer accepted"
    if outcome in ("partial", "incorrect"):
        return "points lost with confidence"
    if outcome in ("unreadable", LOST) and want in ("correct", "partial"):
        return "needless refusal"
    return "other miss"  # a fault, a person where a verdict is wanted, or a whole file lost over one answer


def describe_problem(row: Mapping[str, str], outcome: str) -> str:
    miss = name_miss(row["want"], outcome)
    return f"{miss}, wanted {row['want']}. {row['why']}" if miss else ""


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_an_answer_gets_an_outcome_that_is_wanted_or_its_listed_miss(row: dict[str, Any], tmp_path: Path) -> None:
    outcome = grade_row(row, tmp_path)
    check_row(row["id"], outcome, describe_problem(row, outcome), MISSES_FILE)


def test_ids_are_unique_and_every_want_and_item_is_known() -> None:
    ids = [row["id"] for row in ROWS]
    assert len(ids) == len(set(ids))
    assert {row["want"] for row in ROWS} <= set(ACCEPTED)
    for row in ROWS:
        assert row["item"] in {item.id for item in rubric_called(row["rubric"]).items}, row["id"]


def test_every_listed_miss_is_a_row_with_an_outcome_that_the_row_does_not_accept() -> None:
    wants = {row["id"]: row["want"] for row in ROWS}
    for row_id, outcome in read_misses(MISSES_FILE).items():
        assert outcome in OUTCOMES - ACCEPTED[wants[row_id]], row_id


@pytest.mark.parametrize(
    ("want", "outcome", "miss"),
    [
        ("correct", "correct", ""),
        ("not-correct", "lost", ""),
        ("not-zero", "undecided", ""),
        ("person", "correct", "wrong answer accepted"),
        ("incorrect", "partial", "wrong answer accepted"),
        ("correct", "partial", "points lost with confidence"),
        ("not-zero", "incorrect", "points lost with confidence"),
        ("partial", "unreadable", "needless refusal"),
        ("correct", "lost", "needless refusal"),
        ("unreadable", "lost", "other miss"),
        ("correct", "undecided", "other miss"),
        ("not-correct", "fault", "other miss"),
    ],
)
def test_a_miss_is_named_by_what_it_costs(want: str, outcome: str, miss: str) -> None:
    assert name_miss(want, outcome) == miss

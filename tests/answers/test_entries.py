"""One entry that cannot be read leaves only that entry to a person; the others are judged."""

from fractions import Fraction
from pathlib import Path

import pytest

from grader import grade, load_rubric
from grader.grading.people.review import list_for_review
from grader.records import Outcome
from grader.rubric import Rubric

RUBRIC = """\
rubric: entries
title: Entries
parts:
  - id: all
    title: All
    notation: {symbols: {x: real}}
    items:
      - {id: vector, type: vector, points: 2, prompt: Which vector?, expected: "(1, 2, 3)"}
      - {id: whole, type: vector, points: 2, prompt: Which vector?, partial_credit: "no", expected: "(1, 2, 3)"}
      - {id: matrix, type: matrix, points: 4, prompt: Which matrix?, expected: "[[1, 2], [3, 4]]"}
      - {id: points, type: iterates, points: 2, prompt: Which points?, expected: "((1, 2), (3, 4))"}
"""


def load(folder: Path, head: str = "") -> Rubric:
    path = folder / "entries.yaml"
    path.write_text(RUBRIC.replace("parts:", f"{head}parts:"), encoding="utf-8")
    return load_rubric(path)


def outcomes(folder: Path, item: str, given: str, head: str = "") -> tuple[Fraction | None, list[tuple[str, str]]]:
    """Return the credit of an answer, and the outcome of each of its entries."""
    path = folder / "ada.yaml"
    path.write_text(f"student: ada\nexercise: entries\nanswers:\n  {item}: {given}\n", encoding="utf-8")
    graded = grade(path, load(folder, head), pictures=False)
    (result,) = [each for each in graded.items if each.id == item]
    assert result.outcome is Outcome.UNREADABLE
    return result.credit, [(part.label, part.outcome.value) for part in result.components]


@pytest.mark.parametrize(
    ("item", "given", "parts"),
    [
        ("vector", "(1, 2 ? 2, 4)", ["correct", "unreadable", "incorrect"]),
        ("vector", "1, 2, 3 $ 3", ["correct", "correct", "unreadable"]),
        ("vector", "\n    - 1\n    - two\n    - 3", ["correct", "unreadable", "correct"]),
        ("vector", "(0.333 $, 2, 3)", ["unreadable", "correct", "correct"]),
        ("matrix", "'[[1, 2 $], [4, 4]]'", ["correct", "unreadable", "incorrect", "correct"]),
        ("points", "|\n    (1, 2)\n    (3, four)", ["correct", "unreadable"]),
    ],
)
def test_what_can_be_read_is_judged(item: str, given: str, parts: list[str], tmp_path: Path) -> None:
    credit, found = outcomes(tmp_path, item, given)
    assert credit is None
    assert [outcome for _, outcome in found] == parts


@pytest.mark.parametrize(
    ("item", "given"),
    [
        ("vector", "(1, 2 $)"),  # one entry is missing, so nobody knows which
        ("vector", "(1 $, 2 $, 3 $)"),
        ("vector", "x = 1, y = 2 ? 2, z = 3"),  # labels may say another order
        ("vector", "1 $ 2"),
        ("whole", "(1, 2 $, 3)"),
        ("matrix", "'[[1, 2 $], [3]]'"),
    ],
)
def test_nothing_is_judged_where_it_is_not_clear_which_entry_is_which(item: str, given: str, tmp_path: Path) -> None:
    assert outcomes(tmp_path, item, given) == (None, [])


def test_a_rubric_may_give_an_unreadable_entry_no_credit(tmp_path: Path) -> None:
    credit, _ = outcomes(tmp_path, "vector", "(1, 2 $, 3)", "unreadable: zero\n")
    assert credit == Fraction(2, 3)


def test_the_review_list_suggests_what_the_other_entries_earn(tmp_path: Path) -> None:
    path = tmp_path / "ada.yaml"
    path.write_text("student: ada\nexercise: entries\nanswers:\n  matrix: '[[1, 2 $], [4, 4]]'\n", encoding="utf-8")
    rubric = load(tmp_path)
    (group,) = list_for_review([grade(path, rubric, pictures=False)], rubric)
    assert group.suggested == 2
    assert group.remarks[0] == "Entry (1, 2) cannot be read; the rest is judged."

"""Every example submission gets, item by item, the outcome and score that a comment in it promises.

A promise is a line ``promise <item>: <outcome> [score]``, in a YAML comment or in the note of a JSON file;
``promise others: correct`` speaks for the rest, and ``promise score:`` for the sum.
"""

import re
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from grader.grading import grade
from grader.records import Outcome
from grader.rubric import Rubric, load_rubric

ROOT = Path(__file__).parents[1]
EXAMPLES = {
    rubric: sorted((ROOT / folder).rglob("*.*"))
    for rubric, folder in (
        ("exercise3", "submissions_example"),
        ("logistic_newton", "tests/cases/submissions/logistic_newton"),
    )
    if (ROOT / folder).is_dir()
}
CASES = [(rubric, path) for rubric, paths in EXAMPLES.items() for path in paths]
PENDING = {"undecided": None, "unreadable": None}  # a person decides
PROMISE = re.compile(r"promise (?P<what>\w+): (?P<outcome>[a-z]+|[0-9/]+)(?: (?P<score>[0-9/]+))?")


@cache
def rubric_called(name: str) -> Rubric:
    return load_rubric(ROOT / "rubrics" / f"{name}.yaml")


def promises(path: Path) -> dict[str, tuple[str, str | None]]:
    found = PROMISE.finditer(path.read_text(encoding="utf-8"))
    return {match["what"]: (match["outcome"], match["score"]) for match in found}


@pytest.mark.parametrize(("rubric", "path"), CASES, ids=[path.stem for _, path in CASES])
def test_an_example_gets_what_it_promises(rubric: str, path: Path) -> None:
    promised = promises(path)
    graded = grade(path, rubric_called(rubric))
    if "file" in promised:
        assert not graded.is_readable
        assert graded.diagnostics
        return
    expected = {}
    for item in graded.items:
        outcome, score = promised.get(item.id, promised["others"])
        usual = {"correct": item.points, **PENDING}.get(outcome, Fraction(0))
        points = Fraction(score) if score and outcome not in PENDING else usual
        expected[item.id] = (outcome, points)
    assert {item.id: (item.outcome.value, item.score) for item in graded.items} == expected
    assert graded.score == Fraction(promised["score"][0])


def test_there_are_enough_examples_in_every_format() -> None:
    names = [path.name for path in EXAMPLES["exercise3"]]
    assert len(names) >= 14
    assert {Path(name).suffix for name in names} >= {".yaml", ".json", ".md"}


def test_the_examples_reach_every_outcome_a_student_can_cause() -> None:
    reached = {item.outcome for rubric, path in CASES for item in grade(path, rubric_called(rubric)).items}
    assert reached == {outcome for outcome in Outcome if outcome.is_of_grading} - {Outcome.FAULT}

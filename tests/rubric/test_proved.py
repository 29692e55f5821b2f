"""A proved key spares the solvers work and never changes an answer; one that does not fit is not used."""

import json
from pathlib import Path

import pytest

from grader.expr import to_text
from grader.grading.diagnosis.predictions import Predictions
from grader.grading.diagnosis.written_predictions import render_predictions
from grader.rubric import Rubric, load_rubric
from grader.rubric.proved import key_path, render_key, wrong_path

RUBRICS = sorted((Path(__file__).parents[2] / "rubrics").glob("*.yaml"))
RUBRIC = """\
rubric: small
title: Small
parts:
  - id: one
    title: One
    notation: {symbols: {x: real}}
    items:
      - {id: slope, type: expression, points: 1, prompt: What?, expected: {solver: derivative, of: x^3, by: x}}
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "small.yaml"
    path.write_text(RUBRIC)
    key_path(path).write_text(render_key(load_rubric(path)))
    wrong_path(path).write_text(render_predictions(load_rubric(path)))
    return path


def answers(rubric: Rubric) -> dict[str, str]:
    return {item.id: to_text(item.key.answer.tree) for item in rubric.items if item.key and item.key.answer.tree}


@pytest.mark.parametrize("path", RUBRICS, ids=[path.stem for path in RUBRICS])
def test_our_own_proved_keys_are_what_the_solvers_yield_today(path: Path) -> None:
    solved = load_rubric(path, proved=False)
    assert key_path(path).read_text(encoding="utf-8") == render_key(solved)
    assert wrong_path(path).read_text(encoding="utf-8") == render_predictions(solved)
    assert answers(load_rubric(path)) == answers(solved)


def wrong_answers(rubric: Rubric) -> list[list[tuple[str, str]]]:
    known = [Predictions(item) for item in rubric.items]
    groups = [group for one in known for group in (one.singles, one.pairs, one.from_step(1))]
    return [[(one.id, to_text(one.answer)) for one in group] for group in groups]


@pytest.mark.parametrize("path", RUBRICS, ids=[path.stem for path in RUBRICS])
def test_wrong_answers_that_are_read_are_those_that_are_worked_out(path: Path) -> None:
    assert wrong_answers(load_rubric(path)) == wrong_answers(load_rubric(path, proved=False))


def test_no_solver_runs_with_mistakes_where_the_wrong_answers_are_written_down(path: Path) -> None:
    (item,) = load_rubric(path).items
    assert item.key is not None
    assert [(one.id, to_text(one.answer)) for one in Predictions(item).singles] == [
        ("sign", "-3*x^2"), ("factor-lost", "x^2"), ("exponent-kept", "3*x^3"),
    ]  # fmt: skip
    assert "solution" not in vars(item.key)


@pytest.mark.parametrize(
    "text", ["", "{", '{"items": {"slope": {"singles": [["sign"]], "pairs": [["sign"]]}}}', "[" * 100_000]
)
def test_wrong_answers_that_cannot_be_read_are_worked_out(path: Path, text: str) -> None:
    wrong = json.loads(wrong_path(path).read_text())
    wrong_path(path).write_text(json.dumps({**wrong, **json.loads(text)}) if text.startswith('{"') else text)
    assert wrong_answers(load_rubric(path)) == wrong_answers(load_rubric(path, proved=False))


def test_a_proved_key_is_not_solved_until_its_working_is_asked_for(path: Path) -> None:
    key = load_rubric(path).items[0].key
    assert key is not None
    assert not {"statement", "solution"} & vars(key).keys()
    assert key.solution is not None
    assert to_text(key.solution.value) == to_text(key.answer.tree or key.solution.value) == "3*x^2"


@pytest.mark.parametrize(
    "change",
    [
        {"rubric_sha256": "0" * 64},
        {"engine": "0.0.0"},
        {"format": 1},
        {"answers": ["4*x"]},
    ],
)
def test_a_key_of_another_rubric_or_engine_is_not_used(path: Path, change: dict[str, object]) -> None:
    content = json.loads(key_path(path).read_text())
    key_path(path).write_text(json.dumps({**content, "answers": {"slope": "4*x"}, **change}))
    assert answers(load_rubric(path)) == answers(load_rubric(path, proved=False))


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "[" * 100_000])
def test_a_key_file_that_cannot_be_read_is_not_used(path: Path, text: str) -> None:
    key_path(path).write_text(text)
    assert answers(load_rubric(path)) == answers(load_rubric(path, proved=False))

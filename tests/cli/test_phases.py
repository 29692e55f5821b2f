"""The command line says which phase a report is for. No clock is asked."""

import json
from pathlib import Path
from typing import Any

import pytest

from grader.cli import main
from grader.cli.arguments.phases import PHASES
from grader.rubric.visibility import Phase

RUBRIC = """
rubric: sums
title: Sums
visibility:
  deadline: 2026-11-30T23:59:00+01:00
  release: 2026-12-07T08:00:00+01:00
  student: {before_deadline: verdict, after_deadline: none}
parts:
  - id: one
    title: Sums by heart
    items:
      - {id: small, type: number, points: 1, prompt: What is 1 + 1?, expected: 2, hints: [Count.]}
      - {id: large, type: number, points: 3, prompt: What is the product?, expected: 1234567, hidden: "yes"}
"""


@pytest.fixture(autouse=True)
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("rubric.yaml").write_text(RUBRIC, encoding="utf-8")
    Path("ann.yaml").write_text("student: ann\nanswers: {small: 3, large: 1234567}\n", encoding="utf-8")


def record(*arguments: str) -> Any:
    assert main(["grade", "ann.yaml", "-r", "rubric.yaml", "-o", "out", *arguments]) == 0
    return json.loads(Path("out/ann.json").read_text(encoding="utf-8"))


def outcomes(*arguments: str) -> list[str]:
    return [item["outcome"] for item in record(*arguments)["items"]]


def test_the_phases_of_the_command_line_are_those_of_the_rubric() -> None:
    assert [phase.value for phase in Phase] == list(PHASES)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ((), ["incorrect", "withheld"]),
        (("--phase", "after_deadline"), ["withheld", "withheld"]),
        (("--phase", "released"), ["incorrect", "correct"]),
        (("--now", "2026-11-30T22:58:00Z"), ["incorrect", "withheld"]),
        (("--now", "2026-11-30T22:59:00Z"), ["withheld", "withheld"]),
        (("--now", "2026-12-07T07:00:00Z"), ["incorrect", "correct"]),
        (("--audience", "grader"), ["incorrect", "correct"]),
    ],
    ids=str,
)
def test_a_report_shows_what_its_phase_allows(arguments: tuple[str, ...], expected: list[str]) -> None:
    assert outcomes(*arguments) == expected


def test_the_summary_is_for_graders_and_holds_every_score() -> None:
    record("--phase", "after_deadline")
    assert Path("out/summary.csv").read_text(encoding="utf-8").splitlines()[1] == "ann,ann.yaml,graded,3,4,3,0,,,0,3"


def test_the_expected_answer_is_in_a_students_report_only_after_the_release() -> None:
    assert "1234567" not in json.dumps(record())
    assert record("--phase", "released")["items"][1]["expected"]["text"] == "1234567"


def test_check_leaves_hidden_items_alone_and_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "ann.yaml", "-r", "rubric.yaml", "--phase", "released"]) == 1
    out = capsys.readouterr().out
    assert "○ large: not shown yet, 3 points in all\n" in out
    assert "Nobody reads your answer here before it is graded." in out
    assert "1234567" not in out


def test_check_says_nothing_by_its_exit_code_either(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "ann.yaml", "-r", "rubric.yaml", "--phase", "after_deadline"]) == 0
    assert "0 of 4 points; 4 points are for answers whose result is not shown yet." in capsys.readouterr().out


def test_check_shows_the_hints_that_were_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "ann.yaml", "-r", "rubric.yaml", "--hints", "2"]) == 1
    assert "• Hint 1 of 1: Count.\n" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [("--hints", "-1"), ("--hints", "x"), ("--phase", "later"), ("--now", "now")])
def test_options_that_say_nothing_are_wrong_usage(arguments: tuple[str, str]) -> None:
    try:
        code = main(["check", "ann.yaml", "-r", "rubric.yaml", "=".join(arguments)])
    except SystemExit as left:
        code = int(str(left.code))
    assert code == 2


def test_phase_and_instant_together_are_wrong_usage() -> None:
    with pytest.raises(SystemExit) as left:
        record("--phase", "released", "--now", "2026-11-30T22:58:00Z")
    assert left.value.code == 2

"""Several submissions of one student: which of them counts, and what everything about the class says."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from grader.cli import main

RUBRIC = """
rubric: sums
title: Sums
{more}
parts:
  - id: one
    title: Sums by heart
    items:
      - {{id: small, type: number, points: 2, prompt: What is 1 + 1?, expected: 2}}
      - {{id: large, type: number, points: 4, prompt: What is 7 + 8?, expected: 15}}
      - {{id: why, type: text, points: 1, prompt: Why?, expected: Because.}}
"""
LATE = "late: {deadline: '2026-11-30T23:59:00+01:00', per_day: 50 %}"
# The first attempt is right but for one answer, the second is late and right, the third later and wrong.
INSTANTS = """\
file,submitted
ada/first.yaml,2026-11-30T12:00:00+01:00
ada/second.yaml,2026-12-01T12:00:00+01:00
ada/third.yaml,2026-12-02T12:00:00+01:00
ben/only.yaml,2026-11-30T12:00:00+01:00
"""
ANSWERS = {
    "ada/first": "{small: 1, large: 15}",
    "ada/second": "{small: 2, large: 15}",
    "ada/third": "{small: 1, large: 1}",
    "ben/only": "{small: 2, large: 1}",
}


@pytest.fixture(autouse=True)
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("in.csv").write_text(INSTANTS, encoding="utf-8")
    for name, answers in ANSWERS.items():
        path = Path("subs", f"{name}.yaml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"student: {path.parent.name}\nanswers: {answers}\n", encoding="utf-8")


def write_rubric(*more: str) -> None:
    Path("rubric.yaml").write_text(RUBRIC.format(more="\n".join(more)), encoding="utf-8")


def grade(*arguments: str) -> int:
    return main(["grade", "subs", *arguments, "--rubric", "rubric.yaml", "--out", "out", "--engine", "inline"])


def gradebook(folder: str = "out") -> dict[str, tuple[str, str, str]]:
    with Path(folder, "summary.csv").open(encoding="utf-8", newline="") as file:
        return {row["student"]: (row["file"], row["score"], row["attempt"]) for row in csv.DictReader(file)}


@pytest.mark.parametrize(
    ("rule", "file", "score", "attempt"),
    [
        ("last in time", "first.yaml", "4", "1/3"),
        ("last", "third.yaml", "0", "3/3"),
        ("first", "first.yaml", "4", "1/3"),
        ("best", "first.yaml", "4", "1/3"),
    ],
)
def test_one_of_several_counts(rule: str, file: str, score: str, attempt: str) -> None:
    write_rubric(f"attempts: {rule}", LATE)
    assert grade("--submitted", "in.csv") == 0
    assert gradebook() == {"ada": (file, score, attempt), "ben": ("only.yaml", "2", "")}


def test_the_best_is_told_after_what_is_taken_off() -> None:
    write_rubric("attempts: best")
    grade("--submitted", "in.csv")
    assert gradebook()["ada"] == ("second.yaml", "6", "2/3")
    write_rubric("attempts: best", LATE.replace("50", "10"))
    grade("--submitted", "in.csv")
    assert gradebook()["ada"] == ("second.yaml", "5.4", "2/3")


def test_where_none_is_in_time_the_last_counts() -> None:
    write_rubric("attempts: last in time", LATE.replace("11-30T23", "11-01T23"))
    grade("--submitted", "in.csv")
    assert gradebook()["ada"][0] == "third.yaml"


def test_reports_say_which_attempt_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    write_rubric("attempts: last", "visibility: {deadline: '2026-11-30T23:59:00+01:00'}")
    grade("--submitted", "in.csv", "--format", "json,markdown")
    assert "note: 2 submissions left aside, because the last attempt counts\n" in capsys.readouterr().err
    report: dict[str, Any] = json.loads(Path("out/ada.json").read_text(encoding="utf-8"))
    assert report["attempt"] == {"number": 3, "count": 3, "counts": "last"}
    assert "Attempt 3 of 3; the last counts." in Path("out/ada.md").read_text(encoding="utf-8")
    assert "Attempt" not in Path("out/ben.md").read_text(encoding="utf-8")


def test_a_person_may_make_another_attempt_the_best(capsys: pytest.CaptureFixture[str]) -> None:
    Path("subs/ada/first.yaml").write_text(
        "student: ada\nanswers: {small: 1, large: 15, why: I think so.}\n", encoding="utf-8"
    )
    Path("subs/ada/second.yaml").write_text("student: ada\nanswers: {small: 1, large: 15}\n", encoding="utf-8")
    write_rubric("attempts: best")
    assert grade("--submitted", "in.csv") == 0
    assert gradebook()["ada"] == ("first.yaml", "", "1/3")  # it may still reach 5
    capsys.readouterr()
    decided = "overrides:\n  - {item: why, student: ada, points: 0, reason: No., author: J. Doe, date: 2026-11-30}\n"
    Path("rubric.overrides.yaml").write_text(f"rubric: sums\n{decided}", encoding="utf-8")
    assert main(["regrade", "out", "--rubric", "rubric.yaml"]) == 0
    assert gradebook()["ada"] == ("first.yaml", "4", "1/3")


def test_an_unchanged_run_grades_nothing_and_counts_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    write_rubric("attempts: best")
    grade("--submitted", "in.csv")
    before = {path.name: path.read_bytes() for path in Path("out").iterdir() if path.is_file()}
    capsys.readouterr()
    grade("--submitted", "in.csv")
    assert "all graded before and unchanged" in capsys.readouterr().out
    assert {path.name: path.read_bytes() for path in Path("out").iterdir() if path.is_file()} == before
    write_rubric("attempts: last")
    grade("--submitted", "in.csv")
    assert gradebook()["ada"][0] == "third.yaml"


def test_without_an_order_all_are_graded_and_it_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    write_rubric("attempts: last")
    assert grade() == 0
    shown = capsys.readouterr().err
    files = "'subs/ada/first.yaml', 'subs/ada/second.yaml', 'subs/ada/third.yaml'"
    assert f"warning: nothing says in which order these came in, so all are graded; give their times: {files}" in shown
    assert "warning: these files are by the same student, 'ada'" in shown
    with Path("out", "summary.csv").open(encoding="utf-8", newline="") as file:
        assert [row["student"] for row in csv.DictReader(file)] == ["ada", "ada", "ada", "ben"]


def test_the_best_needs_no_order() -> None:
    write_rubric("attempts: best")
    assert grade() == 0
    assert gradebook() == {"ada": ("second.yaml", "6", "2/3"), "ben": ("only.yaml", "2", "")}


def test_a_gradebook_gets_one_score_for_each(capsys: pytest.CaptureFixture[str]) -> None:
    write_rubric("attempts: best")
    grade()
    capsys.readouterr()
    assert main(["export", "out", "--to", "moodle"]) == 0
    assert capsys.readouterr().out.split() == ["username,Grade", "ada,6.00", "ben,2.00"]


def test_versions_that_canvas_numbers_are_attempts() -> None:
    for path in Path("subs").rglob("*.yaml"):
        path.unlink()
    for number, name in enumerate(("ada/first", "ada/second", "ada/third"), start=1):
        again = f"-{number - 1}" if number > 1 else ""
        Path("subs", f"adal_12_{100 + number}_answers{again}.yaml").write_text(
            f"student: ada\nanswers: {ANSWERS[name]}\n", encoding="utf-8"
        )
    Path("subs", "benb_13_200_answers.yaml").write_text("student: ben\nanswers: {small: 2}\n", encoding="utf-8")
    for rule, score in (("first", "4"), ("last", "0"), ("best", "6")):
        write_rubric(f"attempts: {rule}")
        assert grade() == 0
        assert gradebook()["ada"][1] == score

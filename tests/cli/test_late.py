"""Grading with a late policy: times and extensions come from files, never from a clock or a file's date."""

import csv
import json
import os
from pathlib import Path
from typing import Any

import pytest

from grader.cli import main

RUBRIC = """
rubric: sums
title: Sums
late: {deadline: '2026-11-30T23:59:00+01:00', grace: 15 minutes, per_day: 25 %, last_day: 3}
parts:
  - id: one
    title: Sums by heart
    items:
      - {id: small, type: number, points: 2, prompt: What is 1 + 1?, expected: 2}
      - {id: large, type: number, points: 2, prompt: What is 7 + 8?, expected: 15}
"""
INSTANTS = """\
student,submitted
ann,2026-12-01T00:14:00+01:00
ben,2026-12-01T00:14:00.000001+01:00
cem,2026-12-03T23:14:00Z
dan,2026-12-03T23:15:00Z
"""


@pytest.fixture(autouse=True)
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("rubric.yaml").write_text(RUBRIC, encoding="utf-8")
    Path("in.csv").write_text(INSTANTS, encoding="utf-8")
    Path("subs").mkdir()
    for student in ("ann", "ben", "cem", "dan"):
        Path(f"subs/{student}.yaml").write_text(
            f"student: {student}\nanswers: {{small: 2, large: 15}}\n", encoding="utf-8"
        )


def grade(*arguments: str) -> int:
    options = ("--rubric", "rubric.yaml", "--out", "out", "--engine", "inline")
    return main(
        ["grade", *(arguments if arguments and arguments[0] == "subs/ann.yaml" else ("subs", *arguments)), *options]
    )


def report(student: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(Path(f"out/{student}.json").read_text(encoding="utf-8"))
    return data


def gradebook() -> dict[str, tuple[str, str, str]]:
    with Path("out/summary.csv").open(encoding="utf-8", newline="") as file:
        return {row["student"]: (row["score"], row["days_late"], row["deduction"]) for row in csv.DictReader(file)}


def test_the_gradebook_takes_what_is_left(capsys: pytest.CaptureFixture[str]) -> None:
    assert grade("--submitted", "in.csv") == 0
    assert gradebook() == {
        "ann": ("4", "0", "0"), "ben": ("3", "1", "1"), "cem": ("1", "3", "3"), "dan": ("0", "4", "4")
    }  # fmt: skip
    assert capsys.readouterr().out.splitlines()[:4] == [
        "ann         4 / 4  graded",
        "ben         3 / 4  graded (1 day late)",
        "cem         1 / 4  graded (3 days late)",
        "dan         0 / 4  graded (4 days late)",
    ]


def test_the_date_of_a_file_and_the_number_of_runs_do_not_matter() -> None:
    grade("--submitted", "in.csv")
    before = {path.name: path.read_bytes() for path in Path("out").iterdir() if path.is_file()}
    for when in (0, 4_000_000_000):
        for path in Path("subs").iterdir():
            os.utime(path, (when, when))
        assert grade("--submitted", "in.csv") == 0
        assert {path.name: path.read_bytes() for path in Path("out").iterdir() if path.is_file()} == before


def test_where_nothing_says_when_nothing_is_taken_off() -> None:
    assert grade() == 0
    assert gradebook() == dict.fromkeys(("ann", "ben", "cem", "dan"), ("4", "", ""))
    assert "The time of handing in is not known for 4 submissions." in Path("out/summary.md").read_text(
        encoding="utf-8"
    )
    assert (report("ann")["lateness"], report("ann")["diagnostics"]) == (None, [])
    assert grade("--audience", "grader") == 0
    assert [each["slug"] for each in report("ann")["diagnostics"]] == ["unknown-instant"]


def test_an_extension_is_for_one_student_and_its_reason_for_nobody(capsys: pytest.CaptureFixture[str]) -> None:
    Path("more.csv").write_text("student,days,reason\nDAN,3,secret illness\nzoe,1,\n", encoding="utf-8")
    assert grade("--submitted", "in.csv", "--extensions", "more.csv") == 0
    assert gradebook()["dan"] == ("3", "1", "1")
    assert report("dan")["lateness"]["due"] == "2026-12-03T23:59:00+01:00"
    assert capsys.readouterr().err == "warning: 'zoe' has an extension but handed in nothing; is the id right?\n"
    assert not any(b"secret" in path.read_bytes() for path in Path("out").iterdir() if path.is_file())


def test_an_extension_given_later_reaches_the_report_of_that_student_alone() -> None:
    grade("--submitted", "in.csv")
    before = {path.name: path.read_bytes() for path in Path("out").glob("*.json")}
    Path("more.yaml").write_text("extensions: [{student: ben, days: 1}]\n", encoding="utf-8")
    assert grade("--submitted", "in.csv", "--extensions", "more.yaml") == 0
    assert {path.name for path in Path("out").glob("*.json") if path.read_bytes() != before[path.name]} == {"ben.json"}
    assert report("ben")["final_score"] == "4"


def test_the_roster_says_whose_address_is_in_a_table_from_another_system() -> None:
    Path("roster.csv").write_text("student,email\nann,ann@example.org\nben,ben@example.org\n", encoding="utf-8")
    table = "Email,Total Score,Submission Time\nBEN@example.org,4.0,2026-12-01 15:00:00 -0800\nann@example.org,,\n"
    Path("scores.csv").write_text(table, encoding="utf-8")
    assert grade("--submitted", "scores.csv", "--roster", "roster.csv") == 0
    assert [gradebook()[student] for student in ("ann", "ben")] == [("4", "", ""), ("3", "1", "1")]


def test_metadata_of_gradescope_is_about_one_submission(capsys: pytest.CaptureFixture[str]) -> None:
    Path("meta.json").write_text('{"created_at": "2026-12-01T23:59:01+01:00", "users": []}', encoding="utf-8")
    assert grade("--submitted", "meta.json") == 2
    assert capsys.readouterr().err == (
        "error[one-instant-for-many]: The given time is for one submission, but 4 are graded.\n"
        "   why:   Gradescope's submission_metadata.json is about the one submission next to it.\n"
        "   help:  Grade that submission alone, or give a table with a time for each student.\n"
    )
    assert grade("subs/ann.yaml", "--submitted", "meta.json") == 0
    assert gradebook() == {"ann": ("3", "1", "1")}


BANK = RUBRIC.replace("per_day: 25 %, last_day: 3", "per_day: 1 point, late_days: 2")


def late_days() -> dict[str, tuple[str, str, str, str]]:
    with Path("out/summary.csv").open(encoding="utf-8", newline="") as file:
        columns = ("score", "days_late", "deduction", "late_days_used")
        return {row["student"]: tuple(row[name] for name in columns) for row in csv.DictReader(file)}  # type: ignore[misc]


def test_free_late_days_are_used_first_and_what_is_used_counts_in_the_next_exercise() -> None:
    Path("rubric.yaml").write_text(BANK, encoding="utf-8")
    assert grade("--submitted", "in.csv") == 0
    first = {
        "ann": ("4", "0", "0", "0"), "ben": ("4", "1", "0", "1"),
        "cem": ("3", "3", "1", "2"), "dan": ("2", "4", "2", "2")
    }  # fmt: skip
    assert late_days() == first
    Path("out/summary.csv").rename("week1.csv")
    assert grade("--submitted", "in.csv", "--late-days-used", "week1.csv") == 0
    assert late_days() == {
        "ann": ("4", "0", "0", "0"), "ben": ("4", "1", "0", "1"),
        "cem": ("1", "3", "3", "0"), "dan": ("0", "4", "4", "0")
    }  # fmt: skip
    Path("week2.csv").write_text("student,late_days_used,remark\nBEN,1,\nann,,nothing\n", encoding="utf-8")
    grade("--submitted", "in.csv", "--late-days-used", "week1.csv", "--late-days-used", "week2.csv")
    assert late_days()["ben"] == ("3", "1", "1", "0")
    assert report("ben")["lateness"]["late_days_used"] == 0


def test_grading_again_knows_the_late_days_of_the_last_time(capsys: pytest.CaptureFixture[str]) -> None:
    Path("rubric.yaml").write_text(BANK, encoding="utf-8")
    Path("week1.csv").write_text("student,late_days_used\nben,2\n", encoding="utf-8")
    grade("--submitted", "in.csv", "--late-days-used", "week1.csv")
    assert late_days()["ben"] == ("3", "1", "1", "0")
    assert main(["regrade", "out", "--rubric", "rubric.yaml", "--dry-run"]) == 0
    assert "0 of 4" in capsys.readouterr().out
    Path("week1.csv").write_text("student,late_days_used\nben,1\n", encoding="utf-8")
    assert main(["regrade", "out", "--rubric", "rubric.yaml"]) == 0
    assert late_days()["ben"] == ("4", "1", "0", "1")


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (
            "student,score\nann,3\n",
            "used.csv:1:1: error[no-late-days]: This table does not say who has used late days.\n"
            "    1 | student,score\n"
            "      | ^\n"
            "   why:   No row has a number in a column 'late_days_used'.\n"
            "   help:  Give the summary.csv of an earlier exercise whose rubric has 'late_days', or a table with the "
            "columns 'student' and 'late_days_used'.",
        ),
        (
            "student,late_days_used\nann,two\n,1\nben,1\nBen,2\n",
            "used.csv:2:5: error[not-a-number-of-days]: 'two' is not a number of days.\n"
            "    2 | ann,two\n"
            "      |     ^^^\n"
            "   help:  Write a whole number such as 2.\n"
            "used.csv:3:2: error[late-days-of-nobody]: This row does not say whose days these are.\n"
            "    3 | ,1\n"
            "      |  ^\n"
            "   help:  Name the student.\n"
            "used.csv:5:1: error[repeated-student]: 'Ben' has two rows.\n"
            "    5 | Ben,2\n"
            "      | ^^^\n"
            "   why:   Nobody knows which of them counts.\n"
            "   help:  Keep one of them.",
        ),
    ],
)
def test_a_table_that_does_not_say_who_used_late_days_is_refused(
    table: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("rubric.yaml").write_text(BANK, encoding="utf-8")
    Path("used.csv").write_text(table, encoding="utf-8")
    assert grade("--late-days-used", "used.csv") == 3
    assert capsys.readouterr().err.strip() == message

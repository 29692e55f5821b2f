"""Grading again: changes are shown before anything is written, entered into the history, and made only once."""

import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from grader.cli import main
from grader.reports.author.changes_data import load_changes_schema

RUBRIC = """
rubric: sums
title: Sums
parts:
  - id: one
    title: Sums by heart
    items:
      - {id: small, type: number, points: 1, prompt: What is 1 + 1?, expected: 2}
      - {id: large, type: number, points: 3, prompt: What is 7 + 8?, expected: 15}
      - {id: why, type: text, points: 2, prompt: Why?, key_points: [{id: reason, any: [because]}]}
"""
LATE = "late: {deadline: '2026-11-30T23:59:00+01:00', per_day: 10 %}\nparts:"
OVERRIDES = """
rubric: sums
overrides:
  - {item: why, student: cem, points: 1, reason: Half., author: J. Doe, date: 2026-11-20}
"""
KEY_CHANGED = """\
3 of 3 submissions would change: 1 gains, 2 lose.

item   submissions  points  why
large            3   +3 -6  the key changed

student  before  after  change
ann           4      1      -3  large: correct, 3 → not correct, 0 (the key changed)
ben           1      4      +3  large: not correct, 0 → correct, 3 (the key changed)
cem           4      1      -3  large: correct, 3 → not correct, 0 (the key changed)
"""


@pytest.fixture(autouse=True)
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    Path("rubric.yaml").write_text(RUBRIC, encoding="utf-8")
    Path("subs").mkdir()
    for student, large in (("ann", 15), ("ben", 16), ("cem", 15)):
        hand_in(student, large)
    assert main(["grade", "subs", "-r", "rubric.yaml", "-o", "out", "--engine", "inline", "--quiet"]) == 0
    capsys.readouterr()


def hand_in(student: str, large: int) -> None:
    text = f"student: {student}\nanswers: {{small: 2, large: {large}, why: 'So.'}}\n"
    Path(f"subs/{student}.yaml").write_text(text, encoding="utf-8")


def edit(old: str, new: str) -> None:
    text = Path("rubric.yaml").read_text(encoding="utf-8")
    assert old in text
    Path("rubric.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")


def regrade(*arguments: str) -> int:
    return main(["regrade", "out", "--rubric", "rubric.yaml", "--engine", "inline", "--quiet", *arguments])


def reports() -> Mapping[str, bytes]:
    return {path.name: path.read_bytes() for path in Path("out").iterdir() if path.is_file()}


def history() -> list[dict[str, Any]]:
    path = Path("out/.grader/history.jsonl")
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


def scores() -> dict[str, str]:
    return {
        path.stem: json.loads(path.read_text(encoding="utf-8"))["final_score"] for path in Path("out").glob("*.json")
    }


def test_what_has_not_changed_does_not_change(capsys: pytest.CaptureFixture[str]) -> None:
    before = reports()
    assert regrade("--dry-run") == 0
    assert capsys.readouterr() == ("0 of 3 submissions would change.\n", "")
    assert regrade() == 0
    assert capsys.readouterr().out == (
        "0 of 3 submissions changed.\n0 submissions graded again; 0 lines added to out/.grader/history.jsonl\n"
    )
    assert (reports(), history()) == (before, [])


@pytest.mark.parametrize("folder", ["subs", "elsewhere/deep"])
def test_a_class_is_graded_again_from_anywhere(
    folder: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path(folder).mkdir(parents=True, exist_ok=True)
    up = "/".join([".."] * len(Path(folder).parts))
    edit("expected: 15", "expected: 16")
    hand_in("ben", 17)
    monkeypatch.chdir(folder)
    arguments = ("--engine", "inline", "--quiet", "--output", "changes.csv")
    assert main(["regrade", f"{up}/out", "--rubric", f"{up}/rubric.yaml", *arguments]) == 0
    assert Path.cwd() == tmp_path / folder
    assert Path("changes.csv").is_file()
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "2 of 3 submissions changed: 2 lose."
    assert lines[-1] == f"3 submissions graded again; 2 lines added to {tmp_path}/out/.grader/history.jsonl"
    monkeypatch.chdir(tmp_path)
    assert scores() == {"ann": "1", "ben": "1", "cem": "1"}
    assert regrade("--dry-run") == 0
    assert capsys.readouterr().out == "0 of 3 submissions would change.\n"


def test_reports_that_were_moved_are_graded_again_from_where_the_class_is(capsys: pytest.CaptureFixture[str]) -> None:
    Path("kept/elsewhere").mkdir(parents=True)
    Path("out").rename("kept/elsewhere/out")
    assert main(["regrade", "kept/elsewhere/out", "-r", "rubric.yaml", "--engine", "inline", "--dry-run", "-q"]) == 0
    assert capsys.readouterr().out == "0 of 3 submissions would change.\n"


def test_a_dry_run_shows_everything_and_writes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    edit("expected: 15", "expected: 16")
    before = reports()
    assert regrade("--dry-run") == 0
    assert capsys.readouterr() == (KEY_CHANGED, "")
    assert (reports(), history()) == (before, [])
    assert regrade("--dry-run") == 0
    assert capsys.readouterr().out == KEY_CHANGED


@pytest.mark.parametrize("words", [(), ("--dry-run",)])
def test_records_of_another_format_are_refused_and_kept(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    path = Path("out/.grader/records.sqlite")
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("UPDATE meta SET value = '0' WHERE name = 'format'")
    before = kept_in(path)
    assert regrade(*words) == 3
    assert "error[unusable-records]" in capsys.readouterr().err
    assert kept_in(path) == before


def kept_in(path: Path) -> list[list[object]]:
    """Return all rows of the records."""
    with closing(sqlite3.connect(path)) as database:
        return [database.execute(f"SELECT * FROM {table}").fetchall() for table in ("meta", "items", "submissions")]


def test_then_it_is_entered_and_made_and_a_second_run_does_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    edit("expected: 15", "expected: 16")
    assert regrade("--date", "2026-12-24") == 0
    assert capsys.readouterr().out == KEY_CHANGED.replace("would change", "changed") + (
        "3 submissions graded again; 3 lines added to out/.grader/history.jsonl\n"
    )
    assert scores() == {"ann": "1", "ben": "4", "cem": "1"}
    assert [(line["date"], line["student"], line["item"], line["change"], line["causes"]) for line in history()] == [
        ("2026-12-24", "ann", "large", "-3", ["key"]),
        ("2026-12-24", "ben", "large", "3", ["key"]),
        ("2026-12-24", "cem", "large", "-3", ["key"]),
    ]
    after, lines = reports(), history()
    assert regrade("--date", "2026-12-25") == 0
    assert (reports(), history()) == (after, lines)


def test_one_student_alone_leaves_every_byte_of_the_others(capsys: pytest.CaptureFixture[str]) -> None:
    edit("expected: 15", "expected: 16")
    before = reports()
    assert regrade("--student", "BEN") == 0
    assert capsys.readouterr().out.splitlines()[0] == "1 of 1 submission changed: 1 gains."
    changed = {name for name, content in reports().items() if before[name] != content}
    assert {"ben.json", "ben.html"} <= changed
    assert not {name for name in changed if name.startswith(("ann", "cem"))}
    assert [line["student"] for line in history()] == ["ben"]
    assert regrade() == 0
    assert capsys.readouterr().out.splitlines()[0] == "2 of 3 submissions changed: 2 lose."
    assert scores() == {"ann": "1", "ben": "4", "cem": "1"}


def test_what_is_said_for_one_student_is_not_kept_for_the_class() -> None:
    before = reports()
    assert regrade("--student", "ben", "--phase", "released") == 0
    assert before["ben.json"] != reports()["ben.json"]
    assert regrade() == 0
    assert before == reports()
    assert regrade("--phase", "released") == 0
    after = reports()
    assert regrade() == 0
    assert before != after == reports()


def test_an_answer_that_was_handed_in_once_more(capsys: pytest.CaptureFixture[str]) -> None:
    hand_in("ben", 15)
    assert regrade() == 0
    text = capsys.readouterr().out.splitlines()
    assert text[0] == "1 of 3 submissions changed: 1 gains."
    assert text[-2:] == [
        "ben           1      4      +3  large: not correct, 0 → correct, 3 (the answer changed)",
        "1 submission graded again; 1 line added to out/.grader/history.jsonl",
    ]


def test_decisions_of_people(capsys: pytest.CaptureFixture[str]) -> None:
    Path("rubric.overrides.yaml").write_text(OVERRIDES, encoding="utf-8")
    assert regrade() == 0
    assert "why: a person decides → partly correct, 1 (a person decided)" in capsys.readouterr().out
    Path("rubric.overrides.yaml").write_text(OVERRIDES.replace("points: 1", "points: 2"), encoding="utf-8")
    assert regrade() == 0
    assert "why: partly correct, 1 → correct, 2 (a person changed the decision)" in capsys.readouterr().out
    assert [(line["student"], line["item"], line["causes"]) for line in history()] == [
        ("cem", "why", ["override-added"]), ("cem", "why", ["override-changed"])
    ]  # fmt: skip


def test_file_that_cannot_be_read_is_reported_as_grading_reports_it(capsys: pytest.CaptureFixture[str]) -> None:
    Path("subs/ben.yaml").write_text("", encoding="utf-8")
    assert regrade() == 3
    assert capsys.readouterr().err.startswith("\nsubs/ben.yaml:1:1: error[empty-document]: ")
    assert regrade("--student", "ann") == 0
    assert capsys.readouterr().err == ""


def test_two_files_of_one_name_are_two_in_the_history() -> None:
    for folder in ("one", "two"):
        Path("subs", folder).mkdir()
        Path("subs", folder, "x.yaml").write_text("student: eve\nanswers: {small: 2, large: 15, why: 'So.'}\n", "utf-8")
    assert regrade() == 0
    edit("expected: 15", "expected: 16")
    assert regrade("--student", "eve") == 0
    assert [(line["source"], line["file"], line["change"]) for line in history()[-2:]] == [
        ("subs/one/x.yaml", "x.yaml", "-3"),
        ("subs/two/x.yaml", "x.yaml", "-3"),
    ]


def test_submissions_that_come_and_go(capsys: pytest.CaptureFixture[str]) -> None:
    hand_in("dan", 15)
    Path("subs/ann.yaml").unlink()
    assert regrade("--dry-run") == 0
    assert capsys.readouterr().out.splitlines()[-2:] == [
        "dan           –      4      +4  (handed in since then)",
        "ann           4      –      -4  (the file is gone)",
    ]


def test_a_late_policy_takes_off_once_however_often_it_is_run(capsys: pytest.CaptureFixture[str]) -> None:
    edit("parts:", LATE)
    Path("in.csv").write_text("student,submitted\nann,2026-12-01T23:59:01+01:00\n", encoding="utf-8")
    assert regrade("--submitted", "in.csv") == 0
    assert "taken off for being late: 0 → 0.8 (the late policy changed)" in capsys.readouterr().out
    after = reports()
    for _ in range(3):
        assert regrade() == 0
        assert capsys.readouterr().out.splitlines()[0] == "0 of 3 submissions changed."
    assert reports() == after
    assert scores() == {"ann": "16/5", "ben": "1", "cem": "4"}


def test_an_extension_is_reported_as_another_deadline(capsys: pytest.CaptureFixture[str]) -> None:
    edit("parts:", LATE)
    Path("in.csv").write_text("student,submitted\nann,2026-12-01T23:59:01+01:00\n", encoding="utf-8")
    regrade("--submitted", "in.csv")
    Path("more.yaml").write_text("extensions: [{student: ann, days: 1}]\n", encoding="utf-8")
    capsys.readouterr()
    assert regrade("--extensions", "more.yaml") == 0
    assert "taken off for being late: 0.8 → 0.4 (the deadline changed)" in capsys.readouterr().out
    assert regrade("--dry-run") == 0
    assert capsys.readouterr().out == "0 of 3 submissions would change.\n"


def test_changes_go_to_a_file_in_the_form_that_its_name_asks_for() -> None:
    edit("expected: 15", "expected: 16")
    assert regrade("--dry-run", "--output", "changes.json") == 0
    data = json.loads(Path("changes.json").read_text(encoding="utf-8"))
    assert [error.message for error in jsonschema_rs.validator_for(dict(load_changes_schema())).iter_errors(data)] == []
    assert [(each["student"], each["change"]) for each in data["changed"]] == [
        ("ann", "-3"),
        ("ben", "3"),
        ("cem", "-3"),
    ]
    assert regrade("--dry-run", "--output", "changes.csv") == 0
    assert Path("changes.csv").read_bytes().count(b"\r\n") == 4


def test_a_comment_in_the_rubric_changes_no_score_and_every_hash(capsys: pytest.CaptureFixture[str]) -> None:
    edit("rubric: sums", "# a comment\nrubric: sums")
    assert regrade() == 0
    assert capsys.readouterr().out == (
        "0 of 3 submissions changed.\n3 submissions graded again; 0 lines added to out/.grader/history.jsonl\n"
    )


def test_a_run_that_was_stopped_between_history_and_reports_is_gone_on_with(monkeypatch: pytest.MonkeyPatch) -> None:
    edit("expected: 15", "expected: 16")
    with monkeypatch.context() as patch:
        patch.setattr("grader.cli.regrade.run_batch", stopped)
        assert regrade("--date", "2026-12-24") == 130
    assert len(history()) == 3
    assert scores() == {"ann": "4", "ben": "1", "cem": "4"}
    assert regrade("--date", "2026-12-25") == 0
    assert len(history()) == 3
    assert scores() == {"ann": "1", "ben": "4", "cem": "1"}


def stopped(*_: object) -> int:
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (
            ["--student", "annn"], 2,
            "error[wrong-usage]: There is no submission of 'annn'.\n   help:  Write 'ann'.\n",
        ),
        (
            ["--date", "today"], 2,
            "error[wrong-usage]: 'today' is not a day.\n   help:  Write a day such as 2026-11-30.\n",
        ),
        (
            ["--output", "changes.xlsx"], 2,
            "error[wrong-usage]: The name 'changes.xlsx' does not say which format to write.\n"
            "   help:  End it in .csv or .json.\n",
        ),
        (
            ["--rubric", "other.yaml"], 3,
            "error[other-rubric]: These records are for the exercise 'sums'.\n"
            "   why:   The rubric is 'products', so nothing can be compared.\n"
            "   help:  Give the rubric that the records belong to.\n",
        ),
    ],
)  # fmt: skip
def test_options_that_cannot_be_followed_are_reported_and_change_nothing(
    arguments: list[str], code: int, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("other.yaml").write_text(RUBRIC.replace("rubric: sums", "rubric: products"), encoding="utf-8")
    edit("expected: 15", "expected: 16")
    before = reports()
    assert regrade(*arguments) == code
    assert capsys.readouterr() == ("", message)
    assert (reports(), history()) == (before, [])


def test_a_folder_without_records_is_reported_and_stays_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["regrade", "subs", "--rubric", "rubric.yaml"]) == 3
    assert capsys.readouterr() == (
        "",
        "error[no-records]: There is no graded class in 'subs'.\n"
        "   why:   Regrading needs the records that 'grader grade' keeps in the folder with its reports.\n"
        "   help:  Grade first, and name that folder.\n",
    )
    assert not Path("subs/.grader").exists()

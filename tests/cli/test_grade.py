"""Grading a folder: every file gets its report, whatever is wrong with the others."""

import csv
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from grader.cli import main

RUBRIC = """
rubric: sums
title: Sums
parts:
  - id: one
    title: Sums by heart
    items:
      - {id: small, title: A small sum, type: number, points: 1, prompt: What is 1 + 1?, expected: 2}
      - {id: large, title: A larger one, type: number, points: 3, prompt: What is 617283 + 617284?, expected: 1234567}
"""
RIGHT = "student: {}\nexercise: sums\nanswers: {{small: 2, large: 1234567}}\n"
HALF = "student: {}\nexercise: sums\nanswers: {{small: 2, large: 1234566}}\n"


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rubric.yaml").write_text(RUBRIC, encoding="utf-8")
    (tmp_path / "subs").mkdir()
    (tmp_path / "subs" / "ann.yaml").write_text(RIGHT.format("ann"), encoding="utf-8")
    (tmp_path / "subs" / "ben.yaml").write_text(HALF.format("ben"), encoding="utf-8")
    return tmp_path


def grade(*arguments: str) -> int:
    return main(["grade", *(arguments or ("subs",)), "--rubric", "rubric.yaml", "--out", "reports"])


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name != ".grader")


def summary(course: Path) -> list[dict[str, str]]:
    with (course / "reports" / "summary.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def record(course: Path, name: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((course / "reports" / name).read_text(encoding="utf-8"))
    return data


def test_folder_becomes_a_report_for_each_student_and_a_summary(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert grade() == 0
    reports = ["ann.html", "ann.json", "ben.html", "ben.json", "index.html", "summary.csv", "summary.md"]
    assert files(course / "reports") == reports
    assert capsys.readouterr() == (
        "ann         4 / 4  graded\n"
        "ben         1 / 4  graded\n"
        "The median score is 2.5 of 4 points.\n"
        "2 submissions, reports in reports; start with reports/index.html\n",
        "",
    )
    assert [(row["student"], row["score"], row["large"]) for row in summary(course)] == [
        ("ann", "4", "3"),
        ("ben", "1", "0"),
    ]


def test_formats_are_those_that_were_asked_for(course: Path) -> None:
    assert main(["grade", "subs/ann.yaml", "-r", "rubric.yaml", "-o", "out", "--format", "terminal"]) == 0
    assert files(course / "out") == ["ann.txt", "index.html", "summary.csv", "summary.md"]


def test_unknown_format_is_refused_before_anything_is_written(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["grade", "subs", "-r", "rubric.yaml", "-o", "out", "--format", "json,pdf"]) == 2
    assert "'pdf' is not a format" in capsys.readouterr().err
    assert not (course / "out").exists()


def test_expected_answers_are_for_graders_alone(course: Path) -> None:
    grade()
    assert record(course, "ben.json")["items"][1]["expected"] is None
    assert not any("1234567" in path.read_text(encoding="utf-8") for path in (course / "reports").glob("ben.*"))
    assert grade("subs", "--audience", "grader") == 0
    assert record(course, "ben.json")["items"][1]["expected"]["text"] == "1234567"


@pytest.mark.parametrize(("percent", "code"), [("25", 0), ("26", 1), ("100", 1), ("0", 0), ("25.0", 0)])
def test_score_below_the_share_is_reported_by_the_exit_code(course: Path, percent: str, code: int) -> None:
    assert grade("subs", "--fail-under", percent) == code


def test_who_is_below_is_named(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert grade("subs", "--fail-under", "50") == 1
    assert capsys.readouterr().err == "below 50 %: ben (1 of 4)\n"


@pytest.mark.parametrize(("percent", "code"), [("25", 3), ("26", 5)])
def test_score_below_the_share_is_not_hidden_by_a_file_that_cannot_be_read(
    course: Path, percent: str, code: int
) -> None:
    (course / "subs" / "zoe.yaml").write_text("answers: [\n", encoding="utf-8")
    assert grade("subs", "--fail-under", percent) == code
    assert grade("subs", "--fail-under", percent) == code  # also where nothing is graded again


def test_path_that_leads_nowhere_writes_nothing(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert grade("nope") == 3
    assert "There is no such file or folder: 'nope'." in capsys.readouterr().err
    assert not (course / "reports").exists()


@pytest.mark.parametrize("arguments", [["rubric", "check", "nope"], ["template", "nope"], ["solve", "nope"]])
def test_rubric_that_is_not_there_is_reported(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 3
    assert "There is no such file" in capsys.readouterr().err


def test_reports_of_an_earlier_run_on_others_are_reported(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert grade() == 0
    (course / "reports" / "own.json").write_text("{}", encoding="utf-8")
    capsys.readouterr()
    assert grade("subs/ann.yaml") == 0
    assert capsys.readouterr().err == (
        "warning: reports also holds 1 report on a submission that is not in this run, such as ben.json. "
        "Delete it if it is out of date.\n"
    )
    assert grade() == 0
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("percent", ["half", "101", "-1", "1/0", "nan", "1e99", "inf", ""])
def test_share_that_is_invalid_is_refused(course: Path, percent: str) -> None:
    with pytest.raises(SystemExit) as left:
        grade("subs", f"--fail-under={percent}")
    assert left.value.code == 2


def test_file_that_cannot_be_read_stops_no_other(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (course / "subs" / "aaa.yaml").write_text("answers: [\n", encoding="utf-8")
    assert grade() == 3
    out, err = capsys.readouterr()
    assert out.splitlines()[0] == "aaa             –  cannot be read"
    assert err.splitlines()[1].startswith("subs/aaa.yaml:") or err.splitlines()[1].startswith("aaa.yaml:")
    assert [(row["status"], row["score"]) for row in summary(course)] == [
        ("cannot be read", ""),
        ("graded", "4"),
        ("graded", "1"),
    ]
    assert record(course, "aaa.json")["score"] is None


@pytest.mark.parametrize(
    ("folder", "typed", "student"),
    [
        ("Maria Pena_77_assignsubmission_file_", "María Peña", "María Peña"),
        ("O'Brien_78_assignsubmission_file_", "Sinéad O'Brien", "Sinéad O'Brien"),
        ("Maria Pena_77_assignsubmission_file_", "../../etc/passwd", "77"),
        ("Ngô Bảo Châu", "<b>", "Ngô Bảo Châu"),
    ],
)
def test_name_that_a_student_types_never_costs_the_file(course: Path, folder: str, typed: str, student: str) -> None:
    for path in (course / "subs").iterdir():
        path.unlink()
    for name, who in ((folder, typed), ("Ada Lovelace_79_assignsubmission_file_" if "_" in folder else "Ada", "ada")):
        (course / "subs" / name).mkdir()
        (course / "subs" / name / "answers.yaml").write_text(RIGHT.format(f'"{who}"'), encoding="utf-8")
    assert main(["grade", "subs", "--rubric", "rubric.yaml", "--out", "out", "--engine", "inline"]) == 0
    with (course / "out" / "summary.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["student"].removeprefix("'") for row in rows} == {student, "ada"}
    assert all(path.name.isascii() for path in (course / "out").iterdir())


def test_two_files_by_one_student_are_both_kept_and_reported(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (course / "subs" / "z.yaml").write_text(HALF.format("Ann"), encoding="utf-8")
    assert grade() == 0
    assert len(files(course / "reports")) == 9
    assert capsys.readouterr().err == (
        "warning: 'ann' and 'Ann' look the same, but count as different students: subs/ann.yaml, subs/z.yaml\n"
    )


def test_reports_are_never_written_over_submissions(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = files(course / "subs")
    assert main(["grade", "subs", "-r", "rubric.yaml", "-o", "subs"]) == 2
    assert capsys.readouterr().err == (
        "error[reports-over-submissions]: The reports would go to 'subs', which holds the submission 'subs/ann.yaml'.\n"
        "   why:   A report may have the same name as a submission, and would overwrite it.\n"
        "   help:  Give another folder with --out, such as 'reports'.\n"
    )
    assert files(course / "subs") == before


def test_reports_of_ours_in_another_folder_are_left_aside(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["grade", "subs", "-r", "rubric.yaml", "-o", "first"]) == 0
    capsys.readouterr()
    assert main(["grade", "subs", "first", "-r", "rubric.yaml", "-o", "second"]) == 0
    assert "note: 2 files of our own skipped, such as first/ann.json.\n" in capsys.readouterr().err
    assert len(list((course / "second").glob("*.json"))) == 2


def test_quiet_prints_where_the_reports_are_and_no_more(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert grade("subs", "--quiet") == 0
    assert capsys.readouterr() == ("2 submissions, reports in reports; start with reports/index.html\n", "")


def test_earlier_reports_are_no_submissions(course: Path) -> None:
    assert main(["grade", ".", "-r", "rubric.yaml", "-o", "reports"]) == 0
    assert main(["grade", ".", "-r", "rubric.yaml", "-o", "reports"]) == 0
    assert len(summary(course)) == 2


def test_same_input_gives_the_same_bytes(course: Path) -> None:
    def digest(seed: str, locale: str) -> str:
        command = [sys.executable, "-P", "-m", "grader", "grade", "subs", "-r", "rubric.yaml", "-o", f"out{seed}"]
        environment = {**os.environ, "PYTHONHASHSEED": seed, "LC_ALL": locale, "TZ": f"UTC+{seed}"}
        subprocess.run(command, check=True, capture_output=True, env=environment)
        whole = b"".join((course / f"out{seed}" / name).read_bytes() for name in files(course / f"out{seed}"))
        return hashlib.sha256(whole).hexdigest()

    assert digest("1", "C") == digest("2", "C.UTF-8")


def test_folder_that_cannot_be_written_to_is_reported(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (course / "reports").write_text("", encoding="utf-8")
    assert grade() == 2
    assert capsys.readouterr().err == (
        "error[cannot-write]: The folder 'reports' cannot be used for reports.\n"
        "   why:   The system says: Not a directory.\n"
        "   help:  Choose another folder, or give yourself permission to write to this one.\n"
    )


def link_to_folder(subs: Path) -> None:
    (subs / "sub").symlink_to("/etc")


def loop(subs: Path) -> None:
    (subs / "bad.yaml").symlink_to("bad.yaml")


def link_to_device(subs: Path) -> None:
    (subs / "bad.yaml").symlink_to("/dev/zero")


def pipe(subs: Path) -> None:
    os.mkfifo(subs / "bad.yaml")


def folder(subs: Path) -> None:
    (subs / "bad.yaml").mkdir()


def no_rights(subs: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may read everything")
    (subs / "bad.yaml").write_text("a: 1", encoding="utf-8")
    (subs / "bad.yaml").chmod(0)


def empty(subs: Path) -> None:
    (subs / "bad.yaml").write_bytes(b"")


def sparse(subs: Path) -> None:
    with (subs / "bad.yaml").open("wb") as file:
        file.truncate(10**11)


def archive(subs: Path) -> None:
    (subs / "s.zip").write_bytes(b"PK\x03\x04")


def student_that_is_a_path(subs: Path) -> None:
    (subs / "bad.yaml").write_text(RIGHT.format("../../../tmp/pwn"), encoding="utf-8")


def student_that_is_an_absolute_path(subs: Path) -> None:
    (subs / "bad.yaml").write_text(RIGHT.format("/etc/cron.d/x"), encoding="utf-8")


def student_that_is_the_folder_above(subs: Path) -> None:
    (subs / "bad.yaml").write_text(RIGHT.format('".."'), encoding="utf-8")


def student_that_is_half_a_character(subs: Path) -> None:
    (subs / "bad.json").write_text(r'{"student": "\ud800x", "exercise": "sums", "answers": {"small": "2"}}', "utf-8")


def name_that_is_a_ci_command(subs: Path) -> None:
    (subs / "::set-output name=x::y.yaml").write_text("student: x", encoding="utf-8")


def name_with_a_line_break(subs: Path) -> None:
    (subs / "z\nbob.yaml   full marks  graded\u2028x\x85y\n.yaml").write_text("{", encoding="utf-8")


def name_with_a_line_break_that_is_no_id(subs: Path) -> None:
    (subs / "z\nbob   4 of 4  graded\r.yaml").write_text("answers: {small: 2}", encoding="utf-8")


def folder_with_a_line_break(subs: Path) -> None:
    (subs / "z\nbob   4 of 4  graded").mkdir()
    (subs / "z\nbob   4 of 4  graded" / "x.yaml").write_text("student: eve\nanswers: 1", encoding="utf-8")


def name_that_is_a_formula(subs: Path) -> None:
    (subs / "=cmd.yaml").write_text("answers: 1", encoding="utf-8")


def name_that_is_no_text(subs: Path) -> None:
    (subs / os.fsdecode(b"\xff.yaml")).write_text("answers: 1", encoding="utf-8")


def very_long_name(subs: Path) -> None:
    (subs / ("a" * 250 + ".yaml")).write_text("answers: 1", encoding="utf-8")


@pytest.mark.parametrize(
    ("awkward", "count", "code"),
    [
        (link_to_folder, 2, 0), (archive, 2, 0), (loop, 3, 3), (link_to_device, 3, 3), (pipe, 3, 3), (folder, 3, 3),
        (no_rights, 3, 3), (empty, 3, 3), (sparse, 3, 3), (student_that_is_a_path, 3, 0),
        (student_that_is_an_absolute_path, 3, 0), (student_that_is_the_folder_above, 3, 0),
        (student_that_is_half_a_character, 3, 3), (name_that_is_a_ci_command, 3, 0),
        (name_that_is_a_formula, 3, 3),
        (name_with_a_line_break, 3, 3), (name_with_a_line_break_that_is_no_id, 3, 3),
        (folder_with_a_line_break, 3, 3), (name_that_is_no_text, 3, 3), (very_long_name, 3, 3),
    ],
    ids=lambda value: getattr(value, "__name__", str(value)),
)  # fmt: skip
def test_awkward_file_costs_only_itself(
    awkward: Callable[[Path], None], count: int, code: int, course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {path for path in course.iterdir() if path.name != "reports"}
    awkward(course / "subs")
    assert grade() == code
    rows = summary(course)
    assert len(rows) == count
    assert {row["student"]: row["score"] for row in rows if row["student"] in ("ann", "ben")} == {
        "ann": "4",
        "ben": "1",
    }
    assert len(files(course / "reports")) == 2 * count + 3
    assert {path for path in course.iterdir() if path.name != "reports"} == before
    out, err = capsys.readouterr()
    assert "Traceback" not in err
    for line in (out + err).splitlines():
        assert not line.lstrip().startswith("::")
        assert line.isprintable()
        assert not line.startswith("bob")
    assert not any(row["student"].startswith("=") or row["file"].startswith("=") for row in rows)


ATTACKS = yaml.safe_load((Path(__file__).parents[1] / "reports" / "attacks.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("attack", sorted({*ATTACKS["ci"], *ATTACKS["terminal"], *ATTACKS["markdown"]}), ids=ascii)
def test_answer_that_is_an_attack_is_shown_as_text(
    attack: str, course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = {"student": "eve", "exercise": "sums", "answers": {"small": attack, "large": f"1 + {attack}"}}
    (course / "subs" / "eve.json").write_text(json.dumps(answers), encoding="utf-8")
    assert main(["check", "subs/eve.json", "-r", "rubric.yaml"]) in (0, 1, 3)
    assert grade("subs", "--engine", "inline") in (0, 3)
    out, err = capsys.readouterr()
    for line in (out + err).splitlines():
        assert line.isprintable()
        assert not line.strip().startswith("::")
        assert "##[" not in line
        assert "##vso[" not in line
    assert [row["score"] for row in summary(course)][:2] == ["4", "1"]
    assert all(item["outcome"] != "fault" for item in record(course, "eve.json")["items"])

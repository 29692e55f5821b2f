"""A second run does what is left to do, and nothing else."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from grader.batch.discovery.found import Found
from grader.batch.store import Store
from grader.batch.work import Sent
from grader.cli import main

RUBRIC = """
rubric: sums
title: Sums
parts:
  - id: one
    title: Sums by heart
    items:
      - {id: small, type: number, points: 1, prompt: What is 1 + 1?, expected: 2}
"""
OVERRIDES = """
overrides: sums
decisions:
  - {student: ben, item: small, points: 1, reason: fine}
"""
CLASS = {"index.html", "summary.csv", "summary.md"}


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rubric.yaml").write_text(RUBRIC, encoding="utf-8")
    (tmp_path / "subs").mkdir()
    for student, answer in {"ann": 2, "ben": 3, "cid": 2}.items():
        hand_in(tmp_path, student, answer)
    assert grade() == 0
    return tmp_path


def hand_in(course: Path, student: str, answer: int) -> None:
    text = f"student: {student}\nexercise: sums\nanswers: {{small: {answer}}}\n"
    (course / "subs" / f"{student}.yaml").write_text(text, encoding="utf-8")


def grade(*arguments: str) -> int:
    return main(["grade", "subs", "--rubric", "rubric.yaml", "--out", "out", "--engine", "inline", *arguments])


def identities(course: Path) -> dict[str, tuple[int, int, int]]:
    """Return what changes about each report when it is written again, even with the same bytes."""
    entries = (path for path in (course / "out").iterdir() if path.name != ".grader")
    return {path.name: ((at := path.stat()).st_ino, at.st_mtime_ns, at.st_ctime_ns) for path in entries}


def rewritten(course: Path, before: dict[str, tuple[int, int, int]]) -> set[str]:
    """Return the reports that are not the very files that they were."""
    after = identities(course)
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


@pytest.fixture
def before(course: Path) -> Iterator[dict[str, tuple[int, int, int]]]:
    yield identities(course)


Before = dict[str, tuple[int, int, int]]


def test_unchanged_folder_is_left_as_it_is(course: Path, before: Before, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert grade() == 0
    assert rewritten(course, before) == set()
    assert capsys.readouterr().out.endswith(
        "3 submissions, all graded before and unchanged, reports in out; start with out/index.html\n"
    )


def test_changed_answer_changes_its_reports_and_the_summary(course: Path, before: Before) -> None:
    hand_in(course, "ben", 2)
    assert grade() == 0
    assert rewritten(course, before) == {"ben.html", "ben.json", *CLASS}


def test_submission_that_is_gone_is_gone_from_the_class(course: Path, before: Before) -> None:
    (course / "subs" / "ben.yaml").unlink()
    assert grade() == 0
    assert rewritten(course, before) == CLASS
    assert "ben" not in (course / "out" / "summary.csv").read_text(encoding="utf-8")


def test_submission_that_is_new_is_graded_alone(course: Path, before: Before) -> None:
    hand_in(course, "abe", 2)
    assert grade() == 0
    assert rewritten(course, before) == {"abe.html", "abe.json", *CLASS}


@pytest.mark.parametrize("name", ["ben.json", "ben.html", "index.html", "summary.csv"])
@pytest.mark.parametrize("is_there", [True, False])
def test_report_that_is_deleted_or_cut_comes_back(course: Path, before: Before, name: str, is_there: bool) -> None:
    path = course / "out" / name
    data = path.read_bytes()
    path.unlink()
    if is_there:
        path.write_bytes(data[:-1])
    assert grade() == 0
    assert path.read_bytes() == data
    beside = CLASS if name in CLASS else {"ben.html", "ben.json"}
    assert rewritten(course, before) == beside


def test_changed_rubric_grades_all_again(course: Path, before: Before) -> None:
    (course / "rubric.yaml").write_text(RUBRIC.replace("expected: 2", "expected: 3"), encoding="utf-8")
    assert grade() == 0
    assert rewritten(course, before) == before.keys()


def test_changed_format_grades_all_again(course: Path, before: Before) -> None:
    assert grade("--format", "json,markdown") == 0
    assert {"ann.md", "ben.md", "cid.md", "ann.json"} <= rewritten(course, before)


def test_changed_audience_and_phase_grade_all_again(course: Path, before: Before) -> None:
    assert grade("--audience", "grader") == 0
    assert {"ann.json", "ben.json", "cid.json"} <= rewritten(course, before)
    before = identities(course)
    assert grade("--audience", "grader") == 0
    assert rewritten(course, before) == set()


def test_run_that_was_stopped_leaves_nothing_that_an_older_rubric_takes_for_its_own(
    course: Path, before: Before, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = {path.name: path.read_bytes() for path in (course / "out").glob("*.*") if path.is_file()}
    (course / "rubric.yaml").write_text(RUBRIC.replace("expected: 2", "expected: 3"), encoding="utf-8")

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("grader.batch.store.Store.put", stopped)
        assert grade() == 130
    assert rewritten(course, before) >= {"ann.json", "ben.json", "cid.json"}
    (course / "rubric.yaml").write_text(RUBRIC, encoding="utf-8")
    assert grade() == 0
    assert {path.name: path.read_bytes() for path in (course / "out").glob("*.*") if path.is_file()} == kept


def test_report_whose_name_has_changed_leaves_no_old_file(course: Path, before: Before) -> None:
    text = "student: ann\nexercise: sums\nanswers: {small: 2}\n"
    (course / "subs" / "ann2.yaml").write_text(text, encoding="utf-8")
    assert grade() == 0
    assert not (course / "out" / "ann.json").exists()
    (course / "subs" / "ann2.yaml").unlink()
    assert grade() == 0
    assert (course / "out" / "ann.json").exists()
    with Store.open_read_only(course / "out") as store:
        assert [set(known.reports) for known in store.read_all_known().values()] == [
            {f"{name}.html", f"{name}.json"} for name in ("ann", "ben", "cid")
        ]
    assert not list((course / "out").glob("ann-*"))[2:]  # of the file that is gone


def test_report_whose_name_changed_only_in_capitals_stays_where_capitals_do_not_matter(
    course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (course / "subs" / "ann.yaml").write_text("student: Ann\nanswers: {small: 2}\n", encoding="utf-8")
    monkeypatch.setattr(Path, "samefile", lambda one, other: one.name.lower() == other.name.lower())
    assert grade() == 0
    assert (course / "out" / "ann.json").exists()  # as it would be the same file as Ann.json
    monkeypatch.undo()
    monkeypatch.chdir(course)
    (course / "subs" / "ann.yaml").write_text("student: ANN\nanswers: {small: 2}\n", encoding="utf-8")
    assert grade() == 0
    assert not (course / "out" / "Ann.json").exists()


def test_every_submission_has_its_report_whatever_students_call_themselves(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (course / "subs" / "bob.yaml").write_text("student: ann\nanswers: {small: 3}\n", encoding="utf-8")
    assert grade() == 0
    made = sorted(path.stem for path in (course / "out").glob("ann-*.json"))
    before = [(course / "out" / f"{name}.json").read_bytes() for name in made]
    for name, student in (("a", made[0]), ("z", f"{made[0]}-2")):
        (course / "subs" / f"{name}.yaml").write_text(f"student: {student}\nanswers: {{small: 1}}\n", encoding="utf-8")
    assert grade() == 0
    assert len(list((course / "out").glob("*.json"))) == 6
    assert [(course / "out" / f"{name}.json").read_bytes() for name in made] == before
    capsys.readouterr()
    assert grade() == 0
    assert "6 submissions, all graded before and unchanged" in capsys.readouterr().out


def test_records_that_nothing_has_any_more_are_forgotten(course: Path) -> None:
    for answer in (5, 6, 7, 2):
        hand_in(course, "ben", answer)
        assert grade() == 0
    database = sqlite3.connect(course / "out" / ".grader" / "records.sqlite")
    with closing(database):
        assert database.execute("SELECT count(*) FROM items").fetchone() == (1,)


def test_files_of_one_name_are_linked_to_the_reports_on_them(course: Path) -> None:
    for folder in ("x", "y"):
        (course / "subs" / folder).mkdir()
        (course / "subs" / folder / "a.yaml").write_text("student: dan\nanswers: {small: 2}\n", encoding="utf-8")
    assert grade() == 0
    names = {path.stem for path in (course / "out").glob("dan-*.html")}
    assert len(names) == 2
    page = (course / "out" / "index.html").read_text(encoding="utf-8")
    assert all(f"<a href={name}.html>" in page for name in names)


def test_file_that_changes_between_the_two_readings_is_graded_again(
    course: Path, before: Before, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, load = (course / "subs" / "ann.yaml").read_bytes(), Sent.load

    def load_changed(found: Found) -> Sent:
        if found.name.endswith("ann.yaml"):
            hand_in(course, "ann", 5)
        return load(found)

    (course / "out" / "ann.json").unlink()
    with monkeypatch.context() as patch:
        patch.setattr(Sent, "load", load_changed)
        grade()
    assert outcome_of(course, "ann") == "incorrect"
    (course / "subs" / "ann.yaml").write_bytes(first)  # and changed back
    grade()
    assert outcome_of(course, "ann") == "correct"


def outcome_of(course: Path, student: str) -> str:
    report = json.loads((course / "out" / f"{student}.json").read_text(encoding="utf-8"))
    return str(report["items"][0]["outcome"])

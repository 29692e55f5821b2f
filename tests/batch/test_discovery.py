"""Which files the paths on the command line stand for."""

import os
from pathlib import Path

import pytest

from grader.batch.discovery import find_submissions
from grader.errors import DocumentError


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("b.yaml", "a.json", "c.yml", "notes.txt", "s.zip", ".hidden.yaml", "week2/d.yaml", ".git/e.yaml"):
        path = tmp_path / "subs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("", encoding="utf-8")
    return tmp_path / "subs"


def found(*paths: str, leave_out: tuple[str, ...] = ()) -> list[str]:
    return [path.as_posix() for path in find_submissions(paths, leave_out=map(Path, leave_out))]


def test_folder_stands_for_the_submissions_in_it_and_below_in_order(folder: Path) -> None:
    assert found("subs") == ["subs/a.json", "subs/b.yaml", "subs/c.yml", "subs/week2/d.yaml"]


def test_pattern_stands_for_what_it_matches(folder: Path) -> None:
    assert found("subs/*.y*ml") == ["subs/b.yaml", "subs/c.yml"]
    assert found("subs/week*") == ["subs/week2/d.yaml"]


def test_file_is_taken_as_it_is_named_and_once(folder: Path) -> None:
    assert found("subs/notes.txt", "./subs/../subs/b.yaml", "subs/b.yaml") == ["subs/notes.txt", "subs/../subs/b.yaml"]


def test_path_that_leads_nowhere_is_told_and_is_no_student(folder: Path) -> None:
    with pytest.raises(DocumentError) as caught:
        find_submissions(["subs", "missing.yaml", "nope"])
    assert str(caught.value) == (
        "error[no-such-path]: There is no such file or folder: 'missing.yaml'.\n"
        "   mend:  Check the path; nothing has been graded.\n"
        "error[no-such-path]: There is no such file or folder: 'nope'.\n"
        "   mend:  Check the path; nothing has been graded."
    )


def test_file_named_like_a_pattern_is_that_file(folder: Path) -> None:
    (folder / "[b].yaml").write_text("", encoding="utf-8")
    assert found("subs/[b].yaml") == ["subs/[b].yaml"]


def test_reports_of_an_earlier_run_and_the_rubric_are_left_out(folder: Path) -> None:
    assert found("subs", leave_out=("subs/week2", "subs/b.yaml")) == ["subs/a.json", "subs/c.yml"]


def test_folder_that_is_named_is_not_left_out(folder: Path) -> None:
    assert found("subs/week2", leave_out=("subs",)) == ["subs/week2/d.yaml"]


def test_linked_folder_is_not_walked(folder: Path) -> None:
    (folder / "sub").symlink_to("/etc")
    (folder / "up").symlink_to(folder)
    assert found("subs") == ["subs/a.json", "subs/b.yaml", "subs/c.yml", "subs/week2/d.yaml"]
    assert found("subs/*p") == found("subs/s.zip")


def test_what_is_named_like_a_submission_and_is_no_file_is_kept_for_the_reader_to_refuse(folder: Path) -> None:
    (folder / "dir.yaml").mkdir()
    (folder / "dir.yaml" / "inner.yaml").write_text("", encoding="utf-8")
    os.mkfifo(folder / "f.yaml")
    (folder / "loop.yaml").symlink_to("loop.yaml")
    assert found("subs")[3:] == ["subs/dir.yaml", "subs/f.yaml", "subs/loop.yaml", "subs/week2/d.yaml"]


def test_nothing_found_is_told(folder: Path) -> None:
    (folder / "empty").mkdir()
    with pytest.raises(DocumentError) as caught:
        find_submissions(["subs/empty", "subs/*.pdf"])
    assert str(caught.value) == (
        "error[no-submissions]: There is no submission in 'subs/empty', 'subs/*.pdf'.\n"
        "   why:   Submissions are files whose names end in .yaml, .yml or .json.\n"
        "   mend:  Name a folder that holds some, or the files themselves."
    )

"""Which files the paths on the command line mean."""

import os
import pickle
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.batch.discovery.discovery import discover
from grader.documents import load
from grader.errors import Diagnostic, DocumentError


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("b.yaml", "a.json", "c.yml", "notes.txt", "s.zip", ".hidden.yaml", "week2/d.yaml", ".git/e.yaml"):
        path = tmp_path / "subs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("", encoding="utf-8")
    return tmp_path / "subs"


def found(*paths: str, leave_out: tuple[str, ...] = ()) -> list[str]:
    return [one.path.as_posix() for one in discover(paths, leave_out=map(Path, leave_out)).found]


def test_folder_means_the_submissions_in_it_and_below_in_order(folder: Path) -> None:
    assert found("subs") == ["subs/a.json", "subs/b.yaml", "subs/c.yml", "subs/week2/d.yaml"]


def test_pattern_means_what_it_matches(folder: Path) -> None:
    assert found("subs/*.y*ml") == ["subs/b.yaml", "subs/c.yml"]
    assert found("subs/week*") == ["subs/week2/d.yaml"]


def test_file_is_taken_as_it_is_named_and_once(folder: Path) -> None:
    assert found("subs/notes.txt", "./subs/../subs/b.yaml", "subs/b.yaml") == ["subs/notes.txt", "subs/../subs/b.yaml"]


def test_path_that_does_not_exist_is_reported_and_is_no_student(folder: Path) -> None:
    with pytest.raises(DocumentError) as caught:
        discover(["subs", "missing.yaml", "nope"])
    assert str(caught.value) == (
        "error[no-such-path]: There is no such file or folder: 'missing.yaml'.\n"
        "   help:  Check the path; nothing has been graded.\n"
        "error[no-such-path]: There is no such file or folder: 'nope'.\n"
        "   help:  Check the path; nothing has been graded."
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
    assert found("subs/[cu]*") == ["subs/c.yml"]


def test_what_is_named_like_a_submission_and_is_no_file_is_kept_for_the_reader_to_refuse(folder: Path) -> None:
    (folder / "dir.yaml").mkdir()
    (folder / "dir.yaml" / "inner.yaml").write_text("", encoding="utf-8")
    os.mkfifo(folder / "f.yaml")
    (folder / "loop.yaml").symlink_to("loop.yaml")
    assert found("subs")[3:] == ["subs/dir.yaml", "subs/f.yaml", "subs/loop.yaml", "subs/week2/d.yaml"]


def test_nothing_found_is_reported(folder: Path) -> None:
    (folder / "empty").mkdir()
    with pytest.raises(DocumentError) as caught:
        discover(["subs/empty", "subs/*.pdf"])
    assert str(caught.value) == (
        "error[no-submissions]: There is no submission in 'subs/empty', 'subs/*.pdf'.\n"
        "   why:   Submissions are files whose names end in .yaml, .yml or .json.\n"
        "   help:  Name a folder that holds some, or the files themselves."
    )


def test_archive_counts_only_where_it_is_named(folder: Path) -> None:
    with zipfile.ZipFile(folder / "s.zip", "w") as archive:
        archive.writestr("x.yaml", "student: x")
    for paths, names, notes in (
        (["subs/week2"], ["subs/week2/d.yaml"], ()),
        (["subs/*.zip"], ["subs/s.zip/x.yaml"], ()),
        (["subs/s.zip", "subs/week2", "./subs/s.zip"], ["subs/s.zip/x.yaml", "subs/week2/d.yaml"], ()),
        (
            ["subs"],
            ["subs/a.json", "subs/b.yaml", "subs/c.yml", "subs/week2/d.yaml"],
            ("note: 2 files are not submissions and left aside: 1 .txt, 1 .zip",),
        ),
        (
            ["subs", "subs/s.zip"],
            ["subs/a.json", "subs/b.yaml", "subs/c.yml", "subs/week2/d.yaml", "subs/s.zip/x.yaml"],
            ("note: 1 file is not a submission and left aside: 1 .txt",),
        ),
    ):
        discovery = discover(paths)
        assert [found.name for found in discovery.found] == names
        assert discovery.notes == notes


def test_archive_without_submissions_is_reported(folder: Path) -> None:
    with zipfile.ZipFile(folder / "s.zip", "w") as archive:
        archive.writestr("x.pdf", "")
    with pytest.raises(DocumentError) as caught:
        discover(["subs/s.zip"])
    assert caught.value.diagnostic.what == "There is no submission in 'subs/s.zip'."


def test_order_does_not_depend_on_the_disk(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = [found.name for found in discover(["subs"]).found]
    walk = os.walk

    def walked_backwards(top: Path) -> Iterator[tuple[str, list[str], list[str]]]:
        for parent, folders, files in walk(top):
            folders.reverse()
            yield parent, folders, files[::-1]

    monkeypatch.setattr(os, "walk", walked_backwards)
    assert [found.name for found in discover(["subs"]).found] == expected


def test_document_in_an_archive_is_the_one_in_a_file(tmp_path: Path) -> None:
    text = "student: ada\nanswers: {a: 1e-3}\n"
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "s.zip", "w") as archive:
        archive.writestr("a.yaml", text)
    (file, member) = discover([str(tmp_path / "a.yaml"), str(tmp_path / "s.zip")]).found
    assert (file.member, member.member and member.member.name) == (None, "a.yaml")
    assert file.document().sha256 == member.document().sha256 == load(tmp_path / "a.yaml").sha256
    assert member.document().root.span.place == f"{tmp_path}/s.zip/a.yaml:1:1"


def test_faults_of_a_document_are_reported_with_those_of_the_check(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("student: ada\nstudent: bob\n", encoding="utf-8")
    (found,) = discover([str(tmp_path)]).found
    more = Diagnostic(slug="more", what="More.")
    with pytest.raises(DocumentError) as caught:
        found.document(lambda document: [more.at(document.root.span)])
    assert [fault.slug for fault in caught.value.diagnostics] == ["more", "duplicate-key"]


def test_what_was_found_can_be_sent_to_a_worker(folder: Path) -> None:
    with zipfile.ZipFile(folder / "s.zip", "w") as archive:
        archive.writestr("Ada_1_assignsubmission_file_/x.yaml", "student: x")
    for found in discover(["subs/s.zip", "subs"]).found:
        assert pickle.loads(pickle.dumps(found)) == found

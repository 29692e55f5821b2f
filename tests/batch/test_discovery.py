"""Which files the paths on the command line mean."""

import errno
import os
import pickle
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from grader.batch.discovery.discovery import discover
from grader.batch.work import Sent
from grader.documents import load
from grader.documents.prose import list_suffixes
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
        "   why:   Submissions are files whose names end in .yaml, .yml or .json, or, for worked documents, in "
        f"{', '.join(list_suffixes())}.\n"
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
    scandir = os.scandir

    @contextmanager
    def backwards(path: str) -> Iterator[Iterator[os.DirEntry[str]]]:
        with scandir(path) as entries:
            yield reversed(list(entries))

    monkeypatch.setattr(os, "scandir", backwards)
    assert [found.name for found in discover(["subs"]).found] == expected


def refuse_to_list(monkeypatch: pytest.MonkeyPatch, *names: str, number: int = errno.EACCES) -> None:
    """Let the system refuse to list some folders; that root may list everything would hide it."""
    scandir = os.scandir

    def refusing(path: str) -> object:
        if os.path.basename(os.path.abspath(path)) in names:  # noqa: PTH100, PTH119
            raise OSError(number, os.strerror(number), path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)


UNLISTED = (
    "{}:1:1: error[folder-unreadable]: The submissions in this folder cannot be read.\n"
    "   why:   It may not be listed.\n"
    "   help:  Change its permissions."
)


@pytest.mark.parametrize(
    ("paths", "name"),
    [
        (["subs"], "subs/week2"),
        (["subs/week2", "subs/b.yaml"], "subs/week2"),
        (["subs/*/*.yaml", "subs/b.yaml"], "subs/week2"),
        (["subs/**/*.yaml"], "subs/week2"),
        (["subs/**"], "subs/week2"),
        (["sub*"], "subs/week2"),
        (["subs/week*", "subs/b.yaml"], "subs/week2"),
    ],
)
def test_folder_that_cannot_be_listed_is_reported_by_name_and_costs_only_itself(
    paths: list[str], name: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "s.zip").unlink()
    refuse_to_list(monkeypatch, "week2")
    found = {one.name: one for one in discover(paths).found}
    with pytest.raises(DocumentError) as caught:
        found[name].read()
    assert str(caught.value) == UNLISTED.format(name)
    assert found["subs/b.yaml"].read() == b""
    assert "subs/week2/d.yaml" not in found
    with pytest.raises(DocumentError) as again:
        pickle.loads(pickle.dumps(found[name])).document()
    assert str(again.value) == str(caught.value)
    with pytest.raises(DocumentError) as sent:
        Sent.load(found[name]).document()
    assert str(sent.value) == str(caught.value)


def test_folder_that_cannot_be_listed_and_is_left_out_is_not_reported(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse_to_list(monkeypatch, "week2", ".git")
    assert found("subs", leave_out=("subs/week2",)) == ["subs/a.json", "subs/b.yaml", "subs/c.yml"]


def test_current_folder_that_cannot_be_listed_is_reported(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    refuse_to_list(monkeypatch, "subs")
    assert [one.name for one in discover(["."]).found] == ["."]
    assert [one.name for one in discover(["*.yaml"]).found] == ["."]


def test_folder_of_a_student_that_cannot_be_listed_is_known_as_theirs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("ada", "bob"):
        (tmp_path / "class" / name).mkdir(parents=True)
        (tmp_path / "class" / name / "answers.yaml").write_text("answers: {}", encoding="utf-8")
    refuse_to_list(monkeypatch, "bob")
    assert [(one.name, one.student) for one in discover(["class"]).found] == [
        ("class/ada/answers.yaml", "ada"),
        ("class/bob", "bob"),
    ]


def test_folder_that_cannot_be_listed_changes_nothing_for_files_of_canvas(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "class" / "lost").mkdir(parents=True)
    for name in ("lovelaceada_12345_678901_a.yaml", "noetheremmy_12346_678902_a.yaml"):
        (tmp_path / "class" / name).write_text("answers: {}", encoding="utf-8")
    refuse_to_list(monkeypatch, "lost")
    assert [one.student for one in discover(["class"]).found] == [None, "12345", "12346"]


DEEP = 1100  # folders; more than Python lets a function call itself


@pytest.fixture
def deep(folder: Path) -> Iterator[str]:
    """Make a file in folders within folders, and return its path."""
    names = ["m", *["a"] * DEEP]
    os.chdir(folder)
    for name in names:
        Path(name).mkdir()
        os.chdir(name)
    Path("x.yaml").write_text("answers: {}", encoding="utf-8")
    deepest = os.open(".", os.O_RDONLY)
    os.chdir(folder.parent)
    yield "/".join(["subs", *names, "x.yaml"])
    os.fchdir(deepest)
    os.close(deepest)
    Path("x.yaml").unlink()  # by hand, because pytest cannot delete what lies so deep
    for name in reversed(names):
        os.chdir("..")
        Path(name).rmdir()


@pytest.mark.parametrize("path", ["subs", "subs/**/*.yaml", "subs/**", "subs/**/*", "subs/*"])
def test_deep_folder_is_walked_like_any_other(path: str, deep: str, folder: Path) -> None:
    (folder / "s.zip").unlink()
    found = {one.name: one for one in discover([path]).found}
    assert {"subs/b.yaml", "subs/week2/d.yaml", deep} <= set(found)
    assert found[deep].read() == b"answers: {}"


def test_folder_that_is_too_deep_costs_only_itself(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refuse_to_list(monkeypatch, "week2", number=errno.ENAMETOOLONG)
    *others, last = discover(["subs"]).found
    assert [one.name for one in others] == ["subs/a.json", "subs/b.yaml", "subs/c.yml"]
    with pytest.raises(DocumentError) as caught:
        last.read()
    assert str(caught.value) == (
        "subs/week2:1:1: error[folder-unreadable]: The submissions in this folder cannot be read.\n"
        "   why:   It lies too deep: its path is longer than the operating system allows.\n"
        "   help:  Move it up."
    )


@pytest.mark.parametrize(
    ("pattern", "names"),
    [
        ("subs/**/*.yaml", ["subs/b.yaml", "subs/week2/d.yaml"]),
        ("**/d.yaml", ["subs/week2/d.yaml"]),
        ("subs/**/", ["subs/a.json", "subs/b.yaml", "subs/c.yml", "subs/week2/d.yaml"]),
        ("subs/*/", ["subs/week2/d.yaml"]),
        ("./subs//w*/../[b].yaml", ["subs/week2/../b.yaml"]),
        ("subs/.h*", ["subs/.hidden.yaml"]),
        ("*/link/*.yaml", ["subs/link/d.yaml"]),
    ],
)
def test_pattern_means_what_it_means_to_a_shell(pattern: str, names: list[str], folder: Path) -> None:
    (folder / "link").symlink_to(folder / "week2")
    assert found(pattern) == names
    assert found(f"{folder.parent}/{pattern}") == [str(folder.parent / name) for name in names]


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

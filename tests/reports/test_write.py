"""Reports are written completely or not at all, with file names that are safe whatever a student is called."""

import errno
import os
import stat
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import UsageError
from grader.reports import write
from grader.reports.write import name_reports, write_all, write_new, write_text


@pytest.mark.parametrize(
    ("students", "names"),
    [
        (["alice", "bob"], ["alice", "bob"]),
        (["a.b-c_d@uni.example"], ["a.b-c_d@uni.example"]),
        (["../../../tmp/pwn"], ["tmp_pwn-4e47801219"]),
        ([".."], ["student-3dbb7569fe"]),
        (["/etc/cron.d/x"], ["etc_cron_d_x-3b5e2ac6bc"]),
        (["summary"], ["summary-cd91cd601a"]),
        (["index"], ["index-effe312ed7"]),
        (["Statistics"], ["Statistics-0e22cf4dae"]),
        (["CON"], ["CON-f24a9267ea"]),
        (["a."], ["a-2495ecb1fb"]),
        (["Alice", "alice"], ["Alice-9b63e896ee", "alice-c529b63f06"]),
        (["\udcff"], ["student-f090943fb8"]),
        ([""], ["student-d3dadb794d"]),
        (["a" * 250], ["a" * 53 + "-7ca3bcbe1f"]),
    ],
)
def test_file_name_of_a_report(students: list[str], names: list[str]) -> None:
    assert name_reports([(student, "x.yaml") for student in students]) == names


@given(st.lists(st.tuples(st.text(max_size=80), st.sampled_from(["a.yaml", "b.yaml"])), max_size=6))
def test_names_are_safe_and_never_collide(students: list[tuple[str, str]]) -> None:
    names = name_reports(students)
    assert len({name.casefold() for name in names}) == len(students)
    for name in names:
        assert name.isascii()
        assert len(name) <= 70
        assert not name.startswith((".", "-"))
        assert not set(name) & set('/\\:*?"<>| ')
        assert name.casefold() != "summary"


@given(st.permutations([("alice", "a.yaml"), ("Alice", "b.yaml"), ("bob", "c.yaml"), ("..", "d.yaml")]))
def test_name_does_not_depend_on_the_order(students: list[tuple[str, str]]) -> None:
    known = name_reports([("alice", "a.yaml"), ("Alice", "b.yaml"), ("bob", "c.yaml"), ("..", "d.yaml")])
    assert sorted(name_reports(students)) == sorted(known)


def test_text_is_written_as_utf8_with_the_line_ends_it_has(tmp_path: Path) -> None:
    write_text(tmp_path / "new" / "a.md", "∂\r\n\ud800\n")
    assert (tmp_path / "new" / "a.md").read_bytes() == "∂\r\n\\ud800\n".encode()
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["a.md"]


def test_file_has_the_rights_that_the_user_gives_files(tmp_path: Path) -> None:
    write_text(tmp_path / "a.md", "x")
    (tmp_path / "b.md").write_text("x", encoding="utf-8")
    assert (tmp_path / "a.md").stat().st_mode == (tmp_path / "b.md").stat().st_mode


def test_link_is_replaced_and_not_written_through(tmp_path: Path) -> None:
    target = tmp_path / "precious"
    target.write_text("old", encoding="utf-8")
    (tmp_path / "a.md").symlink_to(target)
    write_text(tmp_path / "a.md", "new")
    assert (target.read_text(encoding="utf-8"), (tmp_path / "a.md").read_text(encoding="utf-8")) == ("old", "new")
    assert not (tmp_path / "a.md").is_symlink()


def test_old_report_stays_whole_when_writing_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_text(tmp_path / "a.md", "old")

    def no_space(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", no_space)
    with pytest.raises(UsageError) as caught:
        write_text(tmp_path / "a.md", "new")
    assert caught.value.diagnostic.what == f"The file '{tmp_path / 'a.md'}' cannot be written."
    assert caught.value.diagnostic.why == "The system says: No space left on device."
    assert [path.name for path in tmp_path.iterdir()] == ["a.md"]
    assert (tmp_path / "a.md").read_text(encoding="utf-8") == "old"


def watch_sync(monkeypatch: pytest.MonkeyPatch, error: OSError | None = None) -> list[tuple[str, list[str]]]:
    """Return what happens at each ``fsync`` of a folder: its name, and the files in it at that time."""
    real, seen = os.fsync, list[tuple[str, list[str]]]()

    def fsync(descriptor: int) -> None:
        if not stat.S_ISDIR(os.fstat(descriptor).st_mode):
            return real(descriptor)
        path = Path(f"/proc/self/fd/{descriptor}").readlink()
        seen.append((path.name, sorted(each.name for each in path.iterdir())))
        if error:
            raise error
        return real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    return seen


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="the name of an open folder is read from /proc")
def test_folder_is_synced_once_after_its_files_have_their_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = watch_sync(monkeypatch)
    write_all(tmp_path / "out", [("a.md", "x"), ("b.md", "y")])
    assert seen == [("out", ["a.md", "b.md"])]


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="the name of an open folder is read from /proc")
@pytest.mark.parametrize("number", [errno.EINVAL, errno.ENOTSUP, errno.ENOSYS, errno.EBADF, errno.EACCES])
def test_system_that_cannot_sync_a_folder_is_no_reason_to_fail(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch_sync(monkeypatch, OSError(number, os.strerror(number)))
    write_text(tmp_path / "a.md", "x")
    assert (tmp_path / "a.md").read_text(encoding="utf-8") == "x"


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="the name of an open folder is read from /proc")
def test_disk_that_fails_while_a_folder_is_synced_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    watch_sync(monkeypatch, OSError(errno.EIO, "Input/output error"))
    with pytest.raises(UsageError) as caught:
        write_text(tmp_path / "a.md", "x")
    assert caught.value.diagnostic.what == f"The file '{tmp_path / 'a.md'}' cannot be written."
    assert caught.value.diagnostic.why == "The system says: Input/output error."


def test_folder_that_cannot_be_opened_is_no_reason_to_fail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.open

    def open_no_folder(path: Path, flags: int, mode: int = 0o777) -> int:
        if Path(path).is_dir():
            raise PermissionError(errno.EACCES, "Permission denied")
        return real(path, flags, mode)

    monkeypatch.setattr(os, "open", open_no_folder)
    write_text(tmp_path / "a.md", "x")
    assert (tmp_path / "a.md").read_text(encoding="utf-8") == "x"


def test_place_that_is_a_file_is_reported(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("", encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        write_text(tmp_path / "out" / "a.md", "x")
    assert caught.value.diagnostic.what == f"The file '{tmp_path / 'out' / 'a.md'}' cannot be written."


def test_answers_are_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "answers.yaml"
    write_new(path, "first")
    with pytest.raises(UsageError) as caught:
        write_new(path, "second")
    assert str(caught.value.diagnostic) == (
        f"error[cannot-write]: The file '{path}' cannot be written.\n"
        "   why:   A file with this name already exists, and it may hold somebody's answers.\n"
        "   help:  Give another name, or delete it first."
    )
    assert path.read_text(encoding="utf-8") == "first"


def test_names_do_not_depend_on_the_order_even_of_files_of_one_name() -> None:
    files = [("ann", "x/a.yaml"), ("ann", "y/a.yaml"), ("ben", "x/b.yaml")]
    there, back = name_reports(files), name_reports(files[::-1])
    assert there == back[::-1]
    assert len(set(there)) == 3


TWO_OF_BOB = [("bob", "bob_answers.yaml"), ("bob", "bob_old.yaml")]


def test_nobody_can_take_the_name_of_a_report_that_was_made_from_another_name() -> None:
    made = name_reports(TWO_OF_BOB)
    for taken in made[0], made[0].upper(), f"{made[0]}-2", f"{made[1]}-3":
        for at in range(3):
            names = name_reports([*TWO_OF_BOB[:at], (taken, "a.yaml"), (f"{taken}-2", "z.yaml"), *TWO_OF_BOB[at:]])
            assert len({name.casefold() for name in names}) == 4
            assert names[:at] + names[at + 2 :] == made  # the pages of students who did nothing stay


@given(st.lists(st.sampled_from(["bob", "Bob", "index", "con.x", "a b"]), min_size=1, max_size=4), st.randoms())
def test_students_who_are_called_like_reports_get_a_report_each(students: list[str], random: Random) -> None:
    honest = [(student, f"{position}.yaml") for position, student in enumerate(students)]
    others = [(name, f"{name}.yaml") for name in {*name_reports(honest)} if "-" in name]
    others += [(f"{name}-2", f"{name}-2.yaml") for name, _ in others]
    shuffled = random.sample([*honest, *others], len(honest) + len(others))
    names = dict(zip(shuffled, name_reports(shuffled), strict=True))
    assert len({name.casefold() for name in names.values()}) == len(shuffled)
    assert [names[one] for one in honest] == name_reports(honest)


def test_names_with_one_digest_get_a_longer_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(write, "DIGEST_CHARACTERS", 1)
    files = [("a/b", f"{number}.yaml") for number in range(40)]
    names = name_reports(files)
    assert len(set(names)) == 40
    assert sorted(names) == sorted(name_reports(files[::-1]))


def test_a_name_is_not_what_another_format_makes_of_a_name() -> None:
    (plain, dotted) = name_reports([("ann", "a.yaml"), ("ann.Gradescope", "b.yaml")])
    assert plain == "ann"
    assert dotted.startswith("ann_Gradescope-")

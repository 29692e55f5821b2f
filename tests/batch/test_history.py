"""The history of scores only grows, and has every change once, whenever a run was stopped."""

import json
from pathlib import Path

import pytest

from grader.batch.history import MARK, NAME, append_to_history
from grader.errors import UsageError


def line(item: str, after: str, date: str = "2026-12-01") -> str:
    return json.dumps({"date": date, "student": "ada", "file": "ada.yaml", "item": item, "after": after}) + "\n"


def enter(folder: Path, *lines: str) -> int:
    with append_to_history(folder, lines) as count:
        return count


def history(folder: Path) -> str:
    return (folder / NAME).read_text(encoding="utf-8")


def test_lines_are_added_at_the_end(tmp_path: Path) -> None:
    folder = tmp_path / ".grader"
    assert enter(folder, line("a", "1"), line("b", "1")) == 2
    assert enter(folder, line("a", "2")) == 1
    assert history(folder) == line("a", "1") + line("b", "1") + line("a", "2")
    assert [path.name for path in folder.iterdir()] == [NAME]


def test_the_lines_are_there_before_anything_else_is_done(tmp_path: Path) -> None:
    with append_to_history(tmp_path, [line("a", "1")]):
        assert history(tmp_path) == line("a", "1")
        assert (tmp_path / MARK).exists()
    assert not (tmp_path / MARK).exists()


def test_what_happens_twice_is_recorded_twice(tmp_path: Path) -> None:
    assert [enter(tmp_path, line("a", "1")), enter(tmp_path, line("a", "1"))] == [1, 1]
    assert history(tmp_path) == line("a", "1") * 2


def test_a_run_that_goes_on_after_one_that_was_stopped_adds_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), append_to_history(tmp_path, [line("a", "1"), line("b", "1")]):
        raise KeyboardInterrupt
    again = [line("a", "1", date="2026-12-02"), line("b", "2"), line("c", "1")]
    assert enter(tmp_path, *again) == 2
    assert history(tmp_path) == line("a", "1") + line("b", "1") + line("b", "2") + line("c", "1")
    assert enter(tmp_path, line("a", "1")) == 1


def test_two_files_of_one_name_are_two_subjects(tmp_path: Path) -> None:
    one, two = (line("a", "1").replace('"file"', f'"source": "{folder}/ada.yaml", "file"') for folder in ("x", "y"))
    with pytest.raises(KeyboardInterrupt), append_to_history(tmp_path, [one]):
        raise KeyboardInterrupt
    assert enter(tmp_path, one, two) == 1
    assert history(tmp_path) == one + two


def test_a_line_that_was_torn_says_nothing_and_tears_no_other(tmp_path: Path) -> None:
    (tmp_path / MARK).touch()
    (tmp_path / NAME).write_text(line("a", "1") + "[]\n{}\n" + line("b", "1")[:20], encoding="utf-8")
    assert enter(tmp_path, line("a", "1"), line("b", "1")) == 1
    assert history(tmp_path) == line("a", "1") + "[]\n{}\n" + line("b", "1")[:20] + "\n" + line("b", "1")


def test_no_change_writes_nothing(tmp_path: Path) -> None:
    assert enter(tmp_path / "out") == 0
    assert not (tmp_path / "out").exists()


def test_a_history_that_cannot_be_written_stops_the_run(tmp_path: Path) -> None:
    (tmp_path / NAME).mkdir()
    with pytest.raises(UsageError) as caught:
        enter(tmp_path, line("a", "1"))
    assert str(caught.value) == (
        f"error[cannot-write]: The history '{tmp_path / NAME}' cannot be added to, so no score was changed.\n"
        "   why:   The system says: Is a directory.\n"
        "   help:  Give yourself permission to write to the file."
    )


def test_a_link_in_its_place_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    (tmp_path / NAME).symlink_to(tmp_path / "mine.txt")
    with pytest.raises(UsageError):
        enter(tmp_path, line("a", "1"))
    assert (tmp_path / "mine.txt").read_text(encoding="utf-8") == "mine"

"""Damaged records: every command says which file to delete, and none of them is stopped by a mistake of ours."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from grader.cli import main

RUBRIC = """
rubric: sums
title: Sums
parts:
  - id: one
    title: Sums by heart
    items:
      - {id: small, title: A small sum, type: number, points: 1, prompt: What is 1 + 1?, expected: 2}
"""
COMMANDS = {
    "grade": "grade subs --rubric rubric.yaml --out out --engine inline --quiet",
    "regrade": "regrade out --rubric rubric.yaml --engine inline --quiet",
    "review": "review out --output list.yaml",
    "export": "export out --rubric rubric.yaml --to json --audience grader --output new",
    "export-class": "export out --rubric rubric.yaml --to csv --audience grader",
}
READS_LINES = ("grade", "regrade")
READS_HEADS = ("regrade", "review", "export")
DEEP = "'" + "[" * 100_000 + "'"
NO_TEXT = "CAST(x'ff' AS TEXT)"
DAMAGES = [
    *[
        (f"UPDATE submissions SET {column} = {value}", commands)
        for column, commands in {"line": READS_LINES, "head": READS_HEADS, "reports": READS_LINES}.items()
        for value in ("char(123)", "''", "'[]'", "'5'", "'null'", "x'00'", "7", DEEP, NO_TEXT, "'{\"a\":{}}'")
    ],
    *[
        (f"UPDATE submissions SET line = replace(line, '{old}', '{new}')", READS_LINES)
        for old, new in [('"1"', '"1/0"'), ('"ann"', "5"), ('"ann"', "null"), ("[0,", "[0,0,"), ('","', '"],["')]
    ],
    *[
        (f"UPDATE submissions SET head = replace(head, '{old}', '{new}')", READS_HEADS)
        for old, new in [('"ann"', "5"), ('"student"', '"studenT"'), ('"provenance":{', '"provenance":{"x":"y",')]
    ],
    # What could have been written, but was not: another digit, or what belongs to somebody else.
    ("UPDATE submissions SET line = replace(line, '1', '2')", READS_LINES),
    ("UPDATE submissions SET head = replace(head, '1', '2')", READS_HEADS),
    ("UPDATE submissions SET reports = replace(reports, '1', '2')", READS_LINES),
    ("UPDATE submissions SET typed = replace(typed, 'ann', 'ben')", READS_LINES),
    *[
        (f"UPDATE submissions SET {column} = (SELECT {column} FROM submissions WHERE position = 0)", commands)
        for column, commands in {"line": READS_LINES, "head": ("review", "export"), "items": READS_LINES}.items()
    ],
    ("UPDATE submissions SET items = x'00'", READS_HEADS),
    ("UPDATE submissions SET items = zeroblob(16)", READS_HEADS),
    ("UPDATE submissions SET items = 'a'", READS_HEADS),
    ("UPDATE submissions SET position = 'a'", ()),  # each is stored again
    ("UPDATE submissions SET typed = 5.5 || x'ff'", READS_LINES),
    ("UPDATE submissions SET source = x'ff' WHERE position = 0", READS_LINES),
    ("UPDATE submissions SET reports = '{\"../x\":1}'", READS_LINES),
    ("DELETE FROM items", READS_HEADS),
    ("UPDATE items SET record = char(123)", READS_HEADS),
    ("UPDATE items SET record = replace(record, '\"1\"', '\"2\"')", READS_HEADS),
    (f"UPDATE items SET record = {DEEP}", READS_HEADS),
    ("UPDATE items SET record = x'ff'", READS_HEADS),
    ("DROP TABLE items", READS_HEADS),
    ("ALTER TABLE submissions RENAME COLUMN line TO lines", READS_LINES),
    ("UPDATE meta SET value = '5' WHERE name = 'options'", ("regrade",)),
    ("UPDATE meta SET value = '{\"paths\": 5}' WHERE name = 'options'", ("regrade",)),
    ("UPDATE meta SET value = replace(value, '\"student\"', '\"x\"') WHERE name = 'options'", ("regrade",)),
    ("UPDATE meta SET value = replace(value, '\"format\"', '\"x\"') WHERE name = 'options'", ("regrade",)),
    ("UPDATE meta SET value = replace(value, 'subs', '\\u0000*') WHERE name = 'options'", ("regrade",)),
    ("UPDATE meta SET value = '{' WHERE name = 'options'", ("regrade",)),
]
WHY = {"A record is not what was written", "The database says"}


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class of two that was graded."""
    place = tmp_path_factory.mktemp("graded")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(place)
        (place / "rubric.yaml").write_text(RUBRIC, encoding="utf-8")
        (place / "subs").mkdir()
        (place / "new").mkdir()
        for name, answer in (("ann", 2), ("ben", 3)):
            (place / "subs" / f"{name}.yaml").write_text(f"student: {name}\nanswers: {{small: {answer}}}\n", "utf-8")
        assert main(COMMANDS["grade"].split()) == 0
    return place


def damage(place: Path, statement: str) -> None:
    with closing(sqlite3.connect(place / "out" / ".grader" / "records.sqlite")) as database:
        database.execute(statement)
        database.commit()


@pytest.mark.parametrize(("statement", "refusing"), DAMAGES, ids=[statement[:70] for statement, _ in DAMAGES])
def test_damage_is_reported_with_the_file_to_delete(
    statement: str,
    refusing: tuple[str, ...],
    graded: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for command, words in COMMANDS.items():
        place = tmp_path / command
        shutil.copytree(graded, place)
        monkeypatch.chdir(place)
        damage(place, statement)
        code, said = main(words.split()), capsys.readouterr().err
        assert code in ((3,) if command in refusing else (0, 3)), (command, said)
        if code == 3:
            first, why, help = said.splitlines()[-3:]
            assert first == "error[unusable-records]: The records in 'out/.grader/records.sqlite' cannot be used."
            assert why.removeprefix("   why:   ").rstrip(".").partition(":")[0] in WHY
            assert help == "   help:  Delete this file and grade again; the history of scores beside it stays."


def test_what_an_answer_adds_to_the_class_is_checked_where_it_is_added_up(
    graded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(graded, tmp_path / "copy")
    monkeypatch.chdir(tmp_path / "copy")
    damage(tmp_path / "copy", "UPDATE items SET adds = replace(adds, '1', '2')")
    (tmp_path / "copy" / "out" / "summary.csv").unlink()
    assert main(COMMANDS["grade"].split()) == 3
    assert "The records in 'out/.grader/records.sqlite' cannot be used." in capsys.readouterr().err


def test_class_is_graded_again_when_the_file_was_deleted(
    graded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(graded, tmp_path / "copy")
    monkeypatch.chdir(tmp_path / "copy")
    damage(tmp_path / "copy", "UPDATE submissions SET line = char(123)")
    assert main(COMMANDS["grade"].split()) == 3
    (tmp_path / "copy" / "out" / ".grader" / "records.sqlite").unlink()
    assert main(COMMANDS["grade"].split()) == 0
    assert (tmp_path / "copy" / "out" / "summary.csv").read_bytes() == (graded / "out" / "summary.csv").read_bytes()


def test_damage_is_reported_where_a_dry_run_compares(
    graded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(graded, tmp_path / "copy")
    monkeypatch.chdir(tmp_path / "copy")
    damage(tmp_path / "copy", "UPDATE submissions SET head = '{' WHERE position = 1")
    (tmp_path / "copy" / "subs" / "ben.yaml").write_text("student: ben\nanswers: {small: 4}\n", encoding="utf-8")
    assert main([*COMMANDS["regrade"].split(), "--dry-run"]) == 3
    assert "The records in 'out/.grader/records.sqlite' cannot be used." in capsys.readouterr().err

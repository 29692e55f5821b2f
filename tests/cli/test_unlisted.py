"""Folders that the system does not list are reported by name, and cost only what is in them."""

import csv
import errno
import os
from pathlib import Path
from typing import Any

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


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rubric.yaml").write_text(RUBRIC, encoding="utf-8")
    (tmp_path / "subs").mkdir()
    for name, answer in (("ann", 2), ("ben", 3)):
        (tmp_path / "subs" / f"{name}.yaml").write_text(f"answers: {{small: {answer}}}\n", encoding="utf-8")
    return tmp_path


def grade(*arguments: str) -> int:
    return main(["grade", *arguments, "--rubric", "rubric.yaml", "--out", "reports"])


def summary(course: Path) -> list[dict[str, str]]:
    with (course / "reports" / "summary.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_folder_that_cannot_be_listed_is_reported_and_the_others_are_graded(
    course: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    scandir = os.scandir

    def refusing(path: str = ".") -> Any:
        if str(path).endswith("bob"):
            raise PermissionError(errno.EACCES, "Permission denied", path)
        return scandir(path)

    (course / "subs" / "bob").mkdir()
    monkeypatch.setattr(os, "scandir", refusing)
    (course / "roster.csv").write_text("id\nann\nben\nbob\n", encoding="utf-8")
    for _ in range(2):
        assert grade("subs", "--roster", "roster.csv", "--quiet", "--engine", "inline") == 3
        assert capsys.readouterr().err == (
            "\nsubs/bob:1:1: error[folder-unreadable]: The submissions in this folder cannot be read.\n"
            "   why:   It may not be listed.\n"
            "   help:  Change its permissions.\n"
        )
        assert [(row["student"], row["score"]) for row in summary(course)] == [("ann", "1"), ("ben", "0"), ("bob", "")]
    assert main(["regrade", "reports", "-r", "rubric.yaml", "--quiet", "--engine", "inline"]) == 3


def test_folder_of_reports_that_cannot_be_listed_is_reported_and_used(
    course: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refusing(path: Path) -> list[str]:
        raise PermissionError(errno.EACCES, "Permission denied", path)

    monkeypatch.setattr(os, "listdir", refusing)
    assert grade("subs", "--quiet", "--engine", "inline") == 0
    assert capsys.readouterr().err == (
        "warning: reports cannot be listed, so reports of an earlier run are not known. "
        "The system says: Permission denied.\n"
    )

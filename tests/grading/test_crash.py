"""A bug of ours in one submission costs that submission alone: the others are graded, and the exit code shows it."""

from importlib import import_module
from pathlib import Path

import pytest

from grader.cli import main
from grader.documents import Document
from grader.rubric import Rubric
from grader.submission import Submission
from grader.submission import read_submission as read

RUBRIC = """
rubric: sums
title: Sums
parts:
  - id: one
    title: Sums
    items:
      - {id: small, title: A small sum, type: number, points: 1, prompt: What is 1 + 1?, expected: 2}
"""


def test_a_crash_of_ours_does_not_stop_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def crashing(document: Document, rubric: Rubric) -> Submission:
        if "bob" in document.source.text:
            raise ZeroDivisionError("ours")
        return read(document, rubric)

    monkeypatch.setattr(import_module("grader.grading.grade"), "read_submission", crashing)
    monkeypatch.chdir(tmp_path)
    Path("rubric.yaml").write_text(RUBRIC, encoding="utf-8")
    Path("subs").mkdir()
    for name in ("ada", "bob", "cy"):
        text = f"student: {name}\nexercise: sums\nanswers: {{small: 2}}\n"
        Path("subs", f"{name}.yaml").write_text(text, encoding="utf-8")
    assert main(["grade", "subs", "--rubric", "rubric.yaml", "--out", "reports", "--engine", "inline"]) == 4
    assert {path.stem for path in Path("reports").glob("*.html")} == {"ada", "bob", "cy", "index"}
    assert "Something went wrong on our side while this file was graded." in capsys.readouterr().err

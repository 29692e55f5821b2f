"""Hostile definitions, row by row: each behaves as it is described, and costs only the answer that uses it.

A row with ``gen`` is too large to write down; the expression that builds it is next to its id below.
"""

import json
import re
from pathlib import Path

import pytest

from grader.documents import parse_yaml
from grader.grading import grade
from grader.records import Outcome
from grader.rubric import parse_rubric

ROWS = [json.loads(line) for line in Path(__file__).with_name("definition_attacks.jsonl").read_text().splitlines()]
PAYLOADS = {
    "def-101": "definitions:\n  a0: x+x\n"
    + "".join(f"  a{i}: a{i - 1}*a{i - 1}\n" for i in range(1, 40))
    + "q1: a39\n",
    "def-102": "definitions:\n" + "".join(f"  a{i}: a{i + 1}+1\n" for i in range(5000)) + "  a5000: x\nq1: a0\n",
}
RUBRIC = """
rubric: attacked
title: Attacked
parts:
  - id: one
    title: One
    notation: {symbols: {x: real, w: real, L: real}}
    items: [{id: q1, type: expression, points: 1, prompt: What is the derivative by w?, symbol: dL/dw, expected: 2*w*x}]
"""
FOUND = {
    "def-003": (None, "'sin' cannot be defined"),
    "def-005": (Outcome.UNREADABLE, "a → b → a"),
    "def-006": (Outcome.UNREADABLE, "'a' is defined by itself"),
    "def-008": (Outcome.CORRECT, ""),
    "def-009": (Outcome.UNREADABLE, "names a derivative"),
    "def-010": (None, "'score' is not a key"),
    "def-101": (Outcome.UNREADABLE, "MAX_"),
    "def-102": (None, "MAX_"),
}


def submission(row: dict[str, str]) -> str:
    text = row.get("payload") or PAYLOADS[row["id"]]
    return re.sub(r"(?m)^q1: (.*)$", r"answers: {q1: '\1'}", text)


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
def test_a_hostile_definition_behaves_as_described(row: dict[str, str]) -> None:
    graded = grade(parse_yaml(submission(row), "alice.yaml"), parse_rubric(parse_yaml(RUBRIC, "attacked.yaml")))
    outcome, words = FOUND[row["id"]]
    reported = [*graded.diagnostics, *(fault for item in graded.items for fault in item.diagnostics)]
    assert outcome is None or [item.outcome for item in graded.items] == [outcome]
    assert all(item.outcome is not Outcome.CORRECT for item in graded.items) or outcome is Outcome.CORRECT
    assert words in " ".join(f"{fault.what} {fault.why}" for fault in reported)


def test_every_row_has_a_behaviour() -> None:
    assert {row["id"] for row in ROWS} == set(FOUND)

"""Every document that names students takes the same names."""

import json
from pathlib import Path
from typing import Any

import pytest

import grader
from grader.submission.schema import STUDENT_ID, is_student_id

ROOT = Path(grader.__file__).parent


def patterns_of(schema: Any) -> list[str]:
    """Return the patterns of everything in a schema that is called a student id."""
    if isinstance(schema, list):
        return [found for part in schema for found in patterns_of(part)]
    if not isinstance(schema, dict):
        return []
    own = [schema["pattern"]] if schema.get("title") == "a student id" else []
    return own + [found for part in schema.values() for found in patterns_of(part)]


@pytest.mark.parametrize("name", ["rubric/schema", "grading/people/review.schema", "grading/people/overrides.schema"])
def test_decisions_and_extensions_are_for_any_student(name: str) -> None:
    schema = json.loads((ROOT / f"{name}.json").read_text(encoding="utf-8"))
    assert set(patterns_of(schema)) == {f"^{STUDENT_ID}$"}


@pytest.mark.parametrize(
    "unseen", ["\u200b", "\u202e", "\u00a0", "\ud800", "\ue000", "\ufeff", "\U000e0041", "\x1b", "\n"]
)
def test_a_name_has_nothing_that_nobody_sees(unseen: str) -> None:
    assert not is_student_id(f"ada{unseen}b")

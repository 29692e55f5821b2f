"""Faults planted in rubrics: each is refused when the rubric is read, or found by its check or its test."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from grader.documents import parse_yaml
from grader.errors import DocumentError
from grader.grading.proof import check_rubric
from grader.rubric import Rubric
from grader.rubric.load import parse_rubric
from grader.simulation.trial import try_rubric

ROOT = Path(__file__).parents[2]
ROWS = yaml.safe_load((ROOT / "tests" / "cases" / "simulation" / "planted_faults.yaml").read_text(encoding="utf-8"))


def make_rubric(row: Mapping[str, Any]) -> Rubric:
    item = {"id": "item", "prompt": "What is it?", "points": 1, **row["item"]}
    notation = {"symbols": {"x": "real"}}
    part = {"id": "part", "title": "Part", "notation": notation, "items": [item]}
    text = yaml.safe_dump({"rubric": "row", "title": "Row", "parts": [part]}, sort_keys=False, allow_unicode=True)
    return parse_rubric(parse_yaml(text, "row.yaml"))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["fault"])
def test_a_planted_fault_is_found(row: Mapping[str, Any]) -> None:
    if "refused" in row:
        with pytest.raises(DocumentError) as caught:
            make_rubric(row)
        assert caught.value.diagnostics[0].what == row["refused"]
        return
    rubric = make_rubric(row)
    found = [finding.text for finding in check_rubric(rubric).findings if finding.is_doubtful or not finding.is_ok]
    assert found == row.get("check", [])
    missed = [one.text for trial in try_rubric(rubric, forms=2).items for one in trial.misjudged]
    assert missed[:2] == row.get("test", [])
    assert found or missed

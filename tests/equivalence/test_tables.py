"""Every pair of the case tables gets the verdict that mathematics gives it, through the door that users take.

A row that is ``known_wrong`` says what the engine still lacks, and must be undecided: a wrong ``equal`` or
``different`` cannot be marked. It fails here as soon as the engine gets it right, so that the mark goes.
"""

from pathlib import Path
from typing import Any

import pytest
import yaml

from grader import compare
from grader.equivalence.pairs.compare import Comparison

FOLDER = Path(__file__).parents[1] / "cases" / "equivalence"
TOPICS = {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.yaml"))}
ROWS = [(topic, row) for topic, rows in TOPICS.items() for row in rows]
OPTIONS = ("symbols", "syntax", "rtol", "atol", "digits", "form")
KEYS = {"id", "student", "expected", "result", "known_wrong", "message", "by", *OPTIONS}
LEAST_PAIRS = 600
MOST_UNDECIDED = 0.02


def name_of(case: tuple[str, dict[str, Any]]) -> str:
    topic, row = case
    return f"{topic}: {row['student'][:60]} | {row['expected'][:60]}"


def compared(row: dict[str, Any]) -> Comparison:
    return compare(row["student"], row["expected"], **{key: row[key] for key in OPTIONS if key in row})


@pytest.mark.parametrize("case", [case for case in ROWS if "known_wrong" not in case[1]], ids=name_of)
def test_a_pair_gets_its_verdict(case: tuple[str, dict[str, Any]]) -> None:
    _, row = case
    comparison = compared(row)
    assert comparison.result == row["result"], comparison
    assert comparison.message == row.get("message", comparison.message)
    if row["result"] == "different":
        assert comparison.by == row.get("by", "form" if "form" in row else comparison.by)
        assert comparison.witness is not None or comparison.diagnostics


@pytest.mark.parametrize("case", [case for case in ROWS if "known_wrong" in case[1]], ids=name_of)
def test_what_the_engine_lacks_is_still_lacking(case: tuple[str, dict[str, Any]]) -> None:
    _, row = case
    assert row["result"] in ("equal", "different")
    assert compared(row).result == "unknown", "Remove the mark if the verdict is right now."


def test_tables_have_only_known_keys_and_no_row_twice() -> None:
    for topic, rows in TOPICS.items():
        assert all(set(row) <= KEYS for row in rows), topic
        seen = [repr(sorted(row.items(), key=lambda item: item[0])) for row in rows]
        assert len(seen) == len(set(seen)), topic


def test_there_are_enough_pairs_and_both_verdicts_in_every_topic() -> None:
    assert len(ROWS) >= LEAST_PAIRS
    for topic, rows in TOPICS.items():
        assert {"equal", "different"} <= {row["result"] for row in rows}, topic


def test_few_pairs_are_undecided() -> None:
    undecided = [row for _, row in ROWS if "known_wrong" in row or row["result"] == "unknown"]
    assert len(undecided) <= MOST_UNDECIDED * len(ROWS)

"""Every pair of ``compare.jsonl`` gets a result that its row accepts, or the one that is listed as today's miss."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from grader.equivalence.pairs.batch import compare_lines
from grader.equivalence.pairs.compare import compare
from grader.equivalence.pairs.symbols import parse_symbols
from tests.findings.misses import check_row, read_misses

HERE = Path(__file__).parent
ROWS = [json.loads(line) for line in (HERE / "compare.jsonl").read_text(encoding="utf-8").splitlines()]
MISSES_FILE = HERE / "compare_misses.yaml"

RESULTS = {"equal", "different", "unknown", "unreadable"}
SEVERAL = {
    "not equal": {"different", "unknown"},
    "not different": {"equal", "unknown"},
    "readable": {"equal", "different", "unknown"},
}
ABOUT_THE_ROW = ("kind", "want", "why")  # for people and for this test: `grader compare --batch` knows no such keys


def list_accepted(want: str) -> set[str]:
    """Return the results that a row accepts, such as ``equal|unknown`` or ``not different``."""
    parts = [part.strip() for part in want.split("|")]
    return set().union(*(SEVERAL.get(part, {part}) for part in parts))


def compare_row(row: Mapping[str, Any]) -> str:
    """Return the result of a pair; one on which the engine raises an exception is a ``crash``."""
    case = {key: value for key, value in row.items() if key not in ABOUT_THE_ROW}
    (answer,) = compare_lines([json.dumps(case).encode()])
    record = json.loads(answer)
    return "crash" if record.get("by") == "fault" else str(record["result"])


def describe_problem(row: Mapping[str, Any], result: str) -> str:
    """Say why a result is not as wanted; nothing where it is."""
    if result in list_accepted(row["want"]):
        return ""
    sort = {"crash": "crash", "unknown": "needless unknown", "unreadable": "needless refusal"}.get(
        result, "wrong verdict"
    )
    return f"{sort}, wanted {row['want']}. {row['why']}"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_a_pair_gets_a_result_that_is_wanted_or_its_listed_miss(row: dict[str, Any]) -> None:
    result = compare_row(row)
    check_row(row["id"], result, describe_problem(row, result), MISSES_FILE)


def test_ids_are_unique_and_every_want_is_known() -> None:
    ids = [row["id"] for row in ROWS]
    assert len(ids) == len(set(ids))
    assert [row["id"] for row in ROWS if not list_accepted(row["want"]) <= RESULTS] == []


def test_every_listed_miss_is_a_row_with_a_result_that_the_row_does_not_accept() -> None:
    wants = {row["id"]: row["want"] for row in ROWS}
    for row_id, result in read_misses(MISSES_FILE).items():
        assert result in {"crash", *RESULTS} - list_accepted(wants[row_id]), row_id


ROW = r"^\| `([^`]+)` \| `([^`]+)`(?:, with `([^`]+)`)? \| (?:equal|different) \|"  # of a table
LISTED = r"`([^`]+)` [=≠] `([^`]+)`(?: \(`([^`]+)`\))?"  # in running text, with the domains of its names


@pytest.mark.parametrize(
    ("name", "section", "pattern", "count"),
    [
        ("equality.md", "What stays undecided", ROW, 5),
        ("equality-engine.md", "What it cannot do", LISTED, 14),
    ],
)
def test_the_pairs_that_a_page_shows_as_undecided_are_so(name: str, section: str, pattern: str, count: int) -> None:
    page = (HERE.parents[1] / "docs" / name).read_text(encoding="utf-8")
    text = page.partition(f"## {section}\n")[2].partition("\n## ")[0]
    if pattern == LISTED:
        text = " ".join(text.split())  # a pair may go on in the next line
    shown = re.findall(pattern, text, re.MULTILINE)
    assert len(shown) == count
    # One that is decided now makes room for another on the page.
    results = [compare(*pair, symbols=parse_symbols(names) if names else None).result for *pair, names in shown]
    assert [pair for pair, result in zip(shown, results, strict=True) if result != "unknown"] == []

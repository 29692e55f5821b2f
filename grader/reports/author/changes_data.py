"""What a second grading changes, for programs: JSON, a table for spreadsheets, and the lines of the history.

Scores are exact fractions as text. The JSON follows ``changes.schema.json``. There and in the history, an empty item
means the deduction for being late.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from grader.grading.changes import Change, Comparison, ItemScore
from grader.grading.result import Provenance
from grader.reports.formats.csv import format_number_cell, format_text_cell

__all__ = ["FORMAT_VERSION", "changes_as_csv", "changes_as_json", "load_changes_schema", "history_lines"]

FORMAT_VERSION = 1
# 1  The first version: rubric, number of submissions, and for each that changes its scores, items, causes and sources.

COLUMNS = (
    "student", "file", "final_before", "final_after", "item", "outcome_before", "outcome_after", "score_before",
    "score_after", "change", "causes",
)  # fmt: skip


@cache
def load_changes_schema() -> Mapping[str, Any]:
    """Return the published JSON Schema of the changes."""
    path = Path(__file__).with_name("changes.schema.json")
    schema: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return schema


def changes_as_json(found: Sequence[Comparison], rubric: str, total: int) -> str:
    """Return the changes of a class as JSON text."""
    data = {
        "format": "grader-changes",
        "format_version": FORMAT_VERSION,
        "rubric": rubric,
        "submissions": total,
        "changed": [comparison_data(each) for each in found],
    }
    return json.dumps(data, indent=1, ensure_ascii=True, allow_nan=False) + "\n"


def comparison_data(each: Comparison) -> dict[str, Any]:
    return {
        "student": each.student,
        "file": each.file,
        "before": None if each.before is None else str(each.before),
        "after": None if each.after is None else str(each.after),
        "change": str(each.gain),
        "made_from": {"before": provenance_data(each.old), "after": provenance_data(each.new)},
        "items": [change_data(change) for change in each.changes],
    }


def change_data(change: Change) -> dict[str, Any]:
    return {
        "item": change.item,
        "before": item_score_data(change.before),
        "after": item_score_data(change.after),
        "change": str(change.gain),
        "causes": [cause.value for cause in change.causes],
    }


def item_score_data(item_score: ItemScore | None) -> dict[str, str | None] | None:
    if item_score is None:
        return None
    return {
        "outcome": item_score.outcome.value if item_score.outcome else None,
        "credit": None if item_score.credit is None else str(item_score.credit),
        "points": str(item_score.points),
        "score": None if item_score.score is None else str(item_score.score),
    }


def provenance_data(made_from: Provenance | None) -> dict[str, str] | None:
    if made_from is None:
        return None
    return {
        "submission": made_from.submission,
        "rubric": made_from.rubric,
        "engine": made_from.engine,
        "overrides": made_from.overrides,
    }


def history_lines(found: Sequence[Comparison], date: str) -> Iterator[str]:
    """Yield a line of JSON for each change. ``date`` is what the user gave, or empty."""
    for each in found:
        whole = comparison_data(each)
        for item in whole["items"]:
            whose = {"student": each.student, "file": each.file, "source": each.source}
            line = {"date": date, **whose, **item, "made_from": whole["made_from"]}
            yield json.dumps(line, ensure_ascii=True, allow_nan=False) + "\n"


def changes_as_csv(found: Sequence[Comparison]) -> str:
    """Return the changes as a table, with a row for each item of a student. Rows end with CR LF."""
    rows = [
        ",".join(COLUMNS),
        *(",".join(list_change_cells(each, change)) for each in found for change in each.changes),
    ]
    return "".join(f"{row}\r\n" for row in rows)


def list_change_cells(each: Comparison, change: Change) -> Iterator[str]:
    yield from (
        format_text_cell(each.student),
        format_text_cell(each.file),
        format_number_cell(each.before),
        format_number_cell(each.after),
    )
    yield format_text_cell(change.item)
    sides = (change.before, change.after)
    yield from (side.outcome.value if side and side.outcome else "" for side in sides)
    yield from (format_number_cell(side.score if side else None) for side in sides)
    yield format_number_cell(change.gain)
    yield " ".join(cause.value for cause in change.causes)

"""The JSON report: the whole record of one graded submission. Every other report can be rendered from it.

Credit, points and scores are exact fractions as text (``"7/3"``). Each has a ``…_decimal`` beside it, a number rounded
half to even to six decimals, for programs that need no more. A score that does not exist is ``null`` in both. The
schema is ``record/report.schema.json``. Text is what the student typed, unchanged; the file is plain ASCII.
"""

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from json.encoder import encode_basestring_ascii as quoted
from pathlib import Path
from typing import Any

from grader.errors import Diagnostic, DocumentError
from grader.grading.figure import NetworkFigure
from grader.grading.result import GradedSubmission, ItemResult
from grader.memory import by_identity
from grader.reports.format import ReportFormat
from grader.reports.plain import IN_JSON, escape_log_commands
from grader.reports.record.figures import network_data
from grader.reports.record.record import from_data, head_data, item_data

__all__ = ["FORMAT_VERSION", "MEMBER", "from_json", "load_report_schema", "to_json"]

SCALAR = json.JSONEncoder(ensure_ascii=True, allow_nan=False).encode
FORMAT_VERSION = 3
# 1  The first version: student, file, rubric, provenance, score/points/pending, diagnostics, items.
# 2  lateness, deduction and final_score; an item's fingerprint if the expected answer is shown; ``mathml`` of what was
#    read, an item's ``figure``, ``networks``, ``group``. Reports of version 1, which lack these, can still be read.
# 3  A diagnostic's ``help``, which versions 1 and 2 call ``mend``; both can still be read. An answer that cannot be
#    read has no credit and is pending, or ``uncounted`` in a check. Versions 1 and 2 give it the credit 0, in a check
#    none. ``practice`` and the outcome ``read`` where there was no key.
PENDING_SINCE = 3  # the version


def to_json(graded: GradedSubmission) -> str:
    """Return the report as JSON text."""
    head = {"format": "grader-report", "format_version": FORMAT_VERSION, **head_data(replace(graded, networks=()))}
    text = dump_indented(head).removesuffix("\n}")
    if graded.networks:
        text += f',\n "networks": {join_json(map(network_json, graded.networks))}'
    text += f',\n "items": {join_json(map(item_json, graded.items))}\n}}\n'
    return escape_log_commands(text, IN_JSON)


def join_json(texts: Iterable[str]) -> str:
    """Join texts that are already JSON into a list."""
    shown = ",\n  ".join(texts)
    return f"[\n  {shown}\n ]" if shown else "[]"


@by_identity
def network_json(network: NetworkFigure) -> str:
    return dump_indented(network_data(network)).replace("\n", "\n  ")


@by_identity
def item_json(item: ItemResult) -> str:
    """Return one item, indented for the list of items. Text in JSON has no line breaks of its own."""
    return dump_indented(item_data(item)).replace("\n", "\n  ")


def dump_indented(data: Any, indent: str = "\n") -> str:
    """Return the same bytes as ``json.dumps`` with ``indent=1``, but faster.

    Keys must be text. ``json`` handles values other than text, numbers, lists and objects.

    >>> dump_indented({"a": [1, "\u00e4"], "b": {}}) == json.dumps({"a": [1, "\u00e4"], "b": {}}, indent=1)
    True
    """
    kind = type(data)
    if kind is str:
        return quoted(data)
    if data and kind is dict:
        inner = f"{indent} "
        rows = [
            f"{quoted(name)}: {quoted(value) if type(value) is str else dump_indented(value, inner)}"
            for name, value in data.items()
        ]
        return f"{{{inner}{f',{inner}'.join(rows)}{indent}}}"
    if data and kind in (list, tuple):
        inner = f"{indent} "
        return f"[{inner}{f',{inner}'.join([dump_indented(value, inner) for value in data])}{indent}]"
    if kind is float and math.isfinite(data):
        return repr(data)
    if not data and kind in (dict, list, tuple):
        return "{}" if kind is dict else "[]"
    return "null" if data is None else str(data) if kind is int else SCALAR(data)


def from_json(text: str) -> GradedSubmission:
    """Read a report back; DocumentError if the text is not a report of a version that we know.

    Of a faulty document, the report keeps the place and the line around it, not the whole document.
    """
    try:
        report = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise make_report_error("is not JSON") from error
    faults = list(compile_schema().iter_errors(report))
    if faults:
        place = "/".join(str(step) for step in faults[0].instance_path)
        raise make_report_error(f"does not follow its schema at '/{place}'")
    return from_data(report if report["format_version"] >= PENDING_SINCE else mark_uncounted(report))


def mark_uncounted(report: Mapping[str, Any]) -> Mapping[str, Any]:
    """Say of an older report what it left unsaid: an answer that cannot be read has no credit only in a check."""
    items = [
        {**item, "uncounted": item["outcome"] == "unreadable" and item["credit"] is None} for item in report["items"]
    ]
    return {**report, "items": items}


def make_report_error(reason: str) -> DocumentError:
    return DocumentError(
        Diagnostic(
            slug="not-a-report",
            what=f"This report {reason}.",
            why=f"A report is the JSON that 'grader grade' writes, in format version 1 to {FORMAT_VERSION}.",
            help="Grade the submission again to get a fresh report.",
            audience="author",
        )
    )


@cache
def load_report_schema() -> Mapping[str, Any]:
    """Return the published JSON Schema of a report."""
    path = Path(__file__).parents[1] / "record" / "report.schema.json"
    schema: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return schema


@cache
def compile_schema() -> Any:
    """Compile the schema. Only reading a report back imports jsonschema-rs."""
    import jsonschema_rs

    return jsonschema_rs.validator_for(dict(load_report_schema()))


MEMBER = ReportFormat(
    kind="json",
    suffix=".json",
    summary="The whole record, for programs; every other report can be rendered from it.",
    render=to_json,
    has_pictures=True,
)

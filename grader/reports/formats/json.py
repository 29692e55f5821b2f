"""The JSON report: the whole record of one graded submission, which every other report can be rendered from.

Credit, points and scores are exact fractions as text (``"7/3"``). Beside each stands ``…_decimal``, a number rounded
half to even to six decimals, for programs that need no more; a score that does not exist is ``null`` in both. The
schema is ``record/report.schema.json``. Text is what the student typed, unchanged; the file is plain ASCII.
"""

import json
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
from grader.reports.record.figures import network_data
from grader.reports.record.record import from_data, head_data, item_data

__all__ = ["FORMAT_VERSION", "MEMBER", "from_json", "report_schema", "to_json"]

SCALAR = json.JSONEncoder(ensure_ascii=True, allow_nan=False).encode
FORMAT_VERSION = 3
# 1  The first: student, file, rubric, provenance, score/points/pending, diagnostics, items.
# 2  lateness, deduction and final_score; an item's fingerprint where the expected answer is told. Reports of version 1,
#    which lack them, are still read. ``mathml`` of what was read, ``figure`` of an item, ``networks``, ``group``.
# 3  ``help`` of a diagnostic, which versions 1 and 2 call ``mend``; both are still read.


def to_json(graded: GradedSubmission) -> str:
    """Return the report as JSON text."""
    head = {"format": "grader-report", "format_version": FORMAT_VERSION, **head_data(replace(graded, networks=()))}
    text = indented(head).removesuffix("\n}")
    if graded.networks:
        text += f',\n "networks": {listed(map(network_json, graded.networks))}'
    return f'{text},\n "items": {listed(map(item_json, graded.items))}\n}}\n'


def listed(texts: Iterable[str]) -> str:
    """Return the list of things that are JSON already."""
    shown = ",\n  ".join(texts)
    return f"[\n  {shown}\n ]" if shown else "[]"


@by_identity
def network_json(network: NetworkFigure) -> str:
    """Return one network as it stands in the list of networks."""
    return indented(network_data(network)).replace("\n", "\n  ")


@by_identity
def item_json(item: ItemResult) -> str:
    """Return one item as it stands in the list of items; text in JSON has no line breaks of its own."""
    return indented(item_data(item)).replace("\n", "\n  ")


def indented(data: Any, indent: str = "\n") -> str:
    """Return data as JSON, a blank for each level, to the bytes of ``json.dumps`` with ``indent=1``, which is slower.

    Keys are text; what is no text, list or object is left to ``json``.

    >>> indented({"a": [1, "\u00e4"], "b": {}}) == json.dumps({"a": [1, "\u00e4"], "b": {}}, indent=1)
    True
    """
    kind = type(data)
    if kind is str:
        return quoted(data)
    if data and kind is dict:
        inner = f"{indent} "
        rows = [
            f"{quoted(name)}: {quoted(value) if type(value) is str else indented(value, inner)}"
            for name, value in data.items()
        ]
        return f"{{{inner}{f',{inner}'.join(rows)}{indent}}}"
    if data and kind in (list, tuple):
        inner = f"{indent} "
        return f"[{inner}{f',{inner}'.join([indented(value, inner) for value in data])}{indent}]"
    return "null" if data is None else str(data) if kind is int else SCALAR(data)


def from_json(text: str) -> GradedSubmission:
    """Read a report back; DocumentError where the text is no report of a version that we know.

    What a report shows of a document's fault is kept (its place and the line around it), not the whole document.
    """
    try:
        report = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise unusable("is not JSON") from error
    faults = list(validator().iter_errors(report))
    if faults:
        place = "/".join(str(step) for step in faults[0].instance_path)
        raise unusable(f"does not follow its schema at '/{place}'")
    return from_data(report)


def unusable(reason: str) -> DocumentError:
    """Return the complaint about a text that is no report."""
    return DocumentError(
        Diagnostic(
            slug="not-a-report",
            what=f"This report {reason}.",
            why=f"A report is the JSON that 'grader grade' writes, of a format version from 1 to {FORMAT_VERSION}.",
            help="Grade the submission again to get a fresh report.",
            audience="author",
        )
    )


@cache
def report_schema() -> Mapping[str, Any]:
    """Return the published JSON Schema of a report."""
    path = Path(__file__).parents[1] / "record" / "report.schema.json"
    schema: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return schema


@cache
def validator() -> Any:
    """Return the compiled schema; jsonschema-rs is imported only where a report is read back."""
    import jsonschema_rs

    return jsonschema_rs.validator_for(dict(report_schema()))


MEMBER = ReportFormat(
    kind="json",
    suffix=".json",
    summary="The whole record, for programs; every other report can be rendered from it.",
    render=to_json,
    has_pictures=True,
)

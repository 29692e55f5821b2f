"""The file with the extensions of students, separate from the rubric because its reasons are private.

It is YAML, JSON or a table (CSV) with the columns ``student``, ``deadline`` or ``days``, and ``reason``. An extension
in the file wins over one in the rubric.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from grader.documents import Document, load, validate
from grader.documents.table import load_table, table_of
from grader.errors import Diagnostic, DocumentError
from grader.grading.people.override_file import check_rubric_name
from grader.rubric import Rubric
from grader.rubric.fields import find_entry
from grader.rubric.late.policy import fold_id
from grader.rubric.late.reading import read_extensions
from grader.rubric.load import rubric_schema

__all__ = ["add_extensions", "extensions_schema", "list_unused_extensions", "load_document", "load_extensions"]

LIST = "extensions"


@cache
def extensions_schema() -> Mapping[str, Any]:
    """The JSON Schema of the file; an extension looks the same as in a rubric."""
    rubric = rubric_schema()
    return {
        "$schema": rubric["$schema"],
        "title": "extensions of deadlines",
        "type": "object",
        "required": [LIST],
        "additionalProperties": False,
        "properties": {"rubric": rubric["properties"]["rubric"], LIST: rubric["$defs"]["late"]["properties"][LIST]},
        "$defs": {name: rubric["$defs"][name] for name in ("extension", "instant", "days")},
    }


def load_extensions(path: Path, rubric: Rubric) -> Rubric:
    """Add the extensions in a file to the rubric; raises DocumentError with every fault."""
    return add_extensions(load_document(path), rubric)


def load_document(path: Path) -> Document:
    """Read the file as a document, in any of its forms."""
    return table_of(load_table(path), LIST) if path.suffix.lower() == ".csv" else load(path)


def add_extensions(document: Document, rubric: Rubric) -> Rubric:
    """Add the extensions in a document to the rubric."""
    if faults := validate(document, extensions_schema()):
        raise DocumentError([replace(fault, audience="author") for fault in faults])
    if rubric.late is None:
        raise DocumentError(describe_nothing_to_extend(document, rubric))
    complaints = [*check_rubric_name(document.root, rubric, "extensions for")]
    found = read_extensions(find_entry(document.root, LIST), rubric.late.deadline, complaints)
    if complaints:
        raise DocumentError(complaints)
    return replace(rubric, late=replace(rubric.late, extensions={**rubric.late.extensions, **found}))


def describe_nothing_to_extend(document: Document, rubric: Rubric) -> Diagnostic:
    return Diagnostic(
        slug="nothing-to-extend",
        what=f"The rubric '{rubric.id}' has no late policy.",
        why="If handing in late costs nothing, there is nothing to extend.",
        help="Add 'late' to the rubric, or leave the extensions out.",
        span=document.root.span,
        audience="author",
    )


def list_unused_extensions(rubric: Rubric, students: Iterable[str]) -> Collection[str]:
    """Who has an extension but handed in nothing: the id may be mistyped."""
    if rubric.late is None:
        return ()
    known = {fold_id(student) for student in students}
    return [extension.student for name, extension in rubric.late.extensions.items() if name not in known]

"""The file with the extensions of students, apart from the rubric: its reasons are nobody else's business.

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
from grader.grading.people.override_file import wrong_rubric
from grader.rubric import Rubric
from grader.rubric.fields import field
from grader.rubric.late import folded, read_extensions
from grader.rubric.load import rubric_schema

__all__ = ["extensions_schema", "load_document", "load_extensions", "of_nobody", "with_extensions"]

LIST = "extensions"


@cache
def extensions_schema() -> Mapping[str, Any]:
    """Return the JSON Schema of the file; an extension is what it is in a rubric."""
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
    """Return the rubric with the extensions in a file; DocumentError with every fault."""
    return with_extensions(load_document(path), rubric)


def load_document(path: Path) -> Document:
    """Return the file as a document, whichever of its forms it has."""
    return table_of(load_table(path), LIST) if path.suffix.lower() == ".csv" else load(path)


def with_extensions(document: Document, rubric: Rubric) -> Rubric:
    """Return the rubric with the extensions in a document."""
    if faults := validate(document, extensions_schema()):
        raise DocumentError([replace(fault, audience="author") for fault in faults])
    if rubric.late is None:
        raise DocumentError(nothing_to_extend(document, rubric))
    complaints = [*wrong_rubric(document.root, rubric, "extensions for")]
    found = read_extensions(field(document.root, LIST), rubric.late.deadline, complaints)
    if complaints:
        raise DocumentError(complaints)
    return replace(rubric, late=replace(rubric.late, extensions={**rubric.late.extensions, **found}))


def nothing_to_extend(document: Document, rubric: Rubric) -> Diagnostic:
    """The complaint about extensions for an exercise in which nobody is ever late."""
    return Diagnostic(
        slug="nothing-to-extend",
        what=f"The rubric '{rubric.id}' has no late policy.",
        why="Where handing in late costs nothing, there is nothing to extend.",
        help="Add 'late' to the rubric, or leave the extensions out.",
        span=document.root.span,
        audience="author",
    )


def of_nobody(rubric: Rubric, students: Iterable[str]) -> Collection[str]:
    """Return who has an extension and handed in nothing: an id may have a slip in it."""
    if rubric.late is None:
        return ()
    known = {folded(student) for student in students}
    return [extension.student for name, extension in rubric.late.extensions.items() if name not in known]

"""Loading a rubric: the document is checked, its notation read, and every item's expected answer solved.

All faults are reported at once, each at its place; a rubric with any fault is not used.
"""

import json
from dataclasses import replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from grader.documents import Document, DocumentNode, Mapping, Sequence, load, validate
from grader.errors import Diagnostic, DocumentError
from grader.rubric.fields import field, text_field
from grader.rubric.items import read_item
from grader.rubric.notation import read_notation
from grader.rubric.records import Part, Rubric

__all__ = ["load_rubric", "parse_rubric", "rubric_schema"]


@cache
def rubric_schema() -> dict[str, Any]:
    """Return the published JSON Schema of rubrics."""
    schema: dict[str, Any] = json.loads(files("grader.rubric").joinpath("schema.json").read_text(encoding="utf-8"))
    schema["$defs"]["part"]["properties"]["items"]["items"] = {"$ref": "#/$defs/item"}
    return schema


def load_rubric(path: str | Path) -> Rubric:
    """Load the rubric at ``path``; DocumentError, with every fault, where it cannot be used."""
    return parse_rubric(load(Path(path)))


def parse_rubric(document: Document) -> Rubric:
    """Turn a document into a rubric."""
    if faults := validate(document, rubric_schema()):
        raise DocumentError(for_author(faults))
    complaints: list[Diagnostic] = []
    seed = int(document.sha256[:15] or "0", 16)
    parts = tuple(read_part(node, seed, complaints) for node in sequence(document.root, "parts"))
    complaints += repeated(document.root)
    if complaints:
        raise DocumentError(sorted(for_author(complaints), key=lambda fault: fault.span.start if fault.span else 0))
    root = document.root
    return Rubric(id=text_field(root, "rubric"), title=text_field(root, "title"), parts=parts, sha256=document.sha256)


def sequence(node: DocumentNode | None, key: str) -> tuple[DocumentNode, ...]:
    """Return the items of the list under ``key``."""
    value = field(node, key)
    return value.items if isinstance(value, Sequence) else ()


def read_part(node: DocumentNode, seed: int, faults: list[Diagnostic]) -> Part:
    """Read a part: its notation first, then its items."""
    section = field(node, "notation")
    before = len(faults)
    notation = read_notation(section if isinstance(section, Mapping) else None, faults)
    name, title = text_field(node, "id"), text_field(node, "title")
    nodes = sequence(node, "items") if len(faults) == before else ()
    items = [read_item(item, title, notation, seed, faults) for item in nodes]
    return Part(id=name, title=title, notation=notation, items=tuple(filter(None, items)))


def repeated(root: DocumentNode) -> list[Diagnostic]:
    """Complain about item ids that occur twice: a submission could not tell them apart."""
    seen: dict[str, str] = {}
    faults = []
    for part in sequence(root, "parts"):
        for item in sequence(part, "items"):
            scalar = field(item, "id")
            assert scalar is not None
            name = text_field(item, "id")
            if name in seen:
                faults.append(
                    Diagnostic(
                        slug="repeated-item",
                        what=f"The item id '{name}' occurs twice.",
                        why=f"It was first used at {seen[name]}.",
                        mend="Give each item its own id.",
                        span=scalar.span,
                    )
                )
            seen.setdefault(name, scalar.span.place)
    return faults


def for_author(faults: list[Diagnostic] | tuple[Diagnostic, ...]) -> list[Diagnostic]:
    """Mark complaints as meant for the author of the rubric."""
    return [replace(fault, audience="author") for fault in faults]

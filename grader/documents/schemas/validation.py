"""Checking a document against a JSON Schema (2020-12), every fault at its place and in our own words.

The schema sees every scalar as a string, because that is what it is here; a number is a string with a ``pattern``.
A ``title`` in the schema says in words what may stand there (``"title": "a whole number"``), and the complaint quotes
it. No other schema is ever fetched, and ``format`` is for the editor alone.

>>> from grader.documents.loading import parse_yaml
>>> document = parse_yaml("stepp: 1", "a.yaml")
>>> [fault.what for fault in validate(document, {"properties": {"step": {}}, "additionalProperties": False})]
["'stepp' is not a key that may stand here."]
"""

import json
from collections.abc import Iterable, Iterator
from collections.abc import Mapping as MappingOf
from typing import TYPE_CHECKING, Any

from grader import limits
from grader.documents.nodes import Document, DocumentNode, Mapping, Scalar, Sequence
from grader.documents.schemas.fitting import fits
from grader.documents.schemas.wording import Misfit, describe
from grader.errors import Diagnostic

if TYPE_CHECKING:
    from jsonschema_rs import Draft202012Validator, ValidationError

__all__ = ["plain_value", "validate"]

SCHEMAS_KEPT = 64
COMPILED: dict[int, tuple[MappingOf[str, Any], "Draft202012Validator"]] = {}
BRANCHING = frozenset({"AnyOf", "OneOfNotValid"})


def validate(document: Document, schema: MappingOf[str, Any]) -> tuple[Diagnostic, ...]:
    """Return every fault of a document against a schema, in document order."""
    if fits(document.root, schema):
        return ()
    errors = compiled(schema).iter_errors(plain_value(document.root))
    found = dict.fromkeys(fault for misfit in misfits(errors, document, schema) for fault in describe(misfit))
    ordered = sorted(found, key=lambda fault: fault.span.start if fault.span else 0)
    return tuple(ordered[: limits.MAX_REPORTED_FAULTS])


def compiled(schema: MappingOf[str, Any]) -> "Draft202012Validator":
    """Return the compiled validator of a schema, kept for each schema object. The import waits for the first use."""
    kept = COMPILED.get(id(schema))
    if kept is None or kept[0] is not schema:
        from jsonschema_rs import Draft202012Validator

        if len(COMPILED) >= SCHEMAS_KEPT:
            del COMPILED[next(iter(COMPILED))]
        pure = json.loads(json.dumps(schema, default=dict))
        kept = schema, Draft202012Validator(pure, validate_formats=False, retriever=refuse_to_fetch)
        COMPILED[id(schema)] = kept
    return kept[1]


def refuse_to_fetch(uri: str) -> Any:
    """Refuse a reference to a schema elsewhere; schemas are ours and stand by themselves."""
    raise ValueError(f"the schema refers to {uri}, and nothing is fetched")


def plain_value(node: DocumentNode) -> Any:
    """Return a node as the values of JSON, every scalar a string; of a repeated key the first counts."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return [plain_value(item) for item in node.items]
    return {key.text: plain_value(value) for key, value in reversed(node.entries)}


def misfits(errors: Iterable["ValidationError"], document: Document, schema: MappingOf[str, Any]) -> Iterator[Misfit]:
    """Yield what the validator found, with the node and the part of the schema each is about.

    Where one of several alternatives had to fit, the one that comes closest is told.
    """
    for error in errors:
        if type(error.kind).__name__ in BRANCHING:
            branch = closest(error)
            if branch:
                yield from misfits(branch, document, schema)
                continue
        holder, key, node = reached(document.root, error.instance_path)
        yield Misfit(
            error=error.kind,
            node=node,
            key=key,
            holder=holder,
            schema=subschema(schema, error.schema_path[:-1]),
        )


def closest(error: "ValidationError") -> list["ValidationError"] | None:
    """Return the faults of the alternative with the fewest that is at least of the right kind; None where none is."""
    branches: list[list[ValidationError]] = error.kind.context  # type: ignore[attr-defined]
    near = [branch for branch in branches if not any(is_wrong_kind(fault, error) for fault in branch)]
    return min(near, key=len, default=None)


def is_wrong_kind(fault: "ValidationError", error: "ValidationError") -> bool:
    """Tell whether an alternative fails because text, a list or a mapping was expected instead."""
    return type(fault.kind).__name__ == "Type" and list(fault.instance_path) == list(error.instance_path)


def reached(root: DocumentNode, path: Iterable[str | int]) -> tuple[DocumentNode, Scalar | None, DocumentNode]:
    """Follow a path into a document; return the node that holds the last one, the key it stands under, and itself."""
    holder, key, node = root, None, root
    for step in path:
        holder = node
        if isinstance(node, Mapping):
            key = node.key(str(step))
            node = node.get(str(step)) or node
        elif isinstance(node, Sequence):
            key = None
            node = node.items[int(step)]
    return holder, key, node


def subschema(schema: Any, path: Iterable[str | int]) -> MappingOf[str, Any]:
    """Return the part of a schema at a path; nothing where the path leads elsewhere."""
    for step in path:
        try:
            schema = schema[step]
        except (KeyError, IndexError, TypeError):
            return {}
    return schema if isinstance(schema, MappingOf) else {}

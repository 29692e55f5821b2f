"""Checking a document against a JSON Schema (2020-12), every fault at its place and in our own words.

The schema sees every scalar as a string, because that is what it is here; a number is a string with a ``pattern``.
A ``title`` in the schema says in words what is allowed (``"title": "a whole number"``), and the message quotes it. No
other schema is ever fetched, and ``format`` is only for the editor.

>>> from grader.documents.loading import parse_yaml
>>> document = parse_yaml("stepp: 1", "a.yaml")
>>> [fault.what for fault in validate(document, {"properties": {"step": {}}, "additionalProperties": False})]
["'stepp' is not a key that can be used here."]
"""

import json
from collections.abc import Iterable, Iterator
from collections.abc import Mapping as MappingOf
from typing import TYPE_CHECKING, Any

from grader import limits
from grader.documents.nodes import Document, DocumentNode, Mapping, Scalar, Sequence
from grader.documents.schemas.fitting import fits
from grader.documents.schemas.wording import Misfit, describe_misfit, split_by_key
from grader.errors import Diagnostic
from grader.memory import Memory

if TYPE_CHECKING:
    from jsonschema_rs import Draft202012Validator, ValidationError

__all__ = ["to_plain_value", "validate"]

_validators = Memory(capacity=64)  # each rubric has one for its submissions
BRANCHING = frozenset({"AnyOf", "OneOfNotValid"})


def validate(document: Document, schema: MappingOf[str, Any]) -> tuple[Diagnostic, ...]:
    """Find every fault of a document against a schema, in document order."""
    if fits(document.root, schema):
        return ()
    errors = compile_schema(schema).iter_errors(to_plain_value(document.root))
    misfits = sorted(find_misfits(errors, document, schema, Keys()), key=lambda misfit: misfit.start)
    found: dict[Diagnostic, None] = {}
    for misfit in misfits:
        found[describe_misfit(misfit)] = None
        if len(found) == limits.MAX_REPORTED_FAULTS:  # what is not reported is not put into words
            break
    return tuple(found)


def compile_schema(schema: MappingOf[str, Any]) -> "Draft202012Validator":
    """Return the validator of a schema, compiled once for each schema object."""
    return _validators.of(make_validator, schema)


def make_validator(schema: MappingOf[str, Any]) -> "Draft202012Validator":
    from jsonschema_rs import Draft202012Validator  # slow to load

    pure = json.loads(json.dumps(schema, default=dict))
    return Draft202012Validator(pure, validate_formats=False, retriever=refuse_to_fetch)


def refuse_to_fetch(uri: str) -> Any:
    """Refuse a reference to a schema elsewhere; our schemas are self-contained."""
    raise ValueError(f"the schema refers to {uri}, and nothing is fetched")


def to_plain_value(node: DocumentNode) -> Any:
    """Convert a node to JSON values, every scalar a string; if a key is repeated, the first counts."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return [to_plain_value(item) for item in node.items]
    return {key.text: to_plain_value(value) for key, value in reversed(node.entries)}


Entries = MappingOf[str, tuple[Scalar, DocumentNode]]


class Keys:
    """The entries of mappings by their keys, each mapping read once: a document may have thousands of faults."""

    def __init__(self) -> None:
        self.known: dict[int, Entries] = {}  # by the identity of nodes, which the document keeps alive

    def entries_of(self, node: DocumentNode) -> Entries:
        """The entries of a mapping by the texts of their keys; if a key is repeated, the first counts."""
        if not isinstance(node, Mapping):
            return {}
        if id(node) not in self.known:
            self.known[id(node)] = {key.text: (key, value) for key, value in reversed(node.entries)}
        return self.known[id(node)]


def find_misfits(
    errors: Iterable["ValidationError"], document: Document, schema: MappingOf[str, Any], keys: Keys
) -> Iterator[Misfit]:
    """Yield what the validator found, with the node and the part of the schema that each is about.

    If one of several alternatives had to fit, the closest one is reported.
    """
    for error in errors:
        if type(error.kind).__name__ in BRANCHING:
            branch = find_closest(error)
            if branch:
                yield from find_misfits(branch, document, schema, keys)
                continue
        holder, key, node = follow_path(document.root, error.instance_path, keys)
        misfit = Misfit(
            error=error.kind,
            node=node,
            key=key,
            holder=holder,
            schema=find_subschema(schema, error.schema_path[:-1]),
        )
        yield from split_by_key(misfit, keys.entries_of(node))


def find_closest(error: "ValidationError") -> list["ValidationError"] | None:
    """The faults of the alternative with the fewest that is at least of the right kind; None if there is none."""
    branches: list[list[ValidationError]] = error.kind.context  # type: ignore[attr-defined]
    near = [branch for branch in branches if not any(is_wrong_kind(fault, error) for fault in branch)]
    return min(near, key=len, default=None)


def is_wrong_kind(fault: "ValidationError", error: "ValidationError") -> bool:
    """Whether an alternative fails because text, a list or a mapping was expected instead."""
    return type(fault.kind).__name__ == "Type" and list(fault.instance_path) == list(error.instance_path)


def follow_path(
    root: DocumentNode, path: Iterable[str | int], keys: Keys
) -> tuple[DocumentNode, Scalar | None, DocumentNode]:
    """Follow a path into a document; return the node that holds the last one, its key, and the last node itself."""
    holder, key, node = root, None, root
    for step in path:
        holder = node
        if isinstance(node, Mapping):
            key, node = keys.entries_of(node).get(str(step), (None, node))
        elif isinstance(node, Sequence):
            key = None
            node = node.items[int(step)]
    return holder, key, node


def find_subschema(schema: Any, path: Iterable[str | int]) -> MappingOf[str, Any]:
    """The part of a schema at a path; empty if the path leads elsewhere."""
    for step in path:
        try:
            schema = schema[step]
        except (KeyError, IndexError, TypeError):
            return {}
    return schema if isinstance(schema, MappingOf) else {}

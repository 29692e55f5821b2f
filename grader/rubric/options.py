"""The options of answer types and solvers: checked against the schema that each declares, then turned into values.

A schema says of each string whether it is mathematics (``"format": "math"``); such a string is read in the item's
notation and handed over as a tree, so that no solver ever parses anything.
"""

from collections.abc import Mapping as Map
from typing import Any

from grader.answers.protocol import Task
from grader.answers.reading import read_tree
from grader.documents import Document, DocumentNode, Mapping, Scalar, Sequence, validate
from grader.errors import Diagnostic
from grader.expr.nodes import Vector
from grader.rubric.references import is_reference, read_reference, references_in

__all__ = ["mathematical_options", "plain", "unfit", "value_of"]


def unfit(node: DocumentNode, schema: Map[str, Any]) -> tuple[Diagnostic, ...]:
    """Return what is wrong with a node of a rubric by a schema."""
    return validate(Document(source=node.source, root=node, sha256=""), schema)


def plain(node: DocumentNode) -> Any:
    """Return a node as strings, tuples and dictionaries."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return tuple(plain(item) for item in node.items)
    return {key.text: plain(value) for key, value in node.entries}


def mathematical_options(node: Mapping, schema: Map[str, Any], task: Task) -> dict[str, Any]:
    """Return the options of a solver by name, mathematics as trees."""
    properties = schema["properties"]
    return {
        key.text: value_of(value, properties[key.text], task) for key, value in node.entries if key.text != "solver"
    }


def value_of(node: DocumentNode, schema: Map[str, Any], task: Task) -> Any:
    """Return one option: a tree where the schema says mathematics, else strings, tuples and dictionaries."""
    if is_reference(node):
        return read_reference(node).symbol
    if schema.get("format") == "math":
        if isinstance(node, Sequence) and any(references_in(node)):
            return Vector(tuple(value_of(item, schema, task) for item in node.items))
        return read_tree(node, task)
    for alternative in (*schema.get("anyOf", ()), *schema.get("oneOf", ())):
        if alternative.get("type") == kind_of(node):
            return value_of(node, alternative, task)
    if isinstance(node, Sequence) and "items" in schema:
        return tuple(value_of(item, schema["items"], task) for item in node.items)
    if isinstance(node, Mapping) and "properties" in schema:
        return mathematical_options(node, schema, task)
    return plain(node)


def kind_of(node: DocumentNode) -> str:
    """Return the JSON Schema type of a node."""
    return "string" if isinstance(node, Scalar) else "array" if isinstance(node, Sequence) else "object"

"""The options of answer types and solvers: checked against the schema that each declares, then turned into values.

A schema says for each string whether it is mathematics (``"format": "math"``). Such a string is read in the item's
notation and passed on as a tree, so that no solver ever parses anything.
"""

from collections.abc import Mapping as Map
from typing import Any

from grader.answers.protocol import Task
from grader.answers.reading import read_tree
from grader.documents import Document, DocumentNode, Mapping, Scalar, Sequence, validate
from grader.errors import Diagnostic
from grader.expr.nodes import Vector
from grader.rubric.references import find_references, is_reference, read_reference

__all__ = ["check_node", "read_options", "read_value", "to_plain_values"]


def check_node(node: DocumentNode, schema: Map[str, Any]) -> tuple[Diagnostic, ...]:
    """Check a node of a rubric against a schema."""
    return validate(Document(source=node.source, root=node, sha256=""), schema)


def to_plain_values(node: DocumentNode) -> Any:
    """A node as strings, tuples and dictionaries."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return tuple(to_plain_values(item) for item in node.items)
    return {key.text: to_plain_values(value) for key, value in node.entries}


def read_options(node: Mapping, schema: Map[str, Any], task: Task) -> dict[str, Any]:
    """Read the options of a solver by name, mathematics as trees."""
    properties = schema["properties"]
    return {
        key.text: read_value(value, properties[key.text], task) for key, value in node.entries if key.text != "solver"
    }


def read_value(node: DocumentNode, schema: Map[str, Any], task: Task) -> Any:
    """Read one option: a tree if the schema says mathematics, otherwise strings, tuples and dictionaries."""
    if is_reference(node):
        return read_reference(node).symbol
    if schema.get("format") == "math":
        if isinstance(node, Sequence) and any(find_references(node)):
            return Vector(tuple(read_value(item, schema, task) for item in node.items))
        return read_tree(node, task)
    for alternative in (*schema.get("anyOf", ()), *schema.get("oneOf", ())):
        if alternative.get("type") == kind_of(node):
            return read_value(node, alternative, task)
    if isinstance(node, Sequence) and "items" in schema:
        return tuple(read_value(item, schema["items"], task) for item in node.items)
    if isinstance(node, Mapping) and "properties" in schema:
        return read_options(node, schema, task)
    return to_plain_values(node)


def kind_of(node: DocumentNode) -> str:
    """The JSON Schema type of a node."""
    return "string" if isinstance(node, Scalar) else "array" if isinstance(node, Sequence) else "object"

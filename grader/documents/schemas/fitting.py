"""Checking quickly that a document fits a schema, so that the validator need not be loaded for it.

Loading and compiling a JSON Schema validator costs as much as grading a whole submission, and nearly every submission
fits. ``fits`` is True only if the few keywords that our schemas use leave no doubt. Anything else goes to the
validator, and all messages come from there.

>>> from grader.documents.nodes import Scalar
>>> fits(Scalar.typed("3"), {"type": "string", "pattern": "^[0-9]$"}), fits(Scalar.typed("3"), {"not": {}})
(True, False)
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from grader.documents.nodes import DocumentNode, Scalar, Sequence
from grader.documents.nodes import Mapping as MappingNode

__all__ = ["fits"]

Schema = Any
Rule = Callable[[Any, DocumentNode, Mapping[str, Any], Mapping[str, Any]], bool]
REFERENCE = "#/$defs/"


def fits(node: DocumentNode, schema: Schema, root: Mapping[str, Any] | None = None) -> bool:
    """Whether a node certainly fits a schema; if False, the validator has to decide."""
    if isinstance(schema, bool):
        return schema
    whole = schema if root is None else root
    return all(key in RULES and RULES[key](value, node, schema, whole) for key, value in schema.items())


def says_nothing(value: Any, node: DocumentNode, schema: Mapping[str, Any], root: Mapping[str, Any]) -> bool:
    """A keyword that only describes."""
    return True


def has_type(value: Any, node: DocumentNode, schema: Mapping[str, Any], root: Mapping[str, Any]) -> bool:
    """``type``: every scalar is a string."""
    kind = "string" if isinstance(node, Scalar) else "array" if isinstance(node, Sequence) else "object"
    return kind == value if isinstance(value, str) else kind in value


def is_one_of(value: Any, node: DocumentNode, schema: Mapping[str, Any], root: Mapping[str, Any]) -> bool:
    """``enum``."""
    return isinstance(node, Scalar) and node.text in value


def matches_pattern(value: str, node: DocumentNode, schema: Mapping[str, Any], root: Mapping[str, Any]) -> bool:
    """``pattern``, in ASCII text, where Python's expressions and JSON Schema's mean the same."""
    if not isinstance(node, Scalar):
        return True
    return node.text.isascii() and "\n" not in node.text and re.search(value, node.text) is not None


def has_values(value: Any, node: DocumentNode, schema: Mapping[str, Any], root: Mapping[str, Any]) -> bool:
    """``properties``."""
    return not isinstance(node, MappingNode) or all(
        fits(inner, value[key.text], root) for key, inner in node.entries if key.text in value
    )


def has_no_others(value: Any, node: DocumentNode, schema: Mapping[str, Any], root: Mapping[str, Any]) -> bool:
    """``additionalProperties``."""
    known = schema.get("properties", {})
    return not isinstance(node, MappingNode) or all(
        fits(inner, value, root) for key, inner in node.entries if key.text not in known
    )


def has_keys(value: Any, node: DocumentNode, schema: Mapping[str, Any], root: Mapping[str, Any]) -> bool:
    """``required``."""
    return not isinstance(node, MappingNode) or set(value) <= {key.text for key, _ in node.entries}


def has_names(value: Any, node: DocumentNode, schema: Mapping[str, Any], root: Mapping[str, Any]) -> bool:
    """``propertyNames``."""
    return not isinstance(node, MappingNode) or all(fits(key, value, root) for key, _ in node.entries)


def has_items(value: Any, node: DocumentNode, schema: Mapping[str, Any], root: Mapping[str, Any]) -> bool:
    """``items``."""
    return not isinstance(node, Sequence) or all(fits(item, value, root) for item in node.items)


def has_enough(value: int, node: DocumentNode, schema: Mapping[str, Any], root: Mapping[str, Any]) -> bool:
    """``minItems``, ``minProperties`` and ``minLength``: whatever the node is, it has at least this many."""
    return size_of(node) >= value


def has_at_most(value: int, node: DocumentNode, schema: Mapping[str, Any], root: Mapping[str, Any]) -> bool:
    """``maxItems``."""
    return size_of(node) <= value


def fits_one(value: Any, node: DocumentNode, schema: Mapping[str, Any], root: Mapping[str, Any]) -> bool:
    """``anyOf``."""
    return any(fits(node, alternative, root) for alternative in value)


def fits_definition(value: str, node: DocumentNode, schema: Mapping[str, Any], root: Mapping[str, Any]) -> bool:
    """``$ref``, to a definition of the same schema."""
    name = value.removeprefix(REFERENCE)
    return value.startswith(REFERENCE) and name in root["$defs"] and fits(node, root["$defs"][name], root)


def size_of(node: DocumentNode) -> int:
    """The number of characters, items or entries."""
    if isinstance(node, Scalar):
        return len(node.text)
    return len(node.items) if isinstance(node, Sequence) else len(node.entries)


RULES: Mapping[str, Rule] = {
    **dict.fromkeys(("$schema", "$defs", "title", "description", "default", "examples", "format"), says_nothing),
    "type": has_type,
    "enum": is_one_of,
    "pattern": matches_pattern,
    "properties": has_values,
    "additionalProperties": has_no_others,
    "required": has_keys,
    "propertyNames": has_names,
    "items": has_items,
    "minItems": has_enough,
    "minProperties": has_enough,
    "minLength": has_enough,
    "maxItems": has_at_most,
    "anyOf": fits_one,
    "$ref": fits_definition,
}

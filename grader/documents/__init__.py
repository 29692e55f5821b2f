"""YAML and JSON read as text with places, and checked against schemas; every fault is located.

Start with ``nodes``, then ``loading``.

>>> document = parse_yaml("answers:\\n  step: 1e-3\\n", "alice.yaml")
>>> document.root.get("answers").get("step").text
'1e-3'
"""

from grader.documents.loading import load, parse_json, parse_yaml
from grader.documents.nodes import Document, DocumentNode, Mapping, Scalar, Sequence, find_typed, walk_scalars
from grader.documents.schemas.validation import validate

__all__ = [
    "Document",
    "DocumentNode",
    "Mapping",
    "Scalar",
    "Sequence",
    "find_typed",
    "load",
    "parse_json",
    "parse_yaml",
    "walk_scalars",
    "validate",
]

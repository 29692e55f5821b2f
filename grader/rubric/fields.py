"""Reading fields out of a document that its schema has already found well-formed."""

from collections.abc import Iterator
from dataclasses import replace

from grader.documents import DocumentNode, Mapping, Scalar, Sequence
from grader.errors import AnswerError, Diagnostic

__all__ = ["entries", "field", "located", "scalar_texts", "text_field", "text_of"]


def entries(node: DocumentNode | None, key: str | None = None) -> Iterator[tuple[Scalar, DocumentNode]]:
    """Yield the keys and values of a mapping, or of the mapping under ``key``; nothing where there is none."""
    inner = node if key is None else field(node, key)
    if isinstance(inner, Mapping):
        yield from inner.entries


def field(node: DocumentNode | None, key: str) -> DocumentNode | None:
    """Return the value under ``key``, or None."""
    return node.get(key) if isinstance(node, Mapping) else None


def text_field(node: DocumentNode | None, key: str, default: str = "") -> str:
    """Return the text under ``key``."""
    value = field(node, key)
    return value.text if isinstance(value, Scalar) else default


def text_of(node: DocumentNode) -> str:
    """Return the text of a scalar."""
    assert isinstance(node, Scalar)
    return node.text


def scalar_texts(node: DocumentNode | None, key: str) -> tuple[str, ...]:
    """Return the texts under ``key``: those of a list, or the one that stands there alone."""
    value = field(node, key)
    if isinstance(value, Scalar):
        return (value.text,)
    if isinstance(value, Sequence):
        return tuple(text_of(item) for item in value.items)
    return ()


def located(error: AnswerError, scalar: Scalar) -> list[Diagnostic]:
    """Return the complaints about mathematics in a rubric, placed in the file and meant for its author."""
    return [replace(scalar.relocate(diagnostic), audience="author") for diagnostic in error.diagnostics]

"""Reading fields of a document that its schema has already found well-formed."""

from collections.abc import Iterator
from dataclasses import replace

from grader.documents import DocumentNode, Mapping, Scalar, Sequence
from grader.errors import AnswerError, Diagnostic

__all__ = ["find_entry", "get_text", "get_texts", "list_entries", "list_nodes", "locate_complaints", "text_of"]


def list_entries(node: DocumentNode | None, key: str | None = None) -> Iterator[tuple[Scalar, DocumentNode]]:
    """Yield the keys and values of a mapping, or of the mapping under ``key``; nothing if there is none."""
    inner = node if key is None else find_entry(node, key)
    if isinstance(inner, Mapping):
        yield from inner.entries


def list_nodes(node: DocumentNode | None, key: str) -> tuple[DocumentNode, ...]:
    """The items of the list under ``key``; none if there is no list."""
    value = find_entry(node, key)
    return value.items if isinstance(value, Sequence) else ()


def find_entry(node: DocumentNode | None, key: str) -> DocumentNode | None:
    return node.get(key) if isinstance(node, Mapping) else None


def get_text(node: DocumentNode | None, key: str, default: str = "") -> str:
    value = find_entry(node, key)
    return value.text if isinstance(value, Scalar) else default


def text_of(node: DocumentNode) -> str:
    assert isinstance(node, Scalar)
    return node.text


def get_texts(node: DocumentNode | None, key: str) -> tuple[str, ...]:
    """The texts under ``key``: those of a list, or the single one."""
    value = find_entry(node, key)
    if isinstance(value, Scalar):
        return (value.text,)
    if isinstance(value, Sequence):
        return tuple(text_of(item) for item in value.items)
    return ()


def locate_complaints(error: AnswerError, scalar: Scalar) -> list[Diagnostic]:
    """The messages about mathematics in a rubric, with their place in the file, for its author."""
    return [replace(scalar.relocate(diagnostic), audience="author") for diagnostic in error.diagnostics]

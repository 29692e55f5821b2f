"""An error about one key of an item."""

from grader.documents import DocumentNode
from grader.errors import Diagnostic
from grader.rubric.family import ItemError
from grader.rubric.fields import find_entry

__all__ = ["fault_at"]


def fault_at(node: DocumentNode, key: str, slug: str, what: str, why: str, fix: str) -> ItemError:
    """Return an error at the value of a key; at the whole node if it has no such key."""
    at = find_entry(node, key) or node
    return ItemError(Diagnostic(slug=slug, what=what, why=why, help=fix, span=at.span, audience="author"))

"""Looking up a word of a rubric in a family of answer types or solvers."""

from collections.abc import Mapping as Map
from typing import Any

from grader.documents import DocumentNode, Scalar
from grader.errors import Diagnostic, suggest_nearest

__all__ = ["ItemError", "look_up_member"]


class ItemError(Exception):
    """An item that cannot be used; holds every message about it."""

    def __init__(self, *faults: Diagnostic) -> None:
        self.faults = faults


def look_up_member(family: Map[str, Any], node: DocumentNode | None, what: str) -> Any:
    """The member of a family that a scalar names."""
    assert isinstance(node, Scalar)
    if node.text in family:
        return family[node.text]
    raise ItemError(
        Diagnostic(
            slug=f"unknown-{what.replace(' ', '-')}",
            what=f"'{node.text}' is not {'an' if what[0] in 'aeiou' else 'a'} {what}.",
            why=f"The {what}s are {', '.join(family)}.",
            help=suggest_nearest(node.text, family, "Write one of these."),
            span=node.span,
            audience="author",
        )
    )

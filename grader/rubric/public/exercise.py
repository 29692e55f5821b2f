"""A public exercise as a record, and how its file is told from a rubric."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

from grader.documents import Document
from grader.errors import Diagnostic
from grader.expr.notation import Notation
from grader.rubric.fields import find_entry, get_text
from grader.rubric.records import Question

__all__ = ["FORMAT", "FORMAT_VERSION", "Exercise", "ExercisePart", "describe_no_key", "is_exercise"]

FORMAT: Final = "grader-exercise"
FORMAT_VERSION: Final = "1"


@dataclass(frozen=True, kw_only=True)
class ExercisePart:
    """Questions that share a notation."""

    id: str
    title: str
    notation: Notation
    items: tuple[Question, ...]


@dataclass(frozen=True, kw_only=True)
class Exercise:
    """An exercise without its key. ``sha256`` is that of its own file; nothing in it depends on the key.

    It may lack items of its rubric, the hidden ones, so an answer to an item that it does not have is not looked at.
    """

    id: str
    title: str
    parts: tuple[ExercisePart, ...]
    sha256: str
    retired: tuple[str, ...] = ()  # ids of items that the exercise had before
    takes_last_claim: bool = False  # where two statements of a worked document differ
    decimal: str = "point"
    is_whole = False

    @cached_property
    def items(self) -> tuple[Question, ...]:
        """All questions, part by part."""
        return tuple(item for part in self.parts for item in part.items)


def is_exercise(document: Document) -> bool:
    """Whether a document is a public exercise, by its ``format``."""
    return get_text(document.root, "format") == FORMAT


def describe_no_key(document: Document) -> Diagnostic:
    """Say why a public exercise cannot take the place of its rubric."""
    node = find_entry(document.root, "format")
    assert node is not None
    return Diagnostic(
        slug="no-key",
        what="This is a public exercise, and a rubric is needed here.",
        why="It has no key, so nothing can be graded with it. Only 'check', 'template' and 'schema' take it.",
        help=f"Give the rubric of '{get_text(document.root, 'exercise')}', from which it was published.",
        span=node.span,
        audience="author",
    )

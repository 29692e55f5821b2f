"""What every form says to a student: the value is right, and this is in the way."""

from collections.abc import Callable
from typing import Final

from grader.errors import Diagnostic
from grader.expr.nodes import Node
from grader.expr.notation import Notation
from grader.expr.printing.text import to_text

__all__ = ["SHOWN_CHARACTERS", "Check", "Words", "build_complaint", "format_piece"]

Words = tuple[str, ...]
Check = Callable[[Node, Words, Notation], Diagnostic | None]
SHOWN_CHARACTERS: Final = 60  # of a piece of an answer in a message, which should stay one line


def build_complaint(slug: str, what: str, help: str) -> Diagnostic:
    """Return a complaint to the student: the value is right, and this is in the way."""
    return Diagnostic(slug=slug, what=what, why="The value is right; the form is asked for as well.", help=help)


def format_piece(node: Node) -> str:
    """Return a part of an answer as text, cut off where it is long."""
    text = to_text(node)
    return text if len(text) <= SHOWN_CHARACTERS else f"{text[: SHOWN_CHARACTERS - 1]}…"

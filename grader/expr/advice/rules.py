"""What the rules of advice share: how they read pieces of an answer, and how they propose another one."""

from collections.abc import Callable

from grader.errors import AnswerError
from grader.expr.complaints import Change
from grader.expr.names import Names
from grader.expr.nodes import Node

__all__ = ["Explainer", "Reader", "Rule", "replace_all"]

Reader = Callable[[str], Node | None]
"""Reads a text by the names of the exercise, without further advice; None where it cannot be read."""

Explainer = Callable[[str, Names], AnswerError | None]
"""Reads a text by some names, and returns why it cannot be read."""

Rule = Callable[[AnswerError, str, Names, Reader], AnswerError | None]
"""Returns a better error about a text that was refused, where it recognises what was meant."""


def replace_all(text: str, answer: str, meaning: str = "") -> Change:
    """Write another answer in place of a whole one, on one line."""
    return Change(" ".join(answer.split()), meaning, 0, len(text))

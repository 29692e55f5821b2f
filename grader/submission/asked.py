"""What a rubric must provide so that a submission can be described, written as a template, and read.

Only these few attributes are used, so nothing here depends on a key: a public exercise has them as well.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Protocol

from grader.answers import AnswerType, Task
from grader.expr.notation import Notation

__all__ = ["AskedItem", "AskedPart", "AskedRubric"]


class AskedItem(Protocol):
    """One item, as far as a submission needs to know it."""

    @property
    def id(self) -> str:
        """The key of its answer."""

    @property
    def title(self) -> str:
        """A few words."""

    @property
    def prompt(self) -> str:
        """The question."""

    @property
    def points(self) -> Fraction:
        """What it is worth."""

    @property
    def is_bonus(self) -> bool:
        """Whether that comes on top of the points of the exercise."""

    @property
    def answer_schema(self) -> Mapping[str, Any]:
        """The JSON Schema of what may be written for it."""

    @property
    def example(self) -> str:
        """A harmless example of the form of an answer, or an empty text."""

    @property
    def choices(self) -> Mapping[str, str]:
        """The alternatives to choose from, by name, with their meaning; empty if the item asks for no choice."""

    @property
    def names(self) -> Mapping[str, str]:
        """The names that an answer is made of, with their meaning; empty if it is written freely."""

    @property
    def notation(self) -> Notation:
        """The names that an answer may use."""

    @property
    def task(self) -> Task:
        """What is asked."""

    @property
    def type(self) -> str:
        """The kind of its answer type."""

    @property
    def answer_type(self) -> AnswerType:
        """Its answer type."""

    @property
    def ways(self) -> Sequence[str]:
        """How a right answer has to be written."""

    @property
    def rounding(self) -> str:
        """To how many digits an answer is to be rounded, in words; empty where that is not asked for."""

    @property
    def hidden(self) -> bool:
        """Whether nobody reads an answer to it before it is graded."""


class AskedPart(Protocol):
    """Items under one heading."""

    @property
    def title(self) -> str:
        """The heading."""

    @property
    def items(self) -> Sequence[AskedItem]:
        """The items, in order."""


class AskedRubric(Protocol):
    """An exercise, as far as a submission needs to know it."""

    @property
    def id(self) -> str:
        """What a submission gives as ``exercise``."""

    @property
    def title(self) -> str:
        """The title of the exercise."""

    @property
    def is_whole(self) -> bool:
        """Whether it has every item of the exercise, so that an answer to another one is a mistake."""

    @property
    def retired(self) -> Sequence[str]:
        """The ids of items that the exercise had before: an answer to one of them is left out."""

    @property
    def takes_last_claim(self) -> bool:
        """Whether of statements of a worked document that differ the last one counts, where nothing else settles it."""

    @property
    def decimal(self) -> str:
        """The sign in decimals, ``point`` or ``comma``, where a submission does not say it."""

    @property
    def parts(self) -> Sequence[AskedPart]:
        """The parts, in order."""

    @property
    def items(self) -> Sequence[AskedItem]:
        """The items of all parts, in order."""

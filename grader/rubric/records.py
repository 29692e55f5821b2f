"""A rubric as records: parts with their notation, items with their expected answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from grader.answers import Answer, AnswerType, Task
from grader.expr.notation import Notation
from grader.solvers import Problem, Solution, Solver
from grader.source import Span

__all__ = ["Item", "Key", "Part", "Rubric"]


@dataclass(frozen=True, kw_only=True)
class Key:
    """The expected answer of an item, and the solver with its problem and solution where one yielded it."""

    answer: Answer
    solver: Solver | None = None
    problem: Problem | None = None
    solution: Solution | None = None


@dataclass(frozen=True, kw_only=True)
class Item:
    """One gradable part of an exercise. ``part`` is the title of the part that it stands in, as reports show it."""

    id: str
    part: str
    title: str
    prompt: str
    points: Fraction
    answer_type: AnswerType
    task: Task
    key: Key | None
    feedback: Mapping[str, str] = field(default_factory=dict)
    example: str = ""
    span: Span | None = None

    @property
    def type(self) -> str:
        """The kind of the answer type."""
        return self.answer_type.kind

    @property
    def answer_schema(self) -> Mapping[str, Any]:
        """The JSON Schema of what a submission may hold for this item."""
        return self.answer_type.answer_schema

    @property
    def notation(self) -> Notation:
        """The names that an answer may use."""
        return self.task.notation


@dataclass(frozen=True, kw_only=True)
class Part:
    """Items that share a notation."""

    id: str
    title: str
    notation: Notation
    items: tuple[Item, ...]


@dataclass(frozen=True, kw_only=True)
class Rubric:
    """An exercise with its key."""

    id: str
    title: str
    parts: tuple[Part, ...]
    sha256: str

    @property
    def items(self) -> tuple[Item, ...]:
        """All items, part by part."""
        return tuple(item for part in self.parts for item in part.items)

    @property
    def points(self) -> Fraction:
        """The points of all items together."""
        return sum((item.points for item in self.items), Fraction(0))

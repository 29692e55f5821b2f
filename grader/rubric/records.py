"""A rubric as records: parts with their notation, items with their expected answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from graphlib import TopologicalSorter
from typing import Any

from grader.answers import Answer, AnswerType, Task
from grader.answers.protocol import NamesParts, SaysHow
from grader.expr.nodes import Node
from grader.expr.notation import Entry, Notation
from grader.rubric.late.policy import LatePolicy
from grader.rubric.references import Reference
from grader.rubric.visibility import Levels, Visibility
from grader.solvers import Problem, Solution, Solver
from grader.source import Span

__all__ = [
    "Follow", "FollowThrough", "Item", "Key", "Misconception", "Part", "PlacedMistake", "Question", "Rubric", "Stated",
    "Unreadable", "WrongAnswer", "WrongAnswers",
]  # fmt: skip

PlacedMistake = tuple[str, str]
"""A named mistake, and its place."""


@dataclass(frozen=True, kw_only=True)
class WrongAnswer:
    """The answer that one named mistake, or two, lead to; as text."""

    mistakes: tuple[PlacedMistake, ...]
    text: str


@dataclass(frozen=True, kw_only=True)
class WrongAnswers:
    """What one mistake leads to, two together, and one from a later step of an iterative method on; None if unknown."""

    singles: tuple[WrongAnswer, ...] | None = None
    pairs: tuple[WrongAnswer, ...] | None = None
    later: Mapping[int, tuple[WrongAnswer, ...]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Stated:
    """What a reference solver must solve; ``stated`` is the problem with open places for references."""

    solver: Solver
    problem: Problem
    stated: Mapping[str, Any]


class Key:
    """The expected answer of an item; if a solver found it, also the solver with its problem and solution.

    ``references`` are the other answers that it is solved from. ``stated`` is the problem as the rubric states it, with
    a name that nobody can type in place of each reference. A key that was proved before is not read as a problem or
    solved again until somebody asks for it; then ``state`` is called. ``wrong`` returns the wrong answers that were
    worked out when the key was proved, or None.
    """

    def __init__(
        self,
        *,
        answer: Answer,
        references: tuple[Reference, ...] = (),
        named: Node | None = None,
        state: Callable[[], Stated] | None = None,
        wrong: Callable[[], WrongAnswers | None] = lambda: None,
    ) -> None:
        self.answer = answer
        self.references = references
        self.named = named
        self.state = state
        self.wrong = wrong

    @cached_property
    def statement(self) -> Stated | None:
        """What the solver must solve; None for an answer that the author wrote."""
        return self.state() if self.state else None

    @property
    def solver(self) -> Solver | None:
        """The solver that found the answer."""
        return self.statement.solver if self.statement else None

    @property
    def problem(self) -> Problem | None:
        """The problem that it solved."""
        return self.statement.problem if self.statement else None

    @cached_property
    def solution(self) -> Solution | None:
        """Its solution, with the working."""
        return self.statement.solver.solve(self.statement.problem) if self.statement else None

    @property
    def stated(self) -> Mapping[str, Any] | Node | None:
        """The problem as the rubric states it, or the name of the answer that this one is a part of."""
        return self.statement.stated if self.statement else self.named

    def with_answer(self, answer: Answer) -> "Key":
        return Key(answer=answer, references=self.references, named=self.named, state=self.state)


@dataclass(frozen=True, kw_only=True)
class Follow:
    """One way in which an item follows from other answers: their quantities, and the answer in terms of them.

    If ``expected`` is None, the item's own key is in terms of the quantities.
    """

    quantities: tuple[tuple[Entry, Reference], ...]
    expected: Node | None = None


@dataclass(frozen=True, kw_only=True)
class FollowThrough:
    """What an answer earns that is right by the student's own earlier answer.

    ``credit`` is the share of its credit that it earns. ``cap`` is the most that a chain may earn, as a share of the
    points that depend on its first wrong answer, including that one. ``conditions`` names what an earlier answer must
    meet to be followed.
    """

    credit: Fraction = Fraction(1)
    cap: Fraction = Fraction(9, 10)
    conditions: tuple[str, ...] = ("nonzero", "nontrivial")


@dataclass(frozen=True, kw_only=True)
class Misconception:
    """What the author says about a wrong answer, and its credit.

    ``answer`` is the wrong answer; without one, ``id`` names a mistake of the reference solver.
    """

    id: str
    answer: Node | None = None
    say: str = ""
    credit: Fraction | None = None


@dataclass(frozen=True, kw_only=True)
class Question:
    """What students may know of one item: all that a public exercise has of it.

    ``part`` is the title of the part it belongs to, as reports show it. ``hidden`` items are not evaluated before they
    are graded; a public exercise has none. What a bonus item earns counts on top of the points of the exercise.
    ``form`` is how a right answer has to be written, and ``rounding`` to how many digits, in words.
    """

    id: str
    part: str
    title: str
    prompt: str
    points: Fraction
    answer_type: AnswerType
    task: Task
    example: str = ""
    hidden: bool = False
    is_bonus: bool = False
    form: tuple[str, ...] = ()
    rounding: str = ""

    @property
    def type(self) -> str:
        """The kind of the answer type."""
        return self.answer_type.kind

    @property
    def answer_schema(self) -> Mapping[str, Any]:
        """The JSON Schema of what a submission may hold for this item."""
        return self.answer_type.answer_schema

    @property
    def choices(self) -> Mapping[str, str]:
        """The alternatives to choose from, by name, with their meaning; empty if the item asks for no choice."""
        choices: Mapping[str, str] = self.task.options.get("choices", {})
        return choices

    @property
    def names(self) -> Mapping[str, str]:
        """The names that an answer is made of, with their meaning: the alternatives, or whatever the type names."""
        return self.answer_type.list_names(self.task) if isinstance(self.answer_type, NamesParts) else self.choices

    @property
    def ways(self) -> tuple[str, ...]:
        """How a right answer has to be written, as its form and its answer type say."""
        own = self.answer_type.list_ways(self.task) if isinstance(self.answer_type, SaysHow) else ()
        return (*self.form, *own)

    @property
    def notation(self) -> Notation:
        """The names that an answer may use."""
        return self.task.notation


@dataclass(frozen=True, kw_only=True)
class Item(Question):
    """One gradable part of an exercise: a question with its key, and with all that it is graded by.

    ``hints`` are in order, the gentlest first. ``levels`` holds the feedback levels that differ from the rubric's.
    ``form_share`` is the share of the credit that the form of an answer earns.
    ``fingerprint`` stays the same until something changes that the verdict depends on.
    """

    key: Key | None
    feedback: Mapping[str, str] = field(default_factory=dict)
    hints: tuple[str, ...] = ()
    levels: Levels = field(default_factory=dict)
    span: Span | None = None
    follow: tuple[Follow, ...] = ()
    follow_through: FollowThrough = FollowThrough()
    misconceptions: tuple[Misconception, ...] = ()
    form_share: Fraction = Fraction(1)
    fingerprint: str = ""

    @property
    def references(self) -> tuple[Reference, ...]:
        """The other answers that this item is built on."""
        followed = tuple(reference for way in self.follow for _, reference in way.quantities)
        return (*(self.key.references if self.key else ()), *followed)


@dataclass(frozen=True, kw_only=True)
class Part:
    """Items that share a notation."""

    id: str
    title: str
    notation: Notation
    items: tuple[Item, ...]


class Unreadable(StrEnum):
    """What happens to an answer that cannot be read."""

    PERSON = "person"
    ZERO = "zero"


class Attempts(StrEnum):
    """Which of several submissions of one student counts."""

    LAST_IN_TIME = "last in time"
    LAST = "last"
    FIRST = "first"
    BEST = "best"


@dataclass(frozen=True, kw_only=True)
class Rubric:
    """An exercise with its key; ``late`` is None if handing in late costs nothing.

    ``attempts`` is None if the rubric does not say which of several submissions of one student counts.
    """

    id: str
    title: str
    parts: tuple[Part, ...]
    sha256: str
    visibility: Visibility = field(default_factory=Visibility)
    late: LatePolicy | None = None
    unreadable: Unreadable = Unreadable.PERSON
    attempts: Attempts | None = None
    retired: tuple[str, ...] = ()  # ids of items that it had before
    takes_last_claim: bool = False  # where two statements of a worked document differ
    decimal: str = "point"  # or "comma": how answers are typed and shown; a rubric itself has points
    is_whole = True

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """All items, part by part."""
        return tuple(item for part in self.parts for item in part.items)

    @cached_property
    def by_id(self) -> Mapping[str, Item]:
        """All items by their ids."""
        return {item.id: item for item in self.items}

    @cached_property
    def in_order_of_solving(self) -> tuple[Item, ...]:
        """All items, each after the ones it is built on."""
        graph = {item.id: [reference.item for reference in item.references] for item in self.items}
        order = TopologicalSorter(graph).static_order()
        return tuple(self.by_id[name] for name in order if name in self.by_id)

    @property
    def points(self) -> Fraction:
        """The points of all items together, without those of bonus items."""
        return sum((item.points for item in self.items if not item.is_bonus), Fraction(0))

"""What a reference solver is, and the records that pass through it.

A solver gets a ``Problem`` (a notation and the options that the rubric states) and returns a ``Solution``: the value,
and the trace of how a person would work it out. ``confirm`` checks the value by a second, independent method, so that
an error in our own rules cannot become the key of an exercise.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

from grader.expr.nodes import Node, Symbol
from grader.expr.notation import Notation

__all__ = [
    "Confirmation", "Landscape", "Landscaped", "Problem", "Resumable", "Schema", "Solution", "Solver", "Step",
    "is_whole_run",
]  # fmt: skip

Schema = Mapping[str, Any]


@dataclass(frozen=True)
class Problem:
    """The task: the notation, and the options by key (formulas as trees, anything else as text)."""

    notation: Notation
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    """One line of a worked solution: what is done, the formula (an equation or a chain of them), and a remark."""

    title: str
    formula: Node | None = None
    note: str = ""


@dataclass(frozen=True)
class Solution:
    """The exact value that the problem asks for, and the working that leads to it."""

    value: Node
    trace: tuple[Step, ...] = ()


@dataclass(frozen=True)
class Confirmation:
    """The result of the second method. ``detail`` says how much was compared, or where the two differ."""

    method: str
    agrees: bool
    detail: str


def is_whole_run(problem: Problem) -> bool:
    """Whether the problem asks for all iterates of a method, so that each may be judged from the one before."""
    return problem.options.get("yield", "iterates") == "iterates" and "at" not in problem.options


class Solver(Protocol):
    """One method. ``options`` is the JSON Schema of the keys next to ``solver:``.

    A string with ``"format": "math"`` is read in the notation and passed on as a tree.
    """

    @property
    def kind(self) -> str:
        """The name of the solver in rubrics."""

    @property
    def summary(self) -> str:
        """One line for lists."""

    @property
    def options(self) -> Schema:
        """The schema of its options."""

    def solve(self, problem: Problem) -> Solution:
        """Solve the problem; ``AnswerError`` where it cannot be solved as stated."""

    def confirm(self, problem: Problem, solution: Solution) -> Confirmation:
        """Compare with a second, independent method."""


@runtime_checkable
class Resumable(Protocol):
    """A solver of an iterative method that can continue from somebody else's iterates (optional).

    ``resume`` is given mistakes only if the solver declares some that repeat (``Mistake.repeats``).
    """

    def resume(self, problem: Problem, own: Sequence[Node], mistakes: Mapping[str, str] = ..., /) -> Node:
        """Return the iterate after ``own``, which are x^(1), …, x^(k); ``AnswerError`` where there is none."""


@dataclass(frozen=True)
class Landscape:
    """The function that an iterative method moves on: a scalar formula in its variables, and the starting point."""

    formula: Node
    variables: tuple[Symbol, ...]
    start: tuple[Node, ...]


@runtime_checkable
class Landscaped(Protocol):
    """A solver of an iterative method that can give the function it moves on (optional)."""

    def landscape(self, problem: Problem) -> Landscape:
        """Return the function that is minimised; ``AnswerError`` where there is not one single function."""

"""What a reference solver is, and the records that pass through it.

A solver is given a ``Problem`` (a notation and the options that the rubric states) and yields a ``Solution``: the
value, and the trace of how a person would work it out. ``confirm`` looks at the value again by a second,
independent method, so that a slip in our own rules cannot become the key of an exercise.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

from grader.expr.nodes import Node, Symbol
from grader.expr.notation import Notation

__all__ = [
    "Confirmation", "Landscape", "Landscaped", "Problem", "Resumable", "Schema", "Solution", "Solver", "Step", "is_run",
]  # fmt: skip

Schema = Mapping[str, Any]


@dataclass(frozen=True)
class Problem:
    """What is to be solved: the names, and the options by key (mathematics as trees, anything else as text)."""

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
    """The value that is asked for, exact, and the working that leads to it."""

    value: Node
    trace: tuple[Step, ...] = ()


@dataclass(frozen=True)
class Confirmation:
    """What a second method says of a solution. ``detail`` says how much was compared, or where they part."""

    method: str
    agrees: bool
    detail: str


def is_run(problem: Problem) -> bool:
    """Tell whether all iterates of a method are asked for, so that each may be judged from the one before."""
    return problem.options.get("yield", "iterates") == "iterates" and "at" not in problem.options


class Solver(Protocol):
    """One method. ``options`` is the JSON Schema of the keys beside ``solver:``.

    A string with ``"format": "math"`` is read in the notation and handed over as a tree.
    """

    @property
    def kind(self) -> str:
        """The word for it in rubrics."""

    @property
    def summary(self) -> str:
        """One line for lists."""

    @property
    def options(self) -> Schema:
        """The schema of its options."""

    def solve(self, problem: Problem) -> Solution:
        """Work it out; ``AnswerError`` where the problem cannot be solved as stated."""

    def confirm(self, problem: Problem, solution: Solution) -> Confirmation:
        """Compare with a second, independent method."""


@runtime_checkable
class Resumable(Protocol):
    """A solver of an iterative method that can go on from somebody else's iterates (optional)."""

    def resume(self, problem: Problem, own: Sequence[Node]) -> Node:
        """Return the iterate after ``own``, which are x^(1), …, x^(k); ``AnswerError`` where there is none."""


@dataclass(frozen=True)
class Landscape:
    """What an iterative method walks over: a scalar formula in its variables, and the point where it begins."""

    formula: Node
    variables: tuple[Symbol, ...]
    start: tuple[Node, ...]


@runtime_checkable
class Landscaped(Protocol):
    """A solver of an iterative method that can say what its iterates walk over (optional)."""

    def landscape(self, problem: Problem) -> Landscape:
        """Return the function that is descended; ``AnswerError`` where it is not one function."""

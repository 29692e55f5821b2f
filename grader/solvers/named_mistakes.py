"""Named mistakes: what a solver yields when it is run with a slip that students make.

A solver declares its mistakes in its own file, each as a small perturbation of its own run, and is run with them by
``mistaken``. Which ones are made is said by ``Slips``: the ids, each with its place where the mistake can be made in
several (which component, which link of the chain), else with an empty text.

>>> told(Mistake("uphill", "adding the step instead of subtracting it"))
'adding the step instead of subtracting it'
>>> told(Mistake("link-missing", "leaving out the derivative of {place}"), "z")
'leaving out the derivative of z'
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol, runtime_checkable

from grader.expr.nodes import Node
from grader.solvers.protocol import Problem

__all__ = ["NONE", "Mistake", "Mistaken", "Slips", "anywhere", "from_step", "is_offered", "several", "told"]

Slips = Mapping[str, str]
NONE: Final[Slips] = {}


def anywhere(problem: Problem) -> Iterable[str]:
    """Return the one place of a mistake that concerns the whole run."""
    return ("",)


@dataclass(frozen=True)
class Mistake:
    """A slip with a stable ``id``.

    ``words`` go on after "This is what one gets by"; they never hold a value, and ``{place}`` in them stands for the
    place. ``places`` says where it can be made in a problem, nowhere included; ``hint`` is a first hint.
    """

    id: str
    words: str
    places: Callable[[Problem], Iterable[str]] = anywhere
    hint: str = ""


@runtime_checkable
class Mistaken(Protocol):
    """A solver that can be run with its named mistakes (optional)."""

    mistakes: Sequence[Mistake]

    def mistaken(self, problem: Problem, slips: Slips, first: int = 0) -> Node:
        """Return what comes out with these slips; in an iterative method they are made from step ``first`` on."""


def told(mistake: Mistake, place: str = "") -> str:
    """Return the words of a mistake with its place."""
    return mistake.words.replace("{place}", place)


def from_step(slips: Slips, k: int, first: int) -> Slips:
    """Return the slips that are made in step ``k``."""
    return slips if k >= first else NONE


def several(count: int) -> tuple[str, ...]:
    """Return the places 1, …, count of a mistake; none where there is only one place, so that it says nothing."""
    return tuple(str(place) for place in range(1, count + 1)) if count > 1 else ()


def is_offered(mistake: Mistake, problem: Problem) -> bool:
    """Tell whether a mistake can be made in a problem."""
    return bool(tuple(mistake.places(problem)))

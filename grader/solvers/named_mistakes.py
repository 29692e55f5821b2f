"""Named mistakes: what a solver yields when it is run with a mistake that students make.

A solver declares its mistakes in its own file, each as one small change of its own run. ``mistaken`` runs it with them.
``PlacedMistakes`` says which mistakes are made: their ids, each with its place. The place is a text such as the number
of a component or the name of a link in the chain; it is empty where the mistake has only one place.

>>> describe_mistake(Mistake("uphill", "adding the step instead of subtracting it"))
'adding the step instead of subtracting it'
>>> describe_mistake(Mistake("link-missing", "leaving out the derivative of {place}"), "z")
'leaving out the derivative of z'
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol, runtime_checkable

from grader.expr.nodes import Node
from grader.solvers.protocol import Problem

__all__ = [
    "NO_MISTAKES",
    "Mistake",
    "Mistaken",
    "PlacedMistakes",
    "anywhere",
    "describe_mistake",
    "is_offered",
    "number_places",
    "select_mistakes",
]

PlacedMistakes = Mapping[str, str]
"""The id of each mistake that is made, with its place."""
NO_MISTAKES: Final[PlacedMistakes] = {}


def anywhere(problem: Problem) -> Iterable[str]:
    """Return the single, empty place of a mistake that concerns the whole run."""
    return ("",)


@dataclass(frozen=True)
class Mistake:
    """A mistake with a stable ``id``.

    ``words`` follow "This is what one gets by". They never hold a value; ``{place}`` in them is replaced by the place.
    ``places`` lists where the mistake can be made in a problem, which may be nowhere; its functions are called
    ``where_…``, such as ``where_several_variables``. ``hint`` is a first hint.

    Of an iterative method: a mistake that ``repeats`` is made anew in each step and leaves out no work, so that a step
    which repeats it is no new mistake. One that is ``of_run`` moves the numbers of the iterates; a single iterate does
    not show it.
    """

    id: str
    words: str
    places: Callable[[Problem], Iterable[str]] = anywhere
    hint: str = ""
    repeats: bool = False
    of_run: bool = False


@runtime_checkable
class Mistaken(Protocol):
    """A solver that can be run with its named mistakes (optional)."""

    mistakes: Sequence[Mistake]

    def mistaken(self, problem: Problem, mistakes: PlacedMistakes, /, first: int = 0) -> Node:
        """Return the result with these mistakes; an iterative method makes them from step ``first`` on."""


def describe_mistake(mistake: Mistake, place: str = "") -> str:
    return mistake.words.replace("{place}", place)


def select_mistakes(mistakes: PlacedMistakes, k: int, first: int) -> PlacedMistakes:
    """Return the mistakes that are made in step ``k``: none before step ``first``."""
    return mistakes if k >= first else NO_MISTAKES


def number_places(count: int) -> tuple[str, ...]:
    """Return the places 1, …, count of a mistake; none for a single place, because naming it would say nothing."""
    return tuple(str(place) for place in range(1, count + 1)) if count > 1 else ()


def is_offered(mistake: Mistake, problem: Problem) -> bool:
    return bool(tuple(mistake.places(problem)))

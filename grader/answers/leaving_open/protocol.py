"""What a kind of ``up_to`` offers: how equality up to it is proved, and right and wrong answers to try it with.

A kind reduces equality up to something to plain equality: it makes the one member of the class that an answer could be
(the multiple of the key with the answer's own factor, the key plus the answer's own constant), and asks the engine
whether the answer is equal to that. So every verdict is proved, and what cannot be decided goes to a person.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib import import_module
from pathlib import Path
from random import Random
from typing import Final, Protocol

from grader.answers.protocol import SHARE, Schema, Task
from grader.expr.nodes import Node
from grader.expr.notation import Notation
from grader.records import Verdict

__all__ = [
    "ARRAY_OPTIONS", "CONSTANT_OPTIONS", "OPTIONS_OF", "SOLUTION_OPTIONS", "SPAN_OPTIONS", "UP_TO", "AsWritten",
    "LeftOpen", "Miss", "find_left_open", "list_kinds",
]  # fmt: skip

FOLDER: Final = Path(__file__).parent


@dataclass(frozen=True, kw_only=True, slots=True)
class Miss:
    """An answer that is wrong whatever may be left open, with words that say why, and what it earns."""

    tree: Node
    words: str
    credit: Fraction = Fraction(0)


class LeftOpen(Protocol):
    """One kind of what a right answer may leave open.

    ``types`` are the answer types that it may be used with. ``is_for_members`` says that each member of a set may
    differ from the expected one in this way; ``is_for_lists`` that a set or list as a whole may; ``has_shares`` that an
    answer may earn a part of the credit. ``with_key`` follows the expected answer where it is shown: *or any multiple
    of it*.
    """

    kind: str
    summary: str
    types: frozenset[str]
    is_for_members: bool
    is_for_lists: bool
    has_shares: bool
    with_key: str

    def widen(self, notation: Notation) -> Notation:
        """Return a notation in which answers are read: with names for what they may leave open, if it has names."""

    def complete(self, tree: Node, task: Task) -> Node:
        """Return a key with what is left open in it, if it was left out: ``x^2 + C`` for ``x^2``."""

    def find_fault(self, tree: Node, task: Task) -> str:
        """Say what is wrong with a key, in a sentence: with it, every answer would be right, or none; or nothing."""

    def judge(self, tree: Node, expected: Node, task: Task) -> Verdict:
        """Judge a value that may differ from the expected one by what is left open."""

    def vary(self, tree: Node, task: Task, random: Random) -> Node:
        """Return another right answer than the key."""

    def list_misses(self, tree: Node, task: Task) -> Iterator[Miss]:
        """Yield wrong answers that are near to being right up to this."""


class AsWritten:
    """What kinds share that have no names of their own: answers are read, and keys are taken, as they are written."""

    def widen(self, notation: Notation) -> Notation:
        """Return the notation itself."""
        return notation

    def complete(self, tree: Node, task: Task) -> Node:
        """Return the key itself."""
        return tree


@cache
def list_kinds() -> tuple[str, ...]:
    """The names of all kinds, as rubrics have them; a file is named after its kind."""
    stems = (path.stem for path in FOLDER.glob("*.py") if "\nMEMBER = " in path.read_text(encoding="utf-8"))
    return tuple(sorted(stem.replace("_", " ") for stem in stems))


@cache
def find_left_open(kind: str) -> LeftOpen:
    """Return a kind by its name; its file is imported when a rubric uses it."""
    member: LeftOpen = import_module(f"{__package__}.{kind.replace(' ', '_')}").MEMBER
    return member


UP_TO: Final[Schema] = {
    "enum": list(list_kinds()),
    "description": "What a right answer may leave open: with 'factor', any multiple of the key but 0 is right.",
}
BY: Final[Schema] = {
    "anyOf": [{"type": "string"}, {"type": "array", "minItems": 1, "items": {"type": "string"}}],
    "description": "With 'up_to: constant' or 'constants': the variable, if several names are declared.",
}
MISSING_CONSTANT: Final[Schema] = {
    **SHARE,
    "description": "With 'up_to: constant': what a right answer without the constant earns; 1/2 if left out.",
}
MISSING_SOLUTIONS: Final[Schema] = {
    **SHARE,
    "description": "With 'up_to: solution set' or 'constants': what only some of the solutions earn; 1/2 if left out.",
}
SPAN_OPTIONS: Final[Schema] = {
    "size_share": {
        **SHARE,
        "description": "With 'up_to: span': the share of the credit for the right number of vectors; 1/4 if left out.",
    },
    "independence_share": {
        **SHARE,
        "description": "With 'up_to: span': the share of the credit for independent vectors; 1/4 if left out.",
    },
}
SOLUTION_OPTIONS: Final[Schema] = {
    "unknowns": {
        "type": "array",
        "minItems": 1,
        "items": {"type": "string"},
        "description": "With 'up_to: solution set': the declared unknowns, which an answer may use as parameters.",
    },
    "missing_solutions": MISSING_SOLUTIONS,
    "by": BY,
}
CONSTANT_OPTIONS: Final[Schema] = {
    "up_to": UP_TO,
    "by": BY,
    "missing_constant": MISSING_CONSTANT,
    "missing_solutions": MISSING_SOLUTIONS,
}
ARRAY_OPTIONS: Final[Schema] = {"up_to": UP_TO, **SPAN_OPTIONS}
OPTIONS_OF: Final[Mapping[str, tuple[str, ...]]] = {
    "by": ("constant", "constants"),
    "missing_constant": ("constant",),
    **dict.fromkeys(SPAN_OPTIONS, ("span",)),
    "unknowns": ("solution set",),
    "missing_solutions": ("solution set", "constants"),
}
"""The options that mean something with some kinds only, and which kinds these are."""

"""The letters that people write for a constant that may be any number.

They are names that an exercise does not declare. A letter that is mostly a variable (x, t), a function (f) or a number
(e, i) is none of them, so that a typing mistake in a variable is still asked about.
"""

from collections.abc import Iterable
from typing import Final

from grader.answers.leaving_open.fixed_names import list_reached_names
from grader.expr.names import names_of
from grader.expr.nodes import Node
from grader.expr.notation import Entry, Notation

__all__ = ["choose_letter", "declare_letters", "list_letters"]

# The usual ones first: a key without a constant gets the first that is free.
USUAL: Final = ("C", "K", "c", "k")
OTHERS: Final = (
    *"ABDLMNPQRSabmnpqrs",
    "alpha",
    "beta",
    "gamma",
    "kappa",
    "lambda",
    "mu",
    "const",
    "constant",
    "Const",
    "Constant",
)
COUNTED: Final = tuple(f"{letter}_{count}" for letter in USUAL for count in range(4))
LETTERS: Final = (*USUAL, *OTHERS, *COUNTED)


def declare_letters(notation: Notation, letters: Iterable[str] = LETTERS) -> Notation:
    """Return a notation with the letters of constants, or with others, that mean nothing else in it.

    A name that is refused, because it is a word of programs, may be one of them: ``lambda``.
    """
    names = names_of(notation)
    return notation.extended(
        Entry(name=letter, is_arbitrary=True)
        for letter in letters
        if names.resolve(letter).kind in ("unknown", "refused")
    )


def choose_letter(notation: Notation) -> str:
    """Return the most usual letter of a constant."""
    return next(name for name, entry in notation.entries.items() if entry.is_arbitrary)


def list_letters(trees: Iterable[Node], notation: Notation) -> tuple[str, ...]:
    """List the letters of constants in trees."""
    return tuple(name for name in list_reached_names(trees, notation) if notation.entries[name].is_arbitrary)

"""A name that an answer borrows from another part of the exercise, where it would mean something.

Each part has names of its own: the ``x`` of a forward pass is no name of the question about learning rates before it.
"""

from collections.abc import Iterable
from dataclasses import replace

from grader.errors import AnswerError, Diagnostic
from grader.expr import parse
from grader.expr.grammar.suggestions import listed
from grader.expr.names import names_of
from grader.expr.nodes import Symbol
from grader.expr.notation import Notation
from grader.rubric import Item, Part

__all__ = ["belonging"]


def belonging(complaint: Diagnostic, item: "Item", parts: Iterable["Part"]) -> Diagnostic:
    """Return a complaint about an unknown name; where another part has it, with that part and the names here."""
    if complaint.slug != "unknown-name" or complaint.span is None:
        return complaint
    typed = complaint.span.text
    titles = [f"'{part.title}'" for part in parts if has(part, typed)]
    names = listed(names_of(item.notation))
    if not titles or not names:
        return complaint
    whose = f"the part {titles[0]}" if len(titles) == 1 else f"the parts {', '.join(titles[:-1])} and {titles[-1]}"
    return replace(
        complaint,
        what=f"'{typed}' is not a name of this part of the exercise.",
        why=f"It belongs to {whose}, and each part has names of its own.",
        help=f"use the names of this part: {names}.",
    )


def has(part: "Part", typed: str) -> bool:
    """Tell whether a name means something in a part."""
    notations = {id(item.notation): item.notation for item in part.items}
    return any(is_name(typed, notation) for notation in notations.values())


def is_name(typed: str, notation: Notation) -> bool:
    """Tell whether a text is one name of a notation, with its subscripts."""
    try:
        return isinstance(parse(typed, notation).tree, Symbol)
    except AnswerError:
        return False

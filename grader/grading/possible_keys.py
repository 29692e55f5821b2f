"""What an item may ask for as far as nobody knows its key, for practice.

A reading depends on little of an expected answer: its shape, the size of a vector (``2i - j``), and for a condition its
only name (``3`` for ``x = 3``) and whether it is ordered (``[1, 2]`` for ``1 <= x <= 2``); of a set, whether it has
points (``x = 1, y = 0``). For each of these there is a key here, made from the public exercise alone. No other part of
a key lets more be read: a name in it is only no label.

>>> from grader.expr import to_text
>>> [to_text(asked.tree) for stage in list_asked(Asked("condition"), (Symbol("x"),)) for asked in stage if asked.tree]
['x = 0', 'x < 0']
"""

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from typing import Final

from grader.answers import Task
from grader.expr import to_text
from grader.expr.asked.asked import Asked, Shape, find_shape
from grader.expr.calculation.building import ZERO
from grader.expr.nodes import Derivative, Node, Number, Relation, SetOf, Symbol, Vector
from grader.expr.notation import Entry, Notation
from grader.expr.traverse import walk

__all__ = ["SHAPES", "list_asked", "list_derivatives", "list_unknowns", "name_derivatives"]

# The shapes that a key may give an answer, in the order in which they are tried, with their names for students.
SHAPES: Final[dict[Shape, str]] = {
    "value": "a value",
    "set": "a set",
    "interval": "an interval",
    "condition": "a condition",
    "vector": "a vector",
    "matrix": "a matrix",
}
LISTS: Final = frozenset({"vector", "matrix"})
FIRST: Final = Number(Fraction(1))
MATRIX: Final = 2  # axes
# Unit vectors are read in the plane and in space, and points by the names of their coordinates.
SIZED_KEYS: Final[tuple[Node, ...]] = (
    Vector((ZERO,) * 2),
    Vector((ZERO,) * 3),
    SetOf((Vector((ZERO,) * 2),)),
    SetOf((Vector((ZERO,) * 3),)),
)


@lru_cache(maxsize=1024)  # what is found in a question, such as its units, is kept with each of these
def list_asked(asked: Asked, unknowns: tuple[Symbol, ...], *, is_number: bool = False) -> tuple[tuple[Asked, ...], ...]:
    """Return what the item may ask for, in stages, the likeliest first.

    A stage is needed only for an answer that no earlier stage can read. What the item names ``is_number``: then it asks
    for no list.
    """
    shapes = [shape for shape in SHAPES if not (is_number and shape in LISTS)]
    return (
        tuple(replace(asked, shape=shape) for shape in shapes) if asked.shape == "any" else (asked,),
        () if is_number else choose_keys(asked, SIZED_KEYS),
        choose_keys(asked, (ZERO,)),  # a key without names, so that a unit after a value can be nothing else
        choose_keys(asked, (Relation((name, ZERO), (sign,)) for name in unknowns for sign in ("=", "<"))),
    )


def choose_keys(asked: Asked, keys: Iterable[Node]) -> tuple[Asked, ...]:
    """Return what is asked for with each of the keys that an item of this shape may have."""
    shapes = ((key, find_shape(key)) for key in keys)
    return tuple(replace(asked, shape=shape, tree=key) for key, shape in shapes if asked.shape in ("any", shape))


def list_unknowns(task: Task, question: Iterable[str], answer: Iterable[str]) -> tuple[Symbol, ...]:
    """Return the names that a condition may be about, the likeliest first; of an array, its first entry.

    Names without an index come first, then those in the question, then those in the answer.
    """
    asked, used = frozenset(question), frozenset(answer)
    names = [
        entry for entry in task.notation.entries.values() if entry.parameters is None and entry.name not in task.own
    ]
    names.sort(key=lambda entry: (len(entry.axes), entry.name not in asked, entry.name not in used))
    return tuple(Symbol(entry.name, (FIRST,) * len(entry.axes)) for entry in names)


def name_derivatives(tree: Node, task: Task) -> Notation | None:
    """Return a notation in which the derivatives in an answer have names of their own; None where they can have none.

    A quantity of the rubric may be defined as a derivative (``g_j`` as ``∂L/∂a_j``), which can then be written for it.
    The public exercise has the name alone. What the item asks for is never a quantity in its own answer.
    """
    asked = {symbol.name for symbol in task.symbols if isinstance(symbol, Symbol)}
    names = task.notation.entries.values()
    is_possible = any(
        entry.parameters is None and len(entry.axes) < MATRIX and entry.name not in asked | task.own for entry in names
    )
    entries = [Entry(name=to_text(node), definition=node) for node in list_derivatives(tree, task)]
    return task.notation.extended(entries) if entries and is_possible else None


def list_derivatives(tree: Node, task: Task) -> list[Node]:
    """Return the derivatives in an answer, each once, other than what the item asks for."""
    found = dict.fromkeys(node for node in walk(tree) if isinstance(node, Derivative))
    return [node for node in found if node not in task.symbols]

"""The conditions that an earlier answer must meet before anything is followed from it.

A student's own earlier answer replaces the problem of the later item, so a trivial one could make that item easy. Each
condition compares the student's earlier answer with the key's at the same place: it never asks for more than the key
itself meets.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from grader.answers.reading import rows_of
from grader.equivalence.known import are_known_equal as same
from grader.expr.calculation.building import ZERO
from grader.expr.nodes import Call, Matrix, Mul, Node, Symbol, Vector
from grader.expr.notation import Notation
from grader.expr.traverse import walk
from grader.memory import Memory, by_identity

__all__ = ["Brought", "Recomputed", "are_usable", "find_names", "is_circular", "same"]

_memory = Memory(capacity=4096)  # more answers than a class follows often


@dataclass(frozen=True, kw_only=True)
class Brought:
    """A student's own earlier answer, and the key's answer to the same item, whose names ``notation`` has."""

    own: Node
    key: Node
    notation: Notation


@dataclass(frozen=True, kw_only=True)
class Recomputed:
    """The answer to the later item worked out from the student's own answers, and the one worked out from the key."""

    own: Node
    key: Node
    notation: Notation
    base: Notation


def are_usable(brought: Sequence[Brought], result: Recomputed, conditions: Sequence[str]) -> bool:
    """Whether own answers may be followed. They must be of the right kind in any case."""
    return all(is_of_same_kind(one, result) for one in brought) and all(
        CONDITIONS[name](brought, result) for name in conditions
    )


def is_zero(tree: Node, notation: Notation) -> bool:
    """Whether a formula is proved to be zero; asked once for all who gave this answer."""
    return _memory.of(is_proved_zero, tree, notation)


def is_proved_zero(tree: Node, notation: Notation) -> bool:
    # This way round, the comparer that judges by this formula is used again.
    return same(Mul((ZERO, tree)), tree, notation)


def is_of_same_kind(one: Brought, result: Recomputed) -> bool:
    """Whether an answer has the shape of the key's, and contains free names exactly if the key does."""
    if (
        isinstance(one.own, Vector | Matrix)
        and isinstance(one.key, Vector | Matrix)
        and shape_of(one.own) != shape_of(one.key)
    ):
        return False
    return bool(list_given_names(one.own, result.notation)) == bool(list_given_names(one.key, result.base))


def shape_of(tree: Node) -> tuple[object, ...]:
    """The shape of nested lists as nested counts."""
    rows = rows_of(tree)
    return () if rows is None else (len(rows), *(shape_of(row) for row in rows))


def list_given_names(tree: Node, notation: Notation) -> frozenset[str]:
    """The given names that a formula depends on, through all definitions."""
    found, seen, waiting = set(), set(), [tree]
    while waiting:
        for name in find_names(waiting.pop()):
            entry = notation.entries.get(name)
            if entry is None or name in seen:
                continue
            seen.add(name)
            if entry.definition is None:
                found.add(name)
            else:
                waiting.append(entry.definition)
    return frozenset(found)


def is_circular(notation: Notation, names: Iterable[str]) -> bool:
    """Whether a quantity depends on itself, through any definitions: the loss g where g is made of the loss."""
    for name in names:
        entry = notation.entries[name]
        seen: set[str] = set()
        waiting = [entry.definition] if entry.definition is not None else []
        while waiting:
            for used in find_names(waiting.pop()) - seen:
                if used == name:
                    return True
                seen.add(used)
                below = notation.entries.get(used)
                if below is not None and below.definition is not None:
                    waiting.append(below.definition)
    return False


@by_identity
def find_names(tree: Node) -> frozenset[str]:
    """Find the names of symbols and functions in a tree, once for a definition that many answers use."""
    return frozenset(
        node.name if isinstance(node, Symbol) else node.function
        for node in walk(tree)
        if isinstance(node, Symbol | Call)
    )


def is_nonzero(brought: Sequence[Brought], result: Recomputed) -> bool:
    """No own answer is zero where the key's is not."""
    return not any(is_zero(one.own, one.notation) and not is_zero(one.key, result.base) for one in brought)


def has_no_zero_entries(brought: Sequence[Brought], result: Recomputed) -> bool:
    """No entry of an own answer is zero where the key's is not."""
    cells = (
        (own, key, one.notation)
        for one in brought
        for own, key in zip(list_cells(one.own), list_cells(one.key), strict=False)
    )
    return not any(is_zero(own, notation) and not is_zero(key, result.base) for own, key, notation in cells)


def list_cells(tree: Node) -> tuple[Node, ...]:
    rows = rows_of(tree)
    return (tree,) if rows is None else tuple(cell for row in rows for cell in list_cells(row))


def is_nontrivial(brought: Sequence[Brought], result: Recomputed) -> bool:
    """Whether there is still something to work out in the later item.

    Its answer is not zero, not a copy of an own answer, and depends on as many names as the key. Each of these is asked
    only if the key itself is neither zero nor a copy.
    """
    if is_zero(result.own, result.notation) and not is_zero(result.key, result.base):
        return False
    if not list_given_names(result.key, result.base) <= list_given_names(result.own, result.notation):
        return False
    return not any(
        same(one.own, result.own, result.notation) and not same(one.key, result.key, result.base) for one in brought
    )


Condition = Callable[[Sequence[Brought], Recomputed], bool]
CONDITIONS: Final[Mapping[str, Condition]] = {
    "nonzero": is_nonzero,
    "nontrivial": is_nontrivial,
    "no zero entries": has_no_zero_entries,
}

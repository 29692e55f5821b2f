"""What an earlier answer must meet before anything is followed from it.

A student's own earlier answer replaces the problem of the later item, so a trivial one could make that item easy. Each
condition compares what the student brings with what the key brings at the same place: nothing is asked of it that the
key itself does not meet.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from grader.answers.reading import rows_of
from grader.equivalence.known import known_equal as same
from grader.expr.calculation.building import ZERO
from grader.expr.nodes import Call, Matrix, Mul, Node, Symbol, Vector
from grader.expr.notation import Notation
from grader.expr.traverse import walk

__all__ = ["Brought", "Recomputed", "same", "usable"]


@dataclass(frozen=True, kw_only=True)
class Brought:
    """A student's own earlier answer, and what the key has in its place."""

    own: Node
    key: Node


@dataclass(frozen=True, kw_only=True)
class Recomputed:
    """What the later item comes to by the student's own answers, and what it comes to by the key."""

    own: Node
    key: Node
    notation: Notation
    base: Notation


def usable(brought: Sequence[Brought], result: Recomputed, conditions: Sequence[str]) -> bool:
    """Tell whether own answers may be followed; that they are of the right kind is asked in any case."""
    return all(is_of_same_kind(one, result) for one in brought) and all(
        CONDITIONS[name](brought, result) for name in conditions
    )


def is_zero(tree: Node, notation: Notation) -> bool:
    """Tell whether a value of any shape is zero."""
    return same(tree, Mul((ZERO, tree)), notation)


def is_of_same_kind(one: Brought, result: Recomputed) -> bool:
    """Tell whether an answer has the shape of the key's, and holds names just where the key does."""
    if (
        isinstance(one.own, Vector | Matrix)
        and isinstance(one.key, Vector | Matrix)
        and shape(one.own) != shape(one.key)
    ):
        return False
    return bool(reached(one.own, result.notation)) == bool(reached(one.key, result.base))


def shape(tree: Node) -> tuple[object, ...]:
    """Return the shape of nested lists as nested counts."""
    rows = rows_of(tree)
    return () if rows is None else (len(rows), *(shape(row) for row in rows))


def reached(tree: Node, notation: Notation) -> frozenset[str]:
    """Return the given names that a formula depends on, through all definitions."""
    found, seen, waiting = set(), set(), [tree]
    while waiting:
        for name in names_in(waiting.pop()):
            entry = notation.entries.get(name)
            if entry is None or name in seen:
                continue
            seen.add(name)
            if entry.definition is None:
                found.add(name)
            else:
                waiting.append(entry.definition)
    return frozenset(found)


def names_in(tree: Node) -> Iterator[str]:
    """Yield the names of symbols and functions in a tree."""
    for node in walk(tree):
        if isinstance(node, Symbol):
            yield node.name
        elif isinstance(node, Call):
            yield node.function


def is_nonzero(brought: Sequence[Brought], result: Recomputed) -> bool:
    """No own answer is zero where the key's is not."""
    return not any(is_zero(one.own, result.notation) and not is_zero(one.key, result.base) for one in brought)


def has_no_zero_entries(brought: Sequence[Brought], result: Recomputed) -> bool:
    """No entry of an own answer is zero where the key's is not."""
    pairs = ((own, key) for one in brought for own, key in zip(cells(one.own), cells(one.key), strict=False))
    return not any(is_zero(own, result.notation) and not is_zero(key, result.base) for own, key in pairs)


def cells(tree: Node) -> tuple[Node, ...]:
    """Return the entries of a value."""
    rows = rows_of(tree)
    return (tree,) if rows is None else tuple(cell for row in rows for cell in cells(row))


def is_nontrivial(brought: Sequence[Brought], result: Recomputed) -> bool:
    """The later item is still to be worked out: it is not zero, no copy of an own answer, and as many-sided as the key.

    Each of these is asked only where the key itself is neither zero nor a copy.
    """
    if is_zero(result.own, result.notation) and not is_zero(result.key, result.base):
        return False
    if not reached(result.key, result.base) <= reached(result.own, result.notation):
        return False
    return not any(
        same(result.own, one.own, result.notation) and not same(result.key, one.key, result.base) for one in brought
    )


Condition = Callable[[Sequence[Brought], Recomputed], bool]
CONDITIONS: Final[Mapping[str, Condition]] = {
    "nonzero": is_nonzero,
    "nontrivial": is_nontrivial,
    "no zero entries": has_no_zero_entries,
}

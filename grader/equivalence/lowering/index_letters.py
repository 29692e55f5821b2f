"""The index letters that stay free in a tree, each of which makes a family of it."""

from grader.expr.nodes import BigOperator, Node, Symbol
from grader.expr.notation import Notation
from grader.expr.traverse import children
from grader.memory import Memory

__all__ = ["find_index_letters", "order_letters"]

NO_LETTERS: frozenset[str] = frozenset()
_memory = Memory(capacity=2048)  # an answer is asked for its letters by each rung and each reference


def find_index_letters(node: Node, notation: Notation) -> frozenset[str]:
    """Return the index letters of the notation's ranges that a tree uses and does not bind."""
    return _memory.of(find_letters, node, notation) if notation.ranges else NO_LETTERS


def find_letters(node: Node, notation: Notation) -> frozenset[str]:
    ranges, entries = notation.ranges, notation.entries
    found: set[str] = set()
    todo = [node]
    while todo:
        current = todo.pop()
        if type(current) is Symbol and not current.indices:
            if current.name in ranges and current.name not in entries:
                found.add(current.name)
        elif type(current) is BigOperator:
            # A sum binds its index in everything that it holds, and nowhere else.
            found.update(*(find_letters(part, notation) - {current.index} for part in children(current)))
            continue
        todo += children(current)
    return frozenset(found)


def order_letters(letters: frozenset[str], notation: Notation) -> list[str]:
    """Return index letters in the order in which the notation declares them."""
    return [letter for letter in notation.ranges if letter in letters] if letters else []

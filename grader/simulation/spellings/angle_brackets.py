"""Vectors in angle brackets, as books of calculus print them."""

from collections.abc import Iterator
from typing import Final

from grader.expr.nodes import Matrix, Node, Vector
from grader.expr.traverse import walk
from grader.rubric import Item
from grader.simulation.spellings.protocol import Spelling
from grader.simulation.spellings.writing import find_tree, write_arrays

__all__ = ["MEMBER"]

BRACKETS: Final = ("<%s>", "⟨%s⟩", "\\langle %s \\rangle", "$\\langle %s \\rangle$", "\\left\\langle %s\\right\\rangle")
TYPES: Final = frozenset({"vector", "expression", "equation"})


def write(item: Item) -> Iterator[str]:
    """Write each vector of numbers in angle brackets."""
    tree = find_tree(item)
    if item.type in TYPES and tree is not None and has_plain_vectors(tree):
        for pattern in BRACKETS if isinstance(tree, Vector) else BRACKETS[:3]:
            yield write_arrays(tree, pattern, ", ")


def has_plain_vectors(tree: Node) -> bool:
    """Whether there are vectors, and none of them is inside another one or beside a matrix."""
    vectors = [node for node in walk(tree) if isinstance(node, Vector)]
    is_nested = any(isinstance(part, Vector) for vector in vectors for part in vector.items)
    has_matrix = any(isinstance(node, Matrix) for node in walk(tree))
    return bool(vectors) and not is_nested and not has_matrix and all(len(vector.items) > 1 for vector in vectors)


MEMBER = Spelling(kind="angle brackets", summary="vectors as <1, 2>", write=write)

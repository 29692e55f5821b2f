"""The identity matrix ``I`` of an exercise over matrices that declares no such name.

It is read as the zeroth power of a square matrix of the exercise, which has the right size whatever that size is. It is
never read before a bracket, where it may be an indicator, nor where values may be complex.

>>> from grader.expr import parse, to_text
>>> notation = Notation(entries={"A": Entry(name="A", axes=("n", "n"))})
>>> tree = parse("(A + 2I)^2", add_identity(notation, "(A + 2I)^2")).tree
>>> to_text(fill_in_identity(tree, notation)), to_text(show_identity(fill_in_identity(tree, notation), notation))
('(A + 2*A^0)^2', '(A + 2*I)^2')
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from grader.expr.calculation.building import ZERO
from grader.expr.grammar.ranks import rank
from grader.expr.nodes import Call, Mul, Node, Power, Symbol
from grader.expr.notation import Entry, Notation
from grader.expr.traverse import children, rebuild, substitute, walk
from grader.memory import Memory
from grader.patterns import regex

__all__ = ["add_identity", "fill_in_identity", "show_identity"]

NAME: Final = "I"
_BEFORE_BRACKET: Final = regex(r"I\s*(?:\\left\s*)?[(\[{]")
_TWO: Final = 2  # indices of a matrix
_NAME: Final = Symbol(NAME)
_notations = Memory(capacity=64)  # more rubrics than one process works with at a time


def add_identity(notation: Notation, text: str) -> Notation | None:
    """Return a notation with the name ``I``, where a text may have the identity in it."""
    if NAME not in text or _BEFORE_BRACKET.search(text):
        return None
    taken = {*notation.entries, *notation.aliases, *notation.ranges, *notation.symbolic_sizes()}
    is_complex = any(entry.domain.kind == "complex" for entry in notation.entries.values())
    has_matrix = any(len(entry.axes) == _TWO for entry in notation.entries.values())
    return (
        _notations.of(extend_with_identity, notation) if has_matrix and NAME not in taken and not is_complex else None
    )


def extend_with_identity(notation: Notation) -> Notation:
    axes = next(entry.axes for entry in notation.entries.values() if len(entry.axes) == _TWO)
    return notation.extended([Entry(name=NAME, axes=axes)])


def fill_in_identity(tree: Node, notation: Notation) -> Node | None:
    """Return a tree with a matrix to the power of zero for ``I``; None where its size is not certain."""
    if _NAME not in walk(tree):
        return tree
    square = find_square(tree, notation)
    return None if square is None else substitute(tree, {_NAME: Power(square, ZERO)})


def find_square(tree: Node, notation: Notation) -> Node | None:
    """Return a square matrix that has the size of the identity in a tree: ``A``, or ``X^T X`` that is in the tree."""
    matrices = [entry for entry in notation.entries.values() if len(entry.axes) == _TWO]
    squares = [entry for entry in matrices if entry.axes[0] == entry.axes[1]]
    if len({entry.axes[0] for entry in squares}) == 1:
        return Symbol(squares[0].name)
    products = set(list_gram_matrices(tree)) if not squares else set()
    return products.pop() if len(products) == 1 else None


def list_gram_matrices(tree: Node) -> Iterator[Node]:
    """Yield each ``X^T X`` and ``X X^T`` of a name in a tree."""
    for node in walk(tree):
        for left, right in pairwise(node.factors) if isinstance(node, Mul) and not node.elementwise else ():
            if Call("transpose", (left,)) == right or left == Call("transpose", (right,)):
                yield Mul((left, right))


def show_identity(tree: Node, notation: Notation) -> Node:
    """Return a tree with ``I`` for each zeroth power of a matrix, as it is shown to whoever wrote it."""
    if isinstance(tree, Power) and tree.exponent == ZERO and rank(tree.base, notation) == _TWO:
        return _NAME
    parts = children(tree)
    return rebuild(tree, [show_identity(part, notation) for part in parts]) if parts else tree

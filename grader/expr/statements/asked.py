"""The shape of what is asked: one value, a vector, a set, a condition.

>>> from grader.expr import parse
>>> from grader.expr.notation import Entry, Notation
>>> notation = Notation(entries={"x": Entry(name="x")})
>>> [find_shape(parse(text, notation).tree) for text in ("2x", "{1, 2}", "x > 1", "(1, 2)")]
['value', 'set', 'condition', 'vector']
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

from grader.expr.nodes import Assignment, Interval, Junction, Matrix, Node, Relation, SetOf, Symbol, Union, Vector
from grader.expr.statements.units import find_units
from grader.expr.traverse import walk

__all__ = ["Asked", "Shape", "ask_for", "find_shape", "find_unknowns"]

_WORD: Final = re.compile(r"[^\W\d_]{2,}")
_ORDERS: Final = {"second": 2, "third": 3, "fourth": 4}
ORDER: Final = frozenset({"<", "<=", ">", ">="})
Shape = Literal["any", "value", "vector", "matrix", "list", "family", "set", "interval", "condition"]


_SHAPES: Final[Mapping[type[Node], Shape]] = {
    **dict.fromkeys((Relation, Junction, Assignment), "condition"),
    **dict.fromkeys((Interval, Union), "interval"),
    SetOf: "set",
    Vector: "vector",
    Matrix: "matrix",
}


@dataclass(frozen=True)
class Asked:
    """What an answer is read as; *any* leaves it as it is written.

    ``names`` may be labels of it. The words and the unit of the ``question`` may follow a value (``12 apples``).
    Most answers need no more than the shape, so the rest is found in the expected answer, ``tree``, when it is needed.
    """

    shape: Shape = "any"
    names: tuple[Node, ...] = ()
    tree: Node | None = None
    question: str = ""

    @cached_property
    def words(self) -> frozenset[str]:
        """The words of the question, in small letters."""
        return frozenset(word.casefold() for word in _WORD.findall(self.question))

    @cached_property
    def units(self) -> frozenset[str]:
        """The units that the question asks for."""
        return find_units(self.question)

    @cached_property
    def order(self) -> int:
        """The order of the derivative that the question asks for; 0 if it asks for none."""
        if not self.words & {"derivative", "differentiate"}:
            return 0
        return next((order for word, order in _ORDERS.items() if word in self.words), 1)

    @cached_property
    def unknowns(self) -> tuple[Symbol, ...]:
        """The names in the expected answer."""
        return () if self.tree is None else find_unknowns(self.tree)

    @cached_property
    def is_solved(self) -> bool:
        """Whether the expected answer is a condition that only gives values of its unknown."""
        return self.tree is not None and is_solved(self.tree)

    @cached_property
    def is_ordered(self) -> bool:
        """Whether the expected answer holds an inequality."""
        nodes = walk(self.tree) if self.tree is not None else ()
        return any(isinstance(node, Relation) and set(node.operators) <= ORDER for node in nodes)

    @property
    def closed(self) -> tuple[bool, bool]:
        """Which ends belong to the expected interval; both where it is none."""
        tree = self.tree
        return (tree.lower_closed, tree.upper_closed) if isinstance(tree, Interval) else (True, True)


def ask_for(tree: Node, names: tuple[Node, ...] = ()) -> Asked:
    """Return what an item asks for whose expected answer is a tree."""
    return Asked(find_shape(tree), names, tree)


def find_shape(tree: Node) -> Shape:
    """Return the shape of an expected answer."""
    return _SHAPES.get(type(tree), "value")


def is_solved(tree: Node) -> bool:
    """Whether a condition only gives values: ``x = 3 or x = -3``, but not ``x^2 = 9``."""
    if isinstance(tree, Junction) and tree.kind == "or":
        return all(map(is_solved, tree.parts))
    if not isinstance(tree, Relation) or tree.operators != ("=",):
        return False
    name, value = tree.operands
    return isinstance(name, Symbol) and name not in walk(value)


def find_unknowns(tree: Node) -> tuple[Symbol, ...]:
    """Return the names in a tree, each once."""
    return tuple(dict.fromkeys(node for node in walk(tree) if isinstance(node, Symbol)))

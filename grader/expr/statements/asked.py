"""The shape of what is asked: one value, a vector, a set, a condition.

>>> from grader.expr import parse
>>> from grader.expr.notation import Entry, Notation
>>> notation = Notation(entries={"x": Entry(name="x")})
>>> [find_shape(parse(text, notation).tree) for text in ("2x", "{1, 2}", "x > 1", "(1, 2)")]
['value', 'set', 'condition', 'vector']
"""

from dataclasses import dataclass
from typing import Literal

from grader.expr.nodes import Assignment, Interval, Junction, Matrix, Node, Relation, SetOf, Symbol, Union, Vector
from grader.expr.traverse import walk

ORDER = frozenset({"<", "<=", ">", ">="})

__all__ = ["Asked", "Shape", "ask_for", "find_shape", "find_unknowns"]

Shape = Literal["any", "value", "vector", "matrix", "list", "family", "set", "interval", "condition"]


@dataclass(frozen=True, slots=True)
class Asked:
    """What an answer is read as; *any* leaves it as it is written.

    ``names`` may be labels of it, ``unknowns`` are the names in the expected answer, and ``words`` are those of the
    question, which may follow a value (``12 apples``). ``is_solved`` says that a condition gives values of its unknown,
    and ``is_ordered`` that it is an inequality. ``closed`` says which ends belong to an interval.
    """

    shape: Shape = "any"
    names: tuple[Node, ...] = ()
    unknowns: tuple[Symbol, ...] = ()
    words: frozenset[str] = frozenset()
    is_solved: bool = False
    is_ordered: bool = False
    closed: tuple[bool, bool] = (True, True)


def ask_for(tree: Node, names: tuple[Node, ...] = (), words: frozenset[str] = frozenset()) -> Asked:
    """Return what an item asks for whose expected answer is a tree."""
    return Asked(
        shape=find_shape(tree),
        names=names,
        unknowns=find_unknowns(tree),
        words=words,
        is_solved=is_solved(tree),
        is_ordered=any(isinstance(node, Relation) and set(node.operators) <= ORDER for node in walk(tree)),
        closed=(tree.lower_closed, tree.upper_closed) if isinstance(tree, Interval) else (True, True),
    )


def find_shape(tree: Node) -> Shape:
    """Return the shape of an expected answer."""
    if isinstance(tree, Relation | Junction | Assignment):
        return "condition"
    if isinstance(tree, SetOf):
        return "set"
    if isinstance(tree, Interval | Union):
        return "interval"
    return "vector" if isinstance(tree, Vector) else "matrix" if isinstance(tree, Matrix) else "value"


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

"""Which formulas are certainly numbers, so that their factors may change places and their quotients may be split.

>>> from grader.expr.notation import Entry, Notation
>>> notation = Notation(entries={"w": Entry(name="w", axes=("k",))}, ranges={"k": 2})
>>> is_scalar(Symbol("w", (Symbol("k"),)), notation), is_scalar(Symbol("w"), notation)
(True, False)
"""

from grader.expr.functions import FUNCTIONS
from grader.expr.nodes import (
    Add,
    BigOperator,
    Call,
    Constant,
    Derivative,
    Div,
    Entry,
    Factorial,
    Indicator,
    Mul,
    Neg,
    Node,
    Number,
    Power,
    Relation,
    Symbol,
)
from grader.expr.notation import Notation
from grader.expr.traverse import children

__all__ = ["is_scalar"]

SCALAR_WHERE_PARTS_ARE = (Add, Neg, Mul, Div, Power, Factorial, Indicator, Relation, BigOperator, Derivative)


def is_scalar(node: Node, notation: Notation) -> bool:
    """Whether a formula is certainly a number; False if that is not certain."""
    match node:
        case Number() | Constant():
            return True
        case Symbol():
            return is_scalar_name(node, notation)
        case Call(function=function):
            return is_scalar_call(node, notation) if function in FUNCTIONS else False
        case Entry(of=Call(function="softmax"), indices=(_,)):
            return True
    return isinstance(node, SCALAR_WHERE_PARTS_ARE) and all(is_scalar(part, notation) for part in children(node))


def is_scalar_name(node: Symbol, notation: Notation) -> bool:
    """Whether a name is a number: an index letter, a name without axes, or an entry with all of its indices."""
    entry = notation.entries.get(node.name)
    if entry is None:
        return not node.indices
    if entry.parameters is not None:
        return False
    return not entry.axes or (
        len(node.indices) == len(entry.axes) and all(is_index(index, notation) for index in node.indices)
    )


def is_index(node: Node, notation: Notation) -> bool:
    """Whether a subscript is an index and not an iteration count."""
    return isinstance(node, Number) or (isinstance(node, Symbol) and node.name.rstrip("′") in notation.ranges)


def is_scalar_call(node: Call, notation: Notation) -> bool:
    """Whether the value of a function is a number."""
    rank = FUNCTIONS[node.function].rank
    if rank is not None:
        return rank == 0
    return all(is_scalar(argument, notation) for argument in node.arguments)

"""A vector is the same, whether it was written as a row or as a column.

>>> from grader.expr import parse, to_text
>>> from grader.expr.notation import Notation
>>> to_text(as_column(parse("(1, 2)^T", Notation()).tree))
'(1, 2)'
>>> from grader.expr.notation import Entry
>>> notation = Notation(entries={"z": Entry(name="z", axes=(2,)), "v": Entry(name="v", axes=(2, 2))})
>>> [to_text(turn_row(parse(text, notation).tree, notation)) for text in ("2 z^T v", "v z", "z^T z")]
['(2*zᵀ*v)ᵀ', 'v*z', 'zᵀ*z']
"""

from grader.expr.grammar.ranks import rank
from grader.expr.nodes import Add, Call, Div, Matrix, Mul, Neg, Node, Relation, Vector
from grader.expr.notation import Notation
from grader.expr.traverse import children, rebuild, walk

__all__ = ["as_column", "as_point", "turn_row"]


def as_column(tree: Node) -> Node:
    """Return a vector that was written as a row, ``(1, 2)^T`` or ``[[1, 2]]``, or a multiple of one, as a column."""
    if isinstance(tree, Call) and tree.function == "transpose" and isinstance(tree.arguments[0], Vector):
        return tree.arguments[0]
    if isinstance(tree, Call) and tree.function == "transpose" and is_one_row(tree.arguments[0]):
        return as_column(tree.arguments[0])
    if isinstance(tree, Matrix) and is_one_row(tree):
        return Vector(tree.rows[0])
    if isinstance(tree, Neg | Div):
        first, *rest = children(tree)
        return rebuild(tree, [as_column(first), *rest])
    if isinstance(tree, Add):
        return rebuild(tree, list(map(as_column, tree.terms)))
    # Of several arrays, a row may be meant as one: (1, 2)^T (3, 4).
    if isinstance(tree, Mul) and sum(map(holds_array, tree.factors)) == 1:
        return rebuild(tree, [as_column(factor) if holds_array(factor) else factor for factor in tree.factors])
    return tree


def is_one_row(tree: Node) -> bool:
    return isinstance(tree, Matrix) and len(tree.rows) == 1


def turn_row(tree: Node, notation: Notation) -> Node:
    """Return a formula whose value is a row, ``z^T v``, as the column with the same entries; any other as it is."""
    return Call("transpose", (tree,)) if is_row(tree, notation) else tree


def is_row(tree: Node, notation: Notation) -> bool:
    match tree:
        case Call(function="transpose", arguments=(operand,)):
            return rank(operand, notation) == 1 and not is_row(operand, notation)
        case Neg() | Div():
            return is_row(children(tree)[0], notation)
        case Add(terms=terms):
            return all(is_row(term, notation) for term in terms)
        case Mul(factors=factors, elementwise=False):
            first, *others = [factor for factor in factors if rank(factor, notation)] or [tree.factors[0]]
            return is_row(first, notation) and all(rank(other, notation) == 2 for other in others)
    return False


def holds_array(tree: Node) -> bool:
    return any(isinstance(node, Vector | Matrix) for node in walk(tree))


def as_point(tree: Node, *, is_number: bool = False) -> Node:
    """Return a member of a list as a point, also in working that leads to it; a binomial may be a column.

    Where the members ``is_number`` each, a binomial is one.
    """
    if isinstance(tree, Relation):
        return Relation(tuple(as_point(side, is_number=is_number) for side in tree.operands), tree.operators)
    if isinstance(tree, Call) and tree.function == "binomial" and not is_number:
        return Vector(tree.arguments)  # \\binom{5}{9} is how many write a column
    return as_column(tree)

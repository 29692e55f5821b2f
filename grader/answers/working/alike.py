"""Whether two formulas are written alike: the same up to the order of terms and factors, and to parts that add nothing.

An added zero, a factor of one and a sign that is reversed twice are not steps of a derivation.

>>> from grader.expr.nodes import Symbol
>>> x, zero = Symbol("x"), Number(Fraction(0))
>>> is_written_alike(Add((zero, x)), x)
True
"""

from fractions import Fraction

from grader.expr.nodes import Add, Div, Mul, Neg, Node, Number
from grader.expr.traverse import children, rebuild

__all__ = ["is_written_alike", "sort_parts"]


def is_written_alike(left: Node, right: Node) -> bool:
    return sort_parts(left) == sort_parts(right)


def sort_parts(tree: Node) -> Node:
    """Return a formula with its terms and factors in one order, and without those that add nothing."""
    if isinstance(tree, Number):
        return Number(tree.value)
    parts = tuple(map(sort_parts, children(tree)))
    if not parts:
        return tree
    if isinstance(tree, Add):
        return join_sorted(tree, Add, parts, 0)
    if isinstance(tree, Mul) and not tree.elementwise:
        return join_sorted(tree, Mul, parts, 1)
    if isinstance(tree, Neg) and (isinstance(parts[0], Neg) or is_number(parts[0], 0)):
        return parts[0].operand if isinstance(parts[0], Neg) else parts[0]
    if isinstance(tree, Div) and is_number(parts[1], 1):
        return parts[0]
    return rebuild(tree, parts)


def join_sorted(tree: Node, kind: type[Add] | type[Mul], parts: tuple[Node, ...], neutral: int) -> Node:
    """Return a sum or product of parts in one order, without the ``neutral`` ones; nested sums are flattened."""
    flat = [piece for part in parts for piece in flatten_part(part, kind)]
    kept = sorted((part for part in flat if not is_number(part, neutral)), key=repr)
    if len(kept) > 1:
        return kind(tuple(kept))
    return kept[0] if kept else Number(Fraction(neutral))


def flatten_part(part: Node, kind: type[Add] | type[Mul]) -> tuple[Node, ...]:
    """Return the parts of a sum within a sum, or of a product within a product; any other part alone."""
    if not isinstance(part, kind) or (isinstance(part, Mul) and part.elementwise):
        return (part,)
    return children(part)


def is_number(tree: Node, value: int) -> bool:
    return isinstance(tree, Number) and tree.value == value

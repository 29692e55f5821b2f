"""The slips of a formula that was typed in as the key: without a solver there is no run in which one could be made.

Each changes the formula in one place: a sign, a factor in front, a term that is missing, rows and columns, two indices.

>>> from grader.expr import parse, to_text
>>> from grader.expr.notation import Entry, Notation
>>> notation = Notation(entries={"x": Entry(name="x")})
>>> [to_text(answer) for _, answer in typed_mistakes(parse("1/2*x - 3", notation).tree, notation)]
['-(1/2*x - 3)', '-3', '1/2*x', '-1/2*x - 3', '1/2*x + 3']
"""

from collections.abc import Iterator
from dataclasses import replace

from grader.expr.calculation.building import negative
from grader.expr.nodes import Add, Assignment, Div, Matrix, Mul, Neg, Node, Number, Relation, Symbol, Vector
from grader.expr.notation import Notation
from grader.expr.traverse import children, rebuild, transform
from grader.solvers.named_mistakes import Mistake

__all__ = ["OF_TERMS", "TYPED_MISTAKES", "typed_mistakes"]

MOST_TERMS = 6
SIGN = Mistake("sign", "reversing the sign", hint="Look at the sign.")
FACTOR = Mistake("factor-missing", "leaving out the factor in front", hint="Look at the factor in front.")
TERM = Mistake("term-missing", "leaving out a term", hint="Count the terms.")
UPHILL = Mistake("uphill", "adding the step instead of subtracting it", hint="Look at where the gradient points.")
TERM_SIGN = Mistake("term-sign", "giving one term the wrong sign", hint="Look at the signs of the terms.")
TRANSPOSED = Mistake("transposed", "exchanging rows and columns", hint="Look at the rows and columns.")
INDICES = Mistake("indices-exchanged", "exchanging the two indices", hint="Look at what each index counts.")
OF_TERMS = (TERM, TERM_SIGN)
TYPED_MISTAKES = (SIGN, FACTOR, UPHILL, TERM, TERM_SIGN, TRANSPOSED, INDICES)


def typed_mistakes(tree: Node, notation: Notation) -> Iterator[tuple[Mistake, Node]]:
    """Yield each slip with what the formula becomes by it; of a rule, in its right-hand side."""
    if isinstance(tree, Assignment):
        yield from ((mistake, replace(tree, value=value)) for mistake, value in of_rule(tree.value, notation))
    elif isinstance(tree, Relation) and tree.operators == ("=",):
        left, right = tree.operands
        yield from ((m, replace(tree, operands=(left, value))) for m, value in of_rule(right, notation))
    else:
        yield SIGN, reversed_sign(tree)
        yield from inside(tree, notation)


def of_rule(value: Node, notation: Notation) -> Iterator[tuple[Mistake, Node]]:
    """Yield the slips of an update: the sign of its step, which is its last term, has a name of its own."""
    for mistake, changed in inside(value, notation):
        is_step = mistake is TERM_SIGN and isinstance(value, Add) and changed == with_sign(value, len(value.terms) - 1)
        yield (UPHILL if is_step else mistake), changed


def inside(tree: Node, notation: Notation) -> Iterator[tuple[Mistake, Node]]:
    """Yield the slips that concern a part of the formula."""
    yield from without_factor(tree)
    found = first_sum(tree)
    if found is not None and len(found.terms) <= MOST_TERMS:
        for place in range(len(found.terms)):
            yield TERM, replaced(tree, found, without_term(found, place))
        for place in range(len(found.terms)):
            yield TERM_SIGN, replaced(tree, found, with_sign(found, place))
    if isinstance(tree, Matrix):
        yield TRANSPOSED, Matrix(tuple(zip(*tree.rows, strict=True)))
    exchanged = with_indices(tree, notation)
    if exchanged != tree:
        yield INDICES, exchanged


def reversed_sign(tree: Node) -> Node:
    """Return minus a formula, of arrays entry by entry."""
    if isinstance(tree, Vector):
        return Vector(tuple(map(reversed_sign, tree.items)))
    if isinstance(tree, Matrix):
        return Matrix(tuple(tuple(map(reversed_sign, row)) for row in tree.rows))
    return tree.operand if isinstance(tree, Neg) else Neg(tree)


def without_factor(tree: Node) -> Iterator[tuple[Mistake, Node]]:
    """Yield a product without the number in front of it."""
    if isinstance(tree, Mul) and is_number(tree.factors[0]) and len(tree.factors) > 1:
        rest = tree.factors[1:]
        yield FACTOR, rest[0] if len(rest) == 1 else replace(tree, factors=rest)
    elif isinstance(tree, Div) and is_number(tree.denominator):
        yield FACTOR, tree.numerator


def is_number(tree: Node) -> bool:
    """Tell whether a formula is a number, written as a fraction or not."""
    return isinstance(tree, Number) or (
        isinstance(tree, Div) and isinstance(tree.numerator, Number) and isinstance(tree.denominator, Number)
    )


def first_sum(tree: Node) -> Add | None:
    """Return the outermost sum."""
    waiting = [tree]
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, Add):
            return node
        waiting += children(node)
    return None


def replaced(tree: Node, part: Node, by: Node) -> Node:
    """Return a formula with one part of it replaced."""
    return by if tree is part else rebuild(tree, [replaced(child, part, by) for child in children(tree)])


def without_term(node: Add, place: int) -> Node:
    """Return a sum without one term."""
    rest = (*node.terms[:place], *node.terms[place + 1 :])
    return rest[0] if len(rest) == 1 else Add(rest)


def with_sign(node: Add, place: int) -> Node:
    """Return a sum in which one term has the other sign."""
    return Add((*node.terms[:place], negative(node.terms[place]), *node.terms[place + 1 :]))


def with_indices(tree: Node, notation: Notation) -> Node:
    """Return a formula in which the two indices of names are exchanged."""

    def change(node: Node) -> Node:
        if isinstance(node, Symbol) and len(node.indices) == 2 and node.indices[0] != node.indices[1]:
            return Symbol(node.name, node.indices[::-1], node.iterate)
        return node

    return transform(tree, change)

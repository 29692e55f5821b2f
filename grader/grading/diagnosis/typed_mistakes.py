"""The mistakes in a formula that was typed in as the key: without a solver there is no run to make one in.

Each mistake changes the formula in one place: a sign, a factor in front, a missing term, rows and columns, two indices.

>>> from grader.expr import parse, to_text
>>> from grader.expr.notation import Entry, Notation
>>> notation = Notation(entries={"x": Entry(name="x")})
>>> [to_text(answer) for _, answer in list_typed_mistakes(parse("1/2*x - 3", notation).tree, notation)]
['-(1/2*x - 3)', '-3', '1/2*x', '-1/2*x - 3', '1/2*x + 3']
"""

from collections.abc import Iterator
from dataclasses import replace

from grader.expr.calculation.building import negative
from grader.expr.nodes import (
    Add,
    Assignment,
    Div,
    Interval,
    Junction,
    Matrix,
    Mul,
    Neg,
    Node,
    Number,
    Relation,
    SetOf,
    Symbol,
    Union,
    Vector,
)
from grader.expr.notation import Notation
from grader.expr.traverse import children, rebuild, transform
from grader.solvers.named_mistakes import Mistake

__all__ = ["OF_TERMS", "TYPED_MISTAKES", "list_typed_mistakes"]

MAX_TERMS = 6  # each term of the sum gives two predictions
SIGN = Mistake("sign", "reversing the sign", hint="Look at the sign.")
FACTOR = Mistake("factor-missing", "leaving out the factor in front", hint="Look at the factor in front.")
TERM = Mistake("term-missing", "leaving out a term", hint="Count the terms.")
UPHILL = Mistake("uphill", "adding the step instead of subtracting it", hint="Look at where the gradient points.")
TERM_SIGN = Mistake("term-sign", "giving one term the wrong sign", hint="Look at the signs of the terms.")
TRANSPOSED = Mistake("transposed", "exchanging rows and columns", hint="Look at the rows and columns.")
INDICES = Mistake("indices-exchanged", "exchanging the two indices", hint="Look at what each index counts.")
WITHOUT_SIGN = (SetOf, Interval, Union, Relation, Junction)  # '-{1, 3}' and '-(x < 2)' mean nothing
OF_TERMS = (TERM, TERM_SIGN)
TYPED_MISTAKES = (SIGN, FACTOR, UPHILL, TERM, TERM_SIGN, TRANSPOSED, INDICES)


def list_typed_mistakes(tree: Node, notation: Notation) -> Iterator[tuple[Mistake, Node]]:
    """Yield each mistake with the formula it leads to; in a rule, only the right-hand side changes."""
    if isinstance(tree, Assignment):
        yield from (
            (mistake, replace(tree, value=value)) for mistake, value in list_rule_mistakes(tree.value, notation)
        )
    elif isinstance(tree, Relation) and tree.operators == ("=",):
        left, right = tree.operands
        yield from ((m, replace(tree, operands=(left, value))) for m, value in list_rule_mistakes(right, notation))
    else:
        if not isinstance(tree, WITHOUT_SIGN):
            yield SIGN, reverse_sign(tree)
        yield from list_part_mistakes(tree, notation)


def list_rule_mistakes(value: Node, notation: Notation) -> Iterator[tuple[Mistake, Node]]:
    """Yield the mistakes in an update. The step is its last term, so a wrong sign there has a name of its own."""
    for mistake, changed in list_part_mistakes(value, notation):
        is_step = (
            mistake is TERM_SIGN and isinstance(value, Add) and changed == flip_term_sign(value, len(value.terms) - 1)
        )
        yield (UPHILL if is_step else mistake), changed


def list_part_mistakes(tree: Node, notation: Notation) -> Iterator[tuple[Mistake, Node]]:
    """Yield the mistakes that change a part of the formula."""
    yield from drop_factor(tree)
    found = find_first_sum(tree)
    if found is not None and len(found.terms) <= MAX_TERMS:
        for place in range(len(found.terms)):
            yield TERM, replace_part(tree, found, drop_term(found, place))
        for place in range(len(found.terms)):
            yield TERM_SIGN, replace_part(tree, found, flip_term_sign(found, place))
    if isinstance(tree, Matrix):
        yield TRANSPOSED, Matrix(tuple(zip(*tree.rows, strict=True)))
    exchanged = exchange_indices(tree, notation)
    if exchanged != tree:
        yield INDICES, exchanged


def reverse_sign(tree: Node) -> Node:
    """Minus a formula; arrays entry by entry."""
    if isinstance(tree, Vector):
        return Vector(tuple(map(reverse_sign, tree.items)))
    if isinstance(tree, Matrix):
        return Matrix(tuple(tuple(map(reverse_sign, row)) for row in tree.rows))
    return tree.operand if isinstance(tree, Neg) else Neg(tree)


def drop_factor(tree: Node) -> Iterator[tuple[Mistake, Node]]:
    """Yield a product without the number in front of it."""
    if isinstance(tree, Mul) and is_number(tree.factors[0]) and len(tree.factors) > 1:
        rest = tree.factors[1:]
        yield FACTOR, rest[0] if len(rest) == 1 else replace(tree, factors=rest)
    elif isinstance(tree, Div) and is_number(tree.denominator):
        yield FACTOR, tree.numerator


def is_number(tree: Node) -> bool:
    """Whether a formula is a number, a fraction included."""
    return isinstance(tree, Number) or (
        isinstance(tree, Div) and isinstance(tree.numerator, Number) and isinstance(tree.denominator, Number)
    )


def find_first_sum(tree: Node) -> Add | None:
    """The outermost sum."""
    waiting = [tree]
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, Add):
            return node
        waiting += children(node)
    return None


def replace_part(tree: Node, part: Node, by: Node) -> Node:
    return by if tree is part else rebuild(tree, [replace_part(child, part, by) for child in children(tree)])


def drop_term(node: Add, place: int) -> Node:
    rest = (*node.terms[:place], *node.terms[place + 1 :])
    return rest[0] if len(rest) == 1 else Add(rest)


def flip_term_sign(node: Add, place: int) -> Node:
    return Add((*node.terms[:place], negative(node.terms[place]), *node.terms[place + 1 :]))


def exchange_indices(tree: Node, notation: Notation) -> Node:
    """Exchange the two indices of every name that has two."""

    def change(node: Node) -> Node:
        if isinstance(node, Symbol) and len(node.indices) == 2 and node.indices[0] != node.indices[1]:
            return Symbol(node.name, node.indices[::-1], node.iterate)
        return node

    return transform(tree, change)

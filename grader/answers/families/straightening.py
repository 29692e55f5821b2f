"""Families of functions that are not linear in their constant, made so by the inverse of what is done to it.

Where the key is ``1/(C - x)``, an answer a is one of its functions just if ``1/a`` is one of ``C - x``. What is done to
the only part with constants is undone step by step, on both sides. Whether the answer is equal to the key with the
constant that is found in this way, the engine decides on the formulas as they were.

>>> from grader.expr import parse, to_text
>>> from grader.expr.notation import Entry, Notation
>>> entries = {"x": Entry(name="x"), "y": Entry(name="y"), "C": Entry(name="C", is_arbitrary=True)}
>>> notation = Notation(entries=entries)
>>> trees = [(parse(text, notation).tree,) for text in ("-3/sqrt(x + C)", "y")]
>>> [tuple(to_text(side) for (side,) in pair) for pair in list_straighter(*trees, notation)]
[('-3/sqrt(x + C)', 'y'), ('3/sqrt(x + C)', '-y'), ('sqrt(x + C)', '-3/y'), ('x + C', '9/y^2'), ('C', '9/y^2 - x')]
"""

from collections.abc import Iterator, Sequence
from typing import Final

from grader.answers.leaving_open.columns import Column
from grader.answers.leaving_open.letters import list_letters
from grader.expr.calculation.building import ONE, negative, number, power, product, quotient, total
from grader.expr.nodes import Add, Call, Constant, Div, Mul, Neg, Node, Number, Power
from grader.expr.notation import Notation

__all__ = ["list_straighter"]

MAX_STEPS: Final = 6  # as deep as a constant is in formulas by hand
TWO: Final = number(2)


def list_straighter(wanted: Column, own: Column, notation: Notation) -> Iterator[tuple[Column, Column]]:
    """Yield a key and an answer, and then both with one step after the other undone."""
    yield wanted, own
    if len(wanted) != 1 or len(own) != 1:
        return
    step: tuple[Node, Node] | None = (wanted[0], own[0])
    for _ in range(MAX_STEPS):
        step = step and undo(*step, notation)
        if step is not None:
            yield (step[0],), (step[1],)


def undo(wanted: Node, own: Node, notation: Notation) -> tuple[Node, Node] | None:
    """Return what the last step was done to, and an answer on which it is undone; None if it cannot be."""
    match wanted:
        case Neg(operand=inner):
            return inner, negative(own)
        case Add(terms=terms):
            part, others = pick_part(terms, notation)
            return None if part is None else (part, total([own, *map(negative, others)]))
        case Mul(factors=factors, elementwise=False):
            part, others = pick_part(factors, notation)
            return None if part is None else (part, divide(own, product(others)))
        case Div(numerator=numerator, denominator=denominator):
            if not list_letters([denominator], notation):
                return numerator, product([denominator, own])
            return None if list_letters([numerator], notation) else (denominator, divide(numerator, own))
        case Call(function="log", arguments=(inner,)):
            return inner, exponentiate(own)
        case Call(function="exp", arguments=(inner,)) | Power(base=Constant(name="e"), exponent=inner):
            return inner, take_logarithm(own)
        case Call(function="sqrt", arguments=(inner,)):
            return inner, square(own)
    return None


def pick_part(parts: Sequence[Node], notation: Notation) -> tuple[Node | None, list[Node]]:
    """Return the only part with constants, and the others; None where several have some."""
    found = [each for each in parts if list_letters([each], notation)]
    return (found[0] if len(found) == 1 else None), [each for each in parts if each not in found]


# These only make what the engine is asked about, so they may forget where a formula has no value.


def divide(numerator: Node, denominator: Node) -> Node:
    """Return a quotient; the denominator of the denominator goes to the numerator."""
    match denominator:
        case Neg(operand=inner):
            return negative(divide(numerator, inner))
        case Div(numerator=above, denominator=below):
            return quotient(product([numerator, below]), above)
    return quotient(numerator, denominator)


def exponentiate(tree: Node) -> Node:
    """Return e to a power, which is v for ``ln v``."""
    match tree:
        case Neg(operand=inner):
            return divide(ONE, exponentiate(inner))
        case Add(terms=terms):
            return product(map(exponentiate, terms))
        case Mul(factors=(Number() as exponent, Call(function="log", arguments=(inner,)))):
            return power(inner, exponent)
        case Call(function="log", arguments=(inner,)):
            return inner
    return Call("exp", (tree,))


def take_logarithm(tree: Node) -> Node:
    """Return a logarithm, which is v for ``e^v``."""
    match tree:
        case Mul(factors=factors, elementwise=False):
            return total(map(take_logarithm, factors))
        case Div(numerator=numerator, denominator=denominator):
            return total([take_logarithm(numerator), negative(take_logarithm(denominator))])
        case Call(function="exp", arguments=(inner,)) | Power(base=Constant(name="e"), exponent=inner):
            return inner
    return Call("log", (tree,))


def square(tree: Node) -> Node:
    """Return a square, which is v for ``sqrt(v)``."""
    match tree:
        case Neg(operand=inner):
            return square(inner)
        case Mul(factors=factors, elementwise=False):
            return product(map(square, factors))
        case Div(numerator=numerator, denominator=denominator):
            return quotient(square(numerator), square(denominator))
        case Call(function="sqrt", arguments=(inner,)):
            return inner
        case Power(base=base, exponent=Div(numerator=Number(value=1), denominator=Number(value=2))):
            return base
    return power(tree, TWO)

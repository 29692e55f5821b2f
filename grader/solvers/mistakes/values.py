"""The mistakes that are made in working a formula out: with powers, with the order of coordinates or of factors.

>>> from grader.expr.calculation.building import number
>>> from grader.expr.printing.text import to_text
>>> square = Power(number(-3), number(2))
>>> [to_text(with_powers(square, {}, Notation(), {slip: ""})) for slip in ("exponent-as-factor", "power-sign")]
['-6', '-(-3)^2']
"""

from collections.abc import Iterable, Iterator, Mapping

from grader.errors import GraderError
from grader.expr.calculation.building import product
from grader.expr.nodes import Call, Mul, Neg, Node, Number, Power, Symbol
from grader.expr.notation import Notation
from grader.expr.traverse import transform, walk
from grader.solvers.mistakes.calculus import SIGN
from grader.solvers.named_mistakes import Mistake, Slips
from grader.solvers.options import tree
from grader.solvers.problem.target import at_point, components, point_of
from grader.solvers.protocol import Problem
from grader.solvers.scalars.shapes import shape

__all__ = ["VALUE_MISTAKES", "rearranged", "with_powers"]

Values = Mapping[Symbol, Node]


def with_coordinates(problem: Problem) -> Iterable[str]:
    """Return one place where several coordinates are inserted that are not all the same."""
    if "at" not in problem.options:
        return ()
    point = point_of(problem, components(problem)[0])
    return ("",) if point != point[::-1] else ()


def bases(problem: Problem) -> Iterator[tuple[Number, Node]]:
    """Yield the whole exponents from 2 on in a formula, each with the value of its base where that is known."""
    is_inserted = "at" in problem.options
    for f in components(problem, needs_variables=is_inserted):
        values = f.values_at(point_of(problem, f)) if is_inserted else {}
        for node in walk(f.value):
            if isinstance(node, Power) and isinstance(node.exponent, Number) and is_count(node.exponent):
                yield node.exponent, value_of(node.base, values, problem.notation)


def is_count(exponent: Number) -> bool:
    """Tell whether an exponent is a whole number from 2 on."""
    return exponent.value.denominator == 1 and exponent.value >= 2


def value_of(base: Node, values: Values, notation: Notation) -> Node:
    """Return the value of a base, or the base as it is."""
    try:
        return at_point(base, values, notation)
    except GraderError:
        return base


def has_powers(problem: Problem) -> Iterable[str]:
    """Return one place where there is a power."""
    return ("",) if any(bases(problem)) else ()


def has_negative_bases(problem: Problem) -> Iterable[str]:
    """Return one place where an even power of a negative number is taken."""
    return ("",) if any(is_turned(base, exponent) for exponent, base in bases(problem)) else ()


def is_turned(base: Node, exponent: Number) -> bool:
    """Tell whether a power makes a negative number positive."""
    return isinstance(base, Number) and base.value < 0 and exponent.value % 2 == 0


def products(problem: Problem) -> Iterator[Mul]:
    """Yield the products of several arrays in a formula."""
    for node in walk(tree(problem, "of")):
        arrays = [part for part in node.factors if shape(part, problem.notation)] if isinstance(node, Mul) else []
        if isinstance(node, Mul) and not node.elementwise and len(arrays) > 1:
            yield node


def has_products(problem: Problem) -> Iterable[str]:
    """Return one place where arrays are multiplied."""
    return ("",) if any(products(problem)) else ()


def has_transposes(problem: Problem) -> Iterable[str]:
    """Return one place where something is transposed."""
    parts = walk(tree(problem, "of"))
    return ("",) if any(isinstance(node, Call) and node.function == "transpose" for node in parts) else ()


VALUE_MISTAKES = (
    Mistake("coordinates-exchanged", "inserting the coordinates in the other order", with_coordinates),
    Mistake(
        "power-sign",
        "taking an even power of a negative number as negative",
        has_negative_bases,
        "Look at the sign of each square.",
    ),
    Mistake(
        "exponent-as-factor",
        "multiplying by the exponent instead of raising to the power",
        has_powers,
        "Look at what an exponent means.",
    ),
    Mistake(
        "product-entrywise",
        "multiplying entry by entry instead of rows by columns",
        has_products,
        "A matrix product goes row by column.",
    ),
    Mistake("factors-exchanged", "multiplying the matrices in the other order", has_products),
    Mistake("transpose-missing", "leaving out the transpose", has_transposes),
    SIGN,
)


def rearranged(of: Node, notation: Notation, slips: Slips) -> Node:
    """Return a formula of arrays, its products put together with slips."""

    def change(node: Node) -> Node:
        if isinstance(node, Call) and node.function == "transpose" and "transpose-missing" in slips:
            return node.arguments[0]
        if isinstance(node, Mul) and not node.elementwise and slips.keys() & {"product-entrywise", "factors-exchanged"}:
            scalars = [factor for factor in node.factors if not shape(factor, notation)]
            arrays = tuple(factor for factor in node.factors if shape(factor, notation))
            if len(arrays) > 1:
                arrays = arrays[::-1] if "factors-exchanged" in slips else arrays
                return product([*scalars, Mul(arrays, elementwise="product-entrywise" in slips)])
        return node

    return transform(of, change)


def with_powers(formula: Node, values: Values, notation: Notation, slips: Slips) -> Node:
    """Return a formula whose powers are taken with slips at a point."""

    def change(node: Node) -> Node:
        if isinstance(node, Power) and isinstance(node.exponent, Number) and is_count(node.exponent):
            if "exponent-as-factor" in slips:
                return product([node.exponent, node.base])
            if "power-sign" in slips and is_turned(value_of(node.base, values, notation), node.exponent):
                return Neg(node)
        return node

    return transform(formula, change)

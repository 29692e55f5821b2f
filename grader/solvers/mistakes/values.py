"""The mistakes in working out a formula: with powers, with the order of coordinates, or with the order of factors.

>>> from grader.expr.calculation.building import number
>>> from grader.expr.printing.text import to_text
>>> square, ids = Power(number(-3), number(2)), ("exponent-as-factor", "power-sign")
>>> [to_text(change_powers(square, {}, Notation(), {mistake: ""})) for mistake in ids]
['-6', '-(-3)^2']
"""

from collections.abc import Iterable, Iterator, Mapping

from grader.errors import GraderError
from grader.expr.calculation.building import product
from grader.expr.nodes import Call, Mul, Neg, Node, Number, Power, Symbol
from grader.expr.notation import Notation
from grader.expr.traverse import transform, walk
from grader.solvers.mistakes.calculus import SIGN
from grader.solvers.named_mistakes import Mistake, PlacedMistakes
from grader.solvers.options import read_formula
from grader.solvers.problem.target import evaluate_at, read_components, read_given_point
from grader.solvers.protocol import Problem
from grader.solvers.scalars.shapes import shape

__all__ = ["VALUE_MISTAKES", "change_powers", "change_products"]

Values = Mapping[Symbol, Node]


def where_coordinates_differ(problem: Problem) -> Iterable[str]:
    """One place if a point is inserted that reads differently with its coordinates in reverse order."""
    if "at" not in problem.options:
        return ()
    point = read_given_point(problem, read_components(problem)[0])
    return ("",) if point != point[::-1] else ()


def list_powers(problem: Problem) -> Iterator[tuple[Number, Node]]:
    """Yield each whole exponent from 2 on in the formula, with the value of its base where that is known."""
    is_inserted = "at" in problem.options
    for f in read_components(problem, needs_variables=is_inserted):
        values = f.values_at(read_given_point(problem, f)) if is_inserted else {}
        for node in walk(f.value):
            if isinstance(node, Power) and isinstance(node.exponent, Number) and is_count(node.exponent):
                yield node.exponent, evaluate_base(node.base, values, problem.notation)


def is_count(exponent: Number) -> bool:
    """Whether an exponent is a whole number from 2 on."""
    return exponent.value.denominator == 1 and exponent.value >= 2


def evaluate_base(base: Node, values: Values, notation: Notation) -> Node:
    """Return the value of a base, or the base itself where it has no value."""
    try:
        return evaluate_at(base, values, notation)
    except GraderError:
        return base


def where_powers(problem: Problem) -> Iterable[str]:
    return ("",) if any(list_powers(problem)) else ()


def where_negative_bases(problem: Problem) -> Iterable[str]:
    return ("",) if any(is_made_positive(base, exponent) for exponent, base in list_powers(problem)) else ()


def is_made_positive(base: Node, exponent: Number) -> bool:
    """Whether a power makes a negative number positive."""
    return isinstance(base, Number) and base.value < 0 and exponent.value % 2 == 0


def list_array_products(problem: Problem) -> Iterator[Mul]:
    for node in walk(read_formula(problem, "of")):
        arrays = [part for part in node.factors if shape(part, problem.notation)] if isinstance(node, Mul) else []
        if isinstance(node, Mul) and not node.elementwise and len(arrays) > 1:
            yield node


def where_products(problem: Problem) -> Iterable[str]:
    return ("",) if any(list_array_products(problem)) else ()


def where_transposes(problem: Problem) -> Iterable[str]:
    parts = walk(read_formula(problem, "of"))
    return ("",) if any(isinstance(node, Call) and node.function == "transpose" for node in parts) else ()


VALUE_MISTAKES = (
    Mistake("coordinates-exchanged", "inserting the coordinates in the other order", where_coordinates_differ),
    Mistake(
        "power-sign",
        "taking an even power of a negative number as negative",
        where_negative_bases,
        "Look at the sign of each square.",
    ),
    Mistake(
        "exponent-as-factor",
        "multiplying by the exponent instead of raising to the power",
        where_powers,
        "Look at what an exponent means.",
    ),
    Mistake(
        "product-entrywise",
        "multiplying entry by entry instead of rows by columns",
        where_products,
        "A matrix product goes row by column.",
    ),
    Mistake("factors-exchanged", "multiplying the matrices in the other order", where_products),
    Mistake("transpose-missing", "leaving out the transpose", where_transposes),
    SIGN,
)


def change_products(of: Node, notation: Notation, mistakes: PlacedMistakes) -> Node:
    """Return a formula of arrays with the mistakes made in its products and transposes."""

    def change(node: Node) -> Node:
        if isinstance(node, Call) and node.function == "transpose" and "transpose-missing" in mistakes:
            return node.arguments[0]
        if (
            isinstance(node, Mul)
            and not node.elementwise
            and mistakes.keys() & {"product-entrywise", "factors-exchanged"}
        ):
            scalars = [factor for factor in node.factors if not shape(factor, notation)]
            arrays = tuple(factor for factor in node.factors if shape(factor, notation))
            if len(arrays) > 1:
                arrays = arrays[::-1] if "factors-exchanged" in mistakes else arrays
                return product([*scalars, Mul(arrays, elementwise="product-entrywise" in mistakes)])
        return node

    return transform(of, change)


def change_powers(formula: Node, values: Values, notation: Notation, mistakes: PlacedMistakes) -> Node:
    """Return a formula with the mistakes made in its powers; ``values`` is the point, to find negative bases."""

    def change(node: Node) -> Node:
        if isinstance(node, Power) and isinstance(node.exponent, Number) and is_count(node.exponent):
            if "exponent-as-factor" in mistakes:
                return product([node.exponent, node.base])
            if "power-sign" in mistakes and is_made_positive(evaluate_base(node.base, values, notation), node.exponent):
                return Neg(node)
        return node

    return transform(formula, change)

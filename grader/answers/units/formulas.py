"""The dimension of a formula, and the place in it where dimensions do not fit: a length plus a time.

``find_dimension`` follows Bridgman (*Dimensional Analysis*, 1922, chapter 4): terms of a sum have the same dimension,
and exponents and the arguments of ``sin`` or ``exp`` have none. The dimension of a name without a unit is not known,
and nothing is said about what it is in.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from grader.answers.units.dimensions import describe_dimension
from grader.answers.units.unit import NONE, Dimension, multiply_dimensions, raise_dimension
from grader.errors import put_in_quotes
from grader.expr import to_text
from grader.expr.calculation.evaluate import evaluate, is_rational
from grader.expr.nodes import (
    Add,
    Assignment,
    BigOperator,
    Call,
    Constant,
    Derivative,
    Div,
    Factorial,
    Gradient,
    Indicator,
    Mul,
    Neg,
    Node,
    Number,
    Power,
    Relation,
    Symbol,
)
from grader.expr.traverse import children

__all__ = ["DimensionFault", "find_dimension"]

Names = Callable[[Symbol], Dimension | None]
SAME: Final = frozenset({"abs", "max", "min", "relu", "norm", "floor", "ceil"})
TRIGONOMETRIC: Final = ("sin", "cos", "tan", "cot", "sec", "csc")
PLAIN: Final = frozenset({
    "exp", "sigmoid", "softplus", "softmax",
    *(f"{before}{name}{after}" for name in TRIGONOMETRIC for before in ("", "a") for after in ("", "h")),
})  # fmt: skip
ONE: Final = Fraction(1)
LARGEST: Final = 99  # power of a base quantity
SQUARE: Final = Number(Fraction(2))
ORDINALS: Final = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


@dataclass(frozen=True, slots=True)
class DimensionFault(Exception):  # noqa: N818
    """Where the dimensions of a formula do not fit: the piece, and a sentence about it."""

    piece: Node
    text: str


def find_dimension(tree: Node, names: Names) -> Dimension | None:
    """Return the dimension of a formula, None where it is not known; raises ``DimensionFault`` where none fits."""
    if isinstance(tree, Symbol):
        return names(tree)
    if isinstance(tree, Number | Constant):
        return None if is_free(tree) else NONE
    if isinstance(tree, Neg):
        return find_dimension(tree.operand, names)
    if isinstance(tree, Add):
        return compare_terms(tree, names)
    if isinstance(tree, Mul):
        return join([find_dimension(factor, names) for factor in tree.factors])
    if isinstance(tree, Div):
        below = find_dimension(tree.denominator, names)
        return join([find_dimension(tree.numerator, names), None if below is None else raise_dimension(below, -ONE)])
    if isinstance(tree, Power):
        return raise_power(tree, names)
    if isinstance(tree, Call):
        return apply_function(tree, names)
    if isinstance(tree, Relation):
        return compare_sides(tree.operands, names)
    if isinstance(tree, Assignment):
        return compare_sides((tree.target, tree.value), names)
    if isinstance(tree, Derivative | Gradient):
        return differentiate(tree, names)
    if isinstance(tree, BigOperator):
        body = find_dimension(tree.body, names)
        return body if tree.kind == "sum" or body == NONE else None
    if isinstance(tree, Factorial):
        own = find_dimension(tree.operand, names)
        if own not in (None, NONE):
            raise DimensionFault(tree.operand, explain_plain(tree.operand, "argument of a factorial", own))
        return NONE
    for part in children(tree):  # the parts of vectors need not have the same
        find_dimension(part, names)
    return NONE if isinstance(tree, Indicator) else None


def is_free(tree: Node) -> bool:
    """Whether a number fits to any dimension: 0, and what is infinite."""
    return tree == Constant("oo") or (isinstance(tree, Number) and tree.value == 0)


def join(dimensions: Iterable[Dimension | None]) -> Dimension | None:
    """Return the dimension of a product; None if that of a factor is not known."""
    total = NONE
    for dimension in dimensions:
        if dimension is None:
            return None
        total = multiply_dimensions(total, dimension)
    return keep_usual(total)


def keep_usual(dimension: Dimension) -> Dimension | None:
    """Return a dimension unless its powers are larger than anybody can mean."""
    is_usual = all(abs(power.numerator) <= LARGEST and power.denominator <= LARGEST for power in dimension)
    return dimension if is_usual else None


def compare_terms(tree: Add, names: Names) -> Dimension | None:
    """Return the dimension that all terms have; the first that has another one is named."""
    known: tuple[int, Dimension] | None = None
    for place, term in enumerate(tree.terms):
        dimension = find_dimension(term, names)
        if dimension is None:
            continue
        if known is None:
            known = place, dimension
        elif known[1] != dimension:
            shown, first = (term.operand if isinstance(term, Neg) else term), tree.terms[known[0]]
            text = (
                f"{put_in_quotes(to_text(shown))}, the {name_place(place)} term of a sum, is "
                f"{describe_dimension(dimension)}, but {put_in_quotes(to_text(first))} is "
                f"{describe_dimension(known[1])}, and these cannot be added."
            )
            raise DimensionFault(term, text)
    return None if known is None else known[1]


def name_place(place: int) -> str:
    return ORDINALS[place] if place < len(ORDINALS) else f"{place + 1}th"


def compare_sides(operands: tuple[Node, ...], names: Names) -> Dimension | None:
    sides = [(side, find_dimension(side, names)) for side in operands]
    known = [(side, dimension) for side, dimension in sides if dimension is not None]
    for side, dimension in known[1:]:
        if dimension != known[0][1]:
            text = (
                f"{put_in_quotes(to_text(known[0][0]))} is {describe_dimension(known[0][1])}, and "
                f"{put_in_quotes(to_text(side))} is {describe_dimension(dimension)}: these cannot be compared."
            )
            raise DimensionFault(side, text)
    return known[0][1] if known else None


def raise_power(tree: Power, names: Names) -> Dimension | None:
    exponent = find_dimension(tree.exponent, names)
    if exponent not in (None, NONE):
        raise DimensionFault(tree.exponent, explain_plain(tree.exponent, "exponent", exponent))
    base = find_dimension(tree.base, names)
    if base is None or base == NONE:
        return base
    if is_rational(tree.exponent, {}):
        return keep_usual(raise_dimension(base, evaluate(tree.exponent, {})))
    return None


def apply_function(tree: Call, names: Names) -> Dimension | None:
    """Return the dimension of a value of a function."""
    own = [find_dimension(argument, names) for argument in tree.arguments]
    if tree.function in PLAIN:
        refuse_dimension(tree, own)
        return NONE
    if tree.function in ("log", "sign"):  # ln x - ln y may be meant as ln(x/y)
        return NONE
    if tree.function in ("sqrt", "root") and own[0] is not None:
        index = tree.arguments[1] if len(tree.arguments) > 1 else SQUARE
        is_known = is_rational(index, {}) and evaluate(index, {}) != 0
        return keep_usual(raise_dimension(own[0], 1 / evaluate(index, {}))) if is_known else None
    if tree.function in SAME:
        known = {dimension for dimension in own if dimension is not None}
        return known.pop() if len(known) == 1 else None
    return names(Symbol(tree.function))


def refuse_dimension(tree: Call, own: list[Dimension | None]) -> None:
    for argument, dimension in zip(tree.arguments, own, strict=True):
        if dimension not in (None, NONE):
            raise DimensionFault(argument, explain_plain(argument, f"argument of {tree.function}", dimension))


def explain_plain(piece: Node, role: str, dimension: Dimension | None) -> str:
    assert dimension is not None
    article = "an" if role[0] in "aeiou" else "a"
    said = f"the {role}" if " of " in role else f"{article} {role}"
    shown = put_in_quotes(to_text(piece))
    return f"{shown} is {said}, which is a plain number, but it is {describe_dimension(dimension)}."


def differentiate(tree: Derivative | Gradient, names: Names) -> Dimension | None:
    """Return the dimension of a derivative that is only named: that of the quantity by those of the names."""
    if not isinstance(tree, Derivative):
        return None
    below = [find_dimension(name, names) for name in tree.by]
    return join(
        [find_dimension(tree.of, names), *(None if one is None else raise_dimension(one, -ONE) for one in below)]
    )

"""Building readable expressions: one step of light simplification for each construct.

Each function takes operands that are already simplified. It flattens sums and products, drops zeros and ones, folds
rational numbers, moves signs and numerical factors to the front, and collects equal terms.

>>> x = Symbol("x")
>>> total([product([number(2), x]), x]) == product([number(3), x])
True
"""

from collections import Counter
from collections.abc import Callable, Iterable
from fractions import Fraction

from grader.errors import AnswerError
from grader.expr.calculation.evaluate import COMPARISONS, exact_call, exact_power
from grader.expr.nodes import (
    Add,
    Call,
    Div,
    Entry,
    Indicator,
    Matrix,
    Mul,
    Neg,
    Node,
    Number,
    Power,
    Relation,
    Symbol,
    Vector,
)
from grader.expr.traverse import transform

__all__ = [
    "ONE", "ZERO", "simplify_call", "split_coefficient", "simplify_entry", "factors_of", "flatten_sum",
    "simplify_indicator", "kronecker", "negative", "number", "power", "product", "quotient", "scale_node", "total",
    "collect_powers",
]  # fmt: skip

ZERO, ONE = Number(Fraction(0)), Number(Fraction(1))
READABLE_POWER_DIGITS = 30  # a longer number is harder to read than the power or call it comes from


def number(value: int | Fraction) -> Number:
    return Number(Fraction(value))


def split_coefficient(node: Node) -> tuple[Fraction, Node]:
    """Split the rational factor off ``node``: ``-3xy`` gives -3 and ``xy``."""
    match node:
        case Number(value=value):
            return value, ONE
        case Neg(operand=operand):
            factor, rest = split_coefficient(operand)
            return -factor, rest
        case Mul(factors=(Number(value=value), *rest), elementwise=False):
            return value, rest[0] if len(rest) == 1 else Mul(tuple(rest))
        case Div(numerator=numerator, denominator=Number(value=value)) if value:
            factor, rest = split_coefficient(numerator)
            return factor / value, rest
    return Fraction(1), node


def scale_node(factor: Fraction, node: Node) -> Node:
    """Multiply ``node``, which has no rational factor of its own, by ``factor``."""
    if factor == 0 and not is_written_array(node):
        return ZERO
    if node == ONE:
        return Number(factor)
    if factor < 0:
        return Neg(scale_node(-factor, node))
    if factor == 1:
        return node
    if factor.denominator != 1:
        return Div(scale_node(Fraction(factor.numerator), node), Number(Fraction(factor.denominator)))
    factors = node.factors if isinstance(node, Mul) and not node.elementwise else (node,)
    return Mul((Number(factor), *factors))


def is_written_array(node: Node) -> bool:
    """Whether ``node`` is a written vector or matrix, or a multiple of one, so that zero times it is not a number."""
    parts = node.factors if isinstance(node, Mul) else (node,)
    return any(isinstance(part, Vector | Matrix) for part in parts)


def total(terms: Iterable[Node]) -> Node:
    """Add simplified ``terms``: flat, with equal terms collected where the first of them is."""
    collected: dict[Node, Fraction] = {}
    for term in flatten_sum(terms):
        factor, rest = split_coefficient(term)
        if factor:
            collected[rest] = collected.get(rest, Fraction(0)) + factor
    kept = tuple(scale_node(factor, rest) for rest, factor in collected.items() if factor)
    return kept[0] if len(kept) == 1 else Add(tuple(map(move_sign_out, kept))) if kept else ZERO


def move_sign_out(term: Node) -> Node:
    """Turn a negative number in a sum into a subtraction."""
    return Neg(Number(-term.value)) if isinstance(term, Number) and term.value < 0 else term


def flatten_sum(terms: Iterable[Node]) -> Iterable[Node]:
    """Yield the terms of a sum, with the sums inside it opened, also negated ones."""
    for term in terms:
        if isinstance(term, Add):
            yield from flatten_sum(term.terms)
        elif isinstance(term, Neg) and isinstance(term.operand, Add):
            yield from map(negative, flatten_sum(term.operand.terms))
        else:
            yield term


def negative(node: Node) -> Node:
    factor, rest = split_coefficient(node)
    return scale_node(-factor, rest)


def product(factors: Iterable[Node], *, elementwise: bool = False) -> Node:
    """Multiply simplified ``factors``: flat, with sign and number in front."""
    factor, kept = Fraction(1), list[Node]()
    for part in factors:
        share, rest = split_coefficient(part)
        factor *= share
        opened = rest.factors if isinstance(rest, Mul) and rest.elementwise == elementwise else (rest,)
        kept += [piece for piece in opened if piece != ONE]
    if not kept:
        return Number(factor)
    return scale_node(factor, kept[0] if len(kept) == 1 else Mul(tuple(kept), elementwise))


def quotient(numerator: Node, denominator: Node) -> Node:
    """Divide simplified operands, with the numerical factor in front of the numerator."""
    above, top = split_coefficient(numerator)
    below, bottom = split_coefficient(denominator)
    if below == 0:
        return Div(numerator, denominator)
    if above == 0 or bottom == ONE:
        return scale_node(above / below, top)
    factor = above / below
    if top == bottom:
        return Number(factor)
    shown = scale_node(Fraction(abs(factor.numerator)), top)
    whole = Div(shown, scale_node(Fraction(factor.denominator), bottom))
    return Neg(whole) if factor < 0 else whole


def power(base: Node, exponent: Node) -> Node:
    """Raise simplified operands; short rational powers are computed."""
    if exponent == ONE or base == ONE:
        return base
    if exponent == ZERO:
        return ONE
    if isinstance(base, Number) and isinstance(exponent, Number):
        return fold_exact(Power(base, exponent), lambda: exact_power(base.value, exponent.value))
    if isinstance(base, Power) and is_whole(exponent) and isinstance(base.exponent, Number):
        return power(base.base, product([base.exponent, exponent]))
    return Power(base, exponent)


def is_whole(node: Node) -> bool:
    return isinstance(node, Number) and node.value.denominator == 1


def collect_powers(node: Node) -> Node:
    """Collect, in a *scalar* expression, equal factors as a power, and terms that differ only in their order."""

    def change(part: Node) -> Node:
        if isinstance(part, Add):
            return total_of_scalars(part)
        return product_of_powers(part) if isinstance(part, Mul) else part

    return transform(node, change)


def total_of_scalars(node: Add) -> Node:
    """Collect terms that have the same factors, in whatever order."""
    first: dict[frozenset[tuple[Node, int]], Node] = {}
    terms = []
    for term in node.terms:
        factor, rest = split_coefficient(term)
        same = frozenset(Counter(factors_of(rest)).items())
        terms.append(scale_node(factor, first.setdefault(same, rest)))
    return total(terms)


def product_of_powers(node: Mul) -> Node:
    """Write a product of scalars the usual way: ``y (1/p)`` as ``y/p``, equal bases as a power."""
    divided = [factor for factor in node.factors if isinstance(factor, Div) and isinstance(factor.numerator, Number)]
    if len(divided) == 1:
        (fraction,) = divided
        above = [factor for factor in node.factors if factor is not fraction and not isinstance(factor, Indicator)]
        beside = [factor for factor in node.factors if isinstance(factor, Indicator)]
        if above:
            return product([quotient(product([fraction.numerator, *above]), fraction.denominator), *beside])
    exponents: dict[Node, Fraction] = {}
    for factor in node.factors:
        base, exponent = factor, Fraction(1)
        if isinstance(factor, Power) and isinstance(factor.exponent, Number):
            base, exponent = factor.base, factor.exponent.value
        exponents[base] = exponents.get(base, Fraction(0)) + exponent
    if len(exponents) == len(node.factors) or any(exponent <= 0 for exponent in exponents.values()):
        return node
    idempotent = Number | Indicator  # a number is alone already, and 1² = 1, 0² = 0
    return product(base if isinstance(base, idempotent) else power(base, Number(n)) for base, n in exponents.items())


def simplify_call(node: Call) -> Node:
    """Replace a call by its value if that is rational."""
    if node.arguments and all(isinstance(argument, Number) for argument in node.arguments):
        values = [argument.value for argument in node.arguments if isinstance(argument, Number)]
        return fold_exact(node, lambda: exact_call(node.function, values))
    return node


def fold_exact(node: Node, compute: Callable[[], Fraction]) -> Node:
    """Replace ``node`` by the computed number, if there is one and it is short enough to be read."""
    try:
        value = compute()
    except AnswerError:
        return node
    return Number(value) if len(str(value)) <= READABLE_POWER_DIGITS else node


def simplify_indicator(condition: Node) -> Node:
    """Replace an indicator by 1 or 0 if its condition is plainly true or false."""
    if isinstance(condition, Relation) and len(condition.operands) == 2:
        (left, right), (sign,) = condition.operands, condition.operators
        if left == right:
            return number(sign in ("=", "<=", ">="))
        if isinstance(left, Number) and isinstance(right, Number):
            return number(COMPARISONS[sign](left.value, right.value))
    return Indicator(condition)


def kronecker(i: Node, j: Node) -> Node:
    """The Kronecker delta of two indices: 1, 0, or the indicator of ``i = j``."""
    return simplify_indicator(Relation((i, j), ("=",)))


def simplify_entry(of: Node, indices: tuple[Node, ...]) -> Node:
    """Take an entry of an array: of a name by its indices, of a written array by looking it up."""
    if isinstance(of, Symbol) and not of.indices:
        return Symbol(of.name, indices, of.iterate)
    places = [index.value for index in indices if isinstance(index, Number) and index.value.denominator == 1]
    if len(places) == len(indices):
        if isinstance(of, Vector) and len(places) == 1 and 1 <= places[0] <= len(of.items):
            return of.items[int(places[0]) - 1]
        if isinstance(of, Matrix) and len(places) == 2 and 1 <= places[0] <= len(of.rows) and places[1] >= 1:
            row = of.rows[int(places[0]) - 1]
            return row[int(places[1]) - 1] if places[1] <= len(row) else Entry(of, indices)
    return Entry(of, indices)


def factors_of(node: Node) -> list[Node]:
    """The factors of a product, with a minus sign as the factor -1."""
    if isinstance(node, Neg):
        return [number(-1), *factors_of(node.operand)]
    return list(node.factors) if isinstance(node, Mul) and not node.elementwise else [node]

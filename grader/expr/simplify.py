"""Light, readable simplification: what a careful person does in passing, and nothing clever.

Zeros and ones are dropped, rational numbers folded, sums and products flattened, signs and numerical factors drawn to
the front, equal terms collected, ``1[i = i]`` is one, a sum with a Kronecker delta collapses
(``Σ_k z_k 1[k = j]`` is ``z_j``). Nothing is expanded, factored or reordered beyond that, so that a derivative still
looks like the rule that made it. The building functions (``total``, ``product``, …) apply one step of it to
operands that are simplified already.

>>> x = Symbol("x")
>>> simplify(Add((Mul((x, ZERO)), x, Neg(number(6)), x))) == Add((Mul((number(2), x)), Neg(number(6))))
True
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction

from grader.errors import AnswerError
from grader.expr.evaluate import COMPARISONS, exact_call, exact_power
from grader.expr.nodes import (
    Add,
    BigOperator,
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
)  # fmt: skip
from grader.expr.traverse import PRIME, children, length_of, rebuild, substitute, transform
from grader.limits import MAX_SUM_TERMS

__all__ = [
    "ONE", "ZERO", "coefficient", "kronecker", "negative", "number", "power", "product", "quotient", "simplify",
    "summation", "total", "unroll", "with_powers", "without_primes",
]  # fmt: skip

ZERO, ONE = Number(Fraction(0)), Number(Fraction(1))
READABLE_POWER_DIGITS = 30


def number(value: int | Fraction) -> Number:
    """Return an exact number as a node."""
    return Number(Fraction(value))


def simplify(node: Node, ranges: Mapping[str, int] | None = None) -> Node:
    """Return ``node`` simplified from the leaves up; ``ranges`` gives index letters their lengths."""
    done: dict[int, Node] = {}

    def visit(current: Node) -> Node:
        if id(current) not in done:
            done[id(current)] = step(rebuild_same(current, [visit(child) for child in children(current)]), ranges or {})
        return done[id(current)]

    return visit(node)


def rebuild_same(node: Node, new: Sequence[Node]) -> Node:
    """Return ``node`` with new children, and itself where none of them changed."""
    return node if all(a is b for a, b in zip(children(node), new, strict=True)) else rebuild(node, new)


def step(node: Node, ranges: Mapping[str, int]) -> Node:
    """Simplify one node whose children are simplified."""
    match node:
        case Number(value=value, decimals=decimals):
            return node if decimals is None else Number(value)
        case Add(terms=terms):
            return total(terms)
        case Neg(operand=operand):
            return negative(operand)
        case Mul(factors=factors, elementwise=elementwise):
            return product(factors, elementwise=elementwise)
        case Div(numerator=numerator, denominator=denominator):
            return quotient(numerator, denominator)
        case Power(base=base, exponent=exponent):
            return power(base, exponent)
        case Call():
            return call(node)
        case Indicator(condition=condition):
            return indicator(condition)
        case Entry(of=of, indices=indices):
            return entry(of, indices)
        case BigOperator(kind="sum"):
            return summation(node, ranges)
    return node


def coefficient(node: Node) -> tuple[Fraction, Node]:
    """Return the rational factor in front of ``node`` and the rest: ``-3xy`` gives -3 and ``xy``."""
    match node:
        case Number(value=value):
            return value, ONE
        case Neg(operand=operand):
            factor, rest = coefficient(operand)
            return -factor, rest
        case Mul(factors=(Number(value=value), *rest), elementwise=False):
            return value, rest[0] if len(rest) == 1 else Mul(tuple(rest))
    return Fraction(1), node


def scaled(factor: Fraction, node: Node) -> Node:
    """Return ``factor`` times ``node``, which has no rational factor of its own."""
    if factor == 0 and not is_written_array(node):
        return ZERO
    if node == ONE:
        return Number(factor)
    if factor < 0:
        return Neg(scaled(-factor, node))
    if factor == 1:
        return node
    factors = node.factors if isinstance(node, Mul) and not node.elementwise else (node,)
    return Mul((Number(factor), *factors))


def is_written_array(node: Node) -> bool:
    """Tell whether ``node`` is a written vector or matrix, or a multiple of one, so that zero times it is no number."""
    parts = node.factors if isinstance(node, Mul) else (node,)
    return any(isinstance(part, Vector | Matrix) for part in parts)


def total(terms: Iterable[Node]) -> Node:
    """Return the sum of simplified ``terms``: flat, equal terms collected where the first of them stands."""
    collected: dict[Node, Fraction] = {}
    for term in flat(terms):
        factor, rest = coefficient(term)
        if factor:
            collected[rest] = collected.get(rest, Fraction(0)) + factor
    kept = tuple(scaled(factor, rest) for rest, factor in collected.items() if factor)
    return kept[0] if len(kept) == 1 else Add(tuple(map(subtracted, kept))) if kept else ZERO


def subtracted(term: Node) -> Node:
    """Return a term of a sum with a negative number as a subtraction, as one writes it."""
    return Neg(Number(-term.value)) if isinstance(term, Number) and term.value < 0 else term


def flat(terms: Iterable[Node]) -> Iterable[Node]:
    """Yield the terms of a sum with sums inside it, also negated ones, opened."""
    for term in terms:
        if isinstance(term, Add):
            yield from flat(term.terms)
        elif isinstance(term, Neg) and isinstance(term.operand, Add):
            yield from map(negative, flat(term.operand.terms))
        else:
            yield term


def negative(node: Node) -> Node:
    """Return minus a simplified ``node``."""
    factor, rest = coefficient(node)
    return scaled(-factor, rest)


def product(factors: Iterable[Node], *, elementwise: bool = False) -> Node:
    """Return the product of simplified ``factors``: flat, with its sign and number in front."""
    factor, kept = Fraction(1), list[Node]()
    for part in factors:
        share, rest = coefficient(part)
        factor *= share
        opened = rest.factors if isinstance(rest, Mul) and rest.elementwise == elementwise else (rest,)
        kept += [piece for piece in opened if piece != ONE]
    if not kept:
        return Number(factor)
    return scaled(factor, kept[0] if len(kept) == 1 else Mul(tuple(kept), elementwise))


def quotient(numerator: Node, denominator: Node) -> Node:
    """Return a quotient of simplified operands, its numerical factor in front of the numerator."""
    above, top = coefficient(numerator)
    below, bottom = coefficient(denominator)
    if below == 0:
        return Div(numerator, denominator)
    if above == 0 or bottom == ONE:
        return scaled(above / below, top)
    factor = above / below
    if top == bottom:
        return Number(factor)
    shown = scaled(Fraction(abs(factor.numerator)), top)
    whole = Div(shown, scaled(Fraction(factor.denominator), bottom))
    return Neg(whole) if factor < 0 else whole


def power(base: Node, exponent: Node) -> Node:
    """Return a power of simplified operands; short rational powers are computed."""
    if exponent == ONE or base == ONE:
        return base
    if exponent == ZERO:
        return ONE
    if isinstance(base, Number) and isinstance(exponent, Number):
        return exact_or(Power(base, exponent), lambda: exact_power(base.value, exponent.value))
    if isinstance(base, Power) and is_whole(exponent) and isinstance(base.exponent, Number):
        return power(base.base, product([base.exponent, exponent]))
    return Power(base, exponent)


def is_whole(node: Node) -> bool:
    """Tell whether a node is a whole number."""
    return isinstance(node, Number) and node.value.denominator == 1


def with_powers(node: Node) -> Node:
    """Return a *scalar* expression in which a factor that stands several times in a product is written as a power."""
    return transform(node, lambda part: product_of_powers(part) if isinstance(part, Mul) else part)


def product_of_powers(node: Mul) -> Node:
    """Return a product of scalars with its equal bases collected where the first of them stands."""
    exponents: dict[Node, Fraction] = {}
    for factor in node.factors:
        base, exponent = factor, Fraction(1)
        if isinstance(factor, Power) and isinstance(factor.exponent, Number):
            base, exponent = factor.base, factor.exponent.value
        exponents[base] = exponents.get(base, Fraction(0)) + exponent
    if len(exponents) == len(node.factors) or any(exponent <= 0 for exponent in exponents.values()):
        return node
    return product(base if isinstance(base, Number) else power(base, Number(n)) for base, n in exponents.items())


def call(node: Call) -> Node:
    """Return a function's value where it is rational, else the call."""
    if node.arguments and all(isinstance(argument, Number) for argument in node.arguments):
        values = [argument.value for argument in node.arguments if isinstance(argument, Number)]
        return exact_or(node, lambda: exact_call(node.function, values))
    return node


def exact_or(node: Node, compute: Callable[[], Fraction]) -> Node:
    """Return the computed number if there is one and it is short enough to be read, else ``node``."""
    try:
        value = compute()
    except AnswerError:
        return node
    return Number(value) if len(str(value)) <= READABLE_POWER_DIGITS else node


def indicator(condition: Node) -> Node:
    """Return 1 or 0 where a condition is plainly true or false."""
    if isinstance(condition, Relation) and len(condition.operands) == 2:
        (left, right), (sign,) = condition.operands, condition.operators
        if left == right:
            return number(sign in ("=", "<=", ">="))
        if isinstance(left, Number) and isinstance(right, Number):
            return number(COMPARISONS[sign](left.value, right.value))
    return Indicator(condition)


def kronecker(i: Node, j: Node) -> Node:
    """Return the Kronecker delta of two indices: 1, 0, or the indicator of ``i = j``."""
    return indicator(Relation((i, j), ("=",)))


def entry(of: Node, indices: tuple[Node, ...]) -> Node:
    """Return an entry of an array: of a name by its indices, of a written array by looking it up."""
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


def summation(node: BigOperator, ranges: Mapping[str, int]) -> Node:
    """Return a sum over its letter, with zero bodies dropped and Kronecker deltas of that letter collapsed."""
    body = node.body
    if body == ZERO:
        return ZERO
    collapsed = collapse(node, ranges)
    if collapsed is not None:
        return collapsed
    factor, rest = coefficient(body)
    return scaled(factor, BigOperator("sum", rest, node.index, node.lower, node.upper)) if factor != 1 else node


def collapse(node: BigOperator, ranges: Mapping[str, int]) -> Node | None:
    """Return a sum whose body holds a Kronecker delta of its letter, with the letter replaced; else None.

    Only over a letter's whole range, and only for an index that is certain to lie in it.
    """
    if node.lower is not None or node.upper is not None:
        return None
    terms = [term for part in opened(node.body, node.index) for term in flat([part])]
    if not any(delta_of(term, node.index, ranges) for term in terms):
        return None
    return total(collapsed_term(term, node.index, ranges) for term in terms)


def collapsed_term(term: Node, index: str, ranges: Mapping[str, int]) -> Node:
    """Return the sum of one term over ``index``."""
    found = delta_of(term, index, ranges)
    if found is None:
        return step(BigOperator("sum", term, index), {})
    delta, other = found
    rest = product(part for part in factors_of(term) if part is not delta)
    return simplify(substitute(rest, {Symbol(index): other}, ranges), ranges)


def opened(body: Node, index: str) -> list[Node]:
    """Return the terms of a body, with a product multiplied out where a sum in it holds a delta of ``index``."""
    factors = factors_of(body)
    for place, part in enumerate(factors):
        if isinstance(part, Add) and any(has_delta(term, index) for term in part.terms):
            before, after = factors[:place], factors[place + 1 :]
            return [piece for term in part.terms for piece in opened(product([*before, term, *after]), index)]
    return list(body.terms) if isinstance(body, Add) else [body]


def factors_of(node: Node) -> list[Node]:
    """Return the factors of a product, a minus sign as the factor -1."""
    if isinstance(node, Neg):
        return [number(-1), *factors_of(node.operand)]
    return list(node.factors) if isinstance(node, Mul) and not node.elementwise else [node]


def has_delta(term: Node, index: str) -> bool:
    """Tell whether an equality of ``index`` is a factor of ``term``."""
    return any(delta_index(part, index) is not None for part in factors_of(term))


def delta_of(term: Node, index: str, ranges: Mapping[str, int]) -> tuple[Node, Node] | None:
    """Return a factor ``1[index = other]`` of ``term`` with the other index, where that one lies in the range."""
    for part in factors_of(term):
        other = delta_index(part, index)
        if other is not None and in_range(other, index, ranges):
            return part, other
    return None


def delta_index(part: Node, index: str) -> Node | None:
    """Return the other index of a Kronecker delta of ``index``."""
    match part:
        case Indicator(condition=Relation(operands=(left, right), operators=("=",))):
            if left == Symbol(index):
                return right
            if right == Symbol(index):
                return left
    return None


def in_range(other: Node, index: str, ranges: Mapping[str, int]) -> bool:
    """Tell whether ``other`` is an index that runs over, or lies in, the range of ``index``."""
    size = length_of(index, ranges)
    if isinstance(other, Symbol):
        return size is not None and length_of(other.name, ranges) == size
    return isinstance(other, Number) and size is not None and 1 <= other.value <= size


def unroll(node: Node, ranges: Mapping[str, int], longest: int = MAX_SUM_TERMS) -> Node:
    """Return ``node`` with every sum or product of at most ``longest`` terms written out, and simplified."""
    done: dict[int, Node] = {}

    def visit(current: Node) -> Node:
        if id(current) not in done:
            rebuilt = rebuild_same(current, [visit(child) for child in children(current)])
            done[id(current)] = step(written_out(rebuilt, ranges, longest), ranges)
        return done[id(current)]

    return visit(node)


def without_primes(node: Node, ranges: Mapping[str, int]) -> Node:
    """Return ``node`` with every sum over a letter that was renamed written out, since no reader knows that letter."""

    def change(current: Node) -> Node:
        renamed = isinstance(current, BigOperator) and current.index.endswith(PRIME)
        return written_out(current, ranges, MAX_SUM_TERMS) if renamed else current

    return transform(node, change)


def written_out(node: Node, ranges: Mapping[str, int], longest: int) -> Node:
    """Return a short sum or product as its terms; anything else as it is."""
    if not isinstance(node, BigOperator):
        return node
    ends = [ONE if node.lower is None else node.lower, node.upper]
    length = length_of(node.index, ranges)
    if ends[1] is None and length is not None:
        ends[1] = number(length)
    if not all(isinstance(end, Number) and end.value.denominator == 1 for end in ends):
        return node
    first, last = (int(end.value) for end in ends if isinstance(end, Number))
    if last - first >= longest:
        return node
    letter = Symbol(node.index)
    terms = [simplify(substitute(node.body, {letter: number(k)}, ranges), ranges) for k in range(first, last + 1)]
    return total(terms) if node.kind == "sum" else product(terms)

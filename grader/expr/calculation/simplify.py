"""Light, readable simplification: what a careful person does in passing, and nothing clever.

Zeros and ones are dropped, rational numbers folded, sums and products flattened, signs and numerical factors drawn to
the front, equal terms collected, ``1[i = i]`` is one, a sum with a Kronecker delta collapses
(``Σ_k z_k 1[k = j]`` is ``z_j``). Nothing is expanded, factored or reordered beyond that, so that a derivative still
looks like the rule that made it. The steps are in ``building``.

>>> x = Symbol("x")
>>> simplify(Add((Mul((x, ZERO)), x, Neg(number(6)), x))) == Add((Mul((number(2), x)), Neg(number(6))))
True
"""

from collections.abc import Mapping, Sequence

from grader.expr.calculation.building import (
    ONE,
    ZERO,
    call,
    coefficient,
    entry,
    factors_of,
    flat,
    indicator,
    negative,
    number,
    power,
    product,
    quotient,
    scaled,
    total,
)
from grader.expr.nodes import (
    Add,
    BigOperator,
    Call,
    Div,
    Entry,
    Indicator,
    Mul,
    Neg,
    Node,
    Number,
    Power,
    Relation,
    Symbol,
)
from grader.expr.traverse import PRIME, children, length_of, rebuild, substitute, transform
from grader.limits import MAX_SUM_TERMS

__all__ = ["delta_index", "delta_of", "opened", "simplify", "summation", "unroll", "without_primes"]


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

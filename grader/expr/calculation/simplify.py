"""Light, readable simplification: what a careful person does in passing, and nothing clever.

Zeros and ones are dropped, rational numbers folded, sums and products flattened, signs and numerical factors moved to
the front, equal terms collected, ``1[i = i]`` is one, a sum with a Kronecker delta collapses
(``Σ_k z_k 1[k = j]`` is ``z_j``). Nothing else is expanded, factored or reordered, so a derivative still looks like
the rule it comes from. The steps are in ``building``.

>>> x = Symbol("x")
>>> simplify(Add((Mul((x, ZERO)), x, Neg(number(6)), x))) == Add((Mul((number(2), x)), Neg(number(6))))
True
"""

from collections.abc import Mapping, Sequence

from grader.expr.calculation.building import (
    ONE,
    ZERO,
    factors_of,
    flatten_sum,
    negative,
    number,
    power,
    product,
    quotient,
    scale_node,
    simplify_call,
    simplify_entry,
    simplify_indicator,
    split_coefficient,
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

__all__ = ["delta_index", "delta_of", "expand_terms", "simplify", "simplify_sum", "unroll", "unroll_primed_sums"]


def simplify(node: Node, ranges: Mapping[str, int] | None = None) -> Node:
    """Simplify from the leaves up; ``ranges`` gives index letters their lengths."""
    done: dict[int, Node] = {}

    def visit(current: Node) -> Node:
        if id(current) not in done:
            done[id(current)] = simplify_node(
                rebuild_if_changed(current, [visit(child) for child in children(current)]), ranges or {}
            )
        return done[id(current)]

    return visit(node)


def rebuild_if_changed(node: Node, new: Sequence[Node]) -> Node:
    return node if all(a is b for a, b in zip(children(node), new, strict=True)) else rebuild(node, new)


def simplify_node(node: Node, ranges: Mapping[str, int]) -> Node:
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
            return simplify_call(node)
        case Indicator(condition=condition):
            return simplify_indicator(condition)
        case Entry(of=of, indices=indices):
            return simplify_entry(of, indices)
        case BigOperator(kind="sum"):
            return simplify_sum(node, ranges)
    return node


def simplify_sum(node: BigOperator, ranges: Mapping[str, int]) -> Node:
    """Drop a sum of zeros, and collapse the Kronecker deltas of its letter."""
    body = node.body
    if body == ZERO:
        return ZERO
    collapsed = collapse_delta(node, ranges)
    if collapsed is not None:
        return collapsed
    factor, rest = split_coefficient(body)
    return scale_node(factor, BigOperator("sum", rest, node.index, node.lower, node.upper)) if factor != 1 else node


def collapse_delta(node: BigOperator, ranges: Mapping[str, int]) -> Node | None:
    """Collapse a sum whose body holds a Kronecker delta of its letter: replace the letter; else None.

    Only over a letter's whole range, and only for an index that is certainly in it.
    """
    if node.lower is not None or node.upper is not None:
        return None
    terms = [term for part in expand_terms(node.body, node.index) for term in flatten_sum([part])]
    if not any(delta_of(term, node.index, ranges) for term in terms):
        return None
    return total(sum_one_term(term, node.index, ranges) for term in terms)


def sum_one_term(term: Node, index: str, ranges: Mapping[str, int]) -> Node:
    """Sum one term over ``index``."""
    found = delta_of(term, index, ranges)
    if found is None:
        return simplify_node(BigOperator("sum", term, index), {})
    delta, other = found
    rest = product(part for part in factors_of(term) if part is not delta)
    return simplify(substitute(rest, {Symbol(index): other}, ranges), ranges)


def expand_terms(body: Node, index: str) -> list[Node]:
    """List the terms of a body, multiplying out a product if a sum in it holds a delta of ``index``."""
    factors = factors_of(body)
    for place, part in enumerate(factors):
        if isinstance(part, Add) and any(has_delta(term, index) for term in part.terms):
            before, after = factors[:place], factors[place + 1 :]
            return [piece for term in part.terms for piece in expand_terms(product([*before, term, *after]), index)]
    return list(body.terms) if isinstance(body, Add) else [body]


def has_delta(term: Node, index: str) -> bool:
    """Whether an equality of ``index`` is a factor of ``term``."""
    return any(delta_index(part, index) is not None for part in factors_of(term))


def delta_of(term: Node, index: str, ranges: Mapping[str, int]) -> tuple[Node, Node] | None:
    """A factor ``1[index = other]`` of ``term`` with the other index, if that one is in the range."""
    for part in factors_of(term):
        other = delta_index(part, index)
        if other is not None and is_in_range(other, index, ranges):
            return part, other
    return None


def delta_index(part: Node, index: str) -> Node | None:
    """The other index of a Kronecker delta of ``index``."""
    match part:
        case Indicator(condition=Relation(operands=(left, right), operators=("=",))):
            if left == Symbol(index):
                return right
            if right == Symbol(index):
                return left
    return None


def is_in_range(other: Node, index: str, ranges: Mapping[str, int]) -> bool:
    """Whether ``other`` is an index that runs over, or is in, the range of ``index``."""
    size = length_of(index, ranges)
    if isinstance(other, Symbol):
        return size is not None and length_of(other.name, ranges) == size
    return isinstance(other, Number) and size is not None and 1 <= other.value <= size


def unroll(node: Node, ranges: Mapping[str, int], longest: int = MAX_SUM_TERMS) -> Node:
    """Write out every sum or product of at most ``longest`` terms, and simplify."""
    done: dict[int, Node] = {}

    def visit(current: Node) -> Node:
        if id(current) not in done:
            rebuilt = rebuild_if_changed(current, [visit(child) for child in children(current)])
            done[id(current)] = simplify_node(write_out_sum(rebuilt, ranges, longest), ranges)
        return done[id(current)]

    return visit(node)


def unroll_primed_sums(node: Node, ranges: Mapping[str, int]) -> Node:
    """Write out every sum over a letter that was renamed, since no reader knows that letter."""

    def change(current: Node) -> Node:
        renamed = isinstance(current, BigOperator) and current.index.endswith(PRIME)
        return write_out_sum(current, ranges, MAX_SUM_TERMS) if renamed else current

    return transform(node, change)


def write_out_sum(node: Node, ranges: Mapping[str, int], longest: int) -> Node:
    """Write out a short sum or product as its terms; anything else stays as it is."""
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

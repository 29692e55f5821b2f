"""Ways to write a sum, product, quotient, power or sign differently. Each is valid wherever the formula has a value.

A rule takes a construct and returns another form of it, or None if it does not apply. Factors that are not numbers keep
their order, and a rule that is valid only for numbers is applied only to numbers.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random

from grader.expr.calculation.building import ONE, number
from grader.expr.nodes import Add, Div, Mul, Neg, Node, Number, Power
from grader.expr.notation import Notation
from grader.simulation.forms.scalars import is_scalar

__all__ = ["ALGEBRA", "Rule", "Site", "build_product", "build_sum"]


@dataclass(frozen=True, kw_only=True)
class Site:
    """Where a rule is applied: the names, the random generator, whether decimals are allowed, and names to avoid."""

    notation: Notation
    random: Random
    decimals: bool = True
    avoid: frozenset[str] = frozenset()
    is_value: bool = True

    def is_scalar(self, *nodes: Node) -> bool:
        """Whether formulas are certainly numbers."""
        return all(is_scalar(node, self.notation) for node in nodes)


Rule = Callable[[Node, Site], Node | None]
TWO = number(2)
MINUS_ONE = Neg(ONE)


def build_sum(terms: Sequence[Node]) -> Node:
    return terms[0] if len(terms) == 1 else Add(tuple(terms))


def build_product(factors: Sequence[Node]) -> Node:
    return factors[0] if len(factors) == 1 else Mul(tuple(factors))


def negate(node: Node) -> Node:
    """Return minus a formula; two signs cancel."""
    return node.operand if isinstance(node, Neg) else Neg(node)


def commute_sum(node: Node, site: Site) -> Node | None:
    """``a + b`` is ``b + a``."""
    if not isinstance(node, Add):
        return None
    terms = site.random.sample(node.terms, len(node.terms))
    return Add(tuple(terms)) if tuple(terms) != node.terms else Add(node.terms[::-1])


def group_sum(node: Node, site: Site) -> Node | None:
    """``a + b + c`` is ``a + (b + c)``."""
    if not isinstance(node, Add) or len(node.terms) < 3:
        return None
    return Add((*node.terms[:-2], Add(node.terms[-2:])))


def flatten_sum(node: Node, site: Site) -> Node | None:
    """``a + (b - c)`` is ``a + b - c``."""
    if not isinstance(node, Add) or not any(isinstance(term, Add) for term in node.terms):
        return None
    return Add(tuple(piece for term in node.terms for piece in (term.terms if isinstance(term, Add) else (term,))))


def reverse_difference(node: Node, site: Site) -> Node | None:
    """``a - b`` is ``-(b - a)``."""
    return Neg(Add(tuple(map(negate, node.terms[::-1])))) if isinstance(node, Add) else None


def factor_sum(node: Node, site: Site) -> Node | None:
    """``x y + x z`` is ``x (y + z)``, for numbers."""
    if not isinstance(node, Add) or not site.is_scalar(node):
        return None
    factors = [split_sign_and_factors(term) for term in node.terms]
    for common in factors[0][1]:
        if common != ONE and all(common in others for _, others in factors):
            rests = [apply_sign(sign, drop_factor(others, common)) for sign, others in factors]
            return Mul((common, build_sum(rests)))
    return None


def split_sign_and_factors(term: Node) -> tuple[bool, tuple[Node, ...]]:
    """Return whether a term is negative, and its factors."""
    inner = term.operand if isinstance(term, Neg) else term
    return isinstance(term, Neg), inner.factors if isinstance(inner, Mul) and not inner.elementwise else (inner,)


def apply_sign(is_negative: bool, node: Node) -> Node:
    return Neg(node) if is_negative else node


def drop_factor(factors: tuple[Node, ...], one: Node) -> Node:
    place = factors.index(one)
    return build_product((*factors[:place], *factors[place + 1 :]) or (ONE,))


def merge_fractions(node: Node, site: Site) -> Node | None:
    """``a/c + b`` is ``(a + b c)/c``."""
    if not isinstance(node, Add) or not site.is_scalar(node):
        return None
    divided = next((term for term in node.terms if isinstance(term, Div)), None)
    if divided is None:
        return None
    below = divided.denominator
    return Div(build_sum([numerator_over(term, below) for term in node.terms]), below)


def numerator_over(term: Node, below: Node) -> Node:
    """Return the numerator of a term over a given denominator."""
    if isinstance(term, Neg):
        return Neg(numerator_over(term.operand, below))
    return term.numerator if isinstance(term, Div) and term.denominator == below else Mul((term, below))


def commute_product(node: Node, site: Site) -> Node | None:
    """``a b`` is ``b a`` if at most one factor is not a number; otherwise those that are not keep their order."""
    if not isinstance(node, Mul) or node.elementwise:
        return None
    arrays = [factor for factor in node.factors if not site.is_scalar(factor)]
    shuffled = site.random.sample(node.factors, len(node.factors))
    rest = iter(arrays)
    kept = tuple(factor if site.is_scalar(factor) else next(rest) for factor in shuffled)
    return Mul(kept) if kept != node.factors else None


def group_product(node: Node, site: Site) -> Node | None:
    """``a b c`` is ``a (b c)``."""
    if not isinstance(node, Mul) or node.elementwise or len(node.factors) < 3 or not site.is_scalar(node):
        return None
    return Mul((*node.factors[:-2], Mul(node.factors[-2:])))


def expand_product(node: Node, site: Site) -> Node | None:
    """``a (b + c) d`` is ``a b d + a c d``; the order of the factors is kept."""
    if not isinstance(node, Mul) or node.elementwise:
        return None
    places = [place for place, factor in enumerate(node.factors) if isinstance(factor, Add)]
    if not places:
        return None
    place = site.random.choice(places)
    before, inner, after = node.factors[:place], node.factors[place], node.factors[place + 1 :]
    assert isinstance(inner, Add)
    terms = []
    for term in inner.terms:
        bare = term.operand if isinstance(term, Neg) else term
        terms.append(apply_sign(isinstance(term, Neg), Mul((*before, bare, *after))))
    return Add(tuple(terms))


def pull_sign_out(node: Node, site: Site) -> Node | None:
    """``a (-b)`` is ``-(a b)``."""
    if not isinstance(node, Mul) or node.elementwise:
        return None
    place = next((place for place, factor in enumerate(node.factors) if isinstance(factor, Neg)), None)
    if place is None:
        return None
    inner = node.factors[place]
    assert isinstance(inner, Neg)
    return Neg(Mul((*node.factors[:place], inner.operand, *node.factors[place + 1 :])))


def write_product_as_power(node: Node, site: Site) -> Node | None:
    """``x x`` is ``x^2``, for numbers."""
    if not isinstance(node, Mul) or node.elementwise or not site.is_scalar(node):
        return None
    twice = next((factor for factor in node.factors if node.factors.count(factor) == 2), None)
    if twice is None or isinstance(twice, Number):
        return None
    rest = [factor for factor in node.factors if factor != twice]
    return build_product((*rest, Power(twice, TWO)))


def divide_by_number(node: Node, site: Site) -> Node | None:
    """``(1/n) x`` is ``x/n``, for a number n."""
    match node:
        case Mul(factors=(Div(numerator=Number() as top, denominator=Number() as bottom), *rest), elementwise=False):
            return Div(build_product(rest if top == ONE else (top, *rest)), bottom)
    return None


def multiply_by_fraction(node: Node, site: Site) -> Node | None:
    """``x/n`` is ``(1/n) x``, for a number n."""
    match node:
        case Div(numerator=top, denominator=Number() as bottom) if not isinstance(top, Number):
            return Mul((Div(ONE, bottom), top))
    return None


def write_quotient_as_product(node: Node, site: Site) -> Node | None:
    """``a/b`` is ``a b^(-1)``, for numbers."""
    if not isinstance(node, Div) or isinstance(node.denominator, Number) or not site.is_scalar(node):
        return None
    return Mul((node.numerator, Power(node.denominator, MINUS_ONE)))


def split_quotient_over_sum(node: Node, site: Site) -> Node | None:
    """``(a + b)/c`` is ``a/c + b/c``."""
    if not isinstance(node, Div) or not isinstance(node.numerator, Add):
        return None
    terms = node.numerator.terms
    return Add(
        tuple(Neg(Div(t.operand, node.denominator)) if isinstance(t, Neg) else Div(t, node.denominator) for t in terms)
    )


def write_power_as_product(node: Node, site: Site) -> Node | None:
    """``x^2`` is ``x x``, ``x^3`` is ``x x^2`` and ``x^(-1)`` is ``1/x``, for numbers."""
    if not isinstance(node, Power) or not site.is_scalar(node):
        return None
    base, exponent = node.base, node.exponent
    if exponent == TWO:
        return Mul((base, base))
    if exponent == number(3):
        return Mul((base, Power(base, TWO)))
    return Div(ONE, base) if exponent in (MINUS_ONE, number(-1)) else None


def expand_square(node: Node, site: Site) -> Node | None:
    """``(a + b)^2`` is ``a^2 + 2 a b + b^2``, for numbers."""
    match node:
        case Power(base=Add(terms=(a, b)), exponent=exponent) if exponent == TWO and site.is_scalar(node):
            first = a.operand if isinstance(a, Neg) else a
            second = b.operand if isinstance(b, Neg) else b
            mixed = Mul((TWO, first, second))
            is_negative = isinstance(a, Neg) != isinstance(b, Neg)
            return Add((Power(first, TWO), apply_sign(is_negative, mixed), Power(second, TWO)))
    return None


def push_sign_in(node: Node, site: Site) -> Node | None:
    """``-(a - b)`` is ``b - a``, ``-(a b)`` is ``(-a) b`` and ``-x`` is ``(-1) x``."""
    if not isinstance(node, Neg):
        return None
    inner = node.operand
    if isinstance(inner, Add):
        return Add(tuple(map(negate, inner.terms)))
    if isinstance(inner, Mul) and not inner.elementwise:
        return Mul((Neg(inner.factors[0]), *inner.factors[1:]))
    return None if isinstance(inner, Number) else Mul((MINUS_ONE, inner))


def rewrite_number(node: Node, site: Site) -> Node | None:
    """A number as a fraction, a decimal, a sum or a product of other numbers; exact in each case."""
    if not isinstance(node, Number) or node.decimals is not None or not site.is_value or node.value <= 0:
        return None
    value = node.value
    ways: list[Node] = [Div(number(2 * value.numerator), number(2 * value.denominator))]
    if site.decimals and (written := as_decimal(value)) is not None:
        ways += [written, written]
    if value.denominator == 1 and value > 1:
        ways += [Add((number(value - 1), ONE))]
        ways += [Mul((TWO, number(value / 2)))] if value % 2 == 0 and value > 2 else []
    return site.random.choice(ways)


def write_fraction_as_decimal(node: Node, site: Site) -> Node | None:
    """``1/4`` is ``0.25``."""
    match node:
        case Div(numerator=Number(value=top, decimals=None), denominator=Number(value=bottom, decimals=None)):
            return as_decimal(top / bottom) if site.decimals and site.is_value and bottom and top > 0 else None
    return None


def as_decimal(value: Fraction) -> Number | None:
    """Return an exact decimal with few digits, or None if there is none.

    >>> as_decimal(Fraction(1, 4)), as_decimal(Fraction(1, 3))
    (Number(value=Fraction(1, 4), decimals=2, digits=2), None)
    """
    for decimals in range(1, 5):
        scaled = value * 10**decimals
        if scaled.denominator == 1:
            return Number(value, decimals, len(str(scaled.numerator)))
    return None


ALGEBRA: tuple[Rule, ...] = (
    commute_sum, group_sum, flatten_sum, reverse_difference, factor_sum, merge_fractions, commute_product,
    group_product, expand_product, pull_sign_out, write_product_as_power, divide_by_number, multiply_by_fraction,
    write_quotient_as_product, split_quotient_over_sum, write_power_as_product, expand_square, push_sign_in,
    rewrite_number, write_fraction_as_decimal,
)  # fmt: skip

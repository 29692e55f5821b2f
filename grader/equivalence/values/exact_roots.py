"""Conditions in one variable as polynomials, and their real roots, each known exactly.

A root is kept as an irreducible polynomial with an enclosure that holds no other root. Another polynomial vanishes
there exactly when that factor divides it. The roots cut the line into intervals; ``list_places`` returns each root and
one rational number in each interval.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from flint import arb, fmpq, fmpq_poly, fmpz_poly

from grader.equivalence.graph.graph import Graph
from grader.equivalence.graph.kinds import NUMBER, PRODUCT, SUM
from grader.equivalence.precision import WORKING, precision
from grader.equivalence.values.points import list_whole_numbers_beside
from grader.expr.notation import Domain

__all__ = [
    "CriticalNumbers", "NotPolynomialError", "Root", "choose_between", "convert_to_fraction", "find_critical_numbers",
    "find_sign", "find_sign_and_denominator", "find_sign_polynomial", "find_simplest", "is_place_in_domain",
    "list_places",
]  # fmt: skip

MAX_DEGREE = 60  # isolating the roots of a random polynomial of this degree takes about 20 ms at 53 bits
MAX_BITS = 2000  # of a coefficient; the roots of a quadratic with much longer ones can take minutes
# Eleven polynomials of the highest degree.
MAX_WORK = 40_000  # the sum of the squares of the degrees of all irreducible polynomials


class NotPolynomialError(Exception):
    """A condition is not polynomial in one variable."""


def find_sign_polynomial(g: Graph, atom: int, node: int) -> Any:
    """Return a node as a polynomial whose sign is that of the node: a quotient becomes a product."""
    return find_sign_and_denominator(g, atom, node)[0]


def find_sign_and_denominator(g: Graph, atom: int, node: int) -> tuple[Any, Any]:
    """Return the polynomial that has the sign of a node, and the node's denominator."""
    top, bottom = convert_to_fraction(g, atom, node)
    # top/bottom and top * bottom have the same sign wherever bottom is not 0.
    return require_small(top * bottom), bottom


def convert_to_fraction(g: Graph, atom: int, node: int) -> tuple[Any, Any]:
    """Return numerator and denominator of a node as polynomials in one symbol."""
    kind, data = g.kind[node], g.data[node]
    if kind == NUMBER:
        return fmpq_poly([fmpq(data)]), fmpq_poly([1])
    if node == atom:
        return fmpq_poly([0, 1]), fmpq_poly([1])
    if kind == SUM:
        top, bottom = fmpq_poly([fmpq(data[0])]), fmpq_poly([1])
        for term, factor in data[1]:
            above, below = convert_to_fraction(g, atom, term)
            top, bottom = top * below + above * fmpq(factor) * bottom, bottom * below
        return require_small(top), require_small(bottom)
    if kind == PRODUCT:
        top, bottom = fmpq_poly([1]), fmpq_poly([1])
        for factor, exponent in data:
            above, below = convert_to_fraction(g, atom, factor)
            if exponent < 0:
                above, below = below, above
            if max(above.degree(), below.degree(), 1) * abs(exponent) > MAX_DEGREE:  # even a number's power may be huge
                raise NotPolynomialError
            top, bottom = top * above ** abs(exponent), bottom * below ** abs(exponent)
        return require_small(top), require_small(bottom)
    raise NotPolynomialError


def require_small(poly: Any) -> Any:
    """Return the polynomial. Raise if its degree is too high, or its coefficients are too long."""
    # The root of a linear polynomial is a fraction, so its coefficients may be as long as they like.
    if poly.degree() > MAX_DEGREE or (poly.degree() > 1 and poly.numer().height_bits() > MAX_BITS):
        raise NotPolynomialError
    return poly


@dataclass(frozen=True, slots=True)
class Root:
    """A real root of an irreducible polynomial, with an enclosure that holds no other critical number."""

    factor: Any
    ball: Any
    bits: int = WORKING  # to which it was enclosed


def find_critical_numbers(polynomials: Iterable[Any], domain: Domain, bits: int = WORKING) -> list[Root]:
    """Return all distinct real roots, and the ends of the domain, from left to right."""
    found = CriticalNumbers(domain, bits)
    found.add(polynomials)
    return found.list_in_order()


class CriticalNumbers:
    """The real roots of polynomials, and the ends of a domain."""

    def __init__(self, domain: Domain, bits: int) -> None:
        self.domain = domain
        self.bits = bits
        self.roots: dict[str, list[Root]] = {}
        self.work = 0
        # An end n/d of the range is the root of d x - n.
        for end in (domain.lower, domain.upper):
            if end is not None:
                self.isolate(fmpz_poly([-end.numerator, end.denominator]))
        # All other kinds begin, end or are split at 0.
        if domain.kind != "real":
            self.isolate(fmpz_poly([0, 1]))

    def add(self, polynomials: Iterable[Any]) -> None:
        """Find the roots of more polynomials."""
        for poly in polynomials:
            for factor, _ in poly.numer().factor()[1]:
                self.isolate(factor)

    def isolate(self, factor: Any) -> None:
        """Find the roots of an irreducible polynomial, once. Raise when all of them together are too much work."""
        # Conditions share factors. Each factor is isolated once, so no root occurs twice in the list.
        key = str(factor)
        if key not in self.roots:
            self.work += factor.degree() ** 2
            if self.work > MAX_WORK:
                raise NotPolynomialError
            with precision(self.bits):
                balls = factor.complex_roots()
            # flint gives real roots an imaginary part of exactly 0, never a small ball around it.
            self.roots[key] = [Root(factor, ball.real, self.bits) for ball, _ in balls if ball.imag == 0]

    def list_in_order(self) -> list[Root]:
        roots = [root for found in self.roots.values() for root in found]
        ordered = sorted(roots, key=lambda root: fmpq(root.ball.mid().fmpq()))
        # The order of the midpoints is that of the roots only where no two balls meet. sqrt(2) and sqrt(2 + 10^-200)
        # are not told apart at these bits, and no number between them can be named.
        if any(low.ball.overlaps(high.ball) for low, high in pairwise(ordered)):
            raise NotPolynomialError
        return ordered

    def list_places(self) -> list[Root | fmpq]:
        """Return the roots within the domain and a number in each interval, or the whole numbers beside the roots."""
        roots = self.list_in_order()
        if self.domain.kind in ("integer", "natural"):
            # No condition changes between two roots, so the whole numbers nearest to them show every gap.
            return list(list_whole_numbers_beside(self.domain, [fmpq(root.ball.mid().fmpq()) for root in roots]))
        return [place for place in list_places(roots) if is_place_in_domain(place, self.domain, self.bits)]


def list_places(roots: list[Root]) -> list[Root | fmpq]:
    """Return a number in each interval, and the critical numbers between them."""
    if not roots:
        return [fmpq(0)]
    middles = [fmpq(root.ball.mid().fmpq()) for root in roots]
    # The midpoint is only close to the root. A whole step beyond it is on the outer side for certain.
    found: list[Root | fmpq] = [fmpq(middles[0].floor()) - 1]
    for index, root in enumerate(roots):
        found.append(root)
        last = index + 1 == len(roots)
        found.append(fmpq(middles[index].ceil()) + 1 if last else choose_between(middles[index], middles[index + 1]))
    return found


def choose_between(low: fmpq, high: fmpq) -> fmpq:
    """Return a short number in the middle half of an interval. Its ends are known approximately, not exactly."""
    margin = (high - low) / 4
    return find_simplest(low + margin, high - margin)


def find_simplest(low: fmpq, high: fmpq) -> fmpq:
    """Return the rational number of smallest denominator strictly between two others, by their continued fractions.

    >>> find_simplest(fmpq(314, 100), fmpq(315, 100)), find_simplest(fmpq(-1, 2), fmpq(0))
    (22/7, -1/3)
    """
    wholes: list[fmpq] = []
    while (whole := fmpq(low.floor())) + 1 >= high and low != whole:
        wholes.append(whole)
        low, high = 1 / (high - whole), 1 / (low - whole)
    found = whole + 1 / (fmpq((1 / (high - whole)).floor()) + 1)
    for whole in reversed(wholes):
        found = whole + 1 / found
    return found


def is_place_in_domain(place: Root | fmpq, domain: Domain, bits: int = WORKING) -> bool:
    """Whether a number belongs to a symbol's domain. Raise for whole numbers and complex ones."""
    if domain.kind not in ("real", "positive", "nonnegative", "negative", "nonzero"):
        raise NotPolynomialError
    if domain.is_all_reals:  # the precision is not taken for nothing
        return True
    with precision(bits):
        ball = place.ball if isinstance(place, Root) else arb(place)
        if domain.lower is not None and ball < arb(fmpq(domain.lower.numerator, domain.lower.denominator)):
            return False
        if domain.upper is not None and ball > arb(fmpq(domain.upper.numerator, domain.upper.denominator)):
            return False
    allowed = {
        "real": True,
        "positive": ball > 0,
        "nonnegative": not ball < 0,
        "negative": ball < 0,
        "nonzero": ball != 0,
    }
    return bool(allowed[domain.kind])


def find_sign(place: Root | fmpq, poly: Any) -> int | None:
    """Return the sign of a polynomial at a rational number or at a root; None where it is not certain."""
    if isinstance(place, Root):
        # Two polynomials share a root of an irreducible one only if it divides the other. No precision decides this.
        if poly.numer() % place.factor == 0:
            return 0
        with precision(place.bits):
            value = enclose_polynomial(poly, place.ball)
        return 1 if value > 0 else -1 if value < 0 else None
    exact = poly(place)
    return 1 if exact > 0 else -1 if exact < 0 else 0


def enclose_polynomial(poly: Any, ball: Any) -> Any:
    total = arb(0)
    for coefficient in reversed(poly.coeffs()):  # Horner's scheme
        total = total * ball + coefficient
    return total

"""A node as a fraction of polynomials in symbols and kernels, in lowest terms and factored over the rationals.

The kernels are exponentials, of which all that belong to one term are powers of one (``e^(2x) - e^x`` is ``E (E - 1)``
for ``E = e^x``), roots ``r`` with ``r^q = b``, sines and cosines with ``cos^2 = 1 - sin^2``, and any other function as
it is. The factored form is equal to the node wherever that is defined; where a factor cancelled, it may have more
values.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from flint import Ordering, fmpq, fmpq_mpoly_ctx

from grader.equivalence.graph import powers
from grader.equivalence.graph.calculus import list_reachable
from grader.equivalence.graph.graph import Graph, tidy
from grader.equivalence.graph.kinds import CALL, NUMBER, ONE, POWER, PRODUCT, SUM, UNDEFINED

__all__ = ["Factored", "factor_node"]

MAX_NODES = 120  # below the node that is factored
MAX_GENERATORS = 8
MAX_TERMS = 200  # of a polynomial; two such are multiplied in about a millisecond, and factored in some ten
MAX_DEGREE = 24  # in all generators together
MAX_BITS = 400  # of a number
MAX_REDUCTIONS = 8  # by the equations of roots and cosines


class NotRationalError(Exception):
    """A node is no fraction of short polynomials."""


@dataclass(frozen=True, slots=True)
class Factored:
    """A rational number times whole powers of nodes that are irreducible polynomials in symbols and kernels."""

    constant: fmpq
    factors: tuple[tuple[int, int], ...]


def factor_node(graph: Graph, node: int) -> Factored | None:
    """Return the factored form of a node; None where it is zero, or no fraction of short polynomials."""
    if len(list_reachable(graph, [node])) > MAX_NODES:
        return None
    try:
        ring = Ring(graph, node)
        top, bottom = ring.convert(node)
        top, bottom = ring.cancel(*ring.reduce_fraction(top, bottom))
        if top == 0:
            return None
        powers_of: dict[int, int] = {}
        constant = fmpq(1)
        for poly, direction in ((top, 1), (bottom, -1)):
            content, factors = poly.factor()
            constant *= fmpq(content) ** direction
            for factor, exponent in factors:
                size, base = graph.monic(found) if graph.kind[found := ring.build(factor)] == SUM else (1, found)
                constant *= fmpq(size) ** (int(exponent) * direction)
                powers_of[base] = powers_of.get(base, 0) + int(exponent) * direction
    except NotRationalError:
        return None
    return Factored(constant, tuple((base, n) for base, n in sorted(powers_of.items()) if n and base != ONE))


@dataclass(slots=True)
class Ring:
    """The polynomials in the symbols and kernels below a node."""

    graph: Graph
    node: int
    generators: dict[int, int] = field(default_factory=dict)
    steps: dict[int, fmpq] = field(default_factory=dict)  # by term: all exponents of its exponential are multiples
    done: dict[int, tuple[Any, Any]] = field(default_factory=dict)
    context: Any = None

    def __post_init__(self) -> None:
        self.collect(self.node, set())
        if len(self.generators) > MAX_GENERATORS:
            raise NotRationalError
        names = tuple(f"g{place}" for place in range(len(self.generators)))
        self.context = fmpq_mpoly_ctx.get(names, Ordering.lex)

    # Generators

    def collect(self, node: int, seen: set[int]) -> None:
        """Note the symbols and kernels below a node."""
        if node in seen:
            return
        seen.add(node)
        graph = self.graph
        kind, data = graph.kind[node], graph.data[node]
        if kind in (SUM, PRODUCT):
            for below, _ in data if kind == PRODUCT else data[1]:
                self.collect(below, seen)
        elif kind == CALL and data[0] == "exp":
            for term, factor in powers.terms_of(graph, data[1][0]):
                self.note_exponent(term, fmpq(factor))
        elif node == UNDEFINED:
            raise NotRationalError
        elif kind != NUMBER:
            if kind == POWER and graph.kind[data[1]] == NUMBER:
                self.collect(data[0], seen)
            self.add(node)
            if kind == CALL and data[0] in ("sin", "cos"):
                self.add(graph.call("cos" if data[0] == "sin" else "sin", *data[1]))

    def note_exponent(self, term: int, factor: fmpq) -> None:
        """Let the exponential of a term be one whose power is also ``exp(factor term)``."""
        step = self.steps.get(term, fmpq(0))
        self.steps[term] = common_step(step, factor)
        self.add(-term)  # exponentials are known by their term, with a minus to tell them from the term itself

    def add(self, generator: int) -> None:
        self.generators.setdefault(generator, len(self.generators))

    def poly(self, generator: int) -> Any:
        return self.context.gens()[self.generators[generator]]

    # From a node to a fraction

    def convert(self, node: int) -> tuple[Any, Any]:
        """Return numerator and denominator of a node."""
        if node not in self.done:
            self.done[node] = self.convert_new(node)
        return self.done[node]

    def convert_new(self, node: int) -> tuple[Any, Any]:
        graph = self.graph
        kind, data = graph.kind[node], graph.data[node]
        one = self.context.constant(1)
        if kind == NUMBER:
            return self.context.constant(require_short(data)), one
        if kind == SUM:
            top, bottom = self.context.constant(require_short(data[0])), one
            for term, factor in data[1]:
                above, below = self.convert(term)
                above = above * fmpq(require_short(factor))
                if below == bottom:
                    top = require_small(top + above)
                else:
                    top = require_small(multiply(top, below) + multiply(above, bottom))
                    bottom = multiply(bottom, below)
            return top, bottom
        if kind == PRODUCT:
            return self.join(data)
        if kind == CALL and data[0] == "exp":
            return self.join_exponential(data[1][0])
        return self.poly(node), one

    def join(self, pairs: Sequence[tuple[int, int]]) -> tuple[Any, Any]:
        """Return a power product as a fraction."""
        top = bottom = self.context.constant(1)
        for factor, exponent in pairs:
            above, below = self.convert(factor)
            if exponent < 0:
                above, below = below, above
            top, bottom = (
                multiply(top, raise_poly(above, abs(exponent))),
                multiply(bottom, raise_poly(below, abs(exponent))),
            )
        return top, bottom

    def join_exponential(self, argument: int) -> tuple[Any, Any]:
        """Return an exponential as a product of powers of the generators of its terms."""
        top = bottom = self.context.constant(1)
        for term, factor in powers.terms_of(self.graph, argument):
            count = int((fmpq(factor) / self.steps[term]).p)
            power = raise_poly(self.poly(-term), abs(count))
            top, bottom = (multiply(top, power), bottom) if count > 0 else (top, multiply(bottom, power))
        return top, bottom

    # Equations of roots and cosines

    def reduce_fraction(self, top: Any, bottom: Any) -> tuple[Any, Any]:
        """Return a fraction without higher powers of roots and cosines than the first."""
        above, below = self.reduce(top), self.reduce(bottom)
        if below[0] == 0:
            raise NotRationalError
        return multiply(above[0], below[1]), multiply(above[1], below[0])

    def reduce(self, poly: Any) -> tuple[Any, Any]:
        """Return a polynomial with ``r^q`` replaced by b, and the denominator that this brings."""
        bottom = self.context.constant(1)
        for _ in range(MAX_REDUCTIONS):
            found = self.find_reducible(poly)
            if found is None:
                return poly, bottom
            place, index, (above, below) = found
            parts: dict[int, dict[tuple[int, ...], Any]] = {}
            for exponents, factor in poly.to_dict().items():
                times, left = divmod(int(exponents[place]), index)
                kept = tuple(left if at == place else int(n) for at, n in enumerate(exponents))
                parts.setdefault(times, {})[kept] = factor
            most = max(parts)
            total = self.context.constant(0)
            for times, part in parts.items():
                scale = multiply(raise_poly(above, times), raise_poly(below, most - times))
                total = require_small(total + multiply(self.context.from_dict(part), scale))
            poly, bottom = total, multiply(bottom, raise_poly(below, most))
        raise NotRationalError

    def find_reducible(self, poly: Any) -> tuple[int, int, tuple[Any, Any]] | None:
        """Return a kernel with an equation that a polynomial holds a higher power of, with the equation."""
        degrees = poly.degrees()
        # The last ones first: a root is built from what came before it.
        for node, place in sorted(self.generators.items(), reverse=True):
            if node < 0:  # an exponential
                continue
            kind, data = self.graph.kind[node], self.graph.data[node]
            if kind == POWER and self.graph.kind[data[1]] == NUMBER:
                index = int(fmpq(self.graph.data[data[1]]).q)
                if degrees[place] >= index:
                    return place, index, self.convert(data[0])
            elif kind == CALL and data[0] == "cos" and degrees[place] >= 2:
                sine = self.poly(self.graph.call("sin", *data[1]))
                return place, 2, (1 - sine * sine, self.context.constant(1))
        return None

    def cancel(self, top: Any, bottom: Any) -> tuple[Any, Any]:
        common = top.gcd(bottom)
        return (top, bottom) if common == 1 or common == 0 else (top // common, bottom // common)

    # From a polynomial to a node

    def build(self, poly: Any) -> int:
        """Return the node of a polynomial."""
        graph = self.graph
        bases = [self.base_of(generator) for generator in self.generators]
        pairs = []
        for exponents, factor in poly.to_dict().items():
            term = graph.product([(base, int(n)) for base, n in zip(bases, exponents, strict=True) if n])
            pairs.append((term, tidy(fmpq(factor))))
        return graph.combine(pairs)

    def base_of(self, generator: int) -> int:
        """Return the node of a generator."""
        if generator >= 0:
            return generator
        return powers.exp(self.graph, self.graph.scale(-generator, tidy(self.steps[-generator])))


def common_step(left: fmpq, right: fmpq) -> fmpq:
    """Return the largest number of which both are whole multiples."""
    while right != 0:
        left, right = right, left - right * (left / right).floor()
    return abs(left)


def require_short(value: Any) -> fmpq:
    number = fmpq(value)
    if max(number.p.bit_length(), number.q.bit_length()) > MAX_BITS:
        raise NotRationalError
    return number


def require_small(poly: Any) -> Any:
    if len(poly) > MAX_TERMS or poly.total_degree() > MAX_DEGREE:
        raise NotRationalError
    return poly


def multiply(left: Any, right: Any) -> Any:
    """Return a product whose size is checked before and after."""
    if len(left) * len(right) > 8 * MAX_TERMS:
        raise NotRationalError
    return require_small(left * right)


def raise_poly(poly: Any, exponent: int) -> Any:
    if max(poly.total_degree(), 1) * exponent > MAX_DEGREE:
        raise NotRationalError
    result = poly**0
    for _ in range(exponent):
        result = multiply(result, poly)
    return result

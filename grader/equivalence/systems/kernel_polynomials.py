"""Nodes as quotients of polynomials in their symbols and *kernels*: exponentials, roots, logarithms, sines.

A kernel is a variable of its own. What is true of all its values is kept beside it: the square of sqrt(t) is t, sine
and cosine lie on the unit circle, exp(2x) is the square of exp(x). A statement proved for all values of the variables
that obey this holds for the nodes; the converse is not claimed, so that only points can conclude *different*.
"""

from __future__ import annotations

from math import lcm
from typing import Any, Final

from flint import Ordering, fmpq, fmpq_mpoly_ctx

from grader.equivalence.graph import facts, powers
from grader.equivalence.graph.calculus import list_reachable
from grader.equivalence.graph.facts import NEGATIVE, POSITIVE
from grader.equivalence.graph.graph import Graph, tidy
from grader.equivalence.graph.kinds import ATOM, CALL, NUMBER, ONE, POWER, PRODUCT, SUM, UNDEFINED
from grader.equivalence.systems.written_conditions import Condition
from grader.equivalence.values.enclosure import Sample

__all__ = [
    "MAX_VARIABLES", "KernelRing", "OutOfReachError", "Polynomial", "find_variables", "make_monic",
    "undo_exponentials", "undo_logarithms",
]  # fmt: skip

Polynomial = Any  # flint's fmpq_mpoly
MAX_VARIABLES: Final = 12  # symbols and kernels of two conditions
# A product of two polynomials is worked out only if it stays within these, so that no answer asks for much work.
MAX_DEGREE: Final = 24
MAX_TERMS: Final = 120
MAX_BITS: Final = 400  # of a coefficient
OPAQUE: Final = frozenset({"atan", "asin", "floor", "pi"})  # of which only the sign is known


class OutOfReachError(Exception):
    """A condition is not made of polynomials of moderate size in a few symbols and kernels."""


class KernelRing:
    """The polynomials of one comparison, and what is known about their variables."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.ring = fmpq_mpoly_ctx.get(tuple(f"t{place}" for place in range(MAX_VARIABLES)), Ordering.degrevlex)
        self.generators = self.ring.gens()
        self.places: dict[Any, int] = {}
        self.nodes: list[int] = []  # what each variable means
        self.requirements: list[list[Condition]] = []  # where each variable has a value
        self.relations: list[tuple[int, Polynomial]] = []  # a polynomial that is zero where a variable has a value
        self.scales: dict[int, int] = {}  # exp(t/d) is the variable of an exponential of multiples of t/d
        self.known: dict[int, tuple[Polynomial, Polynomial]] = {}
        self.signs: dict[int, int] = {}

    def prepare(self, nodes: list[int]) -> None:
        """Find the common denominators of all exponents, so that e^x and e^(x/2) are powers of one variable."""
        g = self.graph
        for node in list_reachable(g, nodes):
            if g.kind[node] == CALL and g.data[node][0] == "exp":
                for term, factor in list_terms(g, g.data[node][1][0]):
                    self.scales[term] = lcm(self.scales.get(term, 1), int(fmpq(factor).q))

    def fraction(self, node: int) -> tuple[Polynomial, Polynomial]:
        """Return numerator and denominator of a node."""
        found = self.known.get(node)
        if found is None:
            found = self.known[node] = self.work_out(node)
        return found

    def work_out(self, node: int) -> tuple[Polynomial, Polynomial]:
        g = self.graph
        kind, data = g.kind[node], g.data[node]
        one = self.ring.constant(1)
        if kind == NUMBER:
            return self.constant(data), one
        if kind == SUM:
            top, bottom = self.constant(data[0]), one
            for term, factor in data[1]:
                if factor == 0:  # only a mark of where the sum has a value, which the written condition says
                    continue
                above, below = self.fraction(term)
                if below == bottom:
                    top = top + above * self.constant(factor)
                else:
                    top = self.multiply(top, below) + self.multiply(above, bottom) * self.constant(factor)
                    bottom = self.multiply(bottom, below)
            return self.require_small(top), bottom
        if kind == PRODUCT:
            top, bottom = one, one
            for factor, exponent in data:
                above, below = self.fraction(factor)
                if exponent < 0:
                    above, below = below, above
                top = self.multiply(top, self.raise_to(above, abs(exponent)))
                bottom = self.multiply(bottom, self.raise_to(below, abs(exponent)))
            return top, bottom
        if kind == CALL and data[0] == "exp":
            return self.convert_exponential(data[1][0])
        if kind in (ATOM, POWER, CALL):
            return self.find_variable(node), one
        raise OutOfReachError

    def constant(self, value: Any) -> Polynomial:
        value = fmpq(value)
        if value.p.bit_length() + value.q.bit_length() > MAX_BITS:
            raise OutOfReachError
        return self.ring.constant(value)

    def multiply(self, left: Polynomial, right: Polynomial) -> Polynomial:
        # Counted before the product is built.
        if len(left) * len(right) > 8 * MAX_TERMS or left.total_degree() + right.total_degree() > MAX_DEGREE:
            raise OutOfReachError
        return self.require_small(left * right)

    def raise_to(self, base: Polynomial, exponent: int) -> Polynomial:
        result = self.ring.constant(1)
        if exponent > MAX_DEGREE:
            raise OutOfReachError
        for _ in range(exponent):
            result = self.multiply(result, base)
        return result

    def require_small(self, polynomial: Polynomial) -> Polynomial:
        if len(polynomial) > MAX_TERMS or any(
            c.p.bit_length() + c.q.bit_length() > MAX_BITS for c in polynomial.coeffs()
        ):
            raise OutOfReachError
        return polynomial

    def convert_exponential(self, exponent: int) -> tuple[Polynomial, Polynomial]:
        """Return exp of a sum as a power product of the exponentials of its terms."""
        g = self.graph
        top = bottom = self.ring.constant(1)
        for term, factor in list_terms(g, exponent):
            if factor == 0:
                continue
            if is_call(g, term, "log") and fmpq(factor).q == 1:  # e^(n ln u) is u^n, where ln u has a value
                above, below = self.fraction(g.data[term][1][0])
                above, below = (above, below) if factor > 0 else (below, above)
                top = self.multiply(top, self.raise_to(above, abs(int(factor))))
                bottom = self.multiply(bottom, self.raise_to(below, abs(int(factor))))
                continue
            scale = self.scales.setdefault(term, int(fmpq(factor).q))
            count = fmpq(factor) * scale
            if count.q != 1:  # an exponent that came up later and is no multiple of those before
                raise OutOfReachError
            kernel = g.call("exp", g.scale(term, tidy(fmpq(1, scale))))
            power = self.raise_to(self.name_variable(("exp", term), kernel), abs(int(count.p)))
            if count > 0:
                top = self.multiply(top, power)
            else:
                bottom = self.multiply(bottom, power)
        return top, bottom

    def find_variable(self, node: int) -> Polynomial:
        """Return the variable of a symbol or kernel."""
        g = self.graph
        kind, data = g.kind[node], g.data[node]
        if facts.find_signs(g, node) & facts.COMPLEX:
            raise OutOfReachError
        if kind == ATOM:
            return self.name_variable(node, node)
        if kind == POWER:
            return self.find_root(node, *data)
        name, arguments = data
        if name in ("log", "sin", "cos"):
            # By its argument as a polynomial, so that ln(x(x+1)) and ln(x^2+x) are one variable.
            key = (name, *map(str, self.fraction(arguments[0])))
            variable = self.name_variable(key, node)
            if name != "log":
                self.relate_sine_and_cosine(key)
            return variable
        if name in OPAQUE or name[0] == "@":
            return self.name_variable(node, node)
        raise OutOfReachError

    def find_root(self, node: int, base: int, exponent: int) -> Polynomial:
        """Return the variable of a root; its power is what is under it."""
        g = self.graph
        if g.kind[exponent] != NUMBER:
            raise OutOfReachError
        index = int(fmpq(g.data[exponent]).q)
        if index > MAX_DEGREE or g.data[exponent] != fmpq(1, index):
            raise OutOfReachError
        top, bottom = self.fraction(base)
        key = ("root", index, str(top), str(bottom))
        is_new = key not in self.places
        variable = self.name_variable(key, node)
        if is_new:
            self.relations.append((self.places[key], self.multiply(self.raise_to(variable, index), bottom) - top))
        return variable

    def relate_sine_and_cosine(self, key: Any) -> None:
        sine, cosine = (self.places.get((name, *key[1:])) for name in ("sin", "cos"))
        if sine is not None and cosine is not None:
            squares = self.generators[sine] ** 2 + self.generators[cosine] ** 2
            if all(relation != squares - 1 for _, relation in self.relations):
                self.relations.append((sine, squares - 1))

    def name_variable(self, key: Any, node: int) -> Polynomial:
        place = self.places.get(key)
        if place is None:
            if len(self.nodes) == MAX_VARIABLES:
                raise OutOfReachError
            place = self.places[key] = len(self.nodes)
            self.nodes.append(node)
            self.requirements.append(list_node_requirements(self.graph, node))
        return self.generators[place]

    def build_node(self, polynomial: Polynomial) -> int:
        """Return a polynomial as a node."""
        g = self.graph
        terms = [(g.product([(self.nodes[place], int(power)) for place, power in enumerate(monomial) if power]),
                  tidy(factor))
                 for monomial, factor in polynomial.to_dict().items()]  # fmt: skip
        return g.combine(terms)

    def find_whole_variables(self) -> frozenset[int]:
        """Return the places of the variables that are whole numbers."""
        return frozenset(place for place, node in enumerate(self.nodes) if facts.is_whole(self.graph, node))

    def find_square_roots(self) -> frozenset[int]:
        """Return the places of the variables that are square roots."""
        return frozenset(
            place for key, place in self.places.items() if isinstance(key, tuple) and key[:2] == ("root", 2)
        )

    def find_constant_variables(self) -> frozenset[int]:
        """Return the places of the variables without a symbol, such as sqrt(2)."""
        return frozenset(place for place, node in enumerate(self.nodes) if not holds_symbol(self.graph, node))

    def signs_of(self, place: int) -> int:
        """Return the signs that a variable may have; of a constant, such as ln 2, its ball shows them."""
        node = self.nodes[place]
        if place not in self.signs:
            self.signs[place] = find_sign_of_constant(self.graph, node) or facts.find_signs(self.graph, node)
        return self.signs[place]


def list_terms(g: Graph, node: int) -> list[tuple[int, Any]]:
    """Return a node as a linear combination; a constant is a multiple of 1."""
    if g.kind[node] == SUM:
        constant, terms = g.data[node]
        return [*terms, *([(ONE, constant)] if constant else [])]
    return [(ONE, g.data[node])] if g.kind[node] == NUMBER else [(node, 1)]


def list_node_requirements(g: Graph, node: int) -> list[Condition]:
    """Return what must hold for a node to have a value."""
    found: list[Condition] = []
    for below in list_reachable(g, [node]):
        kind, data = g.kind[below], g.data[below]
        if below == UNDEFINED:
            raise OutOfReachError
        if kind == PRODUCT:
            found += [(factor, "!=") for factor, exponent in data if exponent < 0]
        elif kind == POWER:
            if g.kind[data[1]] != NUMBER:
                raise OutOfReachError
            found.append((data[0], ">=" if g.data[data[1]] > 0 else ">"))
        elif kind == CALL and data[0] == "log":
            found.append((data[1][0], ">"))
        elif kind == CALL and data[0] == "asin":
            found += [(g.sub(ONE, data[1][0]), ">="), (g.add([ONE, data[1][0]]), ">=")]
        elif kind == CALL and data[0] not in facts.EVERYWHERE and data[0][0] != "@":
            raise OutOfReachError
    return [(part, test) for part, test in found if g.kind[part] != NUMBER or g.data[part] <= 0]


def find_sign_of_constant(g: Graph, node: int) -> int:
    """Return the sign of a constant that is certainly not zero, else 0."""
    if holds_symbol(g, node):
        return 0
    ball = Sample(g, 0, 0, 128).evaluate()[node]
    return 0 if ball is None or not ball.is_finite() or ball.contains(0) else POSITIVE if ball > 0 else NEGATIVE


def holds_symbol(g: Graph, node: int) -> bool:
    return any(g.kind[below] == ATOM for below in list_reachable(g, [node]))


def find_variables(polynomial: Polynomial) -> list[int]:
    """Return the places of the variables that a polynomial holds."""
    return [place for place, degree in enumerate(polynomial.degrees()) if degree > 0]


def make_monic(polynomial: Polynomial) -> tuple[fmpq, Polynomial]:
    """Return the leading coefficient, and the polynomial divided by it."""
    leading = polynomial.leading_coefficient()
    return leading, polynomial / leading


def undo_logarithms(ring: KernelRing, polynomial: Polynomial) -> int | None:
    """Return a node with the same signs but without logarithms, for ``p + sum of c log(u)``.

    For whole numbers c, it has the sign of ``u^c … - exp(-p)`` wherever all the logarithms have a value.
    """
    g = ring.graph
    # The logarithm of a number stays: e^u = 5 is written u = ln 5.
    places = {place for place in find_variables(polynomial)
              if is_call(g, ring.nodes[place], "log") and holds_symbol(g, ring.nodes[place])}  # fmt: skip
    if not places:
        return None
    shares: dict[int, fmpq] = {}
    rest = ring.ring.constant(0)
    for monomial, factor in polynomial.to_dict().items():
        held = [place for place, power in enumerate(monomial) if power]
        if not places & set(held):
            rest += ring.ring.from_dict({monomial: factor})
        elif len(held) == 1 and monomial[held[0]] == 1:
            shares[held[0]] = factor
        else:
            return None
    scale = lcm(*(int(share.q) for share in shares.values()))
    counts = {place: int((share * scale).p) for place, share in shares.items()}
    if max(map(abs, counts.values())) > MAX_DEGREE:
        return None
    product = g.product([(g.data[ring.nodes[place]][1][0], count) for place, count in counts.items()])
    # A rational exponent is kept whole: p is scaled as the logarithms are.
    other = powers.exp(g, ring.build_node(rest * ring.ring.constant(fmpq(-scale))))
    return g.sub(product, other)


def undo_exponentials(ring: KernelRing, polynomial: Polynomial) -> int | None:
    """Return ``u - v - ln c`` for ``e^u - c e^v``, which has the same signs; None for other polynomials."""
    g = ring.graph
    terms = list(polynomial.to_dict().items())
    if len(terms) != 2 or (terms[0][1] < 0) == (terms[1][1] < 0):
        return None
    exponents = []
    for monomial, factor in sorted(terms, key=lambda item: item[1], reverse=True):
        held = [(ring.nodes[place], int(power)) for place, power in enumerate(monomial) if power]
        if not all(is_call(g, node, "exp") for node, _ in held):
            return None
        inner = g.combine([(g.data[node][1][0], power) for node, power in held])
        exponents.append(g.add([inner, powers.log(g, g.number(tidy(abs(factor))))]))
    # Of numbers alone, such as e - 2, nothing gets simpler.
    return g.sub(*exponents) if any(holds_symbol(g, exponent) for exponent in exponents) else None


def is_call(g: Graph, node: int, name: str) -> bool:
    return g.kind[node] == CALL and g.data[node][0] == name

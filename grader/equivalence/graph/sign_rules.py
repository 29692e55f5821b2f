"""The sign of an irreducible polynomial in symbols and kernels, by the signs of simpler ones.

- Monotone functions: ``e^x - e^y`` has the sign of ``x - y``, and so have ``ln x - ln y``, ``atan x - atan y`` and
  ``asin x - asin y``.
- Square roots: ``p + q sqrt(b)`` has the sign of p where q has the same one, and otherwise the sign of p times that of
  ``p^2 - q^2 b``.
- A quadratic polynomial ``a x^2 + b x + c`` has the sign of a where ``4 a c - b^2`` is not negative; a polynomial
  in one symbol, or a homogeneous one in two, has one sign if it has no real root.

The rules hold wherever the node is defined, the last one except where it is zero, which is at single points.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import lcm
from typing import Any

from flint import fmpq, fmpq_poly

from grader.equivalence.graph import facts, powers, signs
from grader.equivalence.graph.facts import NEGATIVE, POSITIVE
from grader.equivalence.graph.fractions import factor_node
from grader.equivalence.graph.graph import Graph, tidy
from grader.equivalence.graph.kinds import ATOM, CALL, NUMBER, ONE, POWER, PRODUCT, SUM, ZERO
from grader.equivalence.precision import WORKING, precision

__all__ = ["find_sign"]

MAX_DEPTH = 4  # rules that are applied one after the other: each root in a node takes one
MAX_DEGREE = 24  # of a polynomial whose roots are counted; see ``fractions``
MAX_BITS = 400  # of its coefficients
MAX_LOG_FACTOR = 8  # of a logarithm; a ln x becomes x^a


def find_sign(graph: Graph, node: int, depth: int = MAX_DEPTH) -> int:
    """Return the sign of a node, by simpler signs where a rule applies."""
    if depth == 0 or graph.strict:
        return signs.sign(graph, node)
    found = factor_node(graph, node)
    if found is None:
        return signs.sign(graph, node)
    sides = [(sign_of_factor(graph, factor, depth), abs(exponent)) for factor, exponent in found.factors]
    return graph.product([(graph.number(1 if found.constant > 0 else -1), 1), *sides])


def sign_of_factor(graph: Graph, node: int, depth: int) -> int:
    """Return the sign of an irreducible polynomial."""
    if graph.kind[node] not in (SUM, CALL) or facts.find_signs(graph, node) in (POSITIVE, NEGATIVE):
        return signs.sign(graph, node)
    for rule in (compare_exponentials, compare_logarithms, compare_angles):
        simpler = rule(graph, node)
        if simpler is not None:
            return find_sign(graph, simpler, depth - 1)
    parts = split_at_root(graph, node)
    if parts is not None:
        return sign_with_root(graph, *parts, depth)
    definite = sign_of_form(graph, node) or sign_of_quadratic(graph, node)
    return signs.sign(graph, node) if definite is None else graph.number(definite)


def terms_of(graph: Graph, node: int) -> list[tuple[int, Any]]:
    return [(term, factor) for term, factor in powers.terms_of(graph, node) if factor != 0]


# Monotone functions


def compare_exponentials(graph: Graph, node: int) -> int | None:
    """Return ``s - t + log(a/b)`` for ``a e^s - b e^t`` with positive a and b."""
    terms = terms_of(graph, node)
    if len(terms) != 2 or not terms[0][1] * terms[1][1] < 0:
        return None
    exponents = [exponent_of(graph, term) for term, _ in terms]
    if None in exponents or not any(is_exponential(graph, term) for term, _ in terms):
        return None
    quotient = graph.number(tidy(-fmpq(terms[0][1]) / fmpq(terms[1][1])))
    difference = graph.sub(exponents[0], exponents[1])  # type: ignore[arg-type]
    return graph.scale(graph.add([difference, powers.log(graph, quotient)]), 1 if terms[0][1] > 0 else -1)


def exponent_of(graph: Graph, node: int) -> int | None:
    """Return t where a node is a product of exponentials, ``e^t``."""
    if node == ONE:
        return ZERO
    factors = graph.data[node] if graph.kind[node] == PRODUCT else ((node, 1),)
    if not all(is_exponential(graph, factor) for factor, _ in factors):
        return None
    return graph.combine([(graph.data[factor][1][0], n) for factor, n in factors])


def is_exponential(graph: Graph, node: int) -> bool:
    if graph.kind[node] == PRODUCT:
        return any(is_exponential(graph, factor) for factor, _ in graph.data[node])
    return graph.kind[node] == CALL and graph.data[node][0] == "exp"


def compare_logarithms(graph: Graph, node: int) -> int | None:
    """Return ``u^m - v^n`` for ``m log u - n log v``, and with a number added."""
    terms = terms_of(graph, node)
    logarithms = [(term, fmpq(c)) for term, c in terms if graph.kind[term] == CALL and graph.data[term][0] == "log"]
    constant = sum((fmpq(c) for term, c in terms if term == ONE), fmpq(0))
    if not logarithms or len(logarithms) + sum(term == ONE for term, _ in terms) != len(terms):
        return None
    scale = lcm(*(int(c.q) for _, c in logarithms))
    if sum(abs(c * scale) for _, c in logarithms) > MAX_LOG_FACTOR:
        return None
    sides = []
    for direction in (1, -1):
        factors = [(graph.data[t][1][0], int(abs(c) * scale)) for t, c in logarithms if c * direction > 0]
        number = powers.exp(graph, graph.number(tidy(abs(constant) * scale))) if constant * direction > 0 else ONE
        sides.append(graph.product([*factors, (number, 1)]))
    return graph.sub(*sides)


def compare_angles(graph: Graph, node: int) -> int | None:
    """Return ``u - v`` for ``atan u - atan v`` and ``u + v`` for ``atan u + atan v``; likewise for asin."""
    terms = terms_of(graph, node)
    if len(terms) > 2 or any(graph.kind[term] != CALL for term, _ in terms):
        return None
    names = {graph.data[term][0] for term, _ in terms}
    if len({abs(c) for _, c in terms}) > 1 or names not in ({"atan"}, {"asin"}):
        return None
    # Both functions are odd and increasing.
    return graph.combine([(graph.data[term][1][0], 1 if c > 0 else -1) for term, c in terms])


# Square roots


def split_at_root(graph: Graph, node: int) -> tuple[int, int, int] | None:
    """Return p, q and b of a node ``p + q sqrt(b)``, for the root that was built last."""
    roots = [
        factor
        for term, _ in terms_of(graph, node)
        for factor, _ in (graph.data[term] if graph.kind[term] == PRODUCT else ((term, 1),))
        if is_square_root(graph, factor)
    ]
    if not roots:
        return None
    root = max(roots)
    outside, inside = [], []
    for term, c in terms_of(graph, node):
        exponent = dict(graph.data[term]).get(root, 0) if graph.kind[term] == PRODUCT else int(term == root)
        if exponent not in (0, 1):
            return None
        if exponent:
            inside.append((graph.product([(term, 1), (root, -1)]), c))
        else:
            outside.append((term, c))
    return graph.combine(outside), graph.combine(inside), graph.data[root][0]


def is_square_root(graph: Graph, node: int) -> bool:
    if graph.kind[node] != POWER or graph.kind[graph.data[node][1]] != NUMBER:
        return False
    return bool(fmpq(graph.data[graph.data[node][1]]) == fmpq(1, 2))


def sign_with_root(graph: Graph, p: int, q: int, b: int, depth: int) -> int:
    """Return the sign of ``p + q sqrt(b)``."""
    square = graph.sub(graph.power(p, 2), graph.mul([graph.power(q, 2), b]))
    found = factor_node(graph, square)
    # Of p^2 = q^2 b nothing is left but the case that all is zero, or p and q sqrt(b) are opposite or the same.
    norm = find_sign(graph, square, depth - 1) if found is not None else signs.sign(graph, square)
    left, right = find_sign(graph, p, depth - 1), find_sign(graph, q, depth - 1)
    # (left + right)/2 is the common sign, or 0 where they are opposite; (left - right)/2 the other way round.
    return graph.combine([
        (left, fmpq(1, 2)), (right, fmpq(1, 2)),
        (graph.mul([norm, left]), fmpq(1, 2)), (graph.mul([norm, right]), fmpq(-1, 2)),
    ])  # fmt: skip


# Polynomials without real zeros


def sign_of_form(graph: Graph, node: int) -> int | None:
    """Return the sign of an irreducible polynomial in x, or in x and y with terms of one degree, without real roots."""
    terms = terms_of(graph, node)
    atoms = sorted({factor for term, _ in terms if term != ONE for factor, _ in factors_of(graph, term)})
    degrees = {sum(n for _, n in factors_of(graph, term)) if term != ONE else 0 for term, _ in terms}
    if not 1 <= len(atoms) <= 2 or any(graph.kind[atom] != ATOM for atom in atoms):
        return None
    # With y = 1 a homogeneous polynomial of even degree keeps its sign: f(x, y) is y^n f(x/y, 1).
    if max(degrees) % 2 or min(degrees) < 0 or max(degrees) > MAX_DEGREE or (len(atoms) == 2 and len(degrees) > 1):
        return None
    coefficients = [fmpq(0)] * (max(degrees) + 1)
    for term, c in terms:
        coefficients[dict(factors_of(graph, term)).get(atoms[0], 0) if term != ONE else 0] += c
    poly = fmpq_poly(coefficients).numer()
    if poly.degree() != max(degrees) or poly.height_bits() > MAX_BITS:
        return None
    with precision(WORKING):
        # flint gives real roots an imaginary part of exactly 0, never a small ball around it.
        has_root = any(ball.imag == 0 for ball, _ in poly.complex_roots())
    return None if has_root else 1 if coefficients[-1] > 0 else -1


def sign_of_quadratic(graph: Graph, node: int) -> int | None:
    """Return the sign of a quadratic polynomial in one of its symbols, if it is the same for all values."""
    terms = terms_of(graph, node)
    for atom in {factor for term, _ in terms for factor, _ in factors_of(graph, term) if graph.kind[factor] == ATOM}:
        parts: dict[int, list[tuple[int, Any]]] = {0: [], 1: [], 2: []}
        for term, c in terms:
            exponent = dict(factors_of(graph, term)).get(atom, 0)
            if exponent not in parts:
                break
            parts[exponent].append((graph.product([(term, 1), (atom, -exponent)]), c))
        else:
            found = sign_by_discriminant(graph, *(graph.combine(parts[n]) for n in (2, 1, 0)))
            if found is not None:
                return found
    return None


def factors_of(graph: Graph, node: int) -> Sequence[tuple[int, int]]:
    return graph.data[node] if graph.kind[node] == PRODUCT else ((node, 1),)


def sign_by_discriminant(graph: Graph, a: int, b: int, c: int) -> int | None:
    """Return the sign of ``a x^2 + b x + c`` for all x, where it is known."""
    leading = facts.find_signs(graph, a)
    if leading not in (POSITIVE, NEGATIVE):
        return None
    inside = graph.combine([(graph.mul([a, c]), 4), (graph.power(b, 2), -1)])
    found = factor_node(graph, inside)
    if found is None or found.constant < 0:
        return None
    # All factors of 4 a c - b^2 are never negative, or occur with even exponents.
    if any(n % 2 and facts.find_signs(graph, factor) & NEGATIVE for factor, n in found.factors):
        return None
    return 1 if leading == POSITIVE else -1

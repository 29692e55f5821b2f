"""Where sines and cosines of a multiple of one variable take given values, as exact nodes.

``sin(a x + b) = v`` has the solutions ``a x + b = asin v + 2 k pi`` and ``pi - asin v + 2 k pi``. A quotient of sums of
sines and cosines of multiples of one angle is a quotient of polynomials in the tangent t of half that angle, as
``cos = (1 - t^2)/(1 + t^2)`` and ``sin = 2t/(1 + t^2)``; the straight angle, for which t is infinite, is added. Only
within a range with two ends are there finitely many solutions: a condition that is the same after each period is
compared on one period (``find_period``).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor, gcd, isfinite, lcm, pi
from typing import Any

from flint import fmpq

from grader.equivalence.graph import functions, powers
from grader.equivalence.graph.calculus import list_reachable, substitute
from grader.equivalence.graph.graph import Graph, tidy
from grader.equivalence.graph.kinds import CALL, NUMBER, ONE, PRODUCT, SUM, ZERO
from grader.equivalence.values.enclosure import Sample
from grader.equivalence.values.exact_roots import NotPolynomialError
from grader.expr.notation import Domain

__all__ = ["Angle", "find_period", "is_sine", "list_sine_kernels", "list_tangent_polynomial", "solve_angle",
           "solve_half_angle", "solve_sine", "split_angle"]  # fmt: skip

MAX_TURNS = 24  # solutions of one angle in a range
MAX_MULTIPLE = 8  # of the angle: the polynomial in the tangent has twice that degree
MAX_DEGREE = 24  # of that polynomial
BITS = 64
Poly = list[int]  # coefficients, constant nodes of any kind, lowest first


@dataclass(frozen=True, slots=True)
class Angle:
    """An angle ``factor * term + shift``, where the term is the variable times a constant."""

    factor: fmpq
    term: int
    shift: int
    slope: int  # what the variable is multiplied by in the term


def is_sine(g: Graph, node: int) -> bool:
    return g.kind[node] == CALL and g.data[node][0] in ("sin", "cos")


def list_sine_kernels(g: Graph, atom: int, nodes: Sequence[int]) -> list[int]:
    """Return the sines and cosines below some nodes that depend on a variable."""
    return [node for node in list_reachable(g, nodes) if is_sine(g, node) and atom in list_reachable(g, [node])]


def split_angle(g: Graph, atom: int, node: int) -> Angle:
    """Return an angle that is linear in a variable; raise ``NotPolynomialError`` for any other."""
    constant, terms = g.data[node] if g.kind[node] == SUM else (0, ((node, 1),))
    varying = [(term, factor) for term, factor in terms if atom in list_reachable(g, [term])]
    if len(varying) != 1 or varying[0][1] == 0:
        raise NotPolynomialError
    term, factor = varying[0]
    shift = g.linear(constant, {other: share for other, share in terms if other != term})
    others = [pair for pair in g.data[term] if pair[0] != atom] if g.kind[term] == PRODUCT else []
    slope = g.product(others)
    if g.product([(atom, 1), *others]) != term or atom in list_reachable(g, [slope]):
        raise NotPolynomialError
    return Angle(fmpq(factor), term, shift, slope)


def estimate(g: Graph, node: int) -> float:
    """Return about what a constant is; raise where it has no value."""
    ball = Sample(g, 0, 0, BITS).evaluate()[node]
    found = float(ball.mid()) if ball is not None and ball.is_finite() else float("nan")
    if not isfinite(found):
        raise NotPolynomialError
    return found


def solve_angle(g: Graph, domain: Domain, angle: Angle, values: Sequence[int]) -> list[int]:
    """Return the numbers of a range, and perhaps a few beside it, at which an angle takes values, up to full turns."""
    # Without two ends there are infinitely many.
    if domain.lower is None or domain.upper is None:
        raise NotPolynomialError
    slope, shift = (
        float(Fraction(int(angle.factor.p), int(angle.factor.q))) * estimate(g, angle.slope),
        estimate(g, angle.shift),
    )
    if slope == 0:
        raise NotPolynomialError
    ends = sorted(slope * float(end) + shift for end in (domain.lower, domain.upper))
    inverse = g.scale(g.power(angle.slope, -1), tidy(1 / angle.factor))
    found = []
    for value in values:
        first, last = ((end - estimate(g, value)) / (2 * pi) for end in ends)
        # A little more than the range, as the estimates are rounded; more numbers do no harm.
        turns = range(ceil(first - 1e-6), floor(last + 1e-6) + 1)
        if len(turns) > MAX_TURNS:
            raise NotPolynomialError
        for turn in turns:
            whole = g.combine([(value, 1), (functions.pi(g), 2 * turn), (angle.shift, -1)])
            found.append(powers.multiply_out(g, whole, inverse))
    return found


def solve_sine(g: Graph, name: str, value: int) -> list[int]:
    """Return two angles at which a sine or cosine takes a value; all others are full turns away."""
    ball = Sample(g, 0, 0, BITS).evaluate()[value]
    if ball is None or not ball.is_finite():
        raise NotPolynomialError
    if abs(ball) > 1:
        return []
    first = functions.FUNCTIONS["asin" if name == "sin" else "acos"](g, value)
    second = g.combine([(functions.pi(g), 1), (first, -1)]) if name == "sin" else g.neg(first)
    return list(dict.fromkeys((first, second)))


# The tangent of half the angle


def find_common_angle(g: Graph, angles: Sequence[Angle]) -> tuple[Angle, list[int]]:
    """Return an angle of which all others are whole multiples, but for their shifts, and these multiples."""
    if len({angle.term for angle in angles}) != 1:
        raise NotPolynomialError
    bottom = lcm(*(int(angle.factor.q) for angle in angles))
    tops = [int(angle.factor.p) * (bottom // int(angle.factor.q)) for angle in angles]
    step = gcd(*tops)
    common = Angle(fmpq(step, bottom), angles[0].term, ZERO, angles[0].slope)
    return common, [top // step for top in tops]


def list_tangent_polynomial(g: Graph, atom: int, node: int) -> tuple[Angle, Poly]:
    """Return the numerator of a node as a polynomial in the tangent of half an angle, and that angle."""
    kernels = list_sine_kernels(g, atom, [node])
    angles = [split_angle(g, atom, g.data[kernel][1][0]) for kernel in kernels]
    common, multiples = find_common_angle(g, angles)
    if max(map(abs, multiples)) > MAX_MULTIPLE:
        raise NotPolynomialError
    fractions = {
        kernel: write_by_tangent(g, g.data[kernel][0], angle.shift, multiple)
        for kernel, angle, multiple in zip(kernels, angles, multiples, strict=True)
    }
    top, _ = convert_by_kernels(g, atom, node, fractions)
    rest: Poly | None = top
    while rest is not None:  # 1 + t^2 is never zero
        top, rest = rest, divide_by_circle(g, rest)
    while len(top) > 1 and top[-1] == ZERO:
        top.pop()
    return common, top


def divide_by_circle(g: Graph, poly: Poly) -> Poly | None:
    """Return a polynomial divided by ``1 + t^2``; None where there is a remainder, or nothing is left."""
    rest, found = list(poly), []
    while len(rest) > 2:
        leading = rest.pop()
        found.append(leading)
        rest[-2] = g.sub(rest[-2], leading)
    return found[::-1] if found and {*rest} == {ZERO} and {*found} != {ZERO} else None


def write_by_tangent(g: Graph, name: str, shift: int, multiple: int) -> tuple[Poly, Poly]:
    """Return the sine or cosine of a multiple of an angle plus a shift as a quotient in the tangent of its half."""
    # cos(m b) + i sin(m b) = ((1 + i t)/(1 - i t))^m = (1 + i t)^(2m) / (1 + t^2)^m
    count = abs(multiple)
    cosine, sine, bottom = [1], [0], [1]
    for _ in range(2 * count):
        cosine, sine = (
            [a - b for a, b in zip([*cosine, 0], [0, *sine], strict=True)],
            [b + a for b, a in zip([*sine, 0], [0, *cosine], strict=True)],
        )
    for _ in range(count):
        bottom = [a + b for a, b in zip([*bottom, 0, 0], [0, 0, *bottom], strict=True)]
    if multiple < 0:
        sine = [-part for part in sine]
    outside = functions.cos(g, shift), functions.sin(g, shift)
    # sin(u + v) = sin u cos v + cos u sin v, cos(u + v) = cos u cos v - sin u sin v
    first, second = (sine, cosine) if name == "sin" else (cosine, [-part for part in sine])
    top = [g.combine([(outside[0], a), (outside[1], b)]) for a, b in zip(first, second, strict=True)]
    return top, [g.number(part) for part in bottom]


def convert_by_kernels(g: Graph, atom: int, node: int, known: dict[int, tuple[Poly, Poly]]) -> tuple[Poly, Poly]:
    """Return a node as a quotient of polynomials, where that of each kernel is known."""
    if node in known:
        return known[node]
    if atom not in list_reachable(g, [node]):
        return [node], [ONE]
    kind, data = g.kind[node], g.data[node]
    top: Poly
    bottom: Poly
    if kind == SUM:
        top, bottom = [g.number(data[0])], [ONE]
        for term, factor in data[1]:
            above, below = convert_by_kernels(g, atom, term, known)
            scaled = [g.scale(part, factor) for part in above]
            if below == bottom:
                top = add_polys(g, top, scaled)
            else:
                top = add_polys(g, multiply_polys(g, top, below), multiply_polys(g, scaled, bottom))
                bottom = multiply_polys(g, bottom, below)
        return top, bottom
    if kind != PRODUCT:
        raise NotPolynomialError
    top, bottom = [ONE], [ONE]
    for factor, exponent in data:
        above, below = convert_by_kernels(g, atom, factor, known)
        if exponent < 0:
            above, below = below, above
        for _ in range(min(abs(exponent), MAX_DEGREE + 1)):
            top, bottom = multiply_polys(g, top, above), multiply_polys(g, bottom, below)
    return top, bottom


def add_polys(g: Graph, left: Poly, right: Poly) -> Poly:
    size = max(len(left), len(right))
    padded = [[*part, *[ZERO] * (size - len(part))] for part in (left, right)]
    return [g.add(pair) for pair in zip(*padded, strict=True)]


def multiply_polys(g: Graph, left: Poly, right: Poly) -> Poly:
    # Bounded before each product is worked out.
    if len(left) + len(right) - 2 > MAX_DEGREE:
        raise NotPolynomialError
    sums: list[list[tuple[int, Any]]] = [[] for _ in range(len(left) + len(right) - 1)]
    for place, a in enumerate(left):
        for other, b in enumerate(right):
            if a != ZERO and b != ZERO:
                sums[place + other].append((powers.multiply_out(g, a, b), 1))
    return [g.combine(terms) for terms in sums]


def solve_half_angle(g: Graph, domain: Domain, angle: Angle, tangents: Sequence[int]) -> list[int]:
    """Return the numbers at which the tangent of half an angle has given values, and those of the straight angle."""
    known = list_exact_tangents(g)
    halves = [known[t] if t in known else functions.FUNCTIONS["atan"](g, t) for t in tangents]
    return solve_angle(g, domain, angle, [*(g.scale(half, 2) for half in halves), functions.pi(g)])


def list_exact_tangents(g: Graph) -> dict[int, int]:
    """Return the tangents of multiples of pi/24 that are sums of square roots, each with its angle."""
    two, three = (powers.sqrt(g, g.number(n)) for n in (2, 3))
    # tan(pi/8) is sqrt(2) - 1, and so on.
    rows = [(two, 1, -1, fmpq(1, 8)), (two, 1, 1, fmpq(3, 8)), (three, -1, 2, fmpq(1, 12)), (three, 1, 2, fmpq(5, 12))]
    found = [(g.combine([(root, factor), (ONE, constant)]), share) for root, factor, constant, share in rows]
    return {g.scale(t, side): g.scale(functions.pi(g), side * share) for t, share in found for side in (1, -1)}


# Periods


def find_period(g: Graph, atom: int, nodes: Sequence[int]) -> Angle | None:
    """Return the angle after each full turn of which all nodes are the same; None where there is none."""
    kernels = list_sine_kernels(g, atom, nodes)
    if not kernels:
        return None
    # With numbers in the place of all sines, nothing else may depend on the variable.
    rest = substitute(g, nodes, dict.fromkeys(kernels, g.number(fmpq(1, 3))))
    if atom in list_reachable(g, [node for node in rest if g.kind[node] != NUMBER]):
        return None
    try:
        return find_common_angle(g, [split_angle(g, atom, g.data[kernel][1][0]) for kernel in kernels])[0]
    except NotPolynomialError:
        return None

"""Piecewise functions, as polynomials in signs.

``|t| = t sign(t)``, ``1[t > 0] = (1 + sign t)/2`` where t is almost never zero, ``max(a, b) = b + (a - b) 1[a > b]``.
The sign of a product is the product of signs, so ``|x y|`` and ``|x| |y|`` are one node. Floors stay functions, with
whole constants drawn out.
"""

from collections.abc import Sequence
from math import gcd, lcm

from flint import fmpq

from grader.equivalence.graph import facts
from grader.equivalence.graph.facts import COMPLEX, NEGATIVE, NULL, POSITIVE
from grader.equivalence.graph.graph import Graph
from grader.equivalence.graph.kinds import CALL, NUMBER, ONE, POWER, PRODUCT, SUM, ZERO
from grader.equivalence.graph.number_roots import build_root_kernel, root_of_number
from grader.equivalence.graph.variation import is_almost_never_whole, is_almost_never_zero

__all__ = [
    "absolute",
    "ceil",
    "floor",
    "has_whole_pole",
    "indicate_nonnegative",
    "indicate_positive",
    "indicate_zero",
    "maximum",
    "minimum",
    "sign",
]

MAX_STEPS = 8  # each floor of a multiple becomes that many floors, each with its own jumps to find points beside


def sign(g: Graph, t: int) -> int:
    """Return the sign of a real node: -1, 0 or 1; the sign of a product is the product of signs."""
    mask = facts.find_signs(g, t)
    if mask in (POSITIVE, NEGATIVE, NULL):
        value = g.number({POSITIVE: 1, NEGATIVE: -1, NULL: 0}[mask])
        # A known sign is a constant only where t has a value: sign(sqrt(x)^2 + 1) is undefined for x < 0.
        return value if facts.is_total(g, t) else g.combine([(value, 1), (t, 0)])
    kind, data = g.kind[t], g.data[t]
    if kind == PRODUCT:
        # The sign of 1/t is that of t. An exponent of 2 is kept: sign(t)^2 is 0 where t is.
        # Of a whole n the place n = 0, where 1/n has no value, is no matter of a single point.
        if has_whole_pole(g, t):
            return g.call("sign", t)
        return g.product([(sign(g, factor), abs(exponent)) for factor, exponent in data])
    if kind == SUM:
        leading, rest = g.monic(t)
        if rest != t:
            # Divided by its leading coefficient, so that sign(2x - 2) and -sign(1 - x) are one node.
            return g.scale(sign(g, rest), 1 if leading > 0 else -1)
    if (kind == CALL and data[0] == "sign") or is_alternating(g, t):
        return t
    return g.call("sign", t)


def has_whole_pole(g: Graph, t: int) -> bool:
    """Whether a product divides by a whole number that may be zero."""
    return any(
        exponent < 0 and facts.is_whole(g, factor) and facts.find_signs(g, factor) & NULL
        for factor, exponent in g.data[t]
    )


def is_alternating(g: Graph, t: int) -> bool:
    """Whether a node is ``(-1)^n`` with a whole n, which is its own sign."""
    return g.kind[t] == POWER and g.kind[g.data[t][0]] == NUMBER and g.data[g.data[t][0]] == -1


def absolute(g: Graph, t: int) -> int:
    """Return the absolute value, ``t sign(t)``; of complex numbers it stays a function."""
    return g.mul([sign(g, t), t]) if not facts.find_signs(g, t) & COMPLEX else modulus(g, t)


def modulus(g: Graph, t: int) -> int:
    """Return the absolute value of a complex node: of ``a + b i`` as a number, of a product factor by factor."""
    constant, terms = g.data[t] if g.kind[t] == SUM else (0, ((t, 1),))
    if len(terms) == 1 and terms[0][0] == g.call("i"):
        # Not zero: terms with a coefficient of zero are only kept where they may be undefined, and i is not.
        return root_of_number(g, g.number(constant * constant + terms[0][1] * terms[0][1]), fmpq(1, 2))
    if g.kind[t] == PRODUCT:
        return g.product([(absolute(g, factor), exponent) for factor, exponent in g.data[t]])
    if g.kind[t] == SUM:
        leading, rest = g.monic(t)
        if rest != t:
            return g.scale(absolute(g, rest), abs(leading))
    if g.kind[t] == POWER and g.kind[g.data[t][1]] == NUMBER:
        base, exponent = g.data[t]
        size = absolute(g, base)
        factors = g.data[size] if g.kind[size] == PRODUCT else ((size, 1),)
        if not any(facts.find_signs(g, factor) & NEGATIVE for factor, _ in factors):
            return g.mul(root_of_size(g, factor, fmpq(g.data[exponent]) * power) for factor, power in factors)
    return t if g.kind[t] == CALL and g.data[t][0] == "abs" else g.call("abs", t)


def root_of_size(g: Graph, t: int, power: fmpq) -> int:
    """Return a power of something that is not negative."""
    return g.power(t, int(power.p)) if power.q == 1 else build_root_kernel(g, t, power)


def indicate_positive(g: Graph, t: int) -> int:
    """Return the indicator of ``t > 0``."""
    s = sign(g, t)
    # (1 + s)/2 is 1/2 where t is zero, which may be left aside only if that is almost nowhere; (s^2 + s)/2 is 0 there.
    if is_almost_never_zero(g, t):
        return g.combine([(ONE, fmpq(1, 2)), (s, fmpq(1, 2))])
    return g.combine([(g.power(s, 2), fmpq(1, 2)), (s, fmpq(1, 2))])


def indicate_nonnegative(g: Graph, t: int) -> int:
    """Return the indicator of ``t >= 0``."""
    # t >= 0 fails exactly where -t > 0 holds.
    return g.combine([(ONE, 1), (indicate_positive(g, g.neg(t)), -1)])


def indicate_zero(g: Graph, t: int) -> int:
    """Return the indicator of ``t = 0``."""
    if g.kind[t] == NUMBER:
        return ONE if t == ZERO else ZERO
    if is_almost_never_zero(g, t):
        # 0 times t keeps where t is undefined, as in the indicator of log(x) = 0.
        return g.scale(t, 0) if not facts.is_total(g, t) else ZERO
    return g.combine([(ONE, 1), (g.power(sign(g, t), 2), -1)])


def maximum(g: Graph, a: int, b: int) -> int:
    """Return the larger of two nodes; the half step at equality does not matter, because its factor is zero."""
    difference = g.sub(a, b)
    half_step = g.combine([(ONE, fmpq(1, 2)), (sign(g, difference), fmpq(1, 2))])
    return g.add([b, g.mul([difference, half_step])])


def minimum(g: Graph, a: int, b: int) -> int:
    return g.neg(maximum(g, g.neg(a), g.neg(b)))


def floor(g: Graph, t: int) -> int:
    if g.kind[t] == NUMBER:
        return g.number(int(fmpq(g.data[t]).floor()))
    step = find_only_step(g, t)
    if step is not None:
        return g.number(step)
    if facts.is_whole(g, t):
        return t
    if g.kind[t] == SUM:
        constant, terms = g.data[t]
        whole = int(fmpq(constant).floor())
        # A whole constant comes out of a floor whatever the rest is.
        if whole:
            return g.add([g.number(whole), floor(g, g.linear(constant - whole, dict(terms)))])
        if all(facts.is_whole(g, term) for term, _ in terms):
            return floor_of_fraction(g, constant, terms)
        # floor(-t) = -floor(t) - 1 fails where t is whole: floor(-2) is -2, not -3.
        if terms[0][1] < 0 and is_almost_never_whole(g, t):
            return g.combine([(floor(g, g.neg(t)), -1), (ONE, -1)])
        times = gcd(*(int(fmpq(factor).p) for _, factor in terms))
        if 1 < times <= MAX_STEPS:
            # Hermite: floor(q t) is the sum of floor(t + k/q) for k = 0 to q - 1, so floor(2t) and floor(t) share
            # nodes.
            steps = [g.combine([(t, fmpq(1, times)), (ONE, fmpq(step, times))]) for step in range(times)]
            return g.add([floor(g, step) for step in steps])
    return g.call("floor", t)


def floor_of_fraction(g: Graph, constant: object, terms: Sequence[tuple[int, object]]) -> int:
    """Return the floor of ``(h + k)/q`` for a whole h with symbols, in one form for each h, k and q.

    Whole multiples of symbols come out. The rest is negated if needed, so that its first factor is positive. The q
    floors for k = 0 to q - 1 have the sum h (Hermite), so the last one is written by the others.
    """
    q = lcm(*(int(fmpq(factor).q) for _, factor in terms))
    whole = {term: int((fmpq(factor) + fmpq(1, 2)).ceil()) - 1 for term, factor in terms}
    rest = {term: fmpq(factor) - whole[term] for term, factor in terms if fmpq(factor) != whole[term]}
    outside = g.linear(0, {term: count for term, count in whole.items() if count})
    k = int((fmpq(constant) * q).floor())
    if not rest or q > MAX_STEPS:
        inside = g.linear(fmpq(constant), rest)
        return g.add([outside, g.call("floor", inside)]) if rest else outside
    if next(iter(rest.values())) < 0:
        rest, k, turn = {term: -factor for term, factor in rest.items()}, q - 1 - k, -1
    else:
        turn = 1
    floors = [g.call("floor", g.linear(fmpq(step, q), dict(rest))) for step in range(q - 1)]
    if k < q - 1:
        return g.combine([(outside, 1), (floors[k], turn)])
    last = g.linear(0, {term: factor * q for term, factor in rest.items()})
    return g.combine([(outside, 1), (last, turn), *((floor, -turn) for floor in floors)])


def find_only_step(g: Graph, t: int) -> int | None:
    """Return the only whole number that the floor of a node takes, but for single points, if its range says so."""
    ends = facts.range_of_sum(g, g.data[t] if g.kind[t] == SUM else (0, ((t, 1),)))
    if ends is None or not ends[0].floor() + 1 >= ends[1] or not is_almost_never_whole(g, t):
        return None
    return int(ends[0].floor())


def ceil(g: Graph, t: int) -> int:
    return g.neg(floor(g, g.neg(t)))

"""Exponentials, logarithms and powers.

They know each other: ``exp(c log t)`` is a power of a positive t, ``log`` of a product is a sum as far as the signs
allow, and ``a^t`` for positive a is ``exp(t log a)``. Real powers are principal, so a root keeps where it is
undefined: ``sqrt(x)^2`` is not x.
"""

from typing import Any

from flint import fmpq

from grader.equivalence.graph import facts
from grader.equivalence.graph.facts import COMPLEX, NEGATIVE, POSITIVE
from grader.equivalence.graph.graph import Graph, tidy
from grader.equivalence.graph.kinds import CALL, NUMBER, ONE, POWER, PRODUCT, SUM, UNDEFINED, ZERO
from grader.equivalence.graph.number_roots import factored_fraction, root_kernel, root_of_number
from grader.equivalence.graph.signs import absolute, sign

__all__ = ["build_beside", "exp", "expanded", "general_power", "log", "parts_of", "real_root", "root", "sqrt"]

MAX_EXPANDED_TERMS = 64


# Exponential and logarithm


def exp(g: Graph, t: int) -> int:
    """Return the exponential; a logarithm of something positive in a sum of exponents comes down as a power."""
    if t == ZERO:
        return ONE
    t = expanded(g, t)
    if g.kind[t] == SUM:
        constant, terms = g.data[t]
        logarithms = [(term, c) for term, c in terms if c != 0 and is_log_of_positive(g, term)]
        if logarithms:
            rest = g.linear(constant, {term: c for term, c in terms if (term, c) not in logarithms})
            return g.mul([exp(g, rest), *(root(g, g.data[term][1][0], c) for term, c in logarithms)])
    elif is_log_of_positive(g, t):
        return int(g.data[t][1][0])
    build_beside(g, t, "i")
    return g.call("exp", t)


def build_beside(g: Graph, t: int, name: str) -> None:
    """Build what stands beside i or pi in the terms of an angle, by which the provers find its sine and cosine."""
    constant = g.memo.get((CALL, (name, ())))
    for term, _ in parts_of(g, t) if constant is not None else ():
        if g.kind[term] == PRODUCT and (constant, 1) in g.data[term]:
            g.product([pair for pair in g.data[term] if pair[0] != constant])


def is_log_of_positive(g: Graph, t: int) -> bool:
    """Tell whether a node is the logarithm of something known to be positive."""
    return g.kind[t] == CALL and g.data[t][0] == "log" and facts.sign(g, g.data[t][1][0]) == POSITIVE


def expanded(g: Graph, t: int) -> int:
    """Return an argument with products of sums multiplied out as far as they stay short."""
    kind, data = g.kind[t], g.data[t]
    if kind == SUM:
        if not any(g.kind[term] == PRODUCT and has_sum(g, term) for term, _ in data[1]):
            return t
        constant, terms = data
        return g.combine([(ONE, constant), *((expanded(g, term), factor) for term, factor in terms)])
    if kind != PRODUCT or not has_sum(g, t):
        return t
    rest = [(factor, exponent) for factor, exponent in data if not is_short_power(g, factor, exponent)]
    result = g.product(rest)
    for factor, exponent in data:
        if is_short_power(g, factor, exponent):
            for _ in range(exponent):
                if len(parts_of(g, result)) > MAX_EXPANDED_TERMS:
                    return t
                result = expanded_product(g, result, factor)
    return result


def has_sum(g: Graph, t: int) -> bool:
    """Tell whether a product has a factor that can be multiplied out."""
    return any(is_short_power(g, factor, exponent) for factor, exponent in g.data[t])


def is_short_power(g: Graph, factor: int, exponent: int) -> bool:
    """Tell whether a factor is a small power of a polynomial of few terms in the symbols."""
    if g.kind[factor] != SUM or not 0 < exponent <= 4:
        return False
    terms = g.data[factor][1]
    return len(terms) <= 8 and all(facts.is_monomial(g, term) for term, _ in terms)


def log(g: Graph, t: int) -> int:
    """Return the natural logarithm; of a product, the sum of logarithms as far as the signs allow."""
    if t == ZERO:
        return UNDEFINED
    kind, data = g.kind[t], g.data[t]
    if kind == NUMBER:
        return log_of_number(g, t)
    if kind == CALL and data[0] == "exp" and not facts.sign(g, data[1][0]) & COMPLEX:
        return int(data[1][0])
    if facts.sign(g, t) & COMPLEX:
        return g.call("log", t)
    if kind == SUM:
        leading, rest = g.monic(t)
        if rest != t and leading not in (1, -1):
            return g.add([log_of_number(g, g.number(abs(leading))), log(g, rest if leading > 0 else g.neg(rest))])
    if kind == POWER and g.kind[data[1]] == NUMBER:
        return g.scale(log(g, data[0]), g.data[data[1]])
    return log_of_product(g, dict(data)) if kind == PRODUCT else g.call("log", t)


def log_of_number(g: Graph, t: int) -> int:
    """Return the logarithm of a number as a combination of logarithms of primes."""
    value = g.data[t]
    if value < 0:
        return g.call("log", t)
    return g.combine([(g.call("log", g.number(base)), exponent) for base, exponent in factored_fraction(value)])


def log_of_product(g: Graph, powers: dict[int, int]) -> int:
    """Return the logarithm of a power product; positive, squared and absolute factors come out."""
    terms: list[tuple[int, object]] = []
    for factor in list(powers):
        if g.kind[factor] == CALL and g.data[factor][0] == "sign" and powers[factor] % 2:
            inner = g.data[factor][1][0]
            if powers.get(inner, 0) % 2:
                terms.append((log_of_absolute(g, inner), powers.pop(inner)))
                del powers[factor]
    rest = []
    for factor, exponent in powers.items():
        mask = facts.sign(g, factor)
        if not mask & NEGATIVE:
            terms.append((log(g, factor), exponent))
        elif exponent % 2 == 0:
            terms.append((log_of_absolute(g, factor), exponent))
        else:
            rest.append((factor, exponent))
    if len(rest) == 1:
        terms.append((log(g, rest[0][0]), rest[0][1]))
    elif rest:
        terms.append((g.call("log", g.product(rest)), 1))
    return g.combine(terms)


def log_of_absolute(g: Graph, t: int) -> int:
    """Return ``log |t|``."""
    size = absolute(g, t)
    return g.call("log", size) if g.kind[size] == PRODUCT else log(g, size)


# Powers and roots


def general_power(g: Graph, base: int, exponent: int) -> int:
    """Return any power; real powers are principal, so that of a negative base only whole exponents are defined."""
    if g.kind[exponent] == NUMBER:
        number = g.data[exponent]
        return g.power(base, number) if type(number) is int else root(g, base, number)
    if UNDEFINED in (base, exponent):
        return UNDEFINED
    if base == ONE:
        return ONE if facts.is_total(g, exponent) else g.call("exp", g.scale(exponent, 0))
    if facts.sign(g, base) == POSITIVE:
        return exp(g, expanded_product(g, exponent, log(g, base)))
    if facts.is_whole(g, exponent):
        return whole_power(g, base, exponent)
    return g.intern(POWER, (base, exponent))


def whole_power(g: Graph, base: int, exponent: int) -> int:
    """Return a power with a whole exponent that holds symbols, as a product: ``(-2x)^(n+1) = -2x (-1)^n 2^n x^n``."""
    kind, data = g.kind[base], g.data[base]
    if kind == NUMBER and data < 0 and data != -1:
        return g.mul([whole_power(g, g.number(-1), exponent), general_power(g, g.number(-data), exponent)])
    if kind == PRODUCT:
        return g.product([(general_power(g, factor, exponent), inner) for factor, inner in data])
    if kind == SUM:
        leading, rest = g.monic(base)
        if rest != base:
            return g.mul([general_power(g, g.number(leading), exponent), general_power(g, rest, exponent)])
    pairs = [(base if term == ONE else g.intern(POWER, (base, term)), count) for term, count in parts_of(g, exponent)]
    return g.product([(node, count % 2 if data == -1 else count) for node, count in pairs])


def expanded_product(g: Graph, left: int, right: int) -> int:
    """Return a product in which both factors' sums are multiplied out (exponents have few terms)."""
    pairs = [(g.mul([a, b]), c * d) for a, c in parts_of(g, left) for b, d in parts_of(g, right)]
    return g.combine(pairs)


def parts_of(g: Graph, t: int) -> list[tuple[int, Any]]:
    """Return the terms of a sum with their coefficients, the constant among them."""
    if g.kind[t] != SUM:
        return [(t, 1)]
    constant, terms = g.data[t]
    return [*terms, (ONE, constant)] if constant else list(terms)


def root(g: Graph, base: int, exponent: object) -> int:
    """Return a power with a rational exponent."""
    power = fmpq(exponent)
    if power.q == 1:
        return g.power(base, int(power.p))
    if base in (ZERO, ONE, UNDEFINED):
        return UNDEFINED if base == ZERO and power < 0 else base
    kind, data = g.kind[base], g.data[base]
    if kind == NUMBER:
        return root_of_number(g, base, power)
    if facts.sign(g, base) & COMPLEX:
        return root_kernel(g, base, power)
    if kind == SUM:
        leading, rest = g.monic(base)
        if leading not in (1, -1) and rest != base:
            outside = root_of_number(g, g.number(abs(leading)), power)
            return g.mul([outside, root(g, rest if leading > 0 else g.neg(rest), power)])
    if kind == PRODUCT:
        return root_of_product(g, dict(data), power)
    if kind == CALL and data[0] == "exp":
        return exp(g, g.scale(data[1][0], tidy(power)))
    if kind == POWER and g.kind[data[1]] == NUMBER:
        return root(g, data[0], power * g.data[data[1]])
    return root_kernel(g, base, power)


def root_of_product(g: Graph, powers: dict[int, int], power: fmpq) -> int:
    """Return a root of a power product: factors that are not negative come out, squares as absolute values."""
    outside, rest = [], []
    for factor in list(powers):
        if g.kind[factor] == CALL and g.data[factor][0] == "sign" and powers[factor] % 2:
            inner = g.data[factor][1][0]
            if powers.get(inner, 0) % 2:
                outside.append(absolute_root(g, inner, power * powers.pop(inner)))
                del powers[factor]
    for factor, exponent in powers.items():
        if not facts.sign(g, factor) & NEGATIVE:
            outside.append(root(g, factor, power * exponent))
        elif exponent % 2 == 0:
            outside.append(absolute_root(g, factor, power * exponent))
        else:
            rest.append((factor, exponent))
    if rest:
        inside = g.product(rest)
        outside.append(root_kernel(g, inside, power))
    return g.mul(outside)


def absolute_root(g: Graph, t: int, power: fmpq) -> int:
    """Return ``|t|`` raised to a rational exponent."""
    size = absolute(g, t)
    return g.power(size, int(power.p)) if power.q == 1 else root_kernel(g, size, power)


def sqrt(g: Graph, t: int) -> int:
    """Return the square root."""
    return root(g, t, fmpq(1, 2))


def real_root(g: Graph, t: int, index: int) -> int:
    """Return the n-th root as it is written with a radical sign: of odd index also for negative numbers."""
    if index % 2 == 0:
        return root(g, t, fmpq(1, index))
    s, size = sign(g, t), absolute(g, t)
    return g.mul([s, root(g, size, fmpq(1, index))])

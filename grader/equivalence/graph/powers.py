"""Exponentials, logarithms and powers.

Each has rules for the others: ``exp(c log t)`` is a power of a positive t, ``log`` of a product is a sum as far as the
signs allow, and ``a^t`` for positive a is ``exp(t log a)``. Real powers are principal, and a root stays undefined where
it is: ``sqrt(x)^2`` is not x.
"""

from typing import Any

from flint import fmpq

from grader.equivalence.graph import facts
from grader.equivalence.graph.facts import COMPLEX, NEGATIVE, POSITIVE
from grader.equivalence.graph.graph import Graph, tidy
from grader.equivalence.graph.kinds import CALL, NUMBER, ONE, POWER, PRODUCT, SUM, UNDEFINED, ZERO
from grader.equivalence.graph.number_roots import build_root_kernel, factor_fraction, root_of_number
from grader.equivalence.graph.signs import absolute, sign

__all__ = [
    "add_cofactors",
    "exp",
    "expand_argument",
    "general_power",
    "log",
    "log_of_absolute",
    "terms_of",
    "real_root",
    "root",
    "sqrt",
]

# Only arguments of functions are multiplied out, so that equal arguments are one node; the provers need no expansion.
# What would be longer is left as it is.
MAX_EXPANDED_TERMS = 64


# Exponential and logarithm


def exp(g: Graph, t: int) -> int:
    """Return the exponential; a logarithm of something positive in a sum of exponents comes down as a power."""
    if t == ZERO:
        return ONE
    t = expand_argument(g, t)
    if g.kind[t] == SUM:
        constant, terms = g.data[t]
        # Only of something positive: exp(log(x)) is not x, because it is undefined for x < 0.
        logarithms = [(term, c) for term, c in terms if c != 0 and is_log_of_positive(g, term)]
        if logarithms:
            rest = g.linear(constant, {term: c for term, c in terms if (term, c) not in logarithms})
            return g.mul([exp(g, rest), *(root(g, g.data[term][1][0], c) for term, c in logarithms)])
    elif is_log_of_positive(g, t):
        return int(g.data[t][1][0])
    add_cofactors(g, t, "i")
    return g.call("exp", t)


def add_cofactors(g: Graph, t: int, name: str) -> None:
    """Build what i or pi is multiplied by in the terms of an angle: the provers find its sine and cosine by it."""
    # Looked up and not built: an expression without i or pi gets no node for it.
    constant = g.memo.get((CALL, (name, ())))
    for term, _ in terms_of(g, t) if constant is not None else ():
        if g.kind[term] == PRODUCT and (constant, 1) in g.data[term]:
            g.product([pair for pair in g.data[term] if pair[0] != constant])


def is_log_of_positive(g: Graph, t: int) -> bool:
    return g.kind[t] == CALL and g.data[t][0] == "log" and facts.find_signs(g, g.data[t][1][0]) == POSITIVE


def expand_argument(g: Graph, t: int) -> int:
    """Multiply out products of sums in an argument as far as they stay short."""
    kind, data = g.kind[t], g.data[t]
    if kind == SUM:
        if not any(g.kind[term] == PRODUCT and has_sum(g, term) for term, _ in data[1]):
            return t
        constant, terms = data
        return g.combine([(ONE, constant), *((expand_argument(g, term), factor) for term, factor in terms)])
    if kind != PRODUCT or not has_sum(g, t):
        return t
    rest = [(factor, exponent) for factor, exponent in data if not is_short_power(g, factor, exponent)]
    result = g.product(rest)
    for factor, exponent in data:
        if is_short_power(g, factor, exponent):
            for _ in range(exponent):
                # The limit is checked before each factor, so a result has at most 64 times 8 terms, before they are
                # collected.
                if len(terms_of(g, result)) > MAX_EXPANDED_TERMS:
                    return t
                result = multiply_out(g, result, factor)
    return result


def has_sum(g: Graph, t: int) -> bool:
    """Whether a product has a factor that can be multiplied out."""
    return any(is_short_power(g, factor, exponent) for factor, exponent in g.data[t])


def is_short_power(g: Graph, factor: int, exponent: int) -> bool:
    """Whether a factor is a small power of a polynomial of few terms in the symbols."""
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
    # For complex t, log(exp(t)) is t only up to multiples of 2 pi i: log(exp(2 pi i)) is 0.
    if kind == CALL and data[0] == "exp" and not facts.find_signs(g, data[1][0]) & COMPLEX:
        return int(data[1][0])
    if facts.find_signs(g, t) & COMPLEX:
        return g.call("log", t)
    if kind == SUM:
        leading, rest = g.monic(t)
        if rest != t and leading not in (1, -1):
            return g.add([log_of_number(g, g.number(abs(leading))), log(g, rest if leading > 0 else g.neg(rest))])
    if kind == POWER and g.kind[data[1]] == NUMBER:
        # A root needs a base that is not negative, and its logarithm one that is positive, on both sides alike.
        return g.scale(log(g, data[0]), g.data[data[1]])
    return log_of_product(g, dict(data)) if kind == PRODUCT else g.call("log", t)


def log_of_number(g: Graph, t: int) -> int:
    """Return the logarithm of a number as a combination of logarithms of primes."""
    value = g.data[t]
    if value < 0:
        return g.call("log", t)
    return g.combine([(g.call("log", g.number(base)), exponent) for base, exponent in factor_fraction(value)])


def log_of_product(g: Graph, powers: dict[int, int]) -> int:
    """Return the logarithm of a power product; positive, squared and absolute factors come out."""
    terms: list[tuple[int, object]] = []
    for factor in list(powers):
        if g.kind[factor] == CALL and g.data[factor][0] == "sign" and powers[factor] % 2:
            inner = g.data[factor][1][0]
            if powers.get(inner, 0) % 2:
                # t sign(t) is |t|, which is positive wherever the logarithm is defined.
                terms.append((log_of_absolute(g, inner), powers.pop(inner)))
                del powers[factor]
    rest = []
    for factor, exponent in powers.items():
        mask = facts.find_signs(g, factor)
        if not mask & NEGATIVE:
            terms.append((log(g, factor), exponent))
        elif exponent % 2 == 0:
            # log(x^2) is 2 log|x|: 2 log(x) would be undefined for x < 0.
            terms.append((log_of_absolute(g, factor), exponent))
        else:
            # log(x y) has a value where both are negative, and log(x) + log(y) has none there: these stay together.
            rest.append((factor, exponent))
    if len(rest) == 1:
        terms.append((log(g, rest[0][0]), rest[0][1]))
    elif rest:
        terms.append((g.call("log", g.product(rest)), 1))
    return g.combine(terms)


def log_of_absolute(g: Graph, t: int) -> int:
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
        # 1 wherever the exponent is defined: exp(0 t) keeps that condition.
        return ONE if facts.is_total(g, exponent) else g.call("exp", g.scale(exponent, 0))
    if facts.find_signs(g, base) == POSITIVE:
        # Only for a positive base: (-2)^n has a value for whole n, while log(-2) has none.
        return exp(g, multiply_out(g, exponent, log(g, base)))
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
    # (-1)^(2n) is 1: of an exponent of -1 only the parity of each coefficient counts, as the terms are whole.
    pairs = [(base if term == ONE else g.intern(POWER, (base, term)), count) for term, count in terms_of(g, exponent)]
    return g.product([(node, count % 2 if data == -1 else count) for node, count in pairs])


def multiply_out(g: Graph, left: int, right: int) -> int:
    """Return a product in which both factors' sums are multiplied out (exponents have few terms)."""
    pairs = [(g.mul([a, b]), c * d) for a, c in terms_of(g, left) for b, d in terms_of(g, right)]
    return g.combine(pairs)


def terms_of(g: Graph, t: int) -> list[tuple[int, Any]]:
    """List the terms of a sum with their coefficients, the constant among them."""
    if g.kind[t] != SUM:
        return [(t, 1)]
    constant, terms = g.data[t]
    return [*terms, (ONE, constant)] if constant else list(terms)


def root(g: Graph, base: int, exponent: object) -> int:
    power = fmpq(exponent)
    if power.q == 1:
        return g.power(base, int(power.p))
    if base in (ZERO, ONE, UNDEFINED):
        return UNDEFINED if base == ZERO and power < 0 else base
    kind, data = g.kind[base], g.data[base]
    if kind == NUMBER:
        return root_of_number(g, base, power)
    if facts.find_signs(g, base) & COMPLEX:
        return build_root_kernel(g, base, power)
    if kind == SUM:
        leading, rest = g.monic(base)
        if leading not in (1, -1) and rest != base:
            # Only the size of the leading coefficient comes out: sqrt(2 - 4x) is 2 sqrt(1/2 - x).
            outside = root_of_number(g, g.number(abs(leading)), power)
            return g.mul([outside, root(g, rest if leading > 0 else g.neg(rest), power)])
    if kind == PRODUCT:
        return root_of_product(g, dict(data), power)
    if kind == CALL and data[0] == "exp":
        return exp(g, g.scale(data[1][0], tidy(power)))
    if kind == POWER and g.kind[data[1]] == NUMBER:
        return root(g, data[0], power * g.data[data[1]])
    return build_root_kernel(g, base, power)


def root_of_product(g: Graph, powers: dict[int, int], power: fmpq) -> int:
    """Return a root of a power product: factors that are not negative come out, squares as absolute values."""
    outside, rest = [], []
    for factor in list(powers):
        if g.kind[factor] == CALL and g.data[factor][0] == "sign" and powers[factor] % 2:
            inner = g.data[factor][1][0]
            if powers.get(inner, 0) % 2:
                outside.append(absolute_root(g, inner, power * powers.pop(inner)))  # t sign(t) is |t|
                del powers[factor]
    for factor, exponent in powers.items():
        if not facts.find_signs(g, factor) & NEGATIVE:
            outside.append(root(g, factor, power * exponent))
        elif exponent % 2 == 0:
            outside.append(absolute_root(g, factor, power * exponent))  # sqrt(x^2) is |x|, not x
        else:
            # sqrt(x y) has a value where both are negative, and sqrt(x) sqrt(y) has none there: these stay together.
            rest.append((factor, exponent))
    if rest:
        inside = g.product(rest)
        outside.append(build_root_kernel(g, inside, power))
    return g.mul(outside)


def absolute_root(g: Graph, t: int, power: fmpq) -> int:
    size = absolute(g, t)
    return g.power(size, int(power.p)) if power.q == 1 else build_root_kernel(g, size, power)


def sqrt(g: Graph, t: int) -> int:
    return root(g, t, fmpq(1, 2))


def real_root(g: Graph, t: int, index: int) -> int:
    """Return the n-th root as it is written with a radical sign: of odd index also for negative numbers."""
    if index % 2 == 0:
        return root(g, t, fmpq(1, index))
    # The real cube root of -8 is -2, while the power (-8)^(1/3) is principal and not real: sign(t) |t|^(1/n).
    s, size = sign(g, t), absolute(g, t)
    return g.mul([s, root(g, size, fmpq(1, index))])

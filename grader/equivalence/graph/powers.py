"""Exponentials, logarithms and powers.

Each has rules for the others: ``exp(c log t)`` is a power of a positive t, ``log`` of a product is a sum as far as the
signs allow, and ``a^t`` for positive a is ``exp(t log a)``. Real powers are principal, and a root stays undefined where
it is: ``sqrt(x)^2`` is not x.
"""

from typing import Any

from flint import fmpq

from grader.equivalence.graph import facts
from grader.equivalence.graph.complex_numbers import find_turn, raise_complex_number
from grader.equivalence.graph.expansion import expand_argument, multiply_out, terms_of
from grader.equivalence.graph.facts import COMPLEX, NEGATIVE, NULL, POSITIVE
from grader.equivalence.graph.graph import Graph, tidy
from grader.equivalence.graph.kinds import CALL, NUMBER, ONE, POWER, PRODUCT, SUM, UNDEFINED, ZERO
from grader.equivalence.graph.number_roots import build_root_kernel, factor_fraction, root_of_number
from grader.equivalence.graph.signs import absolute, sign
from grader.equivalence.graph.variation import is_almost_never_zero

__all__ = [
    "add_cofactors", "exp", "expand_argument", "general_power", "log", "multiply_out", "real_root", "root", "sqrt",
    "terms_of",
]  # fmt: skip

# Exponential and logarithm


def exp(g: Graph, t: int) -> int:
    """Return the exponential; a logarithm of something positive in a sum of exponents comes down as a power."""
    if t == ZERO:
        return ONE
    t = expand_argument(g, t)
    if g.over_complex:
        return exp_over_complex(g, t)
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


def exp_over_complex(g: Graph, t: int) -> int:
    """Return the exponential of a complex number: ``exp(c log z) = z^c`` for every z but 0, and ``exp(i pi/2) = i``."""
    factors, rest = [], []
    for term, factor in terms_of(g, t):
        # By definition z^c is exp(c log z), also on the principal branch.
        found = undo_log(g, term, factor) or power_of_i(g, term, factor)
        factors += [found] if found is not None else []
        rest += [(term, factor)] if found is None else []
    inner = g.combine(rest)
    if factors:
        return g.mul([exp_over_complex(g, inner), *factors] if rest else factors)
    add_cofactors(g, inner, "i")
    return ONE if inner == ZERO else g.call("exp", inner)


def undo_log(g: Graph, term: int, factor: Any) -> int | None:
    """Return ``t^factor`` for a term ``log t``, and ``t^(factor n)`` for ``n log t`` with a whole n; else None."""
    if g.kind[term] == CALL and g.data[term][0] == "log":
        base = g.data[term][1][0]
        # Where t is 0 the logarithm has no value. Single such points do not count, whole regions do.
        return root(g, base, factor) if facts.is_safe_divisor(g, base) else None
    if g.kind[term] != PRODUCT or type(factor) is not int:
        return None
    for log_node, exponent in g.data[term]:
        if exponent == 1 and g.kind[log_node] == CALL and g.data[log_node][0] == "log":
            base = g.data[log_node][1][0]
            count = g.product([pair for pair in g.data[term] if pair[0] != log_node])
            # Of a positive base the power is this exponential itself.
            is_undone = facts.find_signs(g, base) != POSITIVE and facts.is_safe_divisor(g, base)
            if is_undone and facts.is_whole(g, count):
                return general_power(g, base, g.scale(count, factor))
    return None


def power_of_i(g: Graph, term: int, factor: Any) -> int | None:
    """Return ``exp(factor i pi)`` where it is a power of i: 1, i, -1 or -i; else None."""
    quarters = fmpq(factor) * 2
    if g.kind[term] != PRODUCT or quarters.q != 1 or term != half_turn(g):
        return None
    return g.power(g.call("i"), int(quarters.p) % 4) if quarters.p % 4 else ONE


def half_turn(g: Graph) -> int:
    """Return ``i pi``, the principal logarithm of -1."""
    return g.mul([g.call("i"), g.call("pi")])


def add_cofactors(g: Graph, t: int, name: str) -> None:
    """Build what i or pi is multiplied by in the terms of an angle: the provers find its sine and cosine by it."""
    # Looked up and not built: an expression without i or pi gets no node for it.
    constant = g.memo.get((CALL, (name, ())))
    for term, _ in terms_of(g, t) if constant is not None else ():
        if g.kind[term] == PRODUCT and (constant, 1) in g.data[term]:
            g.product([pair for pair in g.data[term] if pair[0] != constant])


def is_log_of_positive(g: Graph, t: int) -> bool:
    return g.kind[t] == CALL and g.data[t][0] == "log" and facts.find_signs(g, g.data[t][1][0]) == POSITIVE


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
    signs = facts.find_signs(g, t)
    if signs & COMPLEX:
        return log_of_complex(g, t)
    if g.over_complex and signs == NEGATIVE:
        return g.add([log(g, g.neg(t)), half_turn(g)])
    if kind == SUM:
        leading, rest = g.monic(t)
        if rest != t and leading not in (1, -1):
            return g.add([log_of_number(g, g.number(abs(leading))), log(g, rest if leading > 0 else g.neg(rest))])
        if leading == -1 and g.kind[rest] == PRODUCT:
            return log_of_product(g, dict(g.data[rest]), is_turned=True)
    if kind == POWER and g.kind[data[1]] == NUMBER:
        # A root needs a base that is not negative, and its logarithm one that is positive, on both sides alike.
        return g.scale(log(g, data[0]), g.data[data[1]])
    return log_of_product(g, dict(data)) if kind == PRODUCT else g.call("log", t)


def log_of_number(g: Graph, t: int) -> int:
    """Return the logarithm of a number as a combination of logarithms of primes."""
    value = g.data[t]
    if value < 0:
        return g.add([log_of_number(g, g.number(-value)), half_turn(g)]) if g.over_complex else g.call("log", t)
    return g.combine([(g.call("log", g.number(base)), exponent) for base, exponent in factor_fraction(value)])


def log_of_complex(g: Graph, t: int) -> int:
    """Return the principal logarithm of a complex number; positive factors and roots come out, and nothing else.

    They leave the angle within its range: that of 2z is that of z, and that of a root is a part of it. The angle of
    z w or z^2 may have to be turned back by 2 pi.
    """
    kind, data = g.kind[t], g.data[t]
    if t == g.call("i"):
        return g.scale(half_turn(g), fmpq(1, 2))
    if kind == SUM:
        leading, rest = g.monic(t)
        if rest != t and leading != -1:
            return g.add([log_of_number(g, g.number(abs(leading))), log(g, rest if leading > 0 else g.neg(rest))])
        if t == g.neg(g.call("i")):
            return g.scale(half_turn(g), fmpq(-1, 2))
    if kind == POWER and g.kind[data[1]] == NUMBER:
        return g.scale(log(g, data[0]), g.data[data[1]])
    if kind == PRODUCT:
        positive = [(factor, exponent) for factor, exponent in data if facts.find_signs(g, factor) == POSITIVE]
        if positive:
            other = log(g, g.product([pair for pair in data if pair not in positive]))
            return g.combine([(other, 1), *((log(g, factor), exponent) for factor, exponent in positive)])
    return g.call("log", t)


def log_of_product(g: Graph, powers: dict[int, int], *, is_turned: bool = False) -> int:
    """Return the logarithm of a power product, or of its negative: factors of known sign and squares come out."""
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
    below = [pair for pair in rest if facts.find_signs(g, pair[0]) == NEGATIVE]
    # log(t x) is log(-t) + log(-x) for a negative t. Alone, t has no logarithm.
    if below and (len(below) < len(rest) or len(below) % 2 == is_turned):
        terms += [(log(g, g.neg(factor)), exponent) for factor, exponent in below]
        rest = [pair for pair in rest if pair not in below]
        is_turned ^= bool(len(below) % 2)
    if len(rest) == 1:
        ((factor, exponent),) = rest
        inside = g.neg(factor) if is_turned else factor
        terms.append((log(g, inside), 1 if g.over_complex else exponent))
        if g.over_complex and exponent != 1:
            # An odd power of x has the sign of x, and so its angle: log(x^3) is 2 log|x| + log(x).
            terms.append((log_of_absolute(g, factor), exponent - 1))
    elif rest or is_turned:
        inside = g.product(rest)
        terms.append((g.call("log", g.neg(inside) if is_turned else inside), 1))
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
    if g.over_complex and facts.is_safe_divisor(g, base):
        return exp(g, multiply_out(g, exponent, log(g, base)))
    return g.intern(POWER, (base, exponent))


def whole_power(g: Graph, base: int, exponent: int) -> int:
    """Return a power with a whole exponent that holds symbols, as a product: ``(-2x)^(n+1) = -2x (-1)^n 2^n x^n``."""
    kind, data = g.kind[base], g.data[base]
    if kind == NUMBER and data < 0 and data != -1:
        return g.mul([whole_power(g, g.number(-1), exponent), general_power(g, g.number(-data), exponent)])
    if base == g.memo.get((CALL, ("i", ()))):
        # i^n is exp(i pi n/2), so the provers take each remainder of n by itself: i^(4n) is 1.
        return exp(g, multiply_out(g, half_turn(g), g.scale(exponent, fmpq(1, 2))))
    if kind == PRODUCT:
        return g.product([(general_power(g, factor, exponent), inner) for factor, inner in data])
    if kind == SUM:
        turned = find_turn(g, base) if g.over_complex else None
        if turned is not None:
            # (c (cos t + i sin t))^n is c^n exp(i n t) (De Moivre).
            size, t, sign_of_turn = turned
            angle = g.scale(multiply_out(g, exponent, t), sign_of_turn)
            return g.mul([general_power(g, g.number(size), exponent), exp(g, multiply_out(g, g.call("i"), angle))])
        leading, rest = g.monic(base)
        if rest != base:
            return g.mul([general_power(g, g.number(leading), exponent), general_power(g, rest, exponent)])
        if g.over_complex and len(terms_of(g, exponent)) == 1 and g.kind[exponent] == SUM:
            # (1 + i)^(4n) is (-4)^n.
            ((term, count),) = terms_of(g, exponent)
            power = raise_complex_number(g, base, abs(int(count)))
            if power is not None and abs(count) > 1:
                return g.power(general_power(g, power, term), 1 if count > 0 else -1)
        if facts.find_signs(g, base) == NEGATIVE:
            return g.mul([whole_power(g, g.number(-1), exponent), general_power(g, g.neg(base), exponent)])
    # (-1)^(2n) is 1: of an exponent of -1 only the parity of each coefficient counts, as the terms are whole.
    pairs = [(base if term == ONE else g.intern(POWER, (base, term)), count) for term, count in terms_of(g, exponent)]
    return g.product([(node, count % 2 if data == -1 else count) for node, count in pairs])


def root(g: Graph, base: int, exponent: object) -> int:
    power = fmpq(exponent)
    if power.q == 1:
        return g.power(base, int(power.p))
    if base in (ZERO, ONE, UNDEFINED):
        return UNDEFINED if base == ZERO and power < 0 else base
    kind, data = g.kind[base], g.data[base]
    if kind == NUMBER:
        if data < 0 and g.over_complex:
            # exp(p log t) with log t = log(-t) + i pi.
            size = root_of_number(g, g.number(-data), power)
            return g.mul([size, exp_over_complex(g, g.scale(half_turn(g), tidy(power)))])
        return root_of_number(g, base, power)
    signs = facts.find_signs(g, base)
    if signs == NULL:  # 0 wherever it has a value, as 0 asin(x)/x
        return base if power > 0 else UNDEFINED
    if signs & COMPLEX:
        return root_of_complex(g, base, power)
    if kind == SUM:
        leading, rest = g.monic(base)
        if leading not in (1, -1) and rest != base:
            # Only the size of the leading coefficient comes out: sqrt(2 - 4x) is 2 sqrt(1/2 - x).
            outside = root_of_number(g, g.number(abs(leading)), power)
            return g.mul([outside, root(g, rest if leading > 0 else g.neg(rest), power)])
        if leading == -1 and g.kind[rest] == PRODUCT:
            return root_of_product(g, dict(g.data[rest]), power, is_turned=True)
    if kind == PRODUCT:
        return root_of_product(g, dict(data), power)
    if kind == CALL and data[0] == "exp":
        return exp(g, g.scale(data[1][0], tidy(power)))
    if kind == POWER and g.kind[data[1]] == NUMBER:
        return root(g, data[0], power * g.data[data[1]])
    return build_root_kernel(g, base, power)


def root_of_complex(g: Graph, base: int, power: fmpq) -> int:
    """Return a principal root of a complex number; positive factors and inner roots come out, as of its logarithm."""
    kind, data = g.kind[base], g.data[base]
    if kind == SUM:
        leading, rest = g.monic(base)
        if leading not in (1, -1) and rest != base:
            outside = root_of_number(g, g.number(abs(leading)), power)
            return g.mul([outside, root(g, rest if leading > 0 else g.neg(rest), power)])
    if kind == PRODUCT:
        positive = [(factor, exponent) for factor, exponent in data if facts.find_signs(g, factor) == POSITIVE]
        if positive:
            roots = [root(g, factor, power * exponent) for factor, exponent in positive]
            return g.mul([*roots, root(g, g.product([pair for pair in data if pair not in positive]), power)])
    if kind == POWER and g.kind[data[1]] == NUMBER:
        return root(g, data[0], power * g.data[data[1]])
    return build_root_kernel(g, base, power)


def root_of_product(g: Graph, powers: dict[int, int], power: fmpq, *, is_turned: bool = False) -> int:
    """Return a root of a power product, or of its negative: factors of known sign come out, squares as |t|."""
    outside, rest = [], []
    for factor in list(powers):
        if g.kind[factor] == CALL and g.data[factor][0] == "sign" and powers[factor] % 2:
            inner = g.data[factor][1][0]
            if powers.get(inner, 0) % 2:
                outside.append(absolute_root(g, inner, power * powers.pop(inner)))  # t sign(t) is |t|
                del powers[factor]
    open_ones = [
        factor for factor, exponent in powers.items() if exponent % 2 and facts.find_signs(g, factor) & NEGATIVE
    ]
    for factor, exponent in powers.items():
        # sqrt(x y) has a value where both are negative, and sqrt(x) sqrt(y) has none there: these stay together. So
        # does what may be zero beside them: sqrt((x + |x|) y) is 0 for x < 0, also for y < 0. With ``strict`` single
        # points count as well: sqrt(x^2 y) is 0 at x = 0, and |x| sqrt(y) is not, for y < 0.
        if factor in open_ones or (open_ones and not is_almost_never_zero(g, factor)):
            rest.append((factor, exponent))
        elif facts.find_signs(g, factor) & NEGATIVE:
            outside.append(absolute_root(g, factor, power * exponent))  # sqrt(x^2) is |x|, not x
        else:
            outside.append(root(g, factor, power * exponent))
    below = [pair for pair in rest if facts.find_signs(g, pair[0]) == NEGATIVE]
    # sqrt(t x) is sqrt(-t) sqrt(-x) for a negative t. Alone, t has no root.
    if below and (len(below) < len(rest) or len(below) % 2 == is_turned):
        outside += [root(g, g.neg(factor), power * exponent) for factor, exponent in below]
        rest = [pair for pair in rest if pair not in below]
        is_turned ^= bool(len(below) % 2)
    if rest or is_turned:
        inside = g.product(rest)
        outside.append(build_root_kernel(g, g.neg(inside) if is_turned else inside, power))
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
    if facts.find_signs(g, t) & COMPLEX:
        return root(g, t, fmpq(1, index))
    # The real cube root of -8 is -2, while the power (-8)^(1/3) is principal and not real: sign(t) |t|^(1/n).
    s, size = sign(g, t), absolute(g, t)
    return g.mul([s, root(g, size, fmpq(1, index))])

"""The numbers at which a condition in one variable may begin or stop holding, as exact nodes.

A node ``f`` changes its sign at most where it vanishes, or where a part of it has a pole, a kink, or an edge of its
domain. Its zeros are sought outside in: as a polynomial in one function ``u`` of the variable (``e^x``, a
logarithm, a root, or the variable itself) it vanishes where u is one of the roots; then ``u = root`` is solved for what
is inside u, which is monotone. A sum ``a + b sqrt(r)`` vanishes only where ``a^2 - b^2 r`` does. More numbers than
those that matter do no harm. What is not found in this way raises ``NotPolynomialError``.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import gcd, lcm
from typing import Any

from flint import fmpq, fmpq_poly

from grader.equivalence.graph import facts, functions, powers
from grader.equivalence.graph.calculus import list_reachable, substitute
from grader.equivalence.graph.denominators import is_square_root
from grader.equivalence.graph.graph import Graph, tidy
from grader.equivalence.graph.kinds import CALL, NUMBER, ONE, POWER, PRODUCT, SUM, UNDEFINED, ZERO
from grader.equivalence.solving.angles import (
    is_sine,
    list_tangent_polynomial,
    solve_angle,
    solve_half_angle,
    solve_sine,
    split_angle,
)
from grader.equivalence.solving.monotone_zeros import (
    find_zeros_by_derivative,
    restrict_to_bounded_part,
)
from grader.equivalence.values.exact_roots import NotPolynomialError, convert_to_fraction
from grader.equivalence.values.needed import list_parts
from grader.equivalence.values.sturm import estimate_work, has_real_root
from grader.expr.notation import Domain

__all__ = ["list_breakpoints", "list_coefficients", "list_zeros"]

MAX_DEGREE = 12  # of a polynomial with coefficients that are no numbers; every power up to it is listed
MAX_PRODUCTS = 600  # of terms, where a sum with a root is squared: below 10 ms
MAX_DEPTH = 6  # functions inside each other; each level may double the number of cases
# Functions whose only edges and kinks are those in list_borders.
SMOOTH = frozenset({"exp", "log", "sign", "asin", "atan", "pi", "sin", "cos"})


def list_breakpoints(g: Graph, atom: int, nodes: Sequence[int]) -> list[int]:
    """Return numbers between which no node changes its sign, or whether it is defined."""
    found: list[int] = []
    for node in nodes:
        found += list_zeros(g, atom, node, 0)
    for node in list_reachable(g, nodes):
        if depends_on(g, atom, node):
            for border in list_borders(g, node):
                found += list_zeros(g, atom, border, 0)
    return list(dict.fromkeys(found))


def list_borders(g: Graph, node: int) -> list[int]:
    """Return what vanishes where a node has a pole, a kink or an edge of its domain."""
    kind, data = g.kind[node], g.data[node]
    if kind == POWER:
        # For powers such as x^x there is no rule here.
        if g.kind[data[1]] != NUMBER:
            raise NotPolynomialError
        return [data[0]]
    if kind == PRODUCT:
        return [factor for factor, exponent in data if exponent < 0]
    if kind == CALL:
        if data[0] not in SMOOTH:
            raise NotPolynomialError
        if data[0] in ("log", "sign"):
            return [data[1][0]]
        if data[0] == "asin":
            return [g.combine([(data[1][0], 1), (ONE, step)]) for step in (1, -1)]
    return []


def depends_on(g: Graph, atom: int, node: int) -> bool:
    return atom in list_reachable(g, [node])


def list_zeros(g: Graph, atom: int, node: int, depth: int) -> list[int]:
    """Return numbers among which all zeros of a node are."""
    # Bounded before the work: every level solves for something inside.
    if depth > MAX_DEPTH:
        raise NotPolynomialError
    # What is positive wherever it has a value, as x^2 + e^x, vanishes nowhere.
    if not depends_on(g, atom, node) or not facts.find_signs(g, node) & (facts.NULL | facts.COMPLEX):
        return []
    kind, data = g.kind[node], g.data[node]
    if node == atom:
        return [ZERO]
    if kind == PRODUCT:
        # A product vanishes where a factor does. Factors below are poles, which list_borders finds.
        return [zero for factor, exponent in data if exponent > 0 for zero in list_zeros(g, atom, factor, depth + 1)]
    if kind == POWER and g.kind[data[1]] == NUMBER:
        return list_zeros(g, atom, data[0], depth + 1)
    if kind == CALL:
        return zeros_of_call(g, atom, data[0], data[1][0], depth)
    if kind != SUM:
        raise NotPolynomialError
    return zeros_of_sum(g, atom, node, depth)


def zeros_of_call(g: Graph, atom: int, name: str, argument: int, depth: int) -> list[int]:
    """Return numbers among which all zeros of a function are."""
    # An exponential is zero nowhere.
    if name == "exp":
        return []
    if name == "log":
        return list_zeros(g, atom, g.sub(argument, ONE), depth + 1)
    if name in ("sign", "asin", "atan"):
        return list_zeros(g, atom, argument, depth + 1)
    if name in ("sin", "cos"):
        return solve_angle(g, g.data[atom][1], split_angle(g, atom, argument), solve_sine(g, name, ZERO))
    raise NotPolynomialError


def zeros_of_sum(g: Graph, atom: int, node: int, depth: int) -> list[int]:
    """Return numbers among which all zeros of a sum are."""
    node = drop_common_exponentials(g, drop_marks(g, node))
    if g.kind[node] != SUM:
        return list_zeros(g, atom, node, depth + 1)
    kernels = [kernel for kernel in list_kernels(g, node) if depends_on(g, atom, kernel)]
    for kernel in kernels:
        # Every sign is tried in turn. Zeros of cases that do not occur are only more numbers to look at, and do no
        # harm.
        if g.kind[kernel] == CALL and g.data[kernel][0] == "sign":
            cases = [replace_kernel(g, node, kernel, g.number(sign)) for sign in (1, -1, 0)]
            return [zero for case in cases for zero in list_zeros(g, atom, case, depth + 1)]
    exponentials = {kernel for kernel in kernels if g.kind[kernel] == CALL and g.data[kernel][0] == "exp"}
    if exponentials == set(kernels):
        return zeros_in_exponentials(g, atom, node, sorted(exponentials), depth)
    pair = read_two_inverses(g, node)
    if pair is not None:
        return list_zeros(g, atom, pair, depth + 1)
    if len(kernels) == 1:
        return [
            zero
            for root in list_kernel_roots(g, kernels[0], node)
            for zero in list_places_of_value(g, atom, kernels[0], root, depth)
        ]
    logarithms = {kernel for kernel in kernels if g.kind[kernel] == CALL and g.data[kernel][0] == "log"}
    if logarithms == set(kernels):
        return zeros_of_logarithms(g, atom, node, logarithms, depth)
    if all(is_sine(g, kernel) for kernel in kernels):
        angle, tangent = list_tangent_polynomial(g, atom, node)
        return solve_half_angle(g, g.data[atom][1], angle, list_poly_roots(g, tangent))
    root = next((kernel for kernel in kernels if is_square_root(g, kernel)), None)
    if root is not None:
        return zeros_with_root(g, atom, node, root, depth)
    return zeros_by_derivative(g, atom, node, kernels, depth)


def read_two_inverses(g: Graph, node: int) -> int | None:
    """Return ``u - v`` for a multiple of ``asin u - asin v`` or ``atan u - atan v``, ``u + v`` for one of their sum.

    Both functions are odd and strictly monotone, so the one vanishes only where the other does.
    """
    constant, terms = g.data[node]
    names = {g.data[term][0] for term, _ in terms if g.kind[term] == CALL}
    if constant != 0 or len(terms) != 2 or names not in ({"asin"}, {"atan"}):
        return None
    (left, factor), (right, other) = terms
    if {g.kind[left], g.kind[right]} != {CALL} or abs(factor) != abs(other):
        return None
    return g.combine([(g.data[left][1][0], 1), (g.data[right][1][0], 1 if factor == other else -1)])


def zeros_by_derivative(g: Graph, atom: int, node: int, kernels: Sequence[int], depth: int) -> list[int]:
    """Return the zeros of a sum of a variable and functions of it, from where it rises and falls."""
    name, domain = g.data[atom]
    range_of_zeros = restrict_to_bounded_part(g, atom, node, [kernel for kernel in kernels if is_sine(g, kernel)])
    if range_of_zeros is not None and (domain.lower is None or domain.upper is None):
        lower, upper = (Fraction(int(end.p), int(end.q)) for end in range_of_zeros)
        # Beyond these numbers there is no zero, so a variable of that range has all of them.
        narrow = g.atom(name, Domain(lower=lower, upper=max(upper, lower + 1)))
        (node,), atom = substitute(g, [node], {atom: narrow}), narrow
    borders = [border for below in list_reachable(g, [node]) if depends_on(g, atom, below)
               for border in list_borders(g, below)]  # fmt: skip
    # Each derivative is one level, as a function that is solved for is.
    return find_zeros_by_derivative(g, atom, node, lambda part: list_zeros(g, atom, part, depth + 2), borders)


def list_kernels(g: Graph, node: int) -> list[int]:
    found: dict[int, None] = {}
    todo = [node]
    while todo:
        current = todo.pop()
        kind, data = g.kind[current], g.data[current]
        if kind == SUM:
            todo += [term for term, _ in data[1]]
        elif kind == PRODUCT:
            todo += [factor for factor, _ in data]
        elif kind != NUMBER:
            found[current] = None
    return list(found)


def drop_marks(g: Graph, node: int) -> int:
    """Return a sum without the terms that only mark where it has no value: those with a factor of 0 (``Graph.linear``).

    They are zero wherever they have a value, and where they have none is found by ``list_borders``.
    """
    marked = {
        below: g.linear(g.data[below][0], {term: factor for term, factor in g.data[below][1] if factor != 0})
        for below in list_reachable(g, [node])
        if g.kind[below] == SUM and any(factor == 0 for _, factor in g.data[below][1])
    }
    return substitute(g, [node], marked)[0] if marked else node


def drop_common_exponentials(g: Graph, node: int) -> int:
    """Return a sum without the exponentials that all its terms hold, which never vanish."""
    if g.kind[node] != SUM:
        return node
    constant, terms = g.data[node]
    if constant != 0:
        return node
    for kernel in list_kernels(g, node):
        is_common = all(
            kernel == term or (g.kind[term] == PRODUCT and kernel in dict(g.data[term])) for term, _ in terms
        )
        if is_common and g.kind[kernel] == CALL and g.data[kernel][0] == "exp":
            return g.combine([(g.product([(term, 1), (kernel, -1)]), factor) for term, factor in terms])
    return node


def replace_kernel(g: Graph, node: int, kernel: int, value: int) -> int:
    return substitute(g, [node], {kernel: value})[0]


# One function of the variable


def list_places_of_value(g: Graph, atom: int, kernel: int, value: int, depth: int) -> list[int]:
    if kernel == atom:
        return [value]
    kind, data = g.kind[kernel], g.data[kernel]
    if kind == POWER and g.kind[data[1]] == NUMBER:
        power = fmpq(g.data[data[1]])
        # A principal root is never negative.
        if facts.find_signs(g, value) & facts.NEGATIVE and not facts.find_signs(g, value) & facts.POSITIVE:
            return []
        return solve_inside(g, atom, data[0], powers.general_power(g, value, g.number(tidy(1 / power))), depth)
    if kind == CALL and data[0] == "log":
        return solve_inside(g, atom, data[1][0], powers.exp(g, value), depth)
    if kind == CALL and data[0] in ("asin", "atan"):
        # A number beyond the range of the inverse function gives one more number to look at.
        turned = functions.FUNCTIONS[data[0][1:]](g, value)
        return [] if turned == UNDEFINED else solve_inside(g, atom, data[1][0], turned, depth)
    if is_sine(g, kernel):
        angle = split_angle(g, atom, data[1][0])
        return solve_angle(g, g.data[atom][1], angle, solve_sine(g, data[0], value))
    raise NotPolynomialError


def solve_inside(g: Graph, atom: int, inner: int, value: int, depth: int) -> list[int]:
    """Return where what is inside a kernel takes a value."""
    return [value] if inner == atom else list_zeros(g, atom, g.sub(inner, value), depth + 1)


def zeros_in_exponentials(g: Graph, atom: int, node: int, kernels: Sequence[int], depth: int) -> list[int]:
    """Return the zeros of a polynomial in powers of one exponential."""
    arguments = [g.monic(g.data[kernel][1][0]) if g.kind[g.data[kernel][1][0]] == SUM else (1, g.data[kernel][1][0])
                 for kernel in kernels]  # fmt: skip
    # e^x and e^(x^2) are no powers of one exponential.
    if len({inner for _, inner in arguments}) != 1:
        raise NotPolynomialError
    inner = arguments[0][1]
    shares = [fmpq(factor) for factor, _ in arguments]
    bottom = lcm(*(int(share.q) for share in shares))
    top = gcd(*(int(share.p) * (bottom // int(share.q)) for share in shares))
    step = fmpq(top, bottom)
    base = g.atom("the exponential")
    powers_of_base = {k: g.power(base, int((share / step).p)) for k, share in zip(kernels, shares, strict=True)}
    (in_base,) = substitute(g, [node], powers_of_base)
    found = []
    for root in list_kernel_roots(g, base, in_base):
        # e^u takes positive values alone.
        if facts.find_signs(g, root) & facts.POSITIVE:
            found += solve_inside(g, atom, inner, g.scale(powers.log(g, root), tidy(1 / step)), depth)
    return found


def zeros_of_logarithms(g: Graph, atom: int, node: int, logarithms: set[int], depth: int) -> list[int]:
    """Return numbers among which the zeros of a sum of logarithms are: those where its exponential is one."""
    constant, terms = g.data[node]
    # With whole factors the exponential of the sum is a product of whole powers.
    scale = lcm(*(int(fmpq(factor).q) for term, factor in terms if term in logarithms))
    rest = g.linear(constant, {term: factor for term, factor in terms if term not in logarithms})
    if logarithms.intersection(list_reachable(g, [rest])):
        raise NotPolynomialError
    factors = [(g.data[term][1][0], int(fmpq(factor) * scale)) for term, factor in terms if term in logarithms]
    product = g.product([(powers.exp(g, g.scale(rest, scale)), 1), *factors])
    return list_zeros(g, atom, g.sub(product, ONE), depth + 1)


def zeros_with_root(g: Graph, atom: int, node: int, root: int, depth: int) -> list[int]:
    """Return numbers among which the zeros of ``a + b sqrt(r)`` are: those of ``a^2 - b^2 r``."""
    inside = g.data[root][0]
    whole = [
        powers.multiply_out(g, part, g.power(inside, power // 2))
        for power, part in enumerate(list_coefficients(g, root, node))
    ]
    plus, slope = g.add(whole[::2]), g.add(whole[1::2])
    # Every root doubles the terms of what is left, so the products are counted before they are formed.
    sizes = [len(g.data[part][1]) + 1 if g.kind[part] == SUM else 1 for part in (plus, slope, inside)]
    if sizes[0] ** 2 + sizes[1] ** 2 * sizes[2] > MAX_PRODUCTS:
        raise NotPolynomialError
    # Squaring adds zeros (those of a - b sqrt(r)) and loses none, which is all that is asked of a list of breakpoints.
    squares = powers.multiply_out(g, plus, plus), powers.multiply_out(g, slope, slope)
    rest = g.sub(squares[0], powers.multiply_out(g, squares[1], inside))
    if root in list_reachable(g, [rest]):
        raise NotPolynomialError
    return list_zeros(g, atom, rest, depth + 1)


# Polynomials


def list_poly_roots(g: Graph, poly: Sequence[int]) -> list[int]:
    """Return the real roots of a polynomial with constant coefficients, lowest first."""
    if all(g.kind[part] == NUMBER for part in poly):
        return list_roots(g, fmpq_poly([fmpq(g.data[part]) for part in poly]))
    if len(poly) == 1:
        raise NotPolynomialError  # a constant that is not known to be another number than 0
    return solve_quadratic(g, poly)


def list_kernel_roots(g: Graph, kernel: int, node: int) -> list[int]:
    """Return the real roots of a polynomial in a kernel, or of the numerator of a quotient of such."""
    try:
        return list_roots(g, convert_to_fraction(g, kernel, node)[0])
    except NotPolynomialError:
        return solve_quadratic(g, list_coefficients(g, kernel, node))


def list_coefficients(g: Graph, kernel: int, node: int) -> list[int]:
    """Return the coefficients, constants of any kind, of a sum that is a polynomial in a kernel; lowest first."""
    found: dict[int, list[tuple[int, Any]]] = {0: []}
    for term, factor in list_parts(g, node):
        data = dict(g.data[term]) if g.kind[term] == PRODUCT else {term: 1}
        power = data.pop(kernel, 0)
        rest = g.product(data.items())
        if not 0 <= power <= MAX_DEGREE or kernel in list_reachable(g, [rest]):
            raise NotPolynomialError
        found.setdefault(power, []).append((rest, factor))
    return [g.combine(found.get(power, [])) for power in range(max(found) + 1)]


def list_roots(g: Graph, poly: Any) -> list[int]:
    """Return the real roots of a polynomial, where they are rational, quadratic or roots of numbers, as nodes."""
    if poly.degree() <= 0:
        return []
    found: list[int] = []
    for factor, _ in poly.numer().factor()[1]:
        if factor.degree() <= 2:
            found += solve_quadratic(g, [g.number(tidy(fmpq(coefficient))) for coefficient in factor.coeffs()])
        # x^n = c has the roots of a number as solutions, of any degree.
        elif not any(factor.coeffs()[1:-1]):
            found += list_roots_of_number(g, factor.degree(), -fmpq(factor[0], factor.coeffs()[-1]))
        else:
            # Every case of every sign may ask this, so the work for all of them together is counted.
            g.work.spend(estimate_work(factor))
            # A real root that has no closed form here would be a breakpoint that is missed.
            if has_real_root(factor):
                raise NotPolynomialError
    return found


def list_roots_of_number(g: Graph, degree: int, value: fmpq) -> list[int]:
    """Return the real numbers whose power of a degree is a number that is not zero."""
    root = powers.general_power(g, g.number(tidy(abs(value))), g.number(tidy(fmpq(1, degree))))
    if degree % 2:
        return [root if value > 0 else g.neg(root)]
    return [root, g.neg(root)] if value > 0 else []


def solve_quadratic(g: Graph, poly: Sequence[int]) -> list[int]:
    """Return the real roots of a polynomial of degree 1 or 2 with given coefficients, lowest first."""
    if len(poly) == 2:
        return [g.neg(g.div(poly[0], poly[1]))]
    if len(poly) != 3:
        raise NotPolynomialError
    c, b, a = poly
    inside = g.combine([(g.power(b, 2), 1), (g.mul([a, c]), -4)])
    # A negative discriminant: no real root.
    if not facts.find_signs(g, inside) & ~facts.NEGATIVE:
        return []
    root = powers.sqrt(g, inside)
    half = g.scale(g.power(a, -1), fmpq(1, 2))
    return [g.mul([half, g.combine([(b, -1), (root, side)])]) for side in (1, -1)]

"""Trigonometric and hyperbolic functions, and the table of all functions of one variable.

Sines and cosines are primitives, exact at multiples of pi/6 and pi/4; hyperbolic functions are rational in ``exp``.
Their inverses are logarithms, defined exactly where those are.
"""

from collections.abc import Callable, Mapping

from flint import arb, fmpq

from grader.equivalence.graph import facts
from grader.equivalence.graph.graph import Graph
from grader.equivalence.graph.kinds import ATOM, CALL, NUMBER, ONE, PRODUCT, SUM, UNDEFINED, ZERO
from grader.equivalence.graph.powers import add_cofactors, exp, expand_argument, log, real_root, sqrt
from grader.equivalence.graph.signs import absolute, ceil, floor, indicate_positive, maximum, sign
from grader.equivalence.precision import WORKING, precision

__all__ = ["FUNCTIONS", "cos", "find_multiple_of_pi", "pi", "sin"]


def pi(g: Graph) -> int:
    return g.call("pi")


def split_sign(g: Graph, t: int) -> tuple[int, int]:
    """Return a sign and the argument or its negative, so that ``f(t)`` and ``f(-t)`` share a node."""
    # Multiplied out first, so that (x - y)(x + y) and x^2 - y^2 are one argument, with one sign.
    t = expand_argument(g, t)
    if g.kind[t] == NUMBER:
        return (1, t) if g.data[t] >= 0 else (-1, g.neg(t))
    if g.kind[t] == SUM:
        # A factor of 0 only marks where the argument is undefined; it has no sign to draw out.
        leading = next((factor for _, factor in g.data[t][1] if factor != 0), 1)
        return (1, t) if leading > 0 else (-1, g.neg(t))
    return 1, t


def find_multiple_of_pi(g: Graph, t: int) -> fmpq | None:
    """Return r where the node is ``r pi``."""
    if g.kind[t] == SUM:
        constant, terms = g.data[t]
        return fmpq(terms[0][1]) if constant == 0 and len(terms) == 1 and terms[0][0] == pi(g) else None
    return fmpq(1) if t == pi(g) else fmpq(0) if t == ZERO else None


def sin(g: Graph, t: int) -> int:
    # Multiples of pi/6 and pi/4 are multiples of pi/12. The sine of pi/12 itself, (sqrt(6) - sqrt(2))/4, stays a call.
    r = find_multiple_of_pi(g, t)
    if r is not None and 12 % int(r.q) == 0:
        value = find_exact_sine(g, int(r * 12) % 24)
        if value is not None:
            return value
    flip, argument = split_sign(g, t)
    add_cofactors(g, argument, "pi")
    add_cofactors(g, argument, "i")
    return g.scale(g.call("sin", argument), flip)


def cos(g: Graph, t: int) -> int:
    r = find_multiple_of_pi(g, t)
    if r is not None and 12 % int(r.q) == 0:
        value = find_exact_sine(g, (int(r * 12) + 6) % 24)  # cos(t) = sin(t + pi/2)
        if value is not None:
            return value
    _, argument = split_sign(g, t)
    add_cofactors(g, argument, "pi")
    add_cofactors(g, argument, "i")
    return g.call("cos", argument)


def find_exact_sine(g: Graph, twelfths: int) -> int | None:
    """Return the sine of ``twelfths`` times pi/12 where it is half the root of a whole number."""
    flip, twelfths = (-1, twelfths - 12) if twelfths >= 12 else (1, twelfths)
    # sin(k pi/12) is sqrt(square)/2 in the first half turn, which is symmetric about k = 6.
    square = {0: 0, 2: 1, 3: 2, 4: 3, 6: 4}.get(min(twelfths, 12 - twelfths))
    return None if square is None else g.scale(sqrt(g, g.number(square)), fmpq(flip, 2))


def tan(g: Graph, t: int) -> int:
    return g.div(sin(g, t), cos(g, t))


def compute_exact_angles(g: Graph, name: str) -> dict[int, int]:
    """List the arguments at which an inverse sine or tangent is a multiple of pi/6 or pi/4, with its value there."""
    root = sqrt(g, g.number(3))
    # The angles as parts of pi. Negative arguments need no rows: both functions are odd, and the sign is split off
    # before.
    sines = {ONE: fmpq(1, 2), g.number(fmpq(1, 2)): fmpq(1, 6), g.scale(root, fmpq(1, 2)): fmpq(1, 3),
             g.scale(sqrt(g, g.number(2)), fmpq(1, 2)): fmpq(1, 4)}  # fmt: skip
    tangents = {ONE: fmpq(1, 4), root: fmpq(1, 3), g.scale(root, fmpq(1, 3)): fmpq(1, 6)}
    return {argument: g.scale(pi(g), share) for argument, share in (sines if name == "asin" else tangents).items()}


def cancel_inverse(g: Graph, name: str, t: int) -> int | None:
    """Return an angle whose sine, cosine or tangent is t, if its range makes it the value of the inverse function."""
    kind, data = g.kind[t], g.data[t]
    # acos has no case of its own: it is pi/2 - asin. Beyond the range an inverse function does not undo: asin(sin(3))
    # is pi - 3.
    if name == "asin" and kind == CALL and data[0] in ("sin", "cos"):
        u = int(data[1][0])
        if data[0] == "sin":
            return u if is_angle_within(g, u, fmpq(1, 2)) else None
        # cos(u) = sin(pi/2 - |u|), and pi/2 - |u| is in the range of asin for |u| <= pi.
        return g.combine([(pi(g), fmpq(1, 2)), (absolute(g, u), -1)]) if is_angle_within(g, u, fmpq(1)) else None
    if name == "atan" and kind == PRODUCT and len(data) == 2:
        names = {g.data[node][0]: (g.data[node][1], step) for node, step in data if g.kind[node] == CALL}
        sine, cosine = names.get("sin"), names.get("cos")
        if sine and cosine and sine[0] == cosine[0] and (sine[1], cosine[1]) == (1, -1):
            u = int(sine[0][0])
            return u if is_angle_within(g, u, fmpq(1, 2)) else None
    return None


def is_angle_within(g: Graph, t: int, half_turns: fmpq) -> bool:
    """Whether an angle is known to lie between minus and plus a multiple of pi."""
    ends = facts.range_of_sum(g, g.data[t] if g.kind[t] == SUM else (0, ((t, 1),)))
    if ends is None:
        return False
    # The ends are rational and pi is not, so the two are never equal, and some precision separates them.
    with precision(WORKING):
        return all(abs(arb(end)) < arb.pi() * half_turns for end in ends)


def build_odd_function(name: str) -> Callable[[Graph, int], int]:
    """Return the constructor of an odd function that stays a kernel."""

    def build(g: Graph, t: int) -> int:
        flip, argument = split_sign(g, t)
        # A free symbol is no exact value and no sine, so the table need not be built for it.
        if argument == ZERO or g.kind[argument] != ATOM:
            exact = {ZERO: ZERO} if argument == ZERO else compute_exact_angles(g, name)
            if argument in exact:
                return g.scale(exact[argument], flip)
            angle = cancel_inverse(g, name, argument)
            if angle is not None:
                return g.scale(angle, flip)
        return g.scale(build_with_root(g, name, argument), flip)

    return build


def build_with_root(g: Graph, name: str, t: int) -> int:
    """Return an inverse sine or tangent, and note the root through which its sine and cosine are algebraic.

    The root is built together with the function, so that no answer depends on the answers before it.
    """
    square = g.power(t, 2)
    root = sqrt(g, g.add([ONE, square]) if name == "atan" else g.sub(ONE, square))
    node = g.call(name, t)
    if node != UNDEFINED:
        notes = g.notes[node] = g.notes[node] or {}
        notes.setdefault("root", root)
    return node


asin, atan = build_odd_function("asin"), build_odd_function("atan")


def acos(g: Graph, t: int) -> int:
    return g.combine([(pi(g), fmpq(1, 2)), (asin(g, t), -1)])


def sinh(g: Graph, t: int) -> int:
    return g.combine([(exp(g, t), fmpq(1, 2)), (exp(g, g.neg(t)), fmpq(-1, 2))])


def cosh(g: Graph, t: int) -> int:
    return g.combine([(exp(g, t), fmpq(1, 2)), (exp(g, g.neg(t)), fmpq(1, 2))])


def tanh(g: Graph, t: int) -> int:
    return g.combine([(sigmoid(g, g.scale(t, 2)), 2), (ONE, -1)])


def sigmoid(g: Graph, t: int) -> int:
    """The logistic function, ``1/(1 + exp(-t))``."""
    return g.power(g.add([ONE, exp(g, g.neg(t))]), -1)


def asinh(g: Graph, t: int) -> int:
    return log(g, g.add([t, sqrt(g, g.add([g.power(t, 2), ONE]))]))


def acosh(g: Graph, t: int) -> int:
    if g.over_complex:
        # The principal value: with one root of t^2 - 1 it would have the wrong sign for t < -1.
        return log(g, g.add([t, g.mul([sqrt(g, g.add([t, ONE])), sqrt(g, g.sub(t, ONE))])]))
    # Defined from 1 on without a condition of its own: the root needs |t| >= 1, and below -1 the logarithm gets a
    # negative number.
    return log(g, g.add([t, sqrt(g, g.combine([(g.power(t, 2), 1), (ONE, -1)]))]))


def atanh(g: Graph, t: int) -> int:
    inside = g.kind[t] == NUMBER and -1 < g.data[t] < 1
    if g.over_complex and not inside and not facts.find_signs(g, t) & facts.COMPLEX:
        # A real number beyond -1 and 1 is on the cut, where books disagree: -i atan(i t) leaves its value open.
        unit = g.call("i")
        return g.neg(g.mul([unit, atan(g, g.mul([unit, t]))]))
    return g.scale(log(g, g.div(g.add([ONE, t]), g.sub(ONE, t))), fmpq(1, 2))


def build_reciprocal(of: Callable[[Graph, int], int]) -> Callable[[Graph, int], int]:
    """Return the constructor of a reciprocal function."""
    return lambda g, t: g.power(of(g, t), -1)


def build_of_reciprocal(of: Callable[[Graph, int], int]) -> Callable[[Graph, int], int]:
    """Return the constructor of a function of the reciprocal: ``acot(t) = atan(1/t)``."""
    # The convention in which acot is odd and undefined at 0. (In the other one, acot(0) is pi/2.)
    return lambda g, t: of(g, g.power(t, -1))


FUNCTIONS: Mapping[str, Callable[[Graph, int], int]] = {
    "exp": exp,
    "log": log,
    "ln": log,
    "sqrt": sqrt,
    "abs": absolute,
    "sign": sign,
    "floor": floor,
    "ceil": ceil,
    "cbrt": lambda g, t: real_root(g, t, 3),
    # Quotients of natural logarithms, which are sums over the primes of a number: so log2(8) is exactly 3.
    "log2": lambda g, t: g.div(log(g, t), log(g, g.number(2))),
    "log10": lambda g, t: g.div(log(g, t), log(g, g.number(10))),
    "sin": sin,
    "cos": cos,
    "tan": tan,
    "cot": lambda g, t: g.div(cos(g, t), sin(g, t)),
    "sec": build_reciprocal(cos),
    "csc": build_reciprocal(sin),
    "asin": asin,
    "acos": acos,
    "atan": atan,
    "acot": build_of_reciprocal(atan),
    "asec": build_of_reciprocal(acos),
    "acsc": build_of_reciprocal(asin),
    "arcsin": asin,
    "arccos": acos,
    "arctan": atan,
    "sinh": sinh,
    "cosh": cosh,
    "tanh": tanh,
    "coth": build_reciprocal(tanh),
    "sech": build_reciprocal(cosh),
    "csch": build_reciprocal(sinh),
    "asinh": asinh,
    "acosh": acosh,
    "atanh": atanh,
    "acoth": build_of_reciprocal(atanh),
    "asech": build_of_reciprocal(acosh),
    "acsch": build_of_reciprocal(asinh),
    "arsinh": asinh,
    "arcosh": acosh,
    "artanh": atanh,
    "sigmoid": sigmoid,
    "relu": lambda g, t: maximum(g, t, ZERO),
    "heaviside": indicate_positive,
    "softplus": lambda g, t: log(g, g.add([ONE, exp(g, t)])),
}

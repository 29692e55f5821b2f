"""Real and imaginary parts: an identity between complex formulas becomes two between real ones.

``split`` writes a node as ``a + b i`` with real nodes a and b, from the operands up, and a complex symbol z as
``u + v i`` with two real symbols. So ``|e^(i u)|`` is ``sqrt(cos(u)^2 + sin(u)^2)``, and the real rungs find 1.
Roots and logarithms take their principal values; a logarithm is split only where the sign of the real part is known,
so that its angle is an inverse tangent. (NIST Digital Library of Mathematical Functions, §4.2, §4.3 and §4.21.)
"""

from collections.abc import Callable
from typing import Any

from flint import arb, fmpq

from grader.equivalence.graph import facts, functions, powers, signs
from grader.equivalence.graph.calculus import list_reachable
from grader.equivalence.graph.facts import COMPLEX, NEGATIVE, NULL, POSITIVE
from grader.equivalence.graph.graph import Graph
from grader.equivalence.graph.kinds import ATOM, CALL, NUMBER, ONE, POWER, PRODUCT, SUM, ZERO
from grader.equivalence.precision import precision
from grader.equivalence.values.enclosure import PRECISIONS, Sample
from grader.expr.notation import Domain

__all__ = ["is_real_formula", "split"]

Parts = tuple[int, int]  # the nodes of the real and the imaginary part
MAX_NODES = 200  # below what is split; each becomes a handful of real ones
MAX_FACTORS = 64  # of all powers together, which are multiplied out one factor at a time


def is_real_formula(graph: Graph, *nodes: int) -> bool:
    """Whether nodes are real numbers throughout and hold no complex symbol, so that the real rungs may decide them."""
    # First what is remembered for each node; |z| is real, but a real point is not enough for a complex z.
    return not any(facts.find_signs(graph, node) & COMPLEX for node in nodes) and not any(
        facts.find_signs(graph, below) & COMPLEX for below in list_reachable(graph, nodes)
    )


def split(graph: Graph, *nodes: int) -> list[Parts] | None:
    """Return the real and imaginary part of each node; None where one is not known, or would be too long."""
    below = list_reachable(graph, nodes)
    if len(below) > MAX_NODES or count_factors(graph, below) > MAX_FACTORS:
        return None
    parts: dict[int, Parts | None] = {}
    for node in below:
        parts[node] = split_node(graph, node, parts)
    found = [parts[node] for node in nodes]
    return None if None in found else found  # type: ignore[return-value]


def count_factors(graph: Graph, nodes: list[int]) -> int:
    """Count the factors into which powers of complex nodes are multiplied out."""
    products = [graph.data[node] for node in nodes if graph.kind[node] == PRODUCT]
    return sum(abs(e) for data in products for factor, e in data if facts.find_signs(graph, factor) & COMPLEX)


def split_node(g: Graph, node: int, parts: dict[int, Parts | None]) -> Parts | None:
    """Return the parts of a node whose operands are split."""
    kind, data = g.kind[node], g.data[node]
    operands = facts.operands_of(g, node)
    if any(parts[operand] is None for operand in operands):
        return None
    if kind == ATOM and data[1].kind == "complex":
        # Names that nobody can type.
        return g.atom(f"re {data[0]}", Domain()), g.atom(f"im {data[0]}", Domain())
    if all(parts[operand] == (operand, ZERO) for operand in operands) and not facts.find_signs(g, node) & COMPLEX:
        return node, ZERO
    inner: list[Any] = [parts[operand] for operand in operands]
    if kind == SUM:
        real = g.combine([(ONE, data[0]), *((a, factor) for (a, _), (_, factor) in zip(inner, data[1], strict=True))])
        return real, g.combine([(b, factor) for (_, b), (_, factor) in zip(inner, data[1], strict=True)])
    if kind == PRODUCT:
        return split_product(g, [(pair, exponent) for pair, (_, exponent) in zip(inner, data, strict=True)])
    if kind == POWER:
        return split_power(g, inner[0], g.data[data[1]]) if g.kind[data[1]] == NUMBER else None
    if kind == CALL and data[0] == "log" and g.kind[data[1][0]] == CALL and g.data[data[1][0]][0] == "exp":
        exponent = parts[g.data[data[1][0]][1][0]]
        turned = turn_back(g, *exponent) if exponent is not None else None
        if turned is not None:
            return turned
    rule = RULES.get(data[0]) if kind == CALL else None
    return rule(g, *inner) if rule is not None else None


def multiply(g: Graph, left: Parts, right: Parts) -> Parts:
    (a, b), (c, d) = left, right
    return (
        g.combine([(g.mul([a, c]), 1), (g.mul([b, d]), -1)]),
        g.combine([(g.mul([a, d]), 1), (g.mul([b, c]), 1)]),
    )


def split_product(g: Graph, factors: list[tuple[Parts, int]]) -> Parts:
    result = (ONE, ZERO)
    for (a, b), exponent in factors:
        if b == ZERO:
            result = multiply(g, result, (g.power(a, exponent), ZERO))
            continue
        for _ in range(abs(exponent)):
            result = multiply(g, result, (a, b) if exponent > 0 else invert(g, (a, b)))
    return result


def invert(g: Graph, value: Parts) -> Parts:
    """Return ``1/(a + b i) = (a - b i)/(a^2 + b^2)``."""
    a, b = value
    size = g.power(measure_square(g, value), -1)
    return g.mul([a, size]), g.neg(g.mul([b, size]))


def measure_square(g: Graph, value: Parts) -> int:
    """Return ``a^2 + b^2``; multiplied out where that is short, so that a number stays one."""
    return powers.expand_argument(g, g.add([g.power(value[0], 2), g.power(value[1], 2)]))


def measure(g: Graph, value: Parts) -> int:
    """Return the modulus."""
    a, b = value
    if b != ZERO:
        return powers.sqrt(g, measure_square(g, value))
    known = find_sign(g, a)
    return a if known == POSITIVE else g.neg(a) if known == NEGATIVE else signs.absolute(g, a)


def split_power(g: Graph, base: Parts, exponent: fmpq) -> Parts | None:
    """Return a principal root: a square root by half angles, others where the angle is known."""
    a, b = base
    if b == ZERO and find_sign(g, a) == POSITIVE:
        return powers.root(g, a, exponent), ZERO
    if exponent == fmpq(1, 2):
        size = measure(g, base)
        real = powers.sqrt(g, g.combine([(size, fmpq(1, 2)), (a, fmpq(1, 2))]))
        imaginary = powers.sqrt(g, g.combine([(size, fmpq(1, 2)), (a, fmpq(-1, 2))]))
        known = find_sign(g, b)
        # The imaginary part has the sign of b; of a negative number the root is on the positive imaginary axis.
        if known in (POSITIVE, NULL):
            return real, imaginary
        if known == NEGATIVE:
            return real, g.neg(imaginary)
        step = g.combine([(signs.indicate_nonnegative(g, b), 2), (ONE, -1)])
        return real, g.mul([step, imaginary])
    angle = find_angle(g, base)
    if angle is None:
        return None
    size = powers.root(g, measure(g, base), exponent)
    turn = g.scale(angle, exponent)
    return g.mul([size, functions.cos(g, turn)]), g.mul([size, functions.sin(g, turn)])


def find_sign(g: Graph, node: int) -> int:
    """Return the sign of a real node as a bit, where it is known: by its structure, or by the value of a constant."""
    mask = facts.find_signs(g, node)
    if mask in (POSITIVE, NEGATIVE, NULL):
        return mask
    if any(g.kind[below] == ATOM for below in list_reachable(g, [node])):
        return 0
    for bits in PRECISIONS[:3]:
        value = Sample(g, 0, 0, bits).evaluate()[node]
        if value is not None and (value > 0 or value < 0):
            return POSITIVE if value > 0 else NEGATIVE
    return 0


def find_angle(g: Graph, value: Parts) -> int | None:
    """Return the principal angle of ``a + b i``, between -pi and pi, where the signs of a and b are known enough."""
    a, b = value
    right, above = find_sign(g, a), find_sign(g, b)
    half_turns: fmpq | None = None
    if right == NULL and above in (POSITIVE, NEGATIVE):
        return g.scale(functions.pi(g), fmpq(1 if above == POSITIVE else -1, 2))
    if right == POSITIVE:
        half_turns = fmpq(0)
    elif right == NEGATIVE and above:
        # The angle of a negative number is pi.
        half_turns = fmpq(-1 if above == NEGATIVE else 1)
    if half_turns is None:
        return None
    slope = functions.FUNCTIONS["atan"](g, g.div(b, a))
    return g.combine([(slope, 1), (functions.pi(g), half_turns)])


def split_log(g: Graph, t: Parts) -> Parts | None:
    angle = find_angle(g, t)
    return None if angle is None else (powers.log(g, measure(g, t)), angle)


def turn_back(g: Graph, real: int, imaginary: int) -> Parts | None:
    """Return ``log(exp(a + b i))`` for a constant b: b without its full turns; None for any other."""
    if any(g.kind[below] == ATOM for below in list_reachable(g, [imaginary])):
        return None
    with precision(PRECISIONS[1]):
        value = Sample(g, 0, 0, PRECISIONS[1]).evaluate()[imaginary]
        # The angle is in (-pi, pi], so the number of full turns is the whole number at or above this one.
        turns = (value / (2 * arb.pi()) - fmpq(1, 2)).ceil() if value is not None else None
    count = turns.unique_fmpz() if turns is not None else None
    return None if count is None else (real, g.combine([(imaginary, 1), (functions.pi(g), -2 * int(count))]))


def split_exp(g: Graph, t: Parts) -> Parts:
    size = powers.exp(g, t[0])
    return g.mul([size, functions.cos(g, t[1])]), g.mul([size, functions.sin(g, t[1])])


def split_sin(g: Graph, t: Parts) -> Parts:
    a, b = t
    cosh, sinh = functions.FUNCTIONS["cosh"](g, b), functions.FUNCTIONS["sinh"](g, b)
    return g.mul([functions.sin(g, a), cosh]), g.mul([functions.cos(g, a), sinh])


def split_cos(g: Graph, t: Parts) -> Parts:
    a, b = t
    cosh, sinh = functions.FUNCTIONS["cosh"](g, b), functions.FUNCTIONS["sinh"](g, b)
    return g.mul([functions.cos(g, a), cosh]), g.neg(g.mul([functions.sin(g, a), sinh]))


RULES: dict[str, Callable[..., Parts | None]] = {
    "i": lambda g: (ZERO, ONE),
    "exp": split_exp,
    "sin": split_sin,
    "cos": split_cos,
    "log": split_log,
    "abs": lambda g, t: (measure(g, t), ZERO),
}

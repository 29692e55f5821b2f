"""Two equations in several variables that say the same once both are solved for one of them.

Every step from ``y = e^x`` to ``x = ln y`` turns an equation into one with exactly the same solutions: a factor that is
zero nowhere is left out, and so is the exponent of a power; ``c y + r = 0`` is solved where c is zero nowhere;
``e^u = r`` becomes ``u = ln r`` (neither side has solutions where r is not positive), ``ln u = r`` becomes ``u = e^r``,
and an odd power its root where the other side is not negative. So two equations have the same solutions where a chain
of such steps leads from both to the same symbol with equal right-hand sides.
"""

from collections.abc import Iterator

from flint import fmpq

from grader.equivalence.graph import facts, powers
from grader.equivalence.graph.calculus import list_reachable
from grader.equivalence.graph.graph import Graph, tidy
from grader.equivalence.graph.kinds import ATOM, CALL, NUMBER, POWER, PRODUCT, SUM, ZERO
from grader.equivalence.rungs.ladder import Ladder
from grader.records import Equality

__all__ = ["have_one_solved_form"]

MAX_STEPS = 6  # functions inside each other that are undone; deeper nesting is rare in equations


def have_one_solved_form(ladder: Ladder, student: int, expected: int) -> bool:
    """Whether both nodes are known to vanish at the same points, as both are solved for the same symbol."""
    g = ladder.graph
    below = list_reachable(g, [student, expected])
    # e^z = w has many complex solutions z, so that ln w is only one of them.
    if any(g.kind[node] == ATOM and g.data[node][1].kind == "complex" for node in below):
        return False
    theirs = dict(list_solved_forms(g, expected))
    mine = list_solved_forms(g, student)
    return any(symbol in theirs and is_same(ladder, side, theirs[symbol]) for symbol, side in mine)


def is_same(ladder: Ladder, left: int, right: int) -> bool:
    """Whether two nodes are equal and defined at the same points."""
    g = ladder.graph
    if left == right:
        return True
    # Equations are compared exactly, single points included: both sides must be defined at the same points, and a pole
    # would exclude one.
    if facts.find_conditions(g, left) != facts.find_conditions(g, right) or has_poles(g, left) or has_poles(g, right):
        return False
    found = ladder.decide(left, right)
    return found.result is Equality.EQUAL and not found.remarks


def has_poles(g: Graph, node: int) -> bool:
    return any(
        not is_never_zero(g, divisor) for below in list_reachable(g, [node]) for divisor in list_divisors(g, below)
    )


def list_divisors(g: Graph, node: int) -> list[int]:
    """Return what must not be zero for a node to be defined where its operands are."""
    kind, data = g.kind[node], g.data[node]
    if kind == PRODUCT:
        return [factor for factor, exponent in data if exponent < 0]
    is_root = kind == POWER and g.kind[data[1]] == NUMBER and g.data[data[1]] > 0
    return [data[0]] if kind == POWER and not is_root else []


def list_solved_forms(g: Graph, node: int) -> Iterator[tuple[int, int]]:
    """Yield every symbol for which an equation ``node = 0`` can be solved, with the other side."""
    for part in find_vanishing_factor(g, node):
        if g.kind[part] == ATOM:
            yield part, ZERO
        elif g.kind[part] == SUM:
            for term, share in g.data[part][1]:
                # A factor of 0 only marks where the sum has no value (``Graph.linear``); nothing is solved by it.
                for factor in list_single_factors(g, term) if share != 0 else ():
                    coefficient = g.product([(f, e) for f, e in list_powers(g, term) if f != factor])
                    yield from isolate(g, part, term, factor, coefficient)


def find_vanishing_factor(g: Graph, node: int) -> list[int]:
    """Return the one factor of a product that may vanish, without its exponent; nothing where there are several."""
    if g.kind[node] == SUM:
        constant, terms = g.data[node]
        if constant == 0 and len(terms) == 1:
            return find_vanishing_factor(g, terms[0][0])
        return [node]
    if g.kind[node] != PRODUCT:
        return [node]
    # a b = 0 is solved by a = 0 or b = 0: with two factors that may vanish there is no single solved form.
    kept = [(factor, exponent) for factor, exponent in g.data[node] if not is_never_zero(g, factor)]
    if len(kept) != 1 or kept[0][1] < 0:
        return []
    return find_vanishing_factor(g, kept[0][0])


def is_never_zero(g: Graph, node: int) -> bool:
    """Whether a node has a value other than zero everywhere."""
    return (
        not facts.find_signs(g, node) & (facts.NULL | facts.COMPLEX)
        and facts.is_total(g, node)
        and not has_poles(g, node)
    )


def list_powers(g: Graph, term: int) -> tuple[tuple[int, int], ...]:
    return g.data[term] if g.kind[term] == PRODUCT else ((term, 1),)


def list_single_factors(g: Graph, term: int) -> list[int]:
    """Return the factors of a term that are not raised to a power."""
    return [factor for factor, exponent in list_powers(g, term) if exponent == 1]


def isolate(g: Graph, total: int, term: int, factor: int, coefficient: int) -> Iterator[tuple[int, int]]:
    """Yield what follows from ``coefficient * factor + the rest = 0``, if it can be solved for that factor."""
    constant, terms = g.data[total]
    scale = dict(terms)[term]
    # x y = 1 may not be divided by x without losing x = 0.
    if not is_never_zero(g, coefficient):
        return
    rest = g.linear(constant, {other: share for other, share in terms if other != term})
    side = g.scale(g.div(rest, coefficient), tidy(-1 / fmpq(scale)))
    for _ in range(MAX_STEPS):
        # The symbol occurs on both sides, so that this is no solved form.
        if set(list_reachable(g, [factor])) & list_symbols(g, side):
            return
        if g.kind[factor] == ATOM:
            yield factor, side
            return
        step = invert_step(g, factor, side)
        if step is None:
            return
        factor, side = step


def list_symbols(g: Graph, node: int) -> set[int]:
    return {below for below in list_reachable(g, [node]) if g.kind[below] == ATOM}


def invert_step(g: Graph, factor: int, side: int) -> tuple[int, int] | None:
    """Return ``u = h(side)`` for ``f(u) = side`` where f has an inverse h; None where there is no such step."""
    kind, data = g.kind[factor], g.data[factor]
    if kind == CALL and data[0] == "exp":
        return data[1][0], powers.log(g, side)
    if kind == CALL and data[0] == "log":
        return data[1][0], powers.exp(g, side)
    # u^3 = r has the root of r as its only real solution where r >= 0; for r < 0 a principal root is not real.
    if kind == POWER and g.kind[data[1]] == NUMBER and not facts.find_signs(g, side) & facts.NEGATIVE:
        return data[0], powers.general_power(g, side, g.number(tidy(1 / fmpq(g.data[data[1]]))))
    if kind == SUM:
        constant, terms = data
        if len(terms) == 1:
            ((inner, scale),) = terms
            return inner, g.combine([(side, tidy(1 / fmpq(scale))), (g.number(constant), tidy(-1 / fmpq(scale)))])
    return None

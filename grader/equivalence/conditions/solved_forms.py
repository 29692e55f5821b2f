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
from grader.equivalence.graph.calculus import reachable
from grader.equivalence.graph.graph import Graph, tidy
from grader.equivalence.graph.kinds import ATOM, CALL, NUMBER, POWER, PRODUCT, SUM, ZERO
from grader.equivalence.rungs.ladder import Ladder
from grader.records import Equality

__all__ = ["have_one_solved_form"]

MAX_STEPS = 6


def have_one_solved_form(ladder: Ladder, student: int, expected: int) -> bool:
    """Tell whether both nodes are known to vanish at the same points, as both are solved for the same symbol."""
    g = ladder.graph
    below = reachable(g, [student, expected])
    if any(g.kind[node] == ATOM and g.data[node][1].kind == "complex" for node in below):
        return False
    theirs = dict(solved_forms(g, expected))
    mine = solved_forms(g, student)
    return any(symbol in theirs and is_same(ladder, side, theirs[symbol]) for symbol, side in mine)


def is_same(ladder: Ladder, left: int, right: int) -> bool:
    """Tell whether two nodes are equal and defined at the same points."""
    g = ladder.graph
    if left == right:
        return True
    if facts.conditions(g, left) != facts.conditions(g, right) or has_poles(g, left) or has_poles(g, right):
        return False
    found = ladder.decide(left, right)
    return found.result is Equality.EQUAL and not found.remarks


def has_poles(g: Graph, node: int) -> bool:
    """Tell whether a node may have a pole."""
    return any(not is_never_zero(g, divisor) for below in reachable(g, [node]) for divisor in divisors(g, below))


def divisors(g: Graph, node: int) -> list[int]:
    """Return what must not be zero for a node to be defined where its operands are."""
    kind, data = g.kind[node], g.data[node]
    if kind == PRODUCT:
        return [factor for factor, exponent in data if exponent < 0]
    is_root = kind == POWER and g.kind[data[1]] == NUMBER and g.data[data[1]] > 0
    return [data[0]] if kind == POWER and not is_root else []


def solved_forms(g: Graph, node: int) -> Iterator[tuple[int, int]]:
    """Yield every symbol for which an equation ``node = 0`` can be solved, with the other side."""
    for part in essential(g, node):
        if g.kind[part] == ATOM:
            yield part, ZERO
        elif g.kind[part] == SUM:
            for term, _ in g.data[part][1]:
                for factor in factors_of(g, term):
                    coefficient = g.product([(f, e) for f, e in powers_of(g, term) if f != factor])
                    yield from isolated(g, part, term, factor, coefficient)


def essential(g: Graph, node: int) -> list[int]:
    """Return the one factor of a product that may vanish, without its exponent; nothing where there are several."""
    if g.kind[node] == SUM:
        constant, terms = g.data[node]
        if constant == 0 and len(terms) == 1:
            return essential(g, terms[0][0])
        return [node]
    if g.kind[node] != PRODUCT:
        return [node]
    kept = [(factor, exponent) for factor, exponent in g.data[node] if not is_never_zero(g, factor)]
    if len(kept) != 1 or kept[0][1] < 0:
        return []
    return essential(g, kept[0][0])


def is_never_zero(g: Graph, node: int) -> bool:
    """Tell whether a node has a value other than zero everywhere."""
    return not facts.sign(g, node) & (facts.NULL | facts.COMPLEX) and facts.is_total(g, node) and not has_poles(g, node)


def powers_of(g: Graph, term: int) -> tuple[tuple[int, int], ...]:
    """Return a term as factors with exponents."""
    return g.data[term] if g.kind[term] == PRODUCT else ((term, 1),)


def factors_of(g: Graph, term: int) -> list[int]:
    """Return the factors of a term that are not raised to a power."""
    return [factor for factor, exponent in powers_of(g, term) if exponent == 1]


def isolated(g: Graph, total: int, term: int, factor: int, coefficient: int) -> Iterator[tuple[int, int]]:
    """Yield what follows from ``coefficient * factor + the rest = 0``, if it can be solved for that factor."""
    constant, terms = g.data[total]
    scale = dict(terms)[term]
    if not is_never_zero(g, coefficient):
        return
    rest = g.linear(constant, {other: share for other, share in terms if other != term})
    side = g.scale(g.div(rest, coefficient), tidy(-1 / fmpq(scale)))
    for _ in range(MAX_STEPS):
        if set(reachable(g, [factor])) & symbols(g, side):
            return
        if g.kind[factor] == ATOM:
            yield factor, side
            return
        step = turned_over(g, factor, side)
        if step is None:
            return
        factor, side = step


def symbols(g: Graph, node: int) -> set[int]:
    """Return the symbols that a node holds."""
    return {below for below in reachable(g, [node]) if g.kind[below] == ATOM}


def turned_over(g: Graph, factor: int, side: int) -> tuple[int, int] | None:
    """Return ``u = h(side)`` for ``f(u) = side`` where f has an inverse h; None where there is no such step."""
    kind, data = g.kind[factor], g.data[factor]
    if kind == CALL and data[0] == "exp":
        return data[1][0], powers.log(g, side)
    if kind == CALL and data[0] == "log":
        return data[1][0], powers.exp(g, side)
    if kind == POWER and g.kind[data[1]] == NUMBER and not facts.sign(g, side) & facts.NEGATIVE:
        return data[0], powers.general_power(g, side, g.number(tidy(1 / fmpq(g.data[data[1]]))))
    if kind == SUM:
        constant, terms = data
        if len(terms) == 1:
            ((inner, scale),) = terms
            return inner, g.combine([(side, tidy(1 / fmpq(scale))), (g.number(constant), tidy(-1 / fmpq(scale)))])
    return None

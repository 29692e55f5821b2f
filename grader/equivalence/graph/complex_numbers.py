"""Complex numbers in the graph: ``a + b i`` with rational parts, and ``cos t + i sin t``."""

from flint import fmpq

from grader.equivalence.graph.graph import Coefficient, Graph, is_power_short, tidy
from grader.equivalence.graph.kinds import CALL, NUMBER, PRODUCT, SUM

__all__ = ["build_number", "find_turn", "raise_complex_number", "read_complex_number"]

MAX_EXPONENT = 64  # of a + b i, multiplied out one factor at a time


def read_complex_number(g: Graph, node: int) -> tuple[fmpq, fmpq] | None:
    """Return the parts of a node that is ``a + b i`` with rational a and b; None for any other."""
    if g.kind[node] == NUMBER:
        return fmpq(g.data[node]), fmpq(0)
    unit = g.call("i")
    if node == unit:
        return fmpq(0), fmpq(1)
    if g.kind[node] != SUM:
        return None
    constant, terms = g.data[node]
    return (fmpq(constant), fmpq(terms[0][1])) if len(terms) == 1 and terms[0][0] == unit else None


def build_number(g: Graph, real: fmpq, imaginary: fmpq) -> int:
    return g.linear(tidy(real), {g.call("i"): tidy(imaginary)})


def raise_complex_number(g: Graph, node: int, exponent: int) -> int | None:
    """Return a whole power of ``a + b i`` as such a number; None for other nodes and for long powers."""
    parts = read_complex_number(g, node)
    if parts is None or not 0 < exponent <= MAX_EXPONENT:
        return None
    # |a + b i|^n is at most (|a| + |b|)^n.
    if not is_power_short(tidy(abs(parts[0]) + abs(parts[1])), exponent):
        return None
    (a, b), (c, d) = parts, (fmpq(1), fmpq(0))
    for _ in range(exponent):
        c, d = a * c - b * d, a * d + b * c
    return build_number(g, c, d)


def find_turn(g: Graph, node: int) -> tuple[Coefficient, int, int] | None:
    """Return c, t and a sign where a node is ``c (cos t ± i sin t)``, so that it is ``c exp(± i t)``; else None."""
    if g.kind[node] != SUM:
        return None
    constant, terms = g.data[node]
    if constant != 0 or len(terms) != 2:
        return None
    unit = g.call("i")
    for (first, c), (second, d) in (terms, terms[::-1]):
        if c in (d, -d) and g.kind[first] == CALL and g.data[first][0] == "cos" and g.kind[second] == PRODUCT:
            t = g.data[first][1][0]
            if dict(g.data[second]) == {unit: 1, g.call("sin", t): 1}:
                return c, t, 1 if c == d else -1
    return None

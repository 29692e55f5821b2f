"""Steps over whole numbers, in one form: ``1[n^2 > 4]`` and ``1[n^2 >= 5]`` are one function of a whole n.

A whole number h passes a bound b where it passes the half that is next to it. So the sign of ``h - b`` is that of
``h - floor(b) - 1/2`` for a fraction b, and for a whole b half the sum of the signs of ``h - b - 1/2`` and
``h - b + 1/2``. These signs are never zero, and those of one h are ordered. The floor of ``h/2`` is
``h/2 - (1 - (-1)^h)/4``. All of this holds at every whole h, so what is rewritten keeps its value everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import gcd, lcm

from flint import fmpq

from grader.equivalence.graph import facts
from grader.equivalence.graph.calculus import list_reachable, substitute
from grader.equivalence.graph.graph import Graph
from grader.equivalence.graph.kinds import CALL, ONE, PRODUCT, SUM
from grader.equivalence.graph.powers import general_power
from grader.equivalence.graph.signs import has_whole_pole, sign

__all__ = ["list_poles", "unify_whole_steps"]


def unify_whole_steps(g: Graph, roots: Sequence[int]) -> list[int]:
    """Return nodes that are equal to the given ones, with signs and floors of whole numbers in one form."""
    found = list(roots)
    # Signs first: once a floor is written by its parity, it no longer shows that it is whole.
    for name in ("quotient", "sign", "floor"):
        called = "sign" if name == "quotient" else name
        steps = [node for node in list_reachable(g, found) if g.kind[node] == CALL and g.data[node][0] == called]
        rewrite = split_quotient if name == "quotient" else rewrite_step
        written = {node: rewrite(g, node) for node in steps}
        found = substitute(g, found, {node: new for node, new in written.items() if new is not None})
    return found


def list_poles(g: Graph, root: int) -> set[int]:
    """Return the whole numbers that may be zero and that a node divides by."""
    return {
        factor
        for node in list_reachable(g, [root])
        if g.kind[node] == PRODUCT and has_whole_pole(g, node)
        for factor, exponent in g.data[node]
        if exponent < 0 and not facts.is_step(g, factor)
    }


def split_quotient(g: Graph, node: int) -> int | None:
    """Return the sign of a quotient of whole numbers as a product of signs."""
    (argument,) = g.data[node][1]
    if g.kind[argument] != PRODUCT or not has_whole_pole(g, argument):
        return None
    return g.product([(sign(g, factor), abs(exponent)) for factor, exponent in g.data[argument]])


def rewrite_step(g: Graph, node: int) -> int | None:
    """Return a sign or floor of whole numbers in its one form; None for every other node."""
    name, arguments = g.data[node]
    constant, terms = g.data[arguments[0]] if g.kind[arguments[0]] == SUM else (0, ((arguments[0], 1),))
    if not terms or not all(factor != 0 and facts.is_whole(g, term) for term, factor in terms):
        return None
    size = lcm(*(int(fmpq(factor).q) for _, factor in terms))
    step = gcd(*(int(fmpq(factor).p) * (size // int(fmpq(factor).q)) for _, factor in terms))
    whole = g.linear(0, {term: int((fmpq(factor) * size / step).p) for term, factor in terms})
    if name == "sign":
        return sign_beyond(g, whole, -fmpq(constant) * size / step)
    if size != 2 or step != 1:
        return None
    return floor_of_half(g, g.linear(int((fmpq(constant) * 2).floor()), dict(g.data[whole][1])
                                     if g.kind[whole] == SUM else {whole: 1}))  # fmt: skip


def sign_beyond(g: Graph, whole: int, bound: fmpq) -> int:
    """Return the sign of a whole number minus a bound, by bounds at halves."""
    below = [fmpq(bound.floor())] if bound.q != 1 else [bound, bound - 1]
    signs = [sign(g, g.combine([(whole, 1), (ONE, -(low + fmpq(1, 2)))])) for low in below]
    return g.combine([(one, fmpq(1, len(signs))) for one in signs])


def floor_of_half(g: Graph, whole: int) -> int:
    """Return the floor of half a whole number, by its parity."""
    parity = general_power(g, g.number(-1), whole)
    return g.combine([(whole, fmpq(1, 2)), (ONE, -fmpq(1, 4)), (parity, fmpq(1, 4))])

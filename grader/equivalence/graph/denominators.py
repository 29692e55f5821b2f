"""Signs of sums with denominators and roots, as far as they follow from the signs of their parts."""

from grader.equivalence.graph import facts
from grader.equivalence.graph.facts import NEGATIVE, POSITIVE
from grader.equivalence.graph.graph import Graph, tidy
from grader.equivalence.graph.kinds import NUMBER, POWER, PRODUCT, SUM
from grader.equivalence.graph.powers import expand_argument

__all__ = ["is_known_positive", "is_square_root", "clear_denominators"]

# Bounds the work: each round multiplies every term of the sum by one denominator, and may bring new ones up.
MAX_DENOMINATORS = 8


def clear_denominators(g: Graph, node: int) -> int:
    """Multiply a sum by its denominators of known sign, so that its own sign stays the same."""
    for _ in range(MAX_DENOMINATORS):
        terms = g.data[node][1] if g.kind[node] == SUM else ((node, 1),)
        bottoms = (
            factor for term, _ in terms if g.kind[term] == PRODUCT for factor, power in g.data[term] if power < 0
        )
        # A denominator whose sign may change cannot be cleared: 1 + 1/x is -1 at x = -1/2, but x times it is 1/2.
        bottom = next((factor for factor in bottoms if facts.find_signs(g, factor) in (POSITIVE, NEGATIVE)), None)
        if bottom is None:
            return node
        flip = 1 if facts.find_signs(g, bottom) == POSITIVE else -1
        constant = g.data[node][0] if g.kind[node] == SUM else 0
        node = g.combine(
            [(bottom, constant * flip), *((g.mul([term, bottom]), factor * flip) for term, factor in terms)]
        )
    return node


def is_known_positive(g: Graph, node: int) -> bool:
    """Whether a node is positive, by its terms without denominators, or as ``a + sqrt(r)`` for r > a^2."""
    node = clear_denominators(g, node)
    if not facts.find_signs(g, node) & ~POSITIVE:
        return True
    constant, terms = g.data[node] if g.kind[node] == SUM else (0, ())
    for term, factor in terms:
        # c sqrt(r) + a with c > 0 is positive if c^2 r > a^2, because then c sqrt(r) > |a| >= -a. The other direction
        # would need to know that a is negative.
        if factor > 0 and is_square_root(g, term):
            rest = g.linear(constant, {other: inner for other, inner in terms if other != term})
            gap = g.combine([(g.data[term][0], tidy(factor * factor)), (expand_argument(g, g.power(rest, 2)), -1)])
            return facts.find_signs(g, gap) == POSITIVE
    return False


def is_square_root(g: Graph, node: int) -> bool:
    return g.kind[node] == POWER and g.kind[g.data[node][1]] == NUMBER and g.data[g.data[node][1]] * 2 == 1

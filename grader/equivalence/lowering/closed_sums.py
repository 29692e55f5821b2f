"""Sums that end at a symbol: of polynomials and powers in the index, in closed form.

A polynomial f of degree d is the sum of its differences at the first index times binomials, ``f(a + i) = sum_j D^j f(a)
C(i, j)`` (Newton), so its first N values have the sum ``sum_j D^j f(a) C(N, j + 1)``. A geometric sequence with the
ratio r has the sum ``f(a) (r^N - 1)/(r - 1)``. Both hold for every whole N from 0 on. (R. Graham, D. Knuth, O.
Patashnik, *Concrete Mathematics*, 2nd edition, sections 2.6 and 5.3.)
"""

from itertools import pairwise

from flint import fmpq

from grader.equivalence.graph import facts, powers
from grader.equivalence.graph.graph import Graph
from grader.equivalence.graph.kinds import NUMBER, ONE, ZERO
from grader.equivalence.lowering.arrays import Array
from grader.equivalence.lowering.scope import Env, Scope
from grader.expr import nodes
from grader.expr.nodes import Node
from grader.expr.traverse import walk

__all__ = ["MAX_DEGREE", "close_sum", "find_degree"]

MAX_DEGREE = 12  # of a polynomial in the index; the body is lowered once more than that


def close_sum(scope: Scope, node: nodes.BigOperator, env: Env) -> int | None:
    """Return a sum from a whole number to a symbolic one in closed form; None where there is none here."""
    if node.kind != "sum" or node.lower is None or node.upper is None:
        return None
    g = scope.graph
    first, last = scope.lower_whole(node.lower, env), scope.lower_scalar(node.upper, env)
    if first is None:
        return None
    count = g.add([last, g.number(1 - first)])
    # For N = -1 an empty sum is 0, and the closed form need not be.
    if (
        g.kind[count] == NUMBER
        or not facts.is_whole(g, count)
        or facts.find_signs(g, count) & ~(facts.NULL | facts.POSITIVE)
    ):
        return None
    parts = [close_term(scope, term, node.index, first, count, env) for term in list_terms(node.body)]
    return None if None in parts else g.add([part for part in parts if part is not None])


def list_terms(body: Node) -> tuple[Node, ...]:
    return body.terms if isinstance(body, nodes.Add) else (body,)


def close_term(scope: Scope, term: Node, index: str, first: int, count: int, env: Env) -> int | None:
    """Return the sum of one term of the body."""
    degree = find_degree(term, index)
    if degree is not None and degree <= MAX_DEGREE:
        values = [lower_at(scope, term, index, first + step, env) for step in range(degree + 1)]
        return None if None in values else add_differences(scope.graph, [v for v in values if v is not None], count)
    if is_geometric(term, index):
        start, second = (lower_at(scope, term, index, first + step, env) for step in (0, 1))
        return None if start is None or second is None else add_geometric(scope.graph, start, second, count)
    return None


def lower_at(scope: Scope, term: Node, index: str, number: int, env: Env) -> int | None:
    value = scope.lower(term, {**env, index: scope.graph.number(number)})
    return None if isinstance(value, Array) else value


def add_differences(g: Graph, values: list[int], count: int) -> int:
    """Return the sum of the first N values of the polynomial that has the given ones first."""
    terms, binomial = [], ONE
    for place in range(len(values)):
        # C(N, j + 1) = C(N, j) (N - j)/(j + 1)
        binomial = g.mul([binomial, g.scale(g.add([count, g.number(-place)]), fmpq(1, place + 1))])
        terms.append(g.mul([values[0], binomial]))
        values = [g.sub(after, before) for before, after in pairwise(values)]
    return g.add(terms)


def add_geometric(g: Graph, start: int, second: int, count: int) -> int | None:
    """Return the sum of the first N members of a geometric sequence, from its first two."""
    ratio = g.div(second, start)
    if ratio == ONE:
        return g.mul([start, count])
    if ratio == ZERO:
        return None
    power = powers.general_power(g, ratio, count)
    return g.mul([start, g.div(g.sub(power, ONE), g.sub(ratio, ONE))])


# What depends on the index, and how


def depends_on(tree: Node, index: str) -> bool:
    """Whether an index occurs in a tree, as a symbol or as an index of one."""
    return any(
        (isinstance(node, nodes.Symbol) and node.name == index)
        or (isinstance(node, nodes.BigOperator) and node.index == index)
        for node in walk(tree)
    )


def find_degree(tree: Node, index: str) -> int | None:
    """Return the degree of a tree as a polynomial in an index; None where it is none."""
    if not depends_on(tree, index):
        return 0
    if isinstance(tree, nodes.Symbol):
        return 1 if not tree.indices and tree.iterate is None else None
    if isinstance(tree, nodes.Neg):
        return find_degree(tree.operand, index)
    if isinstance(tree, nodes.Div):
        return None if depends_on(tree.denominator, index) else find_degree(tree.numerator, index)
    if isinstance(tree, nodes.Power):
        base, exponent = find_degree(tree.base, index), tree.exponent
        if base is None or not isinstance(exponent, nodes.Number) or exponent.value.denominator != 1:
            return None
        return base * exponent.value.numerator if exponent.value >= 0 else None
    parts = tree.terms if isinstance(tree, nodes.Add) else tree.factors if isinstance(tree, nodes.Mul) else ()
    degrees = [find_degree(part, index) for part in parts]
    if not degrees or None in degrees:
        return None
    known = [degree for degree in degrees if degree is not None]
    return max(known) if isinstance(tree, nodes.Add) else sum(known)


def is_geometric(tree: Node, index: str) -> bool:
    """Whether a tree is a product of powers with exponents that are linear in an index, and bases without it."""
    if not depends_on(tree, index):
        return True
    if isinstance(tree, nodes.Neg):
        return is_geometric(tree.operand, index)
    if isinstance(tree, nodes.Div):
        return is_geometric(tree.numerator, index) and is_geometric(tree.denominator, index)
    if isinstance(tree, nodes.Mul):
        return all(is_geometric(factor, index) for factor in tree.factors)
    if isinstance(tree, nodes.Call):
        return tree.function == "exp" and find_degree(tree.arguments[0], index) == 1
    return isinstance(tree, nodes.Power) and not depends_on(tree.base, index) and find_degree(tree.exponent, index) == 1

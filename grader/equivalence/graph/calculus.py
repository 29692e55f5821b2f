"""Derivatives on the graph: reverse mode, one rule for each primitive.

One pass from the root down collects, for every node, the derivative of the root by it (its adjoint); nodes are numbered
after their operands, so descending order is the right order. Signs and floors have derivative zero almost everywhere.
(Griewank and Walther, *Evaluating Derivatives*, 2nd edition, section 3.2.)
"""

from collections.abc import Mapping, Sequence

from grader.equivalence.graph import functions, powers
from grader.equivalence.graph.facts import operands_of
from grader.equivalence.graph.graph import Graph
from grader.equivalence.graph.kinds import ATOM, CALL, ONE, POWER, PRODUCT, SUM, UNDEFINED, ZERO
from grader.errors import AnswerError, Diagnostic

__all__ = ["extract_subgraph", "gradient", "list_reachable", "rebuild_node", "substitute"]

REBUILT = 30  # evaluations of an operand that take as long as it takes to build a node anew


def list_reachable(g: Graph, roots: Sequence[int]) -> list[int]:
    """List every node below the roots, operands first."""
    node = max(roots, default=-1)
    is_below = bytearray(node + 1)
    for root in roots:
        is_below[root] = 1
    kinds, contents = g.kind, g.data
    found = []
    while node >= 0:  # an operand has a smaller number than what is built from it
        found.append(node)
        kind = kinds[node]
        # The operands, as ``operands_of`` has them: this is asked for most wrong answers, and at many points.
        if kind == SUM:
            for operand, _ in contents[node][1]:
                is_below[operand] = 1
        elif kind == PRODUCT:
            for operand, _ in contents[node]:
                is_below[operand] = 1
        elif kind in (CALL, POWER):
            for operand in contents[node][1] if kind == CALL else contents[node]:
                is_below[operand] = 1
        node = is_below.rfind(1, 0, node)
    return found[::-1]


def extract_subgraph(g: Graph, roots: Sequence[int]) -> tuple[Graph, list[int]]:
    """Return a graph that holds only what is below some nodes, which is evaluated faster, and these nodes in it."""
    small = Graph(limit=g.limit, over_complex=g.over_complex)
    new: dict[int, int] = {}
    for node in list_reachable(g, roots):
        kind, data = g.kind[node], g.data[node]
        if kind == SUM:
            data = (data[0], tuple([(new[term], factor) for term, factor in data[1]]))
        elif kind == PRODUCT:
            data = tuple([(new[factor], exponent) for factor, exponent in data])
        elif kind == POWER:
            data = (new[data[0]], new[data[1]])
        elif kind == CALL:
            data = (data[0], tuple([new[argument] for argument in data[1]]))
        new[node] = node if node <= ONE else small.intern(kind, data, ("copy", node))
    return small, [new[root] for root in roots]


def gradient(g: Graph, root: int, by: Sequence[int]) -> list[int]:
    """Return the partial derivatives of ``root`` by free symbols (nodes of kind ATOM)."""
    adjoints: dict[int, list[int]] = {root: [ONE]}
    needed = find_dependent(g, list_reachable(g, [root]), set(by))
    # Descending order: every node that uses this one has a larger number and has added its share, so the adjoint is
    # complete when its turn comes.
    for node in reversed(needed):
        if node in adjoints and g.kind[node] != ATOM:
            adjoint = g.add(adjoints[node])
            for operand, partial in list_partials(g, node, needed=set(needed)):
                adjoints.setdefault(operand, []).append(g.mul([adjoint, partial]))
    return [g.add(adjoints.get(symbol, [])) for symbol in by]


def find_dependent(g: Graph, nodes: Sequence[int], symbols: set[int]) -> list[int]:
    found: set[int] = set()
    for node in nodes:
        if node in symbols or any(operand in found for operand in operands_of(g, node)):
            found.add(node)
    return sorted(found)


def list_partials(g: Graph, node: int, needed: set[int]) -> list[tuple[int, int]]:
    """List the derivative of a node by each of its operands that matter."""
    kind, data = g.kind[node], g.data[node]
    if kind == SUM:
        return [(term, g.number(factor)) for term, factor in data[1] if term in needed]
    if kind == PRODUCT:
        # A factor with exponent 1 is left out, not divided by: ``f y/f`` would keep a mark that f must not be zero (see
        # ``Graph.collect``), and so the derivative y would be undefined where f is zero.
        return [
            (
                factor,
                g.scale(
                    g.product([(node, 1), (factor, -1)]) if exponent != 1 else divide_out(g, data, factor), exponent
                ),
            )
            for factor, exponent in data
            if factor in needed
        ]
    if kind == POWER:
        base, exponent = data
        rules = {base: g.product([(exponent, 1), (node, 1), (base, -1)])}
        # d/de b^e = b^e log b: only where b is positive, as is the power itself for an exponent that varies.
        if exponent in needed:
            rules[exponent] = g.mul([node, powers.log(g, base)])
        return [(operand, rule) for operand, rule in rules.items() if operand in needed]
    name, arguments = data
    return [(argument, partial_of_call(g, node, name, arguments, place))
            for place, argument in enumerate(arguments) if argument in needed]  # fmt: skip


def divide_out(g: Graph, factors: tuple[tuple[int, int], ...], factor: int) -> int:
    return g.product([pair for pair in factors if pair[0] != factor])


def partial_of_call(g: Graph, node: int, name: str, arguments: tuple[int, ...], place: int) -> int:
    t = arguments[place]
    if name[0] == "@":
        # A function without a definition has as its derivative another one, the same wherever the same name occurs.
        return g.call(f"@D{place + 1} {name[1:]}", *arguments)
    if name == "exp":
        return node
    if name == "log":
        return g.power(t, -1)
    if name == "sin":
        return functions.cos(g, t)
    if name == "cos":
        return g.neg(functions.sin(g, t))
    if name == "atan":
        return g.power(g.add([ONE, g.power(t, 2)]), -1)
    if name == "asin":
        return g.power(powers.sqrt(g, g.sub(ONE, g.power(t, 2))), -1)
    if name in ("sign", "floor"):
        # Constant between the jumps. At the jumps themselves there is no derivative, but single points do not count.
        return ZERO
    # What is left is the factorial, and the absolute value of a complex number.
    raise AnswerError(
        Diagnostic(
            slug="no-derivative",
            what=f"The derivative of '{name}' is not known here.",
            why="Only elementary functions of real symbols can be differentiated here.",
            help="write the formula in elementary functions.",
        )
    )


def substitute(g: Graph, roots: Sequence[int], values: Mapping[int, int]) -> list[int]:
    """Replace nodes (free symbols, or signs within a region) below the roots, rebuilding each node once."""
    done = dict(values)
    for node in list_reachable(g, roots):
        if node not in done:
            done[node] = rebuild_node(g, node, done)
    return [done[root] for root in roots]


def rebuild_node(g: Graph, node: int, done: Mapping[int, int]) -> int:
    below = operands_of(g, node)
    if all(done[operand] == operand for operand in below):
        return node
    g.work.spend(REBUILT)
    kind, data = g.kind[node], g.data[node]
    if kind == SUM:
        constant, terms = data
        return g.combine([(ONE, constant), *((done[term], factor) for term, factor in terms)])
    if kind == PRODUCT:
        return g.product([(done[factor], exponent) for factor, exponent in data])
    if kind == POWER:
        # 0^0 is 1 only where the exponent is written as 0. Of x^x it is what is left at x = 0, which has no value.
        if done[data[0]] == done[data[1]] == ZERO:
            return UNDEFINED
        return powers.general_power(g, done[data[0]], done[data[1]])
    name, arguments = data
    values = [done[argument] for argument in arguments]
    # By the constructor and not by ``call``, because a rule may fire for the new operand: sin(t) is 0 once t is pi.
    known = functions.FUNCTIONS.get(name)
    return known(g, *values) if known and len(values) == 1 else g.call(name, *values)

"""Where the sides of a condition have values, as they are written.

The graph cancels what holds almost everywhere: ``(x^2 - 4)/(x - 2)`` and ``tan(x) cos(x)`` lose their poles there. A
condition is its set of solutions, and single points count in it, so the tree itself says where it has a value: where no
divisor is zero, every logarithm has a positive argument, and so on for each function. These tests are comparisons of
nodes with zero, in the form in which ``solution_sets`` lists those of a condition.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from flint import fmpq

from grader.equivalence.graph import facts, functions
from grader.equivalence.graph.graph import Graph
from grader.equivalence.graph.kinds import NUMBER, ONE, UNDEFINED, ZERO
from grader.equivalence.lowering.arithmetic import find_bounds
from grader.equivalence.lowering.arrays import Array, entries_of
from grader.equivalence.lowering.calls import bind_parameters
from grader.equivalence.lowering.scope import Env, Scope
from grader.expr.nodes import BigOperator, Call, Div, Node, Number, Power, Symbol
from grader.expr.traverse import children

__all__ = ["Test", "list_domain_tests", "list_nodes"]

Test = Any  # (node, operator), or ("and" | "or", (Test, ...))
_TESTED = frozenset({Div, Power, Call, Symbol})  # everything else has a value where its parts have one
SIGNS = {">": facts.POSITIVE, ">=": facts.POSITIVE | facts.NULL, "!=": facts.POSITIVE | facts.NEGATIVE}


def list_nodes(test: Test) -> Iterator[int]:
    """Yield the nodes that are compared with zero in nested tests."""
    if test[0] in ("and", "or"):
        for part in test[1]:
            yield from list_nodes(part)
    else:
        yield test[0]


def list_domain_tests(scope: Scope, tree: Node, env: Env) -> list[Test]:
    """Return tests that all hold exactly where every part of a tree, as it is written, has a real value."""
    found = dict.fromkeys(collect_tests(scope, tree, env))
    if not found:
        return []
    # Over the complex numbers every root has a value, and every logarithm but that of 0.
    if scope.graph.over_complex:
        found = dict.fromkeys((test[0], "!=") if test[1] == ">" else test for test in found if test[1] != ">=")
    return [test for test in found if not always_holds(scope.graph, test)]


def always_holds(g: Graph, test: Test) -> bool:
    """Whether a test is known to hold wherever its node has a value."""
    if not isinstance(test[0], int) or test[1] not in SIGNS or test[0] == UNDEFINED:
        return False
    return not facts.find_signs(g, test[0]) & ~SIGNS[test[1]]


def collect_tests(scope: Scope, tree: Node, env: Env) -> Iterator[Test]:
    """Yield the tests of a tree and of everything below it."""
    kind = type(tree)
    if kind is Number:
        return
    if isinstance(tree, BigOperator):
        yield from collect_from_terms(scope, tree, env)
        return
    for part in children(tree):
        yield from collect_tests(scope, part, env)
    if kind not in _TESTED:
        return
    if isinstance(tree, Div):
        for bottom in entries_of(scope.lower(tree.denominator, env)):
            yield bottom, "!="
    elif isinstance(tree, Power):
        base, exponent = scope.lower(tree.base, env), scope.lower_scalar(tree.exponent, env)
        if not isinstance(base, Array):
            yield from list_tests_of_power(scope.graph, base, exponent)
    elif isinstance(tree, Call):
        yield from collect_from_call(scope, tree, env)
    elif isinstance(tree, Symbol) and not tree.indices:
        entry = scope.notation.entries.get(tree.name)
        if entry is not None and entry.definition is not None and not entry.axes and entry.parameters is None:
            yield from collect_tests(scope, entry.definition, {})


def collect_from_terms(scope: Scope, tree: BigOperator, env: Env) -> Iterator[Test]:
    """Yield the tests of each term of a sum or product."""
    first, last = find_bounds(scope, tree, env)
    for k in range(first, last + 1):
        yield from collect_tests(scope, tree.body, {**env, tree.index: scope.graph.number(k)})


def collect_from_call(scope: Scope, tree: Call, env: Env) -> Iterator[Test]:
    """Yield the tests of a function at its arguments."""
    entry = scope.notation.entries.get(tree.function)
    if entry is not None and entry.parameters is not None:
        if entry.definition is not None:
            values = [scope.lower(argument, env) for argument in tree.arguments]
            yield from collect_tests(scope, entry.definition, bind_parameters(entry, values))
        return
    build = PARTIAL.get(tree.function)
    if build is not None:
        columns = [entries_of(scope.lower(argument, env)) for argument in tree.arguments]
        for entries in zip(*columns, strict=False):
            yield from build(scope.graph, *entries)


def list_tests_of_power(g: Graph, base: int, exponent: int) -> list[Test]:
    """Return where a principal power has a value, but for isolated points of a negative base."""
    value = fmpq(g.data[exponent]) if g.kind[exponent] == NUMBER else None
    if value is not None:
        # A whole power from 0 on has a value everywhere; x^0 is 1 also at 0, as in a power series, but not 0^0 alone.
        if value.q == 1:
            if value == 0 and base == ZERO:
                return [(base, "!=")]
            return [(base, "!=")] if value < 0 else []
        return [(base, ">" if value < 0 else ">=")]
    # 0^0 has no value where the exponent is not a plain number, and 0 to a negative power is a division by zero.
    at_zero = ("and", ((base, "="), (exponent, ">")))
    above = "!=" if facts.is_whole(g, exponent) else ">"
    if facts.find_signs(g, base) == facts.POSITIVE:
        return []
    return [("or", ((base, above), at_zero))]


def list_tests_of_root(g: Graph, t: int, index: int | None = None) -> list[Test]:
    """Return where a root written with a radical sign has a value: of odd index everywhere."""
    value = None if index is None else g.data[index] if g.kind[index] == NUMBER else fmpq(1, 2)
    is_odd = type(value) is int and value % 2 == 1
    return [] if is_odd else [(t, ">=")]


def list_tests_of_logarithm(g: Graph, t: int, base: int | None = None) -> list[Test]:
    return [(t, ">")] if base is None else [(t, ">"), (base, ">"), (g.sub(base, ONE), "!=")]


def within_one(g: Graph, t: int) -> list[Test]:
    """Return the tests that a node is between -1 and 1."""
    return [(g.add([ONE, t]), ">="), (g.sub(ONE, t), ">=")]


def beyond_one(g: Graph, t: int, operator: str) -> list[Test]:
    """Return the test that the square of a node is at least 1, or above it."""
    return [(g.combine([(g.power(t, 2), 1), (ONE, -1)]), operator)]


# Functions that have no value somewhere, each with the tests that all hold where it has one.
PARTIAL: Mapping[str, Callable[..., list[Test]]] = {
    "sqrt": list_tests_of_root,
    "root": list_tests_of_root,
    **dict.fromkeys(("log", "ln", "log2", "log10"), list_tests_of_logarithm),
    **dict.fromkeys(("tan", "sec"), lambda g, t: [(functions.cos(g, t), "!=")]),
    **dict.fromkeys(("cot", "csc"), lambda g, t: [(functions.sin(g, t), "!=")]),
    **dict.fromkeys(("asin", "acos", "arcsin", "arccos"), within_one),
    **dict.fromkeys(("asec", "acsc"), lambda g, t: beyond_one(g, t, ">=")),
    **dict.fromkeys(("coth", "csch", "acot"), lambda g, t: [(t, "!=")]),
    **dict.fromkeys(("acosh", "arcosh"), lambda g, t: [(g.sub(t, ONE), ">=")]),
    **dict.fromkeys(("atanh", "artanh"), lambda g, t: [(g.add([ONE, t]), ">"), (g.sub(ONE, t), ">")]),
    "acoth": lambda g, t: beyond_one(g, t, ">"),
}

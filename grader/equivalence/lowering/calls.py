"""Lowering function calls: the known functions, functions of arrays, and functions that the notation declares.

A function that is declared without a definition stays a function without rules, the same for the same arguments.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import reduce

from flint import fmpq

from grader import limits
from grader.equivalence.graph import facts, functions, powers, signs
from grader.equivalence.graph.graph import Graph
from grader.equivalence.graph.kinds import NUMBER, ONE, SUM
from grader.equivalence.lowering import arrays
from grader.equivalence.lowering.arrays import Array, Value, apply_elementwise, complaint, entries_of
from grader.equivalence.lowering.scope import Env, Scope, lowers
from grader.errors import Diagnostic, LimitError
from grader.expr.nodes import Call, Constant, Node
from grader.expr.notation import Entry

__all__ = ["apply_declared", "bind_parameters", "factorial", "flatten_entries", "lower_call"]


MAX_SHIFT = 64  # as many factors are written out between (n + k)! and n!


@lowers(Call)
def lower_call(scope: Scope, node: Call, env: Env) -> Value:
    # A function that the notation declares comes first: it may have the name of a known one.
    entry = scope.notation.entries.get(node.function)
    if entry is not None and entry.parameters is not None:
        return apply_declared(scope, entry, [scope.lower(argument, env) for argument in node.arguments])
    if node.function == "norm" and len(node.arguments) == 2:
        return arrays.norm(scope.graph, scope.lower(node.arguments[0], env), parse_norm_order(node.arguments[1]))
    values = [scope.lower(argument, env) for argument in node.arguments]
    whole = OF_ARRAYS.get(node.function)
    if whole is not None:
        return whole(scope.graph, *values)
    function = functions.FUNCTIONS.get(node.function)
    if function is None or len(values) != 1:
        raise complaint(
            "unknown-function", f"The function '{node.function}' is not known here with {len(values)} arguments."
        )
    if not isinstance(values[0], Array):
        return scope.graph.build_once(function, values[0])
    # |v| of a vector is its length, not the vector of absolute values.
    if node.function == "abs":
        return arrays.norm(scope.graph, values[0])
    return apply_elementwise(lambda t: function(scope.graph, t), values[0])


def parse_norm_order(node: Node) -> str:
    """Return which norm is meant: 1, 2 or the largest absolute value."""
    if isinstance(node, Constant) and node.name == "oo":
        return "oo"
    order = str(getattr(node, "value", getattr(node, "name", "?")))
    if order == "F":
        # The Frobenius norm is the Euclidean norm of all entries.
        return "2"
    if order not in ("1", "2"):
        raise complaint("unknown-norm", "This norm is not known here.", "The norms are 1, 2, F and oo.")
    return order


def apply_declared(scope: Scope, entry: Entry, arguments: list[Value]) -> Value:
    """Return a declared function at its arguments."""
    if entry.definition is None:
        return scope.graph.call(f"@{entry.name}", *flatten_entries(arguments))
    # The shapes belong to the key: f((1, 2), 3) and f(1, (2, 3)) have the same entries.
    key = (f"{entry.name}()", tuple(flatten_entries(arguments)), tuple(map(arrays.shape_of, arguments)))
    if key not in scope.memo:
        scope.memo[key] = scope.lower(entry.definition, bind_parameters(entry, arguments))
    return scope.memo[key]


def flatten_entries(arguments: list[Value]) -> list[int]:
    """List the entries of all arguments, one after the other."""
    return [entry for argument in arguments for entry in entries_of(argument)]


def bind_parameters(entry: Entry, arguments: list[Value]) -> dict[str, Value]:
    """Return the value of each parameter of a function; one vector may fill several parameters."""
    parameters = entry.parameters or ()
    if len(arguments) == 1 and len(parameters) > 1:
        # f(x) for a vector x means f(x_1, x_2).
        arguments = list(entries_of(arguments[0]))
    if len(arguments) != len(parameters):
        raise complaint("argument-count", f"'{entry.name}' takes {len(parameters)} arguments, not {len(arguments)}.",
                        f"Its parameters are {', '.join(parameters)}.")  # fmt: skip
    return dict(zip(parameters, arguments, strict=True))


def factorial(g: Graph, t: int) -> int:
    """Return a factorial: written out for small whole numbers; ``(n+2)!`` is ``(n+2)(n+1) n!`` for symbols."""
    if g.kind[t] == SUM:
        shift, terms = g.data[t]
        if type(shift) is int and 0 < abs(shift) <= MAX_SHIFT:
            base = g.linear(0, dict(terms))
            # (2 - n)! has values up to n = 2, and (-n)! for n = 0 alone.
            if not facts.find_signs(g, base) & (facts.POSITIVE | facts.COMPLEX):
                return g.call("factorial", t)
            # The symbols without the constant are the base, so that all n!, (n+1)! and (n-1)! are written by one n!.
            factors = [(g.add([base, g.number(step)]), 1) for step in range(1, shift + 1)]
            factors += [(g.add([base, g.number(step)]), -1) for step in range(shift + 1, 1)]
            return g.product([(factorial(g, base), 1), *factors])
    if g.kind[t] != NUMBER:
        return g.call("factorial", t)
    n = g.data[t]
    if type(n) is not int or n < 0:
        raise complaint(
            "factorial",
            "The factorial of this number is not defined.",
            "Only whole numbers from 0 on have a factorial.",
        )
    if n > limits.MAX_FACTORIAL:
        raise LimitError(
            Diagnostic(
                slug="factorial-too-large",
                what=f"The factorial of {n} is too large to be worked out.",
                why=f"The limit MAX_FACTORIAL is {limits.MAX_FACTORIAL}.",
            )
        )
    return g.number(math.factorial(n))


def binomial(g: Graph, n: Value, k: Value) -> Value:
    """Return a binomial coefficient; with a small whole k, a polynomial in n."""
    if isinstance(n, Array) or isinstance(k, Array):
        raise complaint("number-expected", "A binomial coefficient takes numbers.")
    count = g.data[k] if g.kind[k] == NUMBER else None
    # n(n-1)…(n-k+1)/k! holds for every real n; the quotient of factorials below only for whole n from k on.
    if type(count) is int and 0 <= count <= 64:
        steps = [g.scale(g.combine([(n, 1), (ONE, -step)]), fmpq(1, step + 1)) for step in range(count)]
        return g.mul(steps)
    return g.div(factorial(g, n), g.mul([factorial(g, k), factorial(g, g.sub(n, k))]))


def logarithm(g: Graph, t: Value, base: Value | None = None) -> Value:
    if base is None:
        return apply_elementwise(lambda entry: powers.log(g, entry), t)
    return apply_elementwise(lambda entry, b: g.div(powers.log(g, entry), powers.log(g, b)), t, base)


def nth_root(g: Graph, t: Value, index: Value) -> Value:
    """Return a root as it is written with a radical sign."""
    n = g.data[index] if not isinstance(index, Array) and g.kind[index] == NUMBER else None
    # A symbolic index makes a power: whether it is odd, and the root of a negative number real, is not known.
    if type(n) is not int or not 1 <= n <= limits.MAX_ROOT_INDEX:
        if not isinstance(t, Array) and not isinstance(index, Array):
            return powers.general_power(g, t, g.power(index, -1))
        raise complaint("root-index", f"The index of a root is a whole number from 1 to {limits.MAX_ROOT_INDEX}.")
    return apply_elementwise(lambda entry: powers.real_root(g, entry, n), t)


def build_extreme_function(of: Callable[[Graph, int, int], int]) -> Callable[..., Value]:
    """Build the function for the largest or smallest of several numbers; with arrays among them, entry by entry."""

    def build_extreme(g: Graph, *values: Value) -> Value:
        items = values[0].entries if len(values) == 1 and isinstance(values[0], Array) else list(values)
        return reduce(lambda a, b: apply_elementwise(lambda x, y: g.build_once(of, x, y), a, b), items)

    return build_extreme


def softmax(g: Graph, *values: Value) -> Value:
    # Not shifted by the largest entry, as one does with floating-point numbers: these are exact and cannot overflow.
    entries = [powers.exp(g, entry) for entry in flatten_entries(list(values))]
    total = g.power(g.add(entries), -1)
    return Array((len(entries),), [g.mul([entry, total]) for entry in entries])


def logsumexp(g: Graph, *values: Value) -> Value:
    return powers.log(g, g.add([powers.exp(g, entry) for entry in flatten_entries(list(values))]))


def diag(g: Graph, *values: Value) -> Value:
    return arrays.diagonal(g, values[0] if len(values) == 1 else Array((len(values),), flatten_entries(list(values))))


OF_ARRAYS: Mapping[str, Callable[..., Value]] = {
    "log": logarithm,
    "root": nth_root,
    "max": build_extreme_function(signs.maximum),
    "min": build_extreme_function(signs.minimum),
    "softmax": softmax,
    "logsumexp": logsumexp,
    "binomial": binomial,
    "norm": arrays.norm,
    "dot": arrays.dot,
    "outer": arrays.outer,
    "transpose": lambda g, value: arrays.transpose(value),
    "diag": diag,
    "tr": arrays.trace,
    "det": arrays.determinant,
    "inv": arrays.inverse,
}

"""A condition with everything that its text demands: every comparison, and where each side has a value *as written*.

The graph cancels x/x and undoes tan(x) cos(x), which is right for values almost everywhere, but equations and
conditions are compared exactly: ``(p^2 - q^2)/(p - q) = 2q`` holds nowhere. So the tree is walked, and whatever is
divided by, is under an even root or in a logarithm becomes a comparison of its own, joined to its relation by *and*.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, Final

from grader.equivalence.graph import facts
from grader.equivalence.graph.calculus import list_reachable
from grader.equivalence.graph.functions import FUNCTIONS
from grader.equivalence.graph.graph import Graph
from grader.equivalence.graph.kinds import ATOM, NUMBER, ONE, ZERO
from grader.equivalence.graph.monotone_sides import subtract_sides
from grader.equivalence.lowering.arrays import Array, Value, apply_elementwise, entries_of, shape_of
from grader.equivalence.lowering.calls import bind_parameters
from grader.equivalence.lowering.quantities import format_atom_name
from grader.equivalence.lowering.scope import Env, Scope
from grader.expr.nodes import (
    Add,
    BigOperator,
    Call,
    Constant,
    Div,
    Indicator,
    Junction,
    Matrix,
    Mul,
    Neg,
    Node,
    Number,
    Power,
    Relation,
    Symbol,
    Vector,
)  # fmt: skip
from grader.expr.notation import Domain, Entry
from grader.expr.traverse import children, walk

__all__ = ["SIGNS", "Condition", "UnreadableConditionError", "build_condition", "has_gaps", "list_gaps", "list_leaves"]

Condition = tuple[Any, Any]  # ("and" or "or", parts), or a comparison of a node with zero: (node, operator)
# The signs of a node with which its comparison with zero holds.
SIGNS: Final = {">": {1}, ">=": {0, 1}, "<": {-1}, "<=": {-1, 0}, "=": {0}, "!=": {-1, 1}}
MAX_LEAVES: Final = 60  # comparisons in one condition, with those that say where it has a value
MAX_VISITS: Final = 2000  # of the nodes of a condition, definitions included

# Constructs that have a value wherever their parts have one.
PLAIN: Final = (Add, Neg, Mul, Number, Constant, Vector, Matrix, Indicator, Relation, Junction)
EVERYWHERE: Final = frozenset({
    "exp", "abs", "sign", "floor", "ceil", "cbrt", "sin", "cos", "atan", "arctan", "sinh", "cosh", "tanh", "sech",
    "asinh", "arsinh", "sigmoid", "relu", "heaviside", "softplus", "max", "min", "dot",
})  # fmt: skip
# What is compared with zero where a function of one number has a value.
DOMAINS: Final[Mapping[str, Callable[[Graph, int], list[Condition]]]] = {
    **dict.fromkeys(("log", "ln", "log2", "log10"), lambda g, t: [(t, ">")]),
    "sqrt": lambda g, t: [(t, ">=")],
    **dict.fromkeys(("tan", "sec"), lambda g, t: [(FUNCTIONS["cos"](g, t), "!=")]),
    **dict.fromkeys(("cot", "csc"), lambda g, t: [(FUNCTIONS["sin"](g, t), "!=")]),
    **dict.fromkeys(("coth", "csch"), lambda g, t: [(t, "!=")]),
    **dict.fromkeys(("asin", "acos", "arcsin", "arccos"), lambda g, t: [
        (g.sub(ONE, t), ">="), (g.add([ONE, t]), ">=")]),
    **dict.fromkeys(("acosh", "arcosh"), lambda g, t: [(g.sub(t, ONE), ">=")]),
    **dict.fromkeys(("atanh", "artanh"), lambda g, t: [(g.sub(ONE, t), ">"), (g.add([ONE, t]), ">")]),
}  # fmt: skip


class UnreadableConditionError(Exception):
    """It is not known where a condition has a value, or it holds something that is no number."""


def build_condition(scope: Scope, tree: Node, env: Env) -> Condition:
    """Return a condition as comparisons of nodes with zero; raise where it cannot be written in this way."""
    builder = Builder(scope, env)
    condition = builder.build(tree)
    leaves = [node for node, _ in list_leaves(condition)]
    # A name that means a vector in one comparison and a number in another has no meaning.
    if len(leaves) > MAX_LEAVES or builder.spread & set(list_reachable(scope.graph, leaves)):
        raise UnreadableConditionError
    return condition


def list_leaves(condition: Condition) -> Iterator[Condition]:
    """Yield the comparisons of a condition."""
    todo = [condition]
    while todo:
        current = todo.pop()
        if current[0] in ("and", "or"):
            todo += current[1]
        else:
            yield current


def has_gaps(tree: Node) -> bool:
    """Whether a condition may have no value somewhere, as far as its text shows."""
    return any(map(may_be_undefined, walk(tree)))


def may_be_undefined(part: Node) -> bool:
    """Whether a construct may have no value although its parts have one."""
    if isinstance(part, (Div, Power)):
        return not is_plain_power(part)
    if isinstance(part, Call):
        return part.function not in EVERYWHERE
    return not isinstance(part, (*PLAIN, Symbol))


def list_gaps(scope: Scope, tree: Node, env: Env) -> frozenset[Any] | None:
    """Return what in a condition may have no value: each construct, with its parts as nodes; None if not known."""
    found: set[Any] = set()
    for part in walk(tree):
        if isinstance(part, BigOperator):  # its index has no value here
            return None
        if may_be_undefined(part) and not isinstance(part, (Div, Power, Call)):
            found.add(part)
        elif may_be_undefined(part):
            name = part.function if isinstance(part, Call) else type(part).__name__
            inner = children(part)[1:] if isinstance(part, Div) else children(part)
            found.add((name, *((shape_of(value), *entries_of(value))
                               for value in (scope.lower(operand, env) for operand in inner))))  # fmt: skip
    return frozenset(found)


def is_plain_power(tree: Node) -> bool:
    """Whether a power or quotient has a value wherever its parts have one: x^2, 2^x, x/3."""
    if isinstance(tree, Div):
        return isinstance(tree.denominator, Number) and tree.denominator.value != 0
    if isinstance(tree, Power) and isinstance(tree.exponent, Number) and tree.exponent.value.denominator == 1:
        return tree.exponent.value >= 0
    base = tree.base if isinstance(tree, Power) else tree
    return base == Constant("e") or (isinstance(base, Number) and base.value > 0)


class Builder:
    """Turns the trees of one condition into comparisons."""

    def __init__(self, scope: Scope, env: Env) -> None:
        self.scope = scope
        self.graph = scope.graph
        self.env = env
        self.visits = 0
        self.spread: set[int] = set()  # undeclared names that are compared with vectors

    def build(self, tree: Node) -> Condition:
        if isinstance(tree, Junction):
            return (tree.kind, [self.build(part) for part in tree.parts])
        if not isinstance(tree, Relation):
            raise UnreadableConditionError
        parts: list[Condition] = []
        for operand in tree.operands:
            parts += self.list_requirements(operand, self.env)
        values = [self.scope.lower(operand, self.env) for operand in tree.operands]
        values = [self.spread_name(value, values) for value in values]
        for left, operator, right in zip(values, tree.operators, values[1:], strict=False):
            parts.append(self.compare(left, operator, right))
        return ("and", parts)

    def spread_name(self, value: Value, values: list[Value]) -> Value:
        """Return the vector that an undeclared name means where it is compared with one: v = (2, 5)."""
        shape = next((shape_of(other) for other in values if isinstance(other, Array)), None)
        if shape is None or isinstance(value, Array):
            return value
        # v = (2, 5) would otherwise say v = 2 and v = 5. Only a bare name can mean a vector; a formula is refused.
        if len(shape) != 1 or self.graph.kind[value] != ATOM:
            raise UnreadableConditionError
        self.spread.add(value)
        name, domain = self.graph.data[value]
        return Array(shape, [self.find_entry(name, domain, index) for index in range(1, shape[0] + 1)])

    def find_entry(self, name: str, domain: Domain, index: int) -> int:
        entry = format_atom_name(name, (str(index),))
        known = self.env.get(entry)
        return known if isinstance(known, int) else self.graph.atom(entry, domain)

    def compare(self, left: Value, operator: str, right: Value) -> Condition:
        """Return one comparison; of arrays it is that of their entries."""
        if shape_of(left) != shape_of(right):
            raise UnreadableConditionError
        difference = apply_elementwise(partial(subtract_sides, self.graph), left, right)
        if isinstance(difference, int):
            return (difference, operator)
        if operator not in ("=", "!="):
            raise UnreadableConditionError
        return ("and" if operator == "=" else "or", [(entry, operator) for entry in difference.entries])

    def list_requirements(self, tree: Node, env: Env) -> list[Condition]:
        """Return what must hold for a formula to have a value, as it is written."""
        # Definitions that use each other twice would be walked twice each time.
        self.visits += 1
        if self.visits > MAX_VISITS:
            raise UnreadableConditionError
        found = [] if isinstance(tree, Symbol) else [
            requirement for part in children(tree) for requirement in self.list_requirements(part, env)
        ] if not isinstance(tree, BigOperator) else []  # fmt: skip
        if isinstance(tree, PLAIN):
            return found
        if isinstance(tree, Div):
            return [*found, *self.list_nonzero(tree.denominator, env)]
        if isinstance(tree, Power):
            return [*found, *self.list_of_power(tree, env)]
        if isinstance(tree, Call):
            return [*found, *self.list_of_call(tree, env)]
        if isinstance(tree, Symbol):
            return self.list_of_symbol(tree)
        if isinstance(tree, BigOperator) and not any(isinstance(part, (Div, Power, Call)) for part in walk(tree.body)):
            return []
        raise UnreadableConditionError

    def list_nonzero(self, tree: Node, env: Env) -> list[Condition]:
        return [(entry, "!=") for entry in entries_of(self.scope.lower(tree, env)) if self.may_vanish(entry)]

    def may_vanish(self, node: int) -> bool:
        """Whether a comparison with zero says something: not of a number that is known to be another one."""
        return self.graph.kind[node] != NUMBER or node == ZERO

    def list_of_power(self, tree: Power, env: Env) -> list[Condition]:
        base, exponent = self.scope.lower(tree.base, env), self.scope.lower(tree.exponent, env)
        if isinstance(exponent, Array):
            raise UnreadableConditionError
        number = self.graph.data[exponent] if self.graph.kind[exponent] == NUMBER else None
        if type(number) is int and number >= 0:
            return []
        if isinstance(base, Array):
            raise UnreadableConditionError
        if type(number) is int:
            return self.list_nonzero(tree.base, env)
        if facts.find_signs(self.graph, base) == facts.POSITIVE:
            return []
        if number is None:  # x^y has a value for a negative x and a whole y, so that the sign of x does not settle it
            raise UnreadableConditionError
        return [(base, ">=" if number > 0 else ">")]

    def list_of_call(self, tree: Call, env: Env) -> list[Condition]:
        entry = self.scope.notation.entries.get(tree.function)
        arguments = [self.scope.lower(argument, env) for argument in tree.arguments]
        if entry is not None and entry.parameters is not None:
            return self.list_of_declared(entry, arguments)
        if tree.function in EVERYWHERE or tree.function in ("norm", "softmax", "logsumexp", "diag", "tr", "transpose"):
            return []
        if tree.function == "root":
            return self.list_of_root(arguments)
        if tree.function not in DOMAINS:
            raise UnreadableConditionError
        if len(arguments) == 2:  # the logarithm to a base, a quotient of logarithms
            base = self.require_number(arguments.pop())
            extra: list[Condition] = [(base, ">"), (self.graph.sub(base, ONE), "!=")]
        else:
            extra = []
        return [*extra, *(test for entry in entries_of(arguments[0])
                          for test in DOMAINS[tree.function](self.graph, entry))]  # fmt: skip

    def list_of_declared(self, entry: Entry, arguments: list[Value]) -> list[Condition]:
        """Return what the definition of a declared function demands at its arguments."""
        if entry.definition is None:
            return []
        return self.list_requirements(entry.definition, bind_parameters(entry, arguments))

    def list_of_root(self, arguments: list[Value]) -> list[Condition]:
        """Return what a radical demands: an odd root is real everywhere."""
        index = self.require_number(arguments[1])
        number = self.graph.data[index] if self.graph.kind[index] == NUMBER else None
        if type(number) is not int or number < 1:
            raise UnreadableConditionError
        return [] if number % 2 else [(entry, ">=") for entry in entries_of(arguments[0])]

    def list_of_symbol(self, tree: Symbol) -> list[Condition]:
        """Return what the definition of a quantity demands; a quantity with indices must have a value everywhere."""
        entry = self.scope.notation.entries.get(tree.name)
        if entry is None or entry.definition is None or tree.name in self.env:
            return []
        demands = self.list_requirements(entry.definition, {}) if not entry.axes else None
        if demands is None and any(isinstance(part, (Div, Power, Call)) for part in walk(entry.definition)):
            raise UnreadableConditionError
        return demands or []

    def require_number(self, value: Value) -> int:
        if isinstance(value, Array):
            raise UnreadableConditionError
        return value

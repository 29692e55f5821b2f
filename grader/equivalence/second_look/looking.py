"""One evaluation of trees at one point, whether in floats or in balls."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from grader.expr import nodes
from grader.expr.nodes import Node
from grader.expr.notation import Notation

__all__ = ["Kit", "Look", "UndefinedError", "UnknownHereError", "refuse"]

MAX_NODES = 20_000  # that are evaluated for one look, each term of a sum anew


class UndefinedError(Exception):
    """Something certainly has no value here, and none around the point either."""


class UnknownHereError(Exception):
    """Nothing can be said about a value."""


def refuse(*_: object) -> Any:
    raise UnknownHereError


@dataclass(slots=True)
class Kit:
    """How a look computes: with floats or with balls."""

    number: Callable[[Fraction], Any]
    power: Callable[[Any, Any], Any]
    compare: Callable[[str, Any, Any], bool]
    to_whole: Callable[[Any], int]
    constants: Mapping[str, Callable[[], Any]]
    functions: Mapping[str, Callable[..., Any]]


@dataclass(slots=True)
class Look:
    """One evaluation of trees at one point."""

    kit: Kit
    point: dict[str, Any]
    notation: Notation
    left: int = MAX_NODES
    bound: dict[str, int] = field(default_factory=dict)  # the indices of the sums around a term

    def find(self, node: Node) -> Any:
        """Return the value of a side; None where it certainly has none."""
        try:
            return self.value(node)
        except UndefinedError:
            return None

    def value(self, node: Node) -> Any:
        """Return the value of a tree."""
        self.left -= 1
        evaluate = EVALUATE.get(type(node))
        if evaluate is None or self.left < 0:
            raise UnknownHereError
        return evaluate(self, node)

    def symbol(self, node: Any) -> Any:
        """Return the value of a name: an index, a coordinate, or what the notation defines."""
        if node.indices or node.iterate is not None:
            raise UnknownHereError
        if node.name in self.bound:
            return self.kit.number(Fraction(self.bound[node.name]))
        if node.name in self.point:
            return self.point[node.name]
        entry = self.notation.entries.get(node.name)
        if entry is None or entry.definition is None or entry.axes or entry.parameters is not None:
            raise UnknownHereError
        self.point[node.name] = found = self.value(entry.definition)
        return found

    def add(self, node: Any) -> Any:
        first, *others = node.terms
        total = self.value(first)
        for term in others:
            total = total + self.value(term)
        return total

    def multiply(self, node: Any) -> Any:
        first, *others = node.factors
        total = self.value(first)
        for factor in others:
            total = total * self.value(factor)
        return total

    def call(self, node: Any) -> Any:
        function = self.kit.functions.get(node.function)
        if function is None or node.function in self.notation.entries:
            raise UnknownHereError
        return function(*map(self.value, node.arguments))

    def indicate(self, node: Any) -> Any:
        return self.kit.number(Fraction(self.holds(node.condition)))

    def holds(self, condition: Node) -> bool:
        """Whether a condition holds, all of its sides having values."""
        if isinstance(condition, nodes.Junction):
            parts = [self.holds(part) for part in condition.parts]
            return all(parts) if condition.kind == "and" else any(parts)
        if not isinstance(condition, nodes.Relation):
            raise UnknownHereError
        sides = [self.value(side) for side in condition.operands]
        pairs = zip(condition.operators, sides, sides[1:], strict=False)
        # Each is asked, also after one that fails: where a part has no value, the whole has none.
        found = [self.kit.compare(sign, left, right) for sign, left, right in pairs]
        return all(found)

    def accumulate(self, node: Any) -> Any:
        """Return a sum or product over an index."""
        if node.index in self.bound or (node.upper is None and node.index not in self.notation.ranges):
            raise UnknownHereError
        low = 1 if node.lower is None else self.kit.to_whole(self.value(node.lower))
        high = self.notation.ranges[node.index] if node.upper is None else self.kit.to_whole(self.value(node.upper))
        total = self.kit.number(Fraction(node.kind == "product"))
        for count in range(low, min(high, low + MAX_NODES) + 1):
            self.bound[node.index] = count
            term = self.value(node.body)
            total = total + term if node.kind == "sum" else total * term
        self.bound.pop(node.index, None)
        return total


EVALUATE: Mapping[type[Node], Callable[[Look, Any], Any]] = {
    nodes.Number: lambda look, node: look.kit.number(node.value),
    nodes.Constant: lambda look, node: look.kit.constants[node.name](),
    nodes.Symbol: Look.symbol,
    nodes.Add: Look.add,
    nodes.Neg: lambda look, node: -look.value(node.operand),
    nodes.Mul: Look.multiply,
    nodes.Div: lambda look, node: look.value(node.numerator) / look.value(node.denominator),
    nodes.Power: lambda look, node: look.kit.power(look.value(node.base), look.value(node.exponent)),
    nodes.Factorial: lambda look, node: look.kit.functions["factorial"](look.value(node.operand)),
    nodes.Call: Look.call,
    nodes.Indicator: Look.indicate,
    nodes.BigOperator: Look.accumulate,
}

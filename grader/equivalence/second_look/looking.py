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
        return EVALUATE[type(node)](self, node)

    def count(self, below: int) -> None:
        """Count the operands of a node that may have several: without these nothing grows beyond its depth."""
        self.left -= below
        if self.left < 0:
            raise UnknownHereError

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
        terms = node.terms
        self.count(len(terms))
        total = None
        for term in terms:
            value = EVALUATE[type(term)](self, term)
            total = value if total is None else total + value
        return total

    def multiply(self, node: Any) -> Any:
        factors = node.factors
        self.count(len(factors))
        total = None
        for factor in factors:
            value = EVALUATE[type(factor)](self, factor)
            total = value if total is None else total * value
        return total

    def divide(self, node: Any) -> Any:
        self.count(2)
        top, bottom = node.numerator, node.denominator
        return EVALUATE[type(top)](self, top) / EVALUATE[type(bottom)](self, bottom)

    def power(self, node: Any) -> Any:
        self.count(2)
        base, exponent = node.base, node.exponent
        return self.kit.power(EVALUATE[type(base)](self, base), EVALUATE[type(exponent)](self, exponent))

    def call(self, node: Any) -> Any:
        function = self.kit.functions.get(node.function)
        if function is None or node.function in self.notation.entries:
            raise UnknownHereError
        self.count(len(node.arguments))
        return function(*[EVALUATE[type(argument)](self, argument) for argument in node.arguments])

    def indicate(self, node: Any) -> Any:
        return self.kit.number(Fraction(self.holds(node.condition)))

    def holds(self, condition: Node) -> bool:
        """Whether a condition holds, all of its sides having values."""
        if isinstance(condition, nodes.Junction):
            parts = [self.holds(part) for part in condition.parts]
            return all(parts) if condition.kind == "and" else any(parts)
        if not isinstance(condition, nodes.Relation):
            raise UnknownHereError
        self.count(len(condition.operands))
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
            self.count(1)
            self.bound[node.index] = count
            term = self.value(node.body)
            total = total + term if node.kind == "sum" else total * term
        self.bound.pop(node.index, None)
        return total


class Rules(dict[type[Node], Callable[[Look, Any], Any]]):
    """How each kind of node is evaluated; the value of any other one is not known."""

    def __missing__(self, kind: type[Node]) -> Callable[[Look, Any], Any]:
        return refuse


# The rules above call one another by this table: one call for each node, because most wrong answers come here.
EVALUATE = Rules({
    nodes.Number: lambda look, node: look.kit.number(node.value),
    nodes.Constant: lambda look, node: look.kit.constants[node.name](),
    nodes.Symbol: Look.symbol,
    nodes.Add: Look.add,
    nodes.Neg: lambda look, node: -look.value(node.operand),
    nodes.Mul: Look.multiply,
    nodes.Div: Look.divide,
    nodes.Power: Look.power,
    nodes.Factorial: lambda look, node: look.kit.functions["factorial"](look.value(node.operand)),
    nodes.Call: Look.call,
    nodes.Indicator: Look.indicate,
    nodes.BigOperator: Look.accumulate,
})  # fmt: skip

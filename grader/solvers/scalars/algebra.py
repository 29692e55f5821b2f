"""The operations on scalars that ``arrays`` needs, and scalars as syntax trees.

>>> SCALARS.add([SCALARS.number(Fraction(1)), SCALARS.number(Fraction(2))])
Number(value=Fraction(3, 1), decimals=None, digits=None)
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Protocol, TypeVar

from grader.expr.calculation.building import negative, number, power, product, quotient, simplify_indicator, total
from grader.expr.calculation.simplify import simplify
from grader.expr.nodes import Call, Constant, Entry, Factorial, Junction, Node, Number, Relation, Vector

__all__ = ["SCALARS", "Algebra", "TreeAlgebra"]

T = TypeVar("T")


class Algebra(Protocol[T]):
    """The operations on scalars."""

    def number(self, value: Fraction) -> T:
        """Return an exact rational number."""

    def constant(self, name: str) -> T:
        """Return ``pi`` or ``e``."""

    def add(self, terms: Sequence[T]) -> T:
        """Return a sum."""

    def negative(self, x: T) -> T:
        """Return ``-x``."""

    def multiply(self, factors: Sequence[T]) -> T:
        """Return a product."""

    def divide(self, x: T, y: T) -> T:
        """Return a quotient."""

    def power(self, x: T, y: T) -> T:
        """Return a power."""

    def call(self, name: str, arguments: Sequence[T]) -> T:
        """Return the value of a function of scalars."""

    def softmax(self, entries: Sequence[T]) -> Sequence[T]:
        """Return every entry of a softmax."""

    def compare(self, signs: Sequence[str], sides: Sequence[T]) -> Any:
        """Return a chain of comparisons as a condition."""

    def join(self, kind: str, conditions: Sequence[Any]) -> Any:
        """Return conditions joined by ``and`` or ``or``."""

    def indicator(self, condition: Any) -> T:
        """Return 1 where a condition holds, else 0."""


class TreeAlgebra:
    """Scalars as syntax trees, lightly simplified as they are built."""

    def number(self, value: Fraction) -> Node:
        return Number(value)

    def constant(self, name: str) -> Node:
        return Constant(name)  # type: ignore[arg-type]

    def add(self, terms: Sequence[Node]) -> Node:
        return total(terms)

    def negative(self, x: Node) -> Node:
        return negative(x)

    def multiply(self, factors: Sequence[Node]) -> Node:
        return product(factors)

    def divide(self, x: Node, y: Node) -> Node:
        return quotient(x, y)

    def power(self, x: Node, y: Node) -> Node:
        return power(x, y)

    def call(self, name: str, arguments: Sequence[Node]) -> Node:
        return simplify(Factorial(*arguments) if name == "factorial" else Call(name, tuple(arguments)))

    def softmax(self, entries: Sequence[Node]) -> Sequence[Node]:
        """Return the entries ``softmax(…)_1``, … by name."""
        whole = Call("softmax", (Vector(tuple(entries)),))
        return [Entry(whole, (number(j),)) for j in range(1, len(entries) + 1)]

    def compare(self, signs: Sequence[str], sides: Sequence[Node]) -> Node:
        return Relation(tuple(sides), tuple(signs))  # type: ignore[arg-type]

    def join(self, kind: str, conditions: Sequence[Node]) -> Node:
        return Junction(kind, tuple(conditions))  # type: ignore[arg-type]

    def indicator(self, condition: Node) -> Node:
        return simplify_indicator(condition)


SCALARS = TreeAlgebra()

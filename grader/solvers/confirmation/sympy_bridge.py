"""Syntax trees as sympy expressions, built by constructor calls alone; sympy never sees a string of ours.

Only confirmations import this module: sympy takes half a second to load.

>>> BRIDGE.add([BRIDGE.number(Fraction(1, 2)), sympy.Symbol("x")])
x + 1/2
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

import sympy

from grader.expr.nodes import Node, Symbol
from grader.expr.notation import Domain, Notation
from grader.solvers.confirmation.balls import draw_value
from grader.solvers.options import author_error
from grader.solvers.scalars.array_algebra import Array
from grader.solvers.scalars.arrays import Interpreter

__all__ = ["BRIDGE", "Bridge", "are_same_values", "to_sympy"]

DIGITS = 60  # to which irrational constants are evaluated; two are the same if half of the digits agree
SAME_NAME = (
    *("exp", "log", "sqrt", "root", "sign", "floor", "binomial", "factorial"),
    *("sin", "cos", "tan", "cot", "sec", "csc", "asin", "acos", "atan", "acot", "asec", "acsc"),
    *("sinh", "cosh", "tanh", "coth", "sech", "csch", "asinh", "acosh", "atanh", "acoth", "asech", "acsch"),
)
FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    **{name: getattr(sympy, name) for name in SAME_NAME},
    "abs": sympy.Abs,
    "ceil": sympy.ceiling,
    "max": sympy.Max,
    "min": sympy.Min,
    "relu": lambda x: sympy.Max(x, 0),
    "sigmoid": lambda x: 1 / (1 + sympy.exp(-x)),
    "softplus": lambda x: sympy.log(1 + sympy.exp(x)),
}
RELATIONS: Mapping[str, Callable[..., Any]] = {
    "=": sympy.Eq, "!=": sympy.Ne, "<": sympy.Lt, "<=": sympy.Le, ">": sympy.Gt, ">=": sympy.Ge,
}  # fmt: skip


class SympyAlgebra:
    """Scalars as sympy expressions."""

    def number(self, value: Fraction) -> Any:
        return sympy.Rational(value.numerator, value.denominator)

    def constant(self, name: str) -> Any:
        return {"pi": sympy.pi, "e": sympy.E, "i": sympy.I, "oo": sympy.oo}[name]

    def add(self, terms: Sequence[Any]) -> Any:
        return sympy.Add(*terms)

    def negative(self, x: Any) -> Any:
        return sympy.Mul(sympy.Integer(-1), x)

    def multiply(self, factors: Sequence[Any]) -> Any:
        return sympy.Mul(*factors)

    def divide(self, x: Any, y: Any) -> Any:
        return sympy.Mul(x, sympy.Pow(y, sympy.Integer(-1)))

    def power(self, x: Any, y: Any) -> Any:
        return sympy.Pow(x, y)

    def call(self, name: str, arguments: Sequence[Any]) -> Any:
        if name not in FUNCTIONS:
            raise author_error(f"The function '{name}' cannot be confirmed.")
        return FUNCTIONS[name](*arguments)

    def softmax(self, entries: Sequence[Any]) -> Sequence[Any]:
        powers = [sympy.exp(entry) for entry in entries]
        return [power / sympy.Add(*powers) for power in powers]

    def compare(self, signs: Sequence[str], sides: Sequence[Any]) -> Any:
        return sympy.And(*(RELATIONS[sign](x, y) for sign, x, y in zip(signs, sides, sides[1:], strict=False)))

    def join(self, kind: str, conditions: Sequence[Any]) -> Any:
        return (sympy.And if kind == "and" else sympy.Or)(*conditions)

    def indicator(self, condition: Any) -> Any:
        return sympy.Piecewise((sympy.Integer(1), condition), (sympy.Integer(0), sympy.true))


BRIDGE = SympyAlgebra()


class Bridge:
    """Names in sympy: the variables as real symbols, every other given name as a fixed rational."""

    def __init__(self, notation: Notation, variables: Sequence[Symbol]) -> None:
        self.notation = notation
        self.symbols = {variable: sympy.Symbol(f"x{place}", real=True) for place, variable in enumerate(variables)}
        self.interpreter = Interpreter(BRIDGE, notation, self.leaf)

    def leaf(self, symbol: Symbol) -> Any:
        """Return the sympy value of a name; None for a quantity, which is replaced by its definition."""
        if symbol in self.symbols:
            return self.symbols[symbol]
        entry = self.notation.entries.get(symbol.name)
        if entry is not None and entry.definition is not None:
            return None
        return BRIDGE.number(draw_value(symbol, entry.domain if entry else Domain(), attempt=0))

    def array(self, node: Node) -> Array[Any]:
        return self.interpreter.array(node)

    def scalar(self, node: Node) -> Any:
        return self.interpreter.scalar(node)


def to_sympy(node: Node, notation: Notation, variables: Sequence[Symbol]) -> Any:
    """Return a scalar expression in sympy, with ``variables`` as its symbols in order x0, x1, …"""
    return Bridge(notation, variables).scalar(node)


def are_same_values(ours: Sequence[Any], theirs: Sequence[Any]) -> bool:
    """Whether two lists of constants are equal: exactly where rational, else to many digits."""
    return len(ours) == len(theirs) and all(is_same_value(x, y) for x, y in zip(ours, theirs, strict=True))


def is_same_value(x: Any, y: Any) -> bool:
    if x.is_Rational and y.is_Rational:
        return bool(x == y)
    a, b = sympy.N(x, DIGITS), sympy.N(y, DIGITS)
    return bool(a.is_number and b.is_number and abs(a - b) <= (1 + abs(a)) * sympy.Rational(1, 10 ** (DIGITS // 2)))

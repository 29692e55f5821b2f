"""The values of formulas at random points, in ordinary floating-point numbers and apart from the equality engine.

Lists are vectors, lists of lists are matrices, and a ``Row`` is a vector that was transposed. ``UnknownValueError`` is
raised for what has no value here, such as arrays whose size stays a letter.
"""

import math
from collections.abc import Callable, Mapping
from itertools import product as tuples
from random import Random
from typing import Any

from grader.expr import nodes
from grader.expr.calculation.building import number
from grader.expr.nodes import Node
from grader.expr.notation import Notation

__all__ = ["Row", "UnknownValueError", "World", "are_near", "describe", "flatten", "has_ratio", "is_power_of_ten"]

Letters = Mapping[str, int]
NEAR = 1e-6  # relative; what differs in earnest differs by far more at a random point
STEP = 1e-6  # for a derivative by central differences


class UnknownValueError(Exception):
    """A formula has no value here."""


class Row(list[Any]):
    """A vector that was transposed."""


class World:
    """A random point: a value for every given name of a notation."""

    def __init__(self, notation: Notation, seed: int) -> None:
        self.notation, self.seed = notation, seed
        self.shifted: dict[str, float] = {}
        axes = dict.fromkeys(axis for entry in notation.entries.values() for axis in entry.axes)
        open_axes = [axis for axis in axes if isinstance(axis, str) and axis not in notation.ranges]
        self.sizes = {**notation.ranges, **{axis: 2 + place for place, axis in enumerate(open_axes)}}

    def given(self, name: str, indices: tuple[int, ...], iterate: str) -> float:
        key = f"{name} {indices} {iterate}"
        entry = self.notation.entries.get(name)
        drawn = Random(f"{self.seed} {key}").uniform(0.3, 2.1)
        is_signed = entry is None or entry.domain not in ("positive", "nonnegative", "natural")
        sign = Random(f"sign {self.seed} {key}").choice((1, -1)) if is_signed else 1
        return sign * drawn + self.shifted.get(f"{name} {indices}", 0.0)

    def value(self, node: Node, letters: Letters) -> Any:
        """Return the value of a formula; the letters of indices have values already."""
        match node:
            case nodes.Number(value=value):
                return float(value)
            case nodes.Constant(name="pi"):
                return math.pi
            case nodes.Constant(name="e"):
                return math.e
            case nodes.Symbol():
                return self.symbol(node, letters)
            case nodes.Add(terms=terms):
                return fold(add, [self.value(term, letters) for term in terms])
            case nodes.Neg(operand=operand):
                return scale(-1.0, self.value(operand, letters))
            case nodes.Mul(factors=factors, elementwise=elementwise):
                values = [self.value(factor, letters) for factor in factors]
                return fold(multiply_entries if elementwise else multiply, values)
            case nodes.Div(numerator=top, denominator=bottom):
                below = self.value(bottom, letters)
                return multiply_entries(self.value(top, letters), entrywise_one(lambda x: 1 / x, below))
            case nodes.Power(base=base, exponent=exponent):
                power = number_of(self.value(base, letters)) ** number_of(self.value(exponent, letters))
                return number_of(power)
            case nodes.Vector(items=items):
                return [self.value(item, letters) for item in items]
            case nodes.Matrix(rows=rows):
                return [[self.value(cell, letters) for cell in row] for row in rows]
            case nodes.Entry(of=of, indices=indices):
                found = self.value(of, letters)
                for index in indices:
                    found = found[round(self.value(index, letters)) - 1]
                return found
            case nodes.Indicator(condition=condition):
                return float(self.holds(condition, letters))
            case nodes.BigOperator(kind=kind, body=body, index=index, lower=lower, upper=upper):
                first = round(self.value(lower, letters)) if lower else 1
                last = round(self.value(upper, letters)) if upper else self.size(index)
                values = [self.value(body, {**letters, index: at}) for at in range(first, last + 1)]
                return fold(add if kind == "sum" else multiply, values or [0.0 if kind == "sum" else 1.0])
            case nodes.Call():
                return self.call(node, letters)
            case nodes.Factorial(operand=operand):
                return math.gamma(self.value(operand, letters) + 1)
            case nodes.Derivative(of=of, by=by):
                return self.derivative(of, by, letters)
        raise UnknownValueError(type(node).__name__)

    def holds(self, condition: Node, letters: Letters) -> bool:
        match condition:
            case nodes.Relation(operands=operands, operators=operators):
                values = [number_of(self.value(operand, letters)) for operand in operands]
                signs: dict[str, Callable[[float, float], bool]] = {
                    "=": lambda a, b: a == b, "!=": lambda a, b: a != b, "<": lambda a, b: a < b,
                    "<=": lambda a, b: a <= b, ">": lambda a, b: a > b, ">=": lambda a, b: a >= b,
                }  # fmt: skip
                pairs = zip(values, values[1:], operators, strict=False)
                return all(signs[sign](left, right) for left, right, sign in pairs)
            case nodes.Junction(kind=kind, parts=parts):
                return (all if kind == "and" else any)(self.holds(part, letters) for part in parts)
        raise UnknownValueError(type(condition).__name__)

    def size(self, letter: str | int) -> int:
        if isinstance(letter, int):
            return letter
        if letter not in self.sizes:
            raise UnknownValueError(letter)
        return self.sizes[letter]

    def symbol(self, node: nodes.Symbol, letters: Letters) -> Any:
        if node.name in letters and not node.indices:
            return float(letters[node.name])
        entry = self.notation.entries.get(node.name)
        if entry is None and node.name in self.sizes:
            return float(self.sizes[node.name])
        if entry is None:
            raise UnknownValueError(node.name)
        iterate = str(self.value(node.iterate, letters)) if node.iterate is not None else ""
        at = tuple(round(number_of(self.value(index, letters))) for index in node.indices)
        axes = entry.axes if not at or len(at) == len(entry.axes) else ()
        if axes and not at:
            sizes = [range(1, self.size(axis) + 1) for axis in axes]
            found = [self.member(node.name, place, iterate, letters) for place in tuples(*sizes)]
            width = len(sizes[-1])
            return found if len(axes) == 1 else [found[start : start + width] for start in range(0, len(found), width)]
        return self.member(node.name, at, iterate, letters)

    def member(self, name: str, at: tuple[int, ...], iterate: str, letters: Letters) -> Any:
        entry = self.notation.entries[name]
        if entry.definition is None or iterate:
            return self.given(name, at, iterate)
        names = [axis for axis in entry.axes if axis in self.notation.ranges]
        if at and len(names) == len(at):
            found = self.value(entry.definition, {**letters, **dict(zip(names, at, strict=True))})
        else:
            found = self.value(entry.definition, letters)
        for place in at:
            found = found[place - 1] if isinstance(found, list) else found
        shift = self.shifted.get(f"{name} {at}", 0.0)
        return found + shift if shift else found

    def call(self, node: nodes.Call, letters: Letters) -> Any:
        entry = self.notation.entries.get(node.function)
        if entry is not None and entry.parameters is not None and entry.definition is not None:
            values = [self.value(argument, letters) for argument in node.arguments]
            flat = values[0] if len(values) == 1 and isinstance(values[0], list) else values
            inner = World(self.notation.extended([]), self.seed)
            bound = dict(zip(entry.parameters, flat, strict=True))
            return Bound(inner.notation, self.seed, bound).value(entry.definition, letters)
        values = [self.value(argument, letters) for argument in node.arguments]
        if node.function in ARRAYS:
            return ARRAYS[node.function](*values)
        if node.function in SCALARS:
            return entrywise_one(SCALARS[node.function], values[0])
        if node.function in ("max", "min"):
            return (max if node.function == "max" else min)(map(number_of, values))
        raise UnknownValueError(node.function)

    def is_given(self, name: nodes.Symbol) -> bool:
        entry = self.notation.entries.get(name.name)
        return entry is not None and entry.definition is None

    def derivative(self, of: Node, by: tuple[Node, ...], letters: Letters) -> Any:
        if isinstance(of, nodes.Symbol) and self.is_given(of):
            return self.given(f"the derivative of {of}", (), f"by {by}")
        if len(by) != 1 or not isinstance(by[0], nodes.Symbol):
            raise UnknownValueError("a derivative of higher order")
        (name,) = by
        entry = self.notation.entries.get(name.name)
        if entry is None:
            raise UnknownValueError(name.name)
        if entry.axes and not name.indices:
            sizes = [range(1, self.size(axis) + 1) for axis in entry.axes]
            members = [nodes.Symbol(name.name, tuple(map(number, place))) for place in tuples(*sizes)]
            return [self.derivative(of, (member,), letters) for member in members]
        at = tuple(round(number_of(self.value(index, letters))) for index in name.indices)
        values = []
        for step in (STEP, -STEP):
            moved = World(self.notation, self.seed)
            moved.shifted = {**self.shifted, f"{name.name} {at}": step}
            values.append(number_of(moved.value(of, letters)))
        return (values[0] - values[1]) / (2 * STEP)


class Bound(World):
    """A point at which the parameters of a function have values."""

    def __init__(self, notation: Notation, seed: int, bound: Mapping[str, Any]) -> None:
        super().__init__(notation, seed)
        self.bound = bound

    def symbol(self, node: nodes.Symbol, letters: Letters) -> Any:
        suffix = "".join(f"_{round(self.value(index, letters))}" for index in node.indices)
        for name in (node.name + suffix, node.name):
            if name in self.bound and (name != node.name or not node.indices):
                return self.bound[name]
        return super().symbol(node, letters)


def number_of(value: Any) -> float:
    if isinstance(value, list | complex) or not math.isfinite(value):
        raise UnknownValueError("not one real number")
    return float(value)


def fold(join: Callable[[Any, Any], Any], values: list[Any]) -> Any:
    found = values[0]
    for value in values[1:]:
        found = join(found, value)
    return found


def entrywise(join: Callable[[float, float], float]) -> Callable[[Any, Any], Any]:
    def joined(a: Any, b: Any) -> Any:
        if isinstance(a, list) and isinstance(b, list):
            if len(a) != len(b) or isinstance(a, Row) != isinstance(b, Row):
                raise UnknownValueError("shapes differ")
            return type(a)(joined(x, y) for x, y in zip(a, b, strict=True))
        if isinstance(a, list) or isinstance(b, list):
            return type(a)(joined(x, b) for x in a) if isinstance(a, list) else type(b)(joined(a, y) for y in b)
        return join(a, b)

    return joined


add = entrywise(lambda a, b: a + b)
multiply_entries = entrywise(lambda a, b: a * b)


def entrywise_one(function: Callable[[float], float], value: Any) -> Any:
    return [entrywise_one(function, one) for one in value] if isinstance(value, list) else function(number_of(value))


def scale(by: float, value: Any) -> Any:
    return type(value)(scale(by, one) for one in value) if isinstance(value, list) else by * value


def is_matrix(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], list)


def multiply(a: Any, b: Any) -> Any:
    if not isinstance(a, list) or not isinstance(b, list):
        return scale(b, a) if isinstance(a, list) else scale(a, b)
    if isinstance(a, Row) and not is_matrix(b):
        return sum(x * y for x, y in zip(a, b, strict=True))
    if isinstance(a, Row):
        return Row(sum(x * row[j] for x, row in zip(a, b, strict=True)) for j in range(len(b[0])))
    if is_matrix(a) and is_matrix(b):
        return [[sum(row[k] * b[k][j] for k in range(len(b))) for j in range(len(b[0]))] for row in a]
    if is_matrix(a) and not isinstance(b, Row):
        return [sum(x * y for x, y in zip(row, b, strict=True)) for row in a]
    if not is_matrix(a) and isinstance(b, Row):
        return [[x * y for y in b] for x in a]
    raise UnknownValueError("a product of two vectors")


def transpose(a: Any) -> Any:
    if is_matrix(a):
        return [list(column) for column in zip(*a, strict=True)]
    return list(a) if isinstance(a, Row) else Row(a)


def softmax(a: Any) -> list[float]:
    powers = [math.exp(x) for x in a]
    return [x / sum(powers) for x in powers]


def diagonal(a: Any) -> list[list[float]]:
    return [[x if i == j else 0.0 for j in range(len(a))] for i, x in enumerate(a)]


ARRAYS: dict[str, Callable[..., Any]] = {"transpose": transpose, "softmax": softmax, "diag": diagonal}
SCALARS: dict[str, Callable[[float], float]] = {
    "exp": math.exp, "log": math.log, "sqrt": math.sqrt, "sin": math.sin, "cos": math.cos, "tan": math.tan,
    "tanh": math.tanh, "sigmoid": lambda x: 1 / (1 + math.exp(-x)), "relu": lambda x: max(0.0, x), "abs": abs,
    "sign": lambda x: math.copysign(1.0, x),
}  # fmt: skip


def flatten(value: Any) -> list[float]:
    """Return all numbers in a value."""
    return [x for one in value for x in flatten(one)] if isinstance(value, list) else [number_of(value)]


def are_near(one: Any, other: Any, tolerance: float = NEAR) -> bool:
    """Whether two values have the same numbers."""
    a, b = flatten(one), flatten(other)
    pairs = zip(a, b, strict=False)
    return len(a) == len(b) and all(abs(x - y) <= tolerance * max(1.0, abs(x), abs(y)) for x, y in pairs)


def has_ratio(pairs: list[tuple[float, float]], ratios: Callable[[float], bool], tolerance: float = 1e-6) -> bool:
    found = [y / x for x, y in pairs if x]
    return bool(found) and all(abs(r - found[0]) <= tolerance * abs(found[0]) for r in found) and ratios(found[0])


def is_power_of_ten(ratio: float) -> bool:
    return any(abs(ratio - 10.0**power) <= 6e-3 * 10.0**power for power in range(-9, 10) if power)


def describe(value: Any) -> str:
    """Return the shape of a value in words."""
    if not isinstance(value, list):
        return "a number"
    if isinstance(value[0], list):
        return f"a {len(value)} × {len(value[0])} matrix"
    return f"a vector with {len(value)} component{'s' * (len(value) > 1)}"

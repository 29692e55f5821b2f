"""Evaluating syntax trees in arrays of symbolic sizes, modulo a prime, so that one evaluation speaks for all sizes.

What no argument covers (a determinant that is not the same on both sides, a sum that ends at n - 1, a derivative that
is a name) raises ``NotCoveredError``; nothing is claimed then.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from typing import Any

from grader.equivalence.kernels import Kernels, NoResidueError
from grader.equivalence.tensors import LOCAL, Extent, NotCoveredError, Space, Tensor, located, together
from grader.expr import nodes
from grader.expr.nodes import Node
from grader.expr.notation import Notation
from grader.expr.traverse import walk

__all__ = ["Evaluation", "Place", "TooFewPlacesError"]

MAX_POWER = 8
MAX_TERMS = 64
MAX_EVALUATIONS = 20_000


@dataclass(frozen=True, slots=True)
class Place:
    """What an index letter stands for: one place (counted from 0) along an axis of symbolic size."""

    size: str
    number: int


Env = Mapping[str, Place | int]


class TooFewPlacesError(Exception):
    """An entry is named that lies beyond the places of this evaluation."""

    def __init__(self, size: str, count: int) -> None:
        self.size = size
        self.count = count


class Evaluation:
    """The values of trees in one space."""

    def __init__(self, notation: Notation, space: Space, kernels: Kernels, *, is_strict: bool = False) -> None:
        self.notation = notation
        self.space = space
        self.kernels = kernels
        self.is_strict = is_strict  # whether > and >= differ also where both sides are hardly ever the same
        self.known: dict[int, tuple[Node, Tensor]] = {}  # by the tree's identity; the tree is kept so that it is one
        self.count = 0  # how many trees have been evaluated: sums within sums multiply
        self.fixed: dict[str, int] = {}  # how many places of each size are named by their number

    def value(self, tree: Node, env: Env = {}) -> Tensor:  # noqa: B006 (never changed)
        """Return the value of a tree."""
        if not env and not self.kernels.loops:
            known = self.known.get(id(tree))
            if known is None:
                known = self.known[id(tree)] = (tree, self.worked_out(tree, env))
            return known[1]
        return self.worked_out(tree, env)

    def worked_out(self, tree: Node, env: Env) -> Tensor:
        """Work out the value of a tree."""
        rule = VALUES.get(type(tree))
        self.count += 1
        if rule is None or self.count > MAX_EVALUATIONS:
            raise NotCoveredError
        loops = self.kernels.loops
        if not loops or mentions(tree, env):
            return rule(self, tree, env)
        self.kernels.loops = {}  # what does not hold the index of a sum is the same for all its terms
        try:
            return self.value(tree)
        finally:
            self.kernels.loops = loops

    def number(self, value: Fraction) -> Tensor:
        """Return an exact number."""
        where = self.space.field
        if value.denominator % where.prime == 0:
            raise NoResidueError
        return Tensor((), [where.ring(value.numerator) / where.ring(value.denominator)])

    def scalar(self, tree: Node, env: Env) -> Tensor:
        """Return the value of a tree that is a number."""
        found = self.value(tree, env)
        if found.axes:
            raise NotCoveredError
        return found

    def place(self, index: Node, axis: Any, env: Env) -> int:
        """Return an index along an axis, counted from 0."""
        if isinstance(index, nodes.Number) and index.value.denominator == 1:
            number = index.value.numerator
        elif isinstance(index, nodes.Symbol) and not index.indices:
            bound = env.get(index.name)
            if isinstance(bound, Place) and bound.size == axis:
                return bound.number
            if not isinstance(bound, int):
                raise NotCoveredError
            number = bound
        else:
            raise NotCoveredError
        if isinstance(axis, str):
            if number > self.space.size(axis):
                raise TooFewPlacesError(axis, number)
            self.fixed[axis] = max(number, self.fixed.get(axis, 0))
        if not 1 <= number <= self.space.size(axis):
            raise NotCoveredError
        return number - 1

    # Names and numbers

    def of_symbol(self, tree: nodes.Symbol, env: Env) -> Tensor:
        """Return what a name stands for."""
        if not tree.indices and tree.iterate is None:
            bound = env.get(tree.name)
            if isinstance(bound, int):
                return self.space.scalar(bound)
            if isinstance(bound, Place):  # whatever numbers stand for the places, in their order
                return located(self.space.symbol(f"places of {bound.size}", (bound.size,)), [bound.number], self.space)
            if tree.name in self.space.sizes:
                return self.space.count(tree.name)
        entry = self.notation.entries.get(tree.name)
        if entry is None or entry.parameters is not None or len(entry.axes) > 2 or tree.name in env:
            raise NotCoveredError
        axes = tuple(self.notation.ranges.get(axis, axis) if isinstance(axis, str) else axis for axis in entry.axes)
        if entry.definition is not None:
            if tree.iterate is not None or any(axis in self.notation.ranges for axis in entry.axes):
                raise NotCoveredError
            whole = self.value(entry.definition)
            if whole.axes != axes:
                raise NotCoveredError
        else:
            name = tree.name if tree.iterate is None else f"{tree.name}^({tree.iterate!r})"
            if not entry.axes and tree.indices:
                return self.space.symbol(f"{name}_{tree.indices!r}", ())
            whole = self.space.symbol(name, axes)
        if not tree.indices:
            return whole
        if len(tree.indices) > len(axes):
            raise NotCoveredError
        return located(
            whole,
            [self.place(index, axis, env) for index, axis in zip(tree.indices, axes, strict=False)],
            self.space,
        )

    def of_constant(self, tree: nodes.Constant, env: Env) -> Tensor:
        """Return a named number."""
        if tree.name == "pi":
            return Tensor((), [self.kernels.fresh("pi")])
        if tree.name == "e":
            return self.kernels.exp(self.space.scalar(1))
        raise NotCoveredError

    def of_entry(self, tree: nodes.Entry, env: Env) -> Tensor:
        """Return one entry of an array."""
        whole = self.value(tree.of, env)
        axes = whole.axes[1:] if len(whole.axes) == 2 and whole.axes[0] == 1 and len(tree.indices) == 1 else whole.axes
        places = [self.place(index, axis, env) for index, axis in zip(tree.indices, axes, strict=False)]
        return located(whole, places, self.space)

    def of_vector(self, tree: nodes.Vector, env: Env) -> Tensor:
        """Return a vector of numbers, written out."""
        items = [self.scalar(item, env) for item in tree.items]
        extent = reduce(Extent.plus, [item.extent for item in items], LOCAL)
        return Tensor((len(items),), [item.entries[0] for item in items], extent)

    # Arithmetic

    def of_sum(self, tree: nodes.Add, env: Env) -> Tensor:
        """Return a sum; a number may be added to a vector."""
        terms = [self.value(term, env) for term in tree.terms]
        if any(len(term.axes) == 2 for term in terms) and not all(len(term.axes) == 2 for term in terms):
            raise NotCoveredError
        return reduce(self.space.plus, terms)

    def of_product(self, tree: nodes.Mul, env: Env) -> Tensor:
        """Return a product, scalar, matrix or entry by entry."""
        from grader.equivalence.inverses import product_of_letters

        if tree.elementwise:
            return reduce(self.space.times, [self.value(factor, env) for factor in tree.factors])
        return product_of_letters(self, tree, env)

    def of_quotient(self, tree: nodes.Div, env: Env) -> Tensor:
        """Return a quotient."""
        top, bottom = self.value(tree.numerator, env), self.value(tree.denominator, env)
        if bottom.axes and not top.axes:
            raise NotCoveredError
        return self.space.times(top, self.kernels.reciprocal(bottom))

    def of_power(self, tree: nodes.Power, env: Env) -> Tensor:
        """Return a power of a number or of a square matrix."""
        from grader.equivalence.array_functions import square_of_norm
        from grader.equivalence.inverses import product_of_letters

        exponent = whole_number(tree.exponent)
        if exponent == 2 and (square := square_of_norm(self, tree.base, env)):
            return square
        base = self.value(tree.base, env)
        if base.axes:
            if len(base.axes) != 2 or base.axes[0] != base.axes[1] or exponent is None or abs(exponent) > MAX_POWER:
                raise NotCoveredError
            if exponent < 0:
                once = product_of_letters(self, nodes.Power(tree.base, nodes.Number(Fraction(-1))), env)
                return reduce(self.space.matmul, [once] * -exponent)
            return reduce(self.space.matmul, [base] * exponent, self.space.identity(base.axes[0]))
        if exponent is not None and abs(exponent) <= MAX_POWER:
            whole = reduce(self.space.times, [base] * abs(exponent), self.space.scalar(1))
            return whole if exponent >= 0 else self.kernels.reciprocal(whole)
        if isinstance(tree.exponent, nodes.Number) and tree.exponent.value == Fraction(1, 2):
            return self.kernels.sqrt(base)
        if isinstance(tree.base, nodes.Constant) and tree.base.name == "e":
            return self.exponential(tree.exponent, env)
        return self.kernels.apply("power", base, self.scalar(tree.exponent, env))

    def exponential(self, tree: Node, env: Env) -> Tensor:
        """Return the exponential of a tree: of a sum, the product of the exponentials."""
        if isinstance(tree, nodes.Add):
            return reduce(self.space.times, [self.exponential(term, env) for term in tree.terms])
        if isinstance(tree, nodes.Neg):
            return self.kernels.reciprocal(self.exponential(tree.operand, env))
        if isinstance(tree, nodes.Mul) and len(tree.factors) > 1:
            times = whole_number(tree.factors[0])
            if times is not None and 0 < times <= MAX_POWER:
                rest = tree.factors[1] if len(tree.factors) == 2 else nodes.Mul(tree.factors[1:], tree.elementwise)
                return reduce(self.space.times, [self.exponential(rest, env)] * times)
        return self.kernels.exp(self.value(tree, env))

    def logarithm(self, tree: Node, env: Env) -> Tensor:
        """Return the logarithm of a tree: of a softmax, a sigmoid or a product entry by entry, a sum."""
        from grader.equivalence.array_functions import softmax_parts

        space = self.space
        if isinstance(tree, nodes.Call) and tree.function == "softmax" and len(tree.arguments) == 1:
            inner, _, total = softmax_parts(self, tree.arguments[0], env)
            return space.plus(inner, space.minus(self.kernels.log(total)))
        if isinstance(tree, nodes.Div):
            top, bottom = self.logarithm(tree.numerator, env), self.logarithm(tree.denominator, env)
            return space.plus(top, space.minus(bottom))
        if isinstance(tree, nodes.Mul):
            values = [self.value(factor, env) for factor in tree.factors]
            if tree.elementwise or sum(bool(value.axes) for value in values) < 2:
                return reduce(space.plus, [self.logarithm(factor, env) for factor in tree.factors])
        return self.kernels.log(self.value(tree, env))

    # Sums over an index

    def of_big(self, tree: nodes.BigOperator, env: Env) -> Tensor:
        """Return a sum over an index that runs through all places of a size, or between two numbers."""
        if tree.kind != "sum":
            raise NotCoveredError
        size = self.whole_size(tree)
        if size is not None:
            terms = self.terms(tree, size, env)
            weights = [Tensor((), [weight]) for weight in self.space.weights[size]]
            extent = reduce(Extent.plus, [term.extent for term in terms]).summed(size, 1)
            total = reduce(self.space.plus, map(self.space.times, terms, weights))
            total = Tensor(total.axes, total.entries, extent, total.diagonal)
            left_out = range(1, whole_number(tree.lower) or 1)
            return reduce(self.space.plus, [self.space.minus(self.at(tree, size, k, env)) for k in left_out], total)
        first, last = (whole_number(bound) for bound in (tree.lower, tree.upper))
        if tree.lower is None and tree.upper is None:
            first, last = 1, self.notation.ranges.get(tree.index)
        if first is None or last is None or not 0 <= last - first < MAX_TERMS:
            raise NotCoveredError
        values = [self.value(tree.body, {**env, tree.index: number}) for number in range(first, last + 1)]
        return reduce(self.space.plus, values)

    def at(self, tree: nodes.BigOperator, size: str, number: int, env: Env) -> Tensor:
        """Return the term of a sum at a place that is named by its number."""
        self.place(nodes.Number(Fraction(number)), size, env)
        return self.value(tree.body, {**env, tree.index: number})

    def terms(self, tree: nodes.BigOperator, size: str, env: Env) -> list[Tensor]:
        """Return the terms of a sum over all places of a size."""
        loops = self.kernels.loops
        self.kernels.loops = together(loops, {size: 1})
        try:
            places = range(self.space.size(size))
            return [self.value(tree.body, {**env, tree.index: Place(size, place)}) for place in places]
        finally:
            self.kernels.loops = loops

    def whole_size(self, tree: nodes.BigOperator) -> str | None:
        """Return the size all of whose places a sum runs through, but for some of the first, if it does."""
        if tree.lower is None and tree.upper is None:
            return tree.index if tree.index in self.space.sizes else None
        upper = tree.upper
        if (
            not 1 <= (whole_number(tree.lower) or 0) <= MAX_TERMS
            or not isinstance(upper, nodes.Symbol)
            or upper.indices
        ):
            return None
        return upper.name if upper.name in self.space.sizes else None


def mentions(tree: Node, env: Env) -> bool:
    """Tell whether a tree holds a name that stands for an index."""
    return any(isinstance(node, nodes.Symbol) and node.name in env for node in walk(tree))


def whole_number(tree: Node | None) -> int | None:
    """Return the whole number that a tree is, if it is one."""
    if isinstance(tree, nodes.Neg):
        inner = whole_number(tree.operand)
        return None if inner is None else -inner
    return tree.value.numerator if isinstance(tree, nodes.Number) and tree.value.denominator == 1 else None


def of_call(evaluation: Evaluation, tree: nodes.Call, env: Env) -> Tensor:
    """Return the value of a function."""
    from grader.equivalence.array_functions import call

    return call(evaluation, tree, env)


def of_indicator(evaluation: Evaluation, tree: nodes.Indicator, env: Env) -> Tensor:
    """Return the indicator of a comparison."""
    from grader.equivalence.thresholds import indicator

    return indicator(evaluation, tree, env)


def of_number(evaluation: Evaluation, tree: nodes.Number, env: Env) -> Tensor:
    """Return an exact number."""
    return evaluation.number(tree.value)


def of_negative(evaluation: Evaluation, tree: nodes.Neg, env: Env) -> Tensor:
    """Return a negative."""
    return evaluation.space.minus(evaluation.value(tree.operand, env))


VALUES: Mapping[type[Node], Callable[[Evaluation, Any, Env], Tensor]] = {
    nodes.Number: of_number,
    nodes.Constant: Evaluation.of_constant,
    nodes.Symbol: Evaluation.of_symbol,
    nodes.Add: Evaluation.of_sum,
    nodes.Neg: of_negative,
    nodes.Mul: Evaluation.of_product,
    nodes.Div: Evaluation.of_quotient,
    nodes.Power: Evaluation.of_power,
    nodes.Call: of_call,
    nodes.Entry: Evaluation.of_entry,
    nodes.Vector: Evaluation.of_vector,
    nodes.Indicator: of_indicator,
    nodes.BigOperator: Evaluation.of_big,
}

"""Evaluating syntax trees in arrays of symbolic sizes, modulo a prime, so that one evaluation holds for all sizes.

What no argument covers (a determinant that is not the same on both sides, a sum that ends at n - 1, a derivative that
is a name) raises ``NotCoveredError``; nothing is claimed then.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from grader.equivalence.all_sizes.kernels import Kernels, NoResidueError
from grader.equivalence.all_sizes.tensors import NotCoveredError, Space, Tensor
from grader.expr import nodes
from grader.expr.nodes import Node
from grader.expr.notation import Notation
from grader.expr.traverse import walk

__all__ = ["Env", "Evaluation", "Place", "TooFewPlacesError", "evaluates", "read_whole_number"]

MAX_POWER = 8  # a larger power is a function without rules here, or, of a matrix, not covered
MAX_TERMS = 64  # of a sum between two numbers, which is written out term by term
MAX_EVALUATIONS = 20_000  # sums within sums multiply, so the work is bounded by a count


@dataclass(frozen=True, slots=True)
class Place:
    """What an index letter means: one place (counted from 0) along an axis of symbolic size."""

    size: str
    number: int


Env = Mapping[str, Place | int]
Rule = Callable[["Evaluation", Any, Env], Tensor]
RULES: dict[type[Node], Rule] = {}  # filled once, while the files of this folder are imported


def evaluates(*kinds: type[Node]) -> Callable[[Rule], Rule]:
    """Register a function as the rule by which trees of some kinds are evaluated."""

    def register(rule: Rule) -> Rule:
        RULES.update(dict.fromkeys(kinds, rule))
        return rule

    return register


class TooFewPlacesError(Exception):
    """An entry is named that is beyond the places of this evaluation."""

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
        if not env and not self.kernels.loops:
            known = self.known.get(id(tree))
            if known is None:
                known = self.known[id(tree)] = (tree, self.work_out(tree, env))
            return known[1]
        return self.work_out(tree, env)

    def work_out(self, tree: Node, env: Env) -> Tensor:
        """Work out the value of a tree."""
        rule = RULES.get(type(tree))
        self.count += 1
        if rule is None or self.count > MAX_EVALUATIONS:
            raise NotCoveredError
        loops = self.kernels.loops
        if not loops or holds_index(tree, env):
            return rule(self, tree, env)
        self.kernels.loops = {}  # what does not hold the index of a sum is the same for all its terms
        try:
            return self.value(tree)
        finally:
            self.kernels.loops = loops

    def number(self, value: Fraction) -> Tensor:
        where = self.space.field
        # The prime depends on the answer, so this happens by accident alone; another prime is tried.
        if value.denominator % where.prime == 0:
            raise NoResidueError
        return Tensor((), [where.ring(value.numerator) / where.ring(value.denominator)])

    def scalar(self, tree: Node, env: Env) -> Tensor:
        found = self.value(tree, env)
        if found.axes:
            raise NotCoveredError
        return found

    def place(self, index: Node, axis: Any, env: Env) -> int:
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
                # x_5 exists for sizes from 5 on, so the evaluation is repeated with at least five places.
                raise TooFewPlacesError(axis, number)
            self.fixed[axis] = max(number, self.fixed.get(axis, 0))
        if not 1 <= number <= self.space.size(axis):
            raise NotCoveredError
        return number - 1


def holds_index(tree: Node, env: Env) -> bool:
    return any(isinstance(node, nodes.Symbol) and node.name in env for node in walk(tree))


def read_whole_number(tree: Node | None) -> int | None:
    """Return the whole number that a tree is, if it is one."""
    if isinstance(tree, nodes.Neg):
        inner = read_whole_number(tree.operand)
        return None if inner is None else -inner
    return tree.value.numerator if isinstance(tree, nodes.Number) and tree.value.denominator == 1 else None

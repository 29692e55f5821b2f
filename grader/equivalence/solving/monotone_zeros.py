"""Zeros of a function that mixes a variable with its exponential, logarithm or sine, by its derivative.

Between two neighbours among the zeros of the derivative and the edges of the domain a function is strictly monotone, so
it has at most one zero there. A zero is only named where it is one of a few numbers at which such functions have
simple values; everywhere else it must be shown that there is none: at an end of the interval the function has the sign
that it keeps on moving away from zero (Rolle, and the intermediate value theorem). What is open raises
``NotPolynomialError``.
"""

from collections.abc import Callable, Sequence
from functools import cmp_to_key
from typing import Any

from flint import fmpq

from grader.equivalence.graph import functions, powers
from grader.equivalence.graph.calculus import gradient, list_reachable, substitute
from grader.equivalence.graph.graph import Graph, coefficient_of, tidy
from grader.equivalence.graph.kinds import ATOM, CALL, NUMBER, ONE, POWER, PRODUCT, SUM, UNDEFINED, ZERO
from grader.equivalence.values.enclosure import Sample
from grader.equivalence.values.exact_roots import NotPolynomialError, choose_between
from grader.equivalence.values.points import find_ends

__all__ = ["find_zeros_by_derivative", "restrict_to_bounded_part"]

PRECISION = 256  # bits
MAX_NODES = 120  # below the function; each derivative has more
MAX_POINTS = 24
SMOOTH = frozenset({"exp", "log", "sin", "cos", "atan", "pi"})
Solve = Callable[[int], list[int]]  # numbers among which all zeros of a node are
# Where sums of a variable, its exponential, logarithm and sine have simple values.
TRIED = (fmpq(0), fmpq(1), fmpq(-1), fmpq(2), fmpq(-2), fmpq(1, 2), fmpq(-1, 2), fmpq(3), fmpq(4))


def find_zeros_by_derivative(g: Graph, atom: int, node: int, solve: Solve, borders: Sequence[int]) -> list[int]:
    """Return numbers among which all zeros of a smooth node are; ``borders`` vanish where it has poles or edges."""
    below = list_reachable(g, [node])
    if len(below) > MAX_NODES or not all(is_smooth(g, part) for part in below):
        raise NotPolynomialError
    (slope,) = gradient(g, node, [atom])
    edges = [zero for border in borders for zero in solve(border)]
    turning = solve(slope)
    points = sort_numbers(g, [*edges, *turning, *list_ends(g, atom), *list_zeros_tried(g, atom, node)])
    curve = Curve(g, atom, node, slope, points)
    for place in range(len(points) + 1):
        curve.check_gap(place)
    return [point for point, _ in points]


def is_smooth(g: Graph, node: int) -> bool:
    """Whether a node has a derivative wherever its operands have one, but for the zeros of its borders."""
    kind, data = g.kind[node], g.data[node]
    if kind == CALL:
        return data[0] in SMOOTH
    return kind in (NUMBER, ATOM, SUM, PRODUCT) or (kind == POWER and g.kind[data[1]] == NUMBER)


def list_ends(g: Graph, atom: int) -> list[int]:
    """Return the ends of a variable's range."""
    return [g.number(coefficient_of(end)) for end in find_ends(g.data[atom][1]) if end is not None]


def list_zeros_tried(g: Graph, atom: int, node: int) -> list[int]:
    """Return the numbers that are tried at which a node is zero, by exact arithmetic alone."""
    e, pi = g.call("exp", ONE), functions.pi(g)
    logarithm = powers.log(g, g.number(2))
    tried = [*(g.number(tidy(value)) for value in TRIED), e, g.power(e, -1), logarithm, g.neg(logarithm),
             *(g.scale(pi, tidy(fmpq(n, 2))) for n in (1, -1, 2, -2, 3, 4))]  # fmt: skip
    return [value for value in tried if substitute(g, [node], {atom: value}) == [ZERO]]


def sort_numbers(g: Graph, found: Sequence[int]) -> list[tuple[int, Any]]:
    """Return constants in ascending order with an enclosure of each, each value once."""
    if len(set(found)) > MAX_POINTS:
        raise NotPolynomialError
    values = Sample(g, 0, 0, PRECISION).evaluate()
    kept: list[tuple[int, Any]] = []
    # Plain numbers first: of two ways to write a number, the simplest is kept.
    for number in sorted(set(found), key=lambda number: g.kind[number] != NUMBER):
        ball = values[number]
        if number == UNDEFINED or ball is None:
            continue
        if not ball.is_finite():
            raise NotPolynomialError
        if any(held.overlaps(ball) for _, held in kept):
            # Two balls that meet are the same number only if their difference folds to zero.
            near = next(other for other, held in kept if held.overlaps(ball))
            if g.sub(number, near) != ZERO:
                raise NotPolynomialError
            continue
        kept.append((number, ball))
    return sorted(kept, key=cmp_to_key(compare_enclosures))


def compare_enclosures(first: tuple[int, Any], second: tuple[int, Any]) -> int:
    return -1 if first[1] < second[1] else 1


class Curve:
    """A function between the numbers that may divide its line into monotone parts."""

    def __init__(self, g: Graph, atom: int, node: int, slope: int, points: Sequence[tuple[int, Any]]) -> None:
        self.g = g
        self.atom = atom
        self.node = node
        self.slope = slope
        self.points = points
        self.ends = [None if end is None else fmpq(end.numerator, end.denominator)
                     for end in find_ends(g.data[atom][1])]  # fmt: skip
        self.signs = [self.sign_at_point(point) for point, _ in points]

    def check_gap(self, place: int) -> None:
        """Raise unless a function has no zero between two neighbours, or beyond the last."""
        inside = self.choose_inside(place)
        lower, upper = self.ends
        if (lower is not None and inside < lower) or (upper is not None and inside > upper):
            return
        value, slope = self.evaluate(self.node, inside), self.evaluate(self.slope, inside)
        if value is None:  # it has no value on the whole interval
            return
        sign, direction = find_sign(value), find_sign(slope)
        # Moving right, the function grows away from zero, or towards it: only the end on the side of zero matters.
        end = place - 1 if sign * direction > 0 else place
        if direction == 0 or sign == 0 or not 0 <= end < len(self.points):
            raise NotPolynomialError
        # At a point the function may be zero itself: then it is not zero beside it, as it is monotone there.
        if self.signs[end] not in (0, sign):
            raise NotPolynomialError

    def choose_inside(self, place: int) -> fmpq:
        """Return a number between two neighbours, or beyond the first or last."""
        middles = [fmpq(ball.mid().fmpq()) for _, ball in self.points]
        if not middles:
            return fmpq(0)
        if place == 0:
            return fmpq(middles[0].floor()) - 1
        if place == len(middles):
            return fmpq(middles[-1].ceil()) + 1
        return choose_between(middles[place - 1], middles[place])

    def evaluate(self, node: int, at: fmpq) -> Any:
        return Sample(self.g, 0, 0, PRECISION, {self.g.data[self.atom][0]: at}).evaluate()[node]

    def sign_at_point(self, point: int) -> int | None:
        """Return the sign of the function at an end; None where it has no value there, or it is not certain."""
        (value,) = substitute(self.g, [self.node], {self.atom: point})
        if value == ZERO:
            return 0
        ball = Sample(self.g, 0, 0, PRECISION).evaluate()[value]
        return None if value == UNDEFINED or ball is None or not ball.is_finite() else find_sign(ball) or None


def find_sign(ball: Any) -> int:
    """Return the sign of a ball; 0 where it is not certain."""
    return 0 if ball is None or not ball.is_finite() else int(ball > 0) - int(ball < 0)


def restrict_to_bounded_part(g: Graph, atom: int, node: int, kernels: Sequence[int]) -> tuple[fmpq, fmpq] | None:
    """Return two numbers between which all zeros of ``a x + b`` plus multiples of sines and cosines are.

    A sine is at most 1 in size, so ``a x + b`` is at most the sum of the factors where everything is zero.
    """
    if g.kind[node] != SUM:
        return None
    constant, terms = g.data[node]
    slope, total = fmpq(0), fmpq(0)
    for term, factor in terms:
        if term == atom:
            slope = fmpq(factor)
        elif term in kernels:
            total += abs(fmpq(factor))
        else:
            return None
    if slope == 0:
        return None
    ends = sorted((side * total - fmpq(constant)) / slope for side in (1, -1))
    return ends[0], ends[1]

"""A solution of one of two conditions in one variable that has no closed form, enclosed by a change of sign.

Where an equation is not solved exactly, its sides are evaluated, as they are written, at numbers of every size. Between
two neighbours at which their difference has different signs, the interval is halved until the difference is finite on
all of it: then it is defined and continuous there and takes the value zero (Bolzano), so the interval holds a solution.
If the other condition certainly fails on the whole interval, the two are different (R. E. Moore, *Interval Analysis*,
1966). Nothing is concluded where no such interval is found: roots without a change of sign are missed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Any

from flint import arb, fmpq

from grader.equivalence.precision import compute_at_precision
from grader.equivalence.solving.written_values import evaluate_tree, holds_as_written
from grader.equivalence.values.points import find_ends
from grader.equivalence.witness import refute_by_solution, text_of_ball
from grader.expr.nodes import Junction, Node, Relation
from grader.expr.notation import Domain
from grader.expr.traverse import walk
from grader.records import Decision

__all__ = ["find_certified_solution"]

PRECISION = 256  # bits
MAX_HALVINGS = 120  # of an interval; the narrowest is 2^-120 of its first width
FIRST_HALVINGS = 24  # before the other condition is asked
SHOWN_HALVINGS = 72  # 2^-72 is below 10^-20
MAX_LEAVES = 8  # equations in a condition, each looked at on its own
MAX_INTERVALS = 40  # that are halved, so that a sine takes no longer than others
MAX_NODES = 150_000  # that are evaluated for one pair of conditions; each takes some 3 µs
# Eighths between -13 and 13, which hold two periods of a sine, and then powers of two.
STEP = fmpq(1, 8)
NEAR = 104
FAR = range(4, 24)
SHIFT = fmpq(1, 1009)  # so that no grid point is a root that people choose


def find_certified_solution(student: Node, expected: Node, name: str, domain: Domain) -> Decision | None:
    """Return the decision ``different`` at a number that solves one of two conditions and certainly not the other."""
    if domain.kind in ("integer", "natural", "complex"):  # a root that is only enclosed is not known to be whole
        return None
    budget = Budget(MAX_NODES)
    for is_students, own, other in ((True, student, expected), (False, expected, student)):
        try:
            found = compute_at_precision(PRECISION, partial(search, own, other, name, domain, budget))
        except OutOfNodesError:
            return None
        if found is not None:
            return refute_by_solution(((name, text_of_ball(found)),), is_students=is_students, by="enclosure")
    return None


class OutOfNodesError(Exception):
    """The conditions are so long that too few numbers can be tried."""


@dataclass(slots=True)
class Budget:
    """How many nodes may still be evaluated."""

    left: int

    def spend(self, count: int) -> None:
        self.left -= count
        if self.left < 0:
            raise OutOfNodesError


@dataclass(frozen=True, slots=True)
class Equation:
    """An equation in one variable, evaluated as it is written."""

    leaf: Relation
    name: str
    budget: Budget
    size: int

    def find_gap(self, at: Any) -> Any:
        """Return left minus right; None where a side has no value, or where that is not certain."""
        self.budget.spend(self.size)
        left, right = (evaluate_tree(side, {self.name: at}) for side in self.leaf.operands)
        if left is None or right is None:
            return None
        gap = left - right
        return gap if gap.is_finite() else None

    def find_sign(self, at: fmpq) -> int:
        """Return the sign of left minus right; 0 where it is not certain."""
        gap = self.find_gap(arb(at))
        return 0 if gap is None else int(gap > 0) - int(gap < 0)


def search(own: Node, other: Node, name: str, domain: Domain, budget: Budget) -> Any:
    """Return an interval that holds a solution of one condition and none of the other; None where none is found."""
    grid = list_grid(domain)
    size = sum(1 for tree in (own, other) for _ in walk(tree))  # of both, as holding is asked of both
    for leaf in list_equations(own)[:MAX_LEAVES]:
        equation = Equation(leaf, name, budget, size)
        # Those near 0 first: a witness that people can check.
        changes = sorted(list_sign_changes(equation, grid), key=lambda ends: abs(ends[0] + ends[1]))
        for low, high in changes[:MAX_INTERVALS]:
            found = narrow_down(equation, own, other, (low, high))
            if found is not None:
                return found
    return None


def list_equations(tree: Node) -> list[Relation]:
    """Return the equations with two sides in a condition."""
    if isinstance(tree, Junction):
        return [leaf for part in tree.parts for leaf in list_equations(part)]
    return [tree] if isinstance(tree, Relation) and tree.operators == ("=",) else []


def list_grid(domain: Domain) -> list[fmpq]:
    """Return numbers of a domain in order: close together near 0, or within a short range, and then ever larger."""
    lower, upper = (None if end is None else fmpq(end.numerator, end.denominator) for end in find_ends(domain))
    if lower is not None and upper is not None:
        return [lower + (upper - lower) * step / (2 * NEAR) for step in range(1, 2 * NEAR)]
    near = [SHIFT + STEP * step for step in range(-NEAR, NEAR + 1)]
    far = [fmpq(2) ** power for power in FAR]
    tiny = [1 / value for value in far]
    found = sorted([*near, *tiny, *far, *(-value for value in (*far, *tiny))])
    shift = lower if lower is not None else upper
    # A range that is open on one side is seen from its end.
    if shift is not None and shift != 0:
        found = [value + shift for value in found]
    return [value for value in found if (lower is None or value > lower) and (upper is None or value < upper)
            and not (domain.kind == "nonzero" and value == 0)]  # fmt: skip


def list_sign_changes(equation: Equation, grid: Sequence[fmpq]) -> Iterator[tuple[fmpq, fmpq]]:
    """Yield neighbours on a grid at which the difference of two sides certainly has different signs."""
    signs = [(value, equation.find_sign(value)) for value in grid]
    for (low, left), (high, right) in pairwise(signs):
        if left * right < 0:
            yield low, high


def narrow_down(equation: Equation, own: Node, other: Node, ends: tuple[fmpq, fmpq]) -> Any:
    """Return an interval around a change of sign on which an equation has a solution and another condition fails."""
    low, high = ends
    left = equation.find_sign(low)
    for count in range(MAX_HALVINGS):
        if count >= FIRST_HALVINGS and count % 8 == 0:
            ball = arb((low + high) / 2, (high - low) / 2)
            # Finite on the whole interval: defined and continuous there, with both signs, and so zero somewhere.
            is_root = equation.find_gap(ball) is not None
            if is_root and holds_as_written(own, {equation.name: ball}, equation.leaf) is True:
                says = holds_as_written(other, {equation.name: ball})
                if says is True:
                    return None
                # Narrow enough for as many digits as a witness shows.
                if says is False and count >= SHOWN_HALVINGS:
                    return ball
        middle = (low + high) / 2
        sign = equation.find_sign(middle)
        if sign == 0:  # perhaps the root itself
            middle = low + (high - low) * fmpq(5, 11)
            sign = equation.find_sign(middle)
        if sign == 0:
            return None
        low, high = (middle, high) if sign == left else (low, middle)
    return None

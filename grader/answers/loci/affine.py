"""Points, lines and planes: whether two are the same, and how they lie to each other.

Each is a point plus all combinations of some vectors. Equations with rational coefficients are solved exactly. Two such
sets are the same if the vectors of both, and the step between their points, span no more than those of each.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from grader.answers.leaving_open.columns import Column, evaluate_column, find_rank
from grader.answers.leaving_open.solution_set import find_points, subtract
from grader.answers.leaving_open.values import ZERO, are_equal
from grader.answers.loci.shapes import ByEquations, ByParameters, Locus
from grader.answers.protocol import Task
from grader.expr.calculation.building import ONE, negative, number, product, total
from grader.expr.nodes import Node, Symbol
from grader.expr.traverse import substitute

__all__ = ["Flat", "compare_flats", "read_flat", "read_linear"]

MAX_EQUATIONS: Final = 6


@dataclass(frozen=True, slots=True)
class Flat:
    """A point and vectors; ``written`` is how many vectors the answer has, some of which may depend on others."""

    start: Column
    directions: tuple[Column, ...]
    dimension: int
    written: int

    @property
    def name(self) -> str:
        names = ("a point", "a line", "a plane")
        return names[self.dimension] if self.dimension < len(names) else f"a space of dimension {self.dimension}"


def read_flat(locus: Locus, coordinates: Sequence[Symbol], task: Task) -> Flat | str | None:
    """Return a set of points as a flat; ``"empty"`` if it has no points, None if it is no flat or that is not known."""
    if isinstance(locus, ByParameters):
        points = find_points(locus.entries, locus.letters, task)
        if points is None:
            return None
        pivots = find_rank(points.directions, task.notation, task.policy.seed) if points.directions else None
        if points.directions and pivots is None:
            return None
        kept = tuple(points.directions[place] for place in pivots.columns) if pivots else ()
        return Flat(points.start, kept, len(kept), len(points.directions))
    return solve_equations(locus, coordinates, task)


def read_linear(zero: Node, coordinates: Sequence[Symbol], task: Task) -> list[Fraction] | None:
    """Return the coefficients of a linear equation, and its constant term; None for any other."""
    nothing: dict[Symbol, Node] = dict.fromkeys(coordinates, ZERO)
    rest = substitute(zero, nothing)
    factors = [total((substitute(zero, {**nothing, name: ONE}), negative(rest))) for name in coordinates]
    terms = [product([factor, name]) for factor, name in zip(factors, coordinates, strict=True)]
    if not are_equal(zero, total([*terms, rest]), task.notation, task.policy.seed):
        return None
    return evaluate_column((*factors, rest))


def solve_equations(locus: ByEquations, coordinates: Sequence[Symbol], task: Task) -> Flat | str | None:
    """Eliminate exactly (Gauss and Jordan); each coordinate without a pivot is free."""
    found = [read_linear(zero, coordinates, task) for zero in locus.zeros[:MAX_EQUATIONS]]
    rows = [row for row in found if row is not None]
    if len(rows) < len(locus.zeros):
        return None
    count, pivots, left = len(coordinates), list[int](), [[*row] for row in rows]
    for column in range(count):
        at = next((place for place in range(len(pivots), len(left)) if left[place][column]), None)
        if at is None:
            continue
        place = len(pivots)
        left[place], left[at] = left[at], left[place]
        left[place] = [entry / left[place][column] for entry in left[place]]
        for other in range(len(left)):
            if other != place:
                factor = left[other][column]
                left[other] = [entry - factor * one for entry, one in zip(left[other], left[place], strict=True)]
        pivots.append(column)
    if any(row[-1] for row in left[len(pivots) :]):
        return "empty"
    start = [Fraction(0)] * count
    for place, column in enumerate(pivots):
        start[column] = -left[place][-1]
    directions = []
    for free in (column for column in range(count) if column not in pivots):
        direction = [Fraction(int(column == free)) for column in range(count)]
        for place, column in enumerate(pivots):
            direction[column] = -left[place][free]
        directions.append(tuple(map(number, direction)))
    return Flat(tuple(map(number, start)), tuple(directions), len(directions), len(directions))


def compare_flats(own: Flat, key: Flat, task: Task) -> str | None:
    """Return how two flats lie: ``same``, ``part``, ``more``, ``parallel``, ``meets`` or ``apart``; None if unknown."""
    vectors = (*key.directions, *own.directions)
    together = count_rank(vectors, task)
    joined = count_rank((*vectors, subtract(own.start, key.start)), task)
    if together is None or joined is None:
        return None
    has_common = joined == together
    if has_common and together == own.dimension == key.dimension:
        return "same"
    if has_common and together == key.dimension:
        return "part"
    if has_common and together == own.dimension:
        return "more"
    is_parallel = together == max(own.dimension, key.dimension) and own.dimension and key.dimension
    return "parallel" if is_parallel else "meets" if has_common else "apart"


def count_rank(columns: Sequence[Column], task: Task) -> int | None:
    if not columns:
        return 0
    pivots = find_rank(columns, task.notation, task.policy.seed)
    return None if pivots is None else pivots.rank

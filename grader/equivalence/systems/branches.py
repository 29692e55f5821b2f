"""Where one condition holds and another does not, as a list of systems: its branches.

For *and* of n comparisons and *and* of m others there are n + m branches, and not 3^(n + m) choices of signs: all of
the first with one of the second failing, and the other way around.
"""

from collections.abc import Iterator
from itertools import product as tuples
from math import prod
from typing import Final

from grader.equivalence.systems.sign_cells import TooManyCellsError
from grader.equivalence.systems.sign_table import Formula

__all__ = ["Branch", "Constraint", "list_branches", "list_ways"]

MAX_BRANCHES: Final = 64
# A sign, factors with exponents, and the signs that their product may have.
Constraint = tuple[int, tuple[tuple[int, int], ...], frozenset[int]]
Branch = tuple[Constraint, ...]


def list_branches(formula: Formula, other: Formula) -> Iterator[Branch]:
    """Yield systems that together say where a condition holds and another one does not."""
    both = [list_ways(formula, is_true=True), list_ways(other, is_true=False)]
    if prod(map(len, both)) > MAX_BRANCHES:
        raise TooManyCellsError
    yield from ((*one, *two) for one, two in tuples(*both))


def list_ways(formula: Formula, *, is_true: bool) -> list[Branch]:
    """Return the ways in which a condition can hold, or fail."""
    kind = formula[0]
    if kind == "sign":
        return list(list_ways_of_sign(formula, is_true=is_true))
    parts = [list_ways(part, is_true=is_true) for part in formula[1]]
    if (kind == "or") == is_true:
        return [way for ways in parts for way in ways]
    if prod(map(len, parts)) > MAX_BRANCHES:
        raise TooManyCellsError
    return [tuple(constraint for way in ways for constraint in way) for ways in tuples(*parts)]


def list_ways_of_sign(formula: Formula, *, is_true: bool) -> Iterator[Branch]:
    """Yield the ways in which one comparison can hold or fail; at a pole it fails."""
    _, sign, factors, below, allowed = formula
    nonzero = frozenset({1, -1})
    if is_true:
        yield ((sign, factors, allowed), *((1, ((number, 1),), nonzero) for number in below))
        return
    yield ((sign, factors, frozenset({0, 1, -1}) - allowed),)
    yield from (((1, ((number, 1),), frozenset({0})),) for number in below)

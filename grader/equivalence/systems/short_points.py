"""Points with short numbers, at which two conditions are tried when nothing else decides between them."""

from collections.abc import Iterator, Sequence
from itertools import islice
from itertools import product as tuples
from typing import Any, Final

from flint import fmpq

from grader.equivalence.domain.regions import find_member
from grader.equivalence.graph.graph import Graph
from grader.equivalence.systems.written_conditions import SIGNS, Condition
from grader.equivalence.values.enclosure import Sample

__all__ = ["list_points_of_one"]

MAX_POINTS: Final = 100
# Short numbers and halves, whose balls are exact: a side that is zero there is seen to be.
SHORT: Final = tuple(
    fmpq(*pair) for pair in ((1, 1), (0, 1), (-1, 1), (2, 1), (3, 1), (-2, 1), (1, 2), (-3, 1), (5, 1))
)
PRECISION: Final = 128


def list_points_of_one(
    g: Graph, atoms: Sequence[int], conditions: Sequence[Condition]
) -> Iterator[tuple[dict[int, fmpq], bool]]:
    """Yield points at which one of two conditions seems to hold, and whether it is the first; all need a check."""
    domains = [g.data[atom] for atom in atoms]
    # With few symbols more numbers are tried for each.
    count = next((count for count in range(len(SHORT), 2, -1) if count ** len(atoms) <= MAX_POINTS), 2)
    for values in islice(tuples(SHORT[:count], repeat=len(atoms)), MAX_POINTS):
        if any(find_member(domain, value) != value for (_, domain), value in zip(domains, values, strict=True)):
            continue
        chosen = {name: value for (name, _), value in zip(domains, values, strict=True)}
        balls = Sample(g, 0, 0, PRECISION, chosen).evaluate()
        mine, theirs = (seems_to_hold(balls, condition) for condition in conditions)
        if mine is not None and theirs is not None and mine != theirs:
            yield dict(zip(atoms, values, strict=True)), mine


def seems_to_hold(balls: Sequence[Any], condition: Condition) -> bool | None:
    """Return whether a condition holds at a point as far as its balls show; None where they leave it open."""
    kind, parts = condition
    if kind in ("and", "or"):
        found = {seems_to_hold(balls, part) for part in parts}
        decisive = kind == "or"
        return decisive if decisive in found else None if None in found else not decisive
    ball = balls[kind]
    if ball is None:
        return False
    if not ball.is_finite() or (ball.contains(0) and not ball.is_exact()):
        return None
    return (1 if ball > 0 else -1 if ball < 0 else 0) in SIGNS[parts]

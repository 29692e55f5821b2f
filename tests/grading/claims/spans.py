"""What is said of vectors that are no basis, and of points that are not all solutions.

It is confirmed by ranks in floating-point numbers at random points.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from grader.answers import Task
from grader.expr.nodes import Matrix, Node, SetOf, Vector

from .values import World, flatten

__all__ = ["SPAN_CLAIMS"]

Columns = list[list[float]]
Claim = Callable[[Any, Mapping[str, str], str], bool]
"""Whether a remark is true of an answer that is given, by the parameters and the text of the remark."""
SEEDS = range(1, 5)
SMALL = 1e-9


def list_columns(tree: Node, task: Task, seed: int) -> Columns:
    """Return the vectors of a set, or the columns of a matrix, at a random point."""
    world = World(task.notation, seed)
    if isinstance(tree, Matrix):
        return [list(column) for column in zip(*world.value(tree, {}), strict=True)]
    is_list = isinstance(tree, SetOf) or (isinstance(tree, Vector) and isinstance(tree.items[0], Vector))
    members: Sequence[Node] = tree.items if is_list and isinstance(tree, SetOf | Vector) else (tree,)
    return [flatten(world.value(member, {})) for member in members]


def find_rank(columns: Columns) -> int:
    """Return the rank, by elimination with the largest pivots."""
    rows, rank = [list(row) for row in columns], 0
    for place in range(len(rows[0])):
        if rank == len(rows):
            break
        at = max(range(rank, len(rows)), key=lambda row: abs(rows[row][place]))
        if abs(rows[at][place]) > SMALL:
            rows[rank], rows[at] = rows[at], rows[rank]
            pivot = rows[rank]
            for row in rows[rank + 1 :]:
                factor = row[place] / pivot[place]
                row[:] = [a - factor * b for a, b in zip(row, pivot, strict=True)]
            rank += 1
    return rank


def everywhere(is_so: Callable[[Columns, Columns, str], bool]) -> Claim:
    """Whether a claim holds at each of the random points."""
    return lambda given, parameters, text: all(
        is_so(list_columns(given.own, given.task, seed), list_columns(given.key, given.task, seed), text)
        for seed in SEEDS
    )


def is_size(own: Columns, key: Columns, text: str) -> bool:
    return len(own) > len(key) if "more" in text else len(own) < len(key)


def list_points(tree: Node, task: Task) -> Columns:
    """Return points of a solution set at random values of its parameters."""
    return [flatten(World(task.notation, seed).value(tree, {})) for seed in range(1, 9)]


def subtract(point: list[float], other: list[float]) -> list[float]:
    return [x - y for x, y in zip(point, other, strict=True)]


def holds_other_points(given: Any, parameters: Mapping[str, str], text: str) -> bool:
    """Whether a point of the answer is none of the key, so that with it the points lie in a larger space."""
    points, wanted = list_points(given.own, given.task), list_points(given.key, given.task)
    space = [subtract(point, wanted[0]) for point in wanted[1:]]
    return any(find_rank([*space, subtract(point, wanted[0])]) > find_rank(space) for point in points)


def lacks_points(given: Any, parameters: Mapping[str, str], text: str) -> bool:
    """Whether the answer has only points of the key, and these lie in a smaller space."""
    points, wanted = list_points(given.own, given.task), list_points(given.key, given.task)
    ranks = [find_rank([subtract(point, each[0]) for point in each[1:]]) for each in (points, wanted)]
    is_part = not holds_other_points(given, parameters, text) and ranks[0] < ranks[1]
    return is_part and ("one of" in text) == (ranks[0] == 0)


SPAN_CLAIMS: Mapping[str, Claim] = {
    "span-zero": everywhere(lambda own, key, text: any(not any(column) for column in own)),
    "span-outside": everywhere(lambda own, key, text: find_rank([*key, *own]) > find_rank(key)),
    "span-dependent": everywhere(lambda own, key, text: find_rank(own) < len(own)),
    "span-part": everywhere(lambda own, key, text: find_rank(own) < find_rank(key) == find_rank([*key, *own])),
    "span-size": everywhere(is_size),
    "solutions-outside": holds_other_points,
    "solutions-missing": lacks_points,
    "span-length": everywhere(lambda own, key, text: any(len(column) != len(key[0]) for column in own)),
}

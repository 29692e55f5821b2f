"""What is said of vectors that are no basis, confirmed by their rank in floating-point numbers at random points."""

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


SPAN_CLAIMS: Mapping[str, Claim] = {
    "span-zero": everywhere(lambda own, key, text: any(not any(column) for column in own)),
    "span-outside": everywhere(lambda own, key, text: find_rank([*key, *own]) > find_rank(key)),
    "span-dependent": everywhere(lambda own, key, text: find_rank(own) < len(own)),
    "span-part": everywhere(lambda own, key, text: find_rank(own) < find_rank(key) == find_rank([*key, *own])),
    "span-size": everywhere(is_size),
    "span-length": everywhere(lambda own, key, text: any(len(column) != len(key[0]) for column in own)),
}

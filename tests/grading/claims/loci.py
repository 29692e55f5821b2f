"""How a set of points by parameters lies to the expected one, found again from points at random parameters."""

from collections.abc import Mapping
from typing import Any

from grader.answers.locus import widen_task
from grader.expr.nodes import Relation
from grader.expr.traverse import walk

from .spans import find_rank, list_points, subtract
from .values import UnknownValueError

__all__ = ["LOCUS_CLAIMS"]


def lies_so(given: Any, parameters: Mapping[str, str], text: str) -> bool:
    """The dimensions of both, and of both together, are those that the remark says."""
    if any(isinstance(part, Relation) for tree in (given.own, given.key) for part in walk(tree)):
        raise UnknownValueError("equations")
    task = widen_task(given.task)
    own, key = (list_points(tree, task) for tree in (given.own, given.key))
    spaces = [[subtract(point, points[0]) for point in points[1:]] for points in (own, key)]
    mine, theirs = map(find_rank, spaces)
    together = find_rank([*spaces[0], *spaces[1]])
    joined = find_rank([*spaces[0], *spaces[1], subtract(own[0], key[0])])
    is_met = joined == together
    return {
        "part": is_met and together == theirs > mine,
        "more": is_met and together == mine > theirs,
        "parallel": not is_met and together == max(mine, theirs),
        "meets": is_met and together > max(mine, theirs),
        "apart": not is_met,
    }[parameters["relation"]]


LOCUS_CLAIMS = {"locus": lies_so}

"""``rotation``: the entries of the key in the same cyclic order, as of the vertices of a polygon or a cycle.

``(3, 1, 2)`` is ``(1, 2, 3)`` begun elsewhere. The other way round, ``(3, 2, 1)``, is another cyclic order.
"""

from collections.abc import Iterator
from random import Random

from grader.answers.judging import is_misfit, judge_whole
from grader.answers.leaving_open.order import find_list_fault, list_items
from grader.answers.leaving_open.protocol import AsWritten, Miss
from grader.answers.leaving_open.values import are_equal, join_verdicts
from grader.answers.protocol import Task
from grader.expr.nodes import Node, Vector
from grader.records import Verdict

__all__ = ["MEMBER", "Rotation"]


class Rotation(AsWritten):
    """The entries of the key in the same cyclic order."""

    kind = "rotation"
    summary = "the entries of the key in the same cyclic order"
    types = frozenset({"vector"})
    is_for_members = False
    is_for_lists = False
    has_shares = False
    with_key = "begun at any entry"

    def find_fault(self, tree: Node, task: Task) -> str:
        """Say that the key is no list of entries."""
        return find_list_fault(tree, task)

    def judge(self, tree: Node, expected: Node, task: Task) -> Verdict:
        """Compare with the key begun at each of its entries."""
        plain = judge_whole(tree, expected, task)
        if is_misfit(plain):
            return plain
        return join_verdicts([plain, *(judge_whole(tree, one, task) for one in list_rotations(expected, task))])

    def vary(self, tree: Node, task: Task, random: Random) -> Node:
        """Return the key begun elsewhere."""
        return random.choice([tree, *list_rotations(tree, task)])

    def list_misses(self, tree: Node, task: Task) -> Iterator[Miss]:
        """Yield the key with two entries exchanged, the other way round, and with one entry too many."""
        items, right = list_items(tree, task) or (), [tree, *list_rotations(tree, task)]
        for made, words in (
            (Vector((items[1], items[0], *items[2:])), "two entries are exchanged"),
            (Vector(items[::-1]), "it is the other way round"),
        ):
            same = [are_equal(made, one, task.notation, task.policy.seed) for one in right]
            if all(is_same is False for is_same in same):
                yield Miss(tree=made, words=words)
        yield Miss(tree=Vector((*items, items[0])), words="the first entry is there once more at the end")


def list_rotations(tree: Node, task: Task) -> list[Node]:
    """Return the other vectors with the same entries in the same cyclic order."""
    items = list_items(tree, task) or ()
    return [Vector((*items[start:], *items[:start])) for start in range(1, len(items))]


MEMBER = Rotation()

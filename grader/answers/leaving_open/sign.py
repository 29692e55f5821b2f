"""``sign``: the key or minus the key, as of a unit vector that is normal to a plane, or of a root."""

from collections.abc import Iterator
from random import Random

from grader.answers.judging import judge_whole
from grader.answers.leaving_open.protocol import AsWritten, Miss
from grader.answers.leaving_open.values import find_value_fault, join_verdicts, list_vector_misses, scale
from grader.answers.protocol import Task
from grader.expr.nodes import Neg, Node
from grader.records import Verdict

__all__ = ["MEMBER", "Sign"]


class Sign(AsWritten):
    """The sign of the whole may be either."""

    kind = "sign"
    summary = "the key or minus the key"
    types = frozenset({"expression", "vector", "matrix", "equation"})
    is_for_members = True
    is_for_lists = False
    has_shares = False
    with_key = "or minus it"

    def find_fault(self, tree: Node, task: Task) -> str:
        """Say that the key is zero: then the sign leaves nothing open."""
        return find_value_fault(tree, task)

    def judge(self, tree: Node, expected: Node, task: Task) -> Verdict:
        """Compare with the key and with minus the key."""
        return join_verdicts(judge_whole(tree, candidate, task) for candidate in (expected, Neg(expected)))

    def vary(self, tree: Node, task: Task, random: Random) -> Node:
        """Return the key or minus the key."""
        return random.choice((tree, scale(tree, -1)))

    def list_misses(self, tree: Node, task: Task) -> Iterator[Miss]:
        """Yield twice the key, and the key with the sign of one entry changed."""
        yield Miss(tree=scale(tree, 2), words="it is twice the key, and only the sign is open")
        yield from list_vector_misses(tree)


MEMBER = Sign()

"""A rounded value as a whole number, where an item asks for so many digits or places: 3420 for 3417.2."""

from collections.abc import Iterator

from grader.expr import to_text
from grader.expr.nodes import Neg, Node, Number
from grader.rubric import Item
from grader.rubric.accepted.rounded import round_tree
from grader.simulation.spellings.powers_of_ten import write_number
from grader.simulation.spellings.protocol import Spelling

__all__ = ["MEMBER"]


def write(item: Item) -> Iterator[str]:
    """Write the key rounded, plainly and as a·10^k."""
    policy = item.task.policy
    if item.key is None or item.key.answer.tree is None or item.type != "number" or not policy.accepts_rounding:
        return
    tree = round_tree(item.key.answer.tree, policy)
    yield to_text(tree)
    yield from write_number(tree)
    whole = find_whole(tree)
    if whole is not None:
        yield str(whole)


def find_whole(tree: Node) -> int | None:
    """Return a rounded number that has no digits after the point."""
    inner = tree.operand if isinstance(tree, Neg) else tree
    if not isinstance(inner, Number) or inner.decimals is None or inner.decimals > 0 or inner.value.denominator != 1:
        return None
    return int(inner.value) * (-1 if isinstance(tree, Neg) else 1)


MEMBER = Spelling(kind="rounded wholes", summary="rounded values as whole numbers", write=write)

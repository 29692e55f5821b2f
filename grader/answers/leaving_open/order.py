"""``order``: the entries of the key in any order, as of eigenvalues with their multiplicities.

Entries are paired with those of the key to which they are equal, as many as can be, each once; so multiplicities count.
Then the answer is compared with the key in that order, and each entry earns its share.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from random import Random
from typing import Final

from grader.answers.judging import is_all_or_nothing, is_misfit, judge_components, judge_whole
from grader.answers.leaving_open.columns import MAX_COLUMNS, Column, list_columns
from grader.answers.leaving_open.protocol import AsWritten, Miss
from grader.answers.leaving_open.values import are_equal, find_index_fault, leave_to_person
from grader.answers.protocol import Task
from grader.expr.nodes import Matrix, Node, Vector
from grader.records import Remark, Verdict

__all__ = ["MEMBER", "Order", "find_list_fault", "list_items"]

UNDECIDED = Remark(
    id="undecided",
    text="It could not be proved that this is right or wrong in any order, so a person will look at it.",
)
Edges = Sequence[Sequence[int]]
"""For each entry of an answer the places in the key where it may belong."""
NOWHERE: Final = -1


class Order(AsWritten):
    """The entries of the key in any order."""

    kind = "order"
    summary = "the entries of the key in any order"
    types = frozenset({"vector"})
    is_for_members = False
    is_for_lists = False
    has_shares = True
    with_key = "in any order"

    def find_fault(self, tree: Node, task: Task) -> str:
        """Say that the key is no list of entries."""
        return find_list_fault(tree, task)

    def judge(self, tree: Node, expected: Node, task: Task) -> Verdict:
        """Compare with the key in the order of the answer."""
        own, wanted = list_items(tree, task), list_items(expected, task)
        if own is None or wanted is None or len(own) != len(wanted):
            plain = judge_whole(tree, expected, task)
            return plain if plain.credit == 1 or is_misfit(plain) else leave_to_person(plain, UNDECIDED)
        credits = [[judge_whole(one, other, task).credit for other in wanted] for one in own]
        proved = [[place for place, credit in enumerate(row) if credit == 1] for row in credits]
        possible = [[place for place, credit in enumerate(row) if credit != 0] for row in credits]
        # What is proved is paired first; what may be equal only adds pairs, and leaves the whole to a person.
        pairs = pair_up(possible, pair_up(proved, [NOWHERE] * len(own)))
        rest = iter([place for place in range(len(wanted)) if place not in pairs])
        ordered = Vector(tuple(wanted[next(rest) if place == NOWHERE else place] for place in pairs))
        if is_all_or_nothing(task) or has_arrays(ordered):
            return judge_whole(tree, ordered, task)
        return judge_components(tree, ordered, task, lambda place: f"component {place[0]}")

    def vary(self, tree: Node, task: Task, random: Random) -> Node:
        """Return the entries in a random order."""
        items = list_items(tree, task) or ()
        return Vector(tuple(random.sample(items, len(items))))

    def list_misses(self, tree: Node, task: Task) -> Iterator[Miss]:
        """Yield one entry twice in place of another, one entry too many, and one too few."""
        items = list_items(tree, task) or ()
        if are_equal(items[0], items[-1], task.notation, task.policy.seed) is False:
            is_whole = is_all_or_nothing(task) or has_arrays(tree)
            credit = Fraction(0) if is_whole else Fraction(len(items) - 1, len(items))
            made = Vector((*items[:-1], items[0]))
            yield Miss(tree=made, words="one entry is there twice, and another is missing", credit=credit)
        yield Miss(tree=Vector((*items, items[0])), words="there is one entry too many")
        if len(items) > 2:
            yield Miss(tree=Vector(items[1:]), words="there is one entry too few")


def pair_up(edges: Edges, pairs: Sequence[int]) -> list[int]:
    """Add pairs to some as long as one more is possible (augmenting paths); whoever has a partner keeps one."""
    found = list(pairs)
    for start in range(len(found)):
        if found[start] == NOWHERE:
            find_partner(start, edges, found, set())
    return found


def find_partner(one: int, edges: Edges, pairs: list[int], seen: set[int]) -> bool:
    """Give an entry a place, for which others may have to move on; whether there is one."""
    for place in edges[one]:
        if place not in seen:
            seen.add(place)
            other = pairs.index(place) if place in pairs else NOWHERE
            if other == NOWHERE or find_partner(other, edges, pairs, seen):
                pairs[one] = place
                return True
    return False


def has_arrays(tree: Node) -> bool:
    """Whether entries are points or rows, whose coordinates would each earn a share."""
    return isinstance(tree, Vector) and any(isinstance(item, Vector | Matrix) for item in tree.items)


def list_items(tree: Node, task: Task) -> Column | None:
    """List the entries of a vector; None for anything else, or where there are too many."""
    if isinstance(tree, Vector):
        return tree.items if len(tree.items) <= MAX_COLUMNS else None
    columns = list_columns(tree, task)
    return columns[0] if columns is not None and len(columns) == 1 else None


def find_list_fault(tree: Node, task: Task) -> str:
    """Say that a key is no list of several entries, so that they have no order."""
    if fault := find_index_fault(tree, task):
        return fault
    items = list_items(tree, task)
    if items is None or len(items) < 2:
        return "The expected answer is no vector with several components, so there is no order that could be left open."
    return ""


MEMBER = Order()

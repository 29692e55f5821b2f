"""What a wrong answer earns, computed only from which of its entries are right.

Only certain results count: an entry that is known neither to be equal to the expected one nor to differ from it leaves
the credit open, and so do iterates of which a later one may follow from an earlier one.
"""

from collections.abc import Sequence
from fractions import Fraction

from grader.answers.judging import is_all_or_nothing
from grader.answers.reading import rows_of
from grader.equivalence import Policy, decide
from grader.errors import GraderError
from grader.expr.nodes import Matrix, Node, Vector
from grader.expr.notation import Notation
from grader.records import Equality, Outcome
from grader.rubric import Item
from grader.solvers import Resumable
from grader.solvers.protocol import is_whole_run

__all__ = ["find_right_entries", "is_method", "outcome_of_credit", "worth_of"]


def outcome_of_credit(credit: Fraction | None) -> Outcome | None:
    if credit is None:
        return None
    return Outcome.CORRECT if credit == 1 else Outcome.INCORRECT if credit == 0 else Outcome.PARTIAL


def is_method(item: Item) -> bool:
    """Whether an item asks for the iterates of a method, each of which may follow from the one before."""
    key = item.key
    return (
        item.type == "iterates"
        and key is not None
        and isinstance(key.solver, Resumable)
        and key.problem is not None
        and is_whole_run(key.problem)
    )


def worth_of(tree: Node, item: Item) -> Fraction | None:
    """Return the credit of a wrong answer that follows from nothing wrong; None if it is not certain."""
    if item.type not in ("iterates", "matrix", "vector") or is_all_or_nothing(item.task):
        return Fraction(0)
    right = find_right_entries(tree, item)
    if right is None or (is_method(item) and may_follow(tree, item, right)):
        return None
    return Fraction(sum(right), len(right)) if right else Fraction(0)


def find_right_entries(tree: Node, item: Item) -> list[bool] | None:
    """Return for each expected entry whether an answer has it right; None if that is not certain.

    An answer with the wrong number of entries earns nothing, except iterates of which some are missing.
    """
    key = item.key.answer.tree if item.key else None
    own, expected = list_entries(tree, item), list_entries(key, item) if key else None
    if own is None or expected is None:
        return None
    if len(own) > len(expected) or (len(own) < len(expected) and item.type != "iterates"):
        return []
    found = [is_equal(a, b, item.notation) for a, b in zip(own, expected, strict=False)]
    found += [False] * (len(expected) - len(own))
    return None if None in found else [bool(one) for one in found]


def list_entries(tree: Node, item: Item) -> Sequence[Node] | None:
    """Return the parts of an answer that earn a share each."""
    if isinstance(tree, Matrix) and item.type != "iterates":
        return [cell for row in tree.rows for cell in row]
    rows = rows_of(tree)
    if item.type == "iterates":
        return rows or (tree,)
    return list_cells(tree) if isinstance(tree, Vector) else None


def list_cells(tree: Node) -> list[Node]:
    """Return the entries of a vector, some of which may be vectors themselves."""
    return [cell for item in tree.items for cell in list_cells(item)] if isinstance(tree, Vector) else [tree]


def is_equal(own: Node, expected: Node, notation: Notation) -> bool | None:
    """Whether two entries are equal; None if that is not certain."""
    if own == expected:
        return True
    try:
        result = decide(own, expected, notation, Policy()).result
    except GraderError:
        return None
    return {Equality.EQUAL: True, Equality.DIFFERENT: False}.get(result)


def may_follow(tree: Node, item: Item, right: Sequence[bool]) -> bool:
    """Whether a wrong iterate is what the method gives from the wrong one before it."""
    points = list_entries(tree, item) or ()
    return any(
        not right[place] and not right[place - 1] and is_equal(points[place], after, item.notation) is not False
        for place in range(1, len(points))
        if place < len(right) and (after := find_next_point(points[:place], item)) is not None
    )


def find_next_point(points: Sequence[Node], item: Item) -> Node | None:
    """Return the iterate that the method gives from some points; None if there is none."""
    key = item.key
    assert key is not None
    assert key.problem is not None
    if not isinstance(key.solver, Resumable):
        return None
    try:
        return key.solver.resume(key.problem, points)
    except GraderError:
        return None

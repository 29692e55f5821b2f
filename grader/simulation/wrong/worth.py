"""What a wrong answer earns, computed only from which of its entries are right.

Only certain results count: an entry that is known neither to be equal to the expected one nor to differ from it leaves
the credit open, and so do iterates of which a later one may follow from an earlier one, or repeat its mistake. Where it
is known which mistake was made in every step, it costs the first of the wrong iterates, and the others follow.
"""

from collections.abc import Sequence
from fractions import Fraction

from grader.answers.accepted.widened import WIDENING
from grader.answers.judging import is_all_or_nothing
from grader.answers.leaving_open import find_member
from grader.answers.reading import rows_of
from grader.equivalence import Policy, decide
from grader.errors import GraderError
from grader.expr.grammar.conditions import merge_intervals
from grader.expr.nodes import Matrix, Node, Number, SetOf, Vector
from grader.expr.notation import Notation
from grader.expr.sets.solutions import find_solutions
from grader.grading.following.conditions import Brought, Recomputed, are_usable
from grader.records import Equality, Outcome
from grader.rubric import Item
from grader.simulation.wrong.set_misses import has_pieces
from grader.solvers import Resumable
from grader.solvers.named_mistakes import NO_MISTAKES, Mistake, Mistaken, PlacedMistakes
from grader.solvers.protocol import is_whole_run

__all__ = [
    "find_right_entries",
    "is_method",
    "is_open",
    "may_repeat",
    "outcome_of_credit",
    "worth_of",
    "worth_of_repeated",
]


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
    if not WIDENING.isdisjoint(item.task.options):
        return None  # other answers are right as well, or each condition and branch gives its own credit
    left_open = find_member(item.task)
    is_set = item.key is not None and isinstance(item.key.answer.tree, SetOf)
    if left_open is not None and (left_open.has_shares or is_set):
        return None
    if is_all_or_nothing(item.task):
        return Fraction(0)
    if item.key is not None and item.key.answer.tree is not None and has_pieces(item.key.answer.tree):
        return worth_of_pieces(tree, item.key.answer.tree)
    if is_set:
        return worth_of_members(tree, item)
    if item.type not in ("iterates", "matrix", "vector"):
        return Fraction(0)
    right = find_right_entries(tree, item)
    if right is None or (is_method(item) and (may_follow(tree, item, right) or may_repeat(tree, item, right))):
        return None
    return Fraction(sum(right), len(right)) if right else Fraction(0)


def worth_of_members(tree: Node, item: Item) -> Fraction | None:
    """Return the credit of a set in place of another: its right members, less its wrong ones, of those expected."""
    key = item.key.answer.tree if item.key else None
    if not isinstance(tree, SetOf) or not isinstance(key, SetOf):
        return None
    own: list[Node] = []
    for member in tree.items:  # each of them once
        if member not in own:
            own.append(member)
    equal = [[is_equal(one, other, item.notation) for other in key.items] for one in own]
    if any(None in row for row in equal):
        return None
    right = sum(any(row[place] for row in equal) for place in range(len(key.items)))
    wrong = sum(not any(row) for row in equal)
    return max(Fraction(right - wrong, len(key.items)), Fraction(0)) if key.items else None


def worth_of_pieces(tree: Node, key: Node) -> Fraction | None:
    """Return the credit of a set of intervals: 0 in place of one interval, and not certain in place of several."""
    solutions = find_solutions(key)
    pieces = None if solutions is None else merge_intervals(solutions[1])
    return Fraction(0) if pieces is not None and len(pieces) == 1 else None


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


def worth_of_repeated(tree: Node, item: Item, mistake: Mistake, place: str) -> Fraction | None:
    """Return the credit of iterates in each of which the same mistake was made; None if it is not certain."""
    right, points = find_right_entries(tree, item), list_entries(tree, item)
    if not right or not mistake.repeats or not is_method(item) or points is None or len(points) != len(right):
        return None
    key = list_entries(item.key.answer.tree, item) if item.key and item.key.answer.tree else None
    credit, share = Fraction(0), item.follow_through.credit
    for at, is_right in enumerate(right):
        if is_right:
            credit += 1
        elif at and not right[at - 1]:
            after = find_next_point(points[:at], item, {mistake.id: place})
            if key is None or after is None or not share or is_equal(after, points[at], item.notation) is not True:
                return None
            result = Recomputed(own=after, key=key[at], notation=item.notation, base=item.notation)
            brought = [Brought(own=points[at - 1], key=key[at - 1], notation=item.notation)]
            if not all(is_open(points[:number], item) for number in range(1, at + 1)) or not are_usable(
                brought, result, item.follow_through.conditions
            ):
                return None
            credit += share
    return credit / len(right)


def is_open(points: Sequence[Node], item: Item) -> bool:
    """Whether the last point may be followed: it is not zero, and a step led to it."""
    key = item.key
    assert key is not None
    assert key.problem is not None
    before = points[-2] if len(points) > 1 else key.problem.options.get("start")
    is_still = isinstance(before, Node) and is_equal(points[-1], before, item.notation) is not False
    return not is_still and not is_zero(points[-1])


def is_zero(tree: Node) -> bool:
    """Whether a value is written with only zeros."""
    rows = rows_of(tree)
    return all(map(is_zero, rows)) if rows else isinstance(tree, Number) and tree.value == 0


def may_repeat(tree: Node, item: Item, right: Sequence[bool]) -> bool:
    """Whether a wrong iterate before another wrong one is what a mistake leads to that may have been made again."""
    key, points = item.key, list_entries(tree, item) or ()
    if key is None or key.problem is None or not isinstance(key.solver, Mistaken):
        return False
    mistakes = [{one.id: where} for one in key.solver.mistakes if one.repeats for where in one.places(key.problem)]
    return any(
        (after := find_next_point(points[:place], item, made)) is not None
        and is_equal(points[place], after, item.notation) is not False
        for place in range(min(len(points), len(right)) - 1)
        if not right[place] and not right[place + 1]
        for made in mistakes
    )


def may_follow(tree: Node, item: Item, right: Sequence[bool]) -> bool:
    """Whether a wrong iterate is what the method gives from the wrong one before it."""
    points = list_entries(tree, item) or ()
    return any(
        not right[place] and not right[place - 1] and is_equal(points[place], after, item.notation) is not False
        for place in range(1, len(points))
        if place < len(right) and (after := find_next_point(points[:place], item)) is not None
    )


def find_next_point(points: Sequence[Node], item: Item, made: PlacedMistakes = NO_MISTAKES) -> Node | None:
    """Return the iterate that the method gives from some points, with mistakes in its step; None if there is none."""
    key = item.key
    assert key is not None
    assert key.problem is not None
    if not isinstance(key.solver, Resumable):
        return None
    try:
        return key.solver.resume(key.problem, points, made) if made else key.solver.resume(key.problem, points)
    except GraderError:
        return None

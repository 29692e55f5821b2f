"""Sizes at which an answer has no value although the expected one has: where it inverts a singular matrix.

``inv(U U^T) U U^T x`` is x, but only as long as U, of m x 5, has no more than five rows. A proof for all sizes cannot
see that: there the inverse is a matrix of its own. So both sides are evaluated at sizes themselves, modulo the prime:
every place has weight 1, and inverses are worked out. A determinant that vanishes at a random point vanishes everywhere
(but for the error that every proof has). The sizes are 1, and one that is larger than the rank which a product or sum
of the arrays in what is inverted can have, when other sizes are 1; each size takes either beside the other.
"""

from collections.abc import Iterator, Sequence

from grader.equivalence.all_sizes.evaluation import Env, Evaluation, TooFewPlacesError, read_whole_number
from grader.equivalence.all_sizes.kernels import Kernels, NoResidueError
from grader.equivalence.all_sizes.tensors import NotCoveredError, Space, UndefinedError
from grader.equivalence.all_sizes.written_out import write_out
from grader.equivalence.values.fields import Field
from grader.expr import nodes
from grader.expr.nodes import Node
from grader.expr.notation import Notation

__all__ = ["can_be_tried", "find_first_without_value"]

ATTEMPTS = 12  # points: at one of them a fraction may have no value by accident
MAX_SIZE = 32  # of a matrix that is inverted in numbers; the work grows with the cube of it
Case = tuple[Node, Node, Env]


def can_be_tried(tree: Node, notation: Notation) -> bool:
    """Whether the sizes at which a tree may have no value are small enough to be tried."""
    try:
        return find_largest_size(tree, notation) <= MAX_SIZE
    except NotCoveredError:
        return False


def find_first_without_value(cases: Sequence[Case], notation: Notation, where: Field) -> dict[str, int] | None:
    """Return sizes at which an answer has no value and the expected one has, if there are any among those tried.

    Every case is an answer's tree and the expected one, with what its index letters stand for.
    """
    # It is 0 where nothing is inverted, so that nothing can become singular at some size.
    largest = max((find_largest_size(student, notation) for student, _, _ in cases), default=0)
    names = list_sizes([side for case in cases for side in case[:2]], notation) if largest else []
    if largest and try_sizes(cases, notation, names, largest, where):
        # The smallest size that shows it makes the clearest message.
        found = (try_sizes(cases, notation, names, size, where) for size in range(2, largest + 1))
        return next(filter(None, found), None)
    return None


def try_sizes(
    cases: Sequence[Case], notation: Notation, names: Sequence[str], largest: int, where: Field
) -> dict[str, int] | None:
    """Return sizes, each of them 1 or the largest, at which an answer alone has no value."""
    for sizes in list_size_choices(names, largest):
        # Weights of 1: these are the sizes themselves, and an inverse is that of a matrix of numbers.
        spaces = [Space(where, attempt, sizes, are_weighted=False) for attempt in range(ATTEMPTS)]
        for student, expected, env in cases:
            if has_value(student, notation, spaces, env) is False and has_value(expected, notation, spaces, env):
                return sizes
    return None


def list_sizes(trees: Sequence[Node], notation: Notation) -> list[str]:
    """Return the sizes that stay symbolic and occur in some trees, in the order of their declaration."""
    found = [node for tree in trees for node in write_out(tree, notation)]
    held = {getattr(node, field, "") for node in found for field in ("name", "index")}
    held.update(*(entry.axes for name, entry in notation.entries.items() if name in held))
    return [name for name in notation.symbolic_sizes() if name in held]


def has_value(tree: Node, notation: Notation, spaces: Sequence[Space], env: Env) -> bool | None:
    """Whether a tree has a value in spaces of the same sizes; None where that cannot be told."""
    for space in spaces:
        evaluation = Evaluation(notation, space, Kernels(space))
        try:
            for side in tree.operands if isinstance(tree, nodes.Relation) else (tree,):
                evaluation.value(side, env)
        except UndefinedError:
            return False
        except NoResidueError:
            continue
        except (NotCoveredError, TooFewPlacesError):
            return None
        return True
    return None


def list_size_choices(names: Sequence[str], largest: int) -> Iterator[dict[str, int]]:
    """Yield sizes: all large, one of them large, and all but one."""
    # X^T X is singular where X has few rows, X X^T where it has few columns: each size has to be the large one and the
    # small one beside the others.
    yield dict.fromkeys(names, largest)
    for chosen in names if len(names) > 1 else ():
        yield {name: largest if name == chosen else 1 for name in names}
        yield {name: 1 if name == chosen else largest for name in names}


def find_largest_size(tree: Node, notation: Notation) -> int:
    """Return a size larger than any rank of what a tree inverts that is bounded; 0 if that holds no array."""
    parts = list_inverted_parts(tree, notation)
    rank = sum(bound_rank(node, notation) for part in parts for node in write_out(part, notation))
    # A matrix of larger size than its rank is singular; the sum of the ranks bounds that of any sum or product of these
    # arrays.
    return rank + 2 if rank else 0


def list_inverted_parts(tree: Node, notation: Notation) -> Iterator[Node]:
    """Yield what a tree, with its definitions, inverts or takes the determinant of."""
    for node in write_out(tree, notation):
        if isinstance(node, nodes.Call) and node.function in ("inv", "det"):
            yield node.arguments[0]
        elif isinstance(node, nodes.Power) and (read_whole_number(node.exponent) or 0) < 0:
            yield node.base


def bound_rank(node: Node, notation: Notation) -> int:
    """Return the largest rank of an array by itself, where its symbolic sizes are 1; 0 for what is none."""
    entry = notation.entries.get(node.name) if isinstance(node, nodes.Symbol) else None
    if entry is None or not entry.axes:
        return 0
    axes = [notation.ranges.get(axis, axis) if isinstance(axis, str) else axis for axis in (*entry.axes, 1)[:2]]
    return min([axis for axis in axes if isinstance(axis, int)], default=1)

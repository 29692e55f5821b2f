"""Sizes at which an answer has no value although the expected one has: where it inverts a singular matrix.

``inv(U U^T) U U^T x`` is x, but only as long as U, of m x 5, has no more than five rows. A proof for all sizes cannot
see that: there the inverse is a matrix of its own. So both sides are evaluated at sizes themselves, modulo the prime:
every place has weight 1, and inverses are worked out. A determinant that vanishes at a random point vanishes everywhere
(but for the error that every proof has). The sizes are 1, and one that is larger than the rank which a product or sum
of the arrays in what is inverted can have, when other sizes are 1; each size takes either beside the other.
"""

from collections.abc import Iterator, Sequence

from grader.equivalence.all_sizes.evaluation import Env, Evaluation, TooFewPlacesError, whole_number
from grader.equivalence.all_sizes.kernels import Kernels, NoResidueError
from grader.equivalence.all_sizes.tensors import NotCoveredError, Space, UndefinedError
from grader.equivalence.all_sizes.written_out import written_out
from grader.equivalence.values.fields import Field
from grader.expr import nodes
from grader.expr.nodes import Node
from grader.expr.notation import Notation

__all__ = ["can_be_tried", "first_without_value"]

ATTEMPTS = 12
MAX_SIZE = 32
Case = tuple[Node, Node, Env]


def can_be_tried(tree: Node, notation: Notation) -> bool:
    """Tell whether the sizes at which a tree may have no value are small enough to be tried."""
    try:
        return largest_size(tree, notation) <= MAX_SIZE
    except NotCoveredError:
        return False


def first_without_value(cases: Sequence[Case], notation: Notation, where: Field) -> dict[str, int] | None:
    """Return sizes at which an answer has no value and the expected one has, if there are any among those tried.

    Every case is an answer's tree and the expected one, with what its index letters stand for.
    """
    largest = max((largest_size(student, notation) for student, _, _ in cases), default=0)
    names = sizes_of([side for case in cases for side in case[:2]], notation) if largest else []
    if largest and without_value(cases, notation, names, largest, where):
        found = (without_value(cases, notation, names, size, where) for size in range(2, largest + 1))
        return next(filter(None, found), None)
    return None


def without_value(
    cases: Sequence[Case], notation: Notation, names: Sequence[str], largest: int, where: Field
) -> dict[str, int] | None:
    """Return sizes, each of them 1 or the largest, at which an answer alone has no value."""
    for sizes in choices(names, largest):
        spaces = [Space(where, attempt, sizes, are_weighted=False) for attempt in range(ATTEMPTS)]
        for student, expected, env in cases:
            if has_value(student, notation, spaces, env) is False and has_value(expected, notation, spaces, env):
                return sizes
    return None


def sizes_of(trees: Sequence[Node], notation: Notation) -> list[str]:
    """Return the sizes that stay symbolic and occur in some trees, in the order of their declaration."""
    found = [node for tree in trees for node in written_out(tree, notation)]
    held = {getattr(node, field, "") for node in found for field in ("name", "index")}
    held.update(*(entry.axes for name, entry in notation.entries.items() if name in held))
    return [name for name in notation.symbolic_sizes() if name in held]


def has_value(tree: Node, notation: Notation, spaces: Sequence[Space], env: Env) -> bool | None:
    """Tell whether a tree has a value in spaces of the same sizes; None where that cannot be told."""
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


def choices(names: Sequence[str], largest: int) -> Iterator[dict[str, int]]:
    """Yield sizes: all large, one of them large, and all but one."""
    yield dict.fromkeys(names, largest)
    for chosen in names if len(names) > 1 else ():
        yield {name: largest if name == chosen else 1 for name in names}
        yield {name: 1 if name == chosen else largest for name in names}


def largest_size(tree: Node, notation: Notation) -> int:
    """Return a size larger than any rank of what a tree inverts that is bounded; 0 if that holds no array."""
    parts = inverted_parts(tree, notation)
    rank = sum(rank_of(node, notation) for part in parts for node in written_out(part, notation))
    return rank + 2 if rank else 0


def inverted_parts(tree: Node, notation: Notation) -> Iterator[Node]:
    """Yield what a tree, with its definitions, inverts or takes the determinant of."""
    for node in written_out(tree, notation):
        if isinstance(node, nodes.Call) and node.function in ("inv", "det"):
            yield node.arguments[0]
        elif isinstance(node, nodes.Power) and (whole_number(node.exponent) or 0) < 0:
            yield node.base


def rank_of(node: Node, notation: Notation) -> int:
    """Return the largest rank of an array by itself, where its symbolic sizes are 1; 0 for what is none."""
    entry = notation.entries.get(node.name) if isinstance(node, nodes.Symbol) else None
    if entry is None or not entry.axes:
        return 0
    axes = [notation.ranges.get(axis, axis) if isinstance(axis, str) else axis for axis in (*entry.axes, 1)[:2]]
    return min([axis for axis in axes if isinstance(axis, int)], default=1)

"""Whether two formulas in arrays of symbolic sizes are equal for *all* sizes.

Both are evaluated once modulo a prime (``modular_arrays``), at as many places a size as the sums in them have indices;
see ``tensors`` for why that is enough. An identity that holds for small matrices alone, such as the one of Cayley and
Hamilton or the standard identity of four 2 x 2 matrices (Amitsur and Levitzki), does not hold there: it needs an
alternating sum over more indices than there are places. (C. Procesi, "The invariant theory of n x n matrices",
Advances in Mathematics 19, 1976, and Y. Razmyslov, 1974: trace identities of degree at most n are those that hold for
all n.)
"""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from itertools import product as tuples
from math import ceil, log2

from grader.equivalence.all_sizes.evaluation import Env, Evaluation, TooFewPlacesError
from grader.equivalence.all_sizes.kernels import Kernels, NoResidueError, ratio_of
from grader.equivalence.all_sizes.tensors import NotCoveredError, Space, Tensor, larger, together
from grader.equivalence.all_sizes.undefined_sizes import can_be_tried, first_without_value
from grader.equivalence.policy import Policy
from grader.equivalence.values.fields import PRIME_BITS, field
from grader.expr.nodes import Assignment, BigOperator, Node, Relation, Symbol
from grader.expr.notation import Notation
from grader.expr.traverse import walk

__all__ = ["bound_for_all_sizes", "concerns_sizes", "counts_sizes", "sizes_without_value"]

MAX_PLACES = 8
MAX_ENTRIES = 256
FIRST_PLACES = 2
MAX_ROUNDS = 4
ATTEMPTS = 12
MAX_FLIPS = 3
LOWEST_BOUND = -80
MAX_CASES = 64
Case = tuple[Node, Node, Env]


def concerns_sizes(trees: Iterable[Node], notation: Notation, sizes: Iterable[str]) -> bool:
    """Tell whether trees hold anything, itself or by definition, that depends on a symbolic size."""
    names, seen, todo = set(sizes), set[str](), list(trees)
    while todo:
        for node in walk(todo.pop()):
            name = node.name if isinstance(node, Symbol) else node.index if isinstance(node, BigOperator) else None
            name = getattr(node, "function", name)
            if name is None or name in seen:
                continue
            if name in names:
                return True
            seen.add(name)
            entry = notation.entries.get(name)
            if entry is not None:
                if names.intersection(entry.axes):
                    return True
                todo += [entry.definition] if entry.definition is not None else []
    return False


def counts_sizes(trees: Iterable[Node], sizes: Iterable[str]) -> bool:
    """Tell whether a size stands as a number in a tree, so that a value may be undefined for one size alone."""
    names = set(sizes)
    found = [node for tree in trees for node in walk(tree)]
    bounds = {id(node.upper) for node in found if isinstance(node, BigOperator)}
    return any(isinstance(node, Symbol) and node.name in names and id(node) not in bounds for node in found)


def bound_for_all_sizes(
    student: Node, expected: Node, notation: Notation, policy: Policy, letters: Sequence[str] = ()
) -> int | None:
    """Return a bound (a power of two) on the error with which two trees are proved equal for all sizes, else None.

    Index letters that stay free make a family: every member of it must be equal.
    """
    pairs = pairs_of(student, expected)
    cases = cases_of(pairs, notation, letters)
    salt = salt_of(pairs, notation)
    sizes = dict.fromkeys(notation.symbolic_sizes(), FIRST_PLACES)
    for _ in range(MAX_ROUNDS):
        try:
            found = agreed(cases, notation, sizes, policy, salt)
        except NotCoveredError:
            return None
        except TooFewPlacesError as needed:
            sizes[needed.size] = needed.count
        else:
            if found is None:
                return None
            wanted, degree = found
            if all(wanted.get(name, 0) <= size for name, size in sizes.items()):
                bound = ceil(log2(degree)) - PRIME_BITS + 1
                return bound if bound <= LOWEST_BOUND and can_be_tried(student, notation) else None
            sizes = dict(larger(sizes, wanted))
        if max(sizes.values()) > MAX_PLACES or is_too_large(notation, sizes):
            return None
    return None


def pairs_of(student: Node, expected: Node) -> list[tuple[Node, Node]]:
    """Return the values that must be equal: those of both sides of a relation up to a factor, of a rule its value."""
    if isinstance(expected, Assignment):
        value = student.value if isinstance(student, Assignment) else None
        if isinstance(student, Relation) and student.operators == ("=",):
            value = student.operands[1]
        return [] if value is None else [(value, expected.value)]
    return [(student, expected)]


def cases_of(pairs: Sequence[tuple[Node, Node]], notation: Notation, letters: Sequence[str]) -> list[Case]:
    """Return the pairs for every choice of the index letters."""
    members = list(tuples(*(range(1, notation.ranges[letter] + 1) for letter in letters)))
    return [(*pair, dict(zip(letters, member, strict=True))) for member in members for pair in pairs]


def sizes_without_value(
    student: Node, expected: Node, notation: Notation, policy: Policy, letters: Sequence[str] = ()
) -> dict[str, int] | None:
    """Return sizes, of those tried, at which the answer has no value although the expected one has."""
    pairs = pairs_of(student, expected)
    where = field(policy.seed, 0, salt_of(pairs, notation))
    return first_without_value(cases_of(pairs, notation, letters), notation, where)


def salt_of(pairs: list[tuple[Node, Node]], notation: Notation) -> str:
    """Return a text by which the prime depends on what is compared, so that no answer can hold a multiple of it."""
    definitions = [entry.definition for entry in notation.entries.values() if entry.definition is not None]
    return blake2b(repr((pairs, definitions)).encode(), digest_size=16).hexdigest()


def is_too_large(notation: Notation, sizes: Mapping[str, int]) -> bool:
    """Tell whether an array would have too many entries at these sizes."""
    for entry in notation.entries.values():
        count = 1
        for axis in entry.axes:
            count *= axis if isinstance(axis, int) else sizes.get(axis) or notation.ranges[axis]
        if count > MAX_ENTRIES:
            return True
    return False


def agreed(
    cases: Sequence[Case], notation: Notation, sizes: dict[str, int], policy: Policy, salt: str
) -> tuple[Mapping[str, int], int] | None:
    """Return how many places of each size it takes for the agreement of all pairs to be a proof, and its degree.

    None where they do not agree. With square roots of numbers they must agree whichever roots are taken.
    """
    for attempt in range(ATTEMPTS if len(cases) <= MAX_CASES else 0):
        space = Space(field(policy.seed, attempt % 6, salt), attempt, sizes)
        try:
            kernels = Kernels(space)
            found = compared(cases, Evaluation(notation, space, kernels, is_strict=policy.strict))
            if found is None or kernels.root_count > MAX_FLIPS or not cases:
                return None
            for flips in list(tuples((False, True), repeat=kernels.root_count))[1:]:
                other = Evaluation(notation, space, Kernels(space, flips), is_strict=policy.strict)
                if compared(cases, other) is None:
                    return None
        except NoResidueError:
            continue
        return found
    return None


def compared(cases: Sequence[Case], evaluation: Evaluation) -> tuple[Mapping[str, int], int] | None:
    """Return what ``agreed`` does, for one choice of the roots."""
    wanted: Mapping[str, int] = {}
    degree = 1
    for student, expected, env in cases:
        difference = compared_values(student, expected, env, evaluation)
        if difference is None or not evaluation.space.is_zero(difference):
            return None
        own = together({}, difference.extent.sums)
        for axis in difference.axes:
            own = together(own, {axis: 1}) if isinstance(axis, str) else own
        wanted = larger(wanted, own)
        degree += difference.extent.degree
    kernels = evaluation.kernels
    twice = together(together(kernels.sums, kernels.sums), together(kernels.axes, kernels.axes))
    degree = (degree + kernels.degree) ** 2 * sum(evaluation.space.sizes.values())
    return together(larger(wanted, twice), evaluation.fixed), degree


def compared_values(student: Node, expected: Node, env: Env, evaluation: Evaluation) -> Tensor | None:
    """Return what must vanish; of equations, left minus right of one less a multiple of that of the other."""
    space = evaluation.space
    if not isinstance(expected, Relation):
        return minus(space, evaluation.value(student, env), evaluation.value(expected, env))
    if not isinstance(student, Relation) or not student.operators == expected.operators == ("=",):
        return None
    left, right = (
        minus(space, *(evaluation.value(operand, env) for operand in tree.operands)) for tree in (student, expected)
    )
    ratio = ratio_of(left.entries[0], right.entries[0], space.field.prime)
    if ratio is None:
        return None
    factor = Tensor((), [space.field.ring(ratio[0]) / ratio[1]])
    return minus(space, left, space.times(factor, right))


def minus(space: Space, left: Tensor, right: Tensor) -> Tensor:
    """Return a difference of what has one shape."""
    if left.axes != right.axes:
        raise NotCoveredError
    return space.plus(left, space.minus(right))

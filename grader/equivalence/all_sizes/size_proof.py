"""Whether two formulas in arrays of symbolic sizes are equal for *all* sizes.

Both are evaluated once modulo a prime (``evaluation``), at as many places a size as the sums in them have indices;
see ``tensors`` for why that is enough. An identity that holds for small matrices alone, such as the one of Cayley and
Hamilton or the standard identity of four 2 x 2 matrices (Amitsur and Levitzki), does not hold there: it needs an
alternating sum over more indices than there are places. (C. Procesi, "The invariant theory of n x n matrices",
Advances in Mathematics 19, 1976, and Y. Razmyslov, 1974: trace identities of degree at most n are those that hold for
all n.)
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import product as tuples
from math import ceil, log2

from grader.equivalence.all_sizes.evaluation import Env, Evaluation, TooFewPlacesError
from grader.equivalence.all_sizes.kernels import Kernels, NoResidueError, find_small_ratio
from grader.equivalence.all_sizes.tensors import NotCoveredError, Space, Tensor, add_counts, take_larger
from grader.equivalence.all_sizes.undefined_sizes import can_be_tried, find_first_without_value
from grader.equivalence.policy import Policy
from grader.equivalence.values.fields import POOL_BITS, PRIME_BITS, draw_field
from grader.expr.nodes import Assignment, BigOperator, Node, Number, Relation, Symbol
from grader.expr.notation import Notation
from grader.expr.traverse import walk

__all__ = ["prove_for_all_sizes", "concerns_sizes", "counts_sizes", "find_sizes_without_value"]

MAX_PLACES = 8  # a matrix has the square of this many entries, and a product the cube of it in work
MAX_ENTRIES = 256  # of one array: 16 x 16
FIRST_PLACES = 2  # enough for an inner product on both sides; more are taken when the sums turn out to need them
MAX_ROUNDS = 4  # each round evaluates everything again with more places; it ends early where the need does not grow
POINTS_OF_A_PRIME = 3  # to draw a prime takes as long as some evaluations
ATTEMPTS = 12  # a square root exists modulo one prime in two, so one try is seldom enough and twelve mostly are
MAX_FLIPS = 3  # every combination of signs is tried, 2^3 evaluations
LOWEST_BOUND = -80  # as a power of two: what may be wrong with a larger probability is no proof
MAX_CASES = 64  # members of a family, each of which is evaluated on its own
Case = tuple[Node, Node, Env]


@dataclass(frozen=True, slots=True)
class Work:
    """What an agreement took, which bounds the probability that it is by accident."""

    degree: int  # of all differences and arguments together
    degree_of_pairs: int  # of all differences of two arguments together
    kernel_count: int
    root_count: int
    attempt: int


def concerns_sizes(trees: Iterable[Node], notation: Notation, sizes: Iterable[str]) -> bool:
    """Whether trees hold anything, itself or by definition, that depends on a symbolic size."""
    # A definition is looked into once: definitions that use each other many times would take exponential work.
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
    """Whether a size occurs as a number in a tree, so that a value may be undefined for one size alone."""
    names = set(sizes)
    found = [node for tree in trees for node in walk(tree)]
    # The upper bound of a sum only says how far it runs. It is no number whose value could make a denominator zero.
    bounds = {id(node.upper) for node in found if isinstance(node, BigOperator)}
    return any(isinstance(node, Symbol) and node.name in names and id(node) not in bounds for node in found)


def prove_for_all_sizes(
    student: Node, expected: Node, notation: Notation, policy: Policy, letters: Sequence[str] = ()
) -> int | None:
    """Return a bound (a power of two) on the error with which two trees are proved equal for all sizes, else None.

    Index letters that stay free make a family: every member of it must be equal.
    """
    pairs = list_pairs(student, expected)
    cases = list_cases(pairs, notation, letters)
    salt = make_salt(pairs, notation)
    sizes = dict.fromkeys(notation.symbolic_sizes(), FIRST_PLACES)
    for _ in range(MAX_ROUNDS):
        try:
            found = find_agreement(cases, notation, sizes, policy, salt)
        except NotCoveredError:
            return None
        except TooFewPlacesError as needed:
            # An entry such as x_5 is named by its number, so there must be at least five places.
            sizes[needed.size] = needed.count
        else:
            if found is None:
                return None
            wanted, work = found
            # Möbius inversion needs as many places as the sums on both sides have indices (see tensors); with fewer,
            # the agreement holds for small sizes alone, as Cayley and Hamilton's identity does.
            if all(wanted.get(name, 0) <= size for name, size in sizes.items()):
                bound = bound_error(work, pairs, notation)
                if bound > LOWEST_BOUND:
                    # A second prime and point, independent of the first: both must be misled.
                    bound *= 2
                    try:
                        found = find_agreement(cases, notation, sizes, policy, f"{salt}/again")
                    except (NotCoveredError, TooFewPlacesError):
                        return None
                return bound if found and bound <= LOWEST_BOUND and can_be_tried(student, notation) else None
            sizes = dict(take_larger(sizes, wanted))
        if max(sizes.values()) > MAX_PLACES or is_too_large(notation, sizes):
            return None
    return None


def bound_error(work: Work, pairs: list[tuple[Node, Node]], notation: Notation) -> int:
    """Return the exponent of a bound on the probability that an agreement is by accident, as a power of two.

    A polynomial of this degree that is not zero modulo the prime is zero at a random point with probability at most
    degree / prime (Schwartz-Zippel). The prime divides all its coefficients only if it divides their norm. The degree
    counts each number and symbol that is written as often as it is used, so the coefficients are not longer than all of
    them together, and the norm over i and the roots that are tried both ways is 2 times 2 for each root as long. It has
    one prime factor for each PRIME_BITS - 1 bits, and each of these is drawn with a probability of at most
    2^-POOL_BITS. All of this holds for the difference of the sides and of any two arguments of kernels.
    """
    definitions = [entry.definition for entry in notation.entries.values() if entry.definition is not None]
    numbers = [node.value for tree in (*(side for pair in pairs for side in pair), *definitions)
               for node in walk(tree) if isinstance(node, Number)]  # fmt: skip
    # One bit for each operation, and one for the sign.
    longest = 2 + max((value.numerator.bit_length() + value.denominator.bit_length() for value in numbers), default=0)
    factors = work.degree * longest * 2 ** (work.root_count + 1) // (PRIME_BITS - 1) + 1
    compared = (work.kernel_count + 2) ** 2
    misses = max(log2(work.degree_of_pairs) - PRIME_BITS + 1, log2(compared * factors) - POOL_BITS)
    # The k-th attempt counts k (k + 1) times, so that the sum over all of them is not above the bound.
    return ceil(misses + 1 + log2((work.attempt + 1) * (work.attempt + 2)))


def list_pairs(student: Node, expected: Node) -> list[tuple[Node, Node]]:
    """Return the values that must be equal: those of both sides of a relation up to a factor, of a rule its value."""
    if isinstance(expected, Assignment):
        value = student.value if isinstance(student, Assignment) else None
        if isinstance(student, Relation) and student.operators == ("=",):
            value = student.operands[1]
        return [] if value is None else [(value, expected.value)]
    return [(student, expected)]


def list_cases(pairs: Sequence[tuple[Node, Node]], notation: Notation, letters: Sequence[str]) -> list[Case]:
    """Return the pairs for every choice of the index letters."""
    members = list(tuples(*(range(1, notation.ranges[letter] + 1) for letter in letters)))
    return [(*pair, dict(zip(letters, member, strict=True))) for member in members for pair in pairs]


def find_sizes_without_value(
    student: Node, expected: Node, notation: Notation, policy: Policy, letters: Sequence[str] = ()
) -> dict[str, int] | None:
    """Return sizes, of those tried, at which the answer has no value although the expected one has."""
    pairs = list_pairs(student, expected)
    where = draw_field(make_salt(pairs, notation), 0)
    return find_first_without_value(list_cases(pairs, notation, letters), notation, where)


def make_salt(pairs: list[tuple[Node, Node]], notation: Notation) -> str:
    """Return a text by which the prime depends on what is compared, so that no answer can hold a multiple of it."""
    definitions = [entry.definition for entry in notation.entries.values() if entry.definition is not None]
    # A prime that did not depend on the answer could be a factor of a number written in it.
    return blake2b(repr((pairs, definitions)).encode(), digest_size=16).hexdigest()


def is_too_large(notation: Notation, sizes: Mapping[str, int]) -> bool:
    """Whether an array would have too many entries at these sizes."""
    for entry in notation.entries.values():
        count = 1
        for axis in entry.axes:
            count *= axis if isinstance(axis, int) else sizes.get(axis) or notation.ranges[axis]
        if count > MAX_ENTRIES:
            return True
    return False


def find_agreement(
    cases: Sequence[Case], notation: Notation, sizes: dict[str, int], policy: Policy, salt: str
) -> tuple[Mapping[str, int], Work] | None:
    """Return how many places of each size it takes for the agreement of all pairs to be a proof, and what it took.

    None where they do not agree. With square roots of numbers they must agree whichever roots are taken.
    """
    for attempt in range(ATTEMPTS if len(cases) <= MAX_CASES else 0):
        # Both are varied: primes, because a root may not exist modulo one of them, and points, because a
        # fraction may have no value at one of them.
        space = Space(draw_field(salt, attempt // POINTS_OF_A_PRIME), attempt, sizes)
        try:
            kernels = Kernels(space)
            found = compare_cases(cases, Evaluation(notation, space, kernels, is_strict=policy.strict))
            # Modulo a prime nothing tells +root from -root. An identity that holds for one choice of signs only, such
            # as sqrt(t^2) = t, must not pass, so all of them are tried.
            if found is None or kernels.root_count > MAX_FLIPS or not cases:
                return None
            wanted, degree = found
            # Every pair of arguments might agree by accident, so that the square of the degree bounds all these events
            # together.
            pairs = (degree + kernels.degree) ** 2 * sum(sizes.values())
            work = Work(degree + kernels.degree, pairs, kernels.count, kernels.root_count, attempt)
            for flips in list(tuples((False, True), repeat=kernels.root_count))[1:]:
                other = Evaluation(notation, space, Kernels(space, flips), is_strict=policy.strict)
                if compare_cases(cases, other) is None:
                    return None
        except NoResidueError:
            continue
        return wanted, work
    return None


def compare_cases(cases: Sequence[Case], evaluation: Evaluation) -> tuple[Mapping[str, int], int] | None:
    """Return how many places it takes for one choice of the roots, and the degree of all differences."""
    wanted: Mapping[str, int] = {}
    degree = 1
    for student, expected, env in cases:
        difference = subtract_sides(student, expected, env, evaluation)
        if difference is None or not evaluation.space.is_zero(difference):
            return None
        own = add_counts({}, difference.extent.sums)
        for axis in difference.axes:
            own = add_counts(own, {axis: 1}) if isinstance(axis, str) else own
        wanted = take_larger(wanted, own)
        degree += difference.extent.degree
    kernels = evaluation.kernels
    # A function is the same residue only where its arguments are. Two arguments that agree here agree at all sizes if
    # there are places for the indices of both, hence twice.
    twice = add_counts(add_counts(kernels.sums, kernels.sums), add_counts(kernels.axes, kernels.axes))
    return add_counts(take_larger(wanted, twice), evaluation.fixed), degree


def subtract_sides(student: Node, expected: Node, env: Env, evaluation: Evaluation) -> Tensor | None:
    """Return what must vanish; of equations, left minus right of one less a multiple of that of the other."""
    space = evaluation.space
    if not isinstance(expected, Relation):
        return subtract(space, evaluation.value(student, env), evaluation.value(expected, env))
    if not isinstance(student, Relation) or not student.operators == expected.operators == ("=",):
        return None
    left, right = (
        subtract(space, *(evaluation.value(operand, env) for operand in tree.operands)) for tree in (student, expected)
    )
    # 2x = 4 and x = 2 are the same equation: the sides may differ by a constant factor, which must be a fraction of
    # small numbers, since any residue is the ratio of some two.
    ratio = find_small_ratio(left.entries[0], right.entries[0], space.field.prime)
    if ratio is None:
        return None
    factor = Tensor((), [space.field.ring(ratio[0]) / ratio[1]])
    return subtract(space, left, space.times(factor, right))


def subtract(space: Space, left: Tensor, right: Tensor) -> Tensor:
    if left.axes != right.axes:
        raise NotCoveredError
    return space.plus(left, space.minus(right))

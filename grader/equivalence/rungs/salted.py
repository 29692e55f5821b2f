"""What a proof modulo primes is paid with: agreement at a *salted* point, on every branch of every root that was used.

Points and primes that are known before an answer is written prove nothing: a lattice reduction finds a polynomial with
short coefficients that vanishes there. So the point, the residues of the kernels and, where it matters, the prime are
drawn by a hash of everything that is compared. With the hash as a random oracle, the bound below holds whoever wrote
the coefficients, for each pair that is tried.

*The bound.* Let both sides, and every two arguments of kernels, be quotients of polynomials in letters
(``values/measure.py``), of degree at most d and with lengths of at most h bits. Of n nodes there are at most n^2 pairs.
A kernel has one residue for each residue of its argument, so a proof is wrong only if for one of these pairs the
difference is not zero, and yet zero at the point. If it holds roots, with B choices in all, then the product of its
conjugates is a polynomial of degree B d and length B h; on some of the B choices it is not zero, and all of them are
tried. There are two ways to be misled.

- The point is a zero of a polynomial that is not zero modulo P: at most ``2 d B / P`` for each pair (Schwartz-Zippel).
- P divides all coefficients. They are algebraic integers in a field of degree D, so P divides a norm of at most
  ``D B h`` bits that is not zero. *If that is less than the bits of P, it is impossible*, whatever the prime is. Then
  the prime may be that of the whole class, and only the point is salted. Otherwise the norm has at most ``D B h / 125``
  prime factors of this size, and a prime that is drawn by the salt is each of them with a probability of at most 2^-95
  (``values/fields.py``). Where that is not enough, two primes are drawn, and both must agree.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from itertools import product as tuples
from marshal import dumps
from math import ceil, log2, prod
from typing import Any

from grader.equivalence.graph.graph import Coefficient, Graph
from grader.equivalence.graph.kinds import ATOM, CALL, NUMBER, POWER, PRODUCT, SUM
from grader.equivalence.values.fields import POOL_BITS, PRIME_BITS, Field, draw_field, get_field
from grader.equivalence.values.measure import HIGHEST, measure
from grader.equivalence.values.modular import Residues, RootsNeededError
from grader.equivalence.values.needed import list_needed

__all__ = [
    "BranchAgreement",
    "FEW_ATTEMPTS",
    "LOWEST_BOUND",
    "MAX_BRANCHES",
    "Salted",
    "ZeroCount",
    "list_branch_choices",
]

MAX_BRANCHES = 64  # 2^6: six square roots; each branch is one more evaluation
FEW_ATTEMPTS = 4  # where another form of the same question is asked after it
ATTEMPTS = 40  # a root may be missing modulo one prime, and exist modulo another or at another point
POINTS_OF_A_PRIME = 3  # to draw a prime takes as long as some evaluations
MAX_PRIMES = 2  # that are drawn for one proof
LOWEST_BOUND = -80  # as a power of two: a larger probability of error is no proof


@dataclass(frozen=True, slots=True)
class BranchAgreement:
    """Two nodes were seen to agree at a salted point on all branches; only ``Salted`` makes one."""

    error_bound_log2: int


@dataclass(frozen=True, slots=True)
class ZeroCount:
    """For how many choices of all its roots a node is zero, counted at a salted point; only ``Salted`` makes one."""

    count: int
    error_bound_log2: int


class Salted:
    """Nodes that are compared, and the points and primes that a hash of them draws."""

    def __init__(
        self, graph: Graph, seed: int, sides: Sequence[int], *, principal: bool = False, salt: str = ""
    ) -> None:
        self.graph = graph
        self.seed = seed
        self.sides = tuple(sides)
        self.principal = principal
        self.nodes = list_needed(graph, sides)
        # Nodes that are made of others, as within a region, may use the salt of those.
        self.salt = salt or self.compute_salt()
        self.order = 1  # exponentials are powers of this order of their residues

    def compute_salt(self) -> str:
        """Return a hash of all that the residues of the sides depend on."""
        content = list_contents(self.graph, self.nodes)
        # Several times as fast as ``repr``. Later versions of the format depend on which objects are shared.
        return blake2b(dumps((self.sides, self.nodes, content), 2), digest_size=32).hexdigest()

    def narrow(self, sides: Sequence[int]) -> "Salted":
        """Return the same question for nodes that were made of these ones."""
        return Salted(self.graph, self.seed, sides, principal=self.principal, salt=self.salt)

    # Evaluating

    def draw_shared(self, attempt: int) -> Field:
        """Return a field with a prime of the class and salted residues."""
        return get_field(self.seed, attempt).salt(self.salt)

    def draw_own(self, attempt: int, number: int) -> Field:
        """Return a field whose prime is drawn by the salt: a new one after some points at which a root was missing."""
        return draw_field(f"{number}/{self.salt}", attempt // POINTS_OF_A_PRIME)

    def evaluate(
        self,
        where: Field,
        attempt: int,
        signs: Mapping[int, int],
        branches: Mapping[int, int] | None = None,
        *,
        all_conjugates: bool = False,
    ) -> Residues:
        """Return evaluated residues, with exponentials of an order that all of them need."""
        while True:
            found = Residues(
                self.graph, where, self.nodes, point=attempt, order=self.order, signs=signs, branches=branches,
                all_conjugates=all_conjugates, principal=self.principal,
            )  # fmt: skip
            try:
                found.evaluate()
            except RootsNeededError as needed:
                self.order = needed.order
            else:
                return found

    # Agreeing

    @cached_property
    def open_agreement(self) -> BranchAgreement | bool | None:
        """The agreement with all signs left open, which is one in every region at once."""
        return self.agree({})

    def agree(self, signs: Mapping[int, int], *, attempts: int = ATTEMPTS) -> BranchAgreement | bool | None:
        """Return the agreement of both sides, False if they do not agree, and None where that cannot be found out.

        It is one of all values of the symbols with these signs; signs that are not given are letters of their own.
        """
        fields = ((attempt, self.draw_shared(attempt)) for attempt in range(attempts))
        found = self.agree_at_first(fields, signs)
        if not isinstance(found, Residues):
            return found
        count, bound = self.plan_primes(found)
        own = 0
        for number in range(count if bound <= LOWEST_BOUND else 0):
            fields = ((attempt, self.draw_own(attempt, number)) for attempt in range(attempts))
            found = self.agree_at_first(fields, signs)
            if not isinstance(found, Residues):
                return found
            own += self.bound_error(found, has_own_prime=True)
        bound = max(bound, own) if count else bound  # a later attempt is worth less than was planned
        return BranchAgreement(error_bound_log2=bound) if bound <= LOWEST_BOUND else None

    def agree_at_first(self, fields: Iterator[tuple[int, Field]], signs: Mapping[int, int]) -> Residues | bool | None:
        """Return the residues in the first field where all roots exist, if both sides agree on all branches there."""
        left, right = self.sides
        failed = 0  # a prime modulo which a number has no root; another point does not change that
        for attempt, where in fields:
            if where.prime == failed:
                continue
            found = self.evaluate(where, attempt, signs)
            one, other = found.values[left], found.values[right]
            if one is not None and other is not None:
                return found if bool(one == other) and self.agree_on_all_branches(found, attempt) else False
            if not found.is_missing_root:  # another attempt would fail in the same way
                return None
            failed = where.prime if found.is_missing_constant else 0
        return None

    def agree_on_all_branches(self, found: Residues, attempt: int) -> bool:
        """Whether the sides agree whichever roots are taken modulo the prime."""
        if not found.radicals:
            return True
        left, right = self.sides
        radicals = sorted(found.radicals)
        choices = list_branch_choices([found.radicals[node] for node in radicals])
        # The first choice was evaluated before. Modulo a prime nothing distinguishes +root from -root, so an
        # equation that holds for one choice only, such as sqrt(3 + 2 sqrt(2)) = -1 - sqrt(2), must not pass.
        for choice in choices[1:]:
            other = self.evaluate(found.field, attempt, found.signs, dict(zip(radicals, choice, strict=True)))
            value = other.values[left]
            if value is None or value != other.values[right] or other.radicals != found.radicals:
                return False
        return bool(choices)

    # Counting

    @cached_property
    def roots(self) -> dict[int, int]:
        """All roots that are used, with their indices: those of numbers, too."""
        graph = self.graph
        return {
            node: int(graph.data[graph.data[node][1]].q)
            for node in self.nodes
            if graph.kind[node] == POWER and graph.kind[graph.data[node][1]] == NUMBER
        }

    def count_zeros(self, signs: Mapping[int, int]) -> ZeroCount | None:
        """Return for how many choices of the roots the only side is zero, with these signs; None if that is not known.

        It is modulo a prime that all of them exist in.
        """
        fields = ((attempt, self.draw_shared(attempt)) for attempt in range(ATTEMPTS))
        counted = self.count_at_first(fields, signs)
        if counted is None:
            return None
        least, found = counted
        primes, bound = self.plan_primes(found)
        own = 0
        for number in range(primes if bound <= LOWEST_BOUND else 0):
            fields = ((attempt, self.draw_own(attempt, number)) for attempt in range(ATTEMPTS))
            counted = self.count_at_first(fields, signs)
            if counted is None:
                return None
            own += self.bound_error(counted[1], has_own_prime=True)
            # A prime may show too many zeros, never too few.
            least = min(least, counted[0])
        bound = max(bound, own) if primes else bound
        return ZeroCount(count=least, error_bound_log2=bound) if bound <= LOWEST_BOUND else None

    def count_at_first(
        self, fields: Iterator[tuple[int, Field]], signs: Mapping[int, int]
    ) -> tuple[int, Residues] | None:
        """Return the number of zeros in the first field where all roots exist, with the residues of one choice."""
        choices = list_branch_choices(list(self.roots.values()))
        for attempt, where in fields if choices else ():
            counted = self.count_in_field(where, attempt, signs, choices)
            if counted is not None:
                return counted
        return None

    def count_in_field(
        self, where: Field, attempt: int, signs: Mapping[int, int], choices: Sequence[tuple[int, ...]]
    ) -> tuple[int, Residues] | None:
        """Return the number of zeros modulo one prime, if all roots exist there."""
        (side,) = self.sides
        count = 0
        for choice in choices:
            branches = dict(zip(self.roots, choice, strict=True))
            found = self.evaluate(where, attempt, signs, branches, all_conjugates=True)
            # What was used and is not varied, such as the remainder of a whole symbol, leaves the count without sense.
            if found.values[side] is None or not found.radicals.keys() <= branches.keys():
                return None
            count += found.values[side] == 0
        return count, found

    # Bounding the error

    @cached_property
    def size(self) -> tuple[int, int]:
        """The degree of all nodes together, and the bits of the difference of any two of them."""
        total = longest = 0
        for degree, top, bottom in measure(self.graph, self.nodes).values():
            total += degree
            longest = max(longest, top, bottom)
        # a/b - c/d is (ad - bc)/(bd).
        return total, 2 * longest + 1

    def bound_norm(self, found: Residues) -> int:
        """Return a bound on the bits of a norm of coefficients that is a multiple of the prime if all of these are."""
        return self.size[1] * prod(found.radicals.values()) * found.bound_constants()

    def plan_primes(self, found: Residues) -> tuple[int, int]:
        """Return how many primes a proof must draw of its own, and the exponent of the bound that follows."""
        # No norm of coefficients can be a multiple of a prime that is larger.
        if self.bound_norm(found) < PRIME_BITS - 1:
            return 0, self.bound_error(found, has_own_prime=False)
        bound = self.bound_error(found, has_own_prime=True)
        # All of them must be misled, and they are independent of each other.
        count = 1 if bound <= LOWEST_BOUND else MAX_PRIMES
        return count, bound * count

    def bound_error(self, found: Residues, *, has_own_prime: bool) -> int:
        """Return the exponent of a bound on the probability of error, as a power of two.

        Without a prime of its own only the point is random, otherwise also the prime.
        """
        degree, bits = self.size
        if degree >= HIGHEST or bits >= HIGHEST:
            return 0
        choices = prod(found.radicals.values())
        # Both sides, the arguments of kernels, and 0 and 1, with which these are compared, too; for all choices.
        compared = (count_letters(self.graph, self.nodes) + 3) * choices
        # The letters of symbols are twelfth powers and those of exponentials powers of the order. The sum over all
        # pairs of the degrees of both is at most that of all nodes for each of them; t and -t are compared, hence 2.
        misses = log2(2 * 2 * compared * 12 * self.order * (degree + 1) * choices) - (PRIME_BITS - 1)
        if has_own_prime:
            factors = compared**2 * (self.bound_norm(found) // (PRIME_BITS - 1) + 1)
            misses = max(misses, log2(factors) - POOL_BITS) + 1
        # The first attempt that succeeds may be misled, whichever it is. It may be the k-th one only if its bound is
        # lower by k (k + 1), so that the sum over all k is not above the bound: the sum of 1/(k (k + 1)) is 1. A region
        # has two tries, and is tried with all others at once before.
        return ceil(misses + log2(3 * (found.point + 1) * (found.point + 2)))


def list_contents(graph: Graph, nodes: Sequence[int]) -> list[Any]:
    """Return all that the residues of nodes depend on as text, numbers and tuples: different ones for other nodes."""
    contents: list[Any] = []
    for node in nodes:
        kind, data = graph.kind[node], graph.data[node]
        if kind == ATOM:
            contents.append(data[0])  # the name alone: the domain does not enter into residues
        elif kind == SUM:
            constant, terms = data
            contents.append((spell_number(constant), [(term, spell_number(factor)) for term, factor in terms]))
        else:
            contents.append(spell_number(data) if kind == NUMBER else data)
    return contents


def spell_number(number: Coefficient) -> int | tuple[str, int, int]:
    """Return a number as a whole number, or as two of them with a sign: ``dumps`` knows no fractions of flint."""
    return number if type(number) is int else ("/", int(number.p), int(number.q))


def count_letters(graph: Graph, nodes: Sequence[int]) -> int:
    """Return the number of arguments for which kernels are drawn, at most."""
    count = 0
    for node in nodes:
        kind, data = graph.kind[node], graph.data[node]
        parts = data[1] if kind == CALL else data if kind == POWER else ()
        for part in parts:
            inner = graph.data[part]
            count += len(inner[1]) + 1 if graph.kind[part] == SUM else len(inner) if graph.kind[part] == PRODUCT else 1
    return count


def list_branch_choices(indices: Sequence[int]) -> list[tuple[int, ...]]:
    """Return every choice of one root for each radical, the usual one for all first; none if there are too many."""
    if prod(indices) > MAX_BRANCHES:
        return []
    return list(tuples(*(range(index) for index in indices)))

"""The modular rung: is the difference of two nodes identically zero, in every region that signs cut out?

First all signs are independent residues: a difference that vanishes then does so in every region at once. Otherwise
every combination of signs is tried. Zero is one of them unless the set where the sign's argument vanishes can be left
aside. Combinations that contradict each other by linear arithmetic are skipped.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property
from hashlib import blake2b
from itertools import product as tuples
from math import ceil, log2

from flint import fmpq

from grader.equivalence.domain import regions
from grader.equivalence.graph import facts
from grader.equivalence.graph.calculus import list_reachable
from grader.equivalence.graph.facts import operands_of, remember_fact
from grader.equivalence.graph.graph import Coefficient, Graph
from grader.equivalence.graph.kinds import ATOM, CALL, NUMBER, POWER, PRODUCT, SUM
from grader.equivalence.values.fields import PRIME_BITS, Field, get_field
from grader.equivalence.values.modular import Residues, RootsNeededError
from grader.records import Decision, Equality, Witness

__all__ = ["Prover", "list_branch_choices", "salt_of"]

MAX_REGIONS = 729  # 3^6: six signs, each of them 1, -1 or 0
MAX_BRANCHES = 64  # 2^6: six square roots; each branch is one more evaluation
ATTEMPTS = 24  # a root of a number may be missing modulo one prime, and exist modulo another or at another point
LOWEST_BOUND = -80  # as a power of two: a larger probability of error is no proof
# Numbers below this are far shorter than the prime, so none of them is a multiple of it.
LONG = 1 << 40
HIGHEST_DEGREE = 1 << 200  # any degree that is too high: it allows no bound below 2^-80
HIGHEST_POWER = 1 << 20  # of a number that is not written out, such as 0.5^(10^9)


class Prover:
    """Proves identities between nodes of one graph."""

    def __init__(self, graph: Graph, seed: int, *, principal: bool = False) -> None:
        self.graph = graph
        self.seed = seed
        self.principal = principal  # whether logarithms are those of complex numbers
        self.order = self.settled_order = 1  # exponentials are powers of this order of their residues
        self.salt = ""
        self.mark = len(graph)  # nodes from here on belong to the answer
        self.is_settled = False

    @cached_property
    def usual(self) -> Residues:
        """The residues that are kept from answer to answer. Most answers are refuted before they are needed."""
        return Residues(self.graph, get_field(self.seed), principal=self.principal, is_kept=True)

    def rewind(self, mark: int) -> None:
        """Forget everything about nodes from ``mark`` on."""
        self.mark = mark
        # An answer with exp(x/7) raises the order. It must not change what is proved about the next answer.
        if self.order != self.settled_order:
            self.use_order(self.settled_order)
        if self.is_settled:
            self.usual.rewind(mark)

    def prove(self, student: int, expected: int) -> Decision | None:
        """Return the decision ``equal`` if the difference vanishes identically in every region, else None."""
        return self.confirm_proof(student, expected) if self.vanishes_everywhere(student, expected) else None

    def prove_at_once(self, student: int, expected: int) -> Decision | None:
        """Return the decision ``equal`` if the difference vanishes with all signs left open, else None."""
        return self.confirm_proof(student, expected) if self.vanishes(student, expected, {}) else None

    def confirm_proof(self, student: int, expected: int) -> Decision | None:
        """Return ``equal`` if the proof also holds modulo a second prime, where needed, and its bound is low."""
        if not self.holds_for_salted_prime(student, expected):
            return None
        if not self.is_bounded(student, expected):
            return None
        return Decision(result=Equality.EQUAL, by="modular", error_bound_log2=self.bound_error(student, expected))

    def vanishes_everywhere(self, student: int, expected: int) -> bool:
        """Whether the sides agree with all signs left open, or in every region."""
        outcome = self.vanishes(student, expected, {})
        # None (not expressible, or no prime with the roots was found) is no reason to try every region.
        return bool(outcome) or (outcome is False and self.agrees_in_every_region(student, expected))

    def holds_for_salted_prime(self, student: int, expected: int) -> bool:
        """Whether a proof holds also modulo a prime that depends on the long numbers in it, if it has any.

        The first prime does not depend on the answer. Whoever knew it could write a multiple of it into a tiny
        coefficient.
        """
        self.salt = salt_of(self.graph, student, expected)
        if not self.salt:
            return True
        try:
            return self.vanishes_everywhere(student, expected)
        finally:
            self.salt = ""

    def refute_rationals(self, student: int, expected: int) -> Decision | None:
        """Return ``different`` for two rational numbers, too long to write out, that differ modulo a prime."""
        nodes = list_reachable(self.graph, [student, expected])
        # Without kernels and symbols a residue is the number itself modulo the prime, so unequal residues refute.
        if any(self.graph.kind[node] not in (NUMBER, SUM, PRODUCT) for node in nodes):
            return None
        found = self.evaluate_at(0, student, expected, {})
        left, right = (found.values[node] for node in (student, expected))
        if left is None or right is None or left == right:
            return None
        reason = f"The two numbers leave different remainders modulo the prime {found.field.prime}."
        witness = Witness(reason=reason, student=str(left), expected=str(right))
        return Decision(result=Equality.DIFFERENT, by="modular", witness=witness)

    # One region

    def vanishes(self, student: int, expected: int, signs: Mapping[int, int]) -> bool | None:
        """Whether the sides agree at a random point on all branches; None where that cannot be expressed."""
        for attempt in range(ATTEMPTS):
            found = self.evaluate_at(attempt, student, expected, signs)
            values = found.evaluate()
            left, right = values[student], values[expected]
            if left is not None and right is not None:
                return bool(left == right) and self.agrees_on_all_branches(found, student, expected)
            if not found.is_missing_root:  # another attempt would fail in the same way
                return None
        return None

    def evaluate_at(self, attempt: int, student: int, expected: int, signs: Mapping[int, int]) -> Residues:
        """Return evaluated residues of a numbered attempt; the usual ones are kept from answer to answer."""
        if not self.is_settled:
            self.settle()
        while True:
            # Six primes, because a root may not exist modulo one of them; the point changes with every attempt.
            where: Field = get_field(self.seed, attempt % 6, self.salt)
            fresh = attempt > 0 or bool(signs) or bool(self.salt)
            found = self.usual
            if fresh:
                found = Residues(
                    self.graph, where, point=attempt, order=self.order, signs=signs, principal=self.principal
                )
            try:
                found.evaluate()
            except RootsNeededError as needed:
                self.use_order(needed.order)
            else:
                return found

    def use_order(self, order: int) -> None:
        """Let every exponential be a power of another order of its residue, so that more of its roots exist."""
        self.order = self.usual.order = order
        self.usual.forget()

    def settle(self) -> None:
        """Evaluate what the graph held before the answer, so that no answer depends on earlier ones."""
        self.is_settled = True
        while True:
            try:
                self.usual.evaluate(self.mark)
            except RootsNeededError as needed:
                self.use_order(needed.order)
            else:
                break
        self.settled_order = self.order

    def agrees_on_all_branches(self, found: Residues, student: int, expected: int) -> bool:
        """Whether the sides agree whichever roots are taken modulo the prime."""
        if not found.radicals:
            return True
        below = set(list_reachable(self.graph, [student, expected]))
        # Roots that belong to earlier answers to the same item do not matter here.
        radicals = [node for node in sorted(found.radicals) if node in below]
        choices = list_branch_choices([found.radicals[node] for node in radicals])
        # The first choice was evaluated before. Modulo a prime nothing distinguishes +root from -root, so an
        # equation that holds for one choice only, such as sqrt(3 + 2 sqrt(2)) = -1 - sqrt(2), must not pass.
        for choice in choices[1:]:
            branches = dict(zip(radicals, choice, strict=True))
            other = Residues(
                self.graph, found.field, point=found.point, order=found.order, signs=found.signs, branches=branches,
                principal=self.principal,
            )  # fmt: skip
            values = other.evaluate()
            if values[student] is None or values[student] != values[expected]:
                return False
        return bool(choices)

    # All regions

    def agrees_in_every_region(self, student: int, expected: int) -> bool:
        """Whether the sides agree in every region that the signs below them cut out."""
        graph = self.graph
        signs = [node for node in list_reachable(graph, [student, expected])
                 if graph.kind[node] == CALL and graph.data[node][0] == "sign"]  # fmt: skip
        # A sign is 0 only where its argument vanishes. If that set has measure zero, two values are enough.
        choices = [(1, -1) if self.is_left_aside(graph.data[node][1][0]) else (1, -1, 0) for node in signs]
        count = 1
        for choice in choices:
            count *= len(choice)
        if not signs or count > MAX_REGIONS:  # without signs, the one region has been tried
            return False
        for combination in tuples(*choices):
            region = dict(zip(signs, combination, strict=True))
            if not self.vanishes(student, expected, region) and not self.agrees_when_narrowed(
                student, expected, region
            ):
                return False
        return True

    def is_left_aside(self, t: int) -> bool:
        """Whether the points where a sign's argument vanishes may be left aside."""
        graph = self.graph
        if facts.is_almost_never_zero(graph, t):
            return True
        # With strict, single points count. Otherwise an analytic function that is not zero everywhere is zero on a set
        # of measure zero only, by the identity theorem; a nonzero value at one point shows that.
        if graph.strict or not facts.is_meromorphic(graph, t):
            return False
        value = self.usual.evaluate()[t]
        return value is not None and value != 0 and regions.is_seen_nonzero(graph, self.seed, t)

    def agrees_when_narrowed(self, student: int, expected: int, region: Mapping[int, int]) -> bool:
        """Whether a region is empty, or the sides agree once they are rebuilt within it."""
        narrowed = regions.narrow(self.graph, region, [student, expected])
        return narrowed is None or (narrowed[0] == narrowed[1]) or bool(self.vanishes(narrowed[0], narrowed[1], {}))

    # Error bound

    def is_bounded(self, student: int, expected: int) -> bool:
        """Whether the probability that a proof about two nodes is wrong is small enough."""
        return self.bound_error(student, expected) <= LOWEST_BOUND

    def bound_error(self, student: int, expected: int) -> int:
        """Return the exponent of a bound on the probability that the proof is wrong, as a power of two.

        It bounds the probability that the random point is a zero of a difference that is not zero modulo the prime. The
        prime could also divide all coefficients of the difference. That is impossible where they are shorter than the
        prime. Coefficients of h bits have at most h/116 prime factors of this size, and the prime is one of about 2^40,
        so without further assumption h/116 in 2^40 is all that holds for them; the bound counts their remainders as
        good as random. Whoever knows the prime cannot write a multiple of it, because of ``holds_for_salted_prime``.
        Powers too long to be written out are not proved at all, because their exponent can be made a multiple of p - 1
        for many p at once.
        """
        # Symbols are twelfth powers and exponentials powers of the order, so their exponents multiply the degree.
        total = 12 * self.order * (degree(self.graph, student) + degree(self.graph, expected)) + 1
        # Schwartz-Zippel: at most 2 total / P for each region, and P is at least 2^(PRIME_BITS - 1).
        return ceil(log2(2 * MAX_REGIONS * total)) - PRIME_BITS + 1


def salt_of(graph: Graph, *nodes: int) -> str:
    """Return a text that depends on the long numbers at and below nodes; empty where there are none."""
    if not any(has_long_numbers(graph, node) for node in nodes):
        return ""
    numbers = list_long_numbers(graph, list_reachable(graph, list(nodes)))
    return blake2b(repr(numbers).encode(), digest_size=16).hexdigest()


def is_long(value: Coefficient) -> bool:
    """Whether a number has more than 40 bits."""
    if type(value) is int:
        return not -LONG < value < LONG
    return bool(max(value.p.bit_length(), value.q.bit_length()) > 40)


@remember_fact
def has_long_numbers(graph: Graph, node: int) -> bool:
    """Whether there is a long number at or below a node."""
    return bool(list_long_numbers(graph, [node])) or any(
        has_long_numbers(graph, below) for below in operands_of(graph, node)
    )


def list_long_numbers(graph: Graph, nodes: Sequence[int]) -> list[str]:
    """Return the numbers of more than 40 bits among nodes and coefficients, as text."""
    found = []
    for node in nodes:
        kind, data = graph.kind[node], graph.data[node]
        numbers = [data] if kind == NUMBER else [data[0], *(factor for _, factor in data[1])] if kind == SUM else []
        found += [fmpq(value).str() for value in numbers if is_long(value)]
    return found


def list_branch_choices(indices: Sequence[int]) -> list[tuple[int, ...]]:
    """Return every choice of one root for each radical, the usual one for all first; none if there are too many."""
    count = 1
    for index in indices:
        count *= index
    return list(tuples(*(range(index) for index in indices))) if count <= MAX_BRANCHES else []


@remember_fact
def degree(graph: Graph, node: int) -> int:
    """Return a bound on the degree of a node as a quotient of polynomials in symbols and kernels."""
    kind, data = graph.kind[node], graph.data[node]
    if kind == ATOM:
        return 1
    if kind == SUM:
        found = sum([degree(graph, term) for term, _ in data[1]])
    elif kind == PRODUCT:
        found = sum([degree_of_power(degree(graph, factor), abs(exponent)) for factor, exponent in data])
    elif kind == POWER:
        found = degree(graph, data[0]) + degree(graph, data[1]) + count_steps(graph, data[1])
    elif kind == CALL:
        found = 1 + sum([degree(graph, argument) + count_steps(graph, argument) for argument in data[1]])
    else:
        return 0
    return min(found, HIGHEST_DEGREE)


def degree_of_power(base: int, exponent: int) -> int:
    """Return the degree of a whole power; that of a number, which has none, counts as too high where it is long."""
    # A number has degree 0, so no bound would notice the exponent; see bound_error for why a long one is no proof.
    return base * exponent if base or exponent <= HIGHEST_POWER else HIGHEST_DEGREE


def count_steps(graph: Graph, node: int) -> int:
    """Return the sum of the exponents to which an exponential's argument raises the kernels."""
    if graph.kind[node] == NUMBER:
        return int(abs(graph.data[node])) + 1
    if graph.kind[node] != SUM:
        return 1
    constant, terms = graph.data[node]
    return sum([int(abs(factor)) + 1 for _, factor in [*terms, (0, constant)]])

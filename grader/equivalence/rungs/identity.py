"""The modular rung: is the difference of two nodes identically zero, in every region that signs cut out?

First all signs are independent residues: a difference that vanishes then does so in every region at once. Otherwise
every combination of signs is tried. Zero is one of them unless the set where the sign's argument vanishes can be left
aside. Combinations that contradict each other by linear arithmetic are skipped.
"""

from collections.abc import Mapping
from itertools import islice
from itertools import product as tuples

from grader.equivalence.domain import regions
from grader.equivalence.graph import facts
from grader.equivalence.graph.calculus import list_reachable
from grader.equivalence.graph.graph import Graph
from grader.equivalence.graph.kinds import CALL, NUMBER, PRODUCT, SUM
from grader.equivalence.graph.variation import is_almost_never_zero
from grader.equivalence.rungs.proof import Proof
from grader.equivalence.rungs.salted import FEW_ATTEMPTS, BranchAgreement, Salted
from grader.equivalence.values.fields import get_field
from grader.equivalence.values.modular import Residues
from grader.records import Decision, Equality, Witness

__all__ = ["Prover"]

MAX_FORMS = 6  # of both sides where the argument of a sign is zero
MAX_REGIONS = 729  # 3^6: six signs, each of them 1, -1 or 0


class Prover:
    """Proves identities between nodes of one graph. It keeps nothing, so no proof depends on the one before."""

    def __init__(self, graph: Graph, seed: int, *, principal: bool = False) -> None:
        self.graph = graph
        self.seed = seed
        self.principal = principal  # whether logarithms are those of complex numbers

    def salt(self, *sides: int) -> Salted:
        """Return nodes with the points and primes that a hash of all of them draws."""
        return Salted(self.graph, self.seed, sides, principal=self.principal)

    def prove(self, student: int, expected: int) -> Proof | None:
        """Return a proof if the sides agree with all signs left open, or in every region."""
        question = self.salt(student, expected)
        return self.prove_open(question) or self.prove_in_every_region(question)

    def prove_at_once(self, student: int, expected: int) -> Proof | None:
        """Return a proof if the sides agree with all signs left open."""
        return self.prove_open(self.salt(student, expected))

    def prove_open(self, question: Salted) -> Proof | None:
        """Return a proof if both sides of a question agree with all signs left open."""
        found = question.open_agreement
        return Proof(by="modular", payments=(found,)) if isinstance(found, BranchAgreement) else None

    def refute_rationals(self, student: int, expected: int) -> Decision | None:
        """Return ``different`` for two rational numbers, too long to write out, that differ modulo a prime."""
        nodes = list_reachable(self.graph, [student, expected])
        # Without kernels and symbols a residue is the number itself modulo the prime, so unequal residues refute.
        if any(self.graph.kind[node] not in (NUMBER, SUM, PRODUCT) for node in nodes):
            return None
        # A prime that is known beforehand will do: it refutes.
        found = Residues(self.graph, get_field(self.seed), nodes)
        found.evaluate()
        left, right = (found.values[node] for node in (student, expected))
        if left is None or right is None or left == right:
            return None
        reason = f"The two numbers leave different remainders modulo the prime {found.field.prime}."
        witness = Witness(reason=reason, student=str(left), expected=str(right))
        return Decision(result=Equality.DIFFERENT, by="modular", witness=witness)

    # All regions

    def prove_in_every_region(self, question: Salted) -> Proof | None:
        """Return a proof if the sides agree in every region that the signs they use cut out."""
        # None (not expressible, or no prime with the roots was found) is no reason to try every region.
        if question.open_agreement is not False:
            return None
        graph = self.graph
        signs = [node for node in question.nodes if graph.kind[node] == CALL and graph.data[node][0] == "sign"]
        # A sign is 0 only where its argument vanishes. If that set has measure zero, two values are enough.
        choices = [(1, -1) if self.is_left_aside(graph.data[node][1][0]) else (1, -1, 0) for node in signs]
        count = 1
        for choice in choices:
            count *= len(choice)
        if not signs or count > MAX_REGIONS:  # without signs, the one region has been tried
            return None
        payments = []
        for combination in tuples(*choices):
            paid = self.pay_region(question, dict(zip(signs, combination, strict=True)))
            if paid is None:
                return None
            payments += paid
        return Proof(by="modular", payments=tuple(payments))

    def pay_region(self, question: Salted, region: Mapping[int, int]) -> list[BranchAgreement] | None:
        """Return the agreement of both sides in a region, nothing to pay where it is empty, or None."""
        # A region that is empty is seen to be so below: there is no use in looking for all roots in it before.
        found = question.agree(region, attempts=FEW_ATTEMPTS)
        if isinstance(found, BranchAgreement):
            return [found]
        narrowed = regions.narrow(self.graph, region, question.sides)
        if narrowed is None or narrowed[0] == narrowed[1]:
            return []
        found = question.narrow(narrowed).agree({})
        if isinstance(found, BranchAgreement):
            return [found]
        return self.pay_at_zeros(question, region) if self.graph.strict else None

    def pay_at_zeros(self, question: Salted, region: Mapping[int, int]) -> list[BranchAgreement] | None:
        """Return the agreement of both sides where the arguments of signs are zero, with what that says put in."""
        # With strict, max(0, x) and x 1[x > 0] have to agree at x = 0 as well, and they do because x is 0 there.
        forms = islice(regions.list_forms_at_zeros(self.graph, region, question.sides), MAX_FORMS)
        for number, sides in enumerate(forms, 1):
            if sides[0] == sides[1]:
                return []
            found = question.narrow(sides).agree({})
            if isinstance(found, BranchAgreement):
                return [found] * number  # each form that was tried could have misled
        return None

    def is_left_aside(self, t: int) -> bool:
        """Whether the points where a sign's argument vanishes may be left aside."""
        graph = self.graph
        if is_almost_never_zero(graph, t):
            return True
        # With strict, single points count. Otherwise an analytic function that is not zero everywhere is zero on a set
        # of measure zero only, by the identity theorem; a nonzero value at one point shows that. Any point will do, as
        # it refutes that the function is zero.
        if graph.strict or not facts.is_meromorphic(graph, t):
            return False
        return regions.is_seen_nonzero(graph, self.seed, t)

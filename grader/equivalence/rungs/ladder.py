"""The ladder: each rung either settles whether two nodes are equal, or passes the question on.

1. *Same node*: the same expression in canonical form. 2. *Enclosure*: at a point of the domain the values' balls do
not meet, so they are different. First a point or two; many more, and at higher precision, once no proof was found. 3.
*Modular*: the difference vanishes identically over Q in the symbols and kernels; with signs, in every region. 4.
*Algebraic*: constants and functions with nested roots, by their conjugates; sums of logarithms and angles,
exponentiated. 5. *Sympy*, in a process of its own that is killed at a deadline. 6. Otherwise unknown, with the number
of points and digits of agreement.

An expression that may be undefined is equal to another only if it is defined wherever the expected one is. This is
checked at points all over the domain, and on every piece of it that polynomial conditions cut out.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from grader.equivalence.domain import regions
from grader.equivalence.domain.covering import find_places_without_value
from grader.equivalence.domain.inside import list_points_beside_signs, list_points_in_gaps, list_points_inside
from grader.equivalence.domain.neighbourhoods import is_seen_around
from grader.equivalence.domain.pieces import list_points_across_pieces, list_points_on_pieces
from grader.equivalence.domain.whole_points import list_points_at_quarters, list_points_at_whole_numbers
from grader.equivalence.graph import facts
from grader.equivalence.graph.calculus import list_reachable
from grader.equivalence.graph.graph import Graph
from grader.equivalence.graph.kinds import NUMBER, UNDEFINED
from grader.equivalence.policy import Policy
from grader.equivalence.precision import compute_at_precision
from grader.equivalence.rungs import algebraic, rewriting, sympy_worker
from grader.equivalence.rungs.complex_enclosure import compare_over_complex
from grader.equivalence.rungs.complex_ladder import decide_over_complex
from grader.equivalence.rungs.complex_parts import is_real_formula
from grader.equivalence.rungs.identity import Prover
from grader.equivalence.rungs.proof import Proof
from grader.equivalence.rungs.where_defined import has_no_real_value, is_defined_wherever, prove_where_defined
from grader.equivalence.values.enclosure import PRECISIONS, Sample
from grader.equivalence.witness import (
    agreement_of,
    leave_undecided,
    refute_at_point,
    refute_by_structure,
    refute_exact_values,
)
from grader.records import Agreement, Decision, Equality

__all__ = ["ORDER", "Ladder"]

FIRST_POINTS = 4  # before the search for a proof: they only save that search, as all points follow if none is found
POINTS = 24  # one for each size in points.SIZES, from 10^-8 to 10^12
ORDER = {
    Equality.DIFFERENT: 0,
    Equality.UNKNOWN: 1,
    Equality.EQUAL: 2,
}  # the lowest of several verdicts is that of all together
SAME = Decision(result=Equality.EQUAL, by="tree")
ASSUMED_DEFINED = (
    "Your answer was not proved to have a value wherever the expected one has; no point without one was found."
)
UNDEFINED_EXPECTED = "The expected answer has no value: it divides by zero, takes the logarithm of zero, or holds 0^0."
ALSO_ELSEWHERE = "Your answer also has a value where the expected one has none; where both have one, they are equal."


@dataclass(slots=True)
class Tally:
    """What the points have shown so far."""

    defined: bool = False  # both sides have values somewhere, which agree
    elsewhere: bool = False  # the answer has a value where the reference has none


class Ladder:
    """Decides about pairs of nodes of one graph, remembering what it has evaluated."""

    def __init__(self, graph: Graph, policy: Policy) -> None:
        self.graph = graph
        self.policy = policy
        self.samples: dict[tuple[int, int], Sample] = {}
        self.prover = Prover(graph, policy.seed)

    def rewind(self, mark: int) -> None:
        """Forget everything about nodes from ``mark`` on."""
        self.graph.rewind(mark)
        for sample in self.samples.values():
            del sample.values[mark:]  # as Sample.rewind does; some fifty calls less for each answer
            if sample.steps:
                sample.steps.clear()

    def sample(self, number: int, bits: int) -> Sample:
        """Return a numbered point at a precision."""
        found = self.samples.get((number, bits))
        if found is None:
            found = self.samples[number, bits] = Sample(self.graph, self.policy.seed, number, bits)
            found.is_kept = True
        return found

    def decide(self, student: int, expected: int) -> Decision:
        """Return whether two nodes are equal, and how that is known."""
        # Before the next test: two undefined expressions are one node, but they have no value that could be equal.
        if expected == UNDEFINED:
            return leave_undecided(UNDEFINED_EXPECTED)
        if student == UNDEFINED:
            return refute_by_structure(
                "The answer is undefined: it divides by zero, takes the logarithm of zero, or holds 0^0."
            )
        if student == expected:
            return SAME
        if self.graph.kind[student] == NUMBER and self.graph.kind[expected] == NUMBER:
            return refute_exact_values(self.graph.data[student], self.graph.data[expected])
        # No real point decides about complex symbols: real rules would call sqrt(z)^2 undefined there.
        if self.graph.over_complex and not is_real_formula(self.graph, student, expected):
            return self.decide_over_complex(student, expected)
        return self.decide_over_reals(student, expected)

    def decide_over_reals(self, student: int, expected: int) -> Decision:
        """Return the decision about two different nodes by their real values."""
        tally = Tally()
        refuted = self.refute_at(0, PRECISIONS[0], student, expected, tally)
        if refuted is not None:
            return refuted
        # The real balls of complex values are not finite, so no point below could settle anything.
        signs = facts.find_signs(self.graph, student) | facts.find_signs(self.graph, expected)
        if signs & facts.COMPLEX and not self.graph.over_complex:
            return self.decide_over_complex(student, expected)
        # With all signs open a proof is one evaluation; region by region it may be hundreds. Hence a few points in
        # between.
        question = self.prover.salt(student, expected)
        found = self.prover.prove_open(question)
        if found is None:
            refuted = self.refute_soon(student, expected)
            if refuted is not None:
                return refuted
            found = self.prover.prove_in_every_region(question) or self.prove_where_defined(student, expected)
        if found is not None:
            proof = found.conclude()
            return (
                proof
                # A proof shows equality only where both sides are defined: sqrt(x)^2 and x are equal to the prover.
                if self.are_defined_alike(student, expected, tally)
                else self.check_definedness(proof, student, expected)
            )
        return self.persevere(student, expected)

    def refute_at(self, number: int, bits: int, student: int, expected: int, tally: Tally) -> Decision | None:
        """Return the decision ``different`` where the values at a point do not meet, and keep count."""
        return self.refute_by(self.sample(number, bits), student, expected, tally)

    def refute_at_any(self, count: int, bits: int, student: int, expected: int, tally: Tally) -> Decision | None:
        """Return the decision ``different`` where the values at one of the first points do not meet."""

        def at_each() -> Decision | None:
            for number in range(count):
                sample = self.sample(number, bits)
                sample.evaluate_new()
                refuted = self.refute_by(sample, student, expected, tally)
                if refuted is not None:
                    return refuted
            return None

        return compute_at_precision(bits, at_each)  # set once for all points

    def refute_by(self, sample: Sample, student: int, expected: int, tally: Tally) -> Decision | None:
        """Return the decision ``different`` where the values at any point do not meet, and keep count."""
        values = sample.evaluate()
        left, right = values[student], values[expected]
        # Where the expected answer has no value, the answer may be anything, unless the policy forbids that.
        if right is None:
            tally.elsewhere = tally.elsewhere or (left is not None and left.is_finite())
            if left is not None and self.policy.undefined == "different" and left.is_finite():
                return self.refute_around(sample, student, expected)
            return None
        if not right.is_finite():
            return None
        # None is certain, also around the point; a ball that is not finite is not, and settles nothing.
        if left is None:
            return self.refute_around(sample, student, expected)
        if not left.is_finite():
            return None
        # Balls contain the exact values, so balls that do not meet prove them different.
        if not left.overlaps(right):
            return self.refute_around(sample, student, expected)
        tally.defined = True
        return None

    def refute_around(self, sample: Sample, student: int, expected: int) -> Decision | None:
        """Return ``different`` at a point, unless what is seen there is a matter of that single point."""
        below = list_reachable(self.graph, [student, expected])
        if not is_seen_around(self.graph, sample, below):
            return None
        return refute_at_point(self.graph, sample, student, expected, below)

    def are_defined_alike(self, student: int, expected: int, tally: Tally) -> bool:
        """Whether both are known to be defined at the same points, and both have had a value at one of them."""
        # The same conditions under which both are undefined: nothing to check. Without a point where both have a value,
        # two answers that are undefined everywhere would be equal.
        wanted = facts.find_conditions(self.graph, expected)
        return facts.find_conditions(self.graph, student) == wanted and (not wanted or tally.defined)

    def check_definedness(self, proof: Decision, student: int, expected: int) -> Decision:
        """Return a proof after checking, point by point, that the answer is defined where the reference is."""
        tally = Tally()
        refuted = self.refute_at_any(POINTS, PRECISIONS[0], student, expected, tally)
        if refuted is not None:
            return refuted
        refuted = self.look_inside(student, expected, tally)
        if refuted is not None:
            return refuted
        is_proved = is_defined_wherever(self.graph, self.policy.seed, student, expected)
        for sample in self.list_points_on_domain(student, expected, is_proved=is_proved):
            refuted = self.refute_by(sample, student, expected, tally)
            if refuted is not None:
                return refuted
        if not tally.defined:
            return self.decide_off_reals(student, expected)
        if not is_proved and self.policy.assumptions == "person":
            return leave_undecided(ASSUMED_DEFINED)
        remarks = (ALSO_ELSEWHERE,) if tally.elsewhere else ()
        return replace(proof, remarks=remarks, assumes=() if is_proved else (ASSUMED_DEFINED,))

    def look_inside(self, student: int, expected: int, tally: Tally) -> Decision | None:
        """Look for points inside the expected side's domain, if no point so far was; ``different`` if one shows it."""
        if tally.defined:
            return None
        for sample in list_points_inside(self.graph, self.policy.seed, student, expected):
            refuted = self.refute_by(sample, student, expected, tally)
            if refuted is not None:
                return refuted
        return None

    def list_points_on_domain(self, student: int, expected: int, *, is_proved: bool = False) -> Iterator[Sample]:
        """Yield points on every piece of the domain of definition, and in the gaps that the answer alone has.

        Where the answer is proved to be defined, it has no gaps.
        """
        yield from list_points_on_pieces(self.graph, self.policy.seed, [student, expected])
        if not is_proved:
            yield from list_points_in_gaps(self.graph, self.policy.seed, student, expected)
            yield from find_places_without_value(self.graph, self.policy.seed, student, expected)
            yield from list_points_at_quarters(self.graph, self.policy.seed, student, expected)

    def refute_soon(self, student: int, expected: int) -> Decision | None:
        """Return the decision ``different`` if one of the next few points shows it."""
        for number in range(1, FIRST_POINTS):
            refuted = self.refute_at(number, PRECISIONS[0], student, expected, Tally())
            if refuted is not None:
                return refuted
        return None

    def prove_where_defined(self, student: int, expected: int) -> Proof | None:
        """Return a proof that takes the expected side's domain as given, if there is one."""
        return prove_where_defined(self.graph, self.policy.seed, student, expected)

    def decide_over_complex(self, student: int, expected: int) -> Decision:
        """Return the decision about expressions that hold the imaginary unit or complex symbols."""
        seed = self.policy.seed
        return decide_over_complex(self.graph, seed, student, expected, self.decide_over_reals)

    def decide_off_reals(self, student: int, expected: int) -> Decision:
        """Return the decision about expressions without a value at any real point that was tried: by complex values."""
        # Both may have real values somewhere that no point has met. Complex values say nothing about those.
        # An expression such as |x + i| is real, but what it is made of has complex values only.
        if not self.holds_complex_parts(student, expected) and not has_no_real_value(self.graph, expected):
            return leave_undecided()
        refuted, _ = compare_over_complex(self.graph, self.policy.seed, student, expected)
        return refuted or leave_undecided()

    def holds_complex_parts(self, *nodes: int) -> bool:
        """Whether complex symbols or the imaginary unit occur anywhere below nodes."""
        below = list_reachable(self.graph, nodes)
        return any(facts.find_signs(self.graph, node) & facts.COMPLEX for node in below)

    def persevere(self, student: int, expected: int) -> Decision:
        """Try more points, more digits, every region, and the last provers."""
        tally = Tally()
        for bits in PRECISIONS:
            # Evaluation takes longer with the bits, so only four points are tried at 1,024 and 4,000.
            refuted = self.refute_at_any(POINTS if bits < 1000 else 4, bits, student, expected, tally)
            if refuted is not None:
                return refuted
        refuted = self.look_inside(student, expected, tally)
        if refuted is not None:
            return refuted
        for sample in self.list_targeted_points(student, expected):
            refuted = self.refute_by(sample, student, expected, tally)
            if refuted is not None:
                return refuted
        residues = self.prover.refute_rationals(student, expected)
        if residues is not None:
            return residues
        if not tally.defined:
            return self.decide_off_reals(student, expected)
        proof = self.prove_slowly(student, expected)
        if proof is not None:
            return self.check_definedness(proof, student, expected)
        return Decision(result=Equality.UNKNOWN, by="limit", agreement=self.measure_agreement(student, expected))

    def list_targeted_points(self, student: int, expected: int) -> Iterator[Sample]:
        """Yield points beside every jump, and on every piece of the domain of definition."""
        yield from regions.list_points_at_jumps(self.graph, self.policy.seed, student, expected)
        yield from list_points_on_pieces(self.graph, self.policy.seed, [student, expected])
        yield from list_points_across_pieces(self.graph, self.policy.seed, [student, expected])
        yield from list_points_at_whole_numbers(self.graph, self.policy.seed, student, expected)
        yield from list_points_in_gaps(self.graph, self.policy.seed, student, expected)
        yield from list_points_beside_signs(self.graph, self.policy.seed, student, expected)

    def prove_slowly(self, student: int, expected: int) -> Decision | None:
        """Return a proof by the slower rungs, if one of them finds it."""
        # Sympy is last: it is slow, and its proof has no bound on the error.
        found = (
            algebraic.prove(self.prover, student, expected)
            or rewriting.prove(self.prover, student, expected)
            or prove_where_defined(self.graph, self.policy.seed, student, expected, is_slow=True)
        )
        return found.conclude() if found else sympy_worker.prove(self.graph, student, expected, self.policy.deadline_s)

    def measure_agreement(self, student: int, expected: int) -> Agreement:
        """Return at how many points, and to how many digits, two nodes were seen to agree."""
        # At 256 bits, where persevere has evaluated all these points before.
        samples = (self.sample(number, PRECISIONS[1]).evaluate() for number in range(POINTS))
        pairs = [(values[student], values[expected]) for values in samples]
        return agreement_of([(left, right) for left, right in pairs if is_finite(left) and is_finite(right)])


def is_finite(value: Any) -> bool:
    """Whether a value is defined and enclosed."""
    return value is not None and bool(value.is_finite())

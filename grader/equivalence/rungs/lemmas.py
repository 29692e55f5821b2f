"""Proofs of many steps: what each step was paid with, and how much work all of them may take together."""

from dataclasses import dataclass, field
from math import prod

from grader.equivalence.graph.graph import Graph
from grader.equivalence.rungs import algebraic
from grader.equivalence.rungs.identity import Prover
from grader.equivalence.rungs.proof import Proof, add_errors
from grader.equivalence.rungs.salted import LOWEST_BOUND, MAX_BRANCHES, BranchAgreement, ZeroCount

__all__ = ["Lemmas"]

MAX_WORK = 200_000  # nodes that are evaluated, for all steps and choices of roots: about half a second
MAX_ASKED = 8  # questions to the algebraic rung; each may take some 20 ms


@dataclass(slots=True)
class Lemmas:
    """The steps of one proof about nodes of a graph. All that were proved count, also those that did not help."""

    prover: Prover
    payments: list[BranchAgreement | ZeroCount] = field(default_factory=list)
    work: int = 0
    asked: int = 0
    cases: int = 0  # of the values of signs, that were looked at

    @property
    def graph(self) -> Graph:
        return self.prover.graph

    def is_proved(self, left: int, right: int) -> bool:
        """Whether two nodes are one, or the modular rung proves them equal with all signs left open."""
        if left == right:
            return True
        question = self.prover.salt(left, right)
        self.work += len(question.nodes) * min(MAX_BRANCHES, prod(question.roots.values()))
        if self.work > MAX_WORK:
            return False
        return self.accept(self.prover.prove_open(question))

    def is_algebraically_proved(self, left: int, right: int) -> bool:
        """Whether the algebraic rung proves two nodes equal, one way or the other."""
        self.asked += 1
        if self.asked > MAX_ASKED:
            return False
        # A sum of logarithms is one product or its reciprocal, and of the two only one may have poles.
        return self.accept(algebraic.prove(self.prover, left, right)) or self.accept(
            algebraic.prove(self.prover, right, left)
        )

    def accept(self, proof: Proof | None) -> bool:
        """Keep what a step was paid with, if the errors of all steps together are still small enough."""
        if proof is None or add_errors([*self.payments, *proof.payments]) > LOWEST_BOUND:
            return False
        self.payments += proof.payments
        return True

    def conclude(self) -> Proof:
        """Return the proof that all steps make together."""
        return Proof(by="algebraic", payments=tuple(self.payments), are_steps=True)

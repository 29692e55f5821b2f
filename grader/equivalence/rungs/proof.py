"""A proof modulo primes: ``equal`` for what has been paid, and nothing else.

A rung cannot say ``equal`` by itself. It hands in what ``rungs/salted.py`` made after evaluating both sides at a point
that is salted by both of them, on every branch of every root that was used: one payment for each region that is not
empty. A rung that rests on fixed points has nothing to hand in.
"""

from dataclasses import dataclass

from grader.equivalence.rungs.salted import LOWEST_BOUND, Agreement, ZeroCount
from grader.records import Decision, Equality

__all__ = ["Proof", "UnpaidProofError"]


class UnpaidProofError(TypeError):
    """A rung claimed a proof that it did not pay for; always a mistake in its code."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Proof:
    """That two nodes are equal wherever both are defined, with all that it rests on.

    No payment means that every region is empty, or that both sides become the same node in it.
    """

    by: str
    payments: tuple[Agreement | ZeroCount, ...]

    def __post_init__(self) -> None:
        for payment in self.payments:
            if not isinstance(payment, Agreement | ZeroCount) or payment.error_bound_log2 > LOWEST_BOUND:
                raise UnpaidProofError(payment)

    def conclude(self) -> Decision:
        """Return the decision ``equal``."""
        # A pair that differs does so in one region, and it is called equal only if that region was paid wrongly. So
        # the bound of the worst region is that of all together.
        bound = max((payment.error_bound_log2 for payment in self.payments), default=None)
        return Decision(result=Equality.EQUAL, by=self.by, error_bound_log2=bound)

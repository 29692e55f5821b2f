"""A proof modulo primes: ``equal`` for what has been paid, and nothing else.

A rung cannot say ``equal`` by itself. It hands in what ``rungs/salted.py`` made after evaluating both sides at a point
that is salted by both of them, on every branch of every root that was used: one payment for each region that is not
empty. A rung that rests on fixed points has nothing to hand in.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from grader.equivalence.rungs.salted import LOWEST_BOUND, BranchAgreement, ZeroCount
from grader.records import Decision, Equality

__all__ = ["Proof", "UnpaidProofError", "add_errors"]


def add_errors(payments: Sequence[BranchAgreement | ZeroCount]) -> int:
    """Return the exponent of a bound on the probability that any of some payments is wrong."""
    if not payments:
        return 2 * LOWEST_BOUND
    # Powers of two that are added exactly, as whole multiples of the smallest one.
    least = min(payment.error_bound_log2 for payment in payments)
    return least + (sum(1 << payment.error_bound_log2 - least for payment in payments) - 1).bit_length()


class UnpaidProofError(TypeError):
    """A rung claimed a proof that it did not pay for; always a mistake in its code."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Proof:
    """That two nodes are equal wherever both are defined, with all that it rests on.

    No payment means that every region is empty, or that both sides become the same node in it.
    """

    by: str
    payments: tuple[BranchAgreement | ZeroCount, ...]
    are_steps: bool = False  # whether the proof is wrong if any payment is, and not only if the worst one is

    def __post_init__(self) -> None:
        for payment in self.payments:
            if not isinstance(payment, BranchAgreement | ZeroCount) or payment.error_bound_log2 > LOWEST_BOUND:
                raise UnpaidProofError(payment)
        if self.are_steps and self.payments and add_errors(self.payments) > LOWEST_BOUND:
            raise UnpaidProofError(self.payments)

    def bound_error(self) -> int | None:
        """Return the exponent of a bound on the probability of error; None where nothing rests on chance."""
        if not self.payments:
            return None
        # A pair that differs does so in one region, and it is called equal only if that region was paid wrongly. So
        # the bound of the worst region is that of all together. The errors of steps add up.
        return add_errors(self.payments) if self.are_steps else max(p.error_bound_log2 for p in self.payments)

    def conclude(self) -> Decision:
        """Return the decision ``equal``."""
        return Decision(result=Equality.EQUAL, by=self.by, error_bound_log2=self.bound_error())

"""The last proofs before sympy: both sides are rewritten first, or taken apart.

Signs are settled one after the other (``case_tree``), what is under logarithms, signs and roots is factored
(``multiples``), and sums of inverse sines and tangents are compared as turns (``angles``).
"""

from grader.equivalence.rungs import algebraic
from grader.equivalence.rungs.angles import is_zero_turn
from grader.equivalence.rungs.case_tree import agree_in_every_case, is_proved
from grader.equivalence.rungs.identity import Prover
from grader.equivalence.rungs.multiples import reduce_to_factors
from grader.errors import LimitError
from grader.records import Decision, Equality

__all__ = ["prove"]

PROVED = Decision(result=Equality.EQUAL, by="algebraic", error_bound_log2=-80)


def prove(prover: Prover, student: int, expected: int) -> Decision | None:
    """Return the decision ``equal`` where a rewriting proves it, else None."""
    if not prover.is_bounded(student, expected):
        return None
    try:
        return PROVED if is_rewritten_equal(prover, student, expected) else None
    except LimitError:  # a rewritten form that is too large is no fault of the answer
        return None


def is_rewritten_equal(prover: Prover, student: int, expected: int) -> bool:
    """Whether one of the ways proves two nodes equal."""
    found = agree_in_every_case(prover, student, expected) or agree_when_reduced(prover, student, expected)
    difference = prover.graph.sub(student, expected)
    return found or is_zero_turn(prover, difference, lambda a, b: are_equal(prover, a, b))


def are_equal(prover: Prover, left: int, right: int) -> bool:
    """Whether two nodes are proved to be equal, as they are or rewritten."""
    return left == right or is_proved(prover, left, right) or agree_when_reduced(prover, left, right)


def agree_when_reduced(prover: Prover, student: int, expected: int) -> bool:
    """Whether two nodes are proved to be equal once what is under their logarithms, signs and roots is factored."""
    left, right = reduce_to_factors(prover, [student, expected])
    if (left, right) == (student, expected) or not prover.is_bounded(left, right):
        return False
    return (
        left == right
        or is_proved(prover, left, right)
        or agree_in_every_case(prover, left, right, lambda a, b: is_algebraically_equal(prover, a, b))
        or is_algebraically_equal(prover, left, right)
    )


def is_algebraically_equal(prover: Prover, left: int, right: int) -> bool:
    """Whether the algebraic rung proves two nodes equal, one way or the other."""
    # A sum of logarithms is one product or its reciprocal, and of the two only one may have poles.
    return algebraic.prove(prover, left, right) is not None or algebraic.prove(prover, right, left) is not None

"""The last proofs before sympy: both sides are rewritten first, or taken apart.

Signs are settled one after the other (``case_tree``), what is under logarithms, signs and roots is factored
(``multiples``), steps of whole numbers are put in one form (``whole_steps``), sums of inverse sines and tangents are
compared as turns (``angles``), and functions of equal arguments become one node (``alike_arguments``).
"""

from grader.equivalence.rungs.alike_arguments import unify_arguments
from grader.equivalence.rungs.angles import is_zero_turn
from grader.equivalence.rungs.case_tree import agree_in_every_case
from grader.equivalence.rungs.identity import Prover
from grader.equivalence.rungs.lemmas import Lemmas
from grader.equivalence.rungs.multiples import reduce_to_factors
from grader.equivalence.rungs.proof import Proof
from grader.equivalence.rungs.whole_steps import list_poles, unify_whole_steps
from grader.errors import LimitError

__all__ = ["prove"]


def prove(prover: Prover, student: int, expected: int) -> Proof | None:
    """Return a proof where a rewriting gives one, else None."""
    # All rules are about real values: over the complex numbers ln(x^2) is not 2 ln|x|.
    if prover.graph.over_complex or prover.principal:
        return None
    lemmas = Lemmas(prover)
    try:
        return lemmas.conclude() if is_rewritten_equal(lemmas, student, expected) else None
    except LimitError:  # a rewritten form that is too large is no fault of the answer
        return None


def is_rewritten_equal(lemmas: Lemmas, student: int, expected: int) -> bool:
    """Whether two nodes are proved to be equal, as they are or with one node for functions of equal arguments."""
    return agree_when_taken_apart(lemmas, student, expected) or agree_with_one_argument(lemmas, student, expected)


def agree_with_one_argument(lemmas: Lemmas, student: int, expected: int) -> bool:
    """Whether two nodes are proved to be equal once arguments of the same function that are equal are one node."""
    if lemmas.graph.strict:  # arguments are proved equal but for single points
        return False

    def are_equal_arguments(left: int, right: int) -> bool:
        return agree_when_taken_apart(lemmas, left, right)

    left, right = unify_arguments(lemmas, [student, expected], are_equal_arguments)
    return (left, right) != (student, expected) and are_equal_arguments(left, right)


def agree_when_taken_apart(lemmas: Lemmas, student: int, expected: int) -> bool:
    """Whether one of the ways that look at both sides as a whole proves two nodes equal."""
    if lemmas.is_proved(student, expected):
        return True
    if agree_in_every_case(lemmas, student, expected) or agree_when_reduced(lemmas, student, expected):
        return True
    if agree_over_whole_numbers(lemmas, student, expected):
        return True
    difference = lemmas.graph.sub(student, expected)
    return is_zero_turn(lemmas, difference, lambda left, right: are_equal(lemmas, left, right))


def agree_over_whole_numbers(lemmas: Lemmas, student: int, expected: int) -> bool:
    """Whether two nodes are proved to be equal once the steps of whole numbers in them are in one form."""
    left, right = unify_whole_steps(lemmas.graph, [student, expected])
    # What holds at every whole number says nothing about those at which only one side has a value.
    is_alike = list_poles(lemmas.graph, student) == list_poles(lemmas.graph, expected)
    if (left, right) == (student, expected) or not is_alike:
        return False
    return lemmas.is_proved(left, right) or agree_in_every_case(lemmas, left, right)


def are_equal(lemmas: Lemmas, left: int, right: int) -> bool:
    """Whether two nodes are proved to be equal, as they are or rewritten."""
    return lemmas.is_proved(left, right) or agree_when_reduced(lemmas, left, right)


def agree_when_reduced(lemmas: Lemmas, student: int, expected: int) -> bool:
    """Whether two nodes are proved to be equal once what is under their logarithms, signs and roots is factored."""
    left, right = reduce_to_factors(lemmas, [student, expected])
    if (left, right) == (student, expected):
        return False
    return (
        lemmas.is_proved(left, right)
        or agree_in_every_case(lemmas, left, right, lemmas.is_algebraically_proved)
        or lemmas.is_algebraically_proved(left, right)
    )

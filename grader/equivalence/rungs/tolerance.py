"""Values within a given tolerance, and decimals as the numbers that round to them.

Both are decided by enclosures, never by floats: the answer is accepted where ``|s - e| <= atol + rtol |e|`` is
certain and refused where the opposite is. A decimal such as ``8.67`` means, where an item allows rounding, every
number from 8.665 to 8.675 (a value halfway may be rounded either way); it is right if the expected value is one of
them and it has enough significant digits.
"""

from collections.abc import Callable
from typing import Any

from flint import arb, fmpq

from grader.equivalence.graph.calculus import list_reachable
from grader.equivalence.graph.graph import Graph
from grader.equivalence.graph.kinds import ATOM, NUMBER
from grader.equivalence.policy import Policy
from grader.equivalence.precision import WORKING, precision
from grader.equivalence.rungs.ladder import Ladder
from grader.equivalence.values.enclosure import PRECISIONS, Sample
from grader.equivalence.witness import refute_by_structure, text_of_ball
from grader.errors import Diagnostic, UsageError
from grader.expr.nodes import Neg, Node, Number
from grader.records import Agreement, Decision, Equality, Witness

__all__ = [
    "decide_with_tolerance",
    "check_tolerance",
    "decimal_of",
    "is_constant",
    "decide_by_rounding",
    "decide_within_tolerance",
]


def decide_with_tolerance(ladder: Ladder, tree: Node, value: int, reference: int) -> Decision:
    """Return the decision about two scalars: exactly, by rounding, or within tolerance, as the policy says."""
    policy = ladder.policy
    # A formula is compared exactly: a tolerance at drawn points would accept another formula that is close there.
    if policy.is_exact or value == reference or not is_constant(ladder.graph, value, reference):
        return ladder.decide(value, reference)
    literal = decimal_of(tree)
    if policy.digits is not None and literal is not None:
        found = decide_by_rounding(ladder.graph, literal, value, reference, policy)
        # Rounding decides unless a tolerance may still accept the answer.
        if found.result is Equality.EQUAL or (policy.rtol is None and policy.atol is None):
            # If both rules accept the answer, exact equality is the stronger evidence.
            exact = ladder.decide(value, reference)
            return exact if exact.result is Equality.EQUAL else found
    if policy.rtol is not None or policy.atol is not None:
        return decide_within_tolerance(ladder.graph, value, reference, policy)
    return ladder.decide(value, reference)


def check_tolerance(graph: Graph, expected: int, policy: Policy) -> None:
    """Raise an author's error where a relative tolerance is given for an expected zero."""
    if policy.rtol and not policy.atol and graph.kind[expected] == NUMBER and graph.data[expected] == 0:
        raise UsageError(
            Diagnostic(
                slug="relative-tolerance-at-zero",
                what="The expected value is 0, but only a relative tolerance is given.",
                why="A relative tolerance of 0 accepts nothing but 0 itself.",
                help="give an absolute tolerance 'atol' as well.",
                audience="author",
            )
        )


def is_constant(graph: Graph, *nodes: int) -> bool:
    """Whether nodes hold no free symbols."""
    return not any(graph.kind[node] == ATOM for node in list_reachable(graph, nodes))


def apply_test(
    graph: Graph, student: int, expected: int, test: Callable[[Any, Any], bool | None]
) -> tuple[bool | None, Any, Any]:
    """Return what a test says at the lowest precision at which it is certain, and the values there."""
    left = right = None
    # Constants have the same value at every point, so one sample is enough; only the digits differ.
    for bits in PRECISIONS:
        values = Sample(graph, 0, 0, bits).evaluate()
        left, right = values[student], values[expected]
        if left is None or right is None:
            return None, left, right
        with precision(bits):
            verdict = test(left, right)
        if verdict is not None:
            return verdict, left, right
    return None, left, right


def is_at_most(small: Any, large: Any) -> bool | None:
    """Whether one ball is at most another; None where they meet."""
    # Balls: certain only if all of one is on one side of all of the other.
    return True if small <= large else False if small > large else None


def decide_within_tolerance(graph: Graph, student: int, expected: int, policy: Policy) -> Decision:
    """Return whether a constant is within the policy's tolerance of the expected one."""
    rtol, atol = (fmpq(t.numerator, t.denominator) if t else fmpq(0) for t in (policy.rtol, policy.atol))
    return make_decision(*compare_distance(graph, student, expected, atol, rtol), by="tolerance")


def compare_distance(graph: Graph, student: int, expected: int, atol: fmpq, rtol: fmpq) -> tuple[bool | None, Any, Any]:
    """Return whether ``|s - e| <= atol + rtol |e|``, and both values; exactly, ends included, for rational numbers."""
    # Balls cannot decide at an end of the range: |8.665 - 8.66| <= 0.005 holds with equality, exactly.
    if graph.kind[student] == NUMBER and graph.kind[expected] == NUMBER:
        s, e = fmpq(graph.data[student]), fmpq(graph.data[expected])
        with precision(WORKING):  # only rounds the values that are shown
            return bool(abs(s - e) <= atol + rtol * abs(e)), arb(s), arb(e)
    return apply_test(graph, student, expected, lambda s, e: is_at_most(abs(s - e), arb(atol) + arb(rtol) * abs(e)))


def make_decision(verdict: bool | None, left: Any, right: Any, *, by: str, reason: str = "") -> Decision:
    """Return a decision, with both values as its witness where they are too far apart."""
    # Undefined for certain where a number is expected: that is wrong whatever the tolerance.
    if verdict is None and left is None and right is not None:
        return refute_by_structure("The answer is undefined, and a number is expected.")
    if verdict is None:
        undefined = left is None or right is None
        return Decision(
            result=Equality.UNKNOWN, by="limit", agreement=Agreement(points=0 if undefined else 1, digits=0)
        )
    if verdict:
        return Decision(result=Equality.EQUAL, by=by)
    witness = Witness(reason=reason, student=text_of_ball(left), expected=text_of_ball(right))
    return Decision(result=Equality.DIFFERENT, by=by, witness=witness)


def decimal_of(tree: Node) -> Number | None:
    """Return the decimal literal that an answer consists of, up to its sign."""
    while isinstance(tree, Neg):  # -8.67 is written as a minus and a decimal
        tree = tree.operand
    return tree if isinstance(tree, Number) and tree.decimals is not None else None


def decide_by_rounding(graph: Graph, literal: Number, student: int, expected: int, policy: Policy) -> Decision:
    """Return whether the expected value rounds to a decimal that has enough significant digits."""
    # Half a unit of the last decimal, on both sides and with both ends, since a value halfway may be rounded either
    # way.
    half = fmpq(1, 2) * fmpq(10) ** -(literal.decimals or 0)
    verdict, left, right = compare_distance(graph, student, expected, half, fmpq(0))
    digits, needed = literal.digits or 0, policy.digits or 0
    # 8.7 is a right rounding of 26/3, but too short where three digits are asked for.
    if verdict and digits < needed:
        counted = f"{digits} significant digit{'' if digits == 1 else 's'}"
        reason = f"The answer has {counted}, but {needed} {'is' if needed == 1 else 'are'} needed."
        return make_decision(False, left, right, by="rounding", reason=reason)
    return make_decision(
        verdict, left, right, by="rounding", reason="The expected value does not round to this decimal."
    )

"""Values within a given tolerance, and decimals as the numbers that round to them.

Both are decided by enclosures, never by floats: the answer is accepted where ``|s - e| <= atol + rtol |e|`` is
certain and refused where the opposite is; of complex numbers it is the distance in the plane. A written number such as
``8.67`` means, where an item allows rounding, every number from 8.665 to 8.675 (a value halfway may be rounded either
way); it is right if the expected value is one of them and it has enough significant digits. Of a complex number each
part is rounded by itself.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flint import arb, fmpq

from grader.equivalence.form.written_numbers import Written, read_complex_number, read_written_number
from grader.equivalence.graph.calculus import list_reachable
from grader.equivalence.graph.graph import Graph
from grader.equivalence.graph.kinds import ATOM, NUMBER
from grader.equivalence.policy import Policy
from grader.equivalence.precision import WORKING, precision
from grader.equivalence.rungs.complex_enclosure import evaluate
from grader.equivalence.rungs.complex_parts import is_real_formula, split
from grader.equivalence.rungs.ladder import ORDER, Ladder
from grader.equivalence.values.enclosure import PRECISIONS, Sample
from grader.equivalence.witness import leave_undecided, refute_by_structure, text_of_ball
from grader.errors import Diagnostic, UsageError
from grader.expr.nodes import Node
from grader.records import Agreement, Decision, Equality, Witness

__all__ = [
    "check_tolerance",
    "decide_by_rounding",
    "decide_with_tolerance",
    "decide_within_tolerance",
    "is_constant",
    "is_undefined_constant",
    "measure_distance",
]


def decide_with_tolerance(ladder: Ladder, tree: Node, value: int, reference: int) -> Decision:
    """Return the decision about two scalars: exactly, by rounding, or within tolerance, as the policy says."""
    policy = ladder.policy
    # A formula is compared exactly: a tolerance at drawn points would accept another formula that is close there.
    if policy.is_exact or value == reference or not is_constant(ladder.graph, value, reference):
        return ladder.decide(value, reference)
    rounded = decide_rounded(ladder, tree, value, reference) if policy.digits is not None else None
    has_range = policy.rtol is not None or policy.atol is not None
    # Rounding decides unless a tolerance may still accept the answer.
    if rounded is not None and (rounded.result is Equality.EQUAL or not has_range):
        # If both rules accept the answer, exact equality is the stronger evidence.
        exact = ladder.decide(value, reference)
        return exact if exact.result is Equality.EQUAL else rounded
    if not has_range:
        return ladder.decide(value, reference)
    found = decide_within_tolerance(ladder.graph, value, reference, policy)
    if found.result is Equality.UNKNOWN:
        # What is equal is within every tolerance, also where no number of digits shows it: a tolerance of 0.
        exact = ladder.decide(value, reference)
        return exact if exact.result is Equality.EQUAL else found
    return found


def decide_rounded(ladder: Ladder, tree: Node, value: int, reference: int) -> Decision | None:
    """Return whether the expected value rounds to the number that an answer consists of; None where it is no number."""
    graph, policy = ladder.graph, ladder.policy
    written = read_written_number(tree)
    if written is not None and (not graph.over_complex or is_real_formula(graph, value, reference)):
        return decide_by_rounding(graph, written, value, reference, policy)
    numbers = (written, None) if written is not None else read_complex_number(tree)
    if numbers is None or not graph.over_complex:
        return None
    parts = split(graph, value, reference)
    if parts is None:
        return leave_undecided()
    decisions = []
    for name, number, mine, theirs in zip(("real", "imaginary"), numbers, *parts, strict=True):
        # A part that is not written is exactly 0.
        is_exact = number is None or mine == theirs
        found = ladder.decide(mine, theirs) if is_exact else decide_by_rounding(graph, number, mine, theirs, policy)
        if found.witness is not None:
            reason = f"The {name} parts differ. {found.witness.reason}".strip()
            found = replace(found, witness=replace(found.witness, reason=reason))
        decisions.append(found)
    worst = min(decisions, key=lambda decision: ORDER[decision.result])
    return replace(worst, by="rounding") if worst.result is Equality.EQUAL else worst


def check_tolerance(graph: Graph, expected: list[int], policy: Policy) -> None:
    """Raise an author's error where a relative tolerance is given and all that is expected is zero.

    Beside other entries a zero is compared exactly, as the tolerance says: 0 times anything is 0.
    """
    if not policy.rtol or policy.atol:
        return
    if expected and all(graph.kind[node] == NUMBER and graph.data[node] == 0 for node in expected):
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


def is_undefined_constant(graph: Graph, node: int) -> bool:
    """Whether a node is a number without a value over the reals, such as ``sqrt(-4)``."""
    return is_constant(graph, node) and Sample(graph, 0, 0, PRECISIONS[0]).evaluate()[node] is None


def evaluate_constants(graph: Graph, student: int, expected: int, bits: int) -> tuple[Any, Any]:
    """Return the values of two constants: real balls, or complex ones where one of them may be complex."""
    # Constants have the same value at every point, so one sample is enough; only the digits differ.
    if not graph.over_complex or is_real_formula(graph, student, expected):
        values: Any = Sample(graph, 0, 0, bits).evaluate()
    else:
        with precision(bits):
            values = evaluate(graph, list_reachable(graph, [student, expected]), 0, 0)
    return values[student], values[expected]


def apply_test(
    graph: Graph, student: int, expected: int, test: Callable[[Any, Any], bool | None]
) -> tuple[bool | None, Any, Any]:
    """Return what a test says at the lowest precision at which it is certain, and the values there."""
    left = right = None
    for bits in PRECISIONS:
        left, right = evaluate_constants(graph, student, expected, bits)
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
    found = apply_test(graph, student, expected, lambda s, e: is_at_most(abs(s - e), arb(atol) + arb(rtol) * abs(e)))
    if found[0] is None and graph.over_complex:
        return is_at_most_exactly(graph, student, expected, atol, rtol), *found[1:]
    return found


def is_at_most_exactly(graph: Graph, student: int, expected: int, atol: fmpq, rtol: fmpq) -> bool | None:
    """Whether ``|s - e| <= atol + rtol |e|`` for complex numbers with rational parts, ends included; else None."""
    parts = split(graph, student, expected)
    if parts is None or any(graph.kind[node] != NUMBER for pair in parts for node in pair):
        return None
    (a, b), (c, d) = ([fmpq(graph.data[node]) for node in pair] for pair in parts)
    # Squared twice: with q = atol^2 + rtol^2 |e|^2, the square of the right side is q + 2 atol rtol |e|.
    excess = (a - c) ** 2 + (b - d) ** 2 - atol**2 - rtol**2 * (c**2 + d**2)
    return bool(excess <= 0 or excess**2 <= 4 * atol**2 * rtol**2 * (c**2 + d**2))


def measure_distance(graph: Graph, left: int, right: int) -> float:
    """Return how far apart two constants are, nearly: it chooses between numbers that are all accepted."""
    with precision(WORKING):
        values = evaluate(graph, list_reachable(graph, [left, right]), 0, 0)
        return float(abs(values[left] - values[right]).mid())


def make_decision(verdict: bool | None, left: Any, right: Any, *, by: str, reason: str = "") -> Decision:
    """Return a decision, with both values as its witness where they are too far apart."""
    # Undefined for certain where a number is expected: that is wrong whatever the tolerance.
    if verdict is None and left is None and right is not None:
        return refute_by_structure("The answer is undefined, and a number is expected.")
    if verdict is None:
        undefined = left is None or right is None or not (left.is_finite() and right.is_finite())
        return Decision(
            result=Equality.UNKNOWN, by="limit", agreement=Agreement(points=0 if undefined else 1, digits=0)
        )
    if verdict:
        return Decision(result=Equality.EQUAL, by=by)
    witness = Witness(reason=reason, student=text_of_ball(left), expected=text_of_ball(right))
    return Decision(result=Equality.DIFFERENT, by=by, witness=witness)


def decide_by_rounding(graph: Graph, written: Written, student: int, expected: int, policy: Policy) -> Decision:
    """Return whether the expected value rounds to a number that is written with enough significant digits."""
    needed = policy.digits or 0
    written = written.read_with(needed)
    # Half a unit of the last digit, on both sides and with both ends, since a value halfway may be rounded either way.
    half = fmpq(1, 2) * fmpq(10) ** -written.decimals
    verdict, left, right = compare_distance(graph, student, expected, half, fmpq(0))
    # 8.7 is a right rounding of 26/3, but too short where three digits are asked for.
    if verdict and written.digits < needed:
        counted = f"{written.digits} significant digit{'' if written.digits == 1 else 's'}"
        reason = f"The answer has {counted}, but {needed} {'is' if needed == 1 else 'are'} needed."
        return make_decision(False, left, right, by="rounding", reason=reason)
    return make_decision(
        verdict, left, right, by="rounding", reason="The expected value does not round to this decimal."
    )

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

from grader.equivalence.form.written_numbers import Written, read_complex_number, read_mixed_number, read_written_number
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
    "count_digits",
    "count_excess",
    "decide_by_rounding",
    "decide_with_tolerance",
    "decide_within_tolerance",
    "describe_count",
    "is_constant",
    "is_relative_to_zero",
    "is_undefined_constant",
    "measure_distance",
]


def decide_with_tolerance(ladder: Ladder, tree: Node, value: int, reference: int, key: Node | None = None) -> Decision:
    """Return the decision about two scalars: exactly, by rounding, or within tolerance, as the policy says.

    ``key`` is the tree of the expected one, whose digits count where it may be rounded itself.
    """
    policy = ladder.policy
    # A formula is compared exactly: a tolerance at drawn points would accept another formula that is close there.
    is_same = value == reference and not policy.exactly
    if policy.is_exact or is_same or not is_constant(ladder.graph, value, reference):
        return ladder.decide(value, reference)
    rounded = decide_rounded(ladder, tree, value, reference, key) if policy.accepts_rounding else None
    # Rounding decides unless a tolerance may still accept the answer.
    if rounded is not None and (rounded.result is Equality.EQUAL or not policy.has_range or policy.exactly):
        # If both rules accept the answer, exact equality is the stronger evidence.
        exact = ladder.decide(value, reference)
        is_stronger = exact.result is Equality.EQUAL and not (policy.exactly and rounded.result is Equality.DIFFERENT)
        return exact if is_stronger else rounded
    if not policy.has_range:
        return ladder.decide(value, reference)
    found = decide_within_tolerance(ladder.graph, value, reference, policy)
    if found.result is Equality.UNKNOWN:
        # What is equal is within every tolerance, also where no number of digits shows it: a tolerance of 0.
        exact = ladder.decide(value, reference)
        return exact if exact.result is Equality.EQUAL else found
    # What is on the border of a rounded key stays open where the tolerance does not accept it.
    is_open = rounded is not None and rounded.result is Equality.UNKNOWN and found.result is Equality.DIFFERENT
    return rounded if rounded is not None and is_open else found


def decide_rounded(ladder: Ladder, tree: Node, value: int, reference: int, key: Node | None) -> Decision | None:
    """Return whether an answer is the expected value, correctly rounded, or one that rounds to a rounded key.

    None where neither the answer nor the key is a written number.
    """
    graph, policy = ladder.graph, ladder.policy
    written = read_written_number(tree)
    theirs = read_written_number(key) if key is not None else None
    if policy.exactly and written is None and (not graph.over_complex or read_complex_number(tree) is None):
        is_equal = ladder.decide(value, reference).result is Equality.EQUAL
        return refute_form(graph, value, reference, describe_demand(policy) if is_equal else "")
    if not graph.over_complex or ((written or theirs) is not None and is_real_formula(graph, value, reference)):
        return decide_number(ladder, written, theirs, value, reference)
    numbers = read_complex_number(tree) or read_mixed_number(tree)
    keys = read_complex_number(key) if key is not None else None
    if numbers is None and not any(is_rounded_key(one, policy) for one in keys or ()):
        return None
    parts = split(graph, value, reference)
    if parts is None:
        return leave_undecided()
    decisions = []
    for name, number, other, mine, wanted in zip(
        ("real", "imaginary"), numbers or (None, None), keys or (None, None), *parts, strict=True
    ):
        # A part that is not written is exactly 0, or a formula.
        is_exact = number is None or (mine == wanted and not policy.exactly)
        found = None if is_exact and not is_rounded_key(other, policy) else decide_number(
            ladder, number, other, mine, wanted
        )  # fmt: skip
        found = found or ladder.decide(mine, wanted)
        if found.witness is not None:
            reason = f"The {name} parts differ. {found.witness.reason}".strip()
            found = replace(found, witness=replace(found.witness, reason=reason))
        decisions.append(found)
    worst = min(decisions, key=lambda decision: ORDER[decision.result])
    return replace(worst, by="rounding") if worst.result is Equality.EQUAL else worst


def decide_number(
    ladder: Ladder, written: Written | None, key: Written | None, value: int, reference: int
) -> Decision | None:
    """Return whether a real number is right where roundings are accepted; None where no rounding is concerned."""
    graph, policy = ladder.graph, ladder.policy
    if value == reference and not policy.exactly:
        return ladder.decide(value, reference)
    found = decide_by_rounding(graph, written, value, reference, policy) if written is not None else None
    is_short = written is not None and bool(describe_shortage(written, policy, is_zero(graph, value)))
    if (found is not None and found.result is not Equality.DIFFERENT) or is_short or not is_rounded_key(key, policy):
        return found
    assert key is not None
    return decide_by_key(graph, key, value, reference)


def is_rounded_key(key: Written | None, policy: Policy) -> bool:
    """Whether an expected number is rounded: a decimal with at least as many digits as are asked for.

    A whole number, and a decimal with fewer digits, is exact.
    """
    if key is None or not policy.rounded_key or not key.is_decimal:
        return False
    return key.decimals >= policy.decimals if policy.decimals is not None else key.digits >= (policy.digits or 0)


def decide_by_key(graph: Graph, key: Written, student: int, expected: int) -> Decision:
    """Return whether an answer rounds to an expected decimal; just halfway, that is not known."""
    half = find_half_unit(key)
    if graph.kind[student] == NUMBER and graph.kind[expected] == NUMBER:
        distance = abs(fmpq(graph.data[student]) - fmpq(graph.data[expected]))
        if distance == half:
            return Decision(result=Equality.UNKNOWN, by="rounding", agreement=Agreement(points=1, digits=0))
    verdict, left, right = compare_distance(graph, student, expected, half, fmpq(0))
    return make_decision(verdict, left, right, by="rounding", reason="The answer does not round to the expected value.")


def find_half_unit(written: Written) -> fmpq:
    """Return half a unit of the last digit: how far a value may be from the number that it rounds to."""
    return fmpq(1, 2) * fmpq(10) ** -written.decimals


def is_zero(graph: Graph, node: int) -> bool:
    return graph.kind[node] == NUMBER and graph.data[node] == 0


def refute_form(graph: Graph, student: int, expected: int, reason: str) -> Decision:
    """Return that a number is not written as it has to be."""
    _, left, right = apply_test(graph, student, expected, lambda s, e: True)
    return make_decision(False, left, right, by="rounding", reason=reason)


def describe_demand(policy: Policy) -> str:
    """Say how a number has to be written where only roundings are right."""
    return f"A rounded number with exactly {count_digits(policy)} is asked for."


def count_digits(policy: Policy, count: int | None = None) -> str:
    """Return a number of digits or places in words; without a count, as many as are asked for."""
    asked, noun = (
        (policy.digits, "significant digit") if policy.decimals is None else (policy.decimals, "decimal place")
    )
    number = asked if count is None else count
    return f"{number} {noun}{'' if number == 1 else 's'}"


def describe_count(tree: Node, node: int, ladder: Ladder) -> str:
    """Say what is wrong with the digits of a number by itself; empty if nothing is."""
    policy, written = ladder.policy, read_written_number(tree)
    if is_zero(ladder.graph, node) and policy.decimals is None:
        return ""
    return describe_demand(policy) if written is None else describe_shortage(written, policy)


def count_excess(written: Written, policy: Policy) -> int:
    """Return how many digits or places a number has beyond what is asked for; below 0 where it has too few."""
    if policy.decimals is not None:
        return written.decimals - policy.decimals
    needed = policy.digits or 0
    return written.read_with(needed).digits - needed


def describe_shortage(written: Written, policy: Policy, is_nothing: bool = False) -> str:
    """Say that a number has too few digits, or too many where they are counted exactly; empty if it has enough.

    A zero has no significant digit, so none can be asked of it where just so many are.
    """
    excess = count_excess(written, policy)
    is_countless = policy.exactly and is_nothing and policy.decimals is None
    if is_countless or excess == 0 or (excess > 0 and not policy.exactly):
        return ""
    needed = policy.decimals if policy.decimals is not None else policy.digits or 0
    # The last digit of 3.4e3 counts hundreds: it has no decimal place.
    own = max(needed + excess, 0)
    verb = "is" if needed == 1 else "are"
    said = f"exactly {needed} {verb} asked for" if policy.exactly else f"{needed} {verb} needed"
    return f"The answer has {count_digits(policy, own)}, but {said}."


def is_relative_to_zero(graph: Graph, expected: list[int], policy: Policy) -> bool:
    """Whether a relative tolerance is given and all that is expected is zero; an author's error if that is refused.

    Beside other entries a zero is compared exactly, as the tolerance says: 0 times anything is 0.
    """
    if not policy.rtol or policy.atol or not expected or not all(is_zero(graph, node) for node in expected):
        return False
    if policy.at_zero == "refused":
        raise UsageError(
            Diagnostic(
                slug="relative-tolerance-at-zero",
                what="The expected value is 0, but only a relative tolerance is given.",
                why="A relative tolerance of 0 accepts nothing but 0 itself.",
                help="give an absolute tolerance 'atol' as well.",
                audience="author",
            )
        )
    return policy.at_zero == "open"


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
    """Return whether the expected value rounds to a number that is written with as many digits as are asked for."""
    written = written.read_with(policy.digits or 0)
    # On both sides and with both ends, since a value halfway may be rounded either way.
    verdict, left, right = compare_distance(graph, student, expected, find_half_unit(written), fmpq(0))
    # 8.7 is a right rounding of 26/3, but too short where three digits are asked for.
    shortage = describe_shortage(written, policy, is_zero(graph, expected)) if verdict else ""
    if shortage:
        return make_decision(False, left, right, by="rounding", reason=shortage)
    return make_decision(
        verdict, left, right, by="rounding", reason="The expected value does not round to this decimal."
    )

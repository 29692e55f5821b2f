"""The ladder over the complex numbers: points in the plane, the modular prover, and real and imaginary parts.

Principal roots and moduli are in one half of the plane, where two numbers with the same square are equal. So what is
left open may still be proved by its squares: ``|1 + e^(i u)|`` is ``sqrt(2 + 2 cos u)``.
"""

from collections.abc import Callable
from dataclasses import replace

from grader.equivalence.graph import facts
from grader.equivalence.graph.facts import COMPLEX, NEGATIVE
from grader.equivalence.graph.graph import Graph
from grader.equivalence.graph.kinds import NUMBER, POWER, PRODUCT, SUM
from grader.equivalence.rungs.alike_arguments import unify_principal_arguments
from grader.equivalence.rungs.complex_enclosure import compare_over_complex, is_defined_alike
from grader.equivalence.rungs.complex_parts import split
from grader.equivalence.rungs.identity import Prover
from grader.equivalence.rungs.lemmas import Lemmas
from grader.equivalence.rungs.proof import Proof
from grader.errors import LimitError
from grader.records import Decision, Equality

__all__ = ["decide_over_complex"]

DecideReals = Callable[[int, int], Decision]
SAME = Decision(result=Equality.EQUAL, by="tree")


def decide_over_complex(
    graph: Graph, seed: int, student: int, expected: int, decide_over_reals: DecideReals
) -> Decision:
    """Return the decision about expressions that hold the imaginary unit or complex symbols."""
    refuted, agreement = compare_over_complex(graph, seed, student, expected)
    if refuted is not None:
        return refuted
    # Without a value anywhere nothing is equal. A proof holds wherever both sides have a value; where only the expected
    # one has, nothing is concluded.
    if agreement.points and is_defined_alike(graph, seed, student, expected):
        # A prover of its own, with logarithms of complex numbers: the usual one takes log |t|, which is wrong here.
        prover = Prover(graph, seed, principal=True)
        proof = prove(prover, student, expected, decide_over_reals)
        if proof is None and is_in_right_half(graph, student) and is_in_right_half(graph, expected):
            squares = [graph.power(side, 2) for side in (student, expected)]
            proof = prove(prover, squares[0], squares[1], decide_over_reals)
        if proof is not None:
            return proof
    return Decision(result=Equality.UNKNOWN, by="limit", agreement=agreement)


def prove(prover: Prover, student: int, expected: int, decide_over_reals: DecideReals) -> Decision | None:
    proof = prover.prove(student, expected) or prove_with_one_argument(prover, student, expected)
    return proof.conclude() if proof else prove_by_parts(prover.graph, student, expected, decide_over_reals)


def prove_with_one_argument(prover: Prover, student: int, expected: int) -> Proof | None:
    """Return a proof once functions and roots of equal arguments are one node, else None."""
    if prover.graph.strict:  # arguments are proved equal but for single points
        return None
    lemmas = Lemmas(prover)
    try:
        left, right = unify_principal_arguments(lemmas, [student, expected])
        is_changed = (left, right) != (student, expected)
        return lemmas.conclude() if is_changed and lemmas.is_proved(left, right) else None
    except LimitError:  # a rewritten form that is too large is no fault of the answer
        return None


def prove_by_parts(graph: Graph, student: int, expected: int, decide_over_reals: DecideReals) -> Decision | None:
    """Return the decision ``equal`` if real and imaginary parts are known and proved equal, else None."""
    parts = split(graph, student, expected)
    if parts is None:
        return None
    decisions = []
    for mine, theirs in zip(*parts, strict=True):
        if mine != theirs:
            if graph.kind[mine] == NUMBER and graph.kind[theirs] == NUMBER:
                return None
            found = decide_over_reals(mine, theirs)
            if found.result is not Equality.EQUAL:
                return None
            decisions.append(found)
    # A part with a bound is the weaker evidence; the same node needs none. What is said of the real symbols that stand
    # for the parts would be puzzling.
    weakest = max(decisions, key=lambda found: found.error_bound_log2 or -1000, default=SAME)
    assumes = tuple(dict.fromkeys(said for found in decisions for said in found.assumes))
    return replace(weakest, remarks=(), assumes=assumes)


def is_in_right_half(graph: Graph, node: int) -> bool:
    """Whether a node is 0 or has an angle in (-pi/2, pi/2]: what is not negative, a root, or a product of the two."""
    kind, data = graph.kind[node], graph.data[node]
    if not facts.find_signs(graph, node) & (NEGATIVE | COMPLEX):
        return True
    if kind == POWER:
        # A number as exponent is 1/q: whole parts have become products.
        return bool(graph.kind[data[1]] == NUMBER)
    if kind == SUM:  # a multiple
        constant, ((term, factor), *others) = data
        return bool(constant == 0 and not others and factor > 0) and is_in_right_half(graph, term)
    if kind != PRODUCT:
        return False
    roots = [pair for pair in data if facts.find_signs(graph, pair[0]) & (NEGATIVE | COMPLEX)]
    # One root at most: the angles of two add up. A product such as t sign(t) is known as a whole alone.
    return len(roots) == 1 and roots[0][1] == 1 and is_in_right_half(graph, roots[0][0])

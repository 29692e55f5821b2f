"""Proofs in which the expected side's domain is assumed, and proofs that the answer is defined there.

Equality is asked for where the expected side is defined, so the conditions for that may be used: ``1/sqrt(u)`` is
``sqrt(1/u)`` because u is positive where the latter has a value. Both sides are rebuilt in every case (see
``domain/cases.py``) and proved there.
"""

from grader.equivalence.domain.cases import list_cases
from grader.equivalence.domain.definedness import is_defined_almost_everywhere
from grader.equivalence.domain.rebuilding import Case
from grader.equivalence.graph import facts
from grader.equivalence.graph.graph import Graph
from grader.equivalence.graph.variation import holds_symbols
from grader.equivalence.rungs import algebraic
from grader.equivalence.rungs.identity import LOWEST_BOUND, Prover
from grader.equivalence.values.enclosure import PRECISIONS, Sample
from grader.records import Decision, Equality

__all__ = ["has_no_real_value", "is_defined_wherever", "prove_where_defined"]

SAME = Decision(result=Equality.EQUAL, by="tree")


def prove_where_defined(
    graph: Graph, seed: int, student: int, expected: int, *, is_slow: bool = False
) -> Decision | None:
    """Return ``equal`` if both sides agree in every case in which the expected one is defined, else None."""
    # Between the cases are single points, which count with ``strict``.
    cases = None if graph.strict else list_cases(graph, student, expected)
    proofs = [prove_case(case, seed, is_slow=is_slow) for case in cases or ()]
    if not proofs or any(proof is None for proof in proofs):
        return None
    bounds = [proof.error_bound_log2 for proof in proofs if proof is not None and proof.error_bound_log2 is not None]
    if not bounds:
        return SAME
    # Eight cases at most, so the errors of all together are at most 2^3 times the largest.
    bound = max(bounds) + 3 if len(bounds) > 1 else bounds[0]
    return Decision(result=Equality.EQUAL, by="modular", error_bound_log2=bound) if bound <= LOWEST_BOUND else None


def prove_case(case: Case, seed: int, *, is_slow: bool) -> Decision | None:
    """Return ``equal`` if both sides agree in one case; by slow methods too, if asked for."""
    if case.student == case.expected:
        return SAME
    prover = Prover(case.graph, seed)
    proof = prover.prove(case.student, case.expected)
    return proof or (algebraic.prove(prover, case.student, case.expected) if is_slow else None)


def is_defined_wherever(graph: Graph, seed: int, student: int, expected: int) -> bool:
    """Whether the answer is known to be defined wherever the expected side is, but for single points."""
    if facts.find_conditions(graph, student) <= facts.find_conditions(graph, expected):
        return True
    if not holds_symbols(graph, student):
        return is_constant_defined(graph, student)
    if is_defined_almost_everywhere(graph, seed, student):
        return True
    cases = list_cases(graph, student, expected, is_cut=True)
    return bool(cases) and all(is_defined_almost_everywhere(case.graph, seed, case.student) for case in cases or ())


def is_constant_defined(graph: Graph, node: int) -> bool:
    """Whether a constant has a value: one that is enclosed has."""
    value = Sample(graph, 0, 0, PRECISIONS[1]).evaluate()[node]
    return value is not None and bool(value.is_finite())


def has_no_real_value(graph: Graph, expected: int) -> bool:
    """Whether the expected side is known to have no real value but at single points."""
    if not holds_symbols(graph, expected):
        return Sample(graph, 0, 0, PRECISIONS[-1]).evaluate()[expected] is None
    return list_cases(graph, expected, expected) == []

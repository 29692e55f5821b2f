"""Proofs in which the expected side's domain is assumed, and proofs that the answer is defined there.

Equality is asked for where the expected side is defined, so the conditions for that may be used: ``1/sqrt(u)`` is
``sqrt(1/u)`` because u is positive where the latter has a value. Both sides are rebuilt in every case (see
``domain/cases.py``) and proved there.
"""

from grader.equivalence.domain.cases import Case, list_cases
from grader.equivalence.graph import facts
from grader.equivalence.graph.graph import Graph
from grader.equivalence.graph.variation import holds_symbols
from grader.equivalence.rungs.identity import Prover
from grader.equivalence.rungs.proof import Proof
from grader.equivalence.values.enclosure import PRECISIONS, Sample

__all__ = ["has_no_real_value", "is_defined_wherever", "prove_where_defined"]


def prove_where_defined(graph: Graph, seed: int, student: int, expected: int) -> Proof | None:
    """Return a proof that both sides agree in every case in which the expected one is defined, else None."""
    cases = list_cases(graph, student, expected)
    proofs = [prove_case(case, seed) for case in cases or ()]
    if not proofs or any(proof is None for proof in proofs):
        return None
    payments = tuple(payment for proof in proofs if proof is not None for payment in proof.payments)
    return Proof(by="modular" if payments else "tree", payments=payments)


def prove_case(case: Case, seed: int) -> Proof | None:
    """Return a proof that both sides agree in one case."""
    if case.student == case.expected:
        return Proof(by="tree", payments=())
    return Prover(case.graph, seed).prove(case.student, case.expected)


def is_defined_wherever(graph: Graph, student: int, expected: int) -> bool:
    """Whether the answer is known to be defined wherever the expected side is, but for single points."""
    if facts.find_conditions(graph, student) <= facts.find_conditions(graph, expected):
        return True
    cases = list_cases(graph, student, expected)
    return bool(cases) and all(facts.is_total(case.graph, case.student) for case in cases or ())


def has_no_real_value(graph: Graph, expected: int) -> bool:
    """Whether the expected side is known to have no real value but at single points."""
    if not holds_symbols(graph, expected):
        return Sample(graph, 0, 0, PRECISIONS[-1]).evaluate()[expected] is None
    return list_cases(graph, expected, expected) == []

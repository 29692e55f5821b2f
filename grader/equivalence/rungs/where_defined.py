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
from grader.equivalence.rungs.identity import Prover
from grader.equivalence.rungs.proof import Proof
from grader.equivalence.values.enclosure import PRECISIONS, Sample

__all__ = ["has_no_real_value", "is_defined_wherever", "prove_where_defined"]


def prove_where_defined(graph: Graph, seed: int, student: int, expected: int, *, is_slow: bool = False) -> Proof | None:
    """Return a proof that both sides agree in every case in which the expected one is defined, else None."""
    # Between the cases are single points, which count with ``strict``.
    cases = None if graph.strict else list_cases(graph, student, expected)
    proofs = [prove_case(case, seed, is_slow=is_slow) for case in cases or ()]
    if not proofs or any(proof is None for proof in proofs):
        return None
    payments = tuple(payment for proof in proofs if proof is not None for payment in proof.payments)
    return Proof(by="modular" if payments else "tree", payments=payments)


def prove_case(case: Case, seed: int, *, is_slow: bool) -> Proof | None:
    """Return a proof that both sides agree in one case; by slow methods too, if asked for."""
    if case.student == case.expected:
        return Proof(by="tree", payments=())
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

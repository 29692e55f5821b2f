"""What a decision about an array or a family says about its parts: where, how sure, and the worst of them."""

import pytest

from grader.equivalence import Policy, decide
from grader.equivalence.graph.graph import Graph
from grader.equivalence.rungs.ladder import Ladder
from grader.expr import parse
from grader.expr.notation import Entry, Notation
from grader.records import Agreement, Decision
from tests.equivalence.tables import decided

FAMILY = Notation(
    entries={name: Entry(name=name, axes=axes) for name, axes in {"u": ("j",), "x": (), "y": ()}.items()},
    ranges={"j": 2},
)


def in_family(student: str, expected: str) -> Decision:
    return decide(*(parse(text, FAMILY).tree for text in (student, expected)), FAMILY)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("student", "expected", "at"),
    [
        ("[x]", "[y]", (("entry", 1),)),
        ("[x, y]", "[x, x]", (("entry", 2),)),
        ("[[x, y], [1, 2]]", "[[x, y], [1, 3]]", (("row", 2), ("column", 2))),
        ("u_j", "2 u_j", (("j", 1),)),
        ("[u_j, 1]", "[u_j, 2]", (("j", 1), ("entry", 2))),
        ("[[u_j, 1], [1, 1]]", "[[u_j, 2], [1, 1]]", (("j", 1), ("row", 1), ("column", 2))),
    ],
)
def test_a_witness_names_the_member_and_the_entry(student: str, expected: str, at: tuple[tuple[str, int], ...]) -> None:
    decision = in_family(student, expected)
    assert decision.result == "different"
    assert decision.witness is not None
    assert decision.witness.at == at
    assert decision.agreement is None
    assert decision.error_bound_log2 is None


def test_an_array_is_as_sure_as_the_least_sure_of_its_entries() -> None:
    decision = in_family("[(x + 1)^2, (x + 1)^40, x]", "[x^2 + 2x + 1, (x^2 + 2x + 1)^20, x]")
    bounds = [part.error_bound_log2 for _, part in decision.parts]
    assert decision.result == "equal"
    assert decision.error_bound_log2 == max(bound for bound in bounds if bound is not None)
    assert decision.agreement is None


def test_an_undecided_array_tells_the_agreement_of_an_undecided_entry() -> None:
    decision = decided({"student": "[x, floor(floor(x)/2)]", "expected": "[x, floor(x/2)]", "deadline_s": 0})
    assert decision.result == "unknown"
    assert decision.agreement == decision.parts[1][1].agreement != None  # noqa: E711
    assert decision.error_bound_log2 is None


def test_what_is_too_large_for_any_precision_agrees_nowhere() -> None:
    tower = "exp(exp(exp(exp(10))))"
    assert decided({"student": tower, "expected": f"1 + {tower}", "deadline_s": 0}).agreement == Agreement(
        points=0, digits=0
    )


def test_what_has_no_complex_value_agrees_nowhere() -> None:
    g = Graph()
    i, x = g.call("i"), g.atom("x")
    left, right = (g.call("floor", g.add([x, g.scale(i, factor)])) for factor in (1, 2))
    assert Ladder(g, Policy()).decide_over_complex(left, right).agreement == Agreement(points=0, digits=0)


def test_a_distance_that_cannot_be_told_from_the_tolerance_was_looked_at_once() -> None:
    decision = decided({"student": "sqrt(2) + 1/10", "expected": "sqrt(2)", "atol": "1/10"})
    assert decision.agreement == Agreement(points=1, digits=0)

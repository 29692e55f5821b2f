"""Complex values refute, and only refute; their point is shown in full."""

from typing import Any

import pytest
from flint import acb, ctx, fmpq

from grader.equivalence.graph.graph import Graph
from grader.equivalence.lowering.scope import Scope
from grader.equivalence.rungs.complex_enclosure import POINTS, compare_over_complex, evaluate
from grader.equivalence.witness import format_complex
from grader.expr import parse
from grader.expr.notation import Domain, Entry, Notation
from grader.records import Agreement, Decision
from tests.equivalence.tables import decided

KINDS = {"x": "real", "y": "real", "z": "complex", "w": "complex", "k": "natural"}
NOTATION = Notation(entries={name: Entry(name=name, domain=Domain(kind=kind)) for name, kind in KINDS.items()})  # type: ignore[arg-type]


def lowered(*texts: str) -> tuple[Graph, list[int]]:
    scope = Scope(Graph(), NOTATION)
    return scope.graph, [scope.lower_scalar(parse(text, NOTATION).tree, {}) for text in texts]


def compared(student: str, expected: str) -> tuple[Decision | None, Agreement]:
    graph, (left, right) = lowered(student, expected)
    before = ctx.prec
    found = compare_over_complex(graph, 0, left, right)
    assert ctx.prec == before
    return found


@pytest.mark.parametrize(
    ("student", "expected"),
    [("z^2", "z"), ("w", "z"), ("x", "y"), ("abs(exp(z))", "exp(z)"), ("sqrt(z^2)", "z"),
    ("log(exp(z) exp(w))", "z + w + 1")],
)  # fmt: skip
def test_values_that_do_not_meet_refute(student: str, expected: str) -> None:
    decision, _ = compared(student, expected)
    assert decision is not None and decision.result == "different"


@pytest.mark.parametrize(
    ("student", "expected", "meeting"),
    [
        ("(z + w)^2", "z^2 + 2 z w + w^2", POINTS), ("exp(z) exp(w)", "exp(z + w)", POINTS),
        ("z + 10^-400", "z", POINTS),
        # a value that is not finite settles nothing, on either side or on both
        ("floor(z)", "z", 0), ("z", "floor(z)", 0), ("floor(z)", "floor(z)", 0), ("floor(z)", "floor(w)", 0),
    ],
)  # fmt: skip
def test_values_that_meet_are_counted_and_settle_nothing(student: str, expected: str, meeting: int) -> None:
    decision, agreement = compared(student, expected)
    assert (decision, agreement.points) == (None, meeting)
    assert agreement.digits > 250 if meeting else agreement.digits == 0


def test_a_difference_far_behind_the_point_is_seen_at_the_highest_precision() -> None:
    decision, _ = compared("z + 10^-200", "z")
    assert decision is not None and decision.result == "different"


@pytest.mark.parametrize(
    ("text", "of"),
    [
        ("z", lambda z: z), ("z - 2/3", lambda z: z - acb(fmpq(2, 3))), ("z^3", lambda z: z**3),
        ("1/z", lambda z: 1 / z),
        ("sqrt(z)", lambda z: z.sqrt()), ("exp(z)", lambda z: z.exp()), ("log(z)", lambda z: z.log()),
        ("sin(z)", lambda z: z.sin()),
        ("cos(z)", lambda z: z.cos()), ("atan(z)", lambda z: z.atan()), ("asin(z)", lambda z: z.asin()),
        ("abs(z)", lambda z: acb(abs(z))),
        ("z + pi", lambda z: z + acb.pi()), ("z!", lambda z: (z + 1).gamma()), ("2^z", lambda z: acb(2) ** z),
    ],
)  # fmt: skip
def test_a_value_is_the_principal_value(text: str, of: Any) -> None:
    graph, (z, node) = lowered("z", text)
    for number in range(POINTS):
        values = evaluate(graph, list(range(1, len(graph))), 0, number)
        assert values[node].is_finite() and values[node].overlaps(of(values[z]))


def test_only_complex_symbols_leave_the_real_line() -> None:
    graph, nodes = lowered("x", "k", "z", "w")
    values = evaluate(graph, nodes, 0, 1)
    assert [values[node].imag == 0 for node in nodes] == [True, True, False, False]
    assert len({values[node].str() for node in nodes}) == 4


def test_the_witness_tells_both_parts_of_a_complex_coordinate() -> None:
    decision = decided({"student": "x abs(exp(z))", "expected": "x exp(z)", "symbols": {"z": "complex"}})
    assert decision.witness is not None
    (x, at_x), (z, at_z) = decision.witness.point
    assert (x, z) == ("x", "z")
    real, sign, imaginary, unit = at_z.split(" ")
    assert (sign in "+-", unit) == (True, "i")
    value = acb(fmpq(*map(int, real.split("/"))), fmpq(*map(int, imaginary.split("/"))) * (1 if sign == "+" else -1))
    factor = acb(fmpq(*map(int, at_x.split("/"))))
    for shown, exact in ((decision.witness.student, acb(abs(value.exp()))), (decision.witness.expected, value.exp())):
        assert (factor * exact).str(12, radius=False)[:10] in shown.replace("[", "")
    assert format_complex(fmpq(-1, 2), fmpq(-3)) == "-1/2 - 3 i"
    assert format_complex(fmpq(2), fmpq(0)) == "2"

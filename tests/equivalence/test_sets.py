"""Sets and lists without order: ends in order, and members that are the same in another order at each point."""

import pytest
from flint import fmpq

from grader.equivalence import Policy, decide
from grader.equivalence.conditions.sets import HIGH, LOW, compare_ends, match_lists
from grader.equivalence.graph.graph import Graph
from grader.equivalence.graph.kinds import ONE
from grader.equivalence.pairs.scan import IMAGINARY
from grader.equivalence.rungs.ladder import ASSUMED_DEFINED, Ladder
from grader.expr import parse
from grader.expr.notation import Domain, Entry, Notation
from grader.records import Decision, Equality

NAMES = {
    IMAGINARY.name: IMAGINARY,
    "a": Entry(name="a"),
    "b": Entry(name="b"),
    "p": Entry(name="p", domain=Domain(kind="positive")),
}


def decided(student: str, expected: str, *, ordered: bool = True) -> Decision:
    notation = Notation(entries=NAMES)
    return decide(parse(student, notation).tree, parse(expected, notation).tree, notation, Policy(ordered=ordered))


def test_ends_are_in_the_order_of_their_numbers_between_both_infinities() -> None:
    graph = Graph()
    ladder = Ladder(graph, Policy())
    line = [LOW, graph.number(-3), graph.number(0), graph.number(1), graph.call("pi"), graph.number(4), HIGH]
    for place, left in enumerate(line):
        for other, right in enumerate(line):
            assert compare_ends(ladder, left, right) == (place > other) - (place < other)


@pytest.mark.parametrize(
    ("student", "expected", "result"),
    [
        ("(a, b)", "(b, a)", "equal"), ("(a, a)", "(a, b)", "different"), ("(a, a, b)", "(a, b, b)", "different"),
        ("(abs(a), -abs(a))", "(a, -a)", "equal"), ("(abs(a), abs(a))", "(a, -a)", "different"),
        ("(max(a, b), min(a, b))", "(a, b)", "equal"), ("(sqrt(4), 1)", "(1, 2)", "equal"),
        ("(1, 1)", "(1, 2)", "different"), ("(p, -p)", "(sqrt(p^2), -abs(p))", "equal"),
        ("(i, -i)", "(-i, i)", "equal"), ("(i, i)", "(-i, i)", "different"), ("(0, a)", "(a, 0)", "equal"),
    ],
)  # fmt: skip
def test_a_list_without_order_holds_the_same_values_at_every_point(student: str, expected: str, result: str) -> None:
    decision = decided(student, expected, ordered=False)
    assert decision.result == result
    if result == "different":
        assert decision.witness is not None
        assert decision.witness.reason == (
            "An entry of the answer is not among the expected ones, or occurs too often."
        )


@pytest.mark.parametrize(
    ("student", "expected", "ordered"),
    [
        ("{acosh(cosh(a)), a}", "{a, |a|}", True),
        ("[0, acosh(cosh(a))]", "[0, |a|]", True),
        ("(acosh(cosh(a)), a, 1)", "(1, a, |a|)", False),
    ],
)
def test_what_a_member_assumes_is_said_of_the_whole_set(student: str, expected: str, ordered: bool) -> None:
    decision = decided(student, expected, ordered=ordered)
    assert decision.result is Equality.EQUAL
    assert decision.assumes == (ASSUMED_DEFINED,)


def test_a_list_that_cannot_be_worked_out_is_left_open() -> None:
    graph = Graph()
    ladder = Ladder(graph, Policy(deadline_s=0))
    x = graph.atom("x")
    doubled = graph.call("floor", graph.scale(x, 2))
    halves = graph.add([graph.call("floor", t) for t in (x, graph.combine([(x, 1), (ONE, fmpq(1, 2))]))])
    assert match_lists(ladder, [doubled, x], [x, halves]).result is Equality.UNKNOWN


@pytest.mark.parametrize(
    ("student", "expected"),
    [
        ("[a, a + 1] ∪ [a + 1, a + 2]", "[a, a + 2] ∪ {a}"),  # the same, but not piece by piece
        ("[0, sqrt(-2)] ∪ {1}", "[0, 1] ∪ {1}"),
        ("(-oo, a] ∪ [a, oo)", "(-oo, oo) ∪ {a}"),
    ],
)
def test_intervals_that_cannot_be_put_in_order_are_left_open(student: str, expected: str) -> None:
    decision = decided(student, expected)
    assert (decision.result, decision.by) == (Equality.UNKNOWN, "limit")


def test_sets_with_symbols_that_differ_come_with_a_point() -> None:
    decision = decided("(a, b] ∪ {p}", "(a, b) ∪ {p}")
    assert decision.witness is not None
    assert [name for name, _ in decision.witness.point] == ["a", "b", "p"]
    assert decided("{1, 2}", "{1, 3}").witness != decision.witness
    assert decided("{1, 2}", "{1, 3}").witness.point == ()  # type: ignore[union-attr]

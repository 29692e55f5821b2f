"""One decision about many parts: which of them it is taken from, and what it says of where and how it is known."""

from typing import Any

import pytest
from flint import fmpq

from grader.equivalence.decide import (
    Comparer,
    Workbench,
    choose_sizes,
    decide,
    extend_to_all_sizes,
    is_seen_defined,
    list_entry_trees,
)
from grader.equivalence.form.written_numbers import read_written_number
from grader.equivalence.graph.graph import Graph
from grader.equivalence.graph.kinds import ONE
from grader.equivalence.joining import join_decisions, locate_witness
from grader.equivalence.lowering.scope import Scope
from grader.equivalence.policy import Policy
from grader.equivalence.rungs.ladder import Ladder
from grader.equivalence.rungs.tolerance import decide_by_rounding
from grader.expr import parse
from grader.expr.nodes import Matrix, Node, Symbol, Vector
from grader.expr.notation import Domain, Entry, Notation
from grader.records import Agreement, Decision, Equality, Witness
from tests.equivalence.tables import decided, notation_of


def equal(**given: Any) -> Decision:
    return Decision(result=Equality.EQUAL, **given)


def unknown(points: int, digits: int) -> Decision:
    return Decision(result=Equality.UNKNOWN, by="limit", agreement=Agreement(points=points, digits=digits))


DIFFERENT = Decision(result=Equality.DIFFERENT, by="enclosure", witness=Witness(student="1", expected="2"))
TREE, PROVED = equal(by="tree"), equal(by="modular", error_bound_log2=-100)


def parts(*decisions: Decision) -> list[tuple[tuple[int, ...], Decision]]:
    return [((place,), decision) for place, decision in enumerate(decisions, 1)]


def test_one_part_without_an_index_is_the_decision_itself() -> None:
    assert join_decisions([], [((), PROVED)]) is PROVED


def test_a_single_entry_is_still_a_part() -> None:
    decision = join_decisions([], parts(PROVED))
    assert decision.parts == (((1,), PROVED),)
    notation = notation_of({})
    one = decide(Vector((Symbol("x"),)), Vector((Symbol("x"),)), notation)
    assert [(key, part.result) for key, part in one.parts] == [((1,), "equal")]


def test_all_parts_are_equal_by_the_last_rung_and_the_weakest_bound_that_any_of_them_needed() -> None:
    others = equal(by="algebraic", error_bound_log2=-80, remarks=("a", "b")), equal(by="tree", remarks=("b", "c"))
    decision = join_decisions([], parts(TREE, PROVED, *others))
    assert (decision.result, decision.by, decision.error_bound_log2) == ("equal", "algebraic", -80)
    assert decision.remarks == ("a", "b", "c")
    assert (decision.agreement, decision.witness) == (None, None)
    assert join_decisions([], parts(TREE, TREE)).error_bound_log2 is None
    assert join_decisions([], parts(TREE, PROVED)).error_bound_log2 == -100


def test_an_undecided_part_makes_the_whole_undecided_with_the_least_that_was_seen() -> None:
    unseen = Decision(result=Equality.UNKNOWN, by="sizes")
    decision = join_decisions([], parts(PROVED, unseen, unknown(24, 30), unknown(20, 12), unknown(24, 40)))
    assert (decision.result, decision.agreement) == ("unknown", Agreement(points=20, digits=12))
    assert decision.error_bound_log2 is None
    assert join_decisions([], parts(unseen, TREE)).agreement is None


def test_a_different_part_makes_the_whole_different_whatever_the_others_are() -> None:
    decision = join_decisions([], parts(PROVED, unknown(24, 30), DIFFERENT))
    assert (decision.result, decision.by) == ("different", "enclosure")
    assert (decision.agreement, decision.error_bound_log2) == (None, None)
    assert decision.witness == Witness(student="1", expected="2", at=(("entry", 3),))


@pytest.mark.parametrize(
    ("letters", "key", "at"),
    [
        ("", (), ()), ("", (3,), (("entry", 3),)), ("", (3, 4), (("row", 3), ("column", 4))), ("j", (2,), (("j", 2),)),
        ("j", (2, 3), (("j", 2), ("entry", 3))), ("j", (2, 3, 4), (("j", 2), ("row", 3), ("column", 4))),
        ("jk", (2, 3), (("j", 2), ("k", 3))), ("jk", (2, 3, 4), (("j", 2), ("k", 3), ("entry", 4))),
        ("jk", (2, 3, 4, 5), (("j", 2), ("k", 3), ("row", 4), ("column", 5))),
    ],
)  # fmt: skip
def test_a_witness_says_which_member_and_which_entry_it_is_of(
    letters: str, key: tuple[int, ...], at: tuple[tuple[str, int], ...]
) -> None:
    found = locate_witness(DIFFERENT, list(letters), key)
    assert found is not None and found.at == at
    assert locate_witness(TREE, list(letters), key) is None


X, Y = Symbol("x"), Symbol("y")
SQUARE = ((X, Y), (Y, X))


@pytest.mark.parametrize(
    ("tree", "count", "trees"),
    [
        (Vector((X, Y)), 2, [X, Y]), (Matrix(SQUARE), 4, [X, Y, Y, X]), (Matrix(((X, Y),)), 2, [X, Y]),
        (Vector((Vector((X, Y)), Vector((Y, X)))), 4, [X, Y, Y, X]), (X, 3, [X, X, X]),
        (Vector((X, Y)), 3, [Vector((X, Y))] * 3), (Matrix(SQUARE), 3, [Matrix(SQUARE)] * 3),
    ],
    ids=str,
)  # fmt: skip
def test_the_entries_of_an_array_that_is_written_out_are_read_from_it(
    tree: Node, count: int, trees: list[Node]
) -> None:
    assert list_entry_trees(tree, count) == trees


def arrays(*shapes: tuple[str, ...]) -> Notation:
    sizes = {name: Entry(name=name, domain=Domain(kind="natural")) for shape in shapes for name in shape}
    return Notation(
        entries=sizes | {letter: Entry(name=letter, axes=shape) for letter, shape in zip("ABC", shapes, strict=False)}
    )


@pytest.mark.parametrize(
    "shapes", [[("n", "n")], [("m", "n")], [("m", "n"), ("n", "p")]], ids=["one size", "two sizes", "three sizes"]
)
def test_sizes_are_told_apart_by_the_numbers_that_are_taken_for_them(shapes: list[tuple[str, ...]]) -> None:
    choices = choose_sizes(Symbol("A"), arrays(*shapes))
    assert len(choices) == 2
    names = {name for shape in shapes for name in shape}
    for choice in choices:
        assert set(choice) == names and len(set(choice.values())) == len(names)
    assert all(choices[0][name] != choices[1][name] for name in names)
    assert choose_sizes(Symbol("x"), notation_of({})) == [{}]


def test_what_is_equal_for_all_sizes_is_proved_and_not_only_seen_at_the_sizes_that_were_tried() -> None:
    notation = arrays(("m", "n"), ("m", "n"))
    decision = decide(parse("A + B", notation).tree, parse("B + A", notation).tree, notation)
    assert (decision.result, decision.by) == ("equal", "modular")
    assert decision.error_bound_log2 is not None and decision.error_bound_log2 <= -80


def test_only_what_had_a_value_somewhere_is_seen_to_be_defined() -> None:
    assert is_seen_defined(TREE) and is_seen_defined(DIFFERENT) and is_seen_defined(unknown(1, 0))
    assert not is_seen_defined(unknown(0, 0))
    assert not is_seen_defined(Decision(result=Equality.UNKNOWN, by="sizes"))


def test_a_proof_for_all_sizes_is_as_weak_as_the_weakest_bound_in_it() -> None:
    assert extend_to_all_sizes(unknown(24, 30), -90) == equal(by="modular", error_bound_log2=-90)
    assert extend_to_all_sizes(TREE, -90) == equal(by="modular", error_bound_log2=-90)
    assert extend_to_all_sizes(equal(by="algebraic", error_bound_log2=-80), -90).error_bound_log2 == -80
    assert extend_to_all_sizes(equal(by="algebraic", error_bound_log2=-95), -90).error_bound_log2 == -90
    assert extend_to_all_sizes(equal(by="algebraic", error_bound_log2=-80), -90).by == "algebraic"


@pytest.mark.parametrize(("student", "expected"), [("det(A^2 B)", "det(A) det(A B)"), ("inv(A)^2", "inv(A^2)")])
def test_sizes_for_which_sides_are_said_to_be_equal_were_all_tried(
    student: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    notation = arrays(("n", "n"), ("n", "n"))
    tried: list[str] = []
    decide_at = Workbench.decide

    def noted(bench: Workbench, *given: Any) -> Decision:
        found = decide_at(bench, *given)
        tried.append(", ".join(f"for {name} = {size}" for name, size in bench.sizes.items()))
        return found

    monkeypatch.setattr(Workbench, "decide", noted)
    answer, key = (parse(text, notation).tree for text in (student, expected))
    decision = decide(answer, key, notation)
    assert (decision.result, decision.by) == ("unknown", "sizes")
    assert decision.witness is not None
    said = ", ".join(tried)
    assert (
        decision.witness.reason
        == f"They are equal {said}, but it could not be proved that they are equal for all sizes."
    )


def test_the_notation_is_laid_once_and_an_answer_leaves_nothing_behind() -> None:
    notation = notation_of({})
    comparer = Comparer(parse("x + y", notation).tree, notation)
    bench = comparer.workbenches[0]
    assert isinstance(bench, Workbench)
    before = len(bench.graph)
    for text in ("x + y", "sin(x)^2 + z", "(x, y)", "x = y"):
        comparer.decide(parse(text, notation).tree)
        assert len(bench.graph) == before


def test_an_undecided_pair_is_seen_to_agree_only_where_both_sides_have_values() -> None:
    given = {"student": "floor(floor(x)/2)", "deadline_s": 0}
    decision = decided({"expected": "floor(x/2) + 0*log(x)", **given})
    everywhere = decided({"expected": "floor(x/2)", **given})
    assert decision.agreement is not None and everywhere.agreement is not None
    assert 0 < decision.agreement.points < everywhere.agreement.points == 24


def test_what_has_no_value_at_any_point_is_not_said_to_agree() -> None:
    graph = Graph()
    nowhere = graph.call("log", graph.sub(ONE, graph.add([ONE, ONE])))
    assert Ladder(graph, Policy()).measure_agreement(nowhere, nowhere) == Agreement(points=0, digits=0)
    assert Ladder(graph, Policy()).measure_agreement(ONE, ONE) == Agreement(points=24, digits=999)


def test_complex_functions_are_equal_by_proof_and_otherwise_said_to_agree_as_far_as_they_were_seen_to() -> None:
    complex_z = {"symbols": {"z": "complex"}}
    proved = decided({"student": "sin(2z)", "expected": "2 sin(z) cos(z)", **complex_z})
    assert (proved.result, proved.by) == ("equal", "modular")
    undecided = decided({"student": "sqrt(1/z)", "expected": "1/sqrt(z)", **complex_z})
    assert (undecided.result, undecided.by) == ("unknown", "limit")
    assert undecided.agreement is not None
    assert undecided.agreement.points == 6 and undecided.agreement.digits > 250


def test_what_has_values_off_the_real_numbers_alone_is_not_said_to_agree_anywhere() -> None:
    angle = "log(-1 - x^2)"
    decision = decided({"student": f"sin(2 {angle})", "expected": f"2 sin({angle}) cos({angle})", "deadline_s": 0})
    assert (decision.result, decision.agreement) == ("unknown", Agreement(points=0, digits=0))


def test_a_value_exactly_as_far_away_as_is_allowed_cannot_be_told_by_enclosures_of_irrational_numbers() -> None:
    decision = decided({"student": "sqrt(2) + 1/10", "expected": "sqrt(2)", "atol": "1/10"})
    assert (decision.result, decision.by) == ("unknown", "limit")
    assert decision.agreement == Agreement(points=1, digits=0)


def test_a_zero_that_has_no_significant_digit_is_right_where_none_is_asked_for() -> None:
    scope = Scope(Graph(), notation_of({}))
    zero = parse("0.0", scope.notation).tree
    written = read_written_number(zero)
    assert written is not None
    small, value = scope.graph.number(fmpq(1, 1000)), scope.lower_scalar(zero, {})
    assert decide_by_rounding(scope.graph, written, value, small, Policy()).result is Equality.EQUAL

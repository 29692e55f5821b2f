"""What proves over the complex numbers is right by itself; witnesses are confirmed; written numbers are read."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from grader.equivalence.complex_witness import confirm_complex_witness
from grader.equivalence.decide import Comparer, decide
from grader.equivalence.form.written_numbers import Written, read_complex_number, read_written_number
from grader.equivalence.graph.calculus import list_reachable, substitute
from grader.equivalence.graph.graph import Graph
from grader.equivalence.graph.kinds import CALL, POWER
from grader.equivalence.pairs.compare import prepare_expected
from grader.equivalence.policy import Policy
from grader.equivalence.precision import precision
from grader.equivalence.rungs.complex_enclosure import evaluate
from grader.equivalence.rungs.complex_ladder import prove
from grader.equivalence.rungs.identity import Prover
from grader.expr import parse
from grader.expr.notation import Domain, Entry, Notation
from grader.records import Decision, Equality, Witness
from tests.equivalence.test_rungs_alone import PLAIN, name_of

COMPLEX = [case for case in PLAIN if case[0] == "complex_numbers"]
NOTATION = Notation(entries={"z": Entry(name="z", domain=Domain(kind="complex"))})


def benches(row: dict[str, Any]) -> Iterator[tuple[Comparer, int, int]]:
    """Yield both sides of a row as nodes of a complex graph."""
    symbols = tuple(row["symbols"].items()) if "symbols" in row else None
    prepared = prepare_expected(row["expected"], symbols, None, (None, None, None))
    comparer = Comparer(prepared.tree, prepared.notation, prepared.policy, over_complex=True)
    (bench,) = comparer.workbenches
    answer = bench.scope.lower(parse(row["student"], prepared.notation).tree)
    expected = bench.scope.lower(prepared.tree)
    if isinstance(answer, int) and isinstance(expected, int):
        yield comparer, answer, expected


def differ(graph: Graph, left: int, right: int) -> bool:
    """Whether complex values differ at one of many points."""
    nodes = list_reachable(graph, [left, right])
    for number in range(24):
        with precision(256):
            values = evaluate(graph, nodes, 0, number)
        a, b = values[left], values[right]
        if a.is_finite() and b.is_finite() and not a.overlaps(b):
            return True
    return False


def changed(graph: Graph, node: int) -> Iterator[int]:
    """Yield what a node may be mistaken for: its negative, and with the other root or logarithm in one place."""
    yield from (graph.neg(node), graph.scale(node, 2), graph.mul([graph.call("i"), node]))
    for below in list_reachable(graph, [node]):
        if graph.kind[below] == POWER or (graph.kind[below] == CALL and graph.data[below][0] in ("sign", "log", "abs")):
            yield substitute(graph, [node], {below: graph.neg(below)})[0]


@pytest.mark.parametrize("case", COMPLEX, ids=name_of)
def test_what_differs_at_a_complex_point_is_not_proved(case: tuple[str, dict[str, Any]]) -> None:
    for comparer, left, right in benches(case[1]):
        ladder = comparer.workbenches[0].ladder
        prover = Prover(ladder.graph, 0, principal=True)
        for other in (right, *changed(ladder.graph, right)):
            if differ(ladder.graph, left, other):
                assert prove(prover, left, other, ladder.decide_over_reals) is None


@pytest.mark.parametrize("case", [case for case in COMPLEX if case[1]["result"] == "equal"], ids=name_of)
def test_what_is_equal_differs_at_no_complex_point(case: tuple[str, dict[str, Any]]) -> None:
    for comparer, left, right in benches(case[1]):
        assert not differ(comparer.workbenches[0].graph, left, right)


def test_a_witness_at_which_the_trees_agree_is_none() -> None:
    left, right = (parse(text, NOTATION).tree for text in ("(z + i)(z - i)", "z^2 + 1"))
    witness = Witness(point=(("z", "2/3 - 5/7 i"),), student="1", expected="2")
    false = Decision(result=Equality.DIFFERENT, by="enclosure", witness=witness)
    assert confirm_complex_witness(false, left, right).result is Equality.UNKNOWN
    assert confirm_complex_witness(false, left, parse("z^2 - 1", NOTATION).tree) == false
    # Nothing is said where a value is not known well enough, or a tree holds more than numbers.
    edge = replace(false, witness=replace(witness, point=()))
    assert confirm_complex_witness(edge, *(parse(text, NOTATION).tree for text in ("ln(e^(i pi))", "i pi"))) == edge
    assert confirm_complex_witness(false, *[parse("max(z, 1)", NOTATION).tree] * 2) == false


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("8.67", Written(2, 3)), ("-8.670", Written(3, 4)), ("300", Written(0, 3, 2)), ("0", Written(0, 0)),
        ("3.0e2", Written(-1, 2)), ("1.2*10^3", Written(-2, 2)), ("10^(-31)*9.11", Written(33, 3)),
        ("12*10^2", Written(-2, 2)), ("1.2/10^3", Written(4, 2)),
        ("10^3", None), ("1/3", None), ("2.5 pi", None), ("1.2*10^1.5", None),
    ],
)  # fmt: skip
def test_the_digits_of_a_written_number_are_read(text: str, written: Written | None) -> None:
    assert read_written_number(parse(text, NOTATION).tree) == written


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("1.73 - 2i", (Written(2, 3), Written(0, 1))), ("-i", (None, Written(0, 1))), ("2.5", (Written(1, 2), None)),
        ("1.2*10^3 i", (None, Written(-2, 2))), ("2i + 1 + i", None), ("2 z", None), ("1.5 i^2", None),
    ],
)  # fmt: skip
def test_the_digits_of_both_parts_are_read(text: str, parts: tuple[Written | None, Written | None] | None) -> None:
    assert read_complex_number(parse(text, NOTATION).tree) == parts


def test_whole_numbers_may_be_read_with_fewer_digits() -> None:
    assert [Written(0, 3, 2).read_with(needed) for needed in (1, 2, 3, 4)] == [
        Written(-2, 1, 0), Written(-1, 2, 1), Written(0, 3, 2), Written(0, 3, 2),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("student", "expected", "allowed", "result"),
    [
        ("(33, 67)", "(200/3, 100/3)", {"digits": 2}, "equal"),
        ("(34, 67)", "(200/3, 100/3)", {"digits": 2}, "different"),
        ("(67, 67)", "(200/3, 100/3)", {"digits": 2}, "different"),
        ("(2.24 i, -2.24 i)", "(-i sqrt(5), i sqrt(5))", {"digits": 3}, "equal"),
        ("(1.001, 1.002)", "(1, 1)", {"rtol": Fraction(1, 100)}, "equal"),
        ("(1.2, 1)", "(1, 1.1)", {"atol": Fraction(1, 10)}, "equal"),
    ],
)
def test_rounded_numbers_are_found_in_a_list_without_order(
    student: str, expected: str, allowed: dict[str, Any], result: str
) -> None:
    trees = [parse(text, NOTATION).tree for text in (student, expected)]
    assert decide(trees[0], trees[1], NOTATION, Policy(ordered=False, **allowed)).result == result

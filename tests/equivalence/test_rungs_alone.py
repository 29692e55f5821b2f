"""What proves and what refutes is right by itself, not only because another rung was asked before it.

``decide`` looks for a point at which two sides differ before it looks for a proof, so that a prover that proves too
much would hardly be seen. Here the provers are asked about pairs that differ, and points about pairs that are equal.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from grader.equivalence import Policy, decide
from grader.equivalence.decide import Comparer, Workbench
from grader.equivalence.domain.neighbourhoods import is_seen_around
from grader.equivalence.graph.calculus import list_reachable, substitute
from grader.equivalence.graph.facts import COMPLEX, find_signs
from grader.equivalence.graph.kinds import CALL, POWER, UNDEFINED
from grader.equivalence.lowering.arrays import entries_of
from grader.equivalence.pairs.compare import prepare_expected
from grader.equivalence.rungs import algebraic, rewriting
from grader.equivalence.rungs.identity import Prover
from grader.equivalence.values.enclosure import Sample
from grader.expr import parse
from tests.equivalence.tables import notation_of
from tests.equivalence.test_tables import ROWS, name_of

INFINITY = re.compile(r"oo|∞|\\u221e|infty|\binf\b")
DIFFERENCE_OF_SETS = re.compile(r"[\])] - [\[({]")
# Equal but for single points, which a proof leaves aside and which the points beside jumps hit.
EQUAL_BUT_FOR_POINTS = ("|t|^t", "sign(ln x)^2")
MOST_ENTRIES = 4  # of an array; the others are made by the same rules
NOT_EXACT = {"known_wrong", "rtol", "atol", "digits", "form"}
PLAIN = [
    (topic, row)
    for topic, row in ROWS
    if not NOT_EXACT & set(row)
    and row["result"] != "unreadable"
    and not INFINITY.search(f"{row['student']} {row['expected']}")
    and not DIFFERENCE_OF_SETS.search(row["student"])
    and row["student"] not in EQUAL_BUT_FOR_POINTS
]
EQUAL = [case for case in PLAIN if case[1]["result"] == "equal"]


def scalars(row: dict[str, Any]) -> Iterator[tuple[Workbench, int, int]]:
    """Yield the real scalars of both sides of a row, entry by entry, with the graph that holds them."""
    symbols = tuple(row["symbols"].items()) if "symbols" in row else None
    prepared = prepare_expected(row["expected"], symbols, row.get("syntax"), (None, None, None))
    answer = parse(row["student"], prepared.notation, syntax=row.get("syntax")).tree
    comparer = Comparer(prepared.tree, prepared.notation, prepared.policy)
    for bench in comparer.workbenches:
        sides = [bench.lower_members(tree, ()) for tree in (answer, prepared.tree)]
        for values in zip(*sides, strict=True):
            entries = [[] if value is None else entries_of(value)[:MOST_ENTRIES] for value in values]
            for left, right in zip(*entries, strict=False):
                if UNDEFINED not in (left, right) and not find_signs(bench.graph, left) & COMPLEX:
                    yield bench, left, right


def points(bench: Workbench, left: int, right: int) -> Iterator[Sample]:
    yield from (bench.ladder.sample(number, 256) for number in range(24))
    yield from bench.ladder.list_targeted_points(left, right)


def differ(sample: Sample, left: int, right: int) -> bool:
    values = sample.evaluate()
    a, b = values[left], values[right]
    is_seen = a is not None and b is not None and a.is_finite() and b.is_finite() and not a.overlaps(b)
    # What is so at a single point, as at a jump, is no difference.
    return is_seen and is_seen_around(sample.graph, sample, [left, right])


def proofs(bench: Workbench, left: int, right: int) -> list[str]:
    prover = bench.ladder.prover
    found = [rung(prover, left, right) for rung in (Prover.prove, algebraic.prove, rewriting.prove)]
    return [proof.by for proof in found if proof is not None]


@pytest.mark.parametrize("case", [case for case in PLAIN if case[1]["result"] == "different"], ids=name_of)
def test_what_differs_at_a_point_is_proved_by_no_rung(case: tuple[str, dict[str, Any]]) -> None:
    for bench, left, right in scalars(case[1]):
        if any(differ(sample, left, right) for sample in points(bench, left, right)):
            assert proofs(bench, left, right) == []


@pytest.mark.parametrize("case", EQUAL, ids=name_of)
def test_what_is_equal_differs_at_no_point(case: tuple[str, dict[str, Any]]) -> None:
    for bench, left, right in scalars(case[1]):
        assert not any(differ(sample, left, right) for sample in points(bench, left, right))


def changed(bench: Workbench, node: int) -> Iterator[int]:
    """Yield what a node may be mistaken for: its negative, its double, and with the other root or sign in one place."""
    graph = bench.graph
    yield from (graph.neg(node), graph.scale(node, 2), graph.add([node, graph.number(1)]))
    for below in list_reachable(graph, [node]):
        if graph.kind[below] == POWER or (
            graph.kind[below] == CALL and graph.data[below][0] in ("sign", "log", "atan")
        ):
            yield substitute(graph, [node], {below: graph.neg(below)})[0]


@pytest.mark.parametrize("case", EQUAL, ids=name_of)
def test_what_is_equal_is_not_proved_once_one_side_is_changed(case: tuple[str, dict[str, Any]]) -> None:
    for bench, left, right in scalars(case[1]):
        for other in changed(bench, right):
            if any(differ(sample, left, other) for sample in points(bench, left, other)):
                assert proofs(bench, left, other) == []


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("sqrt(1030301)", "101 sqrt(101)"),
        ("sqrt(10403)", "sqrt(101) sqrt(103)"),
        ("1030301^(1/4)", "101^(3/4)"),
        ("sqrt(12)", "sqrt(2) sqrt(6)"),
        ("6^(1/6)", "sqrt(2)*2^(-1/3)*3^(1/6)"),
        ("sqrt(5)", "1 + 4 cos(2 pi/5)"),
        ("sqrt(21)", "sqrt(3) sqrt(7)"),
        ("sqrt((2^61 - 1)(2^89 - 1))", "sqrt(2^61 - 1) sqrt(2^89 - 1)"),
        ("sqrt((2^89 - 1)^3)", "(2^89 - 1) sqrt(2^89 - 1)"),
        ("sqrt(2^89 - 1)", "((2^89 - 1)^(1/4))^2"),
    ],
)
def test_no_prime_makes_a_product_of_roots_its_negative(left: str, right: str) -> None:
    notation = notation_of({})
    trees = [parse(text, notation).tree for text in (f"x + 10^(-30)*({left})", f"x - 10^(-30)*({right})")]
    for seed in range(12):
        decision = decide(*trees, notation, Policy(seed=seed, deadline_s=0))  # type: ignore[misc]
        assert decision.result == "different", seed

"""Near misses are near, each another formula; the engine agrees with an independent evaluation on which are wrong."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings

from grader.equivalence import decide
from grader.expr import parse, to_text
from grader.expr.nodes import Node
from grader.expr.traverse import count_nodes
from grader.records import Equality
from grader.simulation.wrong.near_misses import make_near_misses
from tests.equivalence.test_laws import NOTATION, POLICY, TREES, differ_somewhere
from tests.simulation.test_rewriting import ROOT, names

ROWS = yaml.safe_load((Path(ROOT) / "tests/cases/simulation/near_misses.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["given"])
def test_near_misses_are_those_of_the_table(row: dict[str, object]) -> None:
    found = make_near_misses(parse(str(row["given"]), names()).tree, names())
    assert {to_text(miss.tree): miss.words for miss in found} == row["misses"]


@given(TREES)
@settings(max_examples=200)
def test_near_misses_are_different_trees_of_about_the_same_size(tree: Node) -> None:
    found = [miss.tree for miss in make_near_misses(tree, NOTATION)]
    assert tree not in found
    assert len(found) == len(set(found))
    assert all(count_nodes(miss) <= count_nodes(tree) + 2 for miss in found)


@given(TREES)
@settings(max_examples=60)
def test_no_near_miss_counts_as_right_if_an_independent_evaluation_differs(tree: Node) -> None:
    for miss in list(make_near_misses(tree, NOTATION))[:12]:
        if decide(miss.tree, tree, NOTATION, POLICY).result is Equality.EQUAL:
            assert not differ_somewhere(miss.tree, tree), to_text(miss.tree)

"""Walking, rebuilding and substituting: nothing is lost, and a sum's own letter is left alone."""

from dataclasses import fields

import pytest
from hypothesis import given

from grader.expr import nodes, parse
from grader.expr.calculation.building import number
from grader.expr.nodes import BigOperator, Mul, Node, Symbol
from grader.expr.traverse import (
    CHILD_FIELDS,
    children,
    choose_unused_letter,
    count_nodes,
    free_symbols,
    rebuild,
    substitute,
    transform,
    walk,
)
from tests.expr.notations import NETWORK
from tests.expr.trees import answers

J, K, X = Symbol("j"), Symbol("k"), Symbol("x")


def tree(text: str) -> Node:
    return parse(text, NETWORK).tree


def z(index: Node) -> Symbol:
    return Symbol("z", (index,))


def test_every_construct_is_described() -> None:
    constructs = {getattr(nodes, name) for name in nodes.__all__ if name != "Node"}
    assert set(CHILD_FIELDS) == constructs
    for construct, names in CHILD_FIELDS.items():
        assert set(names) <= {field.name for field in fields(construct)}


@given(answers())
def test_rebuilding_with_the_same_children_changes_nothing(node: Node) -> None:
    assert rebuild(node, children(node)) == node
    assert transform(node, lambda part: part) is node


@given(answers())
def test_walking_visits_as_many_nodes_as_are_counted(node: Node) -> None:
    assert len(list(walk(node))) == count_nodes(node)


@given(answers())
def test_what_is_not_free_is_not_replaced(node: Node) -> None:
    assert substitute(node, {Symbol("nowhere"): number(1)}) == node
    assert substitute(node, {symbol: symbol for symbol in free_symbols(node)}) == node


def test_walking_is_from_the_root_and_from_left_to_right() -> None:
    assert [getattr(node, "name", "") for node in walk(tree("x*w_1 + eta"))] == ["", "", "x", "w", "", "eta"]


def test_an_index_letter_becomes_a_number_wherever_it_occurs() -> None:
    assert substitute(tree("w_k*x*1[delta_k > 0]"), {K: number(1)}) == tree("w_1*x*1[delta_1 > 0]")


def test_an_indexed_symbol_is_replaced_as_a_whole() -> None:
    assert substitute(tree("z_k*x"), {z(K): X, K: number(2)}) == tree("x*x")


def test_the_letter_of_a_sum_is_its_own() -> None:
    whole = tree("sum(z_k*v_kj, k)")
    assert substitute(whole, {K: number(1)}) == whole
    assert free_symbols(whole) == {z(K), Symbol("v", (K, J)), J}


def test_a_letter_that_would_be_captured_makes_the_sum_take_another() -> None:
    summed = BigOperator("sum", Mul((z(K), Symbol("y", (J,)))), "k")
    renamed = substitute(summed, {J: K}, {"k": 2, "j": 2, "i": 2})
    assert renamed == BigOperator("sum", Mul((z(Symbol("i")), Symbol("y", (K,)))), "i")


@pytest.mark.parametrize(
    ("taken", "ranges", "expected"),
    [
        (["k"], {"k": 2, "j": 2}, "j"),
        (["k", "j"], {"k": 2, "j": 2}, "k′"),
        (["k"], {"k": 2, "j": 3}, "k′"),
        (["k", "k′"], {}, "k′′"),
    ],
)
def test_an_unused_letter_has_the_same_range(taken: list[str], ranges: dict[str, int], expected: str) -> None:
    assert choose_unused_letter("k", taken, ranges) == expected


def test_a_shared_subtree_is_counted_in_full_but_visited_once() -> None:
    node: Node = X
    for _ in range(64):
        node = Mul((node, node))
    assert count_nodes(node) == 2**65 - 1
    assert substitute(node, {X: number(1)}) != node

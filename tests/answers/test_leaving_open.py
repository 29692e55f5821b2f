"""Answers that are right up to a sign, a factor or a constant, and the rubrics that cannot ask for that."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest

from grader.answers import Answer
from grader.answers.leaving_open import OPTIONS_OF, find_left_open, list_misses, vary_key
from grader.answers.leaving_open.protocol import list_kinds
from grader.documents import DocumentNode, Mapping, Scalar, load, parse_yaml
from grader.errors import Diagnostic
from grader.records import Outcome
from grader.rubric.fields import find_entry, get_text, get_texts
from grader.rubric.items import read_item
from grader.rubric.notation import read_notation
from tests.answers.tables import Row, item_of, judge, rows_of

FOLDER = Path(__file__).parents[1] / "cases" / "leaving_open"
CREDIT = {"correct": Fraction(1), "incorrect": Fraction(0), "unreadable": Fraction(0), "undecided": None}


def list_rows() -> list[tuple[str, Row]]:
    """Return every row with the kind of what it leaves open."""
    return [(kind_of(path), row) for path in sorted(FOLDER.glob("*.yaml")) for row in rows_of(load(path).root)]


def kind_of(path: Path) -> str:
    """Return the kind that a table is about; what is behind a hyphen tells several tables of one kind apart."""
    return path.stem.partition("-")[0].replace("_", " ")


def add_kind(node: DocumentNode | None, kind: str) -> DocumentNode:
    """Return an item that says what it leaves open."""
    assert isinstance(node, Mapping)
    return replace(node, entries=(*node.entries, (Scalar.typed("up_to"), Scalar.typed(kind))))


def drop_options(node: DocumentNode | None) -> DocumentNode:
    """Return an item without what it says of one kind alone."""
    assert isinstance(node, Mapping)
    return replace(node, entries=tuple(entry for entry in node.entries if entry[0].text not in OPTIONS_OF))


ROWS = list_rows()


@pytest.mark.parametrize(("kind", "row"), ROWS, ids=[f"{kind}: {row.about}" for kind, row in ROWS])
def test_a_row_gets_what_it_states(kind: str, row: Row) -> None:
    item = item_of(row.kind, add_kind(find_entry(row.node, "item"), kind), row.notation)
    verdict, complaint = judge(item, row.given)
    outcome = get_text(row.node, "outcome")
    assert verdict.outcome == outcome, (verdict, complaint)
    credit = get_text(row.node, "credit")
    assert verdict.credit == (Fraction(credit) if credit else CREDIT[outcome])
    if feedback := get_texts(row.node, "feedback"):
        assert tuple(remark.text for remark in verdict.remarks) == feedback


def test_every_kind_has_a_table() -> None:
    assert sorted({kind_of(path) for path in FOLDER.glob("*.yaml")}) == list(list_kinds())


@pytest.mark.parametrize("kind", list_kinds())
def test_a_kind_says_what_it_is_and_has_rows_of_each_outcome(kind: str) -> None:
    member = find_left_open(kind)
    assert member.kind == kind
    assert member.summary
    assert member.with_key
    outcomes = {get_text(row.node, "outcome") for name, row in ROWS if name == kind}
    assert {"correct", "incorrect", "undecided", "unreadable"} <= outcomes


@pytest.mark.parametrize(("kind", "row"), ROWS, ids=[f"{kind}: {row.about}" for kind, row in ROWS])
def test_what_a_kind_calls_right_or_wrong_is_judged_so(kind: str, row: Row) -> None:
    item = item_of(row.kind, add_kind(find_entry(row.node, "item"), kind), row.notation)
    assert item.key is not None
    assert item.key.answer.tree is not None
    for seed in range(4):
        varied = vary_key(item.key.answer.tree, item.task, Random(seed))
        verdict = item.answer_type.judge(Answer(text="", tree=varied), item.key.answer, item.task)
        assert verdict.outcome is Outcome.CORRECT, varied
    for miss in list_misses(item.key.answer.tree, item.task):
        verdict = item.answer_type.judge(Answer(text="", tree=miss.tree), item.key.answer, item.task)
        assert verdict.credit == miss.credit, miss


@pytest.mark.parametrize(("kind", "row"), ROWS, ids=[f"{kind}: {row.about}" for kind, row in ROWS])
def test_an_answer_that_is_equal_to_the_key_is_right_up_to_anything(kind: str, row: Row) -> None:
    has_names = find_left_open(kind).widen(row.notation) is not row.notation  # without which it may not be read at all
    if has_names or get_text(row.node, "outcome") == "unreadable":
        return
    item = item_of(row.kind, drop_options(find_entry(row.node, "item")), row.notation)
    if judge(item, row.given)[0].outcome is Outcome.CORRECT:
        assert get_text(row.node, "outcome") == "correct"


FAULTS = {
    "the zero vector": (
        "vector",
        "{expected: '(0, 0)', up_to: factor}",
        "The expected answer is zero, and its only multiple is itself.",
    ),
    "a number": (
        "expression",
        "{expected: '3', up_to: factor}",
        "The expected answer is a number, and every number but 0 is a multiple of it.",
    ),
    "free indices": (
        "expression",
        "{expected: v_j, up_to: sign}",
        "The expected answer has free indices, and 'up_to' compares one value.",
    ),
    "several variables": (
        "expression",
        "{expected: 'x*y', up_to: constant}",
        "Several names are declared (x, y): write 'by' with the variable of the antiderivative.",
    ),
    "an unknown variable": (
        "expression",
        "{expected: 'x*y', up_to: constant, by: t}",
        "'by' names 't', which is not a declared name.",
    ),
    "a constant that is a factor": (
        "expression",
        "{expected: 'C*x', up_to: constant, by: x}",
        "The constant of the expected answer is not one that takes every value: write it as a term, '+ C'.",
    ),
    "an inequality": (
        "equation",
        "{expected: 'y < x', up_to: factor}",
        "The expected answer is a relation that is not solved for a name, so it has no value to compare.",
    ),
    "a type that has no constant": (
        "vector",
        "{expected: '(x, y)', up_to: constant}",
        "'up_to: constant' cannot be used with the answer type 'vector'.",
    ),
    "shares": (
        "vector",
        "{expected: '(1, 2)', up_to: factor, partial_credit: 'yes'}",
        "An answer that is compared up to something is right or wrong as a whole.",
    ),
    "dependent vectors": (
        "expression",
        "{expected: '{(1, 2), (2, 4)}', up_to: span}",
        "The vectors of the expected answer are linearly dependent, and a basis is needed.",
    ),
    "vectors of two lengths": (
        "expression",
        "{expected: '{(1, 2), (2, 4, 0)}', up_to: span}",
        "The expected answer is no set of vectors of one length: write it like '{(1, 0), (0, 1)}'.",
    ),
    "a set of numbers": (
        "expression",
        "{expected: '{1, 2}', up_to: span}",
        "The expected answer is no set of vectors of one length: write it like '{(1, 0), (0, 1)}'.",
    ),
    "one vector that is no set": (
        "expression",
        "{expected: '(1, 2)', up_to: span}",
        "The expected answer is no set of vectors of one length: write it like '{(1, 0), (0, 1)}'.",
    ),
    "the zero space": (
        "matrix",
        "{expected: '[[0, 1], [0, 0]]', up_to: span}",
        "The vectors of the expected answer are linearly dependent, and a basis is needed.",
    ),
    "shares of more than the whole": (
        "expression",
        "{expected: '{(1, 2)}', up_to: span, size_share: 1/2, independence_share: 2/3}",
        "The shares of size and independence are more than 1 together.",
    ),
    "one number in any order": (
        "vector",
        "{expected: '3*x', up_to: order}",
        "The expected answer is no vector with several components, so there is no order that could be left open.",
    ),
    "a cycle of one entry": (
        "vector",
        "{expected: '[3]', up_to: rotation}",
        "The expected answer is no vector with several components, so there is no order that could be left open.",
    ),
    "a set in any order": (
        "expression",
        "{expected: '{1, 2}', up_to: order}",
        "'up_to: order' cannot be used with the answer type 'expression'.",
    ),
    "a share without need": (
        "expression",
        "{expected: '{(1, 2)}', up_to: factor, size_share: 1/2}",
        "'size_share' says nothing here.",
    ),
    "an angle that is a vector": (
        "expression",
        "{expected: '(1, 2)', up_to: multiple of 2 pi}",
        "The expected answer is no single number, and an angle is one.",
    ),
    "no parameter": (
        "vector",
        "{expected: '(x, 2, 0)', up_to: solution set}",
        "The expected answer has no parameter: write one that is not declared, '(1, 2) + t*(1, -1)'.",
    ),
    "a parameter that is squared": (
        "vector",
        "{expected: '(t^2, t, 0)', up_to: solution set}",
        "The expected answer is not linear in its parameters, or has too many of them.",
    ),
    "a parameter that is not needed": (
        "vector",
        "{expected: '(s + t, 2*s + 2*t, 0)', up_to: solution set}",
        "The expected answer has more parameters than are needed: their vectors have to be linearly independent.",
    ),
    "unknowns that are not declared": (
        "vector",
        "{expected: '(t, 2, 0)', up_to: solution set, unknowns: [x, q]}",
        "'unknowns' names 'q', which is not a declared name.",
    ),
    "a solution set of another type": (
        "expression",
        "{expected: '(t, 2, 0)', up_to: solution set}",
        "'up_to: solution set' cannot be used with the answer type 'expression'.",
    ),
    "no constant": (
        "expression",
        "{expected: 'e^x', up_to: constants, by: x}",
        "The expected answer has no constant: write letters that are not declared, 'C_1*e^x + C_2*e^(-x)'.",
    ),
    "constants that are one": (
        "expression",
        "{expected: 'C_1*e^x + C_2*e^x', up_to: constants, by: x}",
        "The expected answer may have more constants than are needed: their functions have to be independent.",
    ),
    "a constant that nothing straightens": (
        "expression",
        "{expected: 'sin(C*x) + C', up_to: constants, by: x}",
        "The expected answer is not linear in its constants, and neither is its reciprocal, its logarithm, "
        "its exponential or its square.",
    ),
    "constants without a variable": (
        "expression",
        "{expected: 'C*e^x', up_to: constants}",
        "Several names are declared (x, y): write 'by' with the variable of the functions.",
    ),
    "constants by a name that is not declared": (
        "vector",
        "{expected: '(C, C*x)', up_to: constants, by: t}",
        "'by' names 't', which is not a declared name.",
    ),
    "too many constants": (
        "expression",
        "{expected: 'A + B*x + C*x^2 + D*x^3 + K*x^4 + L*x^5 + M*x^6', up_to: constants, by: x}",
        "The expected answer has more than 6 constants.",
    ),
    "a set of functions": (
        "expression",
        "{expected: '{C*e^x, 0}', up_to: constants, by: x}",
        "The expected answer is no function: write it like 'C_1*e^x + C_2*e^(-x)'.",
    ),
    "constants of numbers": (
        "number",
        "{expected: '3', up_to: constants}",
        "'up_to: constants' cannot be used with the answer type 'number'.",
    ),
    "some solutions without need": (
        "expression",
        "{expected: 'x', up_to: factor, missing_solutions: 1/2}",
        "'missing_solutions' says nothing here.",
    ),
    "unknowns without need": (
        "vector",
        "{expected: '(1, 2)', up_to: factor, unknowns: [x]}",
        "'unknowns' says nothing here.",
    ),
    "a variable without need": (
        "expression",
        "{expected: 'x', up_to: factor, by: x}",
        "'by' says nothing here.",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_rubric_that_cannot_ask_for_it_is_refused(name: str) -> None:
    kind, text, what = FAULTS[name]
    section = parse_yaml("{ranges: {j: 2}, symbols: {x: real, y: real, v_j: real}}", "n").root
    assert isinstance(section, Mapping)
    node = parse_yaml(f"{{id: item, type: {kind}, points: 1, prompt: What?, {text[1:]}", "r.yaml").root
    faults: list[Diagnostic] = []
    assert read_item(node, "part", read_notation(section, []), 1, faults) is None
    assert [(fault.slug, fault.what) for fault in faults] == [("up-to", what)]


def test_a_kind_that_does_not_exist_is_refused_with_those_that_do() -> None:
    node = parse_yaml("{id: item, type: vector, points: 1, prompt: What?, expected: '(1, 2)', up_to: scale}", "r").root
    faults: list[Diagnostic] = []
    assert read_item(node, "part", read_notation(None, []), 1, faults) is None
    assert "positive factor" in f"{faults[0].why}{faults[0].help}{faults[0].what}"

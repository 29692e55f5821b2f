"""A rubric that cannot be used says everything that is wrong with it, where, why, and how to fix it."""

import pytest

from grader.answers import ANSWER_TYPES
from grader.documents import parse_yaml
from grader.errors import DocumentError
from grader.rubric import Rubric, parse_rubric
from grader.rubric.load import rubric_schema

GOOD = """\
rubric: r
title: R
parts:
  - id: p
    title: P
    notation: {ranges: {k: 2}, symbols: {x: real, w_k: positive}, quantities: {d_k: w_k*x}}
    items:
      - {id: one, type: expression, points: 1, prompt: What?, expected: 2*x}
"""


def load(text: str) -> Rubric:
    return parse_rubric(parse_yaml(text, "r.yaml"))


def faults(text: str) -> list[str]:
    with pytest.raises(DocumentError) as raised:
        load(text)
    assert all(fault.audience == "author" for fault in raised.value.diagnostics)
    return [f"{fault.span.place if fault.span else ''} {fault.what}" for fault in raised.value.diagnostics]


def test_a_good_rubric_loads() -> None:
    rubric = load(GOOD)
    assert [item.id for item in rubric.items] == ["one"]
    assert rubric.parts[0].notation.entries["d"].axes == ("k",)
    assert rubric.parts[0].notation.entries["w"].domain.kind == "positive"


def test_an_unknown_answer_type_is_named_with_the_nearest_one() -> None:
    with pytest.raises(DocumentError) as raised:
        load(GOOD.replace("type: expression", "type: expresion"))
    assert str(raised.value) == (
        "r.yaml:8:25: error[unknown-answer-type]: 'expresion' is not an answer type.\n"
        "    8 |       - {id: one, type: expresion, points: 1, prompt: What?, expected: 2*x}\n"
        "      |                         ^^^^^^^^^\n"
        f"   why:   The answer types are {', '.join(ANSWER_TYPES)}.\n"
        "   help:  Write 'expression'."
    )


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("expected: 2*x", "expected: 2*q", ["r.yaml:8:75 'q' is not a name of this exercise."]),
        (", expected: 2*x", "", ["r.yaml:8:10 The item 'one' has no expected answer."]),
        ("expected: 2*x", "expected: {solver: gradent, of: x}", ["r.yaml:8:82 'gradent' is not a reference solver."]),
        ("d_k: w_k*x", "d_k: w_k*q", ["r.yaml:6:89 'q' is not a name of this exercise."]),
        ("points: 1", "points: one", None),
        ("prompt: What?,", "prompt: What?, expcted: 3,", None),
        ("expected: 2*x", "expected: 2*x, rtol: 2", None),
    ],
)
def test_a_fault_is_found_at_its_place(before: str, after: str, expected: list[str] | None) -> None:
    found = faults(GOOD.replace(before, after))
    assert expected is None or found == expected
    assert all(fault.startswith("r.yaml:") for fault in found)


def test_all_faults_are_reported_at_once_in_order() -> None:
    text = GOOD.replace("2*x}", "2*q}") + "      - {id: one, type: nubmer, points: 1, prompt: What?, expected: 1}\n"
    assert faults(text) == [
        "r.yaml:8:75 'q' is not a name of this exercise.",
        "r.yaml:9:14 The item id 'one' occurs twice.",
        "r.yaml:9:25 'nubmer' is not an answer type.",
    ]


def test_retired_item_is_kept_by_its_id() -> None:
    assert load(GOOD.replace("title: R\n", "title: R\nretired: [two, three]\n")).retired == ("two", "three")
    assert load(GOOD).retired == ()


@pytest.mark.parametrize(
    ("retired", "expected"),
    [
        ("[two, one]", ["r.yaml:3:16 'one' is retired, and there is an item with this id."]),
        ("[two, two]", None),
        ("two", None),
        ("[2b]", None),
    ],
)
def test_list_of_retired_items_that_cannot_be_used_is_a_fault(retired: str, expected: list[str] | None) -> None:
    found = faults(GOOD.replace("title: R\n", f"title: R\nretired: {retired}\n"))
    assert expected is None or found == expected
    assert all(fault.startswith("r.yaml:3:") for fault in found)


def test_the_schema_of_rubrics_is_a_json_schema() -> None:
    from jsonschema_rs import meta

    assert meta.is_valid(rubric_schema())

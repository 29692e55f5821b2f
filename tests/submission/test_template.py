"""The template says what is asked, loads as it is, and its schema helps an editor."""

import json
from pathlib import Path

import pytest
from jsonschema_rs import Draft202012Validator

from grader.documents import parse_yaml
from grader.expr import to_text
from grader.rubric import load_rubric, parse_rubric
from grader.submission import make_template, read_submission, submission_schema
from tests.submission.samples import RUBRIC

GOLDEN = Path(__file__).parent.parent / "cases" / "submission" / "template.yaml"


def test_the_template_is_what_a_student_wants_to_see():
    assert make_template(RUBRIC) == GOLDEN.read_text(encoding="utf-8")


def test_a_template_with_a_schema_points_to_it_in_its_first_line():
    lines = make_template(RUBRIC, "./my schema\n.json").splitlines()
    assert lines[:3] == [
        "# yaml-language-server: $schema=./my%20schema%0A.json",
        "#",
        "# Exercise 9: a small network, and descent",
    ]


def test_the_template_loads_as_it_is():
    found = read_submission(parse_yaml(make_template(RUBRIC), "alice.yaml"), RUBRIC)
    assert (found.student, found.answers, found.diagnostics) == ("alice", {}, ())


def test_the_template_loads_filled_in():
    text = (
        make_template(RUBRIC)
        .replace("student:", "student: bob")
        .replace("  why:", "  why: |\n    One line: and\n    another.")
    )
    found = read_submission(parse_yaml(text.replace("definitions:", "definitions:\n  s: 2*x"), "alice.yaml"), RUBRIC)
    assert (found.student, found.answers["why"].text, found.diagnostics) == ("bob", "One line: and\nanother.\n", ())


def test_no_line_of_the_template_is_wider_than_a_page():
    assert max(map(len, make_template(RUBRIC).splitlines())) <= 100


def test_a_prompt_cannot_break_out_of_its_comment():
    from dataclasses import replace

    part = RUBRIC.parts[0]
    item = replace(part.items[0], prompt="one\ntwo\r\n  three\u2028answers: x\x85y")
    rubric = replace(RUBRIC, parts=(replace(part, items=(item,)),))
    assert "# one two three answers: x y" in make_template(rubric)


@pytest.mark.parametrize(
    ("value", "fits"),
    [
        ({"student": "bob", "answers": {"why": "text", "dL_dw": 3, "iterates": None}}, True),
        ({"student": 12345, "exercise": "exercise9", "definitions": {"s": 2}, "answers": None}, True),
        ({"answers": {"iterates": ["(1, 2)", 3]}}, True),
        ({"student": "../x"}, False),
        ({"score": 1}, False),
        ({"answers": {"whi": ""}}, False),
        ({"answers": {"why": ["a"]}}, False),
        ({"exercise": "exercise8"}, False),
    ],
)
def test_the_schema_fits_what_an_editor_makes_of_the_file(value, fits):
    schema = json.loads(json.dumps(submission_schema(RUBRIC)))
    assert Draft202012Validator(schema).is_valid(value) is fits


def test_the_schema_shows_what_each_item_asks():
    answers = submission_schema(RUBRIC)["properties"]["answers"]["properties"]
    assert answers["iterates"] == {
        "description": "Iterates (1/2 point). Give three iterates.",
        "examples": ["[(1, 2), (3, 4)]"],
        "type": ["string", "array", "number", "boolean", "null"],
        "items": {"type": ["string", "number", "boolean", "null"]},
    }


def test_the_schema_offers_the_names_of_a_choice():
    answers = submission_schema(RUBRIC)["properties"]["answers"]["properties"]
    assert answers["next"]["examples"] == ["moves", "stays"]
    assert answers["next"]["description"] == (
        "What follows (1 point). What would the iterates do? moves: they keep moving,\nstep by step. stays: they stay."
    )


@pytest.mark.parametrize(
    "path", sorted((Path(__file__).parents[2] / "rubrics").glob("*.yaml")), ids=lambda path: path.stem
)
def test_no_template_of_ours_holds_an_answer(path):
    rubric = load_rubric(path)
    comments = [line.strip(" #") for line in make_template(rubric).splitlines()]
    keys = {to_text(item.key.answer.tree) for item in rubric.items if item.key and item.key.answer.tree is not None}
    assert not {comment.removeprefix("Such as: ") for comment in comments if comment.startswith("Such as: ")} & keys


def test_the_template_names_some_letters_for_what_may_be_any_number_and_not_all():
    text = """
rubric: integrals
title: Integrals
parts:
  - id: one
    title: One
    notation: {symbols: {x: real, C: real}}
    items:
      - {id: integral, type: expression, points: 1, prompt: What is it?, expected: x^2, up_to: constant, by: x}
"""
    lines = make_template(parse_rubric(parse_yaml(text, "integrals.yaml"))).splitlines()
    at = lines.index("  # Names that answers here may use: x, C")
    assert lines[at + 1] == "  # For what may be any number, write a letter of your own, such as K, c, k, A."

"""Grading one submission: every outcome, the item boundary, and totals that equal the sum of what is shown."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from grader.answers import Answer, Task
from grader.documents import DocumentNode, parse_yaml
from grader.grading import GradedSubmission, grade
from grader.records import Outcome, Verdict
from grader.rubric import Rubric, parse_rubric

RUBRIC = """
rubric: small
title: Small
parts:
  - id: one
    title: One
    notation: {symbols: {x: real, y: real}}
    items:
      - id: sum
        type: expression
        points: 2
        prompt: What is x plus x?
        expected: 2*x
        feedback: {correct: Well done., incorrect: Add once more., blank: You left this out.}
      - {id: point, type: vector, points: 1/2, prompt: Which point?, expected: "(1, 2)"}
      - {id: why, type: text, points: 1, prompt: Why?, key_points: [{id: reason, any: [because]}]}
"""


@pytest.fixture(scope="module")
def rubric() -> Rubric:
    return parse_rubric(parse_yaml(RUBRIC, "small.yaml"))


def graded(rubric: Rubric, answers: str) -> GradedSubmission:
    return grade(parse_yaml(f"student: ada\nexercise: small\nanswers: {answers}\n", "ada.yaml"), rubric)


def test_points_credit_and_totals_are_exact(rubric: Rubric) -> None:
    result = graded(rubric, "{sum: x + x, point: '(1, 3)', why: Because.}")
    assert [item.outcome for item in result.items] == [Outcome.CORRECT, Outcome.PARTIAL, Outcome.UNDECIDED]
    assert [item.score for item in result.items] == [Fraction(2), Fraction(1, 4), None]
    assert (result.score, result.pending, result.points) == (Fraction(9, 4), Fraction(1), Fraction(7, 2))


def test_the_author_speaks_after_what_is_said_of_this_very_answer(rubric: Rubric) -> None:
    remarks = graded(rubric, "{sum: 3*x}").items[0].remarks
    assert [(remark.id, remark.text) for remark in remarks] == [
        ("resemblance", "It is right but for a constant factor."),
        ("resemblance-exact", "It would be right if it were multiplied by 2/3."),
        ("author", "Add once more."),
    ]
    remarks = graded(rubric, "{sum: x^7}").items[0].remarks
    assert [(remark.id, remark.text) for remark in remarks] == [("author", "Add once more.")]


def test_an_answer_that_is_not_there_is_blank_and_not_wrong(rubric: Rubric) -> None:
    items = graded(rubric, "{sum: , point: null}").items
    assert [item.outcome for item in items] == [Outcome.BLANK] * 3
    assert items[0].remarks[0].text == "You left this out."


def test_an_unreadable_answer_says_where_in_the_file(rubric: Rubric) -> None:
    item = graded(rubric, "{sum: 2*z}").items[0]
    assert item.outcome is Outcome.UNREADABLE
    assert item.diagnostics[0].span is not None
    assert item.diagnostics[0].span.place == "ada.yaml:3:18"


def test_an_answer_is_shown_as_it_was_read(rubric: Rubric) -> None:
    item = graded(rubric, "{sum: 2x}").items[0]
    assert (item.given, item.read and item.read.text) == ("2x", "2*x")


class BrokenType:
    """An answer type that crashes when it judges."""

    kind = "expression"
    summary = "broken"
    options: dict[str, Any] = {}
    answer_schema: dict[str, Any] = {"type": "string"}
    example = ""
    needs_expected = True

    def read(self, given: DocumentNode, task: Task) -> Answer:
        return Answer(text="read")

    def judge(self, answer: Answer, expected: Answer, task: Task) -> Verdict:
        raise ZeroDivisionError("secret detail")


def test_a_bug_of_ours_is_a_fault_that_costs_one_item_and_no_points(rubric: Rubric) -> None:
    part = rubric.parts[0]
    items = (replace(part.items[0], answer_type=BrokenType()), *part.items[1:])
    broken = replace(rubric, parts=(replace(part, items=items),))
    result = graded(broken, "{sum: 2*x, point: '(1, 2)'}")
    assert [item.outcome for item in result.items] == [Outcome.FAULT, Outcome.CORRECT, Outcome.BLANK]
    assert (result.items[0].score, result.pending) == (None, Fraction(2))
    remark = result.items[0].remarks[0]
    assert remark.text == "Something went wrong on our side while this answer was judged. A person will look at it."
    assert "secret" not in str(result)


def test_grading_twice_gives_the_same(rubric: Rubric) -> None:
    assert graded(rubric, "{sum: 3*x, point: '(1, 3)'}") == graded(rubric, "{sum: 3*x, point: '(1, 3)'}")


def test_a_file_that_cannot_be_read_gets_a_result_without_a_score(rubric: Rubric) -> None:
    result = grade(parse_yaml("student: ada\nanswers: {sums: 2*x}\n", "ada.yaml"), rubric)
    assert not result.is_readable
    assert result.diagnostics

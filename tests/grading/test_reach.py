"""In a whole submission: who sees that a reach is in doubt, what follows from it, and what practice says of it."""

from fractions import Fraction

import pytest

from grader.documents import parse_yaml
from grader.grading import GradedSubmission, ItemResult, grade, practice
from grader.grading.visibility.visibility import View, restrict_to_view
from grader.records import Outcome
from grader.rubric import parse_rubric
from grader.rubric.public import parse_exercise, publish_document

FALL = """
rubric: fall
title: Falling
unreadable: zero
parts:
  - id: one
    title: One
    notation:
      ranges: {i: 2}
      symbols: {x_i: real, t: real, g: positive, h: positive, n: natural, y: {iterates: "yes"}}
    items:
      - {id: speed, type: expression, points: 1, prompt: P, expected: sqrt(2*g*h)}
      - {id: pair, type: vector, points: 3, prompt: P, expected: "(sqrt(2*g*h), e^(2*t), 1)"}
      - {id: point, type: vector, points: 1, prompt: P, expected: "(3, 4)"}
      - {id: length, type: number, points: 1, prompt: P,
         expected: {solver: value, of: sqrt(x_1 + x_2), by: "(x_1, x_2)", at: {answer: point}}}
"""
RUBRIC = parse_rubric(parse_yaml(FALL, "fall.yaml"))
EXERCISE = parse_exercise(parse_yaml(publish_document(parse_yaml(FALL, "fall.yaml")), "exercise.yaml"))


def graded(**answers: str) -> GradedSubmission:
    lines = [f"  {name}: {text!r}" for name, text in answers.items()]
    return grade(parse_yaml("\n".join(["student: ada", "answers:", *lines, ""]), "ada.yaml"), RUBRIC)


def item_of(graded: GradedSubmission, name: str) -> ItemResult:
    return next(item for item in graded.items if item.id == name)


def texts_of(item: ItemResult) -> list[str]:
    return [remark.text for remark in item.remarks]


def test_a_student_sees_both_readings_although_one_is_the_expected_answer() -> None:
    whole = graded(speed="sqrt 2*g*h")
    shown = item_of(restrict_to_view(whole, RUBRIC, View(is_check=True)), "speed")
    assert (shown.outcome, shown.credit) == (Outcome.UNDECIDED, None)
    assert texts_of(shown) == [
        "As it is typed, the root reaches only '2'. With brackets, 'sqrt (2*g*h)', it would be another answer; "
        "a person will look."
    ]


def test_the_working_of_such_an_answer_is_not_called_wrong() -> None:
    one = item_of(graded(speed="√(2gh) = √2gh"), "speed")
    assert [remark.id for remark in one.remarks] == ["reach"]


def test_the_parts_that_brackets_would_change_are_left_open() -> None:
    one = item_of(graded(pair="(√2gh, e^(2t), 2)"), "pair")
    assert [part.outcome.value for part in one.components] == ["undecided", "correct", "incorrect"]


def test_an_entry_beside_one_that_cannot_be_read_is_no_zero_either() -> None:
    assert item_of(graded(pair="(√2gh, e^(2t), @)"), "pair").credit is None
    assert item_of(graded(pair="(√3gh, e^(2t), @)"), "pair").credit == Fraction(1, 3)


def test_what_would_follow_with_brackets_goes_to_a_person() -> None:
    one = item_of(graded(point="(3, 6)", length="√3+6"), "length")
    assert texts_of(one) == [
        "It could not be decided whether this is consistent with your answer to 'point'; a person will look.",
        "As it is typed, the root reaches only '3'. With brackets, '√(3+6)', it would be another answer; "
        "a person will look.",
    ]
    assert item_of(graded(point="(3, 6)", length="√3+7"), "length").outcome is Outcome.INCORRECT


def test_a_student_sees_that_an_answer_has_a_second_reading() -> None:
    whole = graded(pair="sqrt(2*g*h)*e^(2*t)", speed="v^2 = 2*g*h", point="3*4")
    shown = restrict_to_view(whole, RUBRIC, View(is_check=True))
    assert texts_of(item_of(shown, "point")) == [
        "As it is typed, this is a product. As a list, '(3, 4)', it would be another answer; a person will look."
    ]
    assert texts_of(item_of(shown, "speed")) == [
        "This is an equation that is not solved for what is asked; a person will look."
    ]
    assert item_of(shown, "pair").outcome is Outcome.INCORRECT


DECLARED = """
rubric: declared
title: Declared mistakes
parts:
  - id: one
    title: One
    notation: {symbols: {x: real, t: real}}
    items:
      - {id: log, type: expression, points: 1, prompt: P, expected: ln(1 + x),
         misconceptions: [{answer: ln(x) + 1, say: S.}]}
      - {id: exp, type: expression, points: 1, prompt: P, expected: e^(2*t),
         misconceptions: [{answer: e^2*t, say: S.}]}
      - {id: half, type: expression, points: 1, prompt: P, expected: 1/(2*x),
         misconceptions: [{answer: x/2, say: S.}]}
      - {id: root, type: expression, points: 1, prompt: P, expected: sqrt(1 + x^2),
         misconceptions: [{answer: 1 + x^2, say: S.}]}
      - {id: free, type: expression, points: 1, prompt: P, expected: ln(1 + x),
         misconceptions: [{answer: ln(x), say: S.}]}
"""


@pytest.mark.parametrize(
    ("name", "answer", "outcome"),
    [
        ("log", "ln x + 1", "incorrect"),
        ("log", "ln x+1", "undecided"),
        ("exp", "e^2 * t", "incorrect"),
        ("exp", "e^2t", "undecided"),
        ("exp", "e^2*t", "undecided"),
        ("half", "1/2 * x", "incorrect"),
        ("half", "1/2x", "undecided"),
        ("root", "√1 + x²", "undecided"),
        ("root", "√1+x²", "undecided"),
        ("free", "ln x + 1", "undecided"),
    ],
)
def test_of_a_declared_mistake_blanks_say_that_no_brackets_are_missing(name: str, answer: str, outcome: str) -> None:
    rubric = parse_rubric(parse_yaml(DECLARED, "declared.yaml"))
    one = item_of(grade(parse_yaml(f"student: ada\nanswers:\n  {name}: {answer}\n", "ada.yaml"), rubric), name)
    assert one.outcome.value == outcome
    assert ("S." in texts_of(one)) is (outcome == "incorrect")


def practise(answer: str) -> ItemResult:
    document = parse_yaml(f"student: ada\nanswers:\n  speed: '{answer}'\n", "ada.yaml")
    return item_of(practice.read_document(document, EXERCISE), "speed")


@pytest.mark.parametrize(
    ("answer", "near", "wide"),
    [
        ("√2gh", "the root reaches only '2'", "√(2gh)"),
        ("v = √2gh", "the root reaches only '2'", "v = √(2gh)"),
        ("√1+t²", "the root reaches only '1'", "√(1+t²)"),
        ("sqrt t+1", "the root reaches only 't'", "sqrt (t+1)"),
        ("√h/g", "the root reaches only 'h'", "√(h/g)"),
        ("3e^-2t", "the exponent is only '-2'", "3e^(-2t)"),
        ("e^2t", "the exponent is only '2'", "e^(2t)"),
        ("e^-t^2/2", "the exponent is only '-t^2'", "e^(-t^2/2)"),
        ("h^n-1", "the exponent is only 'n'", "h^(n-1)"),
        ("1/2t", "the denominator is only '2'", "1/(2t)"),
        ("log_2 1/2", "'log_2' reaches only '1'", "log_2 (1/2)"),
        ("ln t+1", "'ln' reaches only 't'", "ln (t+1)"),
        ("e^2t + √2gh", "the exponent is only '2'", "e^(2t) + √(2gh)"),
    ],
)
def test_practice_shows_a_doubt_whatever_the_key_is(answer: str, near: str, wide: str) -> None:
    read = practise(answer)
    assert read.outcome is Outcome.READ
    assert texts_of(read) == [f"As it is typed, {near}. If it is meant to reach further, write brackets: '{wide}'."]


@pytest.mark.parametrize(
    "answer",
    [
        "√2 g h", "√2 + 1", "√2/2", "√3+1", "√(2gh)", "√h g", "t^2h", "2/3t", "1/2 t", "1/2(t+1)", "e^t+1", "e^t/2",
        "e^-2", "t^2+1", "h^n - 1", "sin 2t", "ln t + 1", "sin(t)+1", r"\frac12t", r"\sqrt2gh", r"\ln t+1",
    ],
)  # fmt: skip
def test_practice_leaves_usual_spellings_alone(answer: str) -> None:
    read = practise(answer)
    assert (read.outcome, read.remarks) == (Outcome.READ, ())

"""The worked key and the proof of a rubric, as its author reads them."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

from grader.documents import parse_yaml
from grader.grading import Finding, RubricProof, check_rubric
from grader.reports.author.key import key_as_markdown, key_as_text
from grader.reports.author.proof import proof_as_text
from grader.rubric import parse_rubric

GOLDEN = Path(__file__).parent / "golden"
RUBRIC = """
rubric: descent
title: One step of descent
parts:
  - id: step
    title: On a parabola
    notation:
      symbols: {x: real}
      functions: {"f(x)": (x - 3)^2}
    items:
      - id: slope
        title: The derivative
        type: expression
        points: 3/2
        prompt: Give the derivative of f at x.
        expected: {solver: derivative, of: f(x), by: x}
      - {id: place, title: The minimum, type: number, points: 1, prompt: Where is f least?, expected: 3}
      - id: why
        title: The reason
        type: text
        points: 1
        prompt: Why is it least there?
        key_points: [{id: square, any: [square*]}]
        sample: A square is never negative.
"""


def test_key_as_text_and_as_markdown(golden: Callable[[Path, str], None]) -> None:
    rubric = parse_rubric(parse_yaml(RUBRIC, "descent.yaml"))
    golden(GOLDEN / "key.txt", key_as_text(rubric))
    golden(GOLDEN / "key.md", key_as_markdown(rubric))


def test_proof_of_a_good_key(golden: Callable[[Path, str], None]) -> None:
    golden(GOLDEN / "proof.txt", proof_as_text(check_rubric(parse_rubric(parse_yaml(RUBRIC, "descent.yaml")))))


def test_proof_that_fails_says_what_to_fix() -> None:
    proof = RubricProof(
        findings=(
            Finding(item="a", check="key", is_ok=False, text="The key '2' is judged incorrect."),
            Finding(item="b", check="key", is_ok=True, text="The key scores full marks."),
            Finding(item="a", check="blank", is_ok=False, text="An empty answer is judged correct."),
        ),
        points=Fraction(3),
        key_score=Fraction(2),
        blank_score=Fraction(1),
        for_a_person=Fraction(0),
    )
    assert proof_as_text(proof) == (
        "✗ a: The key '2' is judged incorrect.\n"
        "✗ a: An empty answer is judged correct.\n"
        "✓ b: The key scores full marks.\n"
        "\n"
        "The key scores 2 of 3 points.\n"
        "A blank submission scores 1.\n"
        "2 keys are used as the author wrote them, and nothing else confirms them: a, b.\n"
        "Do not use this rubric yet: 1 item marked ✗ above must be fixed.\n"
    )

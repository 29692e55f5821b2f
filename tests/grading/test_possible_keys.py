"""Practice tries every kind of key on which a reading depends: what is read with one of these keys is read without."""

from functools import cache

import pytest

from grader.documents import parse_yaml
from grader.grading import grade
from grader.grading.practice import read_document
from grader.grading.result import ItemResult
from grader.rubric import Rubric, parse_rubric
from grader.rubric.public import Exercise, parse_exercise, publish_document

RUBRIC = """
rubric: keys
title: Keys
parts:
  - id: one
    title: One
    notation:
      ranges: {k: 2}
      symbols: {x: real, y: real, t: real, w_k: real}
      functions: {"h(x)": x^2}
      quantities: {L: x^3*t, s: dL/dx}
    items:
      - {id: a, type: TYPE, points: 1, prompt: "What is it?", expected: "KEY"}
"""

KEYS = {
    "number": ["25/36", "3"],
    "expression": [
        *(
            "2*x",
            "{1, 2}",
            "{}",
            "{(1, 2), (3, 4)}",
            "(1, 3)",
            "[1, 3)",
            "(-oo, 3) ∪ (3, oo)",
            "(1, 2, 3)",
            "(1, 2, 3, 4)",
        ),
        *("[[1, 2], [3, 4]]", "(-oo, oo)", "x = 1 or x = 2", "x < 1 or x > 2", "s*t"),
    ],
    "vector": ["(1, 2)", "(1, 2, 3)", "(1, 2, 3, 4)", "(x, t)", "s*(1, 2)"],
    "matrix": ["[[1, 2], [3, 4]]"],
    "equation": ["x = 3", "y = 3", "y = 2*x", "t = x^2", "w_1 = 3", "1 < x < 3", "x^2 = 9", "x = 3 or x = 4", "x != 3"],
}

# As a student types them; where YAML would read something else, in quotes.
ANSWERS = [
    *(
        "2*x",
        "q = 2*x",
        "25/36 (69.4%)",
        "'25/36 ≈ 0.694'",
        "3",
        "1, 3",
        "1 and 3",
        "1 or 3",
        "±3",
        "2 ± 1",
        "x = 1, 2",
    ),
    *("no solution", "all real numbers", "ℝ", "'∅'", "x ≠ 3", "1 < x < 3", "1 < q < 3", "μ > 2", "x < 1 or x > 2"),
    *(
        "'(1, 3)'",
        "'[1, 3]'",
        "'{1, 3}'",
        "'{1; 3}'",
        "'(1, 2) and (3, 4)'",
        "'(-oo, 1) or (2, oo)'",
        "'[(1, 2), (3, 4)]'",
    ),
    *(
        "2i - j",
        "2i - j + k",
        "i",
        "2x̂ + ŷ",
        "x i + t j",
        "3e_1 - e_2",
        "v = 2i + 3j",
        "i + i*j",
        "2\\hat{i} - \\vec{k}/2",
    ),
    *("'(1, 2) + t(3, -1)'", "'r = t(3, -1)'", "q = 1, p = 2", "1/2/3", "8 x 14", "I", "2I", "'1 2\n\n    3 4'"),
    *(
        "f(x) = 2x",
        "T(x) = 5",
        "f(t) = x",
        "q(x, y) = x*y",
        "y = 2x = 4",
        "x = ±2 or 0",
        "3 or x > 5",
        "'[1, 2] or x > 5'",
    ),
    *("dL/dx", "t*dL/dx", "'(dL/dx, 1)'", "dL/dt", "'{dL/dx, 2}'", "2*(x", "q + 1", "x = dL/dx", "grad L"),
]


@cache
def load_both(answer_type: str, key: str) -> tuple[Exercise, Rubric]:
    document = parse_yaml(RUBRIC.replace("TYPE", answer_type).replace("KEY", key), "rubric.yaml")
    return parse_exercise(parse_yaml(publish_document(document), "exercise.yaml")), parse_rubric(document)


def read_both(answer_type: str, key: str, answer: str) -> tuple[ItemResult, ItemResult]:
    """Return what practice and grading make of one answer."""
    exercise, rubric = load_both(answer_type, key)
    submission = parse_yaml(f"student: ada\nanswers:\n  a: {answer}\n", "ada.yaml")
    return read_document(submission, exercise).items[0], grade(submission, rubric, pictures=False).items[0]


@pytest.mark.parametrize("answer", ANSWERS)
@pytest.mark.parametrize("answer_type", KEYS)
def test_what_is_read_with_some_key_is_read_without_one(answer_type: str, answer: str) -> None:
    both = {key: read_both(answer_type, key, answer) for key in KEYS[answer_type]}
    practised = {read.outcome.value for read, _ in both.values()}
    assert len(practised) == 1, "the key must not show"
    readable = [key for key, (_, graded) in both.items() if graded.read is not None]
    assert practised == {"read"} or not readable

"""Right answers beside the expected one: ``any_of`` and ``conditions``."""

from fractions import Fraction
from typing import Any

import pytest
import yaml

from grader.documents import parse_yaml
from grader.errors import DocumentError
from grader.grading import check_rubric, grade
from grader.grading.result import ItemResult
from grader.rubric import Rubric, parse_rubric
from grader.rubric.public.publish import publish_document
from grader.simulation.trial import try_rubric

NOTATION = {
    "symbols": {"x": "real", "p": "positive", "C": "real"},
    "quantities": {"A": {"value": "[[2, 1], [1, 2]]", "shape": ["2", "2"]}},
}


def write_rubric(*items: dict[str, Any]) -> str:
    filled = [{"points": "12", "prompt": "What is it?", **item} for item in items]
    part = {"id": "part", "title": "Part", "notation": NOTATION, "items": filled}
    return yaml.safe_dump({"rubric": "several", "title": "Several", "parts": [part]}, sort_keys=False)


def make_rubric(*items: dict[str, Any]) -> Rubric:
    return parse_rubric(parse_yaml(write_rubric(*items), "several.yaml"))


def judge(item: dict[str, Any], answer: str) -> ItemResult:
    text = yaml.safe_dump({"student": "ada", "answers": {"it": answer}})
    (result,) = grade(parse_yaml(text, "ada.yaml"), make_rubric({"id": "it", **item})).items
    return result


ROOT = {"type": "number", "expected": "1", "any_of": ["2", "sqrt(2)"]}
POINT = {"type": "vector", "expected": "(1, 2)", "example": "(0, 0)", "any_of": ["(3, 4)"]}
SOLUTIONS = {"type": "expression", "expected": "{1, 2}", "any_of": ["{3}"]}
EIGEN = {"type": "vector", "expected": "(1, 1)", "conditions": ["A*answer = 3*answer", "answer != 0"]}
MATRIX = {"type": "matrix", "expected": "[[2, 1], [1, 1]]",
          "conditions": [{"holds": "det(answer) = 1", "credit": "3/4"}, "tr(answer) = 3"]}  # fmt: skip
BETWEEN = {"type": "number", "expected": "3/2", "conditions": ["answer > 1", "answer <= 2"]}
FUNCTION = {"type": "expression", "expected": "e^(2*x)", "conditions": ["∂(answer)/∂x = 2*answer", "answer != 0"]}
UNIT = {"type": "vector", "expected": "(3/5, 4/5)", "conditions": ["norm(answer) = 1", "answer_1 > 0", "answer_2 > 0"]}
POSITIVE = {"type": "expression", "expected": "p", "conditions": ["answer > 0"]}

# item, answer, and what it earns of 1; None where a person decides
ROWS: list[tuple[dict[str, Any], str, str | None]] = [
    (ROOT, "1", "1"), (ROOT, "2", "1"), (ROOT, "4/2", "1"), (ROOT, "2^(1/2)", "1"), (ROOT, "3", "0"), (ROOT, "-1", "0"),
    (ROOT, "1.414", None), (ROOT, "{1, 2}", "0"),
    (POINT, "(1, 2)", "1"), (POINT, "(3, 4)", "1"), (POINT, "(1, 4)", "1/2"), (POINT, "(3, 5)", "1/2"),
    (POINT, "(5, 6)", "0"), (POINT, "(1, 2, 3)", "0"),
    (SOLUTIONS, "{2, 1}", "1"), (SOLUTIONS, "{3}", "1"), (SOLUTIONS, "{1}", "1/2"), (SOLUTIONS, "{4}", "0"),
    (EIGEN, "(1, 1)", "1"), (EIGEN, "(-2, -2)", "1"), (EIGEN, "(sqrt(2), sqrt(2))", "1"), (EIGEN, "pi*(1, 1)", "1"),
    (EIGEN, "(0, 0)", "0"), (EIGEN, "0*(1, 1)", "0"), (EIGEN, "(1, -1)", "0"), (EIGEN, "(1, 2)", "0"),
    (EIGEN, "(1, 1, 1)", "0"), (EIGEN, "0", "0"), (EIGEN, "(x, x)", None), (EIGEN, "(x, 2*x)", "0"),
    (EIGEN, "(x - x, 0)", "0"), (EIGEN, "(0.707, 0.7071)", None), (EIGEN, "(0.7, 0.9)", "0"),
    (EIGEN, "(0.5, 0.5)", "1"),
    (MATRIX, "[[2, 1], [1, 1]]", "1"), (MATRIX, "[[3, -1], [1, 0]]", "1"), (MATRIX, "[[1, 0], [0, 1]]", "3/4"),
    (MATRIX, "[[3, 0], [0, 0]]", "1/4"), (MATRIX, "[[0, 0], [0, 0]]", "0"), (MATRIX, "[[1, x], [0, 1]]", "3/4"),
    (MATRIX, "[[2, 1, 0], [1, 1, 0], [0, 0, 1]]", "0"),
    (BETWEEN, "3/2", "1"), (BETWEEN, "2", "1"), (BETWEEN, "1", "0"), (BETWEEN, "sqrt(3)", "1"), (BETWEEN, "pi", "0"),
    (BETWEEN, "1.01", "1"), (BETWEEN, "-3/2", "0"), (BETWEEN, "pi - 2", "1"),
    (FUNCTION, "e^(2*x)", "1"), (FUNCTION, "5*exp(2*x)", "1"), (FUNCTION, "C*e^(2*x)", "1"), (FUNCTION, "0", "0"),
    (FUNCTION, "e^x", "0"), (FUNCTION, "e^(2*x) + 1", "0"), (FUNCTION, "(e^x)^2/7", "1"),
    (UNIT, "(3/5, 4/5)", "1"), (UNIT, "(1/sqrt(2), 1/sqrt(2))", "1"), (UNIT, "(-3/5, 4/5)", "0"), (UNIT, "(1, 0)", "0"),
    (UNIT, "(cos(1), sin(1))", "1"), (UNIT, "(3, 4)", "0"),
    (POSITIVE, "p + 1", "1"), (POSITIVE, "-p", "0"), (POSITIVE, "p^2", None), (POSITIVE, "p - 1", "0"),
    (POSITIVE, "3", "1"), (POSITIVE, "x^2 + p", None), (POSITIVE, "x^2", None), (POSITIVE, "x^2 + 1/7", "1"),
    (POSITIVE, "0", "0"),
]  # fmt: skip


@pytest.mark.parametrize(("item", "answer", "share"), ROWS, ids=[f"{i['expected']} {a}" for i, a, _ in ROWS])
def test_an_answer_earns_what_it_satisfies(item: dict[str, Any], answer: str, share: str | None) -> None:
    result = judge(item, answer)
    assert result.credit == (None if share is None else Fraction(share)), (result.remarks, result.diagnostics)


def test_a_condition_that_does_not_hold_is_named_or_what_the_author_says() -> None:
    said = EIGEN | {"conditions": ["A*answer = 3*answer", {"holds": "answer != 0", "say": "Zero is none."}]}
    assert [one.text for one in judge(said, "(1, 2)").remarks] == ["This does not satisfy A*answer = 3*answer."]
    assert [one.text for one in judge(said, "(0, 0)").remarks] == ["Zero is none."]
    assert [one.text for one in judge(said, "(x, x)").remarks] == [
        "It could not be proved that this satisfies answer != 0, so a person will look at it."
    ]


def test_nothing_is_said_of_what_a_wrong_answer_has_in_common_with_one_of_several() -> None:
    assert judge(ROOT, "10").remarks == ()
    assert judge({"type": "number", "expected": "1"}, "10").remarks != ()


FAULTS: dict[str, tuple[dict[str, Any], str]] = {
    "no answer in it": (BETWEEN | {"conditions": ["x > 1"]}, "This condition says nothing about the answer."),
    "a value": (BETWEEN | {"conditions": ["answer + 1"]}, "A condition is one equation or inequality."),
    "a chain": (BETWEEN | {"conditions": ["1 < answer < 2"]}, "A condition is one equation or inequality."),
    "an unknown name": (BETWEEN | {"conditions": ["answer > q"]}, "'q' is not a name of this exercise."),
    "a set": (SOLUTIONS | {"conditions": ["answer = 3"]}, "Conditions are about a value, and this answer is none."),
    "too much": (
        BETWEEN | {"conditions": [{"holds": "answer > 1", "credit": "1/2"}, {"holds": "answer < 2", "credit": "3/4"}]},
        "The shares of the conditions are 5/4 together.",
    ),
    "too little": (
        BETWEEN | {"conditions": [{"holds": "answer > 1", "credit": "1/2"}]},
        "The shares of the conditions are 1/2 together.",
    ),
    "up to a factor": (EIGEN | {"up_to": "factor"}, "'up_to' and 'conditions' do not go together."),
    "up to a sign": (POINT | {"up_to": "sign"}, "'up_to' and 'any_of' do not go together."),
    "another kind": (POINT | {"any_of": ["(1, q)"]}, "'q' is not a name of this exercise."),
}


@pytest.mark.parametrize("name", FAULTS)
def test_an_author_is_told_what_is_wrong_with_right_answers(name: str) -> None:
    item, what = FAULTS[name]
    with pytest.raises(DocumentError) as caught:
        make_rubric({"id": "it", **item})
    assert caught.value.diagnostics[0].what == what
    assert caught.value.diagnostics[0].span is not None


def test_a_key_that_breaks_a_condition_is_a_fault_and_a_zero_that_keeps_all_a_doubt() -> None:
    broken = make_rubric({"id": "it", **EIGEN, "expected": "(1, -1)"})
    (found,) = [one for one in check_rubric(broken).findings if one.check == "conditions"]
    assert (found.text, found.is_ok) == ("The key '(1, -1)' does not satisfy A*answer = 3*answer.", False)
    loose = make_rubric({"id": "it", **EIGEN, "conditions": ["A*answer = 3*answer"]})
    (found,) = [one for one in check_rubric(loose).findings if one.check == "conditions"]
    assert (found.is_ok, found.is_doubtful) == (True, True)
    assert found.text.startswith("Zero satisfies every condition.")


@pytest.mark.parametrize("item", [ROOT, POINT, EIGEN, MATRIX, BETWEEN, FUNCTION, UNIT])
def test_random_forms_are_right_and_near_misses_are_not(item: dict[str, Any]) -> None:
    rubric = make_rubric({"id": "it", **item})
    assert [one.text for one in check_rubric(rubric).findings if not one.is_ok] == []
    assert [one.text for one in try_rubric(rubric).items[0].misjudged] == []


def test_right_answers_are_private() -> None:
    public = publish_document(parse_yaml(write_rubric({"id": "it", **EIGEN}, {"id": "root", **ROOT}), "several.yaml"))
    assert "conditions" not in public and "any_of" not in public and "3*answer" not in public

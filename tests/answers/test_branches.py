"""Response trees: what an answer earns by what it satisfies (``when``)."""

from fractions import Fraction
from typing import Any

import pytest
import yaml

from grader.documents import parse_yaml
from grader.errors import DocumentError
from grader.grading import check_rubric, grade
from grader.grading.result import ItemResult
from grader.reports.author.trial import trial_as_text
from grader.rubric import Rubric, parse_rubric
from grader.rubric.public.publish import publish_document
from grader.simulation.trial import try_rubric

NOTATION = {
    "symbols": {"x": "real", "p": "positive"},
    "quantities": {"A": {"value": "[[2, 1], [1, 2]]", "shape": ["2", "2"]}},
}


def write_rubric(*items: dict[str, Any]) -> str:
    filled = [{"points": "12", "prompt": "What is it?", **item} for item in items]
    part = {"id": "part", "title": "Part", "notation": NOTATION, "items": filled}
    return yaml.safe_dump({"rubric": "branches", "title": "Branches", "parts": [part]}, sort_keys=False)


def make_rubric(*items: dict[str, Any]) -> Rubric:
    return parse_rubric(parse_yaml(write_rubric(*items), "branches.yaml"))


def judge(item: dict[str, Any], answer: str) -> ItemResult:
    text = yaml.safe_dump({"student": "ada", "answers": {"it": answer}})
    (result,) = grade(parse_yaml(text, "ada.yaml"), make_rubric({"id": "it", **item})).items
    return result


CHAIN = {"type": "expression", "expected": "6*x*(x^2 + 1)^2", "when": [
    {"holds": "answer = 3*(x^2 + 1)^2", "credit": "1/2", "say": "Multiply by the inner derivative."},
    {"holds": "answer = 2*x*(x^2 + 1)^2", "credit": "2/3", "say": "The exponent is missing as a factor."},
    {"holds": "answer = (x^2 + 1)^3", "credit": "0", "say": "This is the function itself."},
]}  # fmt: skip
SIGNED = {"type": "number", "expected": "5", "when": [
    {"holds": "answer = -5", "credit": "3/4", "say": "Look at the sign."},
    {"holds": "answer < 0", "credit": "0", "say": "A length is never negative."},
    {"holds": "answer > 100", "say": "That is far too long."},
]}  # fmt: skip
BETWEEN = {"type": "number", "expected": "5", "when": [
    {"holds": ["answer > 4", "answer < 6"], "credit": "1", "say": "Near enough."},
    {"holds": ["answer >= 3", "answer <= 7"], "credit": "1/4"},
]}  # fmt: skip
EIGEN = {"type": "vector", "expected": "(1, 1)", "up_to": "factor", "when": [
    {"holds": "answer = 0*(1, 1)", "credit": "0", "say": "The zero vector is no eigenvector."},
    {"holds": "A*answer = answer", "credit": "1/2", "say": "This belongs to the other eigenvalue."},
]}  # fmt: skip
MATRIX = {"type": "matrix", "expected": "[[1, 2], [3, 4]]", "example": "[[0, 0], [0, 0]]", "when": [
    {"holds": "tr(answer) != 5", "credit": "1/4", "say": "The trace is not right."},
    {"holds": "det(answer) = 2", "credit": "1/2", "example": "[[3, 4], [1, 2]]"},
]}  # fmt: skip
ROOT = {
    "type": "number",
    "expected": "1",
    "any_of": ["2"],
    "when": [{"holds": "answer = 2", "say": "It is a double root."}],
}
EVEN = {
    "type": "expression",
    "expected": "x^2",
    "when": [{"holds": "answer >= 0", "credit": "1/3", "say": "At least that."}],
}
EVEN_KEY = {"type": "expression", "expected": "-x^2 - 1", "when": EVEN["when"]}
POWER = {"type": "expression", "expected": "e^(2*x)", "conditions": ["∂(answer)/∂x = 2*answer", "answer != 0"],
         "when": [{"holds": "∂(answer)/∂x = answer", "credit": "1/5"}]}  # fmt: skip
PI = {"type": "number", "expected": "pi", "digits": "3", "when": [
    {"holds": "answer = 22/7", "credit": "1/2", "say": "This is only near to it."},
]}  # fmt: skip
PRAISE = {"type": "number", "expected": "42", "when": [{"holds": "answer = 42", "say": "Well done."}]}
FAMILY = {"type": "expression", "expected": "C_1*e^x", "up_to": "constants", "by": "x", "when": [
    {"holds": "∂(answer)/∂x = 2*answer", "credit": "1/6", "say": "This grows twice as fast."},
]}  # fmt: skip

# item, answer, what it earns of 1 (None where a person decides), and what is said first
ROWS: list[tuple[dict[str, Any], str, str | None, str]] = [
    (CHAIN, "6*x*(x^2 + 1)^2", "1", ""),
    (CHAIN, "3*(x^2 + 1)^2*2*x", "1", ""),
    (CHAIN, "3*(x^2 + 1)^2", "1/2", "Multiply by the inner derivative."),
    (CHAIN, "3*(x^4 + 2*x^2 + 1)", "1/2", "Multiply by the inner derivative."),
    (CHAIN, "3 + 6*x^2 + 3*x^4", "1/2", "Multiply by the inner derivative."),
    (CHAIN, "2*x*(x^2 + 1)^2", "2/3", "The exponent is missing as a factor."),
    (CHAIN, "(x^2 + 1)^3", "0", "This is the function itself."),
    (CHAIN, "(x^2 + 1)^2*(1 + x^2)", "0", "This is the function itself."),
    (CHAIN, "6*x", "0", ""),
    (CHAIN, "3*(x^2 + 1)^2 + 10^(-20)", "0", ""),
    (CHAIN, "{1, 2}", "0", ""),
    (SIGNED, "5", "1", ""),
    (SIGNED, "10/2", "1", ""),
    (SIGNED, "-5", "3/4", "Look at the sign."),
    (SIGNED, "-10/2", "3/4", "Look at the sign."),
    (SIGNED, "-sqrt(25)", "3/4", "Look at the sign."),
    (SIGNED, "-7", "0", "A length is never negative."),
    (SIGNED, "-1/10^30", "0", "A length is never negative."),
    (SIGNED, "sqrt(2) - pi", "0", "A length is never negative."),
    (SIGNED, "101", "0", "That is far too long."),
    (SIGNED, "100", "0", ""),
    (SIGNED, "6", "0", ""),
    (SIGNED, "-4.999", None, "It could not be proved whether answer = -5 holds for this, so a person will look at it."),
    (BETWEEN, "5", "1", "Near enough."),
    (BETWEEN, "4.5", "1", "Near enough."),
    (BETWEEN, "sqrt(20)", "1", "Near enough."),
    (BETWEEN, "4", "1/4", ""),
    (BETWEEN, "7", "1/4", ""),
    (BETWEEN, "2*pi", "1/4", ""),
    (BETWEEN, "8", "0", ""),
    (BETWEEN, "-5", "0", ""),
    (EIGEN, "(1, 1)", "1", ""),
    (EIGEN, "(-3, -3)", "1", ""),
    (EIGEN, "(0, 0)", "0", "The zero vector is no eigenvector."),
    (EIGEN, "(1, -1)", "1/2", "This belongs to the other eigenvalue."),
    (EIGEN, "(-2, 2)", "1/2", "This belongs to the other eigenvalue."),
    (EIGEN, "(1, 2)", "0", ""),
    (EIGEN, "(1, 1, 1)", "0", ""),
    (MATRIX, "[[1, 2], [3, 4]]", "1", ""),
    (MATRIX, "[[1, 2], [3, 5]]", "1/4", "The trace is not right."),
    (MATRIX, "[[3, 4], [1, 2]]", "1/2", ""),
    (MATRIX, "[[1, 2], [4, 4]]", "3/4", ""),
    (MATRIX, "[[x, 2], [3, 5 - x]]", "1/2", ""),
    (ROOT, "1", "1", ""),
    (ROOT, "2", "1", "It is a double root."),
    (ROOT, "3", "0", ""),
    (EVEN_KEY, "-x^2 - 1", "1", ""),
    (EVEN_KEY, "x^2 + 1", "1/3", "At least that."),
    (EVEN_KEY, "x^2", "1/3", "At least that."),
    (EVEN_KEY, "|x|", "1/3", "At least that."),
    (EVEN_KEY, "x", "0", ""),
    (EVEN_KEY, "-x^2", "0", ""),
    (POWER, "e^(2*x)", "1", ""),
    (POWER, "7*e^(2*x)", "1", ""),
    (POWER, "7*e^x", "1/5", ""),
    (POWER, "0", "1/5", ""),
    (POWER, "e^(3*x)", "0", ""),
    (PI, "3.14", "1", ""),
    (PI, "pi", "1", ""),
    (PI, "22/7", "1/2", "This is only near to it."),
    (PRAISE, "42", "1", "Well done."),
    (PRAISE, "41", "0", ""),
    (FAMILY, "K*e^x", "1", ""),
    (FAMILY, "K*e^(2*x)", "1/6", "This grows twice as fast."),
    (FAMILY, "e^x", "1/2", ""),
]  # fmt: skip


@pytest.mark.parametrize(("item", "answer", "share", "said"), ROWS, ids=[f"{i['expected']} {a}" for i, a, _, _ in ROWS])
def test_the_first_branch_that_holds_decides(item: dict[str, Any], answer: str, share: str | None, said: str) -> None:
    result = judge(item, answer)
    assert result.credit == (None if share is None else Fraction(share)), (result.remarks, result.diagnostics)
    first = result.remarks[0].text if result.remarks and result.remarks[0].id in ("branch", "undecided") else ""
    assert first == said


FAULTS: dict[str, tuple[dict[str, Any], str]] = {
    "no answer in it": ({"holds": "x > 1", "say": "S."}, "This condition says nothing about the answer."),
    "a value": ({"holds": "answer + 1", "say": "S."}, "A condition is one equation or inequality."),
    "a chain": ({"holds": "1 < answer < 2", "say": "S."}, "A condition is one equation or inequality."),
    "an unknown name": ({"holds": "answer > q", "say": "S."}, "'q' is not a name of this exercise."),
    "one of two": ({"holds": ["answer > 1", "x > 1"], "say": "S."}, "This condition says nothing about the answer."),
    "nothing follows": ({"holds": "answer > 1"}, "Nothing follows from this branch."),
    "its example": ({"holds": "answer > 1", "say": "S.", "example": "q"}, "'q' is not a name of this exercise."),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_an_author_is_told_what_is_wrong_with_a_branch(name: str) -> None:
    branch, what = FAULTS[name]
    with pytest.raises(DocumentError) as caught:
        make_rubric({"id": "it", "type": "expression", "expected": "x", "when": [branch]})
    assert caught.value.diagnostics[0].what == what
    assert caught.value.diagnostics[0].span is not None


@pytest.mark.parametrize("expected", ["{1, 2}", "{(1, 2)}"])
def test_a_set_has_no_branches(expected: str) -> None:
    with pytest.raises(DocumentError) as caught:
        make_rubric(
            {"id": "it", "type": "expression", "expected": expected, "when": [{"holds": "answer = 1", "say": "S."}]}
        )
    assert caught.value.diagnostics[0].what == "Branches have conditions on a value, and this answer is none."


def find_faults(item: dict[str, Any]) -> list[str]:
    found = check_rubric(make_rubric({"id": "it", **item})).findings
    return [one.text for one in found if one.check == "branches" and not one.is_ok]


def test_a_branch_that_takes_credit_from_the_key_is_a_fault() -> None:
    assert find_faults(EVEN) == [
        "The right answer 'x^2' reaches the branch 'answer >= 0', which gives 1/3 of the credit."
    ]
    assert find_faults({**ROOT, "when": [{"holds": "answer > 1", "credit": "0"}]}) == [
        "The right answer '2' reaches the branch 'answer > 1', which gives 0 of the credit."
    ]
    assert find_faults(
        {"type": "expression", "expected": "x^2 + p", "when": [{"holds": "answer > 0", "credit": "0"}]}
    ) == ["The right answer 'x^2 + p' may reach the branch 'answer > 0', which gives 0 of the credit."]
    for item in (CHAIN, SIGNED, BETWEEN, EIGEN, MATRIX, ROOT, EVEN_KEY, POWER, PI, PRAISE, FAMILY):
        assert find_faults(item) == []


def test_an_example_that_reaches_another_branch_or_none_is_a_fault() -> None:
    branches = [
        {"holds": "answer < 0", "credit": "0"},
        {"holds": "answer = -5", "credit": "1/2", "example": ["-5", "7"]},
    ]
    assert find_faults({"type": "number", "expected": "5", "when": branches}) == [
        "The example '-5' of the branch 'answer = -5' reaches 'answer < 0'.",
        "The example '7' of the branch 'answer = -5' reaches none.",
    ]


def test_a_trial_names_the_branches_that_no_answer_reaches() -> None:
    branches = [
        {"holds": "answer > 1000", "credit": "1/2", "example": "4321"},
        {"holds": "1234 = answer", "credit": "1/3"},
        {"holds": "answer = 77", "credit": "1/4"},
        {"holds": ["answer > 100", "answer < 200"], "credit": "1/5"},
    ]
    trial = try_rubric(make_rubric({"id": "it", "type": "number", "expected": "5", "when": branches}))
    assert trial.items[0].unreached == ("1234 = answer", "answer > 100 and answer < 200")
    line = (
        "  ! No answer that was tried reaches the branch '1234 = answer': write an 'example' that does, or remove it."
    )
    assert line in trial_as_text(trial).splitlines()


@pytest.mark.parametrize("item", [CHAIN, SIGNED, EIGEN, MATRIX, ROOT, EVEN_KEY, POWER, FAMILY])
def test_random_forms_are_right_and_near_misses_are_not(item: dict[str, Any]) -> None:
    rubric = make_rubric({"id": "it", **item})
    assert [one.text for one in check_rubric(rubric).findings if not one.is_ok] == []
    assert [one.text for one in try_rubric(rubric).items[0].misjudged] == []


def test_branches_are_private() -> None:
    public = publish_document(parse_yaml(write_rubric({"id": "it", **CHAIN}), "branches.yaml"))
    assert "when" not in public and "inner" not in public

"""The first wrong step of a working is reported by the named mistake that leads from one side to the other."""

import pytest

from grader.grading.diagnosis import diagnosis, step_mistakes
from grader.records import Remark
from grader.rubric import Rubric

from .told import answered, rubric_of

NOTATION = (
    "ranges: {i: 2}, symbols: {x: real, w: real, y: real, u_i: real}, "
    "functions: {'f(x)': (3*x + 1)^2, 'h(u_1, u_2)': (u_1 - 6)^2 + u_2^2 - u_1*u_2}, "
    "quantities: {p: tanh(w*x), L: 1/2*(p - y)^2}"
)


def derivation(expected: str) -> Rubric:
    return rubric_of(f"type: derivation, expected: {expected}", NOTATION)


def step_in(rubric: Rubric, answer: str) -> Remark:
    return next(remark for remark in answered(rubric, answer).remarks if remark.id == "step")


@pytest.mark.parametrize(
    ("expected", "answer", "mistake", "text"),
    [
        (
            "'42'",
            "f'(2) = 2*(3*2 + 1) = 14",
            "inner-derivative-lost",
            "The first equality does not hold: '2*(3*2 + 1)' is not equal to \"f'(2)\". "
            "The right side is what one gets by leaving out the inner derivative.",
        ),
        (
            "6*(3*x + 1)",
            "d/dx (3*x + 1)^2 = 6*x + 2",
            "inner-derivative-lost",
            "The equality does not hold: '6*x + 2' is not equal to '∂((3*x + 1)^2)/∂x'. "
            "The right side is what one gets by leaving out the inner derivative.",
        ),
        (
            "{solver: backprop, of: L, by: w}",
            "dL/dw = dL/dp*dp/dw = (p - y)*x",
            "activation-derivative-missing",
            "The last equality does not hold: '(p - y)*x' is not equal to '∂L/∂p*∂p/∂w'. "
            "The right side is what one gets by leaving out the derivative of the activation function.",
        ),
        (
            "{solver: gradient, of: h, at: '(9, 3)'}",
            "grad h(9, 3) = (2*(9 - 6), 2*3) = (6, 6)",
            "mixed-term-forgotten",
            "The first equality does not hold: '(2*(9 - 6), 2*3)' is not equal to '∇h(9, 3)'. "
            "The right side is what one gets by forgetting the terms that contain several variables.",
        ),
        (
            "'[[26, 30], [38, 44]]'",
            "[[1, 2], [3, 4]]^T*[[5, 6], [7, 8]] = [[5, 18], [14, 32]]",
            "product-entrywise",
            "The equality does not hold: '[[5, 18], [14, 32]]' is not equal to '[[1, 2], [3, 4]]ᵀ*[[5, 6], [7, 8]]'. "
            "The right side is what one gets by multiplying entry by entry instead of rows by columns.",
        ),
    ],
)
def test_a_wrong_step_is_reported_by_its_mistake(expected: str, answer: str, mistake: str, text: str) -> None:
    remark = step_in(derivation(expected), answer)
    assert (remark.text, dict(remark.parameters)["kind"]) == (text, mistake)


def test_a_slip_in_the_arithmetic_stays_one() -> None:
    remark = step_in(
        derivation("{solver: gradient, of: h, at: '(9, 3)'}"), "grad h(9, 3) = (2*(9 - 6) - 3, 2*3 - 9) = (3, 1 - 3)"
    )
    assert remark.text == (
        "The last equality does not hold in its second component: '1 - 3' is not equal to '2*3 - 9'. "
        "This looks like a slip in the arithmetic."
    )


def test_a_step_that_no_mistake_explains_is_only_shown() -> None:
    remark = step_in(derivation("6*(3*x + 1)"), "d/dx (3*x + 1)^2 = 17*x")
    assert remark.text == "The equality does not hold: '17*x' is not equal to '∂((3*x + 1)^2)/∂x'."


def test_the_working_before_a_value_is_reported_in_the_same_way() -> None:
    rubric = rubric_of("type: matrix, expected: '[[26, 30], [38, 44]]'", NOTATION)
    remark = step_in(rubric, "[[1, 2], [3, 4]]^T*[[5, 6], [7, 8]] = [[5, 18], [14, 32]]")
    assert remark.text == (
        "The equality does not hold: '[[5, 18], [14, 32]]' is not equal to '[[1, 2], [3, 4]]ᵀ*[[5, 6], [7, 8]]'. "
        "The right side is what one gets by multiplying entry by entry instead of rows by columns."
    )


def test_nothing_is_tried_where_every_step_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(step_mistakes, "find_mistake", never)
    assert answered(derivation("'42'"), "f'(2) = 2*(3*2 + 1)*3 = 42").remarks == ()
    assert diagnosis.name_step_mistake is step_mistakes.name_step_mistake


def test_the_result_of_a_derivation_gets_its_mistake_where_every_step_holds() -> None:
    solver = "{solver: gradient_descent, of: h, start: '(4, 6)', steps: 1/2, at: 1}"
    item = answered(derivation(solver), "(4, 6) + 1/2*(-10, 8) = (4, 6) + (-5, 4) = (-1, 10)")
    assert [(remark.id, remark.text) for remark in item.remarks] == [
        ("misconception", "Your answer to 'i' is what one gets by adding the step instead of subtracting it."),
        ("start", "The first line is not the required starting point."),
    ]

"""A wrong answer is reported by the mistake that predicts it: by name, in any form, and never if it is right."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.errors import DocumentError
from grader.expr import to_text
from grader.grading import grade
from grader.grading.diagnosis import diagnosis
from grader.grading.diagnosis.indistinct import is_same_answer
from grader.grading.diagnosis.predictions import Prediction, predictions_of
from grader.records import Outcome, Remark
from grader.rubric import Item

from .told import ROOT, answered, assert_every_mistake_is_reported, misconception, named_in, rubric_called, rubric_of

NAMES = re.compile(r"names (?P<item>\w+): (?P<mistakes>[a-z+ -]+(?:, [a-z+ -]+)*)")
FOLDERS = {"exercise3": "submissions_example", "logistic_newton": "tests/cases/submissions/logistic_newton"}
NAMED = [
    (rubric, path)
    for rubric, folder in FOLDERS.items()
    for path in sorted((ROOT / folder).rglob("*.*"))
    if NAMES.search(path.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize(("rubric", "path"), NAMED, ids=[path.stem for _, path in NAMED])
def test_the_mistake_of_an_example_is_named_and_no_other(rubric: str, path: Path) -> None:
    expected = {
        match["item"]: match["mistakes"].split(", ") for match in NAMES.finditer(path.read_text(encoding="utf-8"))
    }
    graded = grade(path, rubric_called(rubric))
    assert {item.id: named_in(misconception(item)) for item in graded.items if misconception(item)} == expected


@pytest.mark.parametrize("rubric", FOLDERS)
def test_every_mistake_that_can_be_reported_has_an_example(rubric: str) -> None:
    """Whoever adds a mistake that is possible in one of the rubrics also adds a submission in which it is made."""
    reportable = set()
    for known in map(predictions_of, rubric_called(rubric).items):
        for one in known.singles:
            twins = {other.id for other in known.singles if is_same_answer(one, other, known)}
            reportable |= {one.id} if len(twins) <= diagnosis.MAX_ALTERNATIVES else set()
    shown = {
        name
        for path in sorted((ROOT / FOLDERS[rubric]).rglob("*.*"))
        for match in NAMES.finditer(path.read_text(encoding="utf-8"))
        for name in match["mistakes"].split(", ")
    }
    assert reportable - shown == set()


def in_another_form(text: str, form: int) -> str:
    """Return the same value written differently."""
    c = form // 6 + 1
    return [
        f"({text})*{c}/{c}", f"{c}*({text})/{c} + 0", f"(({text})*(1 + {c}) - {c}*({text}))", f"-(-({text}))",
        f"({text}) + {c}*x - x*{c}", f"({text})*(sin({c}*x)^2 + cos({c}*x)^2)",
    ][form % 6]  # fmt: skip


@settings(max_examples=500, deadline=None, derandomize=True)
@given(form=st.integers(min_value=0, max_value=299), which=st.sampled_from([0, 1, 2]))
def test_no_right_answer_in_any_form_gets_a_mistake(form: int, which: int) -> None:
    rubric, right = RIGHT[which]
    item = answered(rubric, in_another_form(right, form))
    assert item.outcome is Outcome.CORRECT
    assert item.remarks == ()


RIGHT = [
    (rubric_of("type: expression, expected: {solver: derivative, of: x^3*sin(x)}"), "3*x^2*sin(x) + x^3*cos(x)"),
    (rubric_of("type: expression, expected: (x - 1)^2/2"), "(x^2 - 2*x + 1)/2"),
    (
        rubric_of(
            "type: expression, expected: {solver: backprop, of: L, by: w}",
            "symbols: {x: real, w: real, y: real}, quantities: {p: tanh(w*x), L: 1/2*(p - y)^2}",
        ),
        "(p - y)*(1 - p)*(1 + p)*x",
    ),
]


@pytest.mark.parametrize("factor", ["1/3", "1/6", "1"])
def test_a_mean_and_a_sum_over_samples_are_distinguished(factor: str) -> None:
    notation = (
        "ranges: {i: 3}, symbols: {x_i: real, y_i: real, w: real}, "
        f"quantities: {{p_i: w*x_i, L: '{factor}*sum((p_i - y_i)^2, i)'}}"
    )
    rubric = rubric_of("type: expression, symbol: dL/dw, expected: {solver: backprop, of: L, by: w}", notation)
    assert_every_mistake_is_reported(rubric)
    wrong = "2*" * (factor != "1/6") + "sum((p_i - y_i)*x_i, i)" + "/3" * (factor == "1")
    assert named_in(misconception(answered(rubric, wrong))) == ["batch-averaged" if factor == "1" else "batch-summed"]


ARRAYS = (
    "symbols: {X: {shape: [m, n]}, w: {shape: [n]}, y: {shape: [m]}}, "
    "quantities: {p: {value: sigmoid(X*w), shape: [m]}, L: -1/m*(y^T*ln(p) + (1 - y)^T*ln(1 - p))}"
)


@pytest.mark.parametrize(
    ("answer", "mistake", "place"),
    [
        ("X^T*(p - y)", "size-forgotten", "m"),
        ("X^T*(y - p)/m", "sign", ""),
        ("((p - y)^T*X/m)", "", ""),
    ],
)
def test_mistakes_over_arrays_whose_sizes_stay_symbolic(answer: str, mistake: str, place: str) -> None:
    rubric = rubric_of("type: expression, symbol: dL/dw, expected: {solver: backprop, of: L, by: w}", ARRAYS)
    remark = misconception(answered(rubric, answer))
    assert named_in(remark) == [mistake] * bool(mistake)
    assert remark is None or dict(remark.parameters).get("place", "") == place


@pytest.mark.parametrize("form", range(12))
def test_a_mistake_is_reported_in_whatever_form_it_is_written(form: int) -> None:
    item = answered(RIGHT[2][0], in_another_form("(p - y)*x", form))
    assert named_in(misconception(item)) == ["activation-derivative-missing"]


def test_nothing_is_predicted_for_a_right_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(item: Item) -> None:
        raise AssertionError(item.id)

    monkeypatch.setattr(diagnosis, "predictions_of", never)
    graded = grade(ROOT / "submissions_example" / "01-complete-plain.yaml", rubric_called("exercise3"))
    assert {item.outcome for item in graded.items} == {Outcome.CORRECT, Outcome.UNDECIDED}


SLOPE = "type: vector, symbol: g, expected: {solver: gradient, of: f}"
FUNCTION = "symbols: {x: real, y: real, g: {shape: [2]}}, functions: {'f(x, y)': x^2 + 3*x*y + y^3}"


def test_a_mistake_in_one_component_names_that_component() -> None:
    remark = misconception(answered(rubric_of(SLOPE, FUNCTION), "(2*x + 3*y, 3*y^2)"))
    assert remark == Remark(
        id="misconception",
        text="Component 2 of your g is what one gets by forgetting the terms that contain several variables.",
        parameters=(
            ("mistake", "mixed-term-forgotten"),
            ("entry", "2"),
            ("hint", "Look at the terms with several variables."),
        ),
    )


def test_a_mistake_that_begins_at_a_later_step_names_that_iterate() -> None:
    solver = "{solver: gradient_descent, of: x^2, start: 8, steps: 1/4, count: 3}"
    remark = misconception(answered(rubric_of(f"type: iterates, expected: {solver}"), "[4, 6, 9]"))
    assert remark is not None
    assert remark.text == "Your x⁽²⁾ is what one gets by adding the step instead of subtracting it."


def test_two_mistakes_together_are_reported_where_one_does_not_explain_the_answer() -> None:
    remark = misconception(answered(rubric_of(SLOPE, FUNCTION), "(-2*x, -3*y^2)"))
    assert remark is not None
    assert remark.text == (
        "Your g is what one gets by reversing the sign and by forgetting the terms that contain several variables."
    )


def test_an_answer_that_no_mistake_predicts_gets_no_remark() -> None:
    assert misconception(answered(rubric_of(SLOPE, FUNCTION), "(17*x*y, sin(x))")) is None


def test_zeros_get_no_mistake() -> None:
    solver = "{solver: derivative, of: x*y, by: x}"
    rubric = rubric_of(f"type: expression, expected: {solver}", "symbols: {x: real, y: real}")
    assert misconception(answered(rubric, "0")) is None


AUTHOR = (
    "type: expression, expected: {solver: derivative, of: (3*x + 1)^2}, misconceptions: ["
    "{mistake: inner-derivative-lost, say: There is a derivative inside., credit: 1/2}, "
    "{answer: 3*x + 1, id: halved, say: Look at the factors again., credit: 1/4}, "
    "{answer: 18*x, say: The constant inside counts.}]"
)


@pytest.mark.parametrize(
    ("answer", "name", "text", "outcome", "score"),
    [
        ("6*x + 2", "inner-derivative-lost", "There is a derivative inside.", Outcome.PARTIAL, "1/2"),
        ("1 + x*3", "halved", "Look at the factors again.", Outcome.PARTIAL, "1/4"),
        ("9*x + 9*x", "wrong-answer-3", "The constant inside counts.", Outcome.INCORRECT, "0"),
    ],
)
def test_the_author_has_the_say(answer: str, name: str, text: str, outcome: Outcome, score: str) -> None:
    item = answered(rubric_of(AUTHOR), answer)
    assert (item.outcome, str(item.score)) == (outcome, score)
    assert [(remark.text, dict(remark.parameters)["mistake"]) for remark in item.remarks] == [(text, name)]


def test_a_mistake_that_cannot_be_made_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(DocumentError) as caught:
        rubric_of("type: expression, expected: {solver: derivative, of: x^2}, misconceptions: [{mistake: factor-list}]")
    (fault,) = caught.value.diagnostics
    assert fault.slug == "unknown-mistake"
    assert fault.what == "'factor-list' is not a mistake that can be made in this item."
    assert fault.help == "Write 'factor-lost'."


def test_what_is_harmless_is_set_apart() -> None:
    (item,) = rubric_of("type: expression, expected: {solver: derivative, of: x^2 + x}").items
    known = predictions_of(item)
    assert "inner-derivative-lost" in {one.id for one in known.harmless}
    assert not {one.id for one in known.harmless} & {one.id for one in known.singles}
    assert all(isinstance(one, Prediction) for one in known.everything)


DERIVATIVES = [
    ("x^2*sin(3*x)", "2*x*3*cos(3*x)", "product-as-product"),
    ("x^2*sin(3*x)", "6*x*cos(3*x)", "product-as-product"),
    ("x*e^(2*x)", "2*e^(2*x)", "product-as-product"),
    ("5*x^3*ln(x)", "15*x^2/x", "product-as-product"),
    ("x^2*sin(3*x)", "2*x*sin(3*x) + x^2*cos(3*x)", "inner-derivative-lost"),
    ("sin(3*x)^2", "2*sin(3*x)*cos(3*x)", ""),  # only one of its two inner derivatives is lost
    ("x^2*sin(3*x)", "2*x*sin(3*x)", "product-one-term"),
    ("x^3/(x^2 + 1)", "3*x^2/(2*x)", "quotient-as-quotient"),
    ("sin(x)/x", "cos(x)", "quotient-as-quotient"),
    ("sin(x)/x^2", "(2*x*sin(x) - x^2*cos(x))/x^4", "quotient-sign"),
    ("2^x", "x*2^(x - 1)", "exponential-as-power"),
    ("x + 3^(2*x)", "1 + 2*x*3^(2*x - 1)", "exponential-as-power"),
    ("exp(x^2) + x", "x^2*exp(x^2 - 1) + 1", "exponential-as-power"),
    ("e^x + x^3", "x*e^(x - 1) + 3*x^2", "exponential-as-power"),
]


@pytest.mark.parametrize("is_typed", [False, True], ids=["solved key", "typed key"])
@pytest.mark.parametrize(("of", "answer", "mistake"), DERIVATIVES)
def test_a_rule_of_differentiation_that_is_mistaken_is_named(
    of: str, answer: str, mistake: str, is_typed: bool
) -> None:
    solved = rubric_of("type: expression, symbol: f'(x), expected: {solver: derivative, of: f, by: x}", slope_of(of))
    rubric = solved
    if is_typed:
        key = solved.items[0].key
        assert key is not None
        assert key.answer.tree is not None
        rubric = rubric_of(f"type: expression, symbol: f'(x), expected: '{to_text(key.answer.tree)}'", slope_of(of))
    names = named_in(misconception(answered(rubric, answer)))
    assert (mistake in names) if mistake else not set(names) & {"inner-derivative-lost", "product-as-product"}


def slope_of(of: str) -> str:
    return f"symbols: {{x: positive}}, functions: {{'f(x)': '{of}'}}"


COUNTED = "symbols: {x: real, k: natural}"
RUN = "{solver: gradient_descent, of: x^2, start: 8, steps: %s, count: 3}"
LISTED, NUMBERED = RUN % "[1/4, 1/8, 1/16]", RUN % "1/(k + 3)"


@pytest.mark.parametrize(
    ("solver", "points", "subject", "words"),
    [
        (LISTED, "[0, 0, 0]", "", ""),
        (LISTED, "[4, 2, 3/2]", "Your x⁽²⁾", "taking the step size of the step before"),
        (LISTED, "[6, 21/4, 147/32]", "Your x⁽¹⁾", "taking the step size of the next step"),
        (LISTED, "[-8, 8, -8]", "Your x⁽¹⁾", "taking the whole gradient as the step, without the step size"),
        (LISTED, "[8, 3, 21/8]", "", ""),  # it has not moved, and the rest is right
        (LISTED, "[4, 4, 3]", "", ""),
        (LISTED, "[8, 4, 3]", "Your run of iterates", "stopping one step early"),
        (LISTED, "[4, 3, 9/4]", "Your x⁽³⁾", "taking the step size of the step before"),
        (NUMBERED, "[0, 0, 0]", "", ""),
        (
            NUMBERED,
            "[4, 12/5, 8/5]",
            "Your x⁽¹⁾",
            "working out the step size with the number of the step one too large",
        ),
        (NUMBERED, "[8/3, 0, 0]", "", ""),
    ],
)
def test_what_is_said_of_a_step_size_is_true_of_that_step(solver: str, points: str, subject: str, words: str) -> None:
    remark = misconception(answered(rubric_of(f"type: iterates, expected: {solver}", COUNTED), points))
    assert (remark.text if remark else "") == (f"{subject} is what one gets by {words}." if words else "")

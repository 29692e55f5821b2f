"""A wrong answer is told by the mistake that predicts it: by name, in any form, and never where it is right."""

import re
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.documents import parse_yaml
from grader.errors import DocumentError
from grader.expr import to_text
from grader.grading import diagnosis, grade
from grader.grading.indistinct import is_same_answer
from grader.grading.predictions import Prediction, predictions_of
from grader.grading.result import ItemResult
from grader.records import Outcome, Remark
from grader.rubric import Item, Rubric, load_rubric
from grader.rubric.load import parse_rubric

ROOT = Path(__file__).parents[2]
NAMES = re.compile(r"# names (?P<item>\w+): (?P<mistakes>.+)")
FOLDERS = {"exercise3": "submissions_example", "logistic_newton": "tests/cases/submissions/logistic_newton"}
NAMED = [
    (rubric, path)
    for rubric, folder in FOLDERS.items()
    for path in sorted((ROOT / folder).glob("*.yaml"))
    if NAMES.search(path.read_text(encoding="utf-8"))
]


@cache
def rubric_called(name: str) -> Rubric:
    return load_rubric(ROOT / "rubrics" / f"{name}.yaml")


def rubric_of(item: str, notation: str = "symbols: {x: real}") -> Rubric:
    text = (
        f"rubric: r\ntitle: R\nparts:\n  - id: p\n    title: P\n    notation: {{{notation}}}\n    items:\n"
        f"      - {{id: i, prompt: P, points: 1, {item}}}\n"
    )
    return parse_rubric(parse_yaml(text, "r.yaml"))


def answered(rubric: Rubric, answer: str) -> ItemResult:
    text = f"student: ada\nexercise: {rubric.id}\nanswers:\n  i: {answer!r}\n"
    (item,) = grade(parse_yaml(text, "ada.yaml"), rubric).items
    return item


def misconception(item: ItemResult) -> Remark | None:
    return next((remark for remark in item.remarks if remark.id == "misconception"), None)


def named_in(remark: Remark | None) -> list[str]:
    if remark is None:
        return []
    told = dict(remark.parameters)
    return [told["mistake"], *filter(None, told.get("alternatives", "").split(", "))]


@pytest.mark.parametrize(("rubric", "path"), NAMED, ids=[path.stem for _, path in NAMED])
def test_the_mistake_of_an_example_is_named_and_no_other(rubric: str, path: Path) -> None:
    expected = {
        match["item"]: match["mistakes"].split(", ") for match in NAMES.finditer(path.read_text(encoding="utf-8"))
    }
    graded = grade(path, rubric_called(rubric))
    assert {item.id: named_in(misconception(item)) for item in graded.items if misconception(item)} == expected


DESCENT = (
    "type: iterates, "
    "expected: {{solver: gradient_descent, of: f, start: '({a}, {b})', steps: [1/2, 1/3, 1/5], count: 3}}"
)
QUADRATIC = "symbols: {{x: real, y: real}}, functions: {{'f(x, y)': '{p}*x^2 + {q}*y^2 + {r}*x*y - {s}*x'}}"
SMALL = st.integers(min_value=1, max_value=6)


def assert_every_mistake_is_told(rubric: Rubric) -> None:
    """Apply every mistake to the problem; each is named, or only together with those that predict the same."""
    (item,) = rubric.items
    known = predictions_of(item)
    assert known.singles
    for prediction in known.singles:
        named = named_in(misconception(answered(rubric, to_text(prediction.answer))))
        twins = {other.id for other in known.singles if is_same_answer(prediction, other, known)}
        if len(twins) <= diagnosis.MOST_TOLD:
            assert prediction.id in named, (prediction.id, to_text(prediction.answer), named)
            assert set(named) <= twins
        else:
            assert named == []


@settings(max_examples=6, deadline=None, derandomize=True)
@given(p=SMALL, q=SMALL, r=SMALL, s=SMALL, a=SMALL, b=SMALL)
def test_every_mistake_of_gradient_descent_is_told_on_random_quadratics(
    p: int, q: int, r: int, s: int, a: int, b: int
) -> None:
    assert_every_mistake_is_told(rubric_of(DESCENT.format(a=a, b=b), QUADRATIC.format(p=p, q=q, r=r, s=s)))


@settings(max_examples=4, deadline=None, derandomize=True)
@given(p=SMALL, r=SMALL, s=SMALL, a=SMALL)
def test_every_mistake_of_momentum_and_newton_is_told(p: int, r: int, s: int, a: int) -> None:
    notation = QUADRATIC.format(p=p, q=p + r, r=r, s=s)
    start = f"of: f, start: '({a}, {a + 2})', count: 2"
    for method in (f"solver: momentum, {start}, steps: 1/4, beta: 1/2", f"solver: newton, {start}"):
        assert_every_mistake_is_told(rubric_of(f"type: iterates, expected: {{{method}}}", notation))


@settings(max_examples=4, deadline=None, derandomize=True)
@given(a=SMALL, b=SMALL, c=SMALL)
def test_every_mistake_of_stochastic_gradient_descent_is_told(a: int, b: int, c: int) -> None:
    solver = (
        "solver: sgd, of: '1/2*(w*x + v - y)^2', by: '(w, v)', samples: '(x, y)', start: '(0, 0)', steps: 1/10, "
        f"batches: ['[({a}, {b}), ({c}, 2)]', '[(3, {a})]'], count: 2"
    )
    notation = "symbols: {w: real, v: real, x: real, y: real}"
    assert_every_mistake_is_told(rubric_of(f"type: iterates, expected: {{{solver}}}", notation))


@settings(max_examples=6, deadline=None, derandomize=True)
@given(p=SMALL, n=st.integers(min_value=2, max_value=4), f=st.sampled_from(["sin", "cos", "exp", "tanh", "log"]))
def test_every_mistake_in_differentiating_is_told(p: int, n: int, f: str) -> None:
    notation = f"symbols: {{x: positive, y: positive}}, functions: {{'f(x, y)': '{f}({p}*x + y) + x^{n}*y + y^2/x'}}"
    for solver, kind in (("gradient", "vector"), ("hessian", "matrix"), ("derivative, by: x", "expression")):
        assert_every_mistake_is_told(rubric_of(f"type: {kind}, expected: {{solver: {solver}, of: f}}", notation))


NETWORK = (
    "ranges: {{i: 2, j: 2, k: 2}}, symbols: {{x: real, w_k: real, v_kj: real, y_j: real}}, quantities: {{"
    "s_k: w_k*x, h_k: '{activation}', a_j: 'sum(h_k*v_kj, k)', f_j: {output}, e_j: f_j - y_j, "
    "L: '{factor}*sum((f_j - y_j)^2, j)'}}"
)


@settings(max_examples=6, deadline=None, derandomize=True)
@given(
    activation=st.sampled_from(["max(0, s_k)", "tanh(s_k)", "sigmoid(s_k)"]),
    output=st.sampled_from(["softmax(a)_j", "tanh(a_j)", "sigmoid(a_j)"]),
    factor=st.sampled_from(["1/2", "1"]),
    by=st.sampled_from(["w_k", "v_kj", "h_k"]),
)
def test_every_mistake_of_back_propagation_is_told_on_random_networks(
    activation: str, output: str, factor: str, by: str
) -> None:
    notation = NETWORK.format(activation=activation, output=output, factor=factor)
    item = f"type: index_family, symbol: dL/d{by}, expected: {{solver: backprop, of: L, by: {by}}}"
    assert_every_mistake_is_told(rubric_of(item, notation))


@pytest.mark.parametrize("factor", ["1/3", "1/6", "1"])
def test_a_mean_and_a_sum_over_samples_are_told_apart(factor: str) -> None:
    notation = (
        "ranges: {i: 3}, symbols: {x_i: real, y_i: real, w: real}, "
        f"quantities: {{p_i: w*x_i, L: '{factor}*sum((p_i - y_i)^2, i)'}}"
    )
    rubric = rubric_of("type: expression, symbol: dL/dw, expected: {solver: backprop, of: L, by: w}", notation)
    assert_every_mistake_is_told(rubric)
    wrong = "2*" * (factor != "1/6") + "sum((p_i - y_i)*x_i, i)" + "/3" * (factor == "1")
    assert named_in(misconception(answered(rubric, wrong))) == ["batch-averaged" if factor == "1" else "batch-summed"]


def in_another_form(text: str, form: int) -> str:
    """Return the same value written differently."""
    c = form // 6 + 1
    return [
        f"({text})*{c}/{c}", f"{c}*({text})/{c} + 0", f"(({text})*(1 + {c}) - {c}*({text}))", f"-(-({text}))",
        f"({text}) + {c}*x - x*{c}", f"({text})*(sin({c}*x)^2 + cos({c}*x)^2)",
    ][form % 6]  # fmt: skip


@settings(max_examples=500, deadline=None, derandomize=True)
@given(form=st.integers(min_value=0, max_value=299), which=st.sampled_from([0, 1, 2]))
def test_no_right_answer_in_any_form_is_told_a_mistake(form: int, which: int) -> None:
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


@pytest.mark.parametrize("form", range(12))
def test_a_mistake_is_told_in_whatever_form_it_is_written(form: int) -> None:
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
        text="Component 2 of your g is what one gets by forgetting the terms in which several variables stand.",
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


def test_two_mistakes_together_are_told_where_one_does_not_explain_the_answer() -> None:
    remark = misconception(answered(rubric_of(SLOPE, FUNCTION), "(-2*x, -3*y^2)"))
    assert remark is not None
    assert remark.text == (
        "Your g is what one gets by reversing the sign and by forgetting the terms in which several variables stand."
    )


def test_an_answer_that_no_mistake_predicts_is_told_nothing() -> None:
    assert misconception(answered(rubric_of(SLOPE, FUNCTION), "(17*x*y, sin(x))")) is None


def test_zeros_are_not_told_a_mistake() -> None:
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
    assert fault.mend == "Write 'factor-lost'."


def test_what_is_harmless_is_set_apart() -> None:
    (item,) = rubric_of("type: expression, expected: {solver: derivative, of: x^2 + x}").items
    known = predictions_of(item)
    assert "inner-derivative-lost" in {one.id for one in known.harmless}
    assert not {one.id for one in known.harmless} & {one.id for one in known.singles}
    assert all(isinstance(one, Prediction) for one in known.everything)

"""Which answers have a picture, what it holds, and that it shows a student nothing that the level hides."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from grader.documents import parse_yaml
from grader.grading import GradedSubmission, ItemResult, grade
from grader.grading.figure import CurvesFigure, DescentFigure
from grader.grading.figures.networks import networks_of
from grader.grading.grade import grade_submission
from grader.grading.isolation import Isolation
from grader.grading.visibility.visibility import View, restrict_to_view
from grader.records import Outcome
from grader.rubric import Rubric, load_rubric, parse_rubric
from grader.rubric.visibility import Audience, Phase
from grader.submission import read_submission

EXERCISE = load_rubric(Path(__file__).parents[2] / "rubrics" / "exercise3.yaml")
GRADER = View(audience=Audience.GRADER)
HEAD = "rubric: small\ntitle: Small\nparts:\n  - id: one\n    title: One\n"
PATH = """
    notation: {symbols: {x: real, y: real, w: real, b: real, s: real}}
    items:
      - {id: path, type: iterates, points: 1, prompt: Walk., expected: EXPECTED}
"""
CURVE = """
    notation: {symbols: {x: DOMAIN, y: real}}
    items:
      - {id: curve, type: expression, points: 1, prompt: What is it?, expected: "x^2"}
"""
WALKS = {
    "gradient_descent": "{solver: gradient_descent, of: x^2 + y^2, by: [x, y], start: '(4, 2)', steps: 1/4, count: 2}",
    "momentum": "{solver: momentum, of: x^2 + y^2, by: [x, y], start: '(4, 2)', steps: 1/4, beta: 1/2, count: 2}",
    "newton": "{solver: newton, of: x^4 + y^2, by: [x, y], start: '(4, 2)', count: 2}",
    "sgd": "{solver: sgd, of: (w*x + b - y)^2, by: [w, b], samples: [x, y], batches: ['[(1, 2)]', '[(3, 4)]'], "
    "start: '(0, 0)', steps: 1/10}",
}
FUNCTIONS = {
    "gradient_descent": ("x^2 + y^2", ("x", "y")),
    "momentum": ("x^2 + y^2", ("x", "y")),
    "newton": ("x^4 + y^2", ("x", "y")),
    "sgd": ("((w*1 + b - 2)^2 + (w*3 + b - 4)^2)/2", ("w", "b")),
}


def rubric(text: str) -> Rubric:
    return parse_rubric(parse_yaml(HEAD + text, "small.yaml"))


def answered(small: Rubric, **answers: str) -> GradedSubmission:
    rows = "".join(f"  {name}: '{answer}'\n" for name, answer in answers.items())
    return grade(parse_yaml(f"student: ada\nexercise: small\nanswers:\n{rows}", "ada.yaml"), small)


def item(graded: GradedSubmission, name: str) -> ItemResult:
    (found,) = (result for result in graded.items if result.id == name)
    return found


# Descent


@pytest.mark.parametrize("kind", WALKS)
def test_path_over_the_function_that_the_method_walks_over(kind: str) -> None:
    figure = item(answered(rubric(PATH.replace("EXPECTED", WALKS[kind])), path="[(1, 2), (7/3, 0.5)]"), "path").figure
    assert isinstance(figure, DescentFigure)
    assert (figure.function, figure.variables) == FUNCTIONS[kind]
    assert figure.own == (("1", "2"), ("7/3", "0.5"))
    assert len(figure.expected) == 2


@pytest.mark.parametrize(
    "answer",
    ["[(1, 2), (x, 0)]", "[(1, 2, 3), (1, 2, 3)]", "[1, 2]", "[(1, 2), ((1, 2), 3)]", "", "2*(", "(1, 2)"],
)
def test_answer_that_is_no_path_has_no_picture(answer: str) -> None:
    small = rubric(PATH.replace("EXPECTED", WALKS["gradient_descent"]))
    assert item(answered(small, path=answer), "path").figure is None


@pytest.mark.parametrize(
    "walk",
    [
        "{solver: gradient_descent, of: x^2 + y^2 + w^2, by: [x, y, w], start: '(4, 2, 1)', steps: 1/4, count: 2}",
        "{solver: gradient_descent, of: x^2 + y^2, by: [x, y], start: '(4, s)', steps: 1/4, count: 2}",
        "{solver: gradient_descent, of: x^2 + w*y^2, by: [x, y], start: '(4, 2)', steps: 1/4, count: 2}",
        '"((1, 2), (3, 4))"',
    ],
    ids=["three variables", "start with a name", "function with a name", "no solver"],
)
def test_walk_that_cannot_be_drawn_has_no_picture(walk: str) -> None:
    assert item(answered(rubric(PATH.replace("EXPECTED", walk)), path="((1, 2), (3, 4))"), "path").figure is None


def test_path_in_one_variable_is_a_row_of_numbers() -> None:
    walk = "{solver: newton, of: x^3 - 2, by: x, start: 1, count: 2, find: root}"
    figure = item(answered(rubric(PATH.replace("EXPECTED", walk)), path="[4/3, 1.26]"), "path").figure
    assert figure == DescentFigure(
        function="x^3 - 2",
        variables=("x",),
        start=("1",),
        own=(("4/3",), ("1.26",)),
        expected=(("4/3",), ("91/72",)),
    )


# Curves


@pytest.mark.parametrize(
    ("domain", "ends"),
    [
        ("real", ("", "")),
        ("positive", ("0", "")),
        ("negative", ("", "0")),
        ("{domain: real, lower: 1/2, upper: 2}", ("1/2", "2")),
    ],
)
def test_wrong_answer_in_one_variable_is_a_curve_over_its_domain(domain: str, ends: tuple[str, str]) -> None:
    figure = item(answered(rubric(CURVE.replace("DOMAIN", domain)), curve="2*x"), "curve").figure
    assert figure == CurvesFigure(variable="x", own="2*x", expected="x^2", lower=ends[0], upper=ends[1])


@pytest.mark.parametrize("answer", ["x^2", "x*x", "2*y", "x + y", "sum(i*x, i, 1, 3)", "(x, x)", "2*(", ""])
def test_right_answers_and_others_than_curves_have_no_picture(answer: str) -> None:
    assert item(answered(rubric(CURVE.replace("DOMAIN", "real")), curve=answer), "curve").figure is None


# Networks


def test_network_of_the_exercise() -> None:
    (network,) = networks_of(EXERCISE)
    assert network.part == "Forward and backward pass of a two-unit network"
    assert {node.name: node.layer for node in network.nodes} == {
        "x": 0, "w_k": 0, "delta_k": 1, "z_k": 2, "v_kj": 2, "a_j": 3, "f_j": 4, "y_j": 4, "e_j": 5, "L": 5,
    }  # fmt: skip
    partials = {node.name: [name for name, _ in node.partials] for node in network.nodes if node.partials}
    assert partials == {
        "w_k": ["∂L/∂w_k", "∂L/∂w"],
        "v_kj": ["∂L/∂v_kj", "∂L/∂v"],
        "z_k": ["∂L/∂z_k"],
        "a_j": ["∂f_i/∂a_j", "∂L/∂a_j"],
        "f_j": ["∂L/∂f_j"],
    }
    names = [node.name for node in network.nodes]
    assert {(names[start], names[end]) for start, end in network.edges} == {
        ("x", "delta_k"), ("w_k", "delta_k"), ("delta_k", "z_k"), ("z_k", "a_j"), ("v_kj", "a_j"), ("a_j", "f_j"),
        ("f_j", "e_j"), ("y_j", "e_j"), ("f_j", "L"), ("y_j", "L"),
    }  # fmt: skip


def test_network_is_made_once_for_a_rubric() -> None:
    assert networks_of(EXERCISE) is networks_of(EXERCISE)


def test_part_that_asks_for_no_derivative_of_a_quantity_has_no_network() -> None:
    assert networks_of(rubric(CURVE.replace("DOMAIN", "real"))) == ()


# Nothing of the key reaches a student

EXAMPLE = Path(__file__).parents[2] / "submissions_example" / "12-slip-carried-on.yaml"
BEFORE_RELEASE = [View(is_check=True), View(), View(phase=Phase.AFTER_DEADLINE)]


@pytest.mark.parametrize("view", BEFORE_RELEASE)
def test_path_of_the_key_is_not_shown_before_the_release(view: View) -> None:
    whole = grade(EXAMPLE, EXERCISE)
    shown = item(whole, "iterates").figure
    assert isinstance(shown, DescentFigure)
    assert shown.expected == (("9", "3"), ("8", "4"), ("8", "4"))
    assert item(restrict_to_view(whole, EXERCISE, view), "iterates").figure == replace(shown, expected=())
    assert item(restrict_to_view(whole, EXERCISE, GRADER), "iterates").figure == shown


def test_curve_of_the_key_is_not_shown_before_the_release() -> None:
    small = rubric(CURVE.replace("DOMAIN", "real"))
    whole = answered(small, curve="2*x")
    assert item(restrict_to_view(whole, small, View(is_check=True)), "curve").figure == CurvesFigure(
        variable="x", own="2*x"
    )


def test_curve_does_not_betray_that_an_answer_is_wrong() -> None:
    text = HEAD.replace("parts:", "visibility: {student: {before_deadline: none}}\nparts:")
    small = parse_rubric(parse_yaml(text + CURVE.replace("DOMAIN", "real"), "small.yaml"))
    shown = item(restrict_to_view(answered(small, curve="2*x"), small, View()), "curve")
    assert (shown.outcome, shown.figure) == (Outcome.WITHHELD, None)


def test_function_that_another_item_asks_for_is_not_drawn_before_it_is_found() -> None:
    asks = PATH + '      - {id: loss, type: expression, points: 1, prompt: Which function?, expected: "x^2 + y^2"}\n'
    small = rubric(asks.replace("EXPECTED", WALKS["gradient_descent"]))
    lost, found = (answered(small, path="[(1, 2)]", loss=loss) for loss in ("x + y", "y^2 + x^2"))
    assert item(restrict_to_view(lost, small, View()), "path").figure is None
    assert isinstance(item(restrict_to_view(found, small, View()), "path").figure, DescentFigure)
    assert isinstance(item(restrict_to_view(lost, small, GRADER), "path").figure, DescentFigure)


def test_edges_appear_with_the_right_answers_that_say_them() -> None:
    whole = grade(EXAMPLE, EXERCISE)
    blank = replace(whole, items=tuple(replace(one, outcome=Outcome.BLANK) for one in whole.items))
    (shown,), (open_,) = (
        restrict_to_view(whole, EXERCISE, View()).networks,
        restrict_to_view(blank, EXERCISE, View()).networks,
    )
    assert len(shown.edges) == 10
    assert open_.edges == ()
    assert restrict_to_view(blank, EXERCISE, GRADER).networks == whole.networks


def test_mistake_of_ours_in_a_picture_costs_the_picture_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(one: object) -> object:
        raise ZeroDivisionError

    monkeypatch.setattr(sys.modules[grade.__module__], "draw_figure", broken)
    result = item(grade(EXAMPLE, EXERCISE), "iterates")
    assert (result.outcome, result.figure) == (Outcome.PARTIAL, None)


def test_record_without_pictures_is_the_same_but_for_them() -> None:
    with_them, without = grade(EXAMPLE, EXERCISE), grade(EXAMPLE, EXERCISE, pictures=False)
    assert without == replace(with_them, networks=(), items=tuple(replace(one, figure=None) for one in with_them.items))


@pytest.mark.parametrize("kind", ["derivation", "equation", "number"])
def test_only_curves_are_drawn_whatever_the_type_of_the_item(kind: str) -> None:
    text = CURVE.replace("DOMAIN", "real").replace("type: expression", f"type: {kind}")
    if kind == "number":
        text = text.replace('"x^2"', '"4"')
    if kind == "equation":
        text = text.replace('"x^2"', '"y = x^2"')
    answer = {"derivation": "x + x = 2*x", "equation": "y = 2*x", "number": "5"}[kind]
    figure = item(answered(rubric(text), curve=answer), "curve").figure
    assert isinstance(figure, CurvesFigure) is (kind == "derivation")


def test_picture_that_is_the_end_of_a_process_costs_itself_alone() -> None:
    begun: list[str] = []
    rubric = parse_rubric(parse_yaml(HEAD + CURVE.replace("DOMAIN", "real"), "r.yaml"))
    submission = read_submission(parse_yaml("student: a\nanswers: {curve: x^2 + 1}\n", "a.yaml"), rubric)
    whole = grade_submission(submission, rubric, isolation=Isolation(begins=begun.append))
    assert whole.items[0].figure is not None
    assert begun[-2:] == ["picture of curve", ""]
    without = grade_submission(submission, rubric, isolation=Isolation(lost=frozenset({"picture of curve"})))
    assert without == replace(whole, items=(replace(whole.items[0], figure=None),))

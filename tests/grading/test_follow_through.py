"""Follow-through: what is right after a mistake, judged from the student's own earlier answers, and what guards it."""

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.documents import parse_yaml
from grader.errors import DocumentError
from grader.grading import GradedSubmission, ItemResult, check_rubric, grade, grade_item
from grader.records import Outcome
from grader.rubric import Rubric, load_rubric, parse_rubric
from grader.submission import read_submission

EXERCISE3 = load_rubric(Path(__file__).parents[2] / "rubrics" / "exercise3.yaml")
DESCENT = """\
rubric: descent
title: Descent
{top}
parts:
  - id: one
    title: One
    notation:
      ranges: {{i: 2}}
      symbols: {{x_i: {{iterates: "yes"}}}}
      functions: {{"f(x_1, x_2)": (x_1 - 6)^2 + x_2^2 - x_1*x_2}}
    items:
      - {{id: slope_1, type: vector, points: 1, prompt: P, symbol: grad f(x^(1)),
         expected: {{solver: gradient, of: f, at: {{answer: points, entry: 1}}}}}}
      - {{id: points, type: iterates, points: 3, prompt: P, {item}
         expected: {{solver: gradient_descent, of: f, start: "(6, 6)", steps: [1/2, 1/3, 1/4], count: 3}}}}
      - {{id: slope_2, type: vector, points: 1, prompt: P,
         expected: {{solver: gradient, of: f, at: {{answer: points, entry: 2}}}}}}
      - {{id: second, type: number, points: 1, prompt: P, expected: {{answer: points, entry: [2, 1]}}}}
"""
RIGHT = {"points": "[(9, 3), (8, 4), (8, 4)]", "slope_1": "(3, -3)", "slope_2": "(0, 0)", "second": "8"}
SLIPPED = {"points": "[(9, 4), (25/3, 13/3), (33/4, 17/4)]", "slope_1": "(2, -1)", "slope_2": "(1/3, 1/3)"}


def descent(top: str = "", item: str = "") -> Rubric:
    return parse_rubric(parse_yaml(DESCENT.format(top=top, item=item), "descent.yaml"))


def graded(rubric: Rubric, answers: dict[str, str]) -> GradedSubmission:
    lines = [f"  {name}: {text!r}" for name, text in answers.items()]
    text = "\n".join(["student: ada", f"exercise: {rubric.id}", "answers:", *lines, ""])
    return grade(parse_yaml(text, "ada.yaml"), rubric)


def result(rubric: Rubric, answers: dict[str, str], item: str) -> ItemResult:
    return next(one for one in graded(rubric, answers).items if one.id == item)


def credits(rubric: Rubric, answers: dict[str, str]) -> dict[str, Fraction | None]:
    return {item.id: item.credit for item in graded(rubric, answers).items if item.given}


def remarks(item: ItemResult) -> list[tuple[str, str]]:
    return [(remark.id, remark.text) for remark in item.remarks]


def test_a_key_refers_to_another_key_however_the_items_are_ordered() -> None:
    assert credits(descent(), RIGHT) == dict.fromkeys(RIGHT, 1)
    assert check_rubric(descent()).is_ok


def test_a_mistake_at_the_first_iterate_costs_its_own_points_alone() -> None:
    rubric = descent()
    assert credits(rubric, SLIPPED) == {"slope_1": 1, "points": Fraction(2, 3), "slope_2": 1}
    assert remarks(result(rubric, SLIPPED, "points")) == [
        ("follow-through", "Your x^(1) is not right, but x^(2) and x^(3) are consistent with it."),
    ]
    assert remarks(result(rubric, SLIPPED, "slope_1")) == [("follow-through", "This is consistent with your x^(1).")]
    assert remarks(result(rubric, SLIPPED, "slope_2")) == [
        ("follow-through", "This is consistent with your x^(2), which goes back to your x^(1).")
    ]


def test_the_remark_names_the_first_wrong_answer_as_data() -> None:
    (remark,) = result(descent(), SLIPPED, "slope_2").remarks
    assert remark.parameters == (("item", "points"), ("entry", "1"))


def test_each_iterate_is_judged_from_the_one_before() -> None:
    item = result(descent(), {"points": "[(9, 4), (8, 4), (7, 3)]"}, "points")
    assert [part.outcome for part in item.components] == [Outcome.INCORRECT, Outcome.CORRECT, Outcome.INCORRECT]
    item = result(descent(), {"points": "[(9, 4), (1, 1), (31/8 - 1/8, 3/4)]"}, "points")  # the gradient is (-11, 1)
    assert [part.outcome for part in item.components] == [Outcome.INCORRECT, Outcome.INCORRECT, Outcome.CORRECT]
    assert remarks(item) == [("follow-through", "Your x^(2) is not right, but x^(3) is consistent with it.")]


def test_a_zero_vector_does_not_earn_the_rest() -> None:
    # From (0, 0) the gradient is (-12, 0); all of this is consistent with it.
    easy = {"points": "[(0, 0), (4, 0), (5, 1)]", "slope_1": "(-12, 0)", "slope_2": "(-4, -4)", "second": "4"}
    assert credits(descent(), easy) == dict.fromkeys(easy, 0)


def test_an_iterate_that_has_not_moved_does_not_earn_the_rest() -> None:
    still = {"points": "[(6, 6), (8, 4), (8, 4)]", "slope_1": "(-6, 6)"}
    assert credits(descent(), still) == {"points": Fraction(2, 3), "slope_1": 0}


def test_a_point_where_nothing_is_left_to_do_does_not_earn_the_rest() -> None:
    assert credits(descent(), {"points": "[(8, 4), (8, 4), (8, 4)]", "slope_1": "(0, 0)"})["slope_1"] == 0


@pytest.mark.parametrize("points", ["[(9, 4, 1), (8, 4), (8, 4)]", "[(x_1, 4), (8, 4), (8, 4)]", "[9, 4]", "[(9, 4"])
def test_an_answer_that_does_not_fit_is_not_followed(points: str) -> None:
    assert result(descent(), {"points": points, "slope_1": "(2, -1)"}, "slope_1").credit == 0


def test_a_blank_answer_is_not_followed() -> None:
    assert credits(descent(), {"slope_1": "(2, -1)"}) == {"slope_1": 0}


def test_the_conditions_are_the_rubrics() -> None:
    lax, strict = "follow_through: {conditions: []}", "follow_through: {conditions: [no zero entries]}"
    easy = {"points": "[(0, 0), (4, 0), (5, 1)]", "slope_1": "(-12, 0)"}
    assert credits(descent(top=lax), easy) == {"points": Fraction(2, 3), "slope_1": 1}
    half = {"points": "[(0, 3), (14/3, 2), (62/12, 26/12)]", "slope_1": "(-15, 6)"}
    assert credits(descent(top=strict), half)["slope_1"] == 0
    assert credits(descent(), half)["slope_1"] == 1


def test_the_credit_is_the_rubrics() -> None:
    rubric = descent(top="follow_through: {credit: 1/2}")
    assert credits(rubric, SLIPPED) == {"slope_1": Fraction(1, 2), "points": Fraction(1, 3), "slope_2": Fraction(1, 2)}
    assert result(rubric, SLIPPED, "slope_1").outcome is Outcome.PARTIAL
    off = descent(top='follow_through: "no"')
    assert credits(off, SLIPPED) == {"slope_1": 0, "points": 0, "slope_2": 0}
    one = descent(item="follow_through: {credit: 0},")
    assert credits(one, SLIPPED) == {"slope_1": 1, "points": 0, "slope_2": 1}


def test_a_chain_earns_at_most_its_cap() -> None:
    # Of 3 + 1 + 1 points 1 is lost to the mistake, and 4 of 5 would follow; half of 5 is allowed.
    rubric = descent(top="follow_through: {cap: 1/2}")
    scores = [item.score for item in graded(rubric, SLIPPED).items if item.given]
    assert sum(score or 0 for score in scores) == Fraction(5, 2)
    assert remarks(result(rubric, SLIPPED, "slope_1"))[-1] == (
        "follow-through-cap",
        "What follows from your x^(1) earns only part of its points, because so much depends on it.",
    )


def test_a_left_hand_side_with_the_students_own_numbers_is_read() -> None:
    answers = {**SLIPPED, "slope_1": "grad f(9, 4) = (2*(9 - 6) - 4, 2*4 - 9) = (2, -1)"}
    assert result(descent(), answers, "slope_1").credit == 1


def test_an_entry_of_an_entry_follows_too() -> None:
    item = result(descent(), {**SLIPPED, "second": "25/3"}, "second")
    assert item.credit == 1
    assert remarks(item) == [("follow-through", "This is consistent with your x^(2), which goes back to your x^(1).")]


FORMULAS = """\
rubric: formulas
title: Formulas
parts:
  - id: one
    title: One
    notation:
      ranges: {k: 2}
      symbols: {x: real, y: real, w_k: real}
      quantities: {p: x*y + x, L: p^2, h_k: w_k*p}
    items:
      - {id: p, type: expression, points: 1, prompt: P, symbol: p, expected: x*y + x}
      - {id: square, type: expression, points: 2, prompt: P, expected: p^2, follow: {p: p}}
      - {id: slope, type: expression, points: 2, prompt: P, expected: {solver: backprop, of: p, by: x}, follow: {p: p}}
      - {id: h, type: index_family, points: 1, prompt: P, symbol: h_k, expected: w_k*p, follow: {p: p}}
      - {id: both, type: vector, points: 1, prompt: P, expected: "(h_1, h_2)",
         follow: {d_k: h, expected: "(d_1, d_2)"}}
"""
ANSWERS = {
    "p": "x*y - x",
    "square": "(x*y - x)^2",
    "slope": "y - 1",
    "h": "2*w_k*(x*y + x)",
    "both": "(2*w_1*p, 2*w_2*p)",
}


@pytest.fixture(scope="module")
def formulas() -> Rubric:
    return parse_rubric(parse_yaml(FORMULAS, "formulas.yaml"))


def test_a_quantity_is_the_students_own(formulas: Rubric) -> None:
    assert credits(formulas, ANSWERS) == {"p": 0, "square": 1, "slope": 1, "h": 0, "both": 1}
    assert remarks(result(formulas, ANSWERS, "square")) == [("follow-through", "This is consistent with your p.")]
    assert remarks(result(formulas, ANSWERS, "both")) == [("follow-through", "This is consistent with your h_k.")]
    assert check_rubric(formulas).is_ok


@pytest.mark.parametrize("own", ["0", "1", "x", "0*x*y"])
def test_a_formula_that_makes_the_later_item_easy_is_not_followed(formulas: Rubric, own: str) -> None:
    square = {"0": "0", "1": "1", "x": "x^2", "0*x*y": "0"}[own]
    assert credits(formulas, {"p": own, "square": square})["square"] == 0


def test_students_own_definitions_are_followed(formulas: Rubric) -> None:
    text = (
        "student: ada\nexercise: formulas\ndefinitions: {q: x*y - x}\n"
        "answers: {p: q, square: q^2, slope: y - 1, h: w_k*q}\n"
    )
    found = {item.id: item.credit for item in grade(parse_yaml(text, "ada.yaml"), formulas).items if item.given}
    assert found == {"p": 0, "square": 1, "slope": 1, "h": 1}


def test_a_name_that_a_way_introduces_is_not_the_students(formulas: Rubric) -> None:
    text = "student: ada\nexercise: formulas\ndefinitions: {d_k: 5*w_k*p}\nanswers: {h: 2*w_k*p, both: '(d_1, d_2)'}\n"
    found = {item.id: item.credit for item in grade(parse_yaml(text, "ada.yaml"), formulas).items if item.given}
    assert found == {"h": 0, "both": 0}
    text = text.replace("5*w_k", "2*w_k")
    found = {item.id: item.credit for item in grade(parse_yaml(text, "ada.yaml"), formulas).items if item.given}
    assert found == {"h": 0, "both": 1}


def test_a_way_that_does_not_lead_to_the_key_is_found() -> None:
    proof = check_rubric(parse_rubric(parse_yaml(FORMULAS.replace('"(d_1, d_2)"', '"(d_2, d_1)"'), "formulas.yaml")))
    assert [(found.item, found.check) for found in proof.findings if not found.is_ok] == [("both", "follow")]


POINTS = st.tuples(st.integers(-9, 9), st.integers(-9, 9))
WRONG = st.lists(POINTS, min_size=1, max_size=3).map(str)
VALUES = {
    "slope_1": POINTS.map(str),
    "slope_2": POINTS.map(str),
    "second": st.integers(-9, 9).map(str),
}
DESCENT_RUBRIC = descent()


@given(answers=st.fixed_dictionaries(VALUES))
@settings(max_examples=25, deadline=None)
def test_with_no_earlier_mistake_nothing_changes(answers: dict[str, str]) -> None:
    everything = {"points": RIGHT["points"], **answers}
    text = "student: ada\nexercise: descent\nanswers:\n" + "".join(f"  {k}: {v!r}\n" for k, v in everything.items())
    submission = read_submission(parse_yaml(text, "ada.yaml"), DESCENT_RUBRIC)
    alone = tuple(grade_item(item, submission) for item in DESCENT_RUBRIC.items)
    assert graded(DESCENT_RUBRIC, everything).items == alone


@given(points=WRONG, answers=st.fixed_dictionaries(VALUES))
@settings(max_examples=25, deadline=None)
def test_follow_through_never_takes_credit_away(points: str, answers: dict[str, str]) -> None:
    everything = {"points": points, **answers}
    text = "student: ada\nexercise: descent\nanswers:\n" + "".join(f"  {k}: {v!r}\n" for k, v in everything.items())
    submission = read_submission(parse_yaml(text, "ada.yaml"), DESCENT_RUBRIC)
    for item, after in zip(DESCENT_RUBRIC.items, graded(DESCENT_RUBRIC, everything).items, strict=True):
        alone = grade_item(item, submission)
        assert (after.credit or 0) >= (alone.credit or 0)
        assert alone.outcome is not Outcome.CORRECT or after == alone


@given(first=POINTS, second=POINTS)
@settings(max_examples=25, deadline=None)
def test_whatever_the_first_point_its_gradient_is_right_or_guarded(
    first: tuple[int, int], second: tuple[int, int]
) -> None:
    x, y = first
    slope = (2 * (x - 6) - y, 2 * y - x)
    found = credits(DESCENT_RUBRIC, {"points": str([first, second]), "slope_1": str(slope)})["slope_1"]
    assert found == (0 if first in ((0, 0), (6, 6), (8, 4)) else 1) or slope == (3, -3)


def faults(text: str) -> list[str]:
    with pytest.raises(DocumentError) as raised:
        parse_rubric(parse_yaml(text, "r.yaml"))
    return [f"{fault.span.place if fault.span else ''} {fault.what}" for fault in raised.value.diagnostics]


BUILT = """\
rubric: r
title: R
parts:
  - id: p
    title: P
    notation: {symbols: {x: real}}
    items:
      - {id: one, type: expression, points: 1, prompt: P, expected: {answer: two}}
      - {id: two, type: vector, points: 1, prompt: P, expected: "(x, 2)"}
      - {id: why, type: text, points: 1, prompt: P}
"""


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("answer: two}", "answer: twoo}", ["r.yaml:8:78 There is no item 'twoo' in this rubric."]),
        ("answer: two}", "answer: one}", ["r.yaml:8:78 The item 'one' is built on its own answer."]),
        (
            '"(x, 2)"',
            "{answer: one}",
            ["r.yaml:8:78 These items are built on each other in a circle: one, two."],
        ),
        (
            "answer: two}",
            "answer: two, entry: 3}",
            ["r.yaml:8:78 The expected answer of the item 'two' has no entry 3."],
        ),
        ("answer: two}", "answer: why}", ["r.yaml:8:78 The expected answer of the item 'why' is not a formula."]),
        ("answer: two}", "answer: two, entry: 0}", ["r.yaml:8:69 This reference to an answer cannot be read."]),
        ("answer: two}", "answer: two, entries: 1}", ["r.yaml:8:69 This reference to an answer cannot be read."]),
        ("{answer: two}", "2, follow: {x: three}", ["r.yaml:8:84 There is no item 'three' in this rubric."]),
        (
            "{answer: two}",
            "2, follow: {x: why}",
            ["r.yaml:8:84 The expected answer of the item 'why' is not a formula."],
        ),
        ("{answer: two}", "2, follow: {x: two, expected: 2*q}", ["r.yaml:8:101 'q' is not a name of this exercise."]),
        ("{answer: two}", "2, follow_through: {cap: 3/2}", ["r.yaml:8:94 The cap of follow-through is 3/2."]),
    ],
)
def test_a_reference_that_cannot_be_used_is_reported_at_its_place(before: str, after: str, expected: list[str]) -> None:
    assert faults(BUILT.replace(before, after, 1)) == expected


def test_a_word_is_not_taken_from_an_answer() -> None:
    text = BUILT.replace(
        "{answer: two}", "{solver: gradient_descent, of: x^2, start: 1, steps: 1, count: {answer: two}}"
    )
    assert len(faults(text)) == 1


def test_a_family_that_is_given_member_by_member_is_followed_as_its_formula_is() -> None:
    both = "((v_11*g_1 + v_21*g_2)*1[delta_1 > 0]*x, (v_12*g_1 + v_22*g_2)*1[delta_2 > 0]*x)"
    first, second = (f"dL/dw_{k} = (v_1{k}*g_1 + v_2{k}*g_2)*1[delta_{k} > 0]*x" for k in (1, 2))
    members = f"  dL_dw: ['{first}', '{second}']"
    formula = "  dL_dw: (v_1k*g_1 + v_2k*g_2)*1[delta_k > 0]*x"
    for own in (members, formula):
        text = f"student: ada\nexercise: exercise3\nanswers:\n{own}\n  dL_dw_both: {both}\n"
        answers = {item.id: item for item in grade(parse_yaml(text, "ada.yaml"), EXERCISE3).items}
        assert (answers["dL_dw"].credit, answers["dL_dw_both"].credit) == (0, 1)
        assert [remark.text for remark in answers["dL_dw_both"].remarks] == ["This is consistent with your ∂L/∂w_k."]


def test_exercise_3_follows_its_own_mistakes() -> None:
    answers = {"iterates": "[(9, 4), (25/3, 13/3), (33/4, 17/4)]", "gradient_1": "(2, -1)", "gradient_2": "(1/3, 1/3)"}
    scores = {item.id: item.score for item in graded(EXERCISE3, answers).items if item.given}
    assert scores == {"iterates": 2, "gradient_1": Fraction(1, 2), "gradient_2": Fraction(1, 2)}


CIRCLES = [
    {"loss": "g_1", "dL_df": "2*e_j"},
    {"loss": "g_1 + g_2", "dL_df": "2*e_j"},
    {"loss": "L + e_1^2", "dL_df": "2*e_j"},
    {"g_components": "dL/df_j", "dL_dv": "2*g_k*u_j"},
    {"g_components": "g_j + 1", "dL_dv": "2*g_k*u_j"},
    {"g_components": "dL/dv_11", "dL_dv": "dL/dv_kj + 1", "dL_dz": "2*g_k"},
]


@pytest.mark.parametrize("answers", CIRCLES)
def test_an_answer_that_depends_on_the_quantity_it_stands_for_is_not_followed(answers: dict[str, str]) -> None:
    found = [item for item in graded(EXERCISE3, answers).items if item.given]
    assert found
    assert all(item.outcome is not Outcome.FAULT for item in found)
    assert not any(remark.id == "follow-through" for item in found for remark in item.remarks)

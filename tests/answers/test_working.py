"""Working, step by step: the lines of a worked solution, and the remark on working before a value."""

from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.answers import Task
from grader.answers.derivation import MEMBER
from grader.answers.working.working import decide_steps, find_failing, remark_on_step
from grader.documents import Scalar, parse_yaml
from grader.errors import AnswerError, DocumentError
from grader.expr import to_text
from grader.expr.notation import Entry, Notation
from grader.grading import check_rubric, grade
from grader.records import Equality, Outcome
from grader.rubric import load_rubric, parse_rubric

RUBRIC = load_rubric(Path(__file__).parents[2] / "rubrics" / "exercise3.yaml")
DESCENT = Task(notation=next(part for part in RUBRIC.parts if part.id == "descent").notation)

# A student's own lines, in their own LaTeX: all equalities hold except the last one of the fourth line.
LINES = [
    r"\nabla f(x_1, x_2) = (2 \cdot (x_1 - 6) - x_2, 2 \cdot x_2 - x_1)",
    r"\begin{aligned}\nabla f(6, 6) &= (2 \cdot (6 - 6) - 6, 2 \cdot 6 - 6) \\ &= (-6, 6)\end{aligned}",
    r"\begin{aligned}x^{(1)} &= (6, 6) - \frac{1}{2}(-6, 6) = (6, 6) - (-3, 3) \\ &= (9, 3)\end{aligned}",
    r"\begin{aligned}\nabla f(9, 3) &= (2 \cdot (9 - 6) - 3, 2 \cdot 3 - 9) \\ &= (3, 1 - 3)\end{aligned}",
    r"\begin{aligned}x^{(2)} &= (9, 3) - \frac{1}{3}(3, -3) = (9, 3) - (1, -1) \\ &= (8, 4)\end{aligned}",
    r"\begin{aligned}\nabla f(8, 4) &= (2 \cdot (8 - 6) - 4, 2 \cdot 4 - 8) \\ &= (0, 0)\end{aligned}",
    r"x^{(3)} = (8, 4) - \frac{1}{4} \cdot (0, 0) = (8, 4)",
]
WRONG_LINE = (
    "The last equality{} does not hold in its second component: '1 - 3' is not equal to '2*3 - 9'. "
    "This looks like a slip in the arithmetic."
)


SAMPLE = [line.replace("(3, 1 - 3)", "(3, -3)") for line in LINES]


def yaml(lines: list[str]) -> str:
    return "\n".join(f"      - '{line}'" for line in lines)


def test_every_line_of_the_worked_solution_holds_except_the_wrong_one() -> None:
    given = parse_yaml("lines:\n" + yaml(LINES), "lines.yaml").root.entries[0][1]  # type: ignore[union-attr]
    answer = MEMBER.read(given, DESCENT)
    assert answer.tree is not None
    assert to_text(answer.tree) == "(8, 4)"
    steps = decide_steps(answer.steps, DESCENT)
    wrong = [step for step in steps if step.decision.result is not Equality.EQUAL]
    assert len(steps) == 12
    assert [(step.line, to_text(step.left), to_text(step.right)) for step in wrong] == [
        (4, "(2*(9 - 6) - 3, 2*3 - 9)", "(3, 1 - 3)")
    ]


def test_the_wrong_line_is_named_to_the_component() -> None:
    text = f"""\
rubric: r
title: R
parts:
  - id: p
    title: P
    notation:
      ranges: {{i: 2}}
      symbols: {{x_i: {{iterates: "yes"}}}}
      functions: {{"f(x_1, x_2)": (x_1 - 6)^2 + x_2^2 - x_1*x_2}}
    items:
    - id: by_hand
      type: derivation
      points: 12
      prompt: P
      expected: "(8, 4)"
      result: 0
      required: ["(9, 3)", "(0, 0)"]
      sample:
{yaml(SAMPLE)}
"""
    rubric = parse_rubric(parse_yaml(text, "r.yaml"))
    answers = f"student: ada\nexercise: r\nanswers:\n    by_hand:\n{yaml(LINES)}\n"
    (item,) = grade(parse_yaml(answers, "ada.yaml"), rubric).items
    assert (item.outcome, item.credit) == (Outcome.PARTIAL, Fraction(11, 12))
    assert [(remark.id, remark.text) for remark in item.remarks] == [("step", WRONG_LINE.format(" in line 4"))]
    assert item.remarks[0].parameters == (
        ("line", "4"), ("step", "2"), ("left", "2*3 - 9"), ("right", "1 - 3"), ("entry", "2"), ("kind", "arithmetic"),
    )  # fmt: skip
    assert item.decision is not None
    assert item.decision.witness is not None
    assert (item.decision.witness.expected, item.decision.witness.student) == ("-3", "-2")


def graded(answers: str) -> dict[str, tuple[Fraction | None, list[str]]]:
    items = grade(parse_yaml(f"student: ada\nexercise: exercise3\nanswers: {answers}\n", "ada.yaml"), RUBRIC).items
    return {item.id: (item.credit, [r.text for r in item.remarks if r.id == "step"]) for item in items if item.given}


def test_working_before_a_value_is_commented_on_and_changes_no_credit() -> None:
    found = graded("{gradient_1: 'grad f(9, 3) = (2*(9 - 6) - 3, 2*3 - 9) = (3, 1 - 3)'}")
    assert found["gradient_1"] == (Fraction(1, 2), [WRONG_LINE.format("")])
    found = graded("{gradient_0: '(2*(6 - 6) - 6, 2*6 - 7) = (-6, 6)', loss: 1/2*(e_1^2 + e_2^2)}")
    assert found == {
        "gradient_0": (
            Fraction(1),
            [
                "The equality does not hold in its second component: '6' is not equal to '2*6 - 7'. "
                "This looks like a slip in the arithmetic."
            ],
        ),
        "loss": (Fraction(1), []),
    }


def test_working_of_iterates_is_looked_at_line_by_line() -> None:
    found = graded("{iterates: ['(6, 6) - 1/2*(-6, 6) = (9, 3)', '(9, 3) - (1, 1) = (8, 4)', '(8, 4)']}")
    credit, said = found["iterates"]
    assert (credit, len(said)) == (Fraction(1), 1)
    assert said[0].startswith("The equality in line 2 does not hold in its second component")


@pytest.mark.parametrize(
    ("given", "place"),
    [("(9, 3) = (9, 3", "answer:1:10"), ("2*7 = 14\n= 2*q", "answer:2:5"), ("2*7\n\n  = 14 +", "answer:3:8")],
)
def test_a_complaint_has_its_place_in_the_line(given: str, place: str) -> None:
    with pytest.raises(AnswerError) as raised:
        MEMBER.read(Scalar.typed(given), DESCENT)
    assert raised.value.diagnostic.span is not None
    assert raised.value.diagnostic.span.place == place


TERMS = st.lists(st.integers(-20, 20), min_size=2, max_size=5)


def written(terms: list[int]) -> str:
    return " + ".join(f"({term})" for term in terms)


@given(terms=TERMS)
@settings(max_examples=40, deadline=None)
def test_adding_up_right_holds_at_every_step(terms: list[int]) -> None:
    partial = [written([sum(terms[:count]), *terms[count:]]) for count in range(1, len(terms) + 1)]
    answer = MEMBER.read(Scalar.typed(" = ".join([written(terms), *partial])), DESCENT)
    assert find_failing(decide_steps(answer.steps, DESCENT)) is None


@given(terms=TERMS, at=st.integers(0, 3), off=st.integers(1, 9))
@settings(max_examples=40, deadline=None)
def test_the_first_mistake_is_the_one_that_is_named(terms: list[int], at: int, off: int) -> None:
    at = min(at, len(terms) - 2) + 1
    sums = [sum(terms[:count]) + (off if count > at else 0) for count in range(1, len(terms) + 1)]
    lines = [written([value, *terms[count:]]) for count, value in enumerate(sums, start=1)]
    answer = MEMBER.read(Scalar.typed("\n= ".join([written(terms), *lines])), DESCENT)
    step = find_failing(decide_steps(answer.steps, DESCENT))
    assert step is not None
    assert step.line == at + 2
    assert remark_on_step(step, DESCENT, several_lines=True).id == "step"


PROVED = """\
rubric: r
title: R
parts:
  - id: p
    title: P
    notation: {{symbols: {{y: real}}}}
    items:
      - {{id: one, type: derivation, points: 2, prompt: P, example: 1 + 1 = 2, {item}}}
"""


@pytest.mark.parametrize(
    ("item", "score", "text"),
    [
        ("expected: 2*(3 + 4) = 2*7 = 14", 2, "The key scores full marks."),
        ("expected: 14, sample: [2*(3 + 4), = 2*7, = 14]", 2, "The key scores full marks."),
        ("steps: equations, expected: [2*y = 4, y = 2]", 2, "The key scores full marks."),
        (
            'expected: "14"',
            1,
            "The result alone earns its share; write a 'sample' with the steps to have all of it proved.",
        ),
    ],
)
def test_the_key_of_a_derivation_is_proved_with_its_steps(item: str, score: int, text: str) -> None:
    proof = check_rubric(parse_rubric(parse_yaml(PROVED.format(item=item), "r.yaml")))
    assert proof.is_ok
    assert (proof.key_score, [finding.text for finding in proof.findings]) == (score, [text])


@pytest.mark.parametrize(
    ("item", "what"),
    [
        ("expected: 14, form: [neat]", "'neat' is not a form."),
        ("expected: 14, start: 2*q", "'q' is not a name of this exercise."),
        ("expected: 14, required: [2*q]", "'q' is not a name of this exercise."),
    ],
)
def test_options_of_a_derivation_are_checked_when_the_rubric_is_loaded(item: str, what: str) -> None:
    with pytest.raises(DocumentError) as raised:
        parse_rubric(parse_yaml(PROVED.format(item=item), "r.yaml"))
    assert [fault.what for fault in raised.value.diagnostics] == [what]


def test_a_derivation_of_endless_steps_is_refused_before_any_is_decided() -> None:
    with pytest.raises(AnswerError) as raised:
        MEMBER.read(Scalar.typed("\n= ".join(["1 + 1"] * 101)), DESCENT)
    assert raised.value.diagnostic.what == "This derivation has more than 100 steps."
    endless = " = ".join(["1 + 1"] * 100 + ["(8, 4)"])
    assert graded(f"{{minimum: '{endless}'}}")["minimum"] == (Fraction(1), [])


@pytest.mark.parametrize(
    ("item", "faults"),
    [
        ("expected: 14, start: 2*(3 + 4)", 1),
        ("expected: 14, start: 2*(3 + 4), form: [simplified numbers]", 0),
        ("expected: 14, start: 2*(3 + 4), required: [2*7]", 0),
        ("expected: 14, start: 2*(3 + 4) + 1", 0),
    ],
)
def test_a_question_that_is_its_own_answer_has_to_ask_for_more(item: str, faults: int) -> None:
    sample = "sample: [2*(3 + 4), = 2*7, = 14]"
    proof = check_rubric(parse_rubric(parse_yaml(PROVED.format(item=f"{item}, {sample}"), "r.yaml")))
    found = [finding.text for finding in proof.findings if finding.check == "start"]
    wanted = "The 'start' is equal to the expected answer: add a 'form' for the last line, or 'required' steps."
    assert found == [wanted] * faults


DOUBLINGS = 40
NUMBERS = Task(notation=Notation(entries={"t": Entry(name="t", iterates=True), "y": Entry(name="y")}))


@pytest.mark.parametrize("operator", ["+", "*"])
def test_names_that_double_each_other_stay_shared(operator: str) -> None:
    names = [f"t^({number})" for number in range(DOUBLINGS + 1)]
    lines = [f"{after} = {name} {operator} {name}" for name, after in pairwise(names)]
    last = f"= {names[-2]} {operator} {names[-2]} + y - y"
    answer = MEMBER.read(Scalar.typed("\n".join([f"{names[0]} = y + 1", *lines, last])), NUMBERS)
    (step,) = decide_steps(answer.steps, NUMBERS)
    wanted = {"+": (Equality.EQUAL,), "*": (Equality.EQUAL, Equality.UNKNOWN)}  # a power of 2^40 may be beyond limits
    assert step.decision.result in wanted[operator]


def test_doubling_lines_of_iterates_are_looked_at_unchanged() -> None:
    doubled = [f"x^({number}) = x^({number - 1}) + x^({number - 1}) = 2*x^({number - 1})" for number in range(2, 32)]
    lines = ["x^(1) = (1, 1) = (1, 2)", *doubled]
    credit, said = graded("{iterates: [" + ", ".join(f"'{line}'" for line in lines) + "]}")["iterates"]
    assert credit == 0
    assert said == [
        "The last equality in line 1 does not hold in its second component: '2' is not equal to '1'. "
        "This looks like a slip in the arithmetic."
    ]


def test_working_names_only_what_is_asked() -> None:
    answer = MEMBER.read(Scalar.typed("x_1 = 0\nx^(1) = (1, 1)\nx^(1)*x_1 = (0, 0)"), DESCENT)
    found = [(to_text(step.left), step.decision.result) for step in decide_steps(answer.steps, DESCENT)]
    assert found == [("x_1", Equality.DIFFERENT), ("x^(1)*x_1", Equality.DIFFERENT)]


CLAIMS = """\
rubric: claims
title: Claims
parts:
  - id: one
    title: One
    notation:
      symbols: {x: real, y: real, t: real, v: {iterates: "yes"}, p_i: {iterates: "yes"}}
      ranges: {i: 2}
      functions: {"f(x)": (3*x + 1)^2}
    items:
      - {id: asked, type: number, points: 1, prompt: P, symbol: y, expected: "3"}
      - {id: nameless, type: number, points: 1, prompt: P, expected: "3"}
      - {id: slope, type: expression, points: 1, prompt: P, symbol: dy/dx, expected: 2*x*t}
      - {id: of_f, type: number, points: 1, prompt: P, symbol: f'(2), expected: "42"}
      - {id: worked, type: derivation, points: 2, prompt: P, symbol: y, expected: "14"}
      - {id: points, type: iterates, points: 3, prompt: P, expected: "[(9, 3), (8, 4), (8, 4)]"}
"""


@pytest.mark.parametrize(
    ("item", "given", "outcome", "said"),
    [
        ("asked", "6/2 = y = 3", Outcome.CORRECT, None),
        ("asked", "y = 3 = 6/2", Outcome.CORRECT, None),
        ("asked", "y = 6/2 = 4", Outcome.INCORRECT, "The last equality does not hold: '4' is not equal to '6/2'."),
        ("asked", "6/2 = y = 4", Outcome.INCORRECT, "The last equality does not hold: '4' is not equal to '6/2'."),
        ("nameless", "6/2 = t = 3", Outcome.CORRECT, None),
        ("nameless", "t = 6/2 = 3", Outcome.CORRECT, None),
        ("slope", "2*x*t = dy/dx = 2*t*x", Outcome.CORRECT, None),
        ("slope", "dy/dx = 2*t*x + 0 = 2*x*t", Outcome.CORRECT, None),
        (
            "slope",
            "2*x*t = dy/dx = 2*x",
            Outcome.INCORRECT,
            "The last equality does not hold: '2*x' is not equal to '2*x*t'.",
        ),
        ("of_f", "2*(3*2 + 1)*3 = f'(2) = 42", Outcome.CORRECT, None),
        (
            "of_f",
            "2*(3*2 + 1) = f'(2) = 42",
            Outcome.CORRECT,
            "The first equality does not hold: \"f'(2)\" is not equal to '2*(3*2 + 1)'.",
        ),
        ("worked", "2*7 = y = 14", Outcome.CORRECT, None),
        ("worked", "2*7 = y = 15", Outcome.INCORRECT, "The last equality does not hold: '15' is not equal to '2*7'."),
        ("worked", "2*(3 + 4) = v^(1) = 14", Outcome.CORRECT, None),
        ("worked", "2*y = 28\ny = 14", Outcome.UNDECIDED, None),
        ("points", "p^(1) = (9, 3)\np^(2) = (8, 4)\np^(3) = p^(2) = (8, 4)", Outcome.CORRECT, None),
        ("points", "p^(1) = (9, 3)\np^(2) = p^(3) = (8, 4)", Outcome.CORRECT, None),
        (
            "points",
            "p^(1) = (9, 3)\np^(2) = p^(1) - (1, -1) = (8, 4)\np^(3) = p^(2) - 0 = (8, 4)",
            Outcome.CORRECT,
            None,
        ),
        ("points", "p^(1) = p^(0) + (3, -3) = (9, 3)\np^(2) = (8, 4)\np^(3) = (8, 4)", Outcome.CORRECT, None),
        (
            "points",
            "p^(1) = (9, 3)\np^(2) = (8, 4)\np^(3) = p^(1) = (8, 4)",
            Outcome.CORRECT,
            "The last equality in line 3 does not hold: '(8, 4)' is not equal to 'p^(1)'.",
        ),
        (
            "points",
            "p^(1) = (9, 3)\np^(2) = p^(1) - (1, 1) = (8, 4)\np^(3) = (8, 4)",
            Outcome.CORRECT,
            "The last equality in line 2 does not hold in its second component: '(8, 4)' is not",
        ),
    ],
)
def test_a_name_without_a_value_makes_no_claim(item: str, given: str, outcome: Outcome, said: str | None) -> None:
    rubric = parse_rubric(parse_yaml(CLAIMS, "claims.yaml"))
    lines = "\n".join(f"      {line}" for line in given.split("\n"))
    submission = f"student: ada\nexercise: claims\nanswers:\n  {item}: |\n{lines}\n"
    (found,) = [one for one in grade(parse_yaml(submission, "ada.yaml"), rubric).items if one.given]
    steps = [remark.text for remark in found.remarks if remark.id == "step"]
    assert found.outcome is outcome
    assert [said is not None and step.startswith(said) for step in steps] == [True] * (said is not None)

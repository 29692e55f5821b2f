"""``form`` in an item: what a right value earns in another form, and what commands say about it."""

from fractions import Fraction
from typing import Any

import pytest
import yaml

from grader.documents import parse_yaml
from grader.errors import DocumentError
from grader.grading import check_rubric, grade
from grader.grading.handed_back import list_formulas
from grader.grading.practice import read_document
from grader.grading.result import ItemResult
from grader.records import Outcome
from grader.rubric import Rubric, parse_rubric
from grader.rubric.public.load import parse_exercise
from grader.rubric.public.publish import publish_document
from grader.simulation.classroom import simulate_class
from grader.simulation.trial import try_rubric
from grader.submission.template import make_template

NOTATION = {
    "symbols": {"x": "real", "y": "real"},
    "quantities": {"A": {"value": "[[1, 2], [3, 4]]", "shape": ["2", "2"]}, "c": "3"},
}


def write_rubric(*items: dict[str, Any], notation: Any = NOTATION) -> str:
    filled = [{"points": "4", "prompt": "What is it?", **item} for item in items]
    part = {"id": "part", "title": "Part", "notation": notation, "items": filled}
    return yaml.safe_dump({"rubric": "forms", "title": "Forms", "parts": [part]}, sort_keys=False)


def make_rubric(*items: dict[str, Any], notation: Any = NOTATION) -> Rubric:
    return parse_rubric(parse_yaml(write_rubric(*items, notation=notation), "forms.yaml"))


def hand_in(rubric: Rubric, **answers: str) -> dict[str, ItemResult]:
    text = yaml.safe_dump({"student": "ada", "answers": answers})
    return {one.id: one for one in grade(parse_yaml(text, "ada.yaml"), rubric).items}


def judge(item: dict[str, Any], answer: str) -> ItemResult:
    return hand_in(make_rubric({"id": "it", **item}), it=answer)["it"]


POWER = {"type": "number", "expected": "1024", "form": "worked out"}
INVERSE = {"type": "matrix", "expected": "[[-2, 1], [3/2, -1/2]]", "form": "worked out"}
SUM = {"type": "expression", "expected": "x^2 + 2*x + 1", "form": ["expanded", "collected"]}
PAIR = {"type": "vector", "expected": "(1/2, 3)", "form": "worked out"}
ROOTS = {"type": "expression", "expected": "{2*sqrt(2), -2*sqrt(2)}", "form": "worked out"}
LINE = {"type": "equation", "expected": "x = 2", "form": "solved for: x"}

# item, answer, and what it earns of 1
ROWS: list[tuple[dict[str, Any], str, str]] = [
    (POWER, "1024", "1"), (POWER, "2^10", "0"), (POWER, "1.024*10^3", "1"), (POWER, "1025", "0"),
    (POWER, "1000 + 24", "0"), (POWER, "2048/2", "0"),
    (POWER | {"form_share": "1/4"}, "2^10", "3/4"), (POWER | {"form_share": "1/4"}, "2^9", "0"),
    (POWER | {"form_share": "0"}, "2^10", "1"),
    (POWER | {"form": ["worked out", "no decimals"]}, "1024.0", "0"),
    (INVERSE, "[[-2, 1], [3/2, -1/2]]", "1"), (INVERSE, "[[-2, 1], [1.5, -0.5]]", "1"), (INVERSE, "inv(A)", "0"),
    (INVERSE, "A^-1", "0"), (INVERSE, "inv([[1, 2], [3, 4]])", "0"), (INVERSE, "-1/2*[[4, -2], [-3, 1]]", "1"),
    (INVERSE, "1/det(A)*[[4, -2], [-3, 1]]", "0"), (INVERSE, "[[-2, 1], [3/2, 1/2 - 1]]", "0"),
    (INVERSE, "[[-2, 1], [c/2, -1/2]]", "0"), (INVERSE, "[[-2, 3/2], [1, -1/2]]^T", "0"),
    (SUM, "x^2 + 2*x + 1", "1"), (SUM, "1 + 2x + x^2", "1"), (SUM, "(x + 1)^2", "0"), (SUM, "x^2 + x + x + 1", "0"),
    (SUM, "x*x + 2*x + 1", "0"), (SUM, "x^2 + 2*x", "0"),
    (PAIR, "(1/2, 3)", "1"), (PAIR, "(0.5, 3)", "1"), (PAIR, "(2/4, 3)", "0"), (PAIR, "(1/2, 4)", "1/2"),
    (PAIR, "(2/4, 4)", "0"), (PAIR, "(1/2, c)", "0"), (PAIR | {"form_share": "1/2"}, "(2/4, 4)", "1/4"),
    (ROOTS, "{2*sqrt(2), -2*sqrt(2)}", "1"), (ROOTS, "±2*sqrt(2)", "1"), (ROOTS, "{sqrt(8), -sqrt(8)}", "0"),
    (LINE, "x = 2", "1"), (LINE, "2 = x", "1"), (LINE, "2x + 3 = 7", "0"), (LINE, "x - 2 = 0", "0"),
]  # fmt: skip


@pytest.mark.parametrize(("item", "answer", "share"), ROWS, ids=[f"{i.get('form')} {a}" for i, a, _ in ROWS])
def test_an_answer_earns_its_share(item: dict[str, Any], answer: str, share: str) -> None:
    result = judge(item, answer)
    assert result.credit == Fraction(share), result.remarks
    bare = {key: value for key, value in item.items() if not key.startswith("form")}
    says_form = any(remark.id == "form" for remark in result.remarks)
    assert says_form == (judge(bare, answer).credit != result.credit or item.get("form_share") == "0" != answer)


def test_what_is_said_tells_the_value_from_the_form() -> None:
    right, part = judge(PAIR, "(2/4, 3)"), judge(PAIR, "(2/4, 4)")
    assert right.remarks[0].text == (
        "'2/4' can be worked out. The value is right; the form is asked for as well: carry it out and write the result."
    )
    assert part.remarks[0].text == (
        "'2/4' can be worked out. The form is asked for as well: carry it out and write the result."
    )


def test_what_the_author_says_is_about_the_outcome_with_the_form() -> None:
    item = POWER | {"feedback": {"correct": "Well done.", "incorrect": "Have another look."}}
    assert [remark.text for remark in judge(item, "1024").remarks] == ["Well done."]
    assert [remark.text for remark in judge(item, "2^10").remarks][1:] == ["Have another look."]


def test_no_mistake_is_looked_for_in_a_right_value_and_what_follows_goes_on_from_it() -> None:
    first = {"id": "first", "type": "number", "expected": "1024", "form": "worked out"}
    second = {
        "id": "second", "type": "number", "follow": {"p": "first"},
        "expected": {"solver": "value", "of": "p + 1", "given": {"p": {"answer": "first"}}},
    }  # fmt: skip
    del second["follow"]
    second["expected"] = {"answer": "first"}
    rubric = make_rubric(first, second)
    results = hand_in(rubric, first="2^10", second="1024")
    assert [remark.id for remark in results["first"].remarks] == ["form"]
    assert results["first"].outcome is Outcome.INCORRECT
    assert results["second"].outcome is Outcome.CORRECT and results["second"].remarks == ()


def test_a_wrong_answer_in_another_form_is_diagnosed_and_nothing_is_said_of_its_form() -> None:
    result = judge(POWER, "-2^10")
    assert result.credit == 0
    assert "form" not in [remark.id for remark in result.remarks]


def test_an_undecided_answer_stays_with_a_person() -> None:
    result = judge({"type": "number", "expected": "26/3", "form": "worked out"}, "8.667")
    assert result.outcome is Outcome.UNDECIDED


FAULTS = {
    "form: an unknown form": (
        POWER | {"form": "simplifed numbers"}, "'simplifed numbers' is not a form.", "Write 'simplified numbers'.",
    ),
    "form: a choice": (
        {"type": "choice", "choices": {"a": "one", "b": "two"}, "expected": "a", "form": "expanded"},
        "This answer has no form.", "Remove 'form'.",
    ),
    "form_share: no form": (
        {"type": "number", "expected": "3", "form_share": "1/2"},
        "'form_share' says nothing here.", "Remove it, or write 'form' too.",
    ),
    "form_share: a derivation": (
        {"type": "derivation", "expected": "14", "form": ["simplified numbers"], "form_share": "1/2"},
        "'form_share' says nothing here.", "Remove it.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_an_author_is_told_where_a_form_says_nothing(name: str) -> None:
    item, what, fix = FAULTS[name]
    with pytest.raises(DocumentError) as caught:
        make_rubric({"id": "it", **item})
    (fault,) = caught.value.diagnostics
    assert (fault.what, fault.help) == (what, fix)
    assert fault.span is not None and fault.audience == "author"


def find_warnings(*items: dict[str, Any]) -> list[tuple[str, bool]]:
    findings = check_rubric(make_rubric(*items)).findings
    return [(one.text, one.is_ok) for one in findings if one.check in ("prompt", "form")]


HANDED_BACK = [
    ({"type": "number", "expected": "1024", "prompt": "Work out 2^10."}, "2^10", "worked out"),
    ({"type": "number", "expected": "-2", "prompt": "Compute det([[1, 2], [3, 4]])."}, "det([[1, 2], [3, 4]])",
     "worked out"),
    ({"type": "matrix", "expected": "[[1, 3], [2, 4]]", "prompt": "What is $A^T$?"}, "A^T", "worked out"),
    ({"type": "expression", "expected": "x^2 + 2*x + 1", "prompt": "Expand (x + 1)^2, please."}, "(x + 1)^2",
     "expanded"),
    ({"type": "expression", "expected": "(x - 1)*(x + 1)", "prompt": "Factor `x^2 - 1`."}, "x^2 - 1", "factored"),
    ({"type": "equation", "expected": "x = 2", "prompt": "Solve 2 x + 3 = 7 for x."}, "2 x + 3 = 7", "solved for: x"),
    ({"type": "equation", "expected": "x = 9", "prompt": "Solve 3*x - 7 = 2*(x + 1)."}, "3*x - 7 = 2*(x + 1)",
     "solved for: x"),
    ({"type": "number", "expected": "3/4", "prompt": "Reduce 6/8 to lowest terms."}, "6/8", "worked out"),
]  # fmt: skip


@pytest.mark.parametrize(("item", "text", "form"), HANDED_BACK, ids=[text for _, text, _ in HANDED_BACK])
def test_a_question_that_can_be_handed_back_is_named_with_a_form(item: dict[str, Any], text: str, form: str) -> None:
    said = f"'{text}', which stands in the prompt, is a right answer. If work is asked for, write 'form: {form}'."
    assert find_warnings({"id": "it", **item}) == [(said, True)]
    asked = {"id": "it", **item, "form": form}
    assert find_warnings(asked) == []
    assert [one.text for one in try_rubric(make_rubric(asked)).items[0].misjudged] == []
    assert judge(item | {"form": form}, text).credit == 0


def test_a_form_that_does_not_refuse_the_question_is_no_form_for_it() -> None:
    item = {"id": "it", "type": "number", "expected": "1024", "prompt": "Work out 2^10.", "form": "no decimals"}
    said = (
        "'2^10', which stands in the prompt, is a right answer. The form 'no decimals' does not refuse it. "
        "If work is asked for, write 'form: worked out'."
    )
    assert find_warnings(item) == [(said, False)]
    assert [one.check for one in try_rubric(make_rubric(item)).items[0].misjudged] == ["handed back"]


@pytest.mark.parametrize(
    "item",
    [
        {"type": "number", "expected": "6", "prompt": "How many of the 6 faces are there?"},
        {"type": "vector", "expected": "(6, 0)", "prompt": "Start at (6, 6). Where do you end?"},
        {"type": "expression", "expected": "x", "prompt": "What is x in terms of x?"},
        {"type": "expression", "expected": "2*x", "prompt": "What is the derivative of x^2?"},
    ],
)
def test_numbers_and_points_in_a_prompt_are_no_answers(item: dict[str, Any]) -> None:
    assert find_warnings({"id": "it", **item}) == []


def test_a_key_in_another_form_is_a_fault_and_a_solved_one_a_doubt() -> None:
    typed = {"id": "it", "type": "expression", "expected": "(x + 1)^2", "form": "expanded"}
    solved = {
        "id": "it", "type": "expression", "form": "factored",
        "expected": {"solver": "gradient", "of": "x^3/3 - x", "by": ["x"]},
    }  # fmt: skip
    ((said, is_ok),) = find_warnings(typed)
    assert (said, is_ok) == (
        "The key '(x + 1)^2' is not in the form that the item asks for. The power '(x + 1)^2' is not multiplied out. "
        "The value is right; the form is asked for as well: multiply it out. Write 'expected' in this form.", False,
    )  # fmt: skip
    found = find_warnings(solved)
    assert [is_ok for _, is_ok in found] in ([], [True])


def test_students_learn_how_to_write_an_answer_before_they_hand_in() -> None:
    text = write_rubric({"id": "it", **POWER}, {"id": "sum", **SUM})
    rubric = parse_rubric(parse_yaml(text, "forms.yaml"))
    assert "  # How to write it: worked out\n" in make_template(rubric)
    public = publish_document(parse_yaml(text, "forms.yaml"))
    assert "form: worked out" in public
    exercise = parse_exercise(parse_yaml(public, "public.yaml"))
    document = parse_yaml("student: ada\nanswers: {it: 2^11, sum: (x + 2)^2}\n", "ada.yaml")
    first, second = read_document(document, exercise).items
    assert [remark.text for remark in first.remarks] == [
        "'2^11' can be worked out. The form is asked for as well: carry it out and write the result."
    ]
    assert [remark.id for remark in second.remarks] == ["form"]


def test_a_simulated_class_writes_right_answers_in_the_form() -> None:
    rubric = make_rubric({"id": "it", **POWER}, {"id": "sum", **SUM}, {"id": "line", **LINE})
    for sheet in simulate_class(rubric, 40, seed=3):
        if not sheet.name.endswith(".yaml"):
            continue
        results = grade(parse_yaml(sheet.content.decode("utf-8"), sheet.name), rubric).items
        for one in results:
            if any(remark.id == "form" for remark in one.remarks):
                raise AssertionError(one)


def test_formulas_are_found_in_prose() -> None:
    names = frozenset({"x", "y"})
    assert next(iter(list_formulas("Simplify (x^2 - 1)/(x - 1), for x != 1.", names))) == "(x^2 - 1)/(x - 1)"
    assert "sin(x)" in list_formulas("What is the slope of sin(x) at 0?", names)
    assert list(list_formulas("Say in your own words what happens.", names)) == []
    assert "3 x + 1" in list_formulas(r"Differentiate \(3 x + 1\).", names)

"""Practice without a key: what cannot be read there, grading cannot read either; and nothing looks like a verdict."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from grader.cli.check import FOR_PRACTICE, choose_exit_code
from grader.documents import load, parse_yaml
from grader.grading import grade, practice
from grader.grading.practice import read_for_practice
from grader.grading.result import GradedSubmission, ItemResult
from grader.records import Outcome
from grader.reports import REPORT_FORMATS
from grader.reports.formats.json import from_json, to_json
from grader.reports.wording import NOTHING_JUDGED
from grader.rubric import load_rubric
from grader.rubric.public import Exercise, parse_exercise, publish_document
from tests.findings.test_answer_rows import HERE, LOST, ROWS, grade_row, write_submission

REPOSITORY = Path(__file__).parents[2]
# Answers that practice reads, and grading asks back: what refuses them there is in the key alone.
READ_WITHOUT_A_KEY = {
    "s259": "without a key, p is a name whose value is given",
    "r026": "lines are a list for other keys",
    "r250": "lines are a list for other keys",
    "r251": "two values are a set for other keys",
    "n004": "a key that is a condition on a would make it one",
    "n028": "a key that is a condition on mu would make it one",
    "n098": "a key with the mass in it would make it a product",
    "n101": "a key with the mass in it would make it a product",
    "o029": "the size of a vector is in the key, and for another size braces are one",
    "o030": "for one value it is a difference",
    "o100": "for a vector each line is an entry",
    "o125": "for one value it is a difference",
    "o126": "for one value it is a difference",
    "o132": "for another key it is no interval, so that its sides are not compared",
    "o133": "for another key it is no interval, so that its sides are not compared",
    "o150": "for an interval with both ends it is read",
    "o152": "for an interval with both ends it is read",
    "o234": "for another key it is no interval, so that its sides are not compared",
}
# Answers that only grading reads, by the description of a name, which is not public.
READ_BY_DESCRIPTION = {"n167", "n168", "n170", "n171", "n178"}


@cache
def exercise_at(path: Path) -> Exercise:
    return parse_exercise(parse_yaml(publish_document(load(path)), "exercise.yaml"))


@cache
def exercise_called(name: str) -> Exercise:
    return exercise_at(HERE / "answers" / "rubrics" / f"{name}.yaml")


def read_row(row: dict[str, Any], folder: Path) -> str:
    exercise = exercise_called(row["rubric"])
    read = read_for_practice(write_submission(row, exercise.id, folder), exercise)
    return next((item.outcome.value for item in read.items if item.id == row["item"]), LOST)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_what_practice_cannot_read_grading_cannot_read_either(row: dict[str, Any], tmp_path: Path) -> None:
    read = read_row(row, tmp_path)
    graded = grade_row(row, tmp_path)
    if read == "read":
        assert (graded in ("unreadable", LOST, "blank")) == (row["id"] in READ_WITHOUT_A_KEY)
    elif row["id"] not in READ_BY_DESCRIPTION:
        assert (read, graded) in {("unreadable", "unreadable"), ("blank", "blank"), (LOST, LOST)}


def practise(answers: str, **others: str) -> GradedSubmission:
    """Read answers to a small exercise."""
    head = "".join(f"{name}: {value}\n" for name, value in others.items())
    text = f"student: ada\n{head}answers:\n{answers}"
    return read_text(text, parse_exercise(parse_yaml(publish_document(parse_yaml(SMALL, "r.yaml")), "e.yaml")))


def read_text(text: str, exercise: Exercise) -> GradedSubmission:
    return practice.read_document(parse_yaml(text, "ada.yaml"), exercise)


SMALL = """
rubric: small
title: Small
parts:
  - id: one
    title: One
    notation: {symbols: {x: real, a: real}, functions: {"f(x)": x^2}, quantities: {q: 2*x}}
    items:
      - {id: open, type: expression, points: 1, prompt: What is it?, expected: "{1, 2}"}
      - {id: solve, type: equation, points: 1, prompt: "Solve for a: a = 3", expected: a = 3}
      - {id: words, type: text, points: 1, prompt: Why?}
      - {id: pick, type: choice, points: 1, prompt: Which?, choices: {up: it rises, down: it falls}, expected: up}
      - {id: kept, type: number, points: 1, prompt: Secret?, expected: 1, hidden: "yes"}
"""


def find(read: GradedSubmission, name: str) -> ItemResult:
    return next(item for item in read.items if item.id == name)


@pytest.mark.parametrize(
    ("typed", "shown", "remark"),
    [
        ("2x", "2*x", ""),
        ("x = 3", "3", ""),
        ("{1, 2}", "{1, 2}", ""),
        ("x > 2", "(2, oo)", ""),
        ("(1, 2)", "(1, 2)", ""),
        ("'[1, 2]'", "(1, 2)", "(1, 2) as a vector, [1, 2] as an interval"),
        ("1, 2", "{1, 2}", "{1, 2} as a set, (1, 2) as a vector"),
        ("1 and 2", "{1, 2}", "{1, 2} as a set, (1, 2) as a vector"),
        ("2i - j", "(2, -1)", "(2, -1) as a vector, (2, -1, 0) as a vector"),
        ("2i + k", "(2, 0, 1)", ""),
        ("25/36 (69.4%)", "25/36", ""),
        ("1 < b < 2", "(1, 2)", ""),
        ("no solution", "∅", ""),
    ],
)
def test_every_reading_is_shown_where_only_the_key_says_the_shape(typed: str, shown: str, remark: str) -> None:
    item = find(practise(f"  open: {typed}\n"), "open")
    assert item.read is not None
    assert (item.outcome, item.read.text) == (Outcome.READ, shown)
    said = [f"What is asked for decides how this is read: {remark}."] if remark else []
    assert [each.text for each in item.remarks] == said


@pytest.mark.parametrize(
    ("typed", "shown"), [("a = 3", "a = 3"), ("3", "a = 3"), ("a - 3 = 0", "a - 3 = 0"), ("'[1, 2]'", "1 <= a <= 2")]
)
def test_value_and_interval_are_read_as_conditions_on_the_name_in_the_question(typed: str, shown: str) -> None:
    item = find(practise(f"  solve: {typed}\n"), "solve")
    assert item.read is not None
    assert item.read.text.replace("≤", "<=") == shown


def test_what_is_left_blank_costs_nothing_and_fails_nothing() -> None:
    read = practise("  words: idk\n  pick: '?'\n  open:\n")
    assert {item.outcome for item in read.items} == {Outcome.BLANK}
    assert choose_exit_code(read) == 0


@pytest.mark.parametrize(
    ("answers", "slug"),
    [("  open: 2*(x\n", "unclosed"), ("  open: b\n", "unknown-name"), ("  pick: left\n", "unknown-choice")],
)
def test_form_and_names_are_checked(answers: str, slug: str) -> None:
    read = practise(answers)
    (item,) = [item for item in read.items if item.outcome is Outcome.UNREADABLE]
    assert [diagnostic.slug for diagnostic in item.diagnostics] == [slug]
    assert choose_exit_code(read) == 1


def test_definitions_are_checked_and_used() -> None:
    assert find(practise("  open: s + 1\n", definitions="{s: 2*x}"), "open").outcome is Outcome.READ
    read = practise("  open: s + 1\n", definitions="{s: 2*b}")
    assert [diagnostic.slug for diagnostic in read.diagnostics] == ["unknown-name"]
    assert choose_exit_code(read) == 1


def test_answer_to_an_item_that_is_not_in_the_exercise_costs_only_itself() -> None:
    read = practise("  opne: 2*x\n  kept: 3\n  open: x\n")
    assert [str(diagnostic) for diagnostic in read.diagnostics] == [
        "ada.yaml:3:3: error[not-in-exercise]: 'opne' is not an item of this public exercise, so nobody has read your "
        "answer to it.\n"
        "    3 |   opne: 2*x\n"
        "      |   ^^^^\n"
        "   why:   Its name may be misspelt, which grading refuses, or the item is kept for grading, and not in here.\n"
        "   help:  Write 'open'.",
        "ada.yaml:4:3: error[not-in-exercise]: 'kept' is not an item of this public exercise, so nobody has read your "
        "answer to it.\n"
        "    4 |   kept: 3\n"
        "      |   ^^^^\n"
        "   why:   Its name may be misspelt, which grading refuses, or the item is kept for grading, and not in here.\n"
        "   help:  Look the name up in the template that you were given.",
    ]
    assert find(read, "open").outcome is Outcome.READ
    assert choose_exit_code(read) == 1


def test_working_is_not_judged() -> None:
    read = practise("  open: 2*x = 5*x = 7*x\n")
    assert find(read, "open").remarks == ()


def test_sizes_that_do_not_fit_are_reported(tmp_path: Path) -> None:
    exercise = exercise_at(REPOSITORY / "rubrics" / "logistic_newton.yaml")
    item = find(read_text("answers:\n  gradient_matrix: X @ (sigmoid(X @ w) - y)\n", exercise), "gradient_matrix")
    assert item.outcome is Outcome.UNREADABLE
    assert item.diagnostics[0].why == "The first has 3 columns, the second 2 rows. Here m = 2, n = 3."


def test_derivative_may_be_written_for_a_name_that_means_it_but_not_for_what_is_asked() -> None:
    exercise = exercise_at(REPOSITORY / "rubrics" / "exercise3.yaml")
    item = find(read_text("answers:\n  dL_dz: sum(v_kj*dL/da_j, j)\n", exercise), "dL_dz")
    assert (item.outcome, item.read and item.read.text) == (Outcome.READ, "sum(v_kj*∂L/∂a_j, j)")
    assert [remark.text for remark in item.remarks] == [
        "Grading reads '∂L/∂a_j' only where a name of the exercise means just that; otherwise it asks for the result. "
        "If there is such a name, write it."
    ]
    item = find(read_text("answers:\n  dL_dz: dL/dz_k\n", exercise), "dL_dz")
    assert [diagnostic.slug for diagnostic in item.diagnostics] == ["unevaluated-derivative"]


def test_bug_of_ours_costs_one_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(practice, "read_untried", fail)
    read = practise("  open: x\n")
    assert find(read, "open").outcome is Outcome.FAULT
    text = "Something went wrong on our side while this answer was read. It is not your mistake: tell your teacher."
    assert [remark.text for remark in find(read, "open").remarks] == [text]
    assert choose_exit_code(read) == 4


def test_record_goes_to_json_and_back() -> None:
    read = practise("  open: x\n  pick: left\n")
    again = from_json(to_json(read))
    assert again.is_practice
    assert [(item.outcome, item.credit, item.is_uncounted) for item in again.items] == [
        (item.outcome, None, True) for item in read.items
    ]
    assert to_json(again) == to_json(read)


VERDICTS = ("correct", "right", "wrong", "score", " 0 of ", "✓", "✗", "◐", "graded", "expected", "a person", "passed")


@pytest.mark.parametrize("form", FOR_PRACTICE)
@pytest.mark.parametrize(
    "answers", ["  open: 2*x\n  pick: up\n", "  open: 2*(x\n  solve: a = 7\n", "  opne: 3\n", "\n"]
)
def test_no_report_of_practice_looks_like_a_verdict(answers: str, form: str) -> None:
    read = practise(answers)
    render = REPORT_FORMATS[form].render
    assert render is not None
    text = render(read)
    assert text.count(NOTHING_JUDGED) == (0 if form in ("json", "junit") else 1)
    if form == "json":
        assert all(f'"{name}": null' in text for name in ("score", "final_score", "credit", "expected", "decision"))
        return
    if form == "gradescope":  # it wants a number, which is of nothing
        assert text.count('"score": 0,') == 1
        text = text.replace('"score": 0,', "")
    assert [word for word in VERDICTS if word in text.casefold()] == []


def test_junit_fails_for_nothing_but_what_cannot_be_read() -> None:
    render = REPORT_FORMATS["junit"].render
    assert render is not None
    assert '<testsuites name="grader" tests="4" failures="0" errors="1" time="0">' in render(practise("  pick: left\n"))


def test_every_answer_of_a_right_file_is_read_like_in_grading() -> None:
    path = REPOSITORY / "submissions_example" / "01-complete-plain.yaml"
    read = read_for_practice(path, exercise_at(REPOSITORY / "rubrics" / "exercise3.yaml"))
    assert {item.outcome for item in read.items} == {Outcome.READ}
    graded = grade(path, load_rubric(REPOSITORY / "rubrics" / "exercise3.yaml"), pictures=False)
    assert [item.read for item in read.items] == [item.read for item in graded.items]


def test_item_that_is_worth_points_says_what_it_is_worth() -> None:
    read = practise("  open: x\n")
    render = REPORT_FORMATS["terminal"].render
    assert render is not None
    assert "· open: read, worth 1 point\n" in render(read)
    assert "not judged / 1" in (REPORT_FORMATS["markdown"].render or str)(read)


def test_a_number_for_an_equation_is_said_to_be_read_only_where_one_value_is_asked_for(tmp_path: Path) -> None:
    rubric = tmp_path / "rubric.yaml"
    rubric.write_text(
        "rubric: r\ntitle: R\nparts:\n- id: p\n  title: P\n  notation: {symbols: {x: real, y: real}}\n  items:\n"
        "  - {id: line, title: L, type: equation, prompt: Give the tangent line., points: 1, expected: y = 2*x - 1}\n"
    )
    exercise = exercise_at(rubric)
    for typed, said in (("5", ["both-sides"]), ("y = 5", []), ("2x - 1", [])):
        submission = tmp_path / "s.yaml"
        submission.write_text(f"student: a\nexercise: r\nanswers:\n  line: {typed}\n")
        (item,) = read_for_practice(submission, exercise).items
        assert [remark.id for remark in item.remarks] == said

"""Grading many submissions with one memory gives what grading each by itself gives, to the byte."""

import random
from pathlib import Path

import pytest

from grader.documents import parse_json, parse_yaml
from grader.grading import grade
from grader.grading.memory import VerdictMemory
from grader.grading.visibility.visibility import View, restrict_to_view
from grader.memory import Memory
from grader.records import Outcome
from grader.reports.formats.json import to_json
from grader.reports.formats.markdown import render
from grader.rubric import load_rubric

REPOSITORY = Path(__file__).parents[2]
RUBRIC = load_rubric(REPOSITORY / "rubrics" / "exercise3.yaml")
EXAMPLES = sorted((REPOSITORY / "submissions_example").rglob("*.*"))


def answering(student: str, answers: str) -> str:
    return f"student: {student}\nexercise: exercise3\nanswers:\n  {answers}\n"


def test_every_example_is_graded_alike_with_and_without_a_memory_in_any_order() -> None:
    alone = {file: to_json(grade(file, RUBRIC)) for file in EXAMPLES}
    memory = VerdictMemory()
    for seed in (1, 2):
        for file in random.Random(seed).sample(EXAMPLES, len(EXAMPLES)):
            assert to_json(grade(file, RUBRIC, memory)) == alone[file]


def test_what_is_shown_is_alike_with_and_without_a_memory() -> None:
    view, memory = View(), Memory()
    for graded in [grade(file, RUBRIC) for file in EXAMPLES[:12]] * 2:
        shown = restrict_to_view(graded, RUBRIC, view, memory)
        assert render(shown) == render(restrict_to_view(graded, RUBRIC, view))
        assert to_json(shown) == to_json(restrict_to_view(graded, RUBRIC, view))


def test_equal_answers_share_one_result_and_others_do_not() -> None:
    memory = VerdictMemory()
    first, again, other = (
        grade(
            parse_yaml(f"student: {name}\nexercise: exercise3\nanswers:\n  loss: {loss}\n", f"{name}.yaml"),
            RUBRIC,
            memory,
        )
        for name, loss in (("ada", "f_1"), ("bob", "f_1"), ("eve", "f_2"))
    )
    assert all(one is two for one, two in zip(first.items, again.items, strict=True))
    assert sum(one is not two for one, two in zip(first.items, other.items, strict=True)) == 1


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("  delta: '[1, 2]'", "  delta: [1, 2]"),
        ("  loss: s*f_1", "  loss: s*f_1\ndefinitions:\n  s: f_2"),
        ("  loss: f_1", "  error: f_1"),
    ],
)  # fmt: skip
def test_answers_that_only_look_alike_are_distinguished(one: str, two: str) -> None:
    memory, texts = VerdictMemory(), []
    for answers in (one, two, one):
        document = parse_yaml(f"student: ada\nexercise: exercise3\nanswers:\n{answers}\n", "ada.yaml")
        texts.append(to_json(grade(document, RUBRIC, memory)))
        assert texts[-1] == to_json(grade(document, RUBRIC))


def test_yaml_and_json_of_the_same_signs_are_distinguished() -> None:
    memory = VerdictMemory()
    text = '{"student": "ada", "exercise": "exercise3",\n"answers": {"iterates": [[9, 3], [8, 4]]}}'
    for document in (parse_yaml(text, "ada.yaml"), parse_json(text, "ada.json"), parse_yaml(text, "ada.yaml")):
        assert to_json(grade(document, RUBRIC, memory)) == to_json(grade(document, RUBRIC))


def test_an_answer_that_cannot_be_read_is_reported_with_its_own_line() -> None:
    memory = VerdictMemory()
    for name in ("ada", "bob"):
        text = f"student: {name}\nexercise: exercise3\nanswers:\n  loss: (f_1\n"
        graded = grade(parse_yaml(text, f"{name}.yaml"), RUBRIC, memory)
        (item,) = (item for item in graded.items if item.outcome is Outcome.UNREADABLE)
        assert item.diagnostics[0].span is not None
        assert item.diagnostics[0].span.source.name == f"{name}.yaml"


LAYOUTS = (
    "gradient_0:\n    - -6\n    - 6",
    "gradient_0:\n  - -6\n    - 6",
    "gradient_0: [-6, 6]",
    "gradient_0: ['-6', '6']",
    "gradient_0: '[-6, 6]'",
    "gradient_0:\n    - '-6'\n    - 6",
    "gradient_0: |\n    -6\n    6",
    "gradient_0: >\n    -6\n    6",
    "iterates: {x^(1): '(9, 3)', x^(2): '(8, 4)'}",
    "iterates:\n    x^(1): (9, 3)\n    x^(2): (8, 4)",
    "iterates:\n    x^(2): (9, 3)\n    x^(1): (8, 4)",
)


@pytest.mark.parametrize("two", LAYOUTS)
@pytest.mark.parametrize("one", LAYOUTS)
def test_no_layout_gets_the_verdict_of_another(one: str, two: str) -> None:
    memory = VerdictMemory()
    for layout in (one, two):
        document = parse_yaml(answering("ada", layout), "ada.yaml")
        assert to_json(grade(document, RUBRIC, memory)) == ALONE[layout]


ALONE = {layout: to_json(grade(parse_yaml(answering("ada", layout), "ada.yaml"), RUBRIC)) for layout in LAYOUTS}


def test_what_a_document_leaves_open_is_not_what_another_student_answered(tmp_path: Path) -> None:
    memory = VerdictMemory()
    texts = {"ada": "$L = 1$", "bob": "$L = 1$\n\n$L = 2$", "eve": "$L = 1$"}
    for name, text in texts.items():
        (tmp_path / f"{name}.md").write_text(text, encoding="utf-8")
    found = [grade(tmp_path / f"{name}.md", RUBRIC, memory) for name in texts]
    assert [next(item.outcome for item in one.items if item.id == "loss") for one in found] == [
        Outcome.INCORRECT, Outcome.UNREADABLE, Outcome.INCORRECT
    ]  # fmt: skip

"""A document to fill in: unfilled, everything in it is blank; filled in, every answer is found at its mark."""

import json
from pathlib import Path

import pytest

from grader.cli import main
from grader.documents import parse_yaml
from grader.documents.loading import parse_named
from grader.documents.prose import ProseDocument
from grader.expr import to_latex
from grader.grading import grade
from grader.grading.proof import format_key
from grader.rubric import Item, Rubric, load_rubric, parse_rubric
from grader.simulation.forms.given import format_given
from grader.simulation.forms.sentences import sample_of
from grader.submission.claims.reading import DocumentReading, propose
from grader.submission.worked_template import DOCUMENTS, make_worked_template

ROOT = Path(__file__).parents[2]
RUBRICS = ("exercise3", "logistic_newton")
SUFFIX = {"markdown": "md", "latex": "tex", "notebook": "ipynb"}
QUESTIONS_WITH_FORMULAS = r"""
rubric: r
title: "Costs $5 & more_{or} less #1 <b>"
parts:
  - id: p
    title: 100% of x_1
    notation: {symbols: {x: real, y: real}}
    items:
      - {id: one, title: First, type: expression, points: 1, symbol: y, expected: x + 1,
         prompt: "Suppose that $y = x$ holds. Give the value of $y = x^2$ and simplify it_all, please; 5 < 6 & 7 > 2."}
      - {id: two, title: Second, type: expression, points: 1, symbol: x, expected: y,
         prompt: "Show that $x = 2 y$ is wrong *here* and there, and give the right x^2 ~ {y} \\ z."}
      - {id: three, title: Third, type: number, points: 1, expected: "2",
         prompt: "Give $\\frac12 \\cdot 4$ as a number."}
"""


def rubric_called(name: str) -> Rubric:
    return load_rubric(ROOT / "rubrics" / f"{name}.yaml")


def made_up() -> Rubric:
    return parse_rubric(parse_yaml(QUESTIONS_WITH_FORMULAS, "r.yaml"))


def read(text: str, kind: str, rubric: Rubric) -> DocumentReading:
    document = parse_named(text.encode, f"una.{SUFFIX[kind]}", answers=("any",))
    assert isinstance(document, ProseDocument)
    return propose(document.prose, rubric)


def solution(item: Item) -> str:
    """The right answer, as somebody writes it below a mark."""
    if item.choices:
        assert item.key is not None
        return item.key.answer.words[0]
    if item.type == "text":
        return sample_of(item)
    tree = item.key.answer.tree if item.key else None
    return f"$${to_latex(tree)}$$" if tree is not None else format_given(format_key(item))


def fill_in(text: str, kind: str, rubric: Rubric) -> str:
    if kind == "notebook":
        data = json.loads(text)
        answers = {item.id: solution(item) for item in rubric.items}
        for cell in data["cells"]:
            for tag in cell["metadata"].get("tags", ()):
                cell["source"] = [answers[tag]]
        return json.dumps(data)
    for item in rubric.items:
        mark = f"% item: {item.id}\n" if kind == "latex" else f"<!-- item: {item.id} -->\n"
        assert text.count(mark) == 1
        text = text.replace(mark, f"{mark}\n{solution(item)}\n")
    return text


@pytest.mark.parametrize("kind", DOCUMENTS)
@pytest.mark.parametrize("name", RUBRICS)
def test_an_answer_at_each_mark_settles_every_item(name: str, kind: str) -> None:
    rubric = rubric_called(name)
    text = fill_in(make_worked_template(rubric, kind), kind, rubric)
    reading = read(text, kind, rubric)
    assert {one.status for one in reading.items.values()} <= {"proposed", "text"}
    assert all(one.is_settled for one in reading.items.values())
    graded = grade(parse_named(text.encode, f"una.{SUFFIX[kind]}", answers=("any",)), rubric)
    # A person reads the texts that only a person can judge.
    by_person = {item.id for item in rubric.items if item.type == "text" and item.task.options.get("decides") != "yes"}
    assert {item.id: item.outcome.value for item in graded.items if item.id not in by_person} == {
        item.id: "correct" for item in rubric.items if item.id not in by_person
    }


@pytest.mark.parametrize("kind", DOCUMENTS)
@pytest.mark.parametrize("name", [*RUBRICS, "with formulas"])
def test_a_template_that_nobody_filled_in_is_blank(name: str, kind: str) -> None:
    rubric = (
        parse_rubric(parse_yaml(QUESTIONS_WITH_FORMULAS, "r.yaml")) if name == "with formulas" else rubric_called(name)
    )
    text = make_worked_template(rubric, kind)
    reading = read(text, kind, rubric)
    assert {one.status for one in reading.items.values()} == {"missing"}
    assert all(one.is_blank for one in reading.items.values())
    assert reading.unused == ()
    graded = grade(parse_named(text.encode, f"una.{SUFFIX[kind]}", answers=("any",)), rubric)
    assert {item.outcome.value for item in graded.items} == {"blank"}


def test_a_question_that_a_student_copies_is_no_answer() -> None:
    rubric = made_up()
    text = "Show that $x = 2 y$ is wrong *here* and there, and give the right\n\nSo $x = y$.\n"
    reading = read(text, "markdown", rubric)
    assert [claim.text.text for claim in reading.claims] == ["x = y"]


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_the_command_writes_a_document(kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rubric = str(ROOT / "rubrics" / "exercise3.yaml")
    assert main(["template", rubric, "--as", kind]) == 0
    assert capsys.readouterr().out == make_worked_template(rubric_called("exercise3"), kind)


def test_a_document_has_no_schema(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rubric = str(ROOT / "rubrics" / "exercise3.yaml")
    schema = tmp_path / "s.json"
    assert main(["template", rubric, "--as", "latex", "--schema", str(schema)]) == 2
    assert "'--schema' cannot be written for '--as latex'." in capsys.readouterr().err
    assert not schema.exists()

"""A course adds its own answer type, solver and report format, without touching the package."""

import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest

from grader.answers import ANSWER_TYPES
from grader.batch.job import Job
from grader.documents import parse_yaml
from grader.family import list_plugins
from grader.grading import grade
from grader.grading.visibility.visibility import View
from grader.reports import REPORT_FORMATS
from grader.rubric import parse_rubric
from grader.solvers import SOLVERS

PLUGIN = '''
"""An answer type for colours, a solver that doubles, and a report in capitals."""

from fractions import Fraction

from grader.answers import Answer
from grader.expr.nodes import Number
from grader.records import Outcome, Verdict
from grader.reports import ReportFormat
from grader.solvers import Confirmation, Solution


class ColourAnswer:
    kind = "colour"
    summary = "the name of a colour"
    options = {}
    answer_schema = {"type": "string"}
    example = "red"
    needs_expected = True

    def read(self, given, task):
        return Answer(text=given.text, words=(given.text.lower(),))

    def judge(self, answer, expected, task):
        right = answer.words == expected.words
        return Verdict(outcome=Outcome.CORRECT if right else Outcome.INCORRECT, credit=Fraction(int(right)))


class Twice:
    kind = "twice"
    summary = "twice a number"
    options = {"properties": {"of": {"type": "string", "format": "math"}}, "additionalProperties": False}

    def solve(self, problem):
        return Solution(Number(2 * problem.options["of"].value))

    def confirm(self, problem, solution):
        return Confirmation("addition", solution.value.value == problem.options["of"].value * 2, "one number.")


def shout(graded):
    return f"{graded.student.upper()}: {graded.score}!"


COLOUR = ColourAnswer()
TWICE = Twice()
SHOUT = ReportFormat(kind="shout", suffix=".txt", summary="The score in capitals.", render=shout)
'''
RUBRIC = """
rubric: colours
title: Colours
parts:
  - id: one
    title: One
    items:
      - {id: sky, type: colour, points: 1, prompt: What colour is the sky?, expected: blue}
      - {id: twice, type: number, points: 1, prompt: What is twice 21?, expected: {solver: twice, of: 21}}
"""


@pytest.fixture
def plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    (tmp_path / "course_plugin.py").write_text(PLUGIN)
    metadata = tmp_path / "course_plugin-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: course-plugin\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text(
        dedent("""\
        [grader.answers]
        colour = course_plugin:COLOUR

        [grader.solvers]
        twice = course_plugin:TWICE

        [grader.reports]
        shout = course_plugin:SHOUT
        """)
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    yield
    sys.modules.pop("course_plugin", None)


@pytest.mark.usefixtures("plugin")
def test_an_answer_type_and_a_solver_of_another_package_grade_a_submission() -> None:
    rubric = parse_rubric(parse_yaml(RUBRIC, "colours.yaml"))
    submission = parse_yaml("student: ada\nexercise: colours\nanswers: {sky: Blue, twice: 42}\n", "ada.yaml")
    assert [item.outcome.value for item in grade(submission, rubric).items] == ["correct", "correct"]


@pytest.mark.usefixtures("plugin")
def test_a_report_format_of_another_package_renders_a_submission() -> None:
    rubric = parse_rubric(parse_yaml(RUBRIC, "colours.yaml"))
    graded = grade(parse_yaml("student: ada\nexercise: colours\nanswers: {sky: Blue, twice: 42}\n", "ada.yaml"), rubric)
    assert REPORT_FORMATS["shout"].render(graded) == "ADA: 2!"


@pytest.mark.usefixtures("plugin")
def test_members_of_another_package_are_listed_with_our_own() -> None:
    assert {"shout", "html"} <= set(REPORT_FORMATS)
    assert {"colour", "number"} <= set(ANSWER_TYPES)
    assert {"twice", "gradient"} <= set(SOLVERS)


@pytest.mark.usefixtures("plugin")
def test_another_version_of_a_package_is_another_job(tmp_path: Path) -> None:
    (tmp_path / "colours.yaml").write_text(RUBRIC, encoding="utf-8")
    (metadata,) = tmp_path.glob("*.dist-info/METADATA")

    def fingerprint() -> str:
        return Job.load(tmp_path / "colours.yaml", View(), ("json",)).fingerprint

    before = fingerprint()
    assert ("course-plugin", "1.0") in list_plugins()
    assert fingerprint() == before
    metadata.write_text("Metadata-Version: 2.1\nName: course-plugin\nVersion: 1.1\n", encoding="utf-8")
    assert ("course-plugin", "1.1") in list_plugins()
    assert fingerprint() != before

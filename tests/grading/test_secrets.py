"""No example submission makes a report for a student hold a secret of its key: tried on every one, in every format."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from grader.grading import GradedSubmission, grade
from grader.grading.visibility.visibility import View, restrict_to_view
from grader.records import Decision, Witness
from grader.reports import REPORT_FORMATS
from grader.rubric import Rubric, load_rubric
from grader.rubric.visibility import Audience, Phase
from grader.submission import make_template
from tests.reports.samples import rendered

ROOT = Path(__file__).parents[2]
DURING_CHECK = View(is_check=True)
GRADER = View(audience=Audience.GRADER)
EXAMPLES = [
    (rubric, path)
    for rubric, folder in (
        ("exercise3", "submissions_example"),
        ("logistic_newton", "tests/cases/submissions/logistic_newton"),
    )
    for path in sorted((ROOT / folder).rglob("*.*"))
]
STUDENT_FORMATS = [kind for kind, form in REPORT_FORMATS.items() if form.render]
FOR_PEOPLE = ("html", "json", "markdown", "terminal")  # those that hold the key if it is shown
SHORTEST_SECRET = 5


@cache
def rubric_called(name: str) -> Rubric:
    return load_rubric(ROOT / "rubrics" / f"{name}.yaml")


@cache
def graded_example(name: str, path: Path) -> GradedSubmission:
    return grade(path, rubric_called(name))


def squeezed(text: str) -> str:
    """Text without blanks, without the escapes that formats write, and without Markdown's backslashes."""
    plain = text.replace("\\\\", "\x00").replace("\\u2060", "").replace("\\", "").replace("\x00", "\\")
    return "".join(plain.replace("\u2060", "").split())


def witnesses(decision: Decision | None) -> Iterator[Witness]:
    if decision:
        yield from [decision.witness] if decision.witness else []
        for _, part in decision.parts:
            yield from witnesses(part)


def secrets(rubric: Rubric, whole: GradedSubmission, known: str) -> Iterator[str]:
    """Everything that a student must not learn, as it might be printed."""
    for result in whole.items:
        for shown in [result.expected] if result.expected else []:
            yield from (shown.text, shown.latex)
            if squeezed(shown.text) not in known:  # a page sets what the exercise says as mathematics, too
                yield shown.mathml
            yield from re.findall(r"\([^()]*,[^()]*\)", shown.text)
        for witness in witnesses(result.decision):
            yield from (witness.student, witness.expected, *(value for _, value in witness.point))
    for question in rubric.items:
        policy = question.task.policy
        yield from (str(policy.seed), f"{policy.seed:x}")
        yield from (str(value) for value in (policy.rtol, policy.atol) if value is not None)
        yield from (str(float(value)) for value in (policy.rtol, policy.atol) if value is not None)


def published(rubric: Rubric, path: Path, whole: GradedSubmission) -> str:
    """What the student wrote, how it was read, and what the exercise says to everybody."""
    shown = [result.read for result in whole.items if result.read]
    read = [text for one in shown for text in (one.text, one.latex, one.mathml)]
    said = [text for question in rubric.items for text in (*question.feedback.values(), *question.hints)]
    return squeezed("\n".join([path.read_text(encoding="utf-8"), make_template(rubric), *read, *said]))


@pytest.mark.parametrize("kind", STUDENT_FORMATS)
@pytest.mark.parametrize(("rubric", "path"), EXAMPLES, ids=[path.stem for _, path in EXAMPLES])
def test_no_report_for_a_student_holds_a_secret_of_the_key(rubric: str, path: Path, kind: str) -> None:
    asked, whole = rubric_called(rubric), graded_example(rubric, path)
    known = published(asked, path, whole)
    hidden = {
        secret
        for secret in map(squeezed, secrets(asked, whole, known))
        if len(secret) >= SHORTEST_SECRET and secret not in known and secret not in ("true", "false")
    }
    for view in (DURING_CHECK, View(phase=Phase.AFTER_DEADLINE), View(hints=9, is_check=True)):
        report = squeezed(rendered(kind, restrict_to_view(whole, asked, view)))
        assert [secret for secret in hidden if secret in report] == []
    if kind in FOR_PEOPLE:
        for_graders = squeezed(rendered(kind, restrict_to_view(whole, asked, GRADER)))
        assert any(secret in for_graders for secret in hidden) or not whole.is_readable

"""The statistics of a simulated class are those of the truth about it, however its answers are written."""

import json
from collections import Counter, defaultdict
from fractions import Fraction
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from grader.answers import Answer
from grader.expr import parse, to_text
from grader.grading import GradedSubmission, grade
from grader.grading.course.class_counts import ClassCounts
from grader.grading.course.cohort import Cohort
from grader.records import Outcome
from grader.rubric import Rubric, load_rubric
from grader.simulation.classroom import simulate_class
from grader.simulation.proportions import Proportions

RUBRICS = ("exercise3", "logistic_newton")
SIZE = 25
SHARES = Proportions(malformed=0.05, misconceptions=0.3, follow_through=0, slips=0)


@cache
def rubric_called(name: str) -> Rubric:
    return load_rubric(Path(__file__).parents[2] / "rubrics" / f"{name}.yaml")


@cache
def simulated_class(name: str, folder: Path) -> tuple[list[dict[str, Any]], list[GradedSubmission]]:
    """Return the truth about a class, and its submissions as they were graded."""
    truth, graded = [], []
    for sheet in simulate_class(rubric_called(name), SIZE, 5, SHARES):
        path = folder / sheet.file
        path.write_bytes(sheet.content)
        truth.append(json.loads(sheet.truth))
        graded.append(grade(path, rubric_called(name)))
    return truth, graded


@pytest.fixture(scope="module", params=RUBRICS)
def seen(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Any, ClassCounts]:
    truth, graded = simulated_class(request.param, tmp_path_factory.mktemp(request.param))
    return request.param, truth, Cohort(submissions=graded).counts


def planted(truth: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Return what is true of all answers to each item."""
    answers = defaultdict(list)
    for each in truth:
        for name, answer in each.get("items", {}).items():
            answers[name].append(answer)
    return answers


def test_outcomes_and_difficulty_are_those_of_the_truth(seen: tuple[str, Any, ClassCounts]) -> None:
    _, truth, counts = seen
    assert sum(line.score is None for line in counts.lines) == sum(not each["readable"] for each in truth) > 0
    for name, answers in planted(truth).items():
        found = Counter({outcome.value: count for outcome, count in counts.items[name].outcomes.items()})
        known = [answer for answer in answers if answer["outcome"] is not None]  # the truth leaves some open
        assert found.total() == len(answers)
        assert Counter(answer["outcome"] for answer in known) <= found
        credits = [
            Fraction(a["credit"] or 0) for a in known if a["outcome"] not in ("undecided", "unreadable", "fault")
        ]
        if len(known) == len(answers) and counts.items[name].mean_credit is not None:
            assert counts.items[name].mean_credit == sum(credits, Fraction(0)) / len(credits)


def test_mistakes_are_those_that_were_made(seen: tuple[str, Any, ClassCounts]) -> None:
    _, truth, counts = seen
    made = 0
    for name, answers in planted(truth).items():
        expected = Counter(frozenset(a["named"]) for a in answers if a["kind"] == "misconception" and a.get("named"))
        reported = {frozenset(one.id.split(" or ")): one.count for one in counts.items[name].mistakes.commonest}
        assert reported == expected
        made += expected.total()
    assert made > SIZE


def test_answers_of_one_group_are_explained_by_one_mistake(seen: tuple[str, Any, ClassCounts]) -> None:
    name, truth, counts = seen
    items = {item.id: item for item in rubric_called(name).items}
    reported = 0
    for item in planted(truth):
        for group in counts.items[item].wrong.groups(items[item]):
            answers = [truth[student]["items"][item] for student in group.students]
            named = {tuple(a["named"]) for a in answers if a["kind"] == "misconception" and "named" in a}
            assert len(named) <= 1
            reported += len(named)
    assert reported > 10


def test_no_two_groups_say_the_same(seen: tuple[str, Any, ClassCounts]) -> None:
    name, _, counts = seen
    pairs = 0
    for item in rubric_called(name).items:
        if item.type in ("text", "choice"):
            continue
        groups = counts.items[item.id].wrong.groups(item)
        trees = [parse(group.read.text, item.notation).tree for group in groups if group.read]
        for one, other in combinations(trees, 2):
            verdict = item.answer_type.judge(Answer(text="", tree=one), Answer(text="", tree=other), item.task)
            assert verdict.outcome is not Outcome.CORRECT, (to_text(one), to_text(other))
            pairs += 1
    assert pairs > 20

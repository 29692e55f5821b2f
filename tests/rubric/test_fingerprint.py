"""The fingerprint of an item: it changes with what a verdict follows from, and with nothing else."""

import pytest

from grader.documents import parse_yaml
from grader.grading import grade
from grader.grading.visibility.visibility import View, restrict_to_view
from grader.rubric import parse_rubric
from grader.rubric.visibility import Audience, Phase

RUBRIC = """
rubric: small
title: Small
follow_through: {credit: 1/2}
parts:
  - id: one
    title: One
    notation: {symbols: {x: real}}
    items:
      - {id: sum, type: expression, points: 2, prompt: What is x plus x?, expected: 2*x}
      - {id: double, type: expression, points: 1, prompt: And twice that?, expected: {answer: sum}}
  - id: two
    title: Two
    items:
      - {id: six, type: number, points: 1, prompt: What is 2 times 3?, expected: 6}
"""


def fingerprints(text: str) -> dict[str, str]:
    return {item.id: item.fingerprint for item in parse_rubric(parse_yaml(text, "small.yaml")).items}


BEFORE = fingerprints(RUBRIC)


def test_fingerprints_are_short_and_distinguish_items() -> None:
    assert sorted(map(len, BEFORE.values())) == [16, 16, 16]
    assert len(set(BEFORE.values())) == 3


@pytest.mark.parametrize(
    ("old", "new", "changed"),
    [
        ("expected: 2*x}", "expected: 3*x}", {"sum", "double"}),
        ("expected: 6}", "expected: 7}", {"six"}),
        ("expected: 6}", "rtol: 1/100, expected: 6}", {"six"}),
        ("expected: 6}", "misconceptions: [{answer: 5, credit: 1/2}], expected: 6}", {"six"}),
        ("{x: real}", "{x: positive}", {"sum", "double"}),
        ("credit: 1/2", "credit: 1/3", {"sum", "double", "six"}),
        ("points: 2,", "points: 3,", set()),
        ("What is 2 times 3?", "What are 2 times 3?", set()),
        ("expected: 6}", "hints: [Count.], feedback: {incorrect: No.}, expected: 6} # six", set()),
        ("id: six, type: number", "type: number, id: six", set()),
        ("title: Small", "title: Large", set()),
        ("title: Small\n", "title: Small\nlate: {deadline: '2026-11-30T23:59:00Z', per_day: 10 %}\n", set()),
    ],
)  # fmt: skip
def test_only_what_a_verdict_follows_from_changes_it(old: str, new: str, changed: set[str]) -> None:
    assert old in RUBRIC
    after = fingerprints(RUBRIC.replace(old, new, 1))
    assert {name for name in BEFORE if after[name] != BEFORE[name]} == changed


def test_students_see_it_only_with_the_expected_answer_from_which_it_could_be_guessed() -> None:
    rubric = parse_rubric(parse_yaml(RUBRIC, "small.yaml"))
    graded = grade(parse_yaml("student: ada\nanswers: {six: 6}\n", "ada.yaml"), rubric)
    shown = {
        (audience, phase): {
            item.fingerprint for item in restrict_to_view(graded, rubric, View(audience=audience, phase=phase)).items
        }
        for audience in Audience
        for phase in Phase
    }
    everything = set(BEFORE.values())
    assert {view for view, found in shown.items() if found == everything} == {
        *((Audience.GRADER, phase) for phase in Phase), (Audience.STUDENT, Phase.RELEASED)
    }  # fmt: skip
    assert {view for view, found in shown.items() if found == {""}} == {
        (Audience.STUDENT, Phase.BEFORE_DEADLINE), (Audience.STUDENT, Phase.AFTER_DEADLINE)
    }  # fmt: skip

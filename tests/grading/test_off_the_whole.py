"""Bonus items, and what people take off a whole submission: what counts, and what every report says of it."""

import csv
import io
import json
from dataclasses import replace
from fractions import Fraction
from statistics import correlation
from typing import Any

import pytest

from grader.documents import parse_yaml
from grader.errors import DocumentError
from grader.grading.changes import Cause, compare_gradings
from grader.grading.course.cohort import Cohort
from grader.grading.grade import grade
from grader.grading.people.override_file import overrides_schema, parse_overrides
from grader.grading.people.overrides import Overrides, apply_overrides
from grader.grading.result import GradedSubmission, Lateness
from grader.grading.visibility.visibility import View, restrict_to_view
from grader.reports.formats.csv import render_class as render_csv
from grader.reports.formats.gradescope import render as render_gradescope
from grader.reports.formats.html import render as render_html
from grader.reports.formats.json import from_json, to_json
from grader.reports.formats.markdown import render as render_markdown
from grader.reports.formats.prairielearn import render as render_prairielearn
from grader.reports.formats.terminal import render as render_terminal
from grader.reports.gradebooks.rounding import get_final_score
from grader.reports.handing_in import describe_handing_in
from grader.rubric.load import parse_rubric, rubric_schema
from grader.submission.template import make_template

RUBRIC = parse_rubric(
    parse_yaml(
        b"""
rubric: small
title: Small
parts:
  - id: one
    title: One
    items:
      - {id: a, type: number, points: 4, prompt: What is 1 + 1?, expected: 2}
      - {id: b, type: number, points: 4, prompt: What is 2 + 2?, expected: 4}
      - {id: extra, type: number, points: 3, bonus: "yes", prompt: What is 7 * 8?, expected: 56}
""",
        "small.yaml",
    )
)
LATE = Lateness(submitted="2026-12-02T00:10:00+01:00", due="2026-11-30T23:59:00+01:00", days=2, share=Fraction(1, 5))


def graded(a: int, b: int, extra: int | str = "") -> GradedSubmission:
    return grade(parse_yaml(f"student: ada\nanswers: {{a: {a}, b: {b}, extra: '{extra}'}}\n", "ada.yaml"), RUBRIC)


def deductions(*entries: str) -> Overrides:
    rows = "".join(f"  - {{{entry}, author: J. Doe, date: 2026-11-30}}\n" for entry in entries)
    return parse_overrides(parse_yaml(f"rubric: small\ndeductions:\n{rows}", "o.yaml"), RUBRIC)


def taken(one: GradedSubmission, *entries: str) -> GradedSubmission:
    return apply_overrides(one, RUBRIC, deductions(*entries))


@pytest.mark.parametrize(
    ("answers", "score", "bonus"),
    [
        ((2, 4), 8, 0),
        ((2, 4, 56), 11, 3),
        ((2, 5, 56), 7, 3),
        ((1, 1, 56), 3, 3),
        ((2, 4, 55), 8, 0),
        ((1, 1, 1), 0, 0),
    ],
)
def test_a_bonus_counts_on_top_of_the_points(answers: tuple[int, ...], score: int, bonus: int) -> None:
    found = graded(*answers)
    assert (RUBRIC.points, found.points, found.score, found.bonus) == (8, 8, score, bonus)
    assert from_json(to_json(found)) == found


def test_reports_say_what_is_a_bonus() -> None:
    full, none = graded(2, 4, 56), graded(2, 4)
    assert "Score: 11 of 8 points, 3 of them bonus." in render_terminal(full)
    assert "Score: 8 of 8 points." in render_terminal(none)
    assert "3 / 3 bonus |" in render_markdown(full)
    assert "3 of 3 bonus points" in render_html(full)
    assert "What is 7 * 8?" in make_template(RUBRIC)
    assert "(3 bonus points)" in make_template(RUBRIC)


def test_exports_count_a_bonus_and_not_its_points() -> None:
    full = graded(2, 5, 56)
    gradescope = json.loads(render_gradescope(full))
    assert gradescope["score"] == 7
    assert [test.get("max_score") for test in gradescope["tests"]] == [4, 4, None]
    assert json.loads(render_prairielearn(full))["score"] == 0.875
    assert json.loads(render_prairielearn(graded(2, 4, 56)))["score"] == 1
    assert get_final_score(full) == 7
    (row,) = csv.DictReader(io.StringIO("".join(render_csv(Cohort(submissions=[full])))))
    assert (row["score"], row["points"], row["extra"]) == ("7", "8", "3")


def test_the_item_rest_correlation_of_a_bonus_item_is_about_all_other_points() -> None:
    answers = [(2, 4, 56), (2, 5, 56), (1, 4, 1), (1, 1, 1), (2, 4, 56), (1, 1, 55)] * 2
    found = Cohort(submissions=[graded(*one) for one in answers]).counts.items["extra"].item_rest
    assert found is not None
    assert round(found.r, 9) == round(correlation([1, 1, 0, 0, 1, 0] * 2, [8, 4, 4, 0, 8, 0] * 2), 9)


@pytest.mark.parametrize(
    ("entries", "answers", "off"),
    [
        (["student: ada, costs: 2 points, reason: No name"], (2, 4), 2),
        (["student: ada, costs: 10 %, reason: No name"], (2, 4), Fraction(4, 5)),
        (["student: ada, costs: 1 point, reason: x", "student: ada, costs: 25 %, reason: y"], (2, 4), 3),
        (["student: ada, costs: 1/2 point, reason: x"], (2, 4), Fraction(1, 2)),
        (["student: ada, costs: 50 points, reason: x"], (2, 4), 8),
        (["student: ada, costs: 100 %, reason: x", "student: ada, costs: 1 point, reason: y"], (2, 4), 8),
        (["student: ada, costs: 2 points, reason: x"], (1, 1), 0),
        (["student: ada, costs: 10 %, reason: x"], (2, 4, 56), Fraction(11, 10)),
        (["student: ben, costs: 2 points, reason: x"], (2, 4), 0),
    ],
)
def test_what_people_take_off_is_added_up_and_never_more_than_the_score(
    entries: list[str], answers: tuple[int, ...], off: Fraction
) -> None:
    found = taken(graded(*answers), *entries)
    assert (found.deduction, found.final_score) == (off, found.score - off)
    assert from_json(to_json(found)) == found


def test_a_deduction_and_lateness_do_not_compound() -> None:
    found = replace(taken(graded(2, 4), "student: ada, costs: 50 %, reason: x"), lateness=LATE)
    assert found.deduction == 8 * (Fraction(1, 2) + Fraction(1, 5))
    assert "2 days late, so 1.6 of 8 points (20 %) is taken off." in describe_handing_in(found)
    assert replace(found, lateness=replace(LATE, share=Fraction(3, 4))).final_score == 0


def test_everybody_in_a_group_has_the_deduction_of_each_of_them() -> None:
    group = replace(graded(2, 4), group=("ada", "ben"))
    assert taken(group, "student: ben, costs: 2 points, reason: x").final_score == 6


def test_no_deductions_replace_those_that_were_applied_before() -> None:
    before = taken(graded(2, 4), "student: ada, costs: 1 point, reason: x")
    assert before.final_score == 7
    assert apply_overrides(before, RUBRIC, Overrides()).final_score == 8


def test_a_cost_looks_the_same_as_in_a_rubric() -> None:
    assert overrides_schema()["$defs"]["cost"] == rubric_schema()["$defs"]["cost"]


def test_a_second_run_takes_nothing_off_a_second_time() -> None:
    book = deductions("student: ada, costs: 2 points, reason: x")
    once = apply_overrides(graded(2, 4), RUBRIC, book)
    assert apply_overrides(once, RUBRIC, book) == once


def test_every_report_for_the_student_says_why() -> None:
    found = taken(
        graded(2, 4), "student: ada, costs: 2 points, reason: No name", "student: ada, costs: 5 %, reason: Wet"
    )
    seen = restrict_to_view(found, RUBRIC, View())
    two = "2 points are taken off: No name (decided by J. Doe, 2026-11-30)."
    five = "5 % is taken off: Wet (decided by J. Doe, 2026-11-30)."
    for text in (
        " ".join(render_terminal(seen).split()), render_markdown(seen), render_html(seen),
        json.loads(render_gradescope(seen))["output"], json.loads(render_prairielearn(seen))["message"],
    ):  # fmt: skip
        assert two in text
        assert five in text
    assert json.loads(to_json(seen))["deductions"] == [
        {"points": "2", "reason": "No name", "author": "J. Doe", "date": "2026-11-30"},
        {"share": "1/20", "reason": "Wet", "author": "J. Doe", "date": "2026-11-30"},
    ]


def test_a_change_of_a_deduction_is_a_change_with_its_cause() -> None:
    before = graded(2, 4)
    after = taken(before, "student: ada, costs: 2 points, reason: x")
    (change,) = compare_gradings(before, after).changes
    assert (change.item, change.gain, change.causes) == ("", -2, (Cause.DEDUCTION,))
    (back,) = compare_gradings(after, before).changes
    assert (back.gain, back.causes) == (2, (Cause.DEDUCTION,))


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (
            "{student: ada, costs: 2, reason: x, author: J. Doe, date: 2026-11-30}",
            "o.yaml:3:27: error[wrong-form]: '2' is not a percentage such as 10 % (up to 100 %), or points such as 2 "
            "points.",
        ),
        (
            "{student: ada, costs: 2 points, reason: x, author: J. Doe, date: 2026-02-30}",
            "o.yaml:3:70: error[no-such-day]: There is no day '2026-02-30'.",
        ),
        (
            "{costs: 2 points, reason: x, author: J. Doe, date: 2026-11-30}",
            "o.yaml:3:6: error[missing-key]: The key 'student' is missing.",
        ),
    ],
)
def test_a_deduction_that_is_none_is_reported(entry: str, message: str) -> None:
    text: Any = f"rubric: small\ndeductions:\n  - {entry}\n"
    with pytest.raises(DocumentError) as caught:
        parse_overrides(parse_yaml(text, "o.yaml"), RUBRIC)
    assert str(caught.value).splitlines()[0] == message

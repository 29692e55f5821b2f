"""Every format for another system passes the rules of that system, on a class whose names and answers are hostile."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.errors import escape_unprintable
from grader.grading.result import GradedSubmission, Lateness
from grader.records import Outcome
from grader.reports import REPORT_FORMATS
from grader.reports.formats.github import format_command

from .linters.github import command as read_command
from .samples import (
    ALICE,
    ATTACKS,
    BOB,
    CAROL,
    CORRECT,
    INCORRECT,
    PARTIAL,
    UNDECIDED,
    UNREADABLE,
    hostile,
    rendered,
    rendered_class,
)

HERE = Path(__file__).parent
LINTERS = sorted(path.stem for path in (HERE / "linters").glob("*.py") if path.stem != "__init__")
BAD_FILES: Mapping[str, list[dict[str, Any]]] = yaml.safe_load((HERE / "bad_files.yaml").read_text(encoding="utf-8"))
HOSTILE = sorted(
    {text for texts in ATTACKS.values() for text in (row["given"] if isinstance(row, dict) else row for row in texts)}
    | {"\ud800", ""}
)
PER_STUDENT = [kind for kind in LINTERS if REPORT_FORMATS[kind].render]
PER_CLASS = [kind for kind in LINTERS if REPORT_FORMATS[kind].render_class]


def lint(kind: str, text: str) -> list[str]:
    """Return what the target of a format has to say about a file."""
    check: Callable[[str], list[str]] = import_module(f"tests.reports.linters.{kind}").lint
    return check(text)


@pytest.mark.parametrize("kind", PER_STUDENT)
@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_report_on_a_hostile_submission_is_taken(kind: str, text: str) -> None:
    assert lint(kind, rendered(kind, hostile(text))) == []


@pytest.mark.parametrize("kind", PER_STUDENT)
@pytest.mark.parametrize("graded", [ALICE, BOB, CAROL], ids=lambda graded: graded.student)
def test_report_on_an_ordinary_submission_is_taken(kind: str, graded: GradedSubmission) -> None:
    assert lint(kind, rendered(kind, graded)) == []


@pytest.mark.parametrize("kind", PER_CLASS)
def test_report_on_a_hostile_class_is_taken(kind: str) -> None:
    unreadable = [replace(hostile(text), items=()) for text in HOSTILE]
    twice = [ALICE, BOB, CAROL, ALICE, replace(CAROL, student="alice")]
    assert lint(kind, rendered_class(kind, [*map(hostile, HOSTILE), *unreadable, *twice])) == []


@pytest.mark.parametrize("kind", PER_CLASS)
def test_report_on_a_class_without_students_is_taken(kind: str) -> None:
    assert lint(kind, rendered_class(kind, [])) == []


@pytest.mark.parametrize("kind", LINTERS)
@settings(max_examples=60)
@given(text=st.text(max_size=30), credit=st.fractions(min_value=0, max_value=1, max_denominator=997))
def test_report_on_any_text_and_credit_is_taken(kind: str, text: str, credit: Fraction) -> None:
    graded = hostile(text)
    items = (replace(PARTIAL, credit=credit), *graded.items, replace(CORRECT, points=Fraction(7, 3)))
    graded = replace(graded, items=items)
    if REPORT_FORMATS[kind].render:
        assert lint(kind, rendered(kind, graded)) == []
    if REPORT_FORMATS[kind].render_class:
        assert lint(kind, rendered_class(kind, [graded, ALICE, graded])) == []


@pytest.mark.parametrize(
    ("kind", "row"),
    [(kind, row) for kind, rows in BAD_FILES.items() for row in rows],
    ids=lambda given: str(given)[:60],
)
def test_every_rule_can_fail(kind: str, row: dict[str, Any]) -> None:
    assert row["says"] in " | ".join(lint(kind, row["file"]))


def test_every_target_has_files_that_its_rules_refuse() -> None:
    assert sorted(BAD_FILES) == LINTERS


def many(outcome: Outcome, count: int) -> tuple[GradedSubmission, ...]:
    """Return submissions that have one item of an outcome each."""
    item = replace(INCORRECT, outcome=outcome)
    return tuple(replace(ALICE, student=f"s{number}", items=(item,)) for number in range(count))


def test_annotations_are_as_many_as_are_shown_and_the_last_one_counts_the_rest() -> None:
    lines = rendered_class("github", [*many(Outcome.INCORRECT, 13), *many(Outcome.BLANK, 10)]).splitlines()
    assert len([line for line in lines if line.startswith("::error")]) == 10
    assert len([line for line in lines if line.startswith("::warning")]) == 10
    assert lines[-1] == "::error title=13 errors::There are 4 errors more, which GitHub does not show in one step."


def test_answer_cannot_end_the_guard_around_the_report() -> None:
    first = rendered("github", ALICE)
    token = first.split("::stop-commands::")[1].split("\n")[0]
    forged = replace(ALICE, items=(replace(INCORRECT, given=f"x\n::{token}::\n::set-env name=PATH::/tmp"), UNDECIDED))
    assert lint("github", rendered("github", forged)) == []


SIGNS = st.text("%0235ACD:,=x ")  # of which the codes are made


@given(text=st.text(max_size=20) | SIGNS, title=SIGNS)
def test_runner_reads_in_an_annotation_what_was_put_into_it(text: str, title: str) -> None:
    text, title = escape_unprintable(text), escape_unprintable(title)
    read = read_command(format_command("notice", {"file": f"{title}.yaml", "line": 3}, f"{text}\n{title}"))
    assert read == ("notice", {"file": f"{title}.yaml", "line": "3"}, f"{text}\n{title}")


LATE = Lateness(submitted="2026-12-02T10:00:00+01:00", due="2026-12-01T00:00:00+01:00", days=2, share=Fraction(1, 7))


def test_what_is_taken_off_for_being_late_is_off_the_score_and_reported() -> None:
    late = replace(BOB, lateness=LATE)
    results = json.loads(rendered("gradescope", late))
    assert (results["score"], sum(test["score"] for test in results["tests"])) == (4.2857, 5)
    assert "is taken off" in results["output"]
    results = json.loads(rendered("prairielearn", late))
    assert results["score"] == 0.857143
    assert "is taken off" in results["message"]
    record = json.loads(rendered("classroom50", late))
    assert (record["score"], record["max-score"]) == (429, 500)
    assert record["tests"][-1]["test-name"] == "Late: 0.71 off"


def test_results_for_prairielearn_are_shortened_until_they_fit() -> None:
    items = tuple(replace(INCORRECT, id=f"item{n}", given="x + " * 1_000, prompt="∂" * 300) for n in range(600))
    text = rendered("prairielearn", replace(ALICE, items=items))
    assert lint("prairielearn", text) == []
    assert len(text) > 200_000
    assert len(json.loads(text)["tests"]) == 600


def test_submission_that_waits_costs_no_attempt_unless_its_items_are_left_out() -> None:
    form, waiting = REPORT_FORMATS["prairielearn"], replace(ALICE, items=(CORRECT, UNDECIDED))
    refused = json.loads(form.render(waiting))
    assert (refused["gradable"], refused["format_errors"]) == (
        False,
        ["What is stochastic about it?: a person decides."],
    )
    left_out = json.loads(form.render(waiting, pending="leave_out"))
    assert (left_out["gradable"], left_out["score"], len(left_out["tests"])) == (True, 1, 1)


def test_answer_that_cannot_be_read_costs_no_attempt_unless_the_course_wants_it() -> None:
    form, unread = REPORT_FORMATS["prairielearn"], replace(ALICE, items=(CORRECT, UNREADABLE))
    assert json.loads(form.render(unread))["gradable"] is False
    assert json.loads(form.render(unread, unreadable="file"))["gradable"] is False  # it waits for a person
    assert json.loads(form.render(unread, unreadable="file", pending="leave_out"))["score"] == 1


def test_mistake_of_ours_with_a_whole_file_is_no_score_in_gradescope() -> None:
    fault = replace(CAROL.diagnostics[0], slug="fault", span=None)
    assert "score" not in json.loads(rendered("gradescope", replace(CAROL, diagnostics=(fault,))))


def test_annotation_is_at_the_line_and_column_of_the_answer() -> None:
    item, places = INCORRECT, {INCORRECT.id: "7:12"}
    assert rendered("github", replace(ALICE, items=(item,), places=places)).splitlines()[0] == (
        "::error file=alice.yaml,line=7,col=12,endColumn=35,title=alice%3A loss::"
        "The loss: not correct, 0 of 1 point.%0A"
        "Your answer is twice what is asked for; is a factor 1/2 missing?%0A"
        "Look again at how the loss is defined in the exercise."
    )
    several = replace(item, given="L =\n2")
    assert rendered("github", replace(ALICE, items=(several,), places=places)).startswith(
        "::error file=alice.yaml,line=7,col=12,title="
    )
    placed = REPORT_FORMATS["github"].render(replace(ALICE, items=(item,), places=places), folder="week 3/in")
    assert placed.startswith("::error file=week 3/in/alice.yaml,line=7")


def test_step_summary_leaves_out_rows_that_do_not_fit_and_says_how_many() -> None:
    text = rendered_class("step_summary", [replace(BOB, student=f"student-{n}" + "x" * 1_000) for n in range(1_200)])
    assert lint("step_summary", text) == []
    assert len(text) > 1_000_000
    shown = text.count("\n| `student-")
    assert f"\n{1_200 - shown} more rows do not fit on this page; they are in the reports.\n" in text


def test_step_summary_of_one_submission_is_cut_between_paragraphs() -> None:
    items = tuple(replace(INCORRECT, id=f"item{n}", prompt="why " * 1_000) for n in range(400))
    text = rendered("step_summary", replace(ALICE, items=items))
    assert lint("step_summary", text) == []
    assert text.endswith(" more paragraphs do not fit on this page; they are in the reports.\n")

"""What reports say about a submission that came in late."""

import csv
import io
import json
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from grader.grading.course.cohort import Cohort
from grader.grading.lateness.lateness import apply_late_policy
from grader.grading.result import Lateness
from grader.reports import REPORT_FORMATS
from grader.reports.formats.csv import render_class as render_csv
from grader.reports.formats.json import from_json, to_json
from grader.reports.formats.summary import render_class as render_summary
from grader.reports.handing_in import format_late_line
from grader.reports.threshold import format_below, is_below
from tests.grading.test_lateness import POLICY

from .samples import ALICE, BOB, CAROL

LATE = Lateness(submitted="2026-12-02T00:10:00+01:00", due="2026-11-30T23:59:00+01:00", days=2, share=Fraction(1, 5))
LATE_BOB = replace(BOB, lateness=LATE)
LINE = (
    "Handed in 2026-12-02 00:10:00+01:00, due 2026-11-30 23:59:00+01:00: 2 days late, "
    "so 1 of 5 points (20 %) is taken off."
)


def rows(*graded: object) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO("".join(render_csv(Cohort(submissions=graded))), newline="")))  # type: ignore[arg-type]


def test_the_line_says_when_by_when_and_what_is_taken_off() -> None:
    assert format_late_line(LATE_BOB) == LINE
    assert format_late_line(replace(CAROL, lateness=LATE)) == (
        "Handed in 2026-12-02 00:10:00+01:00, due 2026-11-30 23:59:00+01:00: 2 days late."
    )
    assert (
        format_late_line(replace(BOB, lateness=replace(LATE, days=0, share=Fraction(0)))) == format_late_line(BOB) == ""
    )


@pytest.mark.parametrize(
    ("kind", "score"),
    [
        ("markdown", "Score: 4 of 5 points."),
        ("terminal", "Score: 4 of 5 points."),
        ("html", '<p class="score"><b>4</b> of 5 points</p>'),
    ],
)
def test_the_page_of_a_student_has_the_final_score_and_the_line(kind: str, score: str) -> None:
    render = REPORT_FORMATS[kind].render
    assert render
    shown = " ".join(render(LATE_BOB).split()).replace("\\", "")
    assert score in shown
    assert LINE in shown
    assert "<b>5</b>" not in shown
    assert "days late" not in render(BOB)


def test_json_has_both_scores_and_the_lateness() -> None:
    report = json.loads(to_json(LATE_BOB))
    assert (report["score"], report["deduction"], report["final_score"]) == ("5", "1", "4")
    assert report["lateness"] == {
        "submitted": "2026-12-02T00:10:00+01:00", "due": "2026-11-30T23:59:00+01:00", "days": 2, "share": "1/5",
        "share_decimal": 0.2,
    }  # fmt: skip
    assert from_json(to_json(LATE_BOB)).lateness == LATE


def test_reports_of_version_1_are_still_read() -> None:
    report = json.loads(to_json(BOB))
    for name in ("lateness", "deduction", "deduction_decimal", "final_score", "final_score_decimal"):
        del report[name]
    assert from_json(json.dumps({**report, "format_version": 1})) == from_json(to_json(BOB))


def test_the_gradebook_takes_the_final_score_and_items_keep_theirs() -> None:
    (row,) = rows(LATE_BOB)
    assert (row["score"], row["score_so_far"], row["days_late"], row["deduction"]) == ("4", "4", "2", "1")
    assert Fraction(row["iterates"]) + Fraction(row["gradient"]) == Fraction(row["score"]) + Fraction(row["deduction"])


def test_what_is_pending_keeps_the_score_blank_and_what_is_unknown_the_days() -> None:
    waiting, broken, unknown = rows(
        replace(ALICE, lateness=LATE), replace(CAROL, lateness=LATE), apply_late_policy(BOB, POLICY, None)
    )
    assert (waiting["score"], waiting["score_so_far"], waiting["deduction"]) == ("", "2.9333", "0.7333")
    assert (broken["score"], broken["score_so_far"], broken["days_late"], broken["deduction"]) == ("", "", "2", "")
    assert (unknown["score"], unknown["days_late"], unknown["deduction"]) == ("5", "", "")


def test_the_summary_counts_who_was_late_and_who_has_no_known_time() -> None:
    shown = "".join(render_summary(Cohort(submissions=[ALICE, LATE_BOB, apply_late_policy(CAROL, POLICY, None)])))
    assert " 1 submission came in late. The time of handing in is not known for 1 submission.\n" in shown
    assert "| `bob` | `bob.json` | graded | 4 / 5 (2 days late) |  | 1 | 1 |" in shown
    assert "| `alice` | `alice.yaml` | waits for a person | 3.67 / 12.5 | 5.5 | 1 |" in shown


def test_the_threshold_looks_at_the_final_score() -> None:
    assert not is_below(LATE_BOB, Fraction(4, 5))
    assert is_below(LATE_BOB, Fraction(81, 100))
    assert format_below(LATE_BOB, Fraction(81, 100)) == "below 81 %: bob (4 of 5)"


@pytest.mark.parametrize(
    ("late", "line"),
    [
        ({"points": Fraction(2)}, "2 days late, so 2 of 5 points is taken off."),
        ({"points": Fraction(9)}, "2 days late, so 5 of 5 points is taken off."),
        ({"share": Fraction(1, 10), "hours": 27}, "27 hours late, so 0.5 of 5 points (10 %) is taken off."),
        ({"late_days_used": 2}, "2 days late, all of them free."),
        (
            {"late_days_used": 1, "share": Fraction(1, 5)},
            "2 days late, 1 of them free, so 1 of 5 points (20 %) is taken off.",
        ),
        ({"late_days_used": 0, "share": Fraction(1, 5)}, "2 days late, so 1 of 5 points (20 %) is taken off."),
        ({}, "2 days late; nothing is taken off."),
    ],
)
def test_the_line_says_in_what_the_price_counts(late: dict[str, Any], line: str) -> None:
    graded = replace(BOB, lateness=replace(LATE, **{"share": Fraction(0), **late}))
    assert format_late_line(graded).partition(": ")[2] == line
    assert from_json(to_json(graded)).lateness == graded.lateness

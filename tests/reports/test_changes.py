"""What a second grading changes, as it is shown and as it is kept."""

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import jsonschema_rs
import pytest

from grader.grading.changes import Cause, Comparison, compare_gradings
from grader.grading.lateness.lateness import apply_late_policy
from grader.records import Outcome, Remark
from grader.reports.author.changes import CAUSES, changes_as_text, describe_changes
from grader.reports.author.changes_data import changes_as_csv, changes_as_json, history_lines, load_changes_schema
from grader.rubric.late.policy import Cost, PerPeriod
from tests.grading.test_lateness import DUE, POLICY

from .samples import ALICE, BOB, CAROL, CORRECT, hostile

GOLDEN = Path(__file__).parent / "golden"
NEW = replace(BOB.provenance, rubric="d1" * 32)
OVERRIDE = Remark(id="override", text="Found.", parameters=(("points", "2"), ("automatic", "undecided")))


DAY_LATE = apply_late_policy(BOB, POLICY, DUE.replace(day=30, hour=23, minute=59, second=1))
REGRADED = replace(
    ALICE,
    items=(
        *ALICE.items[:2],
        replace(ALICE.items[2], outcome=Outcome.CORRECT, credit=Fraction(1)),
        *ALICE.items[3:5],
        replace(ALICE.items[5], outcome=Outcome.CORRECT, credit=Fraction(1), remarks=(OVERRIDE,)),
        replace(ALICE.items[6], points=Fraction(2)),
    ),
    provenance=NEW,
)
FOUND = (
    compare_gradings(ALICE, REGRADED),
    compare_gradings(DAY_LATE, apply_late_policy(
                            replace(BOB, items=(replace(CORRECT, credit=Fraction(2, 3)), BOB.items[1]), provenance=NEW),
                            replace(POLICY, price=PerPeriod(each=Cost(share=Fraction(1, 5)))), DUE.replace(second=1))),
    compare_gradings(CAROL, replace(ALICE, student="carol", file="carol.yaml", items=ALICE.items[:1])),
    compare_gradings(None, replace(BOB, student="dora", file="dora.yaml")),
)  # fmt: skip
Golden = Callable[[Path, str], None]


def test_the_table_for_a_person(golden: Golden) -> None:
    golden(GOLDEN / "changes.txt", changes_as_text(FOUND, 30, is_dry=True))


def test_the_table_for_a_spreadsheet(golden: Golden) -> None:
    golden(GOLDEN / "changes.csv", changes_as_csv(FOUND))


def test_the_changes_for_programs(golden: Golden) -> None:
    golden(GOLDEN / "changes.json", changes_as_json(FOUND, "exercise3", 30))


def test_the_json_follows_its_published_schema() -> None:
    validator = jsonschema_rs.validator_for(dict(load_changes_schema()))
    for found in (FOUND, (), (compare_gradings(hostile("::error::\ud800"), None),)):
        assert [error.message for error in validator.iter_errors(json.loads(changes_as_json(found, "x", 3)))] == []


def test_every_cause_has_words_and_is_in_the_schema() -> None:
    assert set(CAUSES) == set(Cause)
    assert load_changes_schema()["$defs"]["item"]["properties"]["causes"]["items"]["enum"] == [
        cause.value for cause in Cause
    ]


def test_the_changes_of_the_items_add_up_to_that_of_the_submission() -> None:
    for each in json.loads(changes_as_json(FOUND, "exercise3", 30))["changed"]:
        assert sum(Fraction(item["change"]) for item in each["items"]) == Fraction(each["change"])
        before, after = (Fraction(each[side] or 0) for side in ("before", "after"))
        assert after - before == Fraction(each["change"])


def test_the_history_has_a_line_for_each_change_and_no_clock() -> None:
    lines = list(history_lines(FOUND[:2], "2026-12-24"))
    assert [line.endswith("}\n") and line.count("\n") == 1 for line in lines] == [True] * 5
    first = json.loads(lines[0])
    assert first == {
        "date": "2026-12-24",
        "student": "alice",
        "file": "alice.yaml",
        "source": "",
        "item": "loss",
        "before": {"outcome": "incorrect", "credit": "0", "points": "1", "score": "0"},
        "after": {"outcome": "correct", "credit": "1", "points": "1", "score": "1"},
        "change": "1",
        "causes": ["rubric"],
        "made_from": {
            "before": {"submission": "5a" * 32, "rubric": "c0" * 32, "engine": "0.1.0", "overrides": ""},
            "after": {"submission": "5a" * 32, "rubric": "d1" * 32, "engine": "0.1.0", "overrides": ""},
        },
    }
    assert json.loads(next(iter(history_lines(FOUND, ""))))["date"] == ""


@pytest.mark.parametrize(
    ("found", "is_dry", "first"),
    [
        ((), True, "0 of 30 submissions would change."),
        ((), False, "0 of 30 submissions changed."),
        (FOUND[:1], False, "1 of 30 submissions changed: 1 gains."),
        (FOUND[1:2], True, "1 of 30 submissions would change: 1 loses."),
        (FOUND[:2] + FOUND[3:], True, "3 of 30 submissions would change: 2 gain, 1 loses."),
    ],
)
def test_the_first_line_counts(found: tuple[Comparison, ...], is_dry: bool, first: str) -> None:
    assert changes_as_text(found, 30, is_dry=is_dry).splitlines()[0] == first


def named(count: int, *, student: str = "student") -> tuple[Comparison, ...]:
    return tuple(replace(FOUND[0], student=f"{student}{number:03}") for number in range(count))


def test_what_changes_alike_is_shown_once_with_whose_it_is() -> None:
    lines = changes_as_text((*named(37), FOUND[1]), 200, is_dry=True).splitlines()
    whose = ", ".join(f"student{number:03} 3.67 → 6.67" for number in range(6))
    assert lines[lines.index("", 2) + 1 :] == [
        "37 submissions, +3 each:",
        *(f"  {line}" for line in describe_changes(FOUND[0])),
        f"  {whose} and 31 more; --output FILE.csv lists them all.",
        "",
        *changes_as_text(FOUND[1:2], 200, is_dry=True).splitlines()[-3:],
    ]


def test_few_that_change_alike_have_a_line_each() -> None:
    assert [line[:10] for line in changes_as_text(named(3), 9, is_dry=True).splitlines() if "student0" in line] == [
        "student000",
        "student001",
        "student002",
    ]


def test_what_was_handed_in_since_is_shown_together_whatever_it_scores() -> None:
    new = [compare_gradings(None, replace(graded, student=f"dora{n}")) for n in range(2) for graded in (ALICE, BOB)]
    assert changes_as_text(new, 9, is_dry=False).splitlines()[-3:] == [
        "4 submissions:",
        "  (handed in since then)",
        "  dora0 – → 3.67, dora0 – → 5, dora1 – → 3.67, dora1 – → 5",
    ]


def test_a_long_list_says_how_much_is_left_out() -> None:
    gains = [replace(each, after=(each.before or Fraction(0)) + n + 1) for n, each in enumerate(named(103))]
    lines = changes_as_text(gains, 103, is_dry=True).splitlines()
    assert lines[-1] == "… and 3 more; --output FILE.csv lists them all."


@pytest.mark.parametrize("text", ["::error::x", "\x1b[31m", "a\nb", "=1+1", "\u202e", "x" * 500, "##[group]"])
def test_names_are_shown_and_never_obeyed(text: str) -> None:
    found = (compare_gradings(None, hostile(text)),)
    shown = changes_as_text(found, 1, is_dry=True)
    assert not any(line.lstrip().startswith("::") for line in shown.splitlines())
    assert not {"\x1b", "\u202e"} & set(shown)
    assert "##[" not in shown
    table = list(csv.reader(io.StringIO(changes_as_csv(found), newline="")))
    assert {len(row) for row in table} == {11}
    assert not any(cell.startswith("=") for row in table for cell in row)

"""How late is late, and what it costs: tables of instants, and laws."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from grader.documents import parse_yaml
from grader.grading.lateness.lateness import (
    apply_late_policy,
    cost_of,
    count_days_late,
    has_unknown_instant,
    lateness_of,
)
from grader.grading.people.overrides import Override, Overrides, apply_overrides
from grader.grading.result import GradedSubmission
from grader.grading.visibility.visibility import View, restrict_to_view
from grader.reports.formats.json import from_json, to_json
from grader.reports.handing_in import format_late_time
from grader.rubric.late.policy import Cost, Extension, LatePolicy, Period, PerPeriod
from grader.rubric.late.reading import parse_cost
from grader.rubric.load import parse_rubric
from grader.rubric.visibility import Audience
from tests.reports.samples import ALICE, BOB, CAROL

from .test_overrides import ADA, SMALL

PRICES = yaml.safe_load((Path(__file__).parents[1] / "cases/grading/late_prices.yaml").read_text(encoding="utf-8"))
CASES = yaml.safe_load((Path(__file__).parents[1] / "cases/grading/lateness.yaml").read_text(encoding="utf-8"))
DUE = datetime.fromisoformat("2026-11-30T23:59:00+01:00")
TENTH = Cost(share=Fraction(1, 10))
POLICY = LatePolicy(deadline=DUE, price=PerPeriod(each=TENTH, at_most=Cost(share=Fraction(1, 2)), last=7))
ONE_ITEM = b"""
rubric: small
title: Small
parts:
  - id: p
    title: P
    items: [{id: x, type: number, points: 2, prompt: What is it?, expected: 3}]
"""
INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.timezones())
SHARES = st.fractions(min_value=0, max_value=1, max_denominator=1000)
COSTS = st.builds(Cost, share=SHARES) | st.builds(Cost, points=st.fractions(0, 20, max_denominator=4))
PRICED = st.builds(
    PerPeriod,
    each=COSTS,
    period=st.sampled_from([Period.DAY, Period.HOUR]),
    at_most=st.none() | COSTS,
    last=st.none() | st.integers(0, 30),
) | st.builds(
    PerPeriod, each=COSTS, period=st.just(Period.CALENDAR_DAY), zone=st.sampled_from(["Europe/Berlin", "Asia/Tokyo"])
)
POLICIES = st.builds(LatePolicy, deadline=INSTANTS, price=PRICED, grace=st.timedeltas(timedelta(0), timedelta(days=2)))


def at(text: str, row: dict[str, Any], fold: int = 0) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=ZoneInfo(row["zone"]), fold=fold) if "zone" in row else moment


@pytest.mark.parametrize("row", CASES["days"], ids=lambda row: row["why"])
def test_days_are_begun_periods_of_24_hours(row: dict[str, Any]) -> None:
    submitted = at(row["submitted"], row, row.get("fold", 0))
    assert count_days_late(submitted, at(row["due"], row), timedelta(seconds=row.get("grace", 0))) == row["days"]


@pytest.mark.parametrize("row", CASES["shares"], ids=str)
def test_each_day_costs_its_share_up_to_the_most_and_the_last_day(row: dict[str, Any]) -> None:
    most = parse_cost(row["at_most"]) if "at_most" in row else None
    price = PerPeriod(each=parse_cost(row["per_day"]), at_most=most, last=row.get("last_day"))
    assert cost_of(price, timedelta(days=row["days"]), row["days"]) == Cost(share=Fraction(row["share"]))


@pytest.mark.parametrize("row", PRICES, ids=str)
def test_a_price_takes_off_what_it_says(row: dict[str, Any]) -> None:
    section = yaml.safe_dump({"late": {"deadline": DUE.isoformat(), **row["late"]}})
    policy = parse_rubric(parse_yaml(section.encode() + ONE_ITEM, "r.yaml")).late
    assert policy is not None
    late = lateness_of(
        datetime.fromisoformat(row["submitted"]), replace(policy, used={"ada": row.get("before", 0)}), "Ada"
    )
    assert Cost(share=late.share, points=late.points) == parse_cost(row["taken"])
    assert (format_late_time(late), late.late_days_used) == (row["said"], row.get("used"))


def test_an_instant_without_its_offset_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match=r"An instant needs its offset from UTC\."):
        count_days_late(datetime(2026, 11, 30, 23, 59), DUE)


def test_the_record_says_when_by_when_how_many_days_and_what_share() -> None:
    assert apply_late_policy(BOB, POLICY, DUE + timedelta(hours=25)).lateness == lateness_of(
        datetime.fromisoformat("2026-12-02T00:59:00+01:00"), POLICY, "bob"
    )
    graded = apply_late_policy(BOB, POLICY, DUE + timedelta(hours=25))
    assert graded.lateness is not None
    assert (graded.lateness.submitted, graded.lateness.due) == (
        "2026-12-02T00:59:00+01:00",
        "2026-11-30T23:59:00+01:00",
    )
    assert (graded.lateness.days, graded.lateness.share) == (2, Fraction(1, 5))
    assert (graded.score, graded.deduction, graded.final_score) == (5, 1, 4)


def test_points_that_are_pending_are_within_reach_less_the_share() -> None:
    graded = apply_late_policy(ALICE, POLICY, DUE + timedelta(days=1))
    unread = 2  # points; what cannot be read is not expected to earn any
    assert graded.within_reach == (ALICE.score + ALICE.pending - unread) * Fraction(9, 10)


def test_without_a_policy_nothing_is_said() -> None:
    assert apply_late_policy(BOB, None, DUE) == BOB
    assert apply_late_policy(apply_late_policy(BOB, POLICY, DUE), None, DUE) == BOB


def test_without_an_instant_nothing_is_taken_off_and_graders_are_warned() -> None:
    graded = apply_late_policy(BOB, POLICY, None)
    assert (graded.lateness, graded.deduction, graded.final_score) == (None, 0, BOB.score)
    assert [str(diagnostic) for diagnostic in graded.diagnostics] == [
        "warning[unknown-instant]: Nothing says when this was handed in, so nothing is taken off for being late.\n"
        "   why:   Neither the clock nor the date of a file is ever used instead.\n"
        "   help:  Give the instants with --submitted."
    ]
    assert apply_late_policy(graded, POLICY, None) == graded
    assert apply_late_policy(graded, POLICY, DUE) == apply_late_policy(BOB, POLICY, DUE)
    rubric = replace(SMALL, late=POLICY)
    assert restrict_to_view(graded, rubric, View(audience=Audience.STUDENT)).diagnostics == ()
    assert restrict_to_view(graded, rubric, View(audience=Audience.GRADER)).diagnostics == graded.diagnostics


def test_a_file_that_cannot_be_read_keeps_its_complaints_and_has_its_lateness() -> None:
    graded = apply_late_policy(CAROL, POLICY, DUE + timedelta(days=9))
    assert graded.diagnostics == CAROL.diagnostics
    assert graded.lateness
    assert (graded.lateness.share, graded.deduction) == (1, 0)
    assert [diagnostic.slug for diagnostic in apply_late_policy(CAROL, POLICY, None).diagnostics] == [
        "yaml-tab",
        "unknown-instant",
    ]
    assert has_unknown_instant(apply_late_policy(CAROL, POLICY, None))


def test_an_extension_is_one_students_own() -> None:
    policy = replace(
        POLICY,
        extensions={
            "bob": Extension(student="Bob", days=2),
            "eve": Extension(student="eve", deadline=DUE + timedelta(9)),
        },
    )
    submitted = DUE + timedelta(days=2)
    assert [lateness_of(submitted, policy, student).days for student in ("bob", "BOB", "eve", "alice")] == [0, 0, 0, 2]


def test_days_of_an_extension_have_24_hours_where_clocks_change() -> None:
    deadline = datetime(2026, 10, 24, 23, 59, tzinfo=ZoneInfo("Europe/Berlin"))
    policy = LatePolicy(
        deadline=deadline,
        price=PerPeriod(each=Cost(share=Fraction(1))),
        extensions={"bob": Extension(student="bob", days=1)},
    )
    assert policy.due_for("bob").isoformat() == "2026-10-25T22:59:00+01:00"


def test_people_decide_first_and_the_deduction_is_taken_from_the_sum() -> None:
    entry = Override(item="sum", points=Fraction(1, 2), reason="r", author="a", date="2026-11-20", student="ada")
    book = Overrides(entries=(entry,))
    submitted = DUE + timedelta(days=1)
    after = apply_late_policy(apply_overrides(ADA, SMALL, book), POLICY, submitted)
    assert after == apply_overrides(apply_late_policy(ADA, POLICY, submitted), SMALL, book)
    assert after.final_score == apply_overrides(ADA, SMALL, book).score * Fraction(9, 10)


# Laws


@given(INSTANTS, POLICIES, st.integers(1, 4))
def test_nothing_compounds_however_often_it_is_run(submitted: datetime, policy: LatePolicy, times: int) -> None:
    once = again = apply_late_policy(ALICE, policy, submitted)
    for _ in range(times):
        again = from_json(to_json(apply_late_policy(again, policy, submitted)))
    assert (again.lateness, again.deduction, again.final_score) == (once.lateness, once.deduction, once.final_score)


@given(INSTANTS, POLICIES, st.sampled_from([ALICE, BOB, CAROL]))
def test_the_deduction_is_between_nothing_and_the_score(
    submitted: datetime, policy: LatePolicy, graded: GradedSubmission
) -> None:
    after = apply_late_policy(graded, policy, submitted)
    assert 0 <= after.deduction <= after.score
    assert after.final_score == after.score - after.deduction >= 0
    assert after.final_score <= after.within_reach <= after.score + after.pending


@given(INSTANTS, st.timedeltas(timedelta(0), timedelta(days=40)), POLICIES)
def test_coming_in_later_never_pays(submitted: datetime, time: timedelta, policy: LatePolicy) -> None:
    later = submitted.astimezone(UTC) + time
    assert apply_late_policy(BOB, policy, later).final_score <= apply_late_policy(BOB, policy, submitted).final_score


@given(INSTANTS, INSTANTS, st.integers(-23, 23), st.integers(-23, 23))
def test_only_the_instants_count_and_not_how_they_are_written(
    submitted: datetime, due: datetime, one: int, other: int
) -> None:
    moved = submitted.astimezone(timezone(timedelta(hours=one))), due.astimezone(timezone(timedelta(hours=other)))
    assert count_days_late(*moved) == count_days_late(submitted, due)
    time = submitted.astimezone(UTC) - due.astimezone(UTC)
    assert (
        timedelta(days=count_days_late(submitted, due) - 1)
        < max(time, timedelta(0))
        <= timedelta(days=count_days_late(submitted, due))
    )

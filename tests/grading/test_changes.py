"""What a second grading changes, and why: a table of causes, and laws on sums."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.documents import parse_yaml
from grader.grading import GradedSubmission, ItemResult, grade
from grader.grading.changes import Cause, Change, ItemScore, compare_gradings, list_changes
from grader.grading.lateness.lateness import apply_late_policy
from grader.grading.people.override_file import parse_overrides
from grader.grading.people.overrides import apply_overrides
from grader.records import Outcome
from grader.rubric import Rubric, parse_rubric
from grader.rubric.late.policy import Cost, LatePolicy, PerPeriod
from tests.reports.samples import ALICE, BLANK, BOB, CAROL, CORRECT, FAULT, INCORRECT, PARTIAL, UNDECIDED, UNREADABLE

from .test_lateness import DUE, INSTANTS, POLICIES, POLICY
from .test_overrides import HEAD, RUBRIC, WHO

ANSWERS = "student: ada\nanswers: {sum: 3*x, way: up, why: because}\n"


def rubric(text: str = RUBRIC) -> Rubric:
    return parse_rubric(parse_yaml(text, "small.yaml"))


def graded(rubric: Rubric, answers: str = ANSWERS, *overrides: str) -> GradedSubmission:
    result = grade(parse_yaml(answers, "ada.yaml"), rubric)
    if overrides:
        text = HEAD + "".join(f"  - {{{one}, {WHO}}}\n" for one in overrides)
        result = apply_overrides(result, rubric, parse_overrides(parse_yaml(text, "o.yaml"), rubric))
    return result


def causes(before: GradedSubmission, after: GradedSubmission) -> dict[str, list[str]]:
    return {change.item: [cause.value for cause in change.causes] for change in list_changes(before, after)}


BEFORE = graded(rubric())
OVERRIDE = "item: sum, student: ada, points: 1"
DECIDED = graded(rubric(), ANSWERS, OVERRIDE)
KEY = RUBRIC.replace("expected: 2*x", "expected: 3*x")
WORTH = RUBRIC.replace("points: 2", "points: 5")
ADDED = RUBRIC + "      - {id: six, type: number, points: 1, prompt: What is 2 times 3?, expected: 6}\n"


def by_new_engine(result: GradedSubmission) -> GradedSubmission:
    """The same verdicts, given by the next version."""
    return replace(result, provenance=replace(result.provenance, engine="0.2.0"))


def after_engine(result: GradedSubmission) -> GradedSubmission:
    item = replace(result.items[0], outcome=Outcome.CORRECT, credit=Fraction(1))
    return replace(result, items=(item, *result.items[1:]), provenance=replace(result.provenance, engine="0.2.0"))


def without_fingerprints(result: GradedSubmission) -> GradedSubmission:
    return replace(result, items=tuple(replace(item, fingerprint="") for item in result.items))


def all_by(*causes: str) -> dict[str, list[str]]:
    return {item.id: [*causes] for item in BEFORE.items}


def with_first(result: GradedSubmission, outcome: Outcome, credit: Fraction | None) -> GradedSubmission:
    return replace(result, items=(replace(result.items[0], outcome=outcome, credit=credit), *result.items[1:]))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (BEFORE, BEFORE, {}),
        (BEFORE, graded(rubric(KEY)), {"sum": ["key"]}),
        (without_fingerprints(BEFORE), graded(rubric(KEY)), {"sum": ["rubric"]}),
        (BEFORE, graded(rubric(RUBRIC + "# a comment\n")), {}),
        (BEFORE, graded(rubric(WORTH)), {"sum": ["points"]}),
        (BEFORE, graded(rubric(KEY.replace("points: 2", "points: 5"))), {"sum": ["key", "points"]}),
        (BEFORE, graded(rubric(), ANSWERS.replace("3*x", "2*x")), {"sum": ["answer"]}),
        (BEFORE, graded(rubric(KEY), ANSWERS.replace("3*x", "x + 2*x")), {"sum": ["answer", "key"]}),
        (BEFORE, graded(rubric(), ANSWERS.replace("3*x", "3x")), {}),
        (BEFORE, after_engine(BEFORE), {"sum": ["engine"]}),
        (BEFORE, graded(rubric(ADDED)), {"six": ["item-added"]}),
        (graded(rubric(ADDED)), BEFORE, {"six": ["item-removed"]}),
        (BEFORE, DECIDED, {"sum": ["override-added"]}),
        (DECIDED, BEFORE, {"sum": ["override-removed"]}),
        (DECIDED, graded(rubric(), ANSWERS, OVERRIDE.replace("1", "1/2")), {"sum": ["override-changed"]}),
        (DECIDED, graded(rubric(KEY), ANSWERS, OVERRIDE), {}),
        (
            graded(rubric(), ANSWERS, f"{OVERRIDE}, automatic: [incorrect]"),
            graded(rubric(KEY), ANSWERS, f"{OVERRIDE}, automatic: [incorrect]"),
            {"sum": ["override-stale", "key"]},
        ),
        (
            graded(rubric(), ANSWERS, f"{OVERRIDE}, answer: 3*x"),
            graded(rubric(), ANSWERS.replace("3*x", "4*x"), f"{OVERRIDE}, answer: 3*x"),
            {"sum": ["override-stale"]},
        ),
        (graded(rubric(), "student: ada\nanswers: 5\n"), BEFORE, all_by("file-readable")),
        (BEFORE, graded(rubric(), "student: ada\nanswers: 5\n"), all_by("file-unreadable")),
        (with_first(BEFORE, Outcome.FAULT, None), BEFORE, {"sum": ["limit"]}),
        (with_first(BEFORE, Outcome.UNREADABLE, Fraction(0)), by_new_engine(BEFORE), {"sum": ["engine"]}),
        (with_first(BEFORE, Outcome.UNDECIDED, None), by_new_engine(BEFORE), {"sum": ["engine"]}),
        (with_first(BEFORE, Outcome.FAULT, None), by_new_engine(BEFORE), {"sum": ["engine"]}),
        (graded(rubric(), "student: ada\nanswers: 5\n"), by_new_engine(BEFORE), all_by("file-readable", "engine")),
        (with_first(BEFORE, Outcome.CORRECT, Fraction(1)), BEFORE, {"sum": ["unknown"]}),
    ],
    ids=lambda value: str(value) if isinstance(value, dict) else "",
)  # fmt: skip
def test_a_change_has_the_cause_that_the_records_show(
    before: GradedSubmission, after: GradedSubmission, expected: dict[str, list[str]]
) -> None:
    assert causes(before, after) == expected


def test_an_answer_that_another_one_feeds_changes_with_the_submission() -> None:
    text = RUBRIC.replace("expected: 2*x,", "expected: 2*x, ")
    more = "student: ada\ndefinitions: {s: 3*x}\nanswers: {sum: s}\n"
    before, after = graded(rubric(text), more), graded(rubric(text), more.replace("3*x", "2*x"))
    assert causes(before, after) == {"sum": ["submission"]}


def test_a_change_says_the_score_before_and_after() -> None:
    (change,) = list_changes(BEFORE, graded(rubric(KEY)))
    assert change == Change(
        item="sum",
        before=ItemScore(outcome=Outcome.INCORRECT, credit=Fraction(0), points=Fraction(2), score=Fraction(0)),
        after=ItemScore(outcome=Outcome.CORRECT, credit=Fraction(1), points=Fraction(2), score=Fraction(2)),
        causes=(Cause.KEY,),
    )
    assert change.gain == 2


DAY = timedelta(days=1)
IN_TIME, LATER = apply_late_policy(BOB, POLICY, DUE), apply_late_policy(BOB, POLICY, DUE + DAY)


@pytest.mark.parametrize(
    ("before", "after", "expected", "gain"),
    [
        (IN_TIME, LATER, {"": ["instant"]}, Fraction(-1, 2)),
        (
            LATER,
            apply_late_policy(BOB, replace(POLICY, deadline=DUE + DAY), DUE + DAY),
            {"": ["deadline"]},
            Fraction(1, 2),
        ),
        (
            LATER,
            apply_late_policy(BOB, replace(POLICY, price=PerPeriod(each=Cost(share=Fraction(1, 5)))), DUE + DAY),
            {"": ["late-policy"]},
            Fraction(-1, 2),
        ),
        (LATER, apply_late_policy(BOB, replace(POLICY, grace=DAY), DUE + DAY), {"": ["late-policy"]}, Fraction(1, 2)),
        (LATER, BOB, {"": ["late-policy"]}, Fraction(1, 2)),
        (BOB, LATER, {"": ["late-policy"]}, Fraction(-1, 2)),
        (apply_late_policy(BOB, POLICY, None), LATER, {"": ["instant"]}, Fraction(-1, 2)),
        (LATER, apply_late_policy(BOB, POLICY, None), {"": ["instant"]}, Fraction(1, 2)),
        (apply_late_policy(BOB, POLICY, None), IN_TIME, {}, 0),
        (IN_TIME, apply_late_policy(BOB, POLICY, DUE - DAY), {}, 0),
        (
            LATER,
            apply_late_policy(replace(BOB, items=(CORRECT,)), POLICY, DUE + DAY),
            {"gradient": ["item-removed"], "": ["score"]},
            Fraction(-9, 5),
        ),
    ],
)
def test_what_is_taken_off_is_a_change_of_its_own(
    before: GradedSubmission, after: GradedSubmission, expected: dict[str, list[str]], gain: Fraction
) -> None:
    assert causes(before, after) == expected
    assert sum(change.gain for change in list_changes(before, after)) == gain


def test_a_submission_that_comes_or_goes_counts_as_nothing_where_it_is_not() -> None:
    came, went = compare_gradings(None, LATER), compare_gradings(LATER, None)
    assert [(change.item, change.gain) for change in came.changes] == [
        ("iterates", 3),
        ("gradient", 2),
        ("", Fraction(-1, 2)),
    ]
    assert {cause for change in came.changes for cause in change.causes} == {Cause.HANDED_IN}
    assert {cause for change in went.changes for cause in change.causes} == {Cause.GONE}
    assert (came.before, came.after, came.gain) == (None, Fraction(9, 2), Fraction(9, 2))
    assert (went.before, went.after, went.gain) == (Fraction(9, 2), None, Fraction(-9, 2))
    assert sum(change.gain for change in went.changes) == went.gain


def test_a_comparison_says_whose_it_is_and_what_both_were_made_from() -> None:
    after = graded(rubric(KEY))
    found = compare_gradings(BEFORE, after)
    assert (found.student, found.file, found.before, found.after) == ("ada", "ada.yaml", 1, 3)
    assert (found.old, found.new) == (BEFORE.provenance, after.provenance)
    assert compare_gradings(CAROL, CAROL).after is None


# Laws

ITEMS = (CORRECT, PARTIAL, INCORRECT, BLANK, UNREADABLE, UNDECIDED, FAULT)


def items() -> st.SearchStrategy[tuple[ItemResult, ...]]:
    """Some of the items, each with any outcome and credit."""
    credit = st.fractions(min_value=0, max_value=1, max_denominator=12)
    change: Callable[..., ItemResult] = lambda item, other, share: replace(  # noqa: E731
        item, outcome=other.outcome, credit=None if other.credit is None else share
    )
    one = st.builds(change, st.sampled_from(ITEMS), st.sampled_from(ITEMS), credit)
    return st.lists(one, unique_by=lambda item: item.id, max_size=5).map(tuple)


@given(items(), items(), st.tuples(INSTANTS, POLICIES), st.tuples(INSTANTS, POLICIES))
def test_changes_add_up_to_the_difference_of_the_final_scores(
    first: tuple[ItemResult, ...],
    second: tuple[ItemResult, ...],
    then: tuple[datetime, LatePolicy],
    now: tuple[datetime, LatePolicy],
) -> None:
    before = apply_late_policy(replace(ALICE, items=first), then[1], then[0])
    after = apply_late_policy(replace(ALICE, items=second), now[1], now[0])
    found = list_changes(before, after)
    assert (
        sum(change.gain for change in found)
        == after.final_score - before.final_score
        == compare_gradings(before, after).gain
    )
    assert all(change.causes for change in found)
    back = list_changes(after, before)
    assert {change.item: change.gain for change in back} == {change.item: -change.gain for change in found}


@given(st.sampled_from([ALICE, BOB, CAROL]), INSTANTS, POLICIES)
def test_what_is_the_same_has_not_changed(submission: GradedSubmission, then: datetime, policy: LatePolicy) -> None:
    before = apply_late_policy(submission, policy, then)
    assert list_changes(before, before) == ()

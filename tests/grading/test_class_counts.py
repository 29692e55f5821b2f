"""The statistics of a class, against plain formulas over lists of all its answers."""

import random
import statistics
from collections import Counter
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import Diagnostic
from grader.grading.course.class_counts import ClassCounts
from grader.grading.course.cohort import Cohort
from grader.grading.course.mistake_counts import MistakeCount
from grader.grading.result import GradedSubmission, ItemResult, Lateness, Provenance
from grader.records import Outcome, Remark

POINTS = {"a": Fraction(1), "b": Fraction(3, 2), "c": Fraction(4)}
CREDITS = [Fraction(0), Fraction(1, 3), Fraction(1, 2), Fraction(1), None]
PROVENANCE = Provenance(submission="0" * 64, rubric="1" * 64, engine="0")
ROW = st.tuples(*[st.sampled_from(CREDITS)] * len(POINTS))
CLASS = st.lists(ROW, min_size=1, max_size=40)


def result(name: str, credit: Fraction | None, **changes: object) -> ItemResult:
    outcome = {None: Outcome.UNDECIDED, 0: Outcome.INCORRECT, 1: Outcome.CORRECT}.get(credit, Outcome.PARTIAL)
    item = ItemResult(id=name, part="", title=name.upper(), prompt="", type="number", points=POINTS[name],
                      outcome=outcome, credit=credit, given=str(credit))  # fmt: skip
    return replace(item, **changes)


def submission(number: int, items: list[ItemResult], **changes: object) -> GradedSubmission:
    graded = GradedSubmission(student=f"s{number}", file=f"s{number}.yaml", rubric="r", title="Exercise",
                              items=tuple(items), provenance=PROVENANCE)  # fmt: skip
    return replace(graded, **changes)


def class_of(rows: list[tuple[Fraction | None, ...]]) -> list[GradedSubmission]:
    return [
        submission(number, [result(name, credit) for name, credit in zip(POINTS, row, strict=True)])
        for number, row in enumerate(rows)
    ]


def counted(graded: list[GradedSubmission]) -> ClassCounts:
    return Cohort(submissions=graded).counts


@given(CLASS)
def test_difficulty_is_the_mean_credit(rows: list[tuple[Fraction | None, ...]]) -> None:
    counts = counted(class_of(rows))
    for place, name in enumerate(POINTS):
        credits = [row[place] for row in rows if row[place] is not None]
        assert counts.items[name].scored == len(credits)
        assert counts.items[name].mean_credit == (statistics.mean(credits) if credits else None)
        assert counts.items[name].outcomes.total() == len(rows)


@given(CLASS)
def test_item_rest_correlation_is_that_of_plain_lists(rows: list[tuple[Fraction | None, ...]]) -> None:
    counts = counted(class_of(rows))
    for place, name in enumerate(POINTS):
        pairs = []
        for row in rows:
            others = [
                (credit, points)
                for other, credit, points in zip(POINTS, row, POINTS.values(), strict=True)
                if other != name and credit is not None
            ]
            if row[place] is not None and others:
                earned = sum(float(credit) * float(points) for credit, points in others)
                pairs.append((float(row[place]), earned / sum(float(points) for _, points in others)))
        found = counts.items[name].item_rest
        if len(pairs) < 10 or any(max(side) - min(side) < 1e-9 for side in zip(*pairs, strict=True)):
            assert found is None
        else:
            assert found is not None
            assert found.n == len(pairs)
            assert found.r == pytest.approx(statistics.correlation(*zip(*pairs, strict=True)), abs=1e-7)


@given(CLASS, st.randoms(use_true_random=False))
def test_no_figure_depends_on_the_order(rows: list[tuple[Fraction | None, ...]], order: random.Random) -> None:
    graded = class_of(rows)
    mixed = order.sample(graded, len(graded))
    one, other = counted(graded), counted(mixed)
    assert one.scores == other.scores
    for name in POINTS:
        assert one.items[name].item_rest == other.items[name].item_rest
        assert one.items[name].mean_credit == other.items[name].mean_credit


@given(CLASS)
def test_scores_are_distinguished_by_whether_they_are_final(rows: list[tuple[Fraction | None, ...]]) -> None:
    graded = class_of(rows)
    counts = counted(graded)
    assert counts.final_scores == Counter(each.final_score for each in graded if not each.pending)
    assert counts.open_scores == Counter(each.final_score for each in graded if each.pending)
    assert [line.score for line in counts.lines] == [each.final_score for each in graded]
    assert counts.most_points == sum(POINTS.values())


def test_mean_credit_waits_where_all_who_answered_do() -> None:
    blank = result("a", Fraction(0), outcome=Outcome.BLANK)
    waiting = result("a", None)
    assert counted([submission(0, [blank]), submission(1, [waiting])]).items["a"].mean_credit is None
    assert counted([submission(0, [blank])]).items["a"].mean_credit == 0
    assert counted([submission(0, [blank])]).items["a"].answered == 0


def test_a_file_that_cannot_be_read_counts_for_nothing_but_its_line() -> None:
    counts = counted([submission(0, [])])
    assert (len(counts.lines), counts.lines[0].score, counts.items, counts.most_points) == (1, None, {}, 0)
    assert counts.scores.counts == {}


def make_remark(text: str, **parameters: str) -> Remark:
    return Remark(id="misconception", text=text, parameters=tuple(parameters.items()))


def test_mistakes_are_counted_by_name_and_reported_in_the_commonest_words() -> None:
    remarks = [
        make_remark("Your x1 is uphill.", mistake="uphill", entry="1"),
        make_remark("Your x2 is uphill.", mistake="uphill", entry="2"),
        make_remark("Your x2 is uphill.", mistake="uphill", entry="2"),
        make_remark("Either.", mistake="uphill", alternatives="swapped, late"),
    ]
    graded = [submission(n, [result("a", Fraction(0), remarks=(remark,))]) for n, remark in enumerate(remarks)]
    graded.append(submission(9, [result("a", Fraction(1), remarks=(remarks[0],))]))
    assert counted(graded).items["a"].mistakes.commonest == [
        MistakeCount(id="uphill", words="Your x2 is uphill.", count=3),
        MistakeCount(id="uphill or swapped or late", words="Either.", count=1),
    ]


def test_what_cannot_be_read_is_counted_by_what_was_typed_with_its_first_complaint() -> None:
    complaints = tuple(Diagnostic(slug=slug, what="") for slug in ("unclosed", "unknown-name"))
    item = result("a", None, outcome=Outcome.UNREADABLE, diagnostics=complaints, given="2*(")
    zero = replace(item, credit=Fraction(0))  # as the rubric may choose
    counts = counted([submission(0, [item]), submission(1, [replace(item, given=" 2*( ")]), submission(2, [zero])])
    (group,) = counts.items["a"].unreadable.groups(None)
    assert (group.given, group.complaint, group.count, group.students) == ("2*(", "unclosed", 3, (0, 1, 2))
    assert counts.items["a"].wrong.total == 0
    assert counts.items["a"].waiting.total == 2
    assert [(line.unreadable, line.waiting) for line in counts.lines] == [(1, 1), (1, 1), (1, 0)]


def test_undecided_answers_faults_and_old_decisions_wait_for_a_person() -> None:
    old = Remark(id="override-outdated", text="")
    items = [
        result("a", None),
        result("b", None, outcome=Outcome.FAULT),
        result("c", Fraction(1), remarks=(old,)),
    ]
    counts = counted([submission(0, items)])
    assert [counts.items[name].waiting.total for name in POINTS] == [1, 1, 1]
    assert [counts.items[name].outdated for name in POINTS] == [0, 0, 1]
    assert (counts.lines[0].waiting, counts.lines[0].faults) == (2, 1)


def test_a_late_submission_has_its_deduction_in_the_score_and_not_in_the_statistics_of_its_items() -> None:
    late = Lateness(submitted="2026-11-02T00:00:00Z", due="2026-11-01T00:00:00Z", days=1, share=Fraction(1, 4))
    items = [result(name, Fraction(1)) for name in POINTS]
    counts = counted([submission(0, items, lateness=late)])
    assert (counts.lines[0].late, counts.lines[0].score) == (1, Fraction(13, 2) * Fraction(3, 4))
    assert counts.items["a"].mean_credit == 1


def test_students_with_several_submissions_are_found() -> None:
    names = ["Zoé", "bob", "Zoe\u0301", "ZOÉ", "ann"]
    graded = [submission(n, [result("a", Fraction(1))], student=name) for n, name in enumerate(names)]
    assert counted(graded).repeated == [[0, 2, 3]]

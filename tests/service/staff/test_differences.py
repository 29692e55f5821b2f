"""What differs between two revisions is said in sentences, before one of them counts."""

import pytest

from grader.service.exercises.differences import list_differences
from grader.service.exercises.opened import Opened, open_revision
from grader.service.store.exercises import Revision

from .school import HERE, NOW, RUBRIC, School, read_text
from .test_regrading import begin, upload

ADDED = """\
      - id: sign
        title: The sign
        prompt: Does it grow?
        type: text
        points: 3/2
"""
SLOPE = RUBRIC[RUBRIC.index("      - id: slope") : RUBRIC.index("      - id: why")]
WHY = RUBRIC[RUBRIC.index("      - id: why") :]
PARTS = RUBRIC[RUBRIC.index("parts:") :]
LATE = RUBRIC[RUBRIC.index("late:") : RUBRIC.index("parts:")]
DUE = "Tue 1 Dec 2026, 13:00 (UTC+01:00, Europe/Berlin)"
LATER = "Wed 2 Dec 2026, 13:00 (UTC+01:00, Europe/Berlin)"
KINDS = "whether each answer is right"

# What is replaced in the rubric, by what, and what is said of it.
TABLE = {
    "item added": (SLOPE, SLOPE + ADDED, [
        "All items together are worth 4.5 instead of 3 points.", "New item: The sign (1.5 points), in Slopes."]),
    "item removed": (WHY, "", [
        "All items together are worth 2 instead of 3 points.", "Item removed: The reason (1 point).",
        "What was handed in with an answer to a removed item cannot be read any more. To have these answers left out, "
        "write 'retired: [why]' into the rubric."]),
    "item retired": (PARTS, f"retired: [why]\n{PARTS.replace(WHY, '')}", [
        "All items together are worth 2 instead of 3 points.", "Item removed: The reason (1 point).",
        "Answers to what is removed are left out of what was handed in before."]),
    "order": (SLOPE + WHY, WHY + SLOPE, ["The items are in another order."]),
    "title": ("title: The slope", "title: The derivative", ["The derivative: it was called 'The slope'."]),
    "points": ("points: 2", "points: 5/2", [
        "All items together are worth 3.5 instead of 3 points.", "The slope: it is worth 2.5 instead of 2 points."]),
    "key": ("expected: 2*x", "expected: 3*x", ["The slope: the key changed."]),
    "key written otherwise": ("expected: 2*x", 'expected: "2*x"  # doubled', [
        "Nothing that counts: only comments, or how the file is written."]),
    "prompt": ("Say why.", "Say why it is so.", ["The reason: the question changed."]),
    "hidden": ("points: 2\n", "points: 2\n        hidden: yes\n", [
        "The slope: it is hidden from students until it is graded."]),
    "levels of an item": ("points: 2\n", "points: 2\n        visibility: {student: none}\n", [
        "The slope: what is shown of it changed."]),
    "other keys": ("points: 2\n", "points: 2\n        rtol: 0.001\n        hints: [Think.]\n", [
        "The slope: 'hints' and 'rtol' changed."]),
    "notation": ("symbols: {x: real}", "symbols: {x: real, y: real}", [
        "Slopes: 'notation' changed, for all its items."]),
    "part": ("title: Slopes\n", "title: Derivatives\n", ["The part 'Slopes' is called 'Derivatives'."]),
    "exercise": ('title: "Week 3: slopes"', "title: Slopes", [
        "The exercise is called 'Slopes' instead of 'Week 3: slopes'."]),
    "deadline": ("deadline: 2026-12-01", "deadline: 2026-12-02", [
        f"The deadline is {LATER} instead of {DUE}.",
        f"Students see what comes after the deadline from {LATER} instead of from {DUE}."]),
    "same deadline in another zone": ("2026-12-01T12:00:00+00:00", "2026-12-01T13:00:00+01:00", [
        "Nothing that counts: only comments, or how the file is written."]),
    "release": ("  release: 2026-12-08T12:00:00+00:00\n", "", [
        "Students see what comes after the release never instead of from "
        "Tue 8 Dec 2026, 13:00 (UTC+01:00, Europe/Berlin)."]),
    "late": ("grace: 15 minutes\n  per_day: 50 %\n", "per_day: 10 %\n  at_most: 50 %\n  last_day: 3\n", [
        "Being late costs 10 % for each begun day, at most 50 %; after day 3 nothing counts. Before, it cost 50 % for "
        "each begun day.",
        "The grace period is 0 instead of 15 minutes."]),
    "no late": (LATE, "", ["Handing in late costs nothing; before, it cost points."]),
    "visibility": ("visibility:\n", "visibility:\n  student: {before_deadline: verdict}\n", [
        f"Before the deadline, students see {KINDS}; it was {KINDS}, and why it is wrong."]),
    "whole": ("parts:\n", "unreadable: zero\nparts:\n", ["In the rubric as a whole, 'unreadable' changed."]),
}  # fmt: skip


def make_opened(rubric: str) -> Opened:
    data = rubric.encode()
    values = {"id": 1, "exercise_id": 1, "number": 1, "sha256": "", "account_id": 1, "created": NOW}
    return open_revision(Revision(**values, rubric=data, proved=b"", wrong=b""))


@pytest.mark.parametrize("name", TABLE)
def test_difference_is_said(name: str) -> None:
    old, new, said = TABLE[name]
    assert old in RUBRIC
    changed = RUBRIC.replace(old, new)
    assert list_differences(make_opened(RUBRIC), make_opened(changed), "Europe/Berlin") == said


@pytest.mark.parametrize(("one", "other"), [("item added", "Item removed: "), ("no late", "Handing in late is due ")])
def test_difference_is_said_the_other_way_round(one: str, other: str) -> None:
    changed = RUBRIC.replace(*TABLE[one][:2])
    said = list_differences(make_opened(changed), make_opened(RUBRIC), "Europe/Berlin")
    assert [line for line in said if line.startswith(other)]


def test_page_of_a_revision_says_what_differs_from_the_one_that_counts(school: School) -> None:
    upload(school, RUBRIC.replace("title: The slope", "title: The <b> slope").replace("points: 2", "points: 3"))
    page = school.person("ivy").get(f"{HERE}/revisions/2")
    text = read_text(page.text)
    assert "What it changes of revision 1, which counts" in text
    assert "All items together are worth 4 instead of 3 points." in text
    assert "slope: it is worth 3 instead of 2 points." in text
    assert "<b>" not in page.text
    assert "What it changes" not in read_text(school.person("ivy").get(f"{HERE}/revisions/1").text)


def test_trial_says_what_differs_before_it_is_accepted(school: School) -> None:
    school.hand_in("ada", slope="2x")
    upload(school)
    trial = begin(school)
    school.do_jobs()
    assert "The slope: the key changed." in read_text(school.person("ivy").get(trial).text)
    assert school.person("ivy").post(f"{trial}/accept").status_code == 303
    assert "The slope: the key changed." not in read_text(school.person("ivy").get(trial).text)

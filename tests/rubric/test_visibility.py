"""The section ``visibility`` of a rubric, and which phase an instant falls into."""

import pytest

from grader.documents import parse_yaml
from grader.errors import DocumentError, UsageError
from grader.grading.visibility.visibility import choose_phase
from grader.rubric import Rubric, parse_rubric
from grader.rubric.visibility import Audience, Level, Phase

HEAD = "rubric: small\ntitle: Small\n"
ITEMS = """
parts:
  - id: one
    title: One
    items:
      - {id: sum, type: number, points: 2, prompt: What is 1 + 1?, expected: 2}
"""


def small(visibility: str = "") -> Rubric:
    return parse_rubric(parse_yaml(HEAD + visibility + ITEMS, "small.yaml"))


def faults(visibility: str) -> str:
    with pytest.raises(DocumentError) as caught:
        small(visibility)
    return str(caught.value)


def test_without_a_word_students_see_why_until_the_release_and_graders_everything() -> None:
    visibility = small().visibility
    assert [visibility.level(Audience.STUDENT, phase) for phase in Phase] == [Level.WHY, Level.WHY, Level.EVERYTHING]
    assert {visibility.level(Audience.GRADER, phase) for phase in Phase} == {Level.EVERYTHING}


def test_rubric_sets_levels_for_all_phases_or_one_by_one() -> None:
    visibility = small("visibility: {student: {before_deadline: none, released: why}, grader: verdict}\n").visibility
    assert [visibility.level(Audience.STUDENT, phase) for phase in Phase] == [Level.NONE, Level.WHY, Level.WHY]
    assert {visibility.level(Audience.GRADER, phase) for phase in Phase} == {Level.VERDICT}


def test_an_instant_that_does_not_exist_is_reported_at_its_place() -> None:
    assert faults("visibility: {deadline: '2026-02-30T23:59:00+01:00'}\n") == (
        "small.yaml:3:24: error[not-an-instant]: '2026-02-30T23:59:00+01:00' is not an instant.\n"
        "    3 | visibility: {deadline: '2026-02-30T23:59:00+01:00'}\n"
        "      |                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^\n"
        "   why:   An instant has a date that exists, a time, and its offset from UTC (ISO 8601).\n"
        "   help:  Write it like '2026-11-30T23:59:00+01:00'."
    )


@pytest.mark.parametrize("text", ["2026-11-30", "2026-11-30T23:59:00", "tomorrow", "23:59", "12026-11-30T23:59Z"])
def test_an_instant_without_date_time_or_offset_is_refused(text: str) -> None:
    assert "an instant such as 2026-11-30T23:59:00+01:00" in faults(f"visibility: {{release: '{text}'}}\n")


def test_a_release_before_the_deadline_is_reported() -> None:
    section = "visibility: {deadline: '2026-11-30T23:59:00+01:00', release: '2026-11-30T22:58:00Z'}\n"
    assert "error[release-before-deadline]: The release is before the deadline." in faults(section)


@pytest.mark.parametrize(
    ("now", "phase"),
    [
        ("2026-11-30T22:58:59Z", "before_deadline"),
        ("2026-11-30T23:59:00+01:00", "after_deadline"),
        ("2026-12-07T07:00:00+01:00", "after_deadline"),
        ("2026-12-07T07:00:00Z", "released"),
    ],
)
def test_the_phase_follows_from_an_instant_and_the_rubric_alone(now: str, phase: str) -> None:
    rubric = small("visibility: {deadline: '2026-11-30T23:59:00+01:00', release: '2026-12-07T08:00:00+01:00'}\n")
    assert choose_phase(rubric, None, now) is Phase(phase)


def test_without_an_instant_the_phase_is_the_one_before_the_deadline() -> None:
    past = small("visibility: {deadline: '2001-01-01T00:00:00Z', release: '2001-01-02T00:00:00Z'}\n")
    assert choose_phase(past, None, None) is Phase.BEFORE_DEADLINE
    assert choose_phase(past, "released", None) is Phase.RELEASED


def test_an_instant_says_nothing_where_the_rubric_states_none() -> None:
    with pytest.raises(UsageError) as caught:
        choose_phase(small(), None, "2026-11-30T22:58:59Z")
    assert str(caught.value) == (
        "error[no-phase]: The rubric 'small' states no deadline and no release.\n"
        "   why:   An instant has no meaning without them.\n"
        "   help:  Add 'deadline' or 'release' to its 'visibility', or name the phase with --phase."
    )


def test_reports_do_not_give_away_the_seed_of_the_points() -> None:
    rubric = small()
    seeds = {item.task.policy.seed for item in rubric.items}
    assert len(seeds) == 1
    assert not any(f"{seed:x}"[:8] in rubric.sha256 for seed in seeds)

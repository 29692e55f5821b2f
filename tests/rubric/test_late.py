"""The section ``late`` of a rubric: what it means, and what is wrong with it."""

from datetime import datetime, timedelta
from fractions import Fraction

import pytest

from grader.documents import parse_yaml
from grader.errors import DocumentError
from grader.rubric import parse_rubric
from grader.rubric.late import Extension, LatePolicy

from .test_visibility import HEAD, ITEMS

DEADLINE = "2026-11-30T23:59:00+01:00"
DUE = datetime.fromisoformat(DEADLINE)
VISIBLE = f"visibility: {{deadline: '{DEADLINE}'}}\n"


def policy(text: str) -> LatePolicy | None:
    return parse_rubric(parse_yaml(HEAD + text + ITEMS, "small.yaml")).late


def faults(text: str) -> str:
    with pytest.raises(DocumentError) as caught:
        policy(text)
    return str(caught.value)


def test_without_the_section_nothing_is_ever_late() -> None:
    assert policy(VISIBLE) is None


def test_the_deadline_is_that_of_the_visibility_unless_it_has_its_own() -> None:
    assert policy(f"{VISIBLE}late: {{per_day: 10 %}}\n") == LatePolicy(deadline=DUE, per_day=Fraction(1, 10))
    own = policy(f"{VISIBLE}late: {{deadline: '2026-12-01T12:00:00Z', per_day: 10 %}}\n")
    assert own == LatePolicy(deadline=datetime.fromisoformat("2026-12-01T12:00:00Z"), per_day=Fraction(1, 10))


def test_everything_that_can_be_said_is_read() -> None:
    text = f"""
late:
  deadline: {DEADLINE}
  grace: 15 minutes
  per_day: 12.5 %
  at_most: 50%
  last_day: 7
  extensions:
    - {{student: Ada, deadline: '2026-12-04T23:59:00+01:00', reason: was ill}}
    - {{student: ben, days: 2}}
"""
    found = policy(text)
    assert found == LatePolicy(
        deadline=DUE,
        grace=timedelta(minutes=15),
        per_day=Fraction(1, 8),
        at_most=Fraction(1, 2),
        last_day=7,
        extensions={
            "ada": Extension(student="Ada", deadline=DUE + timedelta(days=4), reason="was ill"),
            "ben": Extension(student="ben", days=2),
        },
    )


@pytest.mark.parametrize(
    ("grace", "seconds"), [("1 minute", 60), ("90 minutes", 5400), ("2 hours", 7200), ("1 day", 86400), ("0 days", 0)]
)
def test_grace_is_a_time_with_its_unit(grace: str, seconds: int) -> None:
    found = policy(f"{VISIBLE}late: {{per_day: 10 %, grace: {grace}}}\n")
    assert found
    assert found.grace == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("section", "message"),
    [
        (
            "{per_day: 10 %}",
            "small.yaml:3:7: error[no-deadline]: There is no deadline from which late days could be counted.\n"
            "    3 | late: {per_day: 10 %}\n"
            "      |       ^^^^^^^^^^^^^^^\n"
            "   why:   It belongs in 'late' or in 'visibility'.\n"
            "   help:  Write 'deadline:' with an instant such as 2026-11-30T23:59:00+01:00.",
        ),
        (
            "{per_day: 10 %, deadline: '2026-02-30T23:59:00+01:00'}",
            "small.yaml:3:33: error[not-an-instant]: '2026-02-30T23:59:00+01:00' is not an instant.\n"
            "    3 | late: {per_day: 10 %, deadline: '2026-02-30T23:59:00+01:00'}\n"
            "      |                                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^\n"
            "   why:   An instant has a date that exists, a time, and its offset from UTC (ISO 8601).\n"
            "   help:  Write it like '2026-11-30T23:59:00+01:00'.",
        ),
    ],
)
def test_a_policy_without_a_deadline_is_reported_at_its_place(section: str, message: str) -> None:
    assert faults(f"late: {section}\n") == message


@pytest.mark.parametrize(
    ("extensions", "message"),
    [
        (
            "[{student: ada}]",
            "error[extension-without-end]: It is not clear how long the extension of 'ada' is.\n{line}"
            "   why:   An extension has either a deadline of its own or a number of days.\n"
            "   help:  Write 'deadline' or 'days', and not both.",
        ),
        (
            "[{student: ada, days: 1, deadline: '2026-12-04T23:59:00+01:00'}]",
            "error[extension-without-end]: It is not clear how long the extension of 'ada' is.\n{line}"
            "   why:   An extension has either a deadline of its own or a number of days.\n"
            "   help:  Write 'deadline' or 'days', and not both.",
        ),
        (
            "[{student: ada, days: 1}, {student: ADA, days: 2}]",
            "error[repeated-extension]: 'ADA' has two extensions.\n{line}"
            "   why:   The first is for 'ada'; case does not matter.\n"
            "   help:  Keep one of them.",
        ),
        (
            "[{student: ada, deadline: '2026-11-30T23:58:59+01:00'}]",
            "error[extension-before-deadline]: The deadline of 'ada' is before everybody's.\n{line}"
            "   why:   Everybody has until 2026-11-30T23:59:00+01:00.\n"
            "   help:  Write a later instant.",
        ),
    ],
)
def test_an_extension_that_is_none_is_reported(extensions: str, message: str) -> None:
    reported = faults(f"{VISIBLE}late: {{per_day: 10 %, extensions: {extensions}}}\n").splitlines()
    assert "\n".join([reported[0].partition(": ")[2], "{line}" + reported[3], *reported[4:]]) == message


@pytest.mark.parametrize(
    "section",
    [
        "{}", "{per_day: 10}", "{per_day: 0.1}", "{per_day: 101 %}", "{per_day: -1 %}", "{per_day: 10 %, at_most: 1/2}",
        "{per_day: 10 %, grace: 15}", "{per_day: 10 %, grace: 15 weeks}", "{per_day: 10 %, last_day: 1.5}",
        "{per_day: 10 %, extensions: [{student: a/b, days: 1}]}", "{per_day: 10 %, days: 3}",
    ],
)  # fmt: skip
def test_a_section_of_another_form_is_refused(section: str) -> None:
    assert faults(f"{VISIBLE}late: {section}\n").startswith("small.yaml:4:")


def test_what_a_percentage_looks_like_is_said_in_words() -> None:
    assert "a percentage such as 10 %, from 0 % to 100 %" in faults(f"{VISIBLE}late: {{per_day: 10}}\n")

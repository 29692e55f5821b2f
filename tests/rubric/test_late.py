"""The section ``late`` of a rubric: what it means, and what is wrong with it."""

from datetime import datetime, timedelta
from fractions import Fraction

import pytest

from grader.documents import parse_yaml
from grader.errors import DocumentError
from grader.reports.handing_in import describe_late_policy
from grader.rubric import parse_rubric
from grader.rubric.late.policy import Cost, Extension, LatePolicy, PerPeriod

from .test_visibility import HEAD, ITEMS

DEADLINE = "2026-11-30T23:59:00+01:00"
DUE = datetime.fromisoformat(DEADLINE)
TENTH = PerPeriod(each=Cost(share=Fraction(1, 10)))
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
    assert policy(f"{VISIBLE}late: {{per_day: 10 %}}\n") == LatePolicy(deadline=DUE, price=TENTH)
    own = policy(f"{VISIBLE}late: {{deadline: '2026-12-01T12:00:00Z', per_day: 10 %}}\n")
    assert own == LatePolicy(deadline=datetime.fromisoformat("2026-12-01T12:00:00Z"), price=TENTH)


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
        price=PerPeriod(each=Cost(share=Fraction(1, 8)), at_most=Cost(share=Fraction(1, 2)), last=7),
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
    ("section", "message"),
    [
        (
            "{grace: 1 hour}",
            "error[not-one-price]: It is not said what being late costs.\n"
            "   why:   Without a price, leave out 'late'.\n"
            "   help:  Write one of 'per_day', 'per_hour' and 'tiers'.",
        ),
        (
            "{per_day: 10 %, per_hour: 1 %}",
            "error[not-one-price]: There are 2 prices for handing in late.\n"
            "   why:   These are 'per_day' and 'per_hour'.\n"
            "   help:  Write one of 'per_day', 'per_hour' and 'tiers'.",
        ),
        (
            "{per_hour: 1 %, last_day: 3}",
            "error[not-with-this-price]: 'last_day' says nothing beside 'per_hour'.\n"
            "   why:   It belongs to 'per_day'.\n"
            "   help:  Remove 'last_day', or write 'per_day' instead of 'per_hour'.",
        ),
        (
            "{tiers: [{costs: 10 %}], late_days: 3}",
            "error[not-with-this-price]: 'late_days' says nothing beside 'tiers'.\n"
            "   why:   It belongs to 'per_day'.\n"
            "   help:  Remove 'late_days', or write 'per_day' instead of 'tiers'.",
        ),
        (
            "{tiers: [{costs: 10 %}], at_most: 20 %}",
            "error[not-with-this-price]: 'at_most' says nothing beside 'tiers'.\n"
            "   why:   It belongs to 'per_day' or 'per_hour'.\n"
            "   help:  Remove 'at_most', or write 'per_day' or 'per_hour' instead of 'tiers'.",
        ),
        (
            "{per_day: 2 points, at_most: 50 %}",
            "error[other-kind-of-cost]: '50 %' cannot be the most that is taken off.\n"
            "   why:   'per_day' is '2 points': points have a most in points, and percentages one in percent.\n"
            "   help:  Write points such as 5 points.",
        ),
        (
            "{per_day: 10 %, at_most: 3 points}",
            "error[other-kind-of-cost]: '3 points' cannot be the most that is taken off.\n"
            "   why:   'per_day' is '10 %': points have a most in points, and percentages one in percent.\n"
            "   help:  Write a percentage such as 50 %.",
        ),
        (
            "{per_day: 10 %, time_zone: Europe/Atlantis}",
            "error[no-time-zone]: 'Europe/Atlantis' is not a time zone.\n"
            "   why:   Time zones have the names of the IANA database.\n"
            "   help:  Write a name such as Europe/Berlin or America/New_York.",
        ),
        (
            "{tiers: [{up_to: 1 day, costs: 10 %}, {up_to: 24 hours, costs: 20 %}]}",
            "error[tier-never-used]: This step is never used.\n"
            "   why:   The step before it does not end, or does not end earlier.\n"
            "   help:  Put the steps in order, each with a longer 'up_to'; only the last may be without.",
        ),
        (
            "{tiers: [{costs: 10 %}, {up_to: 24 hours, costs: 20 %}]}",
            "error[tier-never-used]: This step is never used.\n"
            "   why:   The step before it does not end, or does not end earlier.\n"
            "   help:  Put the steps in order, each with a longer 'up_to'; only the last may be without.",
        ),
    ],
)
def test_a_price_that_is_not_clear_is_reported(section: str, message: str) -> None:
    first, _, _, *rest = faults(f"{VISIBLE}late: {section}\n").splitlines()
    assert "\n".join([first.partition(": ")[2], *rest]) == message


@pytest.mark.parametrize(
    ("section", "words"),
    [
        ("{per_day: 10 %}", "10 % for each begun day"),
        ("{per_day: 1 point, at_most: 5 points}", "1 point for each begun day, at most 5 points"),
        ("{per_hour: 1/2 point, last_hour: 24}", "0.5 points for each begun hour; after hour 24 nothing counts"),
        (
            "{per_day: 10 %, time_zone: Europe/Berlin, last_day: 3}",
            "10 % for each begun calendar day of Europe/Berlin; after day 3 nothing counts",
        ),
        (
            "{tiers: [{up_to: 90 minutes, costs: 5 %}, {up_to: 2 days, costs: 2 points}]}",
            "5 % up to 90 minutes, 2 points up to 2 days, after that nothing counts",
        ),
        ("{tiers: [{up_to: 1 hour, costs: 0 %}, {costs: 50 %}]}", "0 % up to 1 hour, 50 % after that"),
        (
            "{per_day: 10 %, late_days: 4}",
            "10 % for each begun day; the first 4 late days of a course are free",
        ),
    ],
)
def test_a_price_is_said_in_words(section: str, words: str) -> None:
    found = policy(f"{VISIBLE}late: {section}\n")
    assert found
    assert describe_late_policy(found) == words


@pytest.mark.parametrize(
    "section",
    [
        "{}", "{per_day: 10}", "{per_day: 0.1}", "{per_day: 101 %}", "{per_day: -1 %}", "{per_day: 10 %, at_most: 1/2}",
        "{per_day: 10 %, grace: 15}", "{per_day: 10 %, grace: 15 weeks}", "{per_day: 10 %, last_day: 1.5}",
        "{per_day: 10 %, extensions: [{student: a/b, days: 1}]}", "{per_day: 10 %, days: 3}",
        "{tiers: []}", "{tiers: [{up_to: 1 hour}]}", "{per_day: 2}", "{per_day: -2 points}", "{per_hour: 5 % points}",
        "{per_day: 10 %, time_zone: ../etc/passwd}", "{per_day: 10 %, late_days: 1.5}",
    ],
)  # fmt: skip
def test_a_section_of_another_form_is_refused(section: str) -> None:
    assert faults(f"{VISIBLE}late: {section}\n").startswith("small.yaml:4:")


def test_what_a_percentage_looks_like_is_said_in_words() -> None:
    assert "a percentage such as 10 % (up to 100 %), or points such as 2 points" in faults(
        f"{VISIBLE}late: {{per_day: 10}}\n"
    )

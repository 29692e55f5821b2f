"""How late a submission is, and what that costs: a pure function of two instants and the rubric's policy.

Nothing here asks a clock or a file's date, and nothing is computed from an earlier result, so a second run takes
nothing off a second time. A submission that came in at the very instant it was due is on time. After that each begun
period is counted: 24 hours or one, whatever clocks do in between, or a calendar day.

>>> from fractions import Fraction
>>> policy = LatePolicy(
...     deadline=datetime.fromisoformat("2026-11-30T23:59:00+01:00"),
...     price=PerPeriod(each=Cost(share=Fraction(1, 10))),
... )
>>> late = lateness_of(datetime.fromisoformat("2026-12-01T23:59:01Z"), policy, "ada")
>>> late.days, late.share
(2, Fraction(1, 5))
"""

from dataclasses import replace
from datetime import datetime, timedelta

from grader.errors import Diagnostic
from grader.grading.result import GradedSubmission, Lateness
from grader.rubric.late.policy import ALL, Cost, LatePolicy, Period, PerPeriod, Price, Tiers

__all__ = [
    "apply_late_policy", "cost_of", "count_calendar_days", "count_days_late", "has_unknown_instant", "lateness_of",
    "set_lateness",
]  # fmt: skip

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
UNKNOWN = "unknown-instant"


def apply_late_policy(
    graded: GradedSubmission, policy: LatePolicy | None, submitted: datetime | None
) -> GradedSubmission:
    """Apply the late policy to a submission, given the instant at which it was handed in.

    An earlier lateness is forgotten. If nobody knows the instant, nothing is taken off, and the record warns graders.
    The deduction is taken from the sum of the items, so people's decisions come first.
    """
    if policy is None or submitted is None:
        return set_lateness(graded, policy, None)
    return set_lateness(graded, policy, lateness_of(submitted, policy, graded.student))


def set_lateness(graded: GradedSubmission, policy: LatePolicy | None, lateness: Lateness | None) -> GradedSubmission:
    """Set the lateness; a policy without a lateness means that the instant is unknown."""
    diagnostics = tuple(diagnostic for diagnostic in graded.diagnostics if diagnostic.slug != UNKNOWN)
    if policy is not None and lateness is None:
        diagnostics = (*diagnostics, describe_unknown_instant())
    return replace(graded, diagnostics=diagnostics, lateness=lateness)


def has_unknown_instant(graded: GradedSubmission) -> bool:
    """Whether nothing says when a submission was handed in, although that matters."""
    return any(diagnostic.slug == UNKNOWN for diagnostic in graded.diagnostics)


def lateness_of(submitted: datetime, policy: LatePolicy, student: str) -> Lateness:
    """How late a student is, and what it costs."""
    due, price = policy.due_for(student), policy.price
    has_hours = isinstance(price, Tiers) or price.period is Period.HOUR
    over = max(time_between(due, submitted) - policy.grace, timedelta(0))
    days = (
        count_calendar_days(submitted, due, policy.grace, price.zone)
        if isinstance(price, PerPeriod) and price.period is Period.CALENDAR_DAY
        else count_days_late(submitted, due, policy.grace)
    )
    used = min(days, policy.left_for(student))
    cost = cost_of(price, over, days, used)
    return Lateness(
        submitted=submitted.isoformat(),
        due=due.isoformat(),
        days=days,
        share=cost.share,
        points=cost.points,
        hours=count_begun(over, HOUR) if has_hours else 0,
        late_days_used=(0 if cost == ALL else used) if policy.late_days else None,
    )


def count_days_late(submitted: datetime, due: datetime, grace: timedelta = timedelta(0)) -> int:
    """How many periods of 24 hours have begun since the end of the grace period."""
    return max(0, count_begun(time_between(due, submitted) - grace, DAY))


def count_calendar_days(submitted: datetime, due: datetime, grace: timedelta, time_zone: str) -> int:
    """How many dates a late submission is after the one on which it was due; later on the same date is one day."""
    from zoneinfo import ZoneInfo  # here, because few rubrics need it and it takes 2 ms

    if time_between(due, submitted) <= grace:
        return 0
    zone = ZoneInfo(time_zone)
    return max(1, (submitted.astimezone(zone).date() - due.astimezone(zone).date()).days)


def count_begun(time: timedelta, period: timedelta) -> int:
    return -(-time // period)


def time_between(start: datetime, end: datetime) -> timedelta:
    """The true time between two instants, even if both are in a zone that changes its clocks in between."""
    offsets = start.utcoffset(), end.utcoffset()
    if offsets[0] is None or offsets[1] is None:
        raise ValueError("An instant needs its offset from UTC.")
    return (end.replace(tzinfo=None) - start.replace(tzinfo=None)) - (offsets[1] - offsets[0])


def cost_of(price: Price, over: timedelta, days: int, free: int = 0) -> Cost:
    """What is taken off for being ``over`` by so much, which is so many ``days``, some of them ``free``."""
    if not over:
        return Cost()
    if isinstance(price, Tiers):
        return next((tier.cost for tier in price.tiers if tier.up_to is None or over <= tier.up_to), ALL)
    count = count_begun(over, HOUR) if price.period is Period.HOUR else days
    if price.last is not None and count > price.last:
        return ALL
    share, points = (count - free) * price.each.share, (count - free) * price.each.points
    most = price.at_most or ALL
    return Cost(share=min(share, most.share), points=min(points, most.points) if price.at_most else points)


def describe_unknown_instant() -> Diagnostic:
    return Diagnostic(
        slug=UNKNOWN,
        what="Nothing says when this was handed in, so nothing is taken off for being late.",
        why="Neither the clock nor the date of a file is ever used instead.",
        help="Give the instants with --submitted.",
        audience="author",
        severity="warning",
    )

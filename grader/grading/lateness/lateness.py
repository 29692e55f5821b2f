"""How late a submission is, and what that costs: a pure function of two instants and the rubric's policy.

Nothing here asks a clock or a file's date, and nothing is computed from an earlier result, so a second run takes
nothing off a second time. A submission that came in at the very instant it was due is on time. After that each begun
period of 24 hours is a day, whatever clocks do in between.

>>> policy = LatePolicy(deadline=datetime.fromisoformat("2026-11-30T23:59:00+01:00"), per_day=Fraction(1, 10))
>>> late = lateness_of(datetime.fromisoformat("2026-12-01T23:59:01Z"), policy, "ada")
>>> late.days, late.share
(2, Fraction(1, 5))
"""

from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction

from grader.errors import Diagnostic
from grader.grading.result import GradedSubmission, Lateness
from grader.rubric.late import LatePolicy

__all__ = ["apply_late_policy", "count_days_late", "has_unknown_instant", "lateness_of", "set_lateness", "share_of"]

DAY = timedelta(days=1)
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
    """How late a student is, and the share of the score that it costs."""
    due = policy.due_for(student)
    days = count_days_late(submitted, due, policy.grace)
    return Lateness(submitted=submitted.isoformat(), due=due.isoformat(), days=days, share=share_of(days, policy))


def count_days_late(submitted: datetime, due: datetime, grace: timedelta = timedelta(0)) -> int:
    """How many periods of 24 hours have begun since the end of the grace period."""
    return max(0, -((grace - time_between(due, submitted)) // DAY))


def time_between(start: datetime, end: datetime) -> timedelta:
    """The true time between two instants, even if both are in a zone that changes its clocks in between."""
    offsets = start.utcoffset(), end.utcoffset()
    if offsets[0] is None or offsets[1] is None:
        raise ValueError("An instant needs its offset from UTC.")
    return (end.replace(tzinfo=None) - start.replace(tzinfo=None)) - (offsets[1] - offsets[0])


def share_of(days: int, policy: LatePolicy) -> Fraction:
    """The share of the score that so many begun days cost, from 0 to 1."""
    if policy.last_day is not None and days > policy.last_day:
        return Fraction(1)
    return min(days * policy.per_day, policy.at_most)


def describe_unknown_instant() -> Diagnostic:
    return Diagnostic(
        slug=UNKNOWN,
        what="Nothing says when this was handed in, so nothing is taken off for being late.",
        why="Neither the clock nor the date of a file is ever used instead.",
        help="Give the instants with --submitted.",
        audience="author",
        severity="warning",
    )

"""What handing in late costs, in words: by a policy, and for one submission.

>>> from grader.rubric.late.policy import PerPeriod
>>> describe_price(PerPeriod(each=Cost(share=Fraction(1, 10)), at_most=Cost(share=Fraction(1, 2)), last=7))
'10 % for each begun day, at most 50 %; after day 7 nothing counts'
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from fractions import Fraction

from grader.errors import escape_unprintable
from grader.grading.result import Attempt, Deduction, GradedSubmission, Lateness
from grader.reports.wording import format_amount, format_count
from grader.rubric.late.policy import Cost, LatePolicy, Period, Price, Tiers

__all__ = [
    "describe_late_policy",
    "describe_price",
    "format_cost",
    "format_late_line",
    "format_late_time",
    "describe_handing_in",
]


def describe_late_policy(policy: LatePolicy) -> str:
    """Say what a policy takes off, and how many late days are free."""
    free = f"; the first {format_count(policy.late_days, 'late day')} of a course are free" if policy.late_days else ""
    return f"{describe_price(policy.price)}{free}"


def describe_price(price: Price) -> str:
    """Say what is taken off, without a capital and a full stop."""
    if isinstance(price, Tiers):
        return ", ".join(list_tiers(price))
    zone = f" of {price.zone}" if price.period is Period.CALENDAR_DAY else ""
    most = f", at most {format_cost(price.at_most)}" if price.at_most else ""
    unit = Period.DAY if price.period is Period.CALENDAR_DAY else price.period
    end = "" if price.last is None else f"; after {unit.value} {price.last} nothing counts"
    return f"{format_cost(price.each)} for each begun {price.period.value}{zone}{most}{end}"


def list_tiers(price: Tiers) -> Iterator[str]:
    for tier in price.tiers:
        yield f"{format_cost(tier.cost)} {f'up to {format_duration(tier.up_to)}' if tier.up_to else 'after that'}"
    if price.tiers[-1].up_to:
        yield "after that nothing counts"


def format_cost(cost: Cost) -> str:
    """Write ``10 %`` or ``2 points``; nothing is ``0 %``."""
    return format_count(cost.points, "point") if cost.points else f"{format_amount(cost.share * 100)} %"


def format_duration(time: timedelta) -> str:
    """Write a time of whole minutes in its largest unit that fits."""
    for unit, length in (("day", timedelta(days=1)), ("hour", timedelta(hours=1))):
        if time % length == timedelta(0):
            return format_count(Fraction(time // length), unit)
    return format_count(Fraction(time // timedelta(minutes=1)), "minute")


def format_late_line(graded: GradedSubmission) -> str:
    """Say what is taken off for being late; empty if the submission came in time."""
    late = graded.lateness
    if late is None or not late.days:
        return ""
    due = datetime.fromisoformat(late.due)
    submitted = datetime.fromisoformat(late.submitted).astimezone(due.tzinfo)  # so that the two can be compared
    submitted += timedelta(microseconds=-submitted.microsecond % 1_000_000)  # a moment late is not shown as in time
    when = f"Handed in {format_instant(submitted)}, due {format_instant(due)}: {format_late_time(late)} late"
    when += describe_late_days(late)
    if not graded.is_readable or not graded.score or late.late_days_used == late.days:
        return f"{when}."
    taken = late.taken_from(graded.score)
    if not taken:
        return f"{when}; nothing is taken off."
    deduction, share = format_amount(taken), format_amount(late.share * 100)
    percent = f" ({share} %)" if late.share else ""
    return f"{when}, so {deduction} of {format_count(graded.score, 'point')}{percent} is taken off."


def describe_handing_in(graded: GradedSubmission) -> str:
    """Say which attempt it is, and what is taken off the whole, for being late and by people; empty if nothing is."""
    parts = (format_attempt(graded.attempt), format_late_line(graded), *map(format_deduction, graded.deductions))
    return " ".join(filter(None, parts))


def format_attempt(attempt: Attempt | None) -> str:
    """Say which attempt it is, and which of them counts; empty for the only one."""
    return f"Attempt {attempt.number} of {attempt.count}; the {attempt.counts} counts." if attempt else ""


def format_deduction(deduction: Deduction) -> str:
    """Say what a person took off, and why."""
    cost = Cost(share=deduction.share, points=deduction.points)
    verb = "is" if cost.points == 1 or cost.share else "are"
    return escape_unprintable(
        f"{format_cost(cost)} {verb} taken off: {deduction.reason} (decided by {deduction.author}, {deduction.date})."
    )


def describe_late_days(late: Lateness) -> str:
    if not late.late_days_used:
        return ""
    which = "all" if late.late_days_used == late.days else str(late.late_days_used)
    return f", {which} of them free"


def format_late_time(late: Lateness) -> str:
    """Write how late it is, in what the price counts."""
    return format_count(late.hours, "hour") if late.hours else format_count(late.days, "day")


def format_instant(instant: datetime) -> str:
    """Write an instant to the second."""
    return instant.isoformat(sep=" ", timespec="seconds")

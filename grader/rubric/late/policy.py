"""What handing in late costs, and who has more time.

>>> from datetime import datetime
>>> policy = LatePolicy(
...     deadline=datetime.fromisoformat("2026-11-30T23:59:00+01:00"),
...     price=PerPeriod(each=Cost(share=Fraction(1, 10))),
...     extensions={"ada": Extension(student="Ada", days=2)},
... )
>>> policy.due_for("ben").isoformat(), policy.due_for("ADA").isoformat()
('2026-11-30T23:59:00+01:00', '2026-12-02T23:59:00+01:00')
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import Enum
from fractions import Fraction
from unicodedata import normalize

from grader.source import Span

__all__ = ["Cost", "Extension", "LatePolicy", "PerPeriod", "Period", "Price", "Tier", "Tiers", "add_time", "fold_id"]


@dataclass(frozen=True, kw_only=True)
class Cost:
    """What is taken off: a share of the score, from 0 to 1, or a number of points."""

    share: Fraction = Fraction(0)
    points: Fraction = Fraction(0)


ALL = Cost(share=Fraction(1))


class Period(Enum):
    """What late time is counted in; every period that has begun counts as a whole one."""

    DAY = "day"
    HOUR = "hour"
    CALENDAR_DAY = "calendar day"


@dataclass(frozen=True, kw_only=True)
class PerPeriod:
    """The same for each begun period, up to ``at_most``; after the ``last`` period nothing counts.

    ``at_most`` is of the kind of ``each``, a share or points; None is no limit but the whole score. Calendar days are
    those of the time zone ``zone``, an IANA name.
    """

    each: Cost
    period: Period = Period.DAY
    at_most: Cost | None = None
    last: int | None = None
    zone: str = ""


@dataclass(frozen=True, kw_only=True)
class Tier:
    """What is taken off as long as it is not later than ``up_to``; None if there is no end."""

    cost: Cost
    up_to: timedelta | None = None


@dataclass(frozen=True)
class Tiers:
    """Steps, of which the first that is not over holds; after the last nothing counts. The later, the more it costs."""

    tiers: tuple[Tier, ...]


Price = PerPeriod | Tiers


@dataclass(frozen=True, kw_only=True, slots=True)
class Extension:
    """A student's own deadline, or days of 24 hours added to everybody's deadline. No report shows the reason."""

    student: str
    deadline: datetime | None = None
    days: int = 0
    reason: str = ""
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, kw_only=True)
class LatePolicy:
    """What a course takes off for handing in late. Late time is counted from the end of the grace period.

    ``late_days`` is how many late days each student may use in the whole course for nothing, and ``used`` how many of
    them somebody has used in other exercises. ``extensions`` and ``used`` are by the student's normalized id
    (``fold_id``).
    """

    deadline: datetime
    price: Price
    grace: timedelta = timedelta(0)
    late_days: int = 0
    used: Mapping[str, int] = field(default_factory=dict)
    extensions: Mapping[str, Extension] = field(default_factory=dict)

    def due_for(self, student: str) -> datetime:
        """When a student must hand in, without the grace period."""
        extension = self.extensions.get(fold_id(student))
        if extension is None:
            return self.deadline
        return extension.deadline or add_time(self.deadline, timedelta(days=extension.days))

    def end_for(self, student: str) -> datetime:
        """Until when what a student hands in counts as in time, with the grace period."""
        return add_time(self.due_for(student), self.grace)

    def left_for(self, student: str) -> int:
        """How many free late days a student has left for this exercise."""
        return max(0, self.late_days - self.used.get(fold_id(student), 0))


def fold_id(student: str) -> str:
    """A student's id as it is compared: case, and ways to write an accent, do not matter."""
    return normalize("NFC", student.strip()).casefold()


def add_time(moment: datetime, time: timedelta) -> datetime:
    """The instant that is ``time`` later, whatever the clocks of its time zone do in between."""
    return (moment.astimezone(UTC) + time).astimezone(moment.tzinfo)

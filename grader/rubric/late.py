"""What handing in late costs: the section ``late`` of a rubric, and the extensions that students have.

This is data. ``grading/lateness/lateness.py`` computes the lateness of a submission from the instant of handing in.

>>> from datetime import datetime
>>> policy = LatePolicy(
...     deadline=datetime.fromisoformat("2026-11-30T23:59:00+01:00"),
...     per_day=Fraction(1, 10),
...     extensions={"ada": Extension(student="Ada", days=2)},
... )
>>> policy.due_for("ben").isoformat(), policy.due_for("ADA").isoformat()
('2026-11-30T23:59:00+01:00', '2026-12-02T23:59:00+01:00')
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from unicodedata import normalize

from grader.documents import DocumentNode, Scalar, Sequence
from grader.errors import Diagnostic
from grader.rubric.fields import find_entry, get_text
from grader.rubric.visibility import read_instant
from grader.source import Span

__all__ = ["Extension", "LatePolicy", "add_time", "fold_id", "read_extensions", "read_late"]


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
    """What each begun day costs, as a share of the score, up to ``at_most``; after ``last_day`` nothing counts.

    Days are counted from the end of the grace period. ``extensions`` are by the student's normalized id (``fold_id``).
    """

    deadline: datetime
    per_day: Fraction
    at_most: Fraction = Fraction(1)
    last_day: int | None = None
    grace: timedelta = timedelta(0)
    extensions: Mapping[str, Extension] = field(default_factory=dict)

    def due_for(self, student: str) -> datetime:
        """When a student must hand in, without the grace period."""
        extension = self.extensions.get(fold_id(student))
        if extension is None:
            return self.deadline
        return extension.deadline or add_time(self.deadline, timedelta(days=extension.days))


def fold_id(student: str) -> str:
    """A student's id as it is compared: case, and ways to write an accent, do not matter."""
    return normalize("NFC", student.strip()).casefold()


def add_time(moment: datetime, time: timedelta) -> datetime:
    """The instant that is ``time`` later, whatever the clocks of its time zone do in between."""
    return (moment.astimezone(UTC) + time).astimezone(moment.tzinfo)


def read_late(section: DocumentNode | None, deadline: datetime | None, faults: list[Diagnostic]) -> LatePolicy | None:
    """Read the section of a rubric, which its schema has checked; ``deadline`` is the one in ``visibility``."""
    if section is None:
        return None
    count = len(faults)
    deadline = read_instant(section, "deadline", faults) or deadline
    if deadline is None:
        faults += [describe_no_deadline(section)] if len(faults) == count else []
        return None
    last_day, at_most = get_text(section, "last_day"), get_text(section, "at_most")
    return LatePolicy(
        deadline=deadline,
        per_day=parse_percentage(get_text(section, "per_day")),
        at_most=parse_percentage(at_most) if at_most else Fraction(1),
        last_day=int(last_day) if last_day else None,
        grace=parse_duration(get_text(section, "grace", "0 days")),
        extensions=read_extensions(find_entry(section, "extensions"), deadline, faults),
    )


def parse_percentage(text: str) -> Fraction:
    """Parse ``10 %`` as a share."""
    return Fraction(text.removesuffix("%").strip()) / 100


def parse_duration(text: str) -> timedelta:
    """Parse ``15 minutes``."""
    count, _, unit = text.partition(" ")
    return timedelta(**{f"{unit.removesuffix('s')}s": int(count)})


def read_extensions(node: DocumentNode | None, deadline: datetime, faults: list[Diagnostic]) -> Mapping[str, Extension]:
    """Read the extensions in a well-formed list, by student; what is wrong with them goes to ``faults``."""
    found: dict[str, Extension] = {}
    for entry in node.items if isinstance(node, Sequence) else ():
        extension = Extension(
            student=get_text(entry, "student"),
            deadline=read_instant(entry, "deadline", faults),
            days=int(get_text(entry, "days", "0")),
            reason=get_text(entry, "reason"),
            span=entry.span,
        )
        faults += check_extension(entry, extension, deadline, found)
        found[fold_id(extension.student)] = extension
    return found


def check_extension(
    entry: DocumentNode, extension: Extension, deadline: datetime, found: Mapping[str, Extension]
) -> Iterator[Diagnostic]:
    """Yield what is wrong with one extension, given those before it."""
    name, own = find_entry(entry, "student"), find_entry(entry, "deadline")
    assert isinstance(name, Scalar)
    if (own is None) == (find_entry(entry, "days") is None):
        yield make_complaint(
            "extension-without-end",
            f"It is not clear how long the extension of '{name.text}' is.",
            name,
            "An extension has either a deadline of its own or a number of days.",
            "Write 'deadline' or 'days', and not both.",
        )
    if earlier := found.get(fold_id(name.text)):
        yield make_complaint(
            "repeated-extension",
            f"'{name.text}' has two extensions.",
            name,
            f"The first is for '{earlier.student}'; case does not matter.",
            "Keep one of them.",
        )
    if own is not None and extension.deadline is not None and extension.deadline < deadline:
        yield make_complaint(
            "extension-before-deadline",
            f"The deadline of '{name.text}' is before everybody's.",
            own,
            f"Everybody has until {deadline.isoformat()}.",
            "Write a later instant.",
        )


def describe_no_deadline(section: DocumentNode) -> Diagnostic:
    return make_complaint(
        "no-deadline",
        "There is no deadline from which late days could be counted.",
        section,
        "It belongs in 'late' or in 'visibility'.",
        "Write 'deadline:' with an instant such as 2026-11-30T23:59:00+01:00.",
    )


def make_complaint(slug: str, what: str, node: DocumentNode, why: str, help: str) -> Diagnostic:
    return Diagnostic(slug=slug, what=what, why=why, help=help, span=node.span, audience="author")

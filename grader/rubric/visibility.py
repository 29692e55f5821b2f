"""Who sees how much of a verdict, and when: the section ``visibility`` of a rubric, which an item may refine.

A feedback level is looked up by audience and phase. Nothing here asks the clock: a phase is named, or it follows from a
given instant and the instants in the rubric.

>>> from datetime import datetime
>>> seen = Visibility(deadline=datetime.fromisoformat("2026-11-30T23:59:00+01:00"))
>>> seen.phase_at(datetime.fromisoformat("2026-11-30T22:58:59Z")).value
'before_deadline'
>>> seen.level(Audience.STUDENT, Phase.RELEASED).value
'everything'
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import product

from grader.documents import DocumentNode, Scalar
from grader.errors import Diagnostic
from grader.rubric.fields import find_entry

__all__ = [
    "Audience", "Level", "Levels", "Phase", "Visibility", "describe_bad_instant", "parse_instant", "read_instant",
    "read_levels", "read_visibility",
]  # fmt: skip


class Audience(StrEnum):
    """Who reads a report."""

    STUDENT = "student"
    GRADER = "grader"


class Phase(StrEnum):
    """When a report is read."""

    BEFORE_DEADLINE = "before_deadline"
    AFTER_DEADLINE = "after_deadline"
    RELEASED = "released"


class Level(StrEnum):
    """How much is shown; each level shows what those before it show, and more."""

    NONE = "none"
    VERDICT = "verdict"
    WHY = "why"
    EVERYTHING = "everything"

    def includes(self, other: "Level") -> bool:
        """Whether this level shows everything that ``other`` shows."""
        order = list(Level)
        return order.index(self) >= order.index(other)


Levels = Mapping[tuple[Audience, Phase], Level]

DEFAULT_LEVELS: Levels = {
    (Audience.STUDENT, Phase.BEFORE_DEADLINE): Level.WHY,
    (Audience.STUDENT, Phase.AFTER_DEADLINE): Level.WHY,
    (Audience.STUDENT, Phase.RELEASED): Level.EVERYTHING,
    **{(Audience.GRADER, phase): Level.EVERYTHING for phase in Phase},
}


@dataclass(frozen=True, kw_only=True)
class Visibility:
    """What a rubric says about all its items; ``levels`` holds what differs from the defaults."""

    levels: Levels = field(default_factory=dict)
    deadline: datetime | None = None
    release: datetime | None = None

    def level(self, audience: Audience, phase: Phase) -> Level:
        """How much an audience sees in a phase."""
        return self.levels.get((audience, phase), DEFAULT_LEVELS[audience, phase])

    def phase_at(self, now: datetime) -> Phase:
        """The phase at an instant; a phase begins at its very instant."""
        if self.release is not None and now >= self.release:
            return Phase.RELEASED
        if self.deadline is not None and now >= self.deadline:
            return Phase.AFTER_DEADLINE
        return Phase.BEFORE_DEADLINE


def read_visibility(section: DocumentNode | None, faults: list[Diagnostic]) -> Visibility:
    """Read the section of a rubric, which its schema has checked; what is wrong with it goes to ``faults``."""
    deadline, release = read_instant(section, "deadline", faults), read_instant(section, "release", faults)
    if deadline and release and release < deadline:
        faults.append(describe_early_release(section))
    return Visibility(levels=read_levels(section), deadline=deadline, release=release)


def read_instant(section: DocumentNode | None, name: str, faults: list[Diagnostic]) -> datetime | None:
    """The instant under a name in a section, if there is one; one that does not exist is a fault."""
    node = find_entry(section, name)
    if not isinstance(node, Scalar):
        return None
    found = parse_instant(node.text)
    if found is None:
        faults.append(describe_bad_instant(node))
    return found


def read_levels(section: DocumentNode | None) -> Levels:
    """The stated levels: one for all phases of an audience, or one for each."""
    return {
        (audience, phase): level
        for audience, phase in product(Audience, Phase)
        for level in find_level(section, audience, phase)
    }


def find_level(section: DocumentNode | None, audience: Audience, phase: Phase) -> Iterator[Level]:
    of_audience = find_entry(section, audience.value)
    node = of_audience if isinstance(of_audience, Scalar) else find_entry(of_audience, phase.value)
    if isinstance(node, Scalar):
        yield Level(node.text)


def parse_instant(text: str) -> datetime | None:
    """The instant that a text names by date, time and offset from UTC; None if it names none."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo is not None and found.year > 1 else None


def describe_bad_instant(node: Scalar) -> Diagnostic:
    return Diagnostic(
        slug="not-an-instant",
        what=f"'{node.text}' is not an instant.",
        why="An instant has a date that exists, a time, and its offset from UTC (ISO 8601).",
        help="Write it like '2026-11-30T23:59:00+01:00'.",
        span=node.span,
    )


def describe_early_release(section: DocumentNode | None) -> Diagnostic:
    node = find_entry(section, "release")
    assert node is not None
    return Diagnostic(
        slug="release-before-deadline",
        what="The release is before the deadline.",
        why="After the release students see the expected answers, which they could still hand in.",
        help="Choose a release at the deadline or after it.",
        span=node.span,
    )

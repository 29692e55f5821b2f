"""What students see, when: the levels of a rubric in the order of time, for its author to look at before releasing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from grader.rubric import Rubric
from grader.rubric.visibility import Audience, Level, Phase

__all__ = ["PhaseRow", "list_phases"]

WORDS = {
    Level.NONE: "how each answer was read, and no verdict",
    Level.VERDICT: "whether each answer is right",
    Level.WHY: "whether each answer is right, and why it is wrong",
    Level.EVERYTHING: "whether each answer is right, why it is wrong, and the expected answer",
}


@dataclass(frozen=True, kw_only=True)
class PhaseRow:
    """A time in which students see the same. ``since`` and ``until`` are None at the ends.

    ``feedback`` is what they see of what they handed in, ``check`` of a check before handing in. ``others`` lists the
    items of which they see more or less, and ``hidden`` those of which they see nothing.
    """

    since: datetime | None
    until: datetime | None
    feedback: str
    check: str
    others: Sequence[tuple[str, str]]
    hidden: Sequence[str]


def list_phases(rubric: Rubric) -> Sequence[PhaseRow]:
    """List what students see, from before the deadline to after the release."""
    return [make_row(rubric, phase, since, until) for phase, since, until in list_times(rubric)]


def list_times(rubric: Rubric) -> Iterator[tuple[Phase, datetime | None, datetime | None]]:
    """Yield the phases that exist, each with its beginning and its end."""
    deadline, release = rubric.visibility.deadline, rubric.visibility.release
    yield Phase.BEFORE_DEADLINE, None, deadline or release
    if deadline and deadline != release:
        yield Phase.AFTER_DEADLINE, deadline, release
    if release:
        yield Phase.RELEASED, release, None


def make_row(rubric: Rubric, phase: Phase, since: datetime | None, until: datetime | None) -> PhaseRow:
    usual = rubric.visibility.level(Audience.STUDENT, phase)
    seen = [item for item in rubric.items if not (item.hidden and phase is not Phase.RELEASED)]
    own = ((item, item.levels.get((Audience.STUDENT, phase), usual)) for item in seen)
    return PhaseRow(
        since=since,
        until=until,
        feedback=WORDS[usual],
        check=WORDS[min(usual, Level.WHY, key=list(Level).index)],
        others=[(item.title, WORDS[level]) for item, level in own if level is not usual],
        hidden=[item.title for item in rubric.items if item not in seen],
    )

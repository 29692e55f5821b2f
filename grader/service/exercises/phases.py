"""What students see, when: the levels of a rubric in the order of time, for its author to look at before releasing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from grader.grading.lateness.lateness import lateness_of
from grader.rubric import Rubric
from grader.rubric.visibility import Audience, Level, Phase

__all__ = ["PhaseRow", "find_share_after_release", "is_released_early", "list_phases"]

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
    items of which they see more or less, ``other_checks`` the same for a check. ``hidden`` are those of which they see
    nothing, ``hidden_in_checks`` those of which no check shows anything.
    """

    since: datetime | None
    until: datetime | None
    feedback: str
    check: str
    others: Sequence[tuple[str, str]]
    other_checks: Sequence[tuple[str, str]]
    hidden: Sequence[str]
    hidden_in_checks: Sequence[str]


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
    own = [(item, item.levels.get((Audience.STUDENT, phase), usual)) for item in rubric.items]
    seen = [(item, level) for item, level in own if not (item.hidden and phase is not Phase.RELEASED)]
    in_checks = [(item, level) for item, level in own if not item.hidden]
    return PhaseRow(
        since=since,
        until=until,
        feedback=WORDS[usual],
        check=WORDS[limit_check(usual)],
        others=[(item.title, WORDS[level]) for item, level in seen if level is not usual],
        other_checks=[
            (item.title, WORDS[limit_check(level)])
            for item, level in in_checks
            if limit_check(level) is not limit_check(usual)
        ],
        hidden=[item.title for item in rubric.items if item.hidden and phase is not Phase.RELEASED],
        hidden_in_checks=[item.title for item in rubric.items if item.hidden],
    )


def limit_check(level: Level) -> Level:
    """Return what a check shows at a level: never the expected answer."""
    return Level.WHY if level is Level.EVERYTHING else level


def is_released_early(rubric: Rubric) -> bool:
    """Whether students see what comes with the release while they can still hand in on time."""
    late, release = rubric.late, rubric.visibility.release
    return late is not None and release is not None and release < late.deadline + late.grace


def find_share_after_release(rubric: Rubric) -> Fraction:
    """Return what share of the score a first submission right after the release can get; 0 without a release."""
    late, release = rubric.late, rubric.visibility.release
    if release is None:
        return Fraction(0)
    if late is None or not rubric.points:
        return Fraction(1)
    return 1 - lateness_of(release, late, "").taken_from(rubric.points) / rubric.points

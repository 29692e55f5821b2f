"""Everything that a student has handed in, with which of it counts, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from grader.service.store.submissions import Submission, choose_counting

__all__ = ["Standing", "list_standings"]


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A submission, whether it counts, and a sentence that says why."""

    submission: Submission
    counts: bool
    why: str


def list_standings(submissions: Sequence[Submission], due: datetime | None) -> Sequence[Standing]:
    """List the submissions of a student, the latest first. ``due`` includes grace and extension."""
    counting = choose_counting(submissions, due)
    return [
        Standing(submission=one, counts=one == counting, why=explain(one, counting, due))
        for one in reversed(submissions)
        if counting is not None
    ]


def explain(one: Submission, counting: Submission, due: datetime | None) -> str:
    is_late = due is not None and one.received > due
    if one == counting and is_late:
        return "It is late, and nothing was handed in on time; of the late ones, the last counts."
    if one == counting:
        return "It is the last one." if due is None else "It is the last one on time."
    if is_late and due is not None and counting.received <= due:
        return "It is late, and never replaces one that was on time."
    return "A later one counts."

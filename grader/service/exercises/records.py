"""The records of graded submissions as the database keeps them, and what is shown of them to whom.

A record is what the engine said, complete. Lateness is added when it is shown, for an extension may come later; then
whatever its reader may not see is taken away.
"""

import json
from dataclasses import replace
from datetime import datetime

from grader.batch.work import worker_stopped
from grader.grading.grade import make_unreadable_result
from grader.grading.result import GradedSubmission
from grader.grading.visibility.visibility import View, restrict_to_view
from grader.reports.record.record import to_data
from grader.rubric.visibility import Audience, Phase
from grader.service.exercises.equal_items import read_record
from grader.service.exercises.opened import Opened, open_revision
from grader.service.store.exercises import Revision

__all__ = ["describe_stopped", "find_phase", "read_record", "show_to_staff", "show_to_student", "write_record"]


def write_record(graded: GradedSubmission) -> str:
    """Return a record as text, the same for equal records."""
    return json.dumps(to_data(graded), separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def describe_stopped(revision: Revision, name: str, sha256: str, student: str) -> GradedSubmission:
    """Return the record of a submission that nobody could grade: a fault of ours, which a person sees."""
    graded = make_unreadable_result(name, open_revision(revision).rubric, (worker_stopped(),), sha256)
    return replace(graded, student=student)


def show_to_student(graded: GradedSubmission, opened: Opened, now: datetime, *, is_check: bool) -> GradedSubmission:
    """Return what its author may see of a record at an instant."""
    return restrict_to_view(graded, opened.rubric, View(phase=find_phase(graded, opened, now), is_check=is_check))


def find_phase(graded: GradedSubmission, opened: Opened, now: datetime) -> Phase:
    """Return the phase in which the author of a record is.

    With an extension, it is before the deadline for as long as they can hand in on time: they must not see the key
    because the others see it.
    """
    late, lateness = opened.rubric.late, graded.lateness
    if late and lateness and late.deadline < (due := datetime.fromisoformat(lateness.due)) and now < due + late.grace:
        return Phase.BEFORE_DEADLINE
    return opened.rubric.visibility.phase_at(now)


def show_to_staff(graded: GradedSubmission, opened: Opened, now: datetime) -> GradedSubmission:
    """Return what staff see of a record."""
    phase = opened.rubric.visibility.phase_at(now)
    return restrict_to_view(graded, opened.rubric, View(audience=Audience.GRADER, phase=phase))

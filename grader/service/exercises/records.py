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
from grader.rubric.visibility import Audience
from grader.service.exercises.equal_items import read_record
from grader.service.exercises.opened import Opened, open_revision
from grader.service.store.exercises import Revision

__all__ = ["describe_stopped", "read_record", "show_to_staff", "show_to_student", "write_record"]


def write_record(graded: GradedSubmission) -> str:
    """Return a record as text, the same for equal records."""
    return json.dumps(to_data(graded), separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def describe_stopped(revision: Revision, name: str, sha256: str, student: str) -> GradedSubmission:
    """Return the record of a submission that nobody could grade: a fault of ours, which a person sees."""
    graded = make_unreadable_result(name, open_revision(revision).rubric, (worker_stopped(),), sha256)
    return replace(graded, student=student)


def show_to_student(graded: GradedSubmission, opened: Opened, now: datetime) -> GradedSubmission:
    """Return what its author may see of a record at an instant."""
    view = View(phase=opened.rubric.visibility.phase_at(now), now=now)
    return restrict_to_view(graded, opened.rubric, view)


def show_to_staff(graded: GradedSubmission, opened: Opened, now: datetime) -> GradedSubmission:
    """Return what staff see of a record."""
    phase = opened.rubric.visibility.phase_at(now)
    return restrict_to_view(graded, opened.rubric, View(audience=Audience.GRADER, phase=phase))

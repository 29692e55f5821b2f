"""What comes back to a program that hands in: the record of one submission, as it counts."""

from sqlalchemy import Connection

from grader.grading.result import GradedSubmission
from grader.service.exercises.counting import load_rules
from grader.service.store.exercises import get_revision
from grader.service.store.gradings import find_newest_grading
from grader.service.store.submissions import Submission

__all__ = ["find_record"]


def find_record(connection: Connection, submission: Submission, revision_id: int) -> GradedSubmission | None:
    """Return the whole record of a submission under a revision; None before it is graded.

    Nobody but staff may see the whole record: ``records`` says what is shown of it.
    """
    grading = find_newest_grading(connection, submission.id, revision_id)
    if grading is None:
        return None
    rules = load_rules(connection, submission.exercise_id, get_revision(connection, revision_id))
    return rules.settle(grading.record, submission.received)

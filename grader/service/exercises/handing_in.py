"""Handing in: the bytes are kept, and the work on them is put into the queue, in one transaction."""

from datetime import datetime

from sqlalchemy import Connection

from grader.service.store.audit import note
from grader.service.store.queue import Priority, enqueue
from grader.service.store.submissions import Submission, hand_in
from grader.version import __version__

__all__ = ["hand_in_answers", "queue_grading"]


def hand_in_answers(
    connection: Connection,
    exercise_id: int,
    account_id: int,
    name: str,
    data: bytes,
    form: str,
    received: datetime,
    now: datetime,
) -> Submission:
    """Keep a submission and have it graded; return it. Sending the same form again changes nothing."""
    submission, is_new = hand_in(connection, exercise_id, account_id, name, data, form, received)
    if is_new:
        queue_grading(connection, submission, now)
        detail = {"number": submission.number, "sha256": submission.sha256}
        note(connection, account_id, "hand-in", f"exercise {exercise_id}", now, **detail)
    return submission


def queue_grading(connection: Connection, submission: Submission, now: datetime) -> None:
    """Have a submission graded by this version of the engine."""
    name = f"grade:{submission.id}:{__version__}"
    enqueue(connection, "grade", name, submission.id, Priority.HAND_IN, now)

"""Handing in: the bytes are kept, and the work on them is put into the queue, in one transaction."""

from datetime import datetime

from sqlalchemy import Connection

from grader.service.store.audit import note
from grader.service.store.members import refuse_if_closed
from grader.service.store.queue import enqueue_grading
from grader.service.store.submissions import Submission, hand_in

__all__ = ["hand_in_answers"]


def hand_in_answers(
    connection: Connection,
    exercise_id: int,
    account_id: int,
    name: str,
    data: bytes,
    form: str,
    received: datetime,
    now: datetime,
    confirmed: str = "",
) -> Submission:
    """Keep a submission and have it graded; return it. Sending the same form again changes nothing.

    ``confirmed`` is the map of a worked document.
    """
    refuse_if_closed(connection, account_id)
    submission, is_new = hand_in(connection, exercise_id, account_id, name, data, form, received, confirmed)
    if is_new:
        enqueue_grading(connection, submission.id, now)
        detail = {"number": submission.number, "sha256": submission.sha256}
        note(connection, account_id, "hand-in", f"exercise {exercise_id}", now, **detail)
    return submission

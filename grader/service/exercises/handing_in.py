"""Handing in: the bytes are kept, and the work on them is put into the queue, in one transaction.

The staff can put blank answers in the place of a file that cannot be read. These count from the same instant, and
people can give points for each of them; the file stays as it is.
"""

from datetime import datetime

from sqlalchemy import Connection

from grader.service.store.audit import note
from grader.service.store.members import refuse_if_closed
from grader.service.store.queue import enqueue_grading
from grader.service.store.submissions import Submission, hand_in
from grader.service.typed.answers_file import write_submission

__all__ = ["hand_in_answers", "stand_in"]


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
    refuse_if_closed(connection, account_id)
    submission, is_new = hand_in(connection, exercise_id, account_id, name, data, form, received)
    if is_new:
        enqueue_grading(connection, submission.id, now)
        detail = {"number": submission.number, "sha256": submission.sha256}
        note(connection, account_id, "hand-in", f"exercise {exercise_id}", now, **detail)
    return submission


def stand_in(
    connection: Connection, unreadable: Submission, student: str, exercise: str, account_id: int, now: datetime
) -> Submission:
    """Keep blank answers in the place of a submission that cannot be read, and have them graded."""
    refuse_if_closed(connection, unreadable.account_id)
    why = f"# By the staff, in the place of submission {unreadable.number}, which cannot be read.\n"
    data = f"{why}{write_submission(student, exercise, {})}".encode()
    form = f"in-place-of:{unreadable.number}"
    mine = (unreadable.exercise_id, unreadable.account_id)
    submission, is_new = hand_in(connection, *mine, f"{student}.yaml", data, form, unreadable.received)
    if is_new:
        enqueue_grading(connection, submission.id, now)
        detail = {"student": student, "number": unreadable.number}
        note(connection, account_id, "stand-in", f"exercise {unreadable.exercise_id}", now, **detail)
    return submission

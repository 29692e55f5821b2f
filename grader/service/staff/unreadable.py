"""A file that cannot be read as a whole: asking its student for another one, or putting blank answers in its place.

Blank answers count from the same instant as the file, and people can give points for each of them; the file stays.
"""

from datetime import datetime

from sqlalchemy import Connection

from grader.service.exercises.counting import find_counting
from grader.service.identity.accounts import Account
from grader.service.refusals import ConflictError, NotFoundError, RefusedError
from grader.service.store.allowances.requests import add_request
from grader.service.store.audit import note
from grader.service.store.courses import get_student_name
from grader.service.store.exercises import Exercise
from grader.service.store.members import refuse_if_closed
from grader.service.store.queue import enqueue_grading
from grader.service.store.submissions import Submission, hand_in
from grader.service.typed.answers_file import write_submission

__all__ = ["MAX_TEXT", "ask_again", "put_blank_answers"]

MAX_TEXT = 2000  # characters, as of a reason
NO_TEXT = "Say what the student should do: they read it above the exercise."
NOT_UNREADABLE = "What counts can be read by now. Nothing was changed."


def ask_again(connection: Connection, exercise: Exercise, account: int, text: str, by: Account, now: datetime) -> None:
    """Ask a student for another submission; ConflictError if what counts can be read."""
    asked = " ".join(text.split())[:MAX_TEXT]
    if not asked:
        raise RefusedError(NO_TEXT)
    unreadable = get_unreadable(connection, exercise, account)
    add_request(connection, unreadable.id, asked, by.id, now)
    student = get_student_name(connection, exercise.id, account)
    note(connection, by.id, "asked-again", f"exercise {exercise.id}", now, student=student, text=asked)


def put_blank_answers(
    connection: Connection, exercise: Exercise, rubric_id: str, account: int, by: Account, now: datetime
) -> Submission:
    """Put blank answers in the place of a file, and have them graded; ConflictError if what counts can be read.

    ``rubric_id`` is the name of the exercise in submissions. Doing it again before they are graded changes nothing.
    """
    refuse_if_closed(connection, account)
    unreadable = get_unreadable(connection, exercise, account)
    student = get_student_name(connection, exercise.id, account)
    why = f"# By the staff, in the place of submission {unreadable.number}, which cannot be read.\n"
    data = f"{why}{write_submission(student, rubric_id, {})}".encode()
    form = f"in-place-of:{unreadable.number}"
    mine = (unreadable.exercise_id, unreadable.account_id)
    submission, is_new = hand_in(connection, *mine, f"{student}.yaml", data, form, unreadable.received)
    if is_new:
        enqueue_grading(connection, submission.id, now)
        detail = {"student": student, "number": unreadable.number}
        note(connection, by.id, "stand-in", f"exercise {exercise.id}", now, **detail)
    return submission


def get_unreadable(connection: Connection, exercise: Exercise, account: int) -> Submission:
    """Return what counts of a student, which cannot be read."""
    counting = find_counting(connection, exercise.id, account)
    if counting is None:
        raise NotFoundError
    if counting.graded.is_readable or counting.submission.erased:
        raise ConflictError(NOT_UNREADABLE)
    return counting.submission

"""A file that cannot be read as a whole: asking its student for another one, or putting blank answers in its place.

Blank answers count from the same instant as the file, with the points that a person gives for what they read in it; the
file stays.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection

from grader.grading.marked import make_blank_result
from grader.service.exercises.counting import Counting, find_counting
from grader.service.exercises.opened import Opened
from grader.service.exercises.review_queue import Choice
from grader.service.identity.accounts import Account
from grader.service.refusals import ConflictError, NotFoundError, RefusedError
from grader.service.staff.deciding import add_own_decision, read_choice
from grader.service.store.allowances.requests import add_request
from grader.service.store.audit import note
from grader.service.store.courses import get_student_name
from grader.service.store.decisions import lock_exercise
from grader.service.store.exercises import Exercise
from grader.service.store.members import refuse_if_closed
from grader.service.store.queue import enqueue_grading
from grader.service.store.submissions import Submission, hand_in
from grader.service.typed.answers_file import write_submission

__all__ = ["MAX_TEXT", "ask_again", "put_blank_answers", "read_choices"]

MAX_TEXT = 2000  # characters, as of a reason
NO_TEXT = "Say what the student should do: they read it above the exercise."
NOT_UNREADABLE = "What counts can be read by now. Nothing was changed."


def ask_again(connection: Connection, exercise: Exercise, account: int, text: str, by: Account, now: datetime) -> None:
    """Ask a student for another submission; ConflictError if what counts can be read."""
    asked = " ".join(text.split())[:MAX_TEXT]
    if not asked:
        raise RefusedError(NO_TEXT)
    unreadable = get_unreadable(connection, exercise, account)
    add_request(connection, unreadable.submission.id, asked, by.id, now)
    student = get_student_name(connection, exercise.id, account)
    note(connection, by.id, "asked-again", f"exercise {exercise.id}", now, student=student, text=asked)


def read_choices(opened: Opened, points: Mapping[str, str], reason: str, account_id: int) -> Mapping[str, Choice]:
    """Return the points that somebody gives by item, all for one reason; RefusedError if one of them is no choice.

    An item whose points are blank is left out.
    """
    given = {item: text for item, text in points.items() if text.strip()}
    return {item: read_choice(opened, item, text, reason, account_id) for item, text in given.items()}


def put_blank_answers(
    connection: Connection,
    exercise: Exercise,
    opened: Opened,
    account: int,
    choices: Mapping[str, Choice],
    by: Account,
    now: datetime,
) -> Submission:
    """Put blank answers with some points in the place of a file; ConflictError if what counts can be read.

    The points are decisions, so that they count as soon as the blank answers do. Doing it again before these are
    graded changes nothing.
    """
    refuse_if_closed(connection, account)
    lock_exercise(connection, exercise.id)
    unreadable = get_unreadable(connection, exercise, account)
    replaced, student = unreadable.submission, get_student_name(connection, exercise.id, account)
    why = f"# By the staff, in the place of submission {replaced.number}, which cannot be read.\n"
    data = f"{why}{write_submission(student, opened.rubric.id, {})}".encode()
    form = f"in-place-of:{replaced.number}"
    submission, is_new = hand_in(connection, exercise.id, account, f"{student}.yaml", data, form, replaced.received)
    if is_new:
        detail = {"student": student, "number": replaced.number}
        note(connection, by.id, "stand-in", f"exercise {exercise.id}", now, **detail)
        for item, choice in choices.items():
            blank = make_blank_result(opened.rubric.by_id[item])
            add_own_decision(connection, exercise.id, account, unreadable, blank, choice, now)
        enqueue_grading(connection, submission.id, now)
    return submission


def get_unreadable(connection: Connection, exercise: Exercise, account: int) -> Counting:
    """Return what counts of a student, which cannot be read."""
    counting = find_counting(connection, exercise.id, account)
    if counting is None:
        raise NotFoundError
    if counting.graded.is_readable or counting.submission.erased:
        raise ConflictError(NOT_UNREADABLE)
    return counting

"""A file that cannot be read as a whole: asking its student for another one, or giving points for what is in it.

The points are decisions on blank answers, which count in the place of the file, from the same instant; the file stays.
"""

from collections.abc import Mapping
from datetime import datetime
from fractions import Fraction

from sqlalchemy import Connection

from grader.grading.marked import make_blank_result
from grader.service.exercises.counting import Counting, find_counting, find_due
from grader.service.exercises.opened import Opened
from grader.service.exercises.review_queue import Choice
from grader.service.identity.accounts import Account
from grader.service.refusals import ConflictError, NotFoundError, RefusedError
from grader.service.staff.deciding import add_own_decision, read_choice
from grader.service.store.allowances.requests import add_request
from grader.service.store.audit import note
from grader.service.store.courses import get_student_name
from grader.service.store.decisions import list_decisions, lock_exercise
from grader.service.store.exercises import Exercise, list_extensions
from grader.service.store.members import refuse_if_closed
from grader.service.store.queue import enqueue_grading
from grader.service.store.submissions import (
    Submission,
    choose_counting,
    hand_in,
    list_submissions_of,
    lock_student,
)
from grader.service.typed.answers_file import write_submission

__all__ = ["MAX_TEXT", "ask_again", "put_blank_answers", "read_choices"]

MAX_TEXT = 2000  # characters, as of a reason
NO_TEXT = "Say what the student should do: they read it above the exercise."
NOT_THIS_FILE = "Something else counts by now than the file that you saw. Nothing was changed."
SOMEBODY_ELSE = (
    "Somebody else has given points for this file meanwhile. Nothing was changed: look at theirs, and change those "
    "with which you do not agree."
)


def ask_again(
    connection: Connection, exercise: Exercise, account: int, number: int, text: str, by: Account, now: datetime
) -> None:
    """Ask a student for another submission; ConflictError unless the one with a number counts and cannot be read."""
    asked = " ".join(text.split())[:MAX_TEXT]
    if not asked:
        raise RefusedError(NO_TEXT)
    unreadable = get_unreadable(connection, exercise, account, number)
    add_request(connection, unreadable.submission.id, asked, by.id, now)
    student = get_student_name(connection, exercise.id, account)
    note(connection, by.id, "asked-again", f"exercise {exercise.id}", now, student=student, text=asked)


def read_choices(opened: Opened, points: Mapping[str, str], reason: str, account_id: int) -> Mapping[str, Choice]:
    """Return what somebody gives for each item, all for one reason; RefusedError if one of them is no choice.

    What is blank, or left out, is worth 0.
    """
    unknown = sorted(set(points) - set(opened.rubric.by_id))
    if unknown:
        raise RefusedError(f"The exercise has no item '{unknown[0][:MAX_TEXT]}'.")
    return {
        item.id: read_choice(opened, item.id, points.get(item.id, "").strip() or "0", reason, account_id)
        for item in opened.rubric.items
        if item.points or points.get(item.id, "").strip()
    }


def put_blank_answers(
    connection: Connection,
    exercise: Exercise,
    opened: Opened,
    account: int,
    number: int,
    choices: Mapping[str, Choice],
    by: Account,
    now: datetime,
) -> Submission:
    """Put blank answers with these points in the place of the submission with a number, and return them.

    ConflictError unless that submission counts and cannot be read, also if somebody else has given other points for it.
    Giving the same points again changes nothing.
    """
    refuse_if_closed(connection, account)
    lock_student(connection, exercise.id, account)  # before the exercise, as whoever hands in
    lock_exercise(connection, exercise.id)
    student, form = get_student_name(connection, exercise.id, account), f"in-place-of:{number}"
    due = find_due(opened, list_extensions(connection, exercise.id), student)
    counts = choose_counting(list_submissions_of(connection, exercise.id, account), due)
    if counts and counts.form == form:
        check_same(connection, exercise, student, choices)
        return counts
    if counts is None or counts.number != number:
        raise ConflictError(NOT_THIS_FILE)
    unreadable = get_unreadable(connection, exercise, account, number)
    why = f"# By the staff, in the place of submission {number}, which cannot be read.\n"
    data = f"{why}{write_submission(student, opened.rubric.id, {})}".encode()
    made, _ = hand_in(connection, exercise.id, account, f"{student}.yaml", data, form, counts.received)
    note(connection, by.id, "stand-in", f"exercise {exercise.id}", now, student=student, number=number)
    for item, choice in choices.items():
        blank, grading = make_blank_result(opened.rubric.by_id[item]), unreadable.grading.id
        add_own_decision(connection, exercise.id, account, blank, choice, now, student=student, grading_id=grading)
    enqueue_grading(connection, made.id, now)
    return made


def check_same(connection: Connection, exercise: Exercise, student: str, choices: Mapping[str, Choice]) -> None:
    """Raise ConflictError unless these points are those that a student has been given."""
    found = {
        one.item: Fraction(one.points) for one in list_decisions(connection, exercise.id) if one.student == student
    }
    if any(found.get(item) != choice.points for item, choice in choices.items()):
        raise ConflictError(SOMEBODY_ELSE)


def get_unreadable(connection: Connection, exercise: Exercise, account: int, number: int) -> Counting:
    """Return what counts of a student; ConflictError unless it has this number and cannot be read."""
    counting = find_counting(connection, exercise.id, account)
    if counting is None:
        raise NotFoundError
    submission = counting.submission
    if counting.graded.is_readable or submission.erased or submission.number != number:
        raise ConflictError(NOT_THIS_FILE)
    return counting

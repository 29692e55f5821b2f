"""A course for tests: a rubric with a deadline, students with difficult names, and what they hand in."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from grader.batch.job import Job
from grader.batch.work import Sent, Task, Worker
from grader.grading.result import GradedSubmission
from grader.service.exercises.opened import open_revision
from grader.service.identity.accounts import Account, make_account
from grader.service.jobs.bench import restore
from grader.service.jobs.runner import do_job
from grader.service.store.courses import Course, Role, add_course, add_member
from grader.service.store.database import Database
from grader.service.store.exercises import Exercise, Revision, add_exercise, add_revision, release_revision
from grader.service.store.queue import enqueue_grading
from grader.service.store.submissions import Submission, hand_in
from grader.service.typed.answers_file import write_submission

__all__ = ["DUE", "NOW", "RUBRIC", "InlineBench", "fill_course", "grade_everything", "send"]

NOW = datetime(2026, 11, 1, 8, tzinfo=UTC)
DUE = datetime(2026, 11, 30, 22, 59, tzinfo=UTC)
RUBRIC = b"""\
rubric: week3
title: Week 3
late:
  per_day: 10 %
  grace: 5 minutes
visibility:
  deadline: 2026-11-30T23:59:00+01:00
  release: 2026-12-20T12:00:00+01:00
parts:
  - id: one
    title: Derivatives
    notation:
      symbols:
        x: {domain: real, description: a number}
    items:
      - id: step
        title: The derivative
        prompt: What is the derivative of x^2?
        type: expression
        points: 2
        expected: 2*x
      - id: value
        title: Its value
        prompt: What is it at 3?
        type: number
        points: 1
        expected: 6
"""


class InlineBench:
    """Grades in this process."""

    def grade(
        self, revision: Revision, name: str, data: bytes, student: str, confirmed: bytes = b""
    ) -> GradedSubmission:
        job: Job = open_revision(revision).job
        task = Task(position=0, source=Sent(name=name, data=data), stem="report", student=student)
        return restore(Worker(job).grade_task(task))


def fill_course(connection: Connection, *, rubric: bytes = RUBRIC) -> tuple[Course, Exercise, Account]:
    """Make a course with an exercise that is open; return them and the instructor."""
    course = add_course(connection, "calculus", "Calculus, spring", "Europe/Berlin", NOW)
    teacher = make_account(connection, "prof@example.edu", NOW, display="Prof. Żak", is_admin=True)
    add_member(connection, course, teacher.id, Role.INSTRUCTOR, "prof")
    exercise = add_exercise(connection, course, "week3", "Week 3", NOW)
    revision = add_revision(connection, exercise, rubric, teacher.id, NOW)
    release_revision(connection, revision, teacher.id, NOW)
    return course, exercise, teacher


def send(
    connection: Connection,
    course: Course,
    exercise: Exercise,
    student: str,
    answers: dict[str, str] | bytes,
    *,
    after: timedelta = timedelta(hours=-1),
    name: str = "answers.yaml",
    form: str = "form",
) -> Submission:
    """Hand in for a student, so long after the deadline, and enqueue the grading."""
    account = make_account(connection, student, NOW)
    member = add_member(connection, course, account.id, Role.STUDENT, student)
    data = answers if isinstance(answers, bytes) else write_submission(member.student, "week3", answers).encode()
    made, is_new = hand_in(connection, exercise.id, account.id, name, data, form, DUE + after)
    if is_new:
        enqueue_grading(connection, made.id, DUE + after)
    return made


def grade_everything(database: Database) -> None:
    """Do every job that waits."""
    while do_job(database, InlineBench()):
        pass

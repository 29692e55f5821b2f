"""Whether everything in the database is as it was written, graded, and counted."""

from collections.abc import Iterator
from hashlib import sha256

from sqlalchemy import Connection, select

from grader.errors import Diagnostic
from grader.service.exercises.counting import Rules, find_counted, load_rules
from grader.service.store import tables
from grader.service.store.audit import find_broken_row
from grader.service.store.courses import get_student_name
from grader.service.store.database import Database
from grader.service.store.exercises import find_release
from grader.service.store.gradings import list_counting
from grader.service.store.queue import DOING, WAITING

__all__ = ["inspect_database"]

AT_ONCE = 100  # submissions, of at most 1 MB each


def inspect_database(database: Database) -> list[Diagnostic]:
    """Return what is not right in a database whose tables are up to date."""
    with database.read() as connection:
        return [
            *check_log(connection),
            *check_submissions(connection),
            *check_gradings(connection),
            *check_ledger(connection),
        ]


def check_log(connection: Connection) -> Iterator[Diagnostic]:
    row = find_broken_row(connection)
    if row is not None:
        yield Diagnostic(
            slug="log-broken",
            what=f"Row {row} of the log of who did what is not as it was written, or the row before it is missing.",
            why="Each row holds the hash of the row before it.",
            help="Compare the table 'audit' with a backup; somebody has changed the database by hand.",
            audience="author",
        )


def check_submissions(connection: Connection) -> Iterator[Diagnostic]:
    """Yield a message for each submission whose bytes are not those that were handed in."""
    submission = tables.submission
    rows = connection.execute(
        select(submission.c.id, submission.c.exercise_id, submission.c.account_id, submission.c.number,
               submission.c.data, submission.c.sha256)
        .order_by(submission.c.id)
        .execution_options(yield_per=AT_ONCE)
    )  # fmt: skip
    for row in rows:
        if sha256(row.data).hexdigest() != row.sha256:
            name = get_student_name(connection, row.exercise_id, row.account_id)
            yield Diagnostic(
                slug="submission-changed",
                what=f"The {describe(connection, row.exercise_id, name, row.number)} is not what was handed in.",
                why="Its SHA-256 is not the one on the receipt.",
                help="Restore it from a backup, or ask the student for the file and the receipt.",
                audience="author",
            )


def check_gradings(connection: Connection) -> Iterator[Diagnostic]:
    """Yield a message for each submission that is not graded, and that nobody will grade."""
    submission, grading, job = tables.submission, tables.grading, tables.job
    waiting = select(job.c.target).where(job.c.kind == "grade", job.c.state.in_((WAITING, DOING)))
    query = select(submission.c.id, submission.c.exercise_id, submission.c.account_id, submission.c.number).where(
        submission.c.id.not_in(select(grading.c.submission_id)), submission.c.id.not_in(waiting)
    )
    for _, exercise_id, account_id, number in connection.execute(query.order_by(submission.c.id)).all():
        name = get_student_name(connection, exercise_id, account_id)
        yield Diagnostic(
            slug="never-graded",
            what=f"The {describe(connection, exercise_id, name, number)} is not graded, and no job will grade it.",
            why="A submission and its job are written together, so the database was changed by hand.",
            help="Export the course and import it into a new database: what is not graded is put into the queue there.",
            audience="author",
        )


def check_ledger(connection: Connection) -> Iterator[Diagnostic]:
    """Yield a message for each student for whom something else counts than should."""
    submission = tables.submission
    pairs = select(submission.c.exercise_id, submission.c.account_id).distinct()
    counting, rules = dict[int, dict[int, tuple[int, str, str]]](), dict[int, Rules]()
    for exercise_id, account_id in sorted(map(tuple, connection.execute(pairs).all())):
        if find_release(connection, exercise_id) is None:
            continue
        if exercise_id not in counting:
            entries = list_counting(connection, exercise_id)
            counting[exercise_id] = {key: (one.grading_id, one.score, one.pending) for key, one in entries.items()}
            rules[exercise_id] = load_rules(connection, exercise_id)
        counted = find_counted(connection, exercise_id, account_id, rules[exercise_id])
        should = (counted[0], str(counted[1].final_score), str(counted[1].pending)) if counted else None
        if should is not None and counting[exercise_id].get(account_id) != should:
            name = get_student_name(connection, exercise_id, account_id)
            has = counting[exercise_id].get(account_id)
            yield Diagnostic(
                slug="ledger-differs",
                what=f"For {name} in '{get_slug(connection, exercise_id)}', the ledger has "
                f"{f'a score of {has[1]}' if has else 'nothing'}, and {should[1]} should count.",
                why="An extension, another rubric or another version of grader may have come after the last entry.",
                help="The next grading of a submission of this student writes what counts then; so does a regrade.",
                audience="author",
            )


def describe(connection: Connection, exercise_id: int, student: str, number: int) -> str:
    return f"submission {number} of {student} to '{get_slug(connection, exercise_id)}'"


def get_slug(connection: Connection, exercise_id: int) -> str:
    return str(connection.scalar(select(tables.exercise.c.slug).where(tables.exercise.c.id == exercise_id)))

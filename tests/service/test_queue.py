"""The queue: who dies loses a job and not its work, a result is written once, and a job that never ends is a fault."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection

from grader.grading.result import GradedSubmission
from grader.records import Outcome
from grader.service.exercises.records import read_record
from grader.service.jobs.runner import do_job
from grader.service.store.courses import find_course
from grader.service.store.database import Database
from grader.service.store.exercises import Revision, find_exercise
from grader.service.store.gradings import get_grading, list_counting
from grader.service.store.queue import (
    LEASE,
    MOST_TRIES,
    Job,
    Priority,
    count_jobs,
    drop_lease,
    end_job,
    enqueue,
    enqueue_grading,
    find_job,
    renew_lease,
    take_job,
)
from grader.version import __version__

from .courses import NOW, InlineBench, fill_course, send
from .test_store import COUNT, at_once

SOON = timedelta(seconds=1)


def add(database: Database, name: str, priority: Priority = Priority.HAND_IN) -> None:
    database.write(lambda connection: enqueue(connection, "grade", name, 1, priority, NOW))


def take(database: Database, owner: str, now: datetime = NOW) -> Job | None:
    return database.write(lambda connection: take_job(connection, owner, now))


def must_take(database: Database, owner: str, now: datetime = NOW) -> Job:
    job = take(database, owner, now)
    assert job
    return job


def test_what_is_urgent_comes_first_and_then_what_waits_longest(database: Database) -> None:
    for name, priority in [("d", Priority.REGRADE), ("b", Priority.HAND_IN), ("c", Priority.HAND_IN)]:
        add(database, name, priority)
    add(database, "a", Priority.CHECK)
    add(database, "b", Priority.CHECK)  # there is a job of this name already
    assert [must_take(database, f"owner {n}").name for n in range(4)] == ["a", "b", "c", "d"]
    assert take(database, "owner 5") is None


def test_a_lease_that_runs_out_gives_the_job_to_somebody_else(database: Database) -> None:
    add(database, "one")
    first = must_take(database, "first")
    assert take(database, "second", NOW + LEASE) is None
    assert database.write(lambda connection: renew_lease(connection, first, NOW + LEASE))
    assert take(database, "second", NOW + LEASE + SOON) is None
    second = must_take(database, "second", NOW + 2 * LEASE + SOON)
    assert (second.id, second.tries, second.owner) == (first.id, 2, "second")
    assert not database.write(lambda connection: renew_lease(connection, first, NOW))
    assert not database.write(lambda connection: end_job(connection, first, NOW))
    assert database.write(lambda connection: end_job(connection, second, NOW))
    assert not database.write(lambda connection: end_job(connection, second, NOW))
    with database.read() as connection:
        assert count_jobs(connection) == {"done": 1}


def test_a_job_that_is_given_back_was_not_started(database: Database) -> None:
    add(database, "one")
    job = must_take(database, "first")
    database.write(lambda connection: drop_lease(connection, job))
    again = must_take(database, "second")
    assert (again.id, again.tries) == (job.id, 1)


def test_no_two_have_one_job(database: Database) -> None:
    for number in range(COUNT):
        add(database, f"job {number}")

    def take_all(connection: Connection) -> int | None:
        job = take_job(connection, f"owner {next(owners)}", NOW)
        return job and job.id

    owners = iter(range(10**6))
    got: list[int | None] = []
    for _ in range(COUNT):  # where others hold rows at that moment, one may find nothing, and looks again
        got += at_once(database, [take_all] * 4)
    found = [key for key in got if key is not None]
    assert len(found) == len(set(found)) == COUNT


class Clock:
    """A clock that tests set."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


class Taken:
    """Grades, but meanwhile somebody else has taken the job, because the lease ran out, and has done it."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self.database, self.clock = database, clock

    def grade(
        self, revision: Revision, name: str, data: bytes, student: str, confirmed: bytes = b""
    ) -> GradedSubmission:
        self.clock.now += LEASE + SOON
        assert do_job(self.database, InlineBench(), self.clock)
        return InlineBench().grade(revision, name, b"", student)


class Broken:
    """Cannot grade."""

    def grade(
        self, revision: Revision, name: str, data: bytes, student: str, confirmed: bytes = b""
    ) -> GradedSubmission:
        raise RuntimeError("a mistake of ours")


@pytest.fixture
def handed_in(database: Database) -> Iterator[Database]:
    def act(connection: Connection) -> None:
        course, exercise, _ = fill_course(connection)
        send(connection, course, exercise, "ada", {"step": "2x", "value": "6"})

    database.write(act)
    yield database


def read_counting(database: Database) -> tuple[str, GradedSubmission]:
    with database.read() as connection:
        course = find_course(connection, "calculus")
        assert course
        exercise = find_exercise(connection, course, "week3")
        assert exercise
        (entry,) = list_counting(connection, exercise.id).values()
        return entry.score, read_record(get_grading(connection, entry.grading_id).record)


def test_the_result_of_whoever_lost_the_job_is_not_written(handed_in: Database) -> None:
    clock = Clock()
    assert do_job(handed_in, Taken(handed_in, clock), clock)
    score, graded = read_counting(handed_in)
    assert score == "3"
    assert [item.outcome for item in graded.items] == [Outcome.CORRECT, Outcome.CORRECT]
    with handed_in.read() as connection:
        assert count_jobs(connection) == {"done": 1}


def test_after_three_failures_a_person_sees_a_fault(handed_in: Database, caplog: pytest.LogCaptureFixture) -> None:
    clock = Clock()
    for _ in range(MOST_TRIES):
        assert do_job(handed_in, Broken(), clock)
        clock.now += LEASE + SOON
    assert not do_job(handed_in, Broken(), clock)
    check_is_fault(handed_in)
    assert len(caplog.records) == MOST_TRIES


def test_after_three_starts_that_never_ended_a_person_sees_a_fault(handed_in: Database) -> None:
    clock = Clock()
    for number in range(MOST_TRIES):
        assert must_take(handed_in, f"killed {number}", clock.now).tries == number + 1
        clock.now += LEASE + SOON
    assert do_job(handed_in, Broken(), clock)
    check_is_fault(handed_in)


def check_is_fault(database: Database) -> None:
    with database.read() as connection:
        assert count_jobs(connection) == {"fault": 1}
    score, graded = read_counting(database)
    assert score == "0"
    assert not graded.has_score
    assert [one.slug for one in graded.diagnostics] == ["fault"]


def test_a_submission_is_enqueued_once(handed_in: Database) -> None:
    handed_in.write(lambda connection: enqueue_grading(connection, 1, NOW))
    with handed_in.read() as connection:
        assert count_jobs(connection) == {"waiting": 1}
        assert find_job(connection, f"grade:1:{__version__}")
